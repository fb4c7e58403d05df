import type { Fragment } from './model.ts';

/** The one stretch in which two texts differ, by their common beginning and end. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly grows: number;
}

/**
 * Carries what the last clean text said over to a broken one: every range is moved by the edit, line starts and problems are the new text's.
 * Relies on every offset in a fragment standing in a field named `from` or `to`.
 */
export function moveFragment(last: Fragment, lastText: string, text: string, broken: Fragment): Fragment {
  const change = changeBetween(lastText, text);
  const moved = moveRanges(last, change) as Fragment;
  return { ...moved, lines: broken.lines, broken: true, problems: broken.problems };
}

function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < shorter - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
  return { from: start, to: before.length - tail, grows: after.length - before.length };
}

function moveRanges(value: unknown, change: Change): unknown {
  if (Array.isArray(value)) return value.map((item) => moveRanges(item, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [
      key,
      (key === 'from' || key === 'to') && typeof held === 'number' ? moveOffset(held, change) : moveRanges(held, change),
    ]),
  );
}

function moveOffset(offset: number, change: Change): number {
  if (offset <= change.from) return offset;
  return offset >= change.to ? offset + change.grows : Math.min(offset, Math.max(change.from, change.to + change.grows));
}
