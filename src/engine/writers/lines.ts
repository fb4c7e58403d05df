import type { Change } from './apply.ts';

export const byteOrderMark = '\uFEFF';

/** @returns the offset of the first character of the line that holds `at`; a byte order mark is no part of the first line. */
export function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  return start === 0 && text.startsWith(byteOrderMark) ? 1 : start;
}

/** @returns the offset of the line break that ends the line of `at`, or the text's end. */
export function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

/** @returns the offset behind the line break at `at`; `at` itself where none stands there. */
export function afterBreak(text: string, at: number): number {
  if (text[at] === '\r' && text[at + 1] === '\n') return at + 2;
  return text[at] === '\r' || text[at] === '\n' ? at + 1 : at;
}

/** @returns the white space that the line of `at` begins with. */
export function indentAt(text: string, at: number): string {
  const start = lineStart(text, at);
  return /^[ \t]*/.exec(text.slice(start, lineEnd(text, start)))?.[0] ?? '';
}

/** Puts whole lines below the line of `at`; the last line of a text without a final newline stays without one. */
export function linesBelow(text: string, at: number, lines: readonly string[], eol: string): Change {
  const end = lineEnd(text, at);
  const next = afterBreak(text, end);
  const block = lines.join(eol);
  return { from: next, to: next, text: next === end ? eol + block : block + eol };
}

/** @returns whether a blank line stands above the line of `at`, or above the comment lines that stand above it. */
export function isBlankAbove(text: string, at: number): boolean {
  const above = text.slice(0, lineStart(text, at)).split(/\r\n|\r|\n/);
  const line = above.slice(0, -1).findLast((each) => !/^[ \t]*#/.test(each));
  return line !== undefined && line.trim() === '';
}
