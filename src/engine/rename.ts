import type { Graph } from './graph.ts';
import type { Message } from './l10n.ts';
import type { Edit, Evidence, Resource } from './model.ts';
import { knownOf } from './questions/judgement.ts';
import { write } from './writers/write.ts';

/** Finds every place where a name stands as an owner or a channel, and puts another one there: each text once, however many it holds for. */
export async function renameIn(graph: Graph, question: string, was: string, value: string, text: (file: string) => Promise<string | null>) {
  const edits = new Map<string, Edit>();
  const seen = new Set<string>();
  const refused: { name: string; reason: Message }[] = [];
  for (const resource of graph.resources) {
    if (resource.unasked) continue;
    for (const { span } of namedBy(graph, resource, question, was)) {
      const once = `${span.file}:${span.from}`;
      if (seen.has(once)) continue;
      seen.add(once);
      const result = write(span.file, await text(span.file), { writer: 'rename', range: span, was }, value);
      if ('refused' in result) refused.push({ name: resource.id, reason: result.refused });
      else for (const edit of result.edits) edits.set(`${edit.file}:${edit.from}`, edit);
    }
  }
  return { edits: [...edits.values()], refused };
}

function namedBy(graph: Graph, resource: Resource, question: string, was: string): Evidence[] {
  const { owner, alert } = graph.linkedOf(resource).facts(resource);
  const found =
    question === 'owner-named'
      ? knownOf(owner).filter(({ value }) => value.names.includes(was))
      : knownOf(alert).filter(({ value }) => value.channel === was);
  return found.map(({ evidence }) => evidence);
}
