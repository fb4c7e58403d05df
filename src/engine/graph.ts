import type { Edge, Linked, Resource } from './model.ts';

/** A neighbour and the edge that leads to it. */
export interface Neighbour {
  readonly resource: Resource;
  readonly edge: Edge;
}

/** All resources of a workspace with who feeds, reads and runs whom. */
export interface Graph {
  readonly resources: readonly Resource[];
  byKey(key: string): Resource | undefined;
  /** Every resource with that id: more than one where two projects of a workspace share a name. */
  byId(id: string): readonly Resource[];
  inFile(file: string): readonly Resource[];
  upstream(resource: Resource): readonly Neighbour[];
  consumers(resource: Resource): readonly Neighbour[];
  runners(resource: Resource): readonly Neighbour[];
  runs(resource: Resource): readonly Neighbour[];
  /** What the framework that the resource belongs to made of the workspace. */
  linkedOf(resource: Resource): Linked;
}

/**
 * Puts what the frameworks linked into one graph. Edges to what no file defines are left out.
 * `crossing`: what crosses from one framework to another, by the key of the resource that runs.
 */
export function buildGraph(all: readonly Linked[], crossing: ReadonlyMap<string, readonly Edge[]>): Graph {
  const runsOf = (resource: Resource) => [...resource.runs, ...(crossing.get(resource.key) ?? [])];
  const resources = all.flatMap((linked) => linked.resources).sort((a, b) => compare(a.key, b.key));
  const keys = new Map(resources.map((resource) => [resource.key, resource]));
  const linkedByFramework = new Map(all.flatMap((linked) => linked.resources.slice(0, 1).map((first) => [first.framework, linked])));
  const ids = groupBy(resources, (resource) => [resource.id]);
  const files = groupBy(resources, (resource) => new Set([resource.anchor.file, ...resource.mentions.map((span) => span.file)]));
  const consumers = reverse(resources, (resource) => resource.upstream);
  const runners = reverse(resources, runsOf);

  const forward = (edges: readonly Edge[]): Neighbour[] =>
    edges.flatMap((edge) => {
      const resource = keys.get(edge.to);
      return resource ? [{ resource, edge }] : [];
    });

  return {
    resources,
    byKey: (key) => keys.get(key),
    byId: (id) => ids.get(id) ?? [],
    inFile: (file) => files.get(file) ?? [],
    upstream: remembered((resource) => unique(forward(resource.upstream))),
    consumers: remembered((resource) => unique(consumers.get(resource.key) ?? [])),
    runners: remembered((resource) => unique(runners.get(resource.key) ?? [])),
    runs: remembered((resource) => unique(forward(runsOf(resource)))),
    linkedOf(resource) {
      const linked = linkedByFramework.get(resource.framework);
      if (!linked) throw new Error(`${resource.id} is of no linked framework`);
      return linked;
    },
  };
}

function remembered(neighbours: (resource: Resource) => readonly Neighbour[]): (resource: Resource) => readonly Neighbour[] {
  const known = new Map<Resource, readonly Neighbour[]>();
  return (resource) => {
    const before = known.get(resource);
    if (before) return before;
    const found = neighbours(resource);
    known.set(resource, found);
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

function groupBy<T>(items: readonly T[], keysOf: (item: T) => Iterable<string>): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) for (const key of keysOf(item)) append(groups, key, item);
  return groups;
}

function append<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
