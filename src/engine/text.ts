import type { Range, Span } from './model.ts';

/** @returns the offset at which every line starts; `\n`, `\r\n` and a lone `\r` end a line, as in VS Code. */
export function lineStarts(text: string): number[] {
  const starts = [0];
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
