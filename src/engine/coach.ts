import type { Asking } from './ask.ts';
import type { Earlier } from './before.ts';
import { frameworks } from './frameworks.ts';
import type { Graph } from './graph/graph.ts';
import type { Incident } from './incident/incident.ts';
import { english, render, type Translate } from './l10n.ts';
import { lateParts } from './lateParts.ts';
import { lensRow, readinessLens, waitingLens } from './lensRow.ts';
import type { Resource } from './model.ts';
import { questions } from './questions/list.ts';
import { createReading, type Progress, type Reading } from './reading.ts';
import { createRevisions } from './revisions.ts';
import { frameworkView, problemViews, resourceView } from './show.ts';
import { teamFiles } from './team/teamFiles.ts';
import { waiverProblems, waiverProblemsIn } from './team/waiving.ts';
import type { AnchorView, FrameworkView, ProblemView, QuestionName, ResourceName, ResourceView, RowView, StateName } from './views.ts';
import type { Workspace } from './workspace.ts';
import { createWriting, type Writing } from './writing.ts';

/** What a coach is made from. `today` is an ISO date. */
export interface CoachOptions {
  readonly workspace: Workspace;
  readonly today: string;
  readonly translate?: Translate;
  readonly progress?: Progress;
}

/** The engine behind every surface. The same in the editor's worker, on the command line and in tests. No method throws on bad input. */
export interface Coach extends Writing {
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
  /** What a function tells of every resource, in the same order. */
  each<T>(tell: (resource: Resource, graph: Graph, asking: Asking) => T): Iterable<T>;
  /** By key, or by id where that is unique in the workspace. */
  resource(keyOrId: string): ResourceView | undefined;
  /** The resource at an offset of a file: its SQL, its call, or its entry in a properties file. */
  resourceAt(file: string, offset: number): ResourceView | undefined;
  /** Keys that stand in meta, and for how many resources each: where a team may already write answers in words of its own. */
  metaKeys(): ReadonlyMap<string, number>;
  /** Every resource by name alone: cheap also for thousands. */
  names(): readonly ResourceName[];
  /** Every resource that somebody is asked about, with what one question comes to for it. */
  states(question: string): readonly StateName[];
  /** The catalogue. */
  questions(): readonly QuestionName[];
  /** Questions that one person wants to be asked again later: `key question` and the ISO date from which they are asked again. */
  postpone(later: Readonly<Record<string, string>>): void;
  /** What files said before the change that somebody works on: what it touches is asked first. Null where nobody knows. */
  compare(earlier: Earlier | null): void;
  /** Who has to know when a resource fails, and what was promised; undefined for what is no resource. */
  incident(keyOrId: string): Promise<Incident | undefined>;
  problems(): readonly ProblemView[];
  /** What of the team's say in a file comes to nothing: waivers that are over, half written or not needed, paths that match no file. */
  idleSay(file: string): readonly ProblemView[];
  /** What keeps the team file from being used; empty where it is in force or not there. Those stand among `problems` too. */
  teamFileErrors(): readonly ProblemView[];
}

/** Puts the engine together. Nothing is read before `load`, `open` or `anchors` is called. */
export function createCoach({ workspace, today, translate = english, progress }: CoachOptions): Coach {
  const reading = createReading(workspace, [...frameworks, teamFiles], []);
  const opened = new Map<string, string>();
  let loaded = false;
  const revisions = createRevisions(reading, today, () => loaded);
  const { current } = revisions;
  const writing = createWriting({ reading, revisions, translate, today, tops: workspace.tops ?? [], opened, settle });

  async function settle(): Promise<void> {
    await reading.settle(progress);
    revisions.outdate();
  }

  function* each<T>(tell: (resource: Resource, graph: Graph, asking: Asking) => T): Generator<T> {
    const { graph, asking } = current();
    for (const resource of graph.resources) yield tell(resource, graph, asking);
  }

  function show(resource: Resource): ResourceView {
    const { graph, asking } = current();
    return resourceView(graph, asking, resource, translate);
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
    ...writing,
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
      revisions.outdate();
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
      // An open text is read wherever its file went, and would hide that the file is gone.
      const stands = (file: string): boolean => reading.has(file) && !reading.unreadable.has(file) && !opened.has(file);
      const asBefore = files.length > 0 && files.every(stands);
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
    resources: () => each((resource) => show(resource)),
    each,
    resource(keyOrId) {
      const resource = current().find(keyOrId);
      return resource && show(resource);
    },
    resourceAt(file, offset) {
      const resource = nearestBefore(current().graph.inFile(file), file, endOfLine(opened.get(file) ?? '', offset));
      return resource && show(resource);
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
    postpone(all) {
      revisions.postpone(new Map(Object.entries(all).filter(([, date]) => date > today)));
    },
    compare: revisions.compare,
    async incident(keyOrId) {
      const { incidentOf } = lateParts();
      const resource = current().find(keyOrId);
      const { graph, asking, team } = current();
      return resource && incidentOf(graph, asking, team.rulesFor(resource.anchor.file).policy, resource);
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

export type CreateCoach = typeof createCoach;
