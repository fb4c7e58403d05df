import type { Coach, CreateCoach } from '../../engine/coach.ts';
import { countFolders, statesBelow } from '../../engine/folders.ts';
import { english, type Translate } from '../../engine/l10n.ts';
import type { AnchorView, RowView } from '../../engine/views.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { CallArgs, CallName, CallResult, FromWorker, StartMessage, ToWorker } from './protocol.ts';
import { type HostFiles, hostFiles, hostWorkspace, joinedWorkspace } from './workerFiles.ts';
import { breathing, callQueue, changeQueue, coalesced, type Defer, reasonOf, textQueue, throttled } from './workerQueues.ts';

/** What a worker runs on. `disk` reads a folder of the disk; null where only the host can read files. */
export interface WorkerPlatform {
  readonly post: (message: FromWorker) => void;
  readonly defer: Defer;
  readonly createCoach: CreateCoach;
  readonly disk: ((path: string) => Workspace) | null;
}

/** Changes that arrive within this time lead to one announcement. In milliseconds. */
const announceAfter = 300;

/** Runs the engine behind the messages of `protocol.ts`. @returns what takes the host's messages. */
export function serveEngine(platform: WorkerPlatform): (message: ToWorker) => void {
  const files = hostFiles(platform.post);
  let session: Session | null = null;
  return (message) => {
    if (message.type === 'start') session = startSession(platform, files, message);
    else if (message.type === 'folder' || message.type === 'bytes') files.answer(message);
    else session?.take(message);
  };
}

type SessionMessage = Exclude<ToWorker, { readonly type: 'start' | 'folder' | 'bytes' }>;

interface Session {
  take(message: SessionMessage): void;
}

function startSession(platform: WorkerPlatform, files: HostFiles, start: StartMessage): Session {
  const translate = translator(start.texts);
  const count = throttled((done, all) => platform.post({ type: 'progress', done, all }));
  const breathe = breathing(platform.defer);
  const coach = platform.createCoach({
    workspace: workspaceOf(platform, files, start),
    today: start.today,
    translate,
    progress: (done, all) => {
      count(done, all);
      return breathe();
    },
  });
  const report = (error: unknown) => platform.post({ type: 'log', level: 'error', text: reasonOf(error) });
  coach.postpone(start.later ?? {});
  let ask = start.ask;
  let branch: ReadonlySet<string> | null = null;
  const shown = shownRows((anchor) => coach.row(anchor, ask === 'all' || branch?.has(anchor.file)));
  const bare = new Set<string>();
  let bareChanged = false;
  const announce = coalesced(announceAfter, () => {
    platform.post({ type: 'updated', lenses: shown.changed() || bareChanged });
    bareChanged = false;
  });
  const texts = textQueue(report, announce);
  const changes = changeQueue((files) => {
    // A file that was just made may be open before the list of files has it: its lenses have to be asked for again.
    bareChanged ||= files.some((file) => bare.has(file));
    return coach.changed(files).then(announce, report);
  });

  for (const { file, text } of start.open) texts.push(file, () => coach.open(file, text));
  const loading = texts.settled().then(() => coach.load());
  loading.then(announce, report);

  const calls = callsOf(coach, shown, bare, loading);
  const queue = callQueue(platform.defer, platform.post, async (call) => {
    await texts.settled();
    return (calls[call.name] as (...args: readonly unknown[]) => unknown)(...call.args);
  });

  return {
    take: (message) => {
      switch (message.type) {
        case 'call':
          return queue.push(message);
        case 'cancel':
          return queue.cancel(message.id);
        case 'open':
          shown.forget(message.file);
          return texts.push(message.file, () => coach.open(message.file, message.text));
        case 'close':
          shown.forget(message.file);
          return texts.push(message.file, () => coach.close(message.file));
        case 'changed':
          return changes.push(message.files);
        case 'ask':
          ask = message.ask;
          return announce();
        case 'branch':
          branch = message.files && new Set(message.files);
          coach.compare(message.earlier && new Map(message.earlier));
          return announce();
        case 'later':
          coach.postpone(message.later);
          return announce();
      }
    },
  };
}

