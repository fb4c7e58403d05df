import type { Glimpse, Resource } from '../model.ts';
import type { Graph } from './graph.ts';

/** @returns of a resource the first one of its project that may read it without saying so, or undefined. */
export function findHiddenReaders(graph: Graph): (resource: Resource) => Resource | undefined {
  const readers = new Map<string, Resource[]>();
  const fed = new Map<Resource, ReadonlySet<string>>();
  for (const resource of graph.resources) {
    if (!resource.mayRead || resource.unasked) continue;
    const held = readers.get(resource.project);
    if (held) held.push(resource);
    else readers.set(resource.project, [resource]);
  }
  const feeds = (reader: Resource, key: string) => {
    const known = fed.get(reader) ?? fedBy(reader, graph);
    fed.set(reader, known);
    return known.has(key);
  };
  return (resource) =>
    readers
      .get(resource.project)
      ?.find((reader) => reader.mayRead?.some((glimpse) => fits(glimpse, resource)) && !feeds(reader, resource.key));
}

/** What a resource feeds, itself included, it cannot read: no tool runs in circles. */
function fedBy(reader: Resource, graph: Graph): ReadonlySet<string> {
  const reached = new Map([[reader.key, reader]]);
  for (const resource of reached.values())
    for (const { resource: next, edge } of graph.consumers(resource)) if (!edge.conditional) reached.set(next.key, next);
  return new Set(reached.keys());
}

function fits({ call, like }: Glimpse, { kind, name }: Resource): boolean {
  if ((call === 'source') !== (kind === 'source')) return false;
  const [begin = '', ...others] = like.split('*');
  const end = others.pop();
  if (end === undefined) return like === name;
  if (!name.startsWith(begin) || !name.endsWith(end) || name.length < begin.length + end.length) return false;
  let at = begin.length;
  for (const piece of others) {
    const found = name.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= name.length - end.length;
}
