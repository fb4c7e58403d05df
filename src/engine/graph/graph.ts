import type { Message } from '../l10n.ts';
import type { Linked } from '../linked.ts';
import type { Edge, Resource } from '../model.ts';
import type { RunsOfDbt, UnreadRun } from './dbtRuns.ts';
import type { Lineage, Neighbour } from './lineage.ts';

/** All resources of a workspace with who feeds, reads and runs whom. */
export interface Graph extends Lineage {
  readonly resources: readonly Resource[];
  byKey(key: string): Resource | undefined;
  /** Every resource with that id: more than one where two projects of a workspace share a name. */
  byId(id: string): readonly Resource[];
  inFile(file: string): readonly Resource[];
  runners(resource: Resource): readonly Neighbour[];
  runs(resource: Resource): readonly Neighbour[];
  /** What the framework that the resource belongs to made of the workspace. */
  linkedOf(resource: Resource): Linked;
  /** Of a DAG, its first run of dbt of which text cannot tell what it builds; of what dbt builds, the first that may build it. */
  unreadRun(resource: Resource): { readonly runner: Resource; readonly why: Message } | undefined;
  /** What crosses from one framework to another. */
  setCrossing(runs: RunsOfDbt): void;
  /**
   * Takes over a link that only renewed some resources, each under its old key.
   * @returns false, and changes nothing, where the resources are others or many of them are new; a new graph has to be built then.
   */
  update(all: readonly Linked[]): boolean;
}

const none: readonly Neighbour[] = [];

/** Puts what the frameworks linked into one graph. Edges to what no file defines are left out. */
export function buildGraph(all: readonly Linked[]): Graph {
  let linked = all;
  let crossing: RunsOfDbt['edges'] = new Map();
  let unread: readonly UnreadRun[] = [];
  const resources = all.flatMap((one) => one.resources).sort((a, b) => compare(a.key, b.key));
  const positions = new Map(resources.map((resource, at) => [resource.key, at]));
  const ids = new Map<string, Resource[]>();
  const files = new Map<string, Resource[]>();
  const readers = new Map<string, Neighbour[]>();
  const known = { upstream: new Map(), consumers: new Map(), runners: new Map(), runs: new Map() };
  let ranBy: Map<string, Neighbour[]> | null = null;
  for (const resource of resources) add(resource);

  function add(resource: Resource): void {
    append(ids, resource.id, resource);
    for (const file of filesOf(resource)) append(files, file, resource);
    for (const edge of resource.upstream) append(readers, edge.to, { resource, edge });
  }

  function remove(resource: Resource): void {
    drop(ids, resource.id, (held) => held === resource);
    for (const file of filesOf(resource)) drop(files, file, (held) => held === resource);
    for (const edge of resource.upstream) drop(readers, edge.to, (held) => held.resource === resource);
  }

  function byKey(key: string): Resource | undefined {
    const at = positions.get(key);
    return at === undefined ? undefined : resources[at];
  }

  function forward(edges: readonly Edge[]): readonly Neighbour[] {
    if (edges.length === 0) return none;
    return edges.flatMap((edge) => {
      const resource = byKey(edge.to);
      return resource ? [{ resource, edge }] : [];
    });
  }

  function edgesThatRun(resource: Resource): readonly Edge[] {
    const others = crossing.get(resource.key);
    return others ? [...resource.runs, ...others] : resource.runs;
  }

  function runnersOf(resource: Resource): readonly Neighbour[] {
    ranBy ??= reverse(resources, edgesThatRun);
    return ranBy.get(resource.key) ?? none;
  }

  function forget(): void {
    for (const neighbours of Object.values(known)) neighbours.clear();
    ranBy = null;
  }

  return {
    resources,
    byKey,
    byId: (id) => ids.get(id) ?? [],
    inFile: (file) => files.get(file) ?? [],
    upstream: remembered(known.upstream, (resource) => unique(forward(resource.upstream))),
    consumers: remembered(known.consumers, (resource) => unique(readers.get(resource.key) ?? none)),
    runners: remembered(known.runners, (resource) => unique(runnersOf(resource))),
    runs: remembered(known.runs, (resource) => unique(forward(edgesThatRun(resource)))),
    linkedOf(resource) {
      const found = linked.find((one) => one.resources[0]?.framework === resource.framework);
      if (!found) throw new Error(`${resource.id} is of no linked framework`);
      return found;
    },
    unreadRun(resource) {
      for (const { runner, project, kinds, why } of unread) {
        if (runner !== resource.key && !(kinds.includes(resource.kind) && (project ?? resource.project) === resource.project)) continue;
        const dag = byKey(runner);
        if (dag && !dag.unasked) return { runner: dag, why };
      }
      return undefined;
    },
    setCrossing(runs) {
      crossing = runs.edges;
      unread = runs.unread;
      forget();
    },
    update(now) {
      const renewed = renewedBetween(linked, now);
      if (!renewed || renewed.length > resources.length / 4) return false;
      for (const [before] of renewed) remove(before);
      for (const [, after] of renewed) {
        resources[positions.get(after.key) ?? -1] = after;
        add(after);
      }
      linked = now;
      forget();
      return true;
    },
  };
}

/** @returns each resource that was made anew, with its old self; null where one came, went or changed its key. */
function renewedBetween(before: readonly Linked[], now: readonly Linked[]): (readonly [Resource, Resource])[] | null {
  const renewed: (readonly [Resource, Resource])[] = [];
  for (const [at, one] of now.entries()) {
    const old = before[at]?.resources ?? [];
    if (old.length !== one.resources.length) return null;
    for (const [position, resource] of one.resources.entries()) {
      const held = old[position];
      if (held === resource) continue;
      if (held?.key !== resource.key) return null;
      renewed.push([held, resource]);
    }
  }
  return renewed;
}

function filesOf(resource: Resource): Set<string> {
  return new Set([resource.anchor.file, ...resource.mentions.map((span) => span.file)]);
}

function remembered(
  known: Map<Resource, readonly Neighbour[]>,
  neighbours: (resource: Resource) => readonly Neighbour[],
): (resource: Resource) => readonly Neighbour[] {
  return (resource) => {
    const before = known.get(resource);
    if (before) return before;
    const found = neighbours(resource);
    // Most are run by nobody and run nothing: to find that out again is faster than to look it up.
    if (found.length > 0) known.set(resource, found);
    return found;
  };
}

/** One neighbour per resource; an edge that always holds wins over a conditional one. */
function unique(neighbours: readonly Neighbour[]): readonly Neighbour[] {
  if (neighbours.length < 2) return neighbours;
  const byKey = new Map<string, Neighbour>();
  for (const neighbour of neighbours) {
    const known = byKey.get(neighbour.resource.key);
    if (!known || (known.edge.conditional && !neighbour.edge.conditional)) byKey.set(neighbour.resource.key, neighbour);
  }
  return [...byKey.values()].sort((a, b) => compare(a.resource.key, b.resource.key));
}

function reverse(resources: readonly Resource[], edgesOf: (resource: Resource) => readonly Edge[]): Map<string, Neighbour[]> {
  const reversed = new Map<string, Neighbour[]>();
  for (const resource of resources) {
    for (const edge of edgesOf(resource)) append(reversed, edge.to, { resource, edge });
  }
  return reversed;
}

function append<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
}

function drop<T>(groups: Map<string, T[]>, key: string, isIt: (item: T) => boolean): void {
  const group = groups.get(key);
  if (group)
    groups.set(
      key,
      group.filter((item) => !isIt(item)),
    );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
