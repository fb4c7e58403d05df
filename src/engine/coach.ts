import type { WantedAnswer } from './answerMany.ts';
import { type Asking, createAsking } from './ask.ts';
import { type Before, type Earlier, lookBefore } from './before.ts';
import { runsOfDbt } from './dbtRuns.ts';
import type { Framework } from './framework.ts';
import { frameworks } from './frameworks.ts';
import { buildGraph, type Graph } from './graph.ts';
import type { Incident } from './incident/incident.ts';
import { english, render, type Translate } from './l10n.ts';
import { lateParts } from './lateParts.ts';
import { lensRow, readinessLens, waitingLens } from './lensRow.ts';
import type { Content, FileSet, FixKey, Linked, NewEntry, Place, Resource, YamlStep } from './model.ts';
import type { Layering } from './policy/layers.ts';
import { hasLeft } from './policy/roster.ts';
import { questions } from './questions/list.ts';
import { ownerNamed } from './questions/ownerNamed.ts';
import { createReading, type Reading } from './reading.ts';
import { frameworkView, placeView, problemViews, resourceView, spotViews } from './show.ts';
import { decisionContent, decisionObjection, decisionPlaces, decisionSource } from './team/decisions.ts';
import { createTeam, type Team } from './team/team.ts';
import { type TeamFragment, teamFileFor, teamFiles } from './team/teamFiles.ts';
import { waiverProblems, waiverProblemsIn } from './team/waiving.ts';
import type {
  AnchorView,
  Decision,
  DecisionKind,
  EditResult,
  FrameworkView,
  ManyEdits,
  NewPipeline,
  PipelineKind,
  PlaceView,
  ProblemView,
  QuestionName,
  ResourceName,
  ResourceView,
  RowView,
  StateName,
} from './views.ts';
import type { Workspace } from './workspace.ts';
import { contentOf } from './writers/content.ts';

/** What a coach is made from. `today` is an ISO date; `progress` counts files read out of all. */
export interface CoachOptions {
  readonly workspace: Workspace;
  readonly today: string;
  readonly translate?: Translate;
  readonly progress?: (done: number, all: number) => void;
}

/** The engine behind every surface. The same in the editor's worker, on the command line and in tests. No method throws on bad input. */
export interface Coach {
  /** Reads the whole workspace; resolves when everything is linked. Yields between files. Safe to call again. */
  load(): Promise<void>;
  readonly loaded: boolean;
  /** The text of an open editor, which wins over the disk until it is closed. */
  open(file: string, text: string): Promise<void>;
  close(file: string): Promise<void>;
  /** Files that were created, changed or deleted on disk. */
  changed(files: readonly string[]): Promise<void>;
  /** Where lenses stand in a file; needs only this file's text (and the dbt_project.yml above it), never the whole index. */
  anchors(file: string): Promise<readonly AnchorView[]>;
  /** The titles of the lenses at an anchor; before `load` has ended they ask nothing. `spellOut` puts the next question into the last one. */
  row(anchor: AnchorView, spellOut?: boolean): RowView;
  /** The projects and DAGs folders that were found. */
  frameworks(): readonly FrameworkView[];
  /** Every resource, in a stable order. */
  resources(): Iterable<ResourceView>;
  /** By key, or by id where that is unique in the workspace. */
  resource(keyOrId: string): ResourceView | undefined;
  /** The resource at an offset of a file: its SQL, its call, or its entry in a properties file. */
  resourceAt(file: string, offset: number): ResourceView | undefined;
  /** Where an answer to a question can be written for a resource, best first. */
  places(key: string, question: string): readonly PlaceView[];
  /**
   * Values that others wrote as answers to a question, most used first, without placeholders. For an owner those of the
   * roster follow, and where a resource is given whom CODEOWNERS names for its file.
   */
  values(question: string, key?: string): readonly string[];
  /** Keys that stand in meta, and for how many resources each: where a team may already write answers in words of its own. */
  metaKeys(): ReadonlyMap<string, number>;
  /** Every resource by name alone: cheap also for thousands. */
  names(): readonly ResourceName[];
  /** Every resource that somebody is asked about, with what one question comes to for it. */
  states(question: string): readonly StateName[];
  /** The catalogue. */
  questions(): readonly QuestionName[];
  /** Computes the edits of an answer from the texts as they are now. */
  edits(key: string, question: string, place: string, value: string): Promise<EditResult>;
  /** The edits of many answers together; what stands in one place is written once. While it runs, the coach knows the texts as they will be. */
  editsOfMany(wanted: readonly WantedAnswer[]): Promise<ManyEdits>;
  /** The edits that put another name wherever one stands as owner (`owner-named`) or as channel (`failure-told`). */
  rename(question: string, was: string, value: string): Promise<ManyEdits>;
  /** Questions that one person wants to be asked again later: `key question` and the ISO date from which they are asked again. */
  postpone(later: Readonly<Record<string, string>>): void;
  /** What files said before the change that somebody works on: what it touches is asked first. Null where nobody knows. */
  compare(earlier: Earlier | null): void;
  /** Where a team can say something else to a question than an answer, best first. */
  decisionPlaces(key: string, question: string, how: DecisionKind): readonly PlaceView[];
  /** Computes the edits that write a decision. */
  decide(key: string, question: string, place: string, decision: Decision): Promise<EditResult>;
  /** Who has to know when a resource fails, and what was promised; undefined for what is no resource. */
  incident(keyOrId: string): Promise<Incident | undefined>;
  /** Where a new pipeline would be written, and what it would be written like. */
  newPipeline(kind: PipelineKind, folder: string, name: string): Promise<NewPipeline>;
  /** Puts an entry into a properties file, or into a new one. */
  entryEdits(file: string, path: readonly YamlStep[], content: Content): Promise<EditResult>;
  problems(): readonly ProblemView[];
  /** What of the team's say in a file comes to nothing: waivers that are over, half written or not needed, paths that match no file. */
  idleSay(file: string): readonly ProblemView[];
  /** What keeps the team file from being used; empty where it is in force or not there. Those stand among `problems` too. */
  teamFileErrors(): readonly ProblemView[];
}

