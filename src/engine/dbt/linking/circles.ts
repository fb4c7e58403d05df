import { t } from '../../l10n.ts';
import type { FileSet, Problem } from '../../model.ts';
import type { DbtFragment } from '../reading/fragments.ts';
import type { Dependency } from './dependencies.ts';
import type { LinkedNode } from './linkedNode.ts';

/** More circles than this have one cause. */
const most = 20;

/** @returns the refs by which resources read themselves, at once or by way of others: dbt refuses them all. */
export function circleProblems(linked: readonly LinkedNode[], files: FileSet<DbtFragment>): Problem[] {
  const left = new Map(linked.filter((item) => !item.disabled).map((item) => [item.node.key, item]));
  const reads = ({ dependencies }: LinkedNode) => dependencies.found.filter((edge) => isSure(edge) && left.has(edge.node.key));
  dropEnds(left, reads);
  const problems: Problem[] = [];
  for (const item of left.values()) {
    if (problems.length === most) break;
    const { node } = item;
    const edge = node.project.installedIn === null ? reads(item).find((each) => leadsTo(each.node.key, node.key, left, reads)) : undefined;
    if (!edge) continue;
    const message =
      edge.node.key === node.key
        ? t('{0} reads itself, which dbt refuses', node.name)
        : t('{0} reads {1}, which is made from it: dbt refuses a circle', node.name, edge.node.name);
    problems.push({ file: edge.file, line: files.span(edge.file, edge.range).line, message });
  }
  return problems;
}

/** Foreign keys are edges from dbt 1.9 on only. */
function isSure({ conditional, via }: Dependency): boolean {
  return !conditional && via !== 'constraint';
}

/** Takes out what reads nothing that is left, again and again, until all that is left is in a circle or is made from one. */
function dropEnds(left: Map<string, LinkedNode>, reads: (item: LinkedNode) => readonly Dependency[]): void {
  const readers = new Map<string, string[]>();
  const count = new Map<string, number>();
  for (const [key, item] of left) {
    const upstream = new Set(reads(item).map((edge) => edge.node.key));
    count.set(key, upstream.size);
    for (const other of upstream) {
      const held = readers.get(other);
      if (held) held.push(key);
      else readers.set(other, [key]);
    }
  }
  const ends = [...left.keys()].filter((key) => count.get(key) === 0);
  for (const key of ends) {
    left.delete(key);
    for (const reader of readers.get(key) ?? []) {
      const open = (count.get(reader) ?? 0) - 1;
      count.set(reader, open);
      if (open === 0) ends.push(reader);
    }
  }
}

function leadsTo(
  from: string,
  to: string,
  left: ReadonlyMap<string, LinkedNode>,
  reads: (item: LinkedNode) => readonly Dependency[],
): boolean {
  const reached = new Set([from]);
  for (const key of reached) {
    if (key === to) return true;
    const item = left.get(key);
    for (const edge of item ? reads(item) : []) reached.add(edge.node.key);
  }
  return false;
}
