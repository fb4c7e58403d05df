import type { Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isMap, isPair, isScalar, isSeq } from 'yaml';
import type { YamlStep } from '../model.ts';
import { lineEnd, lineStart } from './lines.ts';

/** @returns whether a node ends in a text block that ends the file without a newline: with one below it, PyYAML would give the block a newline more. */
export function endsInOpenBlock(text: string, node: Node | null): boolean {
  const leaf = lastLeaf(node);
  if (!isScalar(leaf) || leaf.range == null || (leaf.type !== 'BLOCK_LITERAL' && leaf.type !== 'BLOCK_FOLDED')) return false;
  const header = text.slice(leaf.range[0], lineEnd(text, leaf.range[0]));
  return leaf.range[1] >= text.length && !/[\r\n]$/.test(text) && !/^[|>]\d?-/.test(header);
}

/** @returns whether a node ends in a text block that keeps the empty lines below it as its own: one more would be a part of the text. */
export function endsInKeptBlock(text: string, node: Node | null): boolean {
  const leaf = lastLeaf(node);
  return isScalar(leaf) && leaf.range != null && /^[|>]\d?\+/.test(text.slice(leaf.range[0], leaf.range[0] + 3));
}

function lastLeaf(node: unknown): unknown {
  if (isPair(node)) return lastLeaf(node.value ?? node.key);
  if ((isMap(node) || isSeq(node)) && node.flow !== true && node.items.length > 0) return lastLeaf(node.items.at(-1));
  return node;
}

/** @returns where the last character of a node stands, its trailing comment and line break left out. */
export function contentEnd(text: string, node: Node | null): number {
  if (node?.range == null) return 0;
  if (isMap(node) && node.flow !== true) return pairEnd(text, node.items.at(-1) as Pair<Node, Node | null>);
  if (isSeq(node) && node.flow !== true) return Math.max(contentEnd(text, node.items.at(-1) as Node), dashOffsets(node).at(-1) ?? 0);
  if (isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')) return blockEnd(text, node);
  return node.range[1];
}

/** A block with `+` keeps the empty lines below it as its own. */
function blockEnd(text: string, node: Scalar): number {
  const [from, to] = node.range as [number, number, number];
  const header = text.slice(from, lineEnd(text, from));
  if (/^[|>]\d?\+/.test(header)) return /[\r\n]/.test(text[to - 1] ?? '') ? to - 1 : to;
  return from + text.slice(from, to).trimEnd().length;
}

/** @returns where the last character of a pair stands: its value's, or its colon. */
export function pairEnd(text: string, pair: Pair<Node, Node | null>): number {
  const key = pair.key.range?.[1] ?? 0;
  const value = isNothing(pair.value ?? null) && sourceOf(text, pair.value ?? null) === '' ? 0 : contentEnd(text, pair.value ?? null);
  return Math.max(value, colonEnd(pair) ?? key);
}

/** @returns the offset behind the colon of a pair, and behind an anchor that follows it; null for a key alone. */
export function colonEnd(pair: Pair<Node, Node | null>): number | null {
  const marks = pair.srcToken?.sep?.filter((token) => token.type === 'map-value-ind' || token.type === 'anchor') ?? [];
  const mark = marks.at(-1);
  return mark === undefined ? null : mark.offset + mark.source.length;
}

/** @returns where the dashes of a block list stand. */
export function dashOffsets(seq: YAMLSeq): number[] {
  if (seq.srcToken?.type !== 'block-seq') return [];
  return seq.srcToken.items.flatMap((item) => item.start.filter((token) => token.type === 'seq-item-ind').map((token) => token.offset));
}

/** @returns whether a mapping has a key that is written with `? `. */
export function hasQuestionMark(map: YAMLMap): boolean {
  return (
    map.srcToken?.type === 'block-map' && map.srcToken.items.some((item) => item.start.some((token) => token.type === 'explicit-key-ind'))
  );
}

/** @returns whether nothing stands there: no node, `~` or `null`. */
export function isNothing(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && node.type === 'PLAIN');
}

/** @returns whether a key has this name, read as text or as it is written. */
export function isKey(key: Node, name: string): boolean {
  return isScalar(key) && (key.value === name || key.source === name);
}

/** Whether the item of a list is the one that a step of a path leads to, by what its name comes to or as it is written (`v: 1.0`). */
export function isNamed(item: YAMLMap, { key, is }: Exclude<YamlStep, string>): boolean {
  const name = item.get(key, true);
  return isScalar(name) && (String(name.value) === is || name.source === is);
}

/** @returns a key as it is written; empty for what is no scalar. */
export function keyName(key: Node): string {
  return isScalar(key) ? (key.source ?? String(key.value)) : '';
}

/** @returns the text that a node was read from. */
export function sourceOf(text: string, node: Node | null): string {
  return node?.range == null ? '' : text.slice(node.range[0], node.range[1]);
}

/** @returns the offset at which a node begins. */
export function nodeStart(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

/** @returns the column of an offset, from 0. */
export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}
