import type { Lineage } from './graph.ts';
import type { DbtRun, Edge, Linked, Resource, ResourceKind } from './model.ts';
import { select } from './selection.ts';

/** What each dbt command builds; one that is not named builds nothing (`test`, `source freshness`, `docs generate`). */
const built: Readonly<Record<string, readonly ResourceKind[]>> = {
  build: ['model', 'seed', 'snapshot'],
  run: ['model'],
  seed: ['seed'],
  snapshot: ['snapshot'],
  retry: ['model', 'seed', 'snapshot'],
};

/** @returns what each DAG runs by way of dbt, by the DAG's key. A selection that cannot be read gives no edges. */
export function runsOfDbt(all: readonly Linked[], lineage: Lineage): Map<string, Edge[]> {
  const runs = all.flatMap((linked) => linked.dbtRuns ?? []).filter((run) => run.hidden === null);
  const crossing = new Map<string, Edge[]>();
  if (runs.length === 0) return crossing;
  const projects = projectsOf(all);
  for (const run of runs) {
    const edges = edgesOf(run, projects, lineage);
    crossing.set(run.runner, [...(crossing.get(run.runner) ?? []), ...edges]);
  }
  return crossing;
}

function projectsOf(all: readonly Linked[]): Map<string, Resource[]> {
  const projects = new Map<string, Resource[]>();
  for (const resource of all.flatMap((linked) => linked.resources)) {
    if (resource.framework !== 'dbt') continue;
    const known = projects.get(resource.project);
    if (known) known.push(resource);
    else projects.set(resource.project, [resource]);
  }
  return projects;
}

function edgesOf(run: DbtRun, projects: ReadonlyMap<string, readonly Resource[]>, lineage: Lineage): Edge[] {
  const folder = projectOf(run, [...projects.keys()]);
  const kinds = kindsOf(run.words);
  if (folder === null || kinds.length === 0) return [];
  const selected = select(projects.get(folder) ?? [], lineage, run.select, run.exclude);
  if ('unknown' in selected) return [];
  return selected.resources
    .filter((resource) => kinds.includes(resource.kind))
    .map((resource) => ({ to: resource.key, via: run.words, conditional: false, span: run.span }));
}

/** The first word of a command that is one of dbt's; global flags may stand before it. */
function kindsOf(words: string): readonly ResourceKind[] {
  const command = words
    .split(/\s+/)
    .find((word) => Object.hasOwn(built, word) || /^(?:test|source|docs|compile|ls|list|deps|parse)$/.test(word));
  return (command === undefined ? undefined : built[command]) ?? [];
}

/** The one project of the workspace, or the one whose folder the command's path ends with; null where that leaves a choice. */
function projectOf(run: DbtRun, folders: readonly string[]): string | null {
  const path = run.projectDir?.replace(/\/+$/, '');
  const named = path === undefined ? [] : folders.filter((folder) => path === folder || path.endsWith(`/${folder}`));
  if (named.length > 0) return named.reduce((a, b) => (b.length > a.length ? b : a));
  return folders.length === 1 ? (folders[0] ?? null) : null;
}
