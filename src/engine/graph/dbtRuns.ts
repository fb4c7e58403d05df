import { type Message, t } from '../l10n.ts';
import type { DbtRun, Linked } from '../linked.ts';
import type { Edge, Resource, ResourceKind } from '../model.ts';
import type { Lineage } from './lineage.ts';
import { select } from './selection.ts';

/** What each dbt command builds; one that is not named builds nothing (`test`, `source freshness`, `docs generate`). */
const built: Readonly<Record<string, readonly ResourceKind[]>> = {
  build: ['model', 'seed', 'snapshot'],
  run: ['model'],
  seed: ['seed'],
  snapshot: ['snapshot'],
  retry: ['model', 'seed', 'snapshot'],
};

/** A run of dbt of which text cannot tell what it builds, and why. `project`: the only one it can be for, or null. */
export interface UnreadRun {
  /** Key of the DAG. */
  readonly runner: string;
  readonly project: string | null;
  readonly kinds: readonly ResourceKind[];
  readonly why: Message;
}

/** What DAGs run by way of dbt. */
export interface RunsOfDbt {
  /** By the DAG's key. */
  readonly edges: ReadonlyMap<string, readonly Edge[]>;
  readonly unread: readonly UnreadRun[];
}

/** @returns what each DAG runs by way of dbt, as far as its commands can be read. */
export function runsOfDbt(all: readonly Linked[], lineage: Lineage): RunsOfDbt {
  const runs = all.flatMap((linked) => linked.dbtRuns ?? []);
  const edges = new Map<string, Edge[]>();
  const unread: UnreadRun[] = [];
  if (runs.length === 0) return { edges, unread };
  const projects = projectsOf(all);
  for (const run of runs) {
    const kinds = run.verb === null ? (built['build'] ?? []) : (built[run.verb] ?? []);
    if (kinds.length === 0) continue;
    const project = projectOf(run, [...projects.keys()]);
    const made = project === null ? notThere(run, projects.size) : edgesOf(run, projects.get(project) ?? [], kinds, lineage);
    if ('why' in made) unread.push({ runner: run.runner, project, kinds, why: made.why });
    else edges.set(run.runner, [...(edges.get(run.runner) ?? []), ...made]);
  }
  return { edges, unread };
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

function edgesOf(
  run: DbtRun,
  project: readonly Resource[],
  kinds: readonly ResourceKind[],
  lineage: Lineage,
): Edge[] | { readonly why: Message } {
  if (run.hidden !== null) return { why: run.hidden };
  const selected = select(project, lineage, run.select, run.exclude);
  if ('unknown' in selected) return { why: selected.unknown };
  return selected.resources
    .filter((resource) => kinds.includes(resource.kind))
    .map((resource) => ({ to: resource.key, via: run.words, conditional: false, span: run.span }));
}

function notThere({ hidden }: DbtRun, projects: number): { readonly why: Message } {
  if (hidden !== null) return { why: hidden };
  return { why: projects === 0 ? t('its project is not in the workspace') : t('which project it is for cannot be read') };
}

/** The one project of the workspace, or the one whose folder the command's path ends with; null where that leaves a choice. */
function projectOf(run: DbtRun, folders: readonly string[]): string | null {
  const path = run.projectDir?.replace(/\/+$/, '');
  const named = path === undefined ? [] : folders.filter((folder) => path === folder || path.endsWith(`/${folder}`));
  if (named.length > 0) return named.reduce((a, b) => (b.length > a.length ? b : a));
  return folders.length === 1 ? (folders[0] ?? null) : null;
}
