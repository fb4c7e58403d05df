import type { Range, Span } from './model.ts';

/** The one stretch in which two texts differ: from `from` to `to` in the first, so many characters longer in the second. */
export interface Change extends Range {
  readonly grows: number;
}

/** Texts are compared by pieces of this length before they are by letters: that is much faster. */
const piece = 4096;

/** @returns the stretch in which two texts differ, by their common beginning and end. */
export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start + piece <= shorter && before.slice(start, start + piece) === after.slice(start, start + piece)) start += piece;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  const most = shorter - start;
  const isSame = (tail: number, length: number) =>
    before.slice(before.length - tail - length, before.length - tail) === after.slice(after.length - tail - length, after.length - tail);
  let tail = 0;
  while (tail + piece <= most && isSame(tail, piece)) tail += piece;
  while (tail < most && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
  return { from: start, to: before.length - tail, grows: after.length - before.length };
}

/** @returns plain data with every range moved by a change. Relies on every offset in it standing in a field named `from` or `to`. */
export function moveRanges<T>(data: T, change: Change): T {
  const move = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(move);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, held]) => [
        key,
        (key === 'from' || key === 'to') && typeof held === 'number' ? moveOffset(held, change) : move(held),
      ]),
    );
  };
  return move(data) as T;
}

/** @returns where an offset stands after a change; what was inside it stays inside. */
export function moveOffset(offset: number, change: Change): number {
  if (offset <= change.from) return offset;
  return offset >= change.to ? offset + change.grows : Math.min(offset, Math.max(change.from, change.to + change.grows));
}

/** @returns the offset at which every line starts; `\n`, `\r\n` and a lone `\r` end a line, as in VS Code. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    // A copy holds no room to grow, which is a third of what is kept for every file.
    return starts.slice();
  }
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || (unit === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

/** @returns the index of the line that holds the offset, from 0. */
export function lineIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @returns the span of a range of a file whose line starts are given. */
export function spanOf(file: string, starts: readonly number[], range: Range): Span {
  const line = lineIndex(starts, range.from);
  return { file, from: range.from, to: range.to, line: line + 1, column: range.from - (starts[line] ?? 0) + 1 };
}

/** @returns the same text in memory of its own. V8 holds a cut of a text as a view of it, so who remembers one remembers the whole file. */
export function ownCopy(text: string): string {
  return JSON.parse(JSON.stringify(text));
}

/** @returns the line ending that most lines of the text use; `\n` for a text of one line. */
export function lineEnding(text: string): '\n' | '\r\n' {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  return windows * 2 > all ? '\r\n' : '\n';
}
