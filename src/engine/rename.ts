import type { Graph } from './graph/graph.ts';
import { type Message, t } from './l10n.ts';
import type { Edit, Evidence, Resource, Span } from './model.ts';
import { knownOf } from './questions/judgement.ts';
import { renameAll } from './writers/rename.ts';

/** What was left as it is, where, and why. `name`: the resource's id. */
export interface LeftOut {
  readonly name: string;
  readonly reason: Message;
  readonly span: Pick<Span, 'file' | 'from' | 'to'>;
}

/** Finds every place where a name stands as an owner or a channel, and puts another one there: each text once, however many it holds for. */
export async function renameIn(graph: Graph, question: string, was: string, value: string, text: (file: string) => Promise<string | null>) {
  const edits: Edit[] = [];
  const refused: LeftOut[] = [];
  for (const [file, places] of placesOf(graph, question, was)) {
    const before = await text(file);
    const all = [...places.values()];
    const done = before === null ? gone(all, file) : renameAll(file, before, all, was, value);
    edits.push(...done.changes.map((change) => ({ ...change, file, create: false })));
    for (const { range, reason } of done.left) {
      const named = all.find(({ from, to }) => from <= range.from && range.to <= to);
      refused.push({ name: named?.id ?? file, reason, span: { file, from: range.from, to: range.to } });
    }
  }
  return { edits, refused };
}

function gone(all: readonly Named[], file: string): ReturnType<typeof renameAll> {
  return { changes: [], left: all.map((range) => ({ range, reason: t('The file {0} is gone.', file) })) };
}

/** A range in which the name stands, with the id of a resource that it is about. */
interface Named extends Pick<Span, 'from' | 'to'> {
  readonly id: string;
}

function placesOf(graph: Graph, question: string, was: string): Map<string, Map<number, Named>> {
  const files = new Map<string, Map<number, Named>>();
  for (const resource of graph.resources) {
    if (resource.unasked) continue;
    for (const { span } of namedBy(graph, resource, question, was)) {
      const places = files.get(span.file) ?? new Map<number, Named>();
      if (!places.has(span.from)) places.set(span.from, { from: span.from, to: span.to, id: resource.id });
      files.set(span.file, places);
    }
  }
  return files;
}

function namedBy(graph: Graph, resource: Resource, question: string, was: string): Evidence[] {
  const { owner, alert } = graph.linkedOf(resource).facts(resource);
  const found =
    question === 'owner-named'
      ? knownOf(owner).filter(({ value }) => value.names.includes(was))
      : knownOf(alert).filter(({ value }) => value.channel === was);
  return found.map(({ evidence }) => evidence);
}