/** Everything that follows from one state of the fragments. */
interface Revision {
  readonly linked: readonly Linked[];
  readonly graph: Graph;
  readonly asking: Asking;
  readonly team: Team;
}

/** Puts the engine together. Nothing is read before `load`, `open` or `anchors` is called. */
export function createCoach({ workspace, today, translate = english, progress }: CoachOptions): Coach {
  const reading = createReading(workspace, [...frameworks, teamFiles], []);
  const teamNow = createTeam(reading.filesFor(teamFiles) as FileSet<TeamFragment>, today, reading.unreadable);
  const opened = new Map<string, string>();
  let loaded = false;
  let later: ReadonlyMap<string, string> = new Map();
  let earlier: Earlier | null = null;
  let before: Before | null = null;
  let revision: Revision | null = null;
  let lastLinked: readonly Linked[] | null = null;
  let lastTeam: Team | null = null;
  let graph: Graph | null = null;

  function current(): Revision {
    revision ??= link();
    return revision;
  }

  function link(): Revision {
    const team = teamNow();
    if (team.layering !== lastTeam?.layering) {
      lastLinked = null;
      graph = null;
    }
    lastTeam = team;
    const linked = frameworks.map((framework, at) => linkOne(framework, lastLinked?.[at], team.layering));
    lastLinked = linked;
    graph = graph?.update(linked) ? graph : buildGraph(linked);
    graph.setCrossing(runsOfDbt(linked, graph));
    return { linked, graph, asking: createAsking(graph, team, putOffUntil, beforeNow(team.layering)), team };
  }

  /** The workspace as it was is linked once for every change of what it was, not for every change of what it is. */
  function beforeNow(layering: Layering): Before['touches'] | null {
    if (!loaded || earlier === null) return null;
    before ??= lookBefore(
      frameworks.map((framework) => ({ framework, files: reading.filesFor(framework) })),
      layering,
      earlier,
    );
    return before.touches;
  }

  function putOffUntil({ key }: Resource, question: string): string | undefined {
    return later.size === 0 ? undefined : later.get(`${key} ${question}`);
  }

  function linkOne(framework: Framework, before: Linked | undefined, layering: Layering): Linked {
    const changes = reading.takeChanges(framework);
    const files = reading.filesFor(framework);
    if (before && changes?.length === 0) return before;
    const relinked = before && changes ? framework.relink?.(before, files, layering, changes) : null;
    return relinked ?? framework.link(files, layering);
  }

  async function settle(): Promise<void> {
    await reading.settle(progress);
    revision = null;
  }

  function find(keyOrId: string): Resource | undefined {
    const { graph } = current();
    const byId = graph.byId(keyOrId);
    return graph.byKey(keyOrId) ?? (byId.length === 1 ? byId[0] : undefined);
  }

  function show(resource: Resource): ResourceView {
    const { graph, asking } = current();
    return resourceView(graph, asking, resource, translate);
  }

  function placesOf(key: string, question: string): readonly Place[] {
    const resource = find(key);
    const fix = resource && current().asking.question(question, resource)?.fix;
    if (!resource || !fix?.key) return [];
    const linked = current().graph.linkedOf(resource);
    const places = [fix.key, ...(fix.others ?? [])].map((one) => linked.places(resource, one));
    return places.find((found) => found.length > 0) ?? [];
  }

  function decisionPlacesOf(key: string, question: string, how: DecisionKind): readonly Place[] {
    const resource = find(key);
    if (!resource) return [];
    const { graph, team } = current();
    const teamFile = teamFileFor(reading.filesFor(teamFiles), resource.anchor.file, workspace.tops ?? []);
    return decisionPlaces(how, decisionSource(resource, question, teamFile, graph, team));
  }

  /** Computed from the texts as they are now: the file of the place is read again, and the place found again. */
  async function editsAt(id: string, places: () => readonly Place[], content: (place: Place) => Content): Promise<EditResult> {
    const { write } = await lateParts();
    const before = places().find((candidate) => candidate.id === id);
    if (!before) return { refused: translate('there is no such place to write it') };
    reading.forget(before.file);
    await settle();
    const now = places().find((candidate) => candidate.id === id);
    if (!now) return { refused: translate('the file has changed, and the place is gone') };
    const text = now.creates ? null : await reading.text(now.file);
    const result = write(now.file, text, now.target, content(now));
    return 'refused' in result ? { refused: render(result.refused, translate) } : result;
  }

  async function lay(texts: ReadonlyMap<string, string | null>): Promise<void> {
    for (const [file, text] of texts) reading.setOpen(file, text ?? opened.get(file) ?? null);
    await settle();
  }

  /** What dbt_project.yml answers for a neighbour of the same folder holds for a new model too. */
  function givenByFolder({ file }: Exclude<NewEntry, { readonly refused: unknown }>): FixKey[] {
    if (file === null) return [];
    const { graph, asking } = current();
    const folder = (path: string) => path.replace(/[^/]*$/, '');
    const keys = graph.resources
      .filter(({ anchor }) => folder(anchor.file) === folder(file))
      .flatMap((neighbour) =>
        asking
          .answers(neighbour)
          .filter(({ state, evidence }) => state === 'answered' && evidence[0]?.span.file.endsWith('dbt_project.yml'))
          .flatMap(({ id }) => asking.question(id, neighbour)?.fix.key ?? []),
      );
    return [...new Set(keys)];
  }

  /** Reads the one file and the projects above it, for a row of lenses while the rest is still being read. */
  async function readAlone(file: string): Promise<Reading> {
    const projects = foldersAbove(file).map((folder) => `${folder}dbt_project.yml`);
    const present = await Promise.all(projects.map(async (project) => 'text' in (await workspace.read(project))));
    const alone = createReading(workspace, frameworks, [file, ...projects.filter((_, index) => present[index])].sort());
    const text = opened.get(file);
    if (text !== undefined) alone.setOpen(file, text);
    await alone.settle();
    return alone;
  }

  return {
    get loaded() {
      return loaded;
    },
    async load() {
      reading.replaceFiles(await workspace.list());
      await settle();
      loaded = true;
    },
    async open(file, text) {
      opened.set(file, text);
      reading.setOpen(file, text);
      revision = null;
      if (loaded) await settle();
    },
    async close(file) {
      opened.delete(file);
      reading.setOpen(file, null);
      if (loaded) await settle();
    },
    async changed(files) {
      for (const file of files) reading.forget(file);
      if (!loaded) return;
      await settle();
      const asBefore = files.length > 0 && files.every((file) => reading.has(file) && !reading.unreadable.has(file));
      if (asBefore) return;
      reading.replaceFiles(await workspace.list());
      await settle();
    },
    async anchors(file) {
      const found = loaded ? reading : await readAlone(file);
      return found.outline(file);
    },
    row(anchor, spellOut = false) {
      const names = anchor.lenses === 'row' ? (['consumers', 'failure', 'owner', 'readiness'] as const) : (['readiness'] as const);
      if (!loaded) return { key: null, lenses: names.map((lens) => waitingLens(lens, translate)) };
      const { graph, asking } = current();
      const resource = resourceOf(graph, anchor);
      if (!resource)
        return { key: null, lenses: [{ lens: 'readiness', title: translate('not part of a project'), open: false, question: null }] };
      const answers = asking.answers(resource);
      const lenses =
        anchor.lenses === 'row'
          ? lensRow(graph, resource, answers, spellOut, translate)
          : [readinessLens(resource, answers, spellOut, translate)];
      return { key: resource.key, lenses };
    },
    frameworks: () => current().linked.flatMap((linked) => linked.instances.map(frameworkView)),
    *resources() {
      for (const resource of current().graph.resources) yield show(resource);
    },
    resource(keyOrId) {
      const resource = find(keyOrId);
      return resource && show(resource);
    },
    resourceAt(file, offset) {
      const resource = nearestBefore(current().graph.inFile(file), file, endOfLine(opened.get(file) ?? '', offset));
      return resource && show(resource);
    },
    places(key, question) {
      const written = placesOf(key, question).map((place) => placeView(place, translate));
      const resource = find(key);
      return written.length > 0 || !resource ? written : spotViews(resource, translate);
    },
    values(question, key) {
      const { graph, team } = current();
      const given = team.questions.find(({ id }) => id === question)?.given;
      if (!given) return [];
      const values = graph.resources.flatMap((resource) =>
        given(graph.linkedOf(resource).facts(resource)).map((value) => ({ value, resource })),
      );
      const real = values.filter(({ value, resource }) => !team.rulesFor(resource.anchor.file).policy.isPlaceholder(value, resource.name));
      const used = mostUsedFirst(real.map(({ value }) => value));
      return question === ownerNamed.id
        ? [...new Set([...used, ...ownersToSuggest(team, key === undefined ? undefined : find(key))])]
        : used;
    },
    metaKeys: () => new Map(current().linked.flatMap((one) => [...(one.metaKeys?.() ?? [])])),
    names: () => current().graph.resources.map(({ key, id, name, kind, anchor }) => ({ key, id, name, kind, file: anchor.file })),
    states(question) {
      const { graph, asking } = current();
      return graph.resources.flatMap((resource) => {
        const answer = resource.unasked ? undefined : asking.answers(resource).find(({ id }) => id === question);
        if (!answer || answer.state === 'not_applicable') return [];
        const { key, id, name, kind, anchor } = resource;
        return [{ key, id, name, kind, file: anchor.file, state: answer.state, owners: asking.owners(resource) }];
      });
    },
    questions: () =>
      (loaded ? current().team.questions : questions).map(({ id, short, question, why, askedAt }) => ({
        id,
        short: render(short, translate),
        question: render(question, translate),
        why: render(why, translate),
        askedAt: askedAt ? { ...askedAt, route: '' } : null,
      })),
    edits: (key, question, place, value) =>
      editsAt(
        place,
        () => placesOf(key, question),
        ({ target }) => contentOf(target, value),
      ),
    postpone(all) {
      later = new Map(Object.entries(all).filter(([, date]) => date > today));
    },
    compare(texts) {
      earlier = texts;
      before = null;
      revision = null;
    },
    decisionPlaces: (key, question, how) => decisionPlacesOf(key, question, how).map((place) => placeView(place, translate)),
    async decide(key, question, place, decision) {
      const resource = find(key);
      const taken = current().team.questions.map(({ id }) => id);
      const objection = decisionObjection(decision, today);
      if (!resource || objection)
        return { refused: objection ? render(objection, translate) : translate('there is no such place to write it') };
      return editsAt(
        place,
        () => decisionPlacesOf(key, question, decision.how),
        (now) => decisionContent(decision, now, resource, question, taken),
      );
    },
    async editsOfMany(wanted) {
      const { answerMany } = await lateParts();
      const { edits, refused } = await answerMany({ places: placesOf, text: (file) => reading.text(file), lay }, wanted);
      return { edits, refused: refused.map(({ key, reason }) => ({ name: find(key)?.id ?? key, reason: render(reason, translate) })) };
    },
    async rename(question, was, value) {
      const { renameIn } = await lateParts();
      const { graph } = current();
      const { edits, refused } = await renameIn(graph, question, was, value, (file) => reading.text(file));
      return { edits, refused: refused.map(({ name, reason }) => ({ name, reason: render(reason, translate) })) };
    },
    async incident(keyOrId) {
      const { incidentOf } = await lateParts();
      const resource = find(keyOrId);
      const { graph, asking, team } = current();
      return resource && incidentOf(graph, asking, team.rulesFor(resource.anchor.file).policy, resource);
    },
    async newPipeline(kind, folder, name) {
      const { linked, graph } = current();
      if (kind === 'dag') {
        const [known] = graph.byId(`dag.${name}`);
        if (known) return { refused: translate('There is a {0} already, in {1}.', name, known.anchor.file) };
        const exemplar = linked.map((one) => one.exemplar?.(folder)).find((one) => one) ?? null;
        return { exemplar, exemplarText: (exemplar && (await reading.text(exemplar.file))) ?? '' };
      }
      const entry = linked.map((one) => one.newEntry?.(kind, folder, name)).find((one) => one);
      if (!entry || 'refused' in entry)
        return { refused: entry ? render(entry.refused, translate) : translate('There is no dbt project in this workspace.') };
      return { ...entry, given: givenByFolder(entry), siblingText: entry.sibling === null ? null : await reading.text(entry.sibling) };
    },
    async entryEdits(file, path, content) {
      const { write } = await lateParts();
      const text = reading.has(file) ? await reading.text(file) : null;
      const written = write(file, text, { writer: 'yaml', path, shape: 'value' }, content, { version: text === null, jinja: true });
      return 'refused' in written ? { refused: render(written.refused, translate) } : written;
    },
    problems() {
      const { linked, graph, asking, team } = current();
      const ofTeam = [...team.errors, ...team.idlePaths(), ...waiverProblems(graph, team, asking)];
      return problemViews([...linked.flatMap((one) => one.problems), ...ofTeam], reading.unreadable, translate);
    },
    idleSay(file) {
      const { graph, asking, team } = current();
      const idle = team.idlePaths().filter((problem) => problem.file === file);
      return problemViews([...idle, ...waiverProblemsIn(file, graph, team, asking)], new Map(), translate);
    },
    teamFileErrors: () => problemViews(current().team.errors, new Map(), translate),
  };
}

