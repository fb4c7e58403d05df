import type { Content } from '../model.ts';
import type { BracketStyle } from './brackets.ts';
import { isContentMap } from './content.ts';

export type Quote = '"' | "'";

/** How literals are written: Python and Jinja differ in the words for true, false and nothing only. */
export interface LiteralStyle extends BracketStyle {
  readonly quote: Quote;
  readonly language: 'python' | 'jinja';
  /** Texts are code that is written out already. */
  readonly raw?: true;
  /** What a `**` brings does not overrule what is written. */
  readonly known?: boolean;
}

/** @returns the content as a literal on one line. */
export function literalText(content: Content, style: LiteralStyle): string {
  if (typeof content === 'string') return style.raw ? content : stringText(content, style.quote);
  if (typeof content === 'number') return Number.isFinite(content) ? String(content) : stringText(String(content), style.quote);
  if (typeof content === 'boolean') return style.language === 'jinja' ? String(content) : content ? 'True' : 'False';
  if (content === null) return style.language === 'jinja' ? 'none' : 'None';
  if (!isContentMap(content)) return `[${content.map((item) => literalText(item, style)).join(', ')}]`;
  return `{${Object.entries(content)
    .map(([key, value]) => `${stringText(key, style.quote)}: ${literalText(value, style)}`)
    .join(', ')}}`;
}

/** @returns a string literal that Python and Jinja read back as exactly this text; the other quote where that saves backslashes. */
export function stringText(value: string, preferred: Quote): string {
  const other = preferred === '"' ? "'" : '"';
  const quote = value.includes(preferred) && !value.includes(other) ? other : preferred;
  return `${quote}${escapeString(value).replaceAll(quote, `\\${quote}`)}${quote}`;
}

const named: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** @returns the text with backslashes, control characters and invisible separators escaped; quotes are left. */
export function escapeString(value: string): string {
  return value.replace(/[\\\p{Cc}\p{Cs}\u2028\u2029\u200B-\u200F\u202A-\u202E\uFEFF]/gu, (character) => {
    const short = named[character];
    if (short !== undefined) return short;
    const code = character.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
