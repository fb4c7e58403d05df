import { once } from '../../cache.ts';
import type { DbtRun } from '../../linked.ts';
import type { Edge, FrameworkInstance, Resource } from '../../model.ts';
import { dbtRunsOf } from '../facts/dbtRuns.ts';
import { placeKey, spanOf } from '../following/sites.ts';
import type { DagLinks } from './dagLinks.ts';
import { instancesOf, type Linking } from './linking.ts';
import { linksOf, type Maker, ownMakers } from './makers.ts';
import { type Held, resourceOf, resourcesOf } from './resources.ts';
import { edgesByHolder } from './upstream.ts';

/** What a link puts together of a workspace. */
export interface Whole {
  readonly makers: readonly Maker[];
  /** In the order of the makers. */
  readonly held: readonly Held[];
  /** Which of them has a key. */
  readonly positions: ReadonlyMap<string, number>;
  readonly edges: ReadonlyMap<string, readonly Edge[]>;
  readonly resources: readonly Resource[];
  readonly instances: readonly FrameworkInstance[];
  readonly dbtRuns: readonly DbtRun[];
  /** Null where files cannot be told apart. */
  readonly layout: () => Layout | null;
}

/** Which makers come of a file that is followed for its DAGs; null where it makes some that stand elsewhere, or others make some of its own. */
type Layout = ReadonlyMap<string, { readonly first: number; readonly count: number } | null>;

/** Puts everything together anew. */
export function wholeOf(linking: Linking, makers: readonly Maker[]): Whole {
  const held = resourcesOf(linking, makers);
  const edges = edgesByHolder(linking, held);
  const resources = held.map(({ resource, maker }) => withEdges(resource, maker, edges.get(resource.key) ?? []));
  return {
    makers,
    held,
    positions: new Map(held.map(({ resource }, at) => [resource.key, at])),
    edges,
    resources,
    instances: instancesOf(linking, new Set(resources.map(({ project }) => project))),
    dbtRuns: allRuns(linking, held),
    layout: once(() => (held.length === makers.length ? layoutOf(linking, makers) : null)),
  };
}

function layoutOf(linking: Linking, makers: readonly Maker[]): Layout | null {
  const groups = new Map<string, { first: number; count: number } | null>();
  const entangled = new Set<string>();
  for (const [at, { anchor, dags, assets, elsewhere }] of makers.entries()) {
    if (elsewhere) return null;
    const { file } = anchor;
    const group = groups.get(file);
    if (group == null) groups.set(file, { first: at, count: 1 });
    else group.count++;
    if (assets.length > 0) entangled.add(file);
    for (const { program } of dags) if (program.machine.run.file !== file) entangled.add(file).add(program.machine.run.file);
  }
  for (const file of [...linking.dagFiles, ...linking.callers]) {
    const program = linking.programs.of(file);
    // Whether it is called hangs on other files.
    if (program?.made.uncalled.some(({ part }) => !program.machine.called.has(part)) === true) return null;
    if (!groups.has(file)) groups.set(file, { first: 0, count: 0 });
  }
  for (const file of entangled) groups.set(file, null);
  return groups;
}

/**
 * Puts in what files that are followed again make now, each DAG in the place of the one that it was.
 * @returns null where that is not all that may have changed: everything is put together anew then.
 */
export function patched(linking: Linking, whole: Whole, layout: Layout | null, again: ReadonlySet<string>): Whole | null {
  if (layout === null) return null;
  const makers = [...whole.makers];
  const held = [...whole.held];
  const resources = [...whole.resources];
  let runs = false;
  // One file may put tasks into the DAG of another, so all are followed before anything is told of one.
  for (const file of again) if (layout.get(file)) linking.programs.of(file);
  for (const file of again) {
    const group = layout.get(file);
    if (group === undefined) continue;
    const now = group && ownMakers(linking, file);
    if (!now || now.length !== group.count) return null;
    for (const [nth, maker] of now.entries()) {
      const at = group.first + nth;
      const [before, stood] = [makers[at], held[at]];
      if (before === undefined || stood === undefined || !isLinkedAlike(linking, before, maker)) return null;
      const plain = resourceOf(linking, maker);
      if (plain.key !== before.known.resource?.key) return null;
      maker.known.resource = plain;
      const { key, id } = stood.resource;
      const resource = key === plain.key ? plain : { ...plain, key, id };
      makers[at] = maker;
      held[at] = { resource, maker };
      resources[at] = withEdges(resource, maker, whole.edges.get(key) ?? []);
      runs ||= runsOf(linking, stood.resource, before).length > 0 || runsOf(linking, resource, maker).length > 0;
    }
  }
  return { ...whole, makers, held, resources, dbtRuns: runs ? allRuns(linking, held) : whole.dbtRuns };
}

/** Neither had a say in what other resources depend on, nor has the other. */
function isLinkedAlike(linking: Linking, before: Maker, now: Maker): boolean {
  const [then, after] = [linksOf(linking, before), linksOf(linking, now)];
  const isAlone = ({ edges, outlets }: DagLinks) => edges.length === 0 && outlets.length === 0;
  return then.length === after.length && [...then, ...after].every(isAlone) && then.every(({ name }, at) => name === after[at]?.name);
}

/** A resource that is what it was is the same object, so that nothing has to be done about it. */
function withEdges(resource: Resource, { known }: Maker, upstream: readonly Edge[]): Resource {
  const { shown } = known;
  if (shown?.key === resource.key && areSame(shown.upstream, upstream)) return shown;
  known.shown = upstream.length === 0 ? resource : { ...resource, upstream };
  return known.shown;
}

function areSame(before: readonly Edge[], now: readonly Edge[]): boolean {
  return before.length === now.length && (now.length === 0 || JSON.stringify(before) === JSON.stringify(now));
}

function allRuns(linking: Linking, held: readonly Held[]): DbtRun[] {
  return held.flatMap(({ resource, maker }) => runsOf(linking, resource, maker));
}

function runsOf(linking: Linking, resource: Resource, maker: Maker): readonly DbtRun[] {
  const { known } = maker;
  if (known.runs?.every(({ runner }) => runner === resource.key) !== true) known.runs = findRuns(linking, resource, maker);
  return known.runs ?? [];
}

function findRuns(linking: Linking, resource: Resource, maker: Maker): DbtRun[] {
  const seen = new Set<string>();
  return maker.dags.flatMap(({ dag, program }) =>
    dbtRunsOf(linking.contextOf(program, dag.call.file), dag).flatMap(({ site, ...run }) => {
      const key = `${run.words} ${placeKey(linking.files, site)}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ runner: resource.key, ...run, span: spanOf(linking.files, site) }];
    }),
  );
}