/** @returns every folder that holds the file, with a final `/`; '' for the root. */
function foldersAbove(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`).concat('');
}

/** The resource that stands exactly there, else the nearest of that name: the text may have moved since the anchor was made. */
function resourceOf(graph: Graph, anchor: AnchorView): Resource | undefined {
  const here = graph
    .inFile(anchor.file)
    .flatMap((resource) =>
      [resource.anchor, ...resource.mentions]
        .filter((span) => span.file === anchor.file)
        .map((span) => ({ resource, distance: Math.abs(span.from - anchor.from) })),
    );
  const exact = here.find(({ distance }) => distance === 0);
  if (exact) return exact.resource;
  const named = here.filter(({ resource }) => resource.name === anchor.name).sort((a, b) => a.distance - b.distance);
  return named[0]?.resource;
}

/** What begins on the cursor's line is meant wherever on the line the cursor stands. */
function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? Math.max(offset, text.length) : end;
}

function nearestBefore(resources: readonly Resource[], file: string, offset: number): Resource | undefined {
  const starts = resources.flatMap((resource) =>
    [resource.anchor, ...resource.mentions].filter((span) => span.file === file).map((span) => ({ resource, from: span.from })),
  );
  starts.sort((a, b) => a.from - b.from);
  return (starts.findLast(({ from }) => from <= offset) ?? starts[0])?.resource;
}

/** Teams and people of the roster who are still here, and whom CODEOWNERS names for the file of a resource. */
function ownersToSuggest({ rulesFor, codeowners }: Team, resource: Resource | undefined): string[] {
  const { policy } = rulesFor(resource?.anchor.file ?? '');
  const members = policy.roster?.members.filter((member) => !hasLeft(member, policy.today)).map(({ name }) => name) ?? [];
  return [...members, ...(resource ? codeowners(resource.anchor.file) : [])];
}

function mostUsedFirst(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value]) => value);
}

export type CreateCoach = typeof createCoach;