type Calls = { readonly [N in CallName]: (...args: CallArgs<N>) => CallResult<N> | Promise<CallResult<N>> };

/** `bare` takes the files that have no anchor. Nothing is said of a resource before the whole workspace has been read: half of it would ask for what the other half says. */
function callsOf(coach: Coach, shown: ShownRows, bare: Set<string>, loading: Promise<void>): Calls {
  return {
    loaded: () => loading.then(() => null),
    anchors: async (file) => {
      const anchors = await coach.anchors(file);
      if (anchors.length === 0) bare.add(file);
      else bare.delete(file);
      return anchors;
    },
    row: (anchor) => shown.read(anchor),
    resource: (key) => (coach.loaded && coach.resource(key)) || null,
    resourceAt: (file, offset) => (coach.loaded && coach.resourceAt(file, offset)) || null,
    resourceNames: () => coach.names(),
    questionNames: () => coach.questions(),
    idleSay: (file) => (coach.loaded ? coach.idleSay(file) : []),
    teamFileErrors: () => (coach.loaded ? coach.teamFileErrors() : []),
    places: (key, question) => coach.places(key, question),
    values: (question, key) => coach.values(question, key),
    groups: () => coach.groups(),
    edits: (key, question, place, value) => coach.edits(key, question, place, value),
    decisionPlaces: (key, question, how) => coach.decisionPlaces(key, question, how),
    decide: (key, question, place, decision) => coach.decide(key, question, place, decision),
    incident: async (key) => (await coach.incident(key)) ?? null,
    newPipeline: (kind, folder, name) => coach.newPipeline(kind, folder, name),
    entryEdits: (file, path, content) => coach.entryEdits(file, path, content),
    editsOfMany: (wanted) => coach.editsOfMany(wanted),
    rename: (question, was, value) => coach.rename(question, was, value),
    states: (question) => coach.states(question),
    folders: (question) => countFolders(coach.states(question)),
    statesBelow: (question, folder) => statesBelow(coach.states(question), folder),
  };
}

function workspaceOf(platform: WorkerPlatform, files: HostFiles, start: StartMessage): Workspace {
  const { disk } = platform;
  const parts = start.roots.map(({ prefix, path }) => ({
    prefix,
    workspace: disk && path !== null ? disk(path) : hostWorkspace(files, prefix),
  }));
  return joinedWorkspace(parts);
}

function translator(texts: Readonly<Record<string, string>>): Translate {
  return (message, ...args) => english(texts[message] ?? message, ...args);
}

/** The rows that the host was given, to tell whether a change shows. */
interface ShownRows {
  read(anchor: AnchorView): RowView;
  forget(file: string): void;
  /** @returns whether a row reads differently from when it was given out or last found changed: each change is told once. */
  changed(): boolean;
}

interface ShownRow {
  readonly anchor: AnchorView;
  readonly text: string;
}

function shownRows(rowAt: (anchor: AnchorView) => RowView): ShownRows {
  const files = new Map<string, Map<number, ShownRow>>();
  return {
    read: (anchor) => {
      const row = rowAt(anchor);
      const rows = files.get(anchor.file) ?? new Map<number, ShownRow>();
      files.set(anchor.file, rows.set(anchor.from, { anchor, text: JSON.stringify(row) }));
      return row;
    },
    forget: (file) => {
      files.delete(file);
    },
    changed: () => {
      let changed = false;
      for (const rows of files.values()) {
        for (const { anchor, text } of rows.values()) {
          const now = JSON.stringify(rowAt(anchor));
          changed ||= now !== text;
          rows.set(anchor.from, { anchor, text: now });
        }
      }
      return changed;
    },
  };
}
