import type { Range } from '../model.ts';
import type { Change } from './apply.ts';

/**
 * What stands behind a label for owners or alerts in a documentation text: on its line, in the next cell of a table, or on the
 * first line below a heading. `\n` stands for a line end in a string.
 */
const labelled =
  /(?:(?:(?<![\w-])|(?<=\\n))(?:owner|alerts)[*_]{0,3}[ \t]*:[*_]{0,3}[ \t]*|\|[ \t]*(?:owner|alerts)[ \t]*\|[ \t]*|#{1,6}[ \t]+(?:owner|alerts)[ \t]*(?:\r\n|\r|\n|\\n)+[ \t]*(?:[-*+][ \t]+)?)((?:(?!\\n|\||""")[^\r\n])*)/gi;

/** @returns the changes that put a name for another among those that the documentation within a range names; none where it would need escapes. */
export function renamedInDocs(text: string, range: Range, was: string, value: string): Change[] {
  if (!/^[^"'\\|;,\r\n]*$/.test(value)) return [];
  const name = new RegExp(`(?<![\\w#@.-])${was.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w@-])`, 'g');
  return [...text.slice(range.from, range.to).matchAll(labelled)].flatMap((line) => {
    const names = line[1] ?? '';
    const start = range.from + line.index + line[0].length - names.length;
    return [...names.matchAll(name)]
      .filter((found) => isWhole(names, found.index, found[0].length))
      .map((found) => ({ from: start + found.index, to: start + found.index + was.length, text: value }));
  });
}

/** Whether a name is one of a list, not a word of a longer one: "anna" is not "anna of finance". */
function isWhole(names: string, at: number, length: number): boolean {
  return /(?:^|[;,(]|\s[–-])[ \t]*$/.test(names.slice(0, at)) && /^[ \t]*(?:$|[;,.("']|\s[–-]\s)/.test(names.slice(at + length));
}
