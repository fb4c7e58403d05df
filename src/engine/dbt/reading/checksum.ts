import { sha256 } from './sha256.ts';

/** What Python's `str.split()` and `str.strip()` take for white space; JavaScript's `\s` differs in U+FEFF, U+0085 and U+001C to U+001F. */
const space = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const runs = new RegExp(space, 'g');
const ends = new RegExp(`^${space}|${space}$`, 'g');

/**
 * @returns the checksums that dbt may give a text of SQL or Python: of the text without white space at its ends, and, as
 * dbt-core 1.12 does it (parser/read_files.py, `normalize_file_contents`), with every run of white space as one space.
 */
export function checksumsOf(text: string): readonly string[] {
  const stripped = text.replace(ends, '');
  return [sha256(stripped), sha256(stripped.replace(runs, ' '))];
}
