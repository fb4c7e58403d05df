import type { Range, Span } from './model.ts';

/** The one stretch in which two texts differ: from `from` to `to` in the first, so many characters longer in the second. */
export interface Change extends Range {
  readonly grows: number;
}

/** @returns the stretch in which two texts differ, by their common beginning and end. */
export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  const start = longest(shorter, (length) => before.startsWith(after.slice(0, length)));
  const tail = longest(shorter - start, (length) => before.endsWith(after.slice(after.length - length)));
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

/** The greatest length up to a limit that holds, where every shorter one holds too. */
function longest(limit: number, holds: (length: number) => boolean): number {
  let sure = 0;
  let above = limit;
  while (sure < above) {
    const middle = (sure + above + 1) >> 1;
    if (holds(middle)) sure = middle;
    else above = middle - 1;
  }
  return sure;
}

/** @returns the offset at which every line starts; `\n`, `\r\n` and a lone `\r` end a line, as in VS Code. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
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

/** @returns the line ending that most lines of the text use; `\n` for a text of one line. */
export function lineEnding(text: string): '\n' | '\r\n' {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  return windows * 2 > all ? '\r\n' : '\n';
}
