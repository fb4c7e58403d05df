import { t } from '../l10n.ts';
import type { Range } from '../model.ts';
import { parsePython } from '../syntax/pythonReading.ts';
import { lineEnding } from '../text.ts';
import type { Draft } from './draft.ts';
import { insertion, refuse, unchanged } from './draft.ts';
import { indentAt, lineStart } from './lines.ts';
import { checked, fileChanged } from './python.ts';
import { expressionsOf } from './pythonFind.ts';

/** Puts a comment of one line above the line of an offset of a SQL or Python text, indented as that line is. */
export function writeComment(text: string, language: 'sql' | 'python', above: number, words: string): Draft {
  if (above > text.length) return fileChanged();
  const line = words.replace(/\s+/g, ' ').trim();
  const at = lineStart(text, above);
  const comment = (mark: string): Draft => {
    const written = `${indentAt(text, above)}${mark} ${line}${lineEnding(text)}`;
    const isThere = text.startsWith(written, at) || text.slice(0, at).endsWith(written);
    return isThere ? unchanged : insertion(at, written);
  };
  if (language === 'sql') {
    return /\{[{%#]|[}%#]\}/.test(line) ? refuse(t('A comment with {0} or {1} would be rendered by dbt.', '{{', '{%')) : comment('--');
  }
  const { module } = parsePython(text);
  const inString = [...expressionsOf(module.body)].some(
    ({ type, from, to }) => (type === 'string' || type === 'fstring') && from < at && at < to,
  );
  return inString ? refuse(t('No comment can stand there.')) : checked(text, module, comment('#'));
}

/** Puts another day (ISO date) in the place of the one that stands at a range, quotes and all else as they are. */
export function writeDay(text: string, range: Range, day: string): Draft {
  const [, quote = '', was] = /^(["']?)(\d{4}-\d\d-\d\d)\1$/.exec(text.slice(range.from, range.to)) ?? [];
  if (was === undefined) return fileChanged();
  const from = range.from + quote.length;
  return { changes: was === day ? [] : [{ from, to: from + was.length, text: day }] };
}
