import type { Content } from '../model.ts';
import { type ContentMap, isContentMap } from './content.ts';

/** How a YAML file is written; all lengths in columns. */
export interface YamlStyle {
  /** From a key to the keys below it. */
  readonly step: number;
  /** From a key to the dashes of the list below it; 0 is common. */
  readonly dash: number;
  /** From a dash to what it holds. */
  readonly gap: number;
  readonly quote: '"' | "'";
}

/** @returns the lines of `key: value` for every key, the first character at `column`. */
export function mappingLines(map: ContentMap, column: number, style: YamlStyle): string[] {
  return Object.entries(map).flatMap(([key, value]) => entryLines(key, value, column, style));
}

/** @returns the lines of a list, its dashes at `column`. */
export function listLines(items: readonly Content[], column: number, style: YamlStyle): string[] {
  return items.flatMap((item) => {
    const inner = column + 1 + style.gap;
    const lines = nestedLines(item, inner, style, 0) ?? [pad(inner) + scalarText(item, style.quote)];
    const [first = '', ...rest] = lines;
    return [`${pad(column)}-${pad(style.gap)}${first.slice(inner)}`, ...rest];
  });
}

/** @returns the lines that stand below a key or dash, or null for what stands beside it. `dash` is where a list begins, from `column`. */
function nestedLines(value: Content, column: number, style: YamlStyle, dash: number): string[] | null {
  if (isList(value) && value.length > 0) return listLines(value, column + dash, style);
  if (isContentMap(value) && Object.keys(value).length > 0) return mappingLines(value, column, style);
  return null;
}

function entryLines(key: string, value: Content, column: number, style: YamlStyle): string[] {
  const head = `${pad(column)}${keyText(key, style.quote)}:`;
  const below = isList(value) ? nestedLines(value, column, style, style.dash) : nestedLines(value, column + style.step, style, 0);
  if (below !== null) return [head, ...below];
  if (typeof value === 'string' && fitsLiteralBlock(value)) {
    const chomped = value.endsWith('\n');
    const lines = (chomped ? value.slice(0, -1) : value).split('\n');
    return [`${head} ${chomped ? '|' : '|-'}`, ...lines.map((line) => (line === '' ? '' : pad(column + style.step) + line))];
  }
  return [`${head} ${scalarText(value, style.quote)}`];
}

/** @returns the content on one line, as it stands inside `{}` or `[]`. */
export function flowText(content: Content, quote: '"' | "'"): string {
  if (isList(content)) return `[${content.map((item) => flowText(item, quote)).join(', ')}]`;
  if (isContentMap(content)) return `{${flowEntries(content, quote).join(', ')}}`;
  return scalarText(content, quote, true);
}

/** @returns `key: value` for every key, as it stands inside `{}`. */
export function flowEntries(map: ContentMap, quote: '"' | "'"): string[] {
  return Object.entries(map).map(([key, value]) => `${keyText(key, quote, true)}: ${flowText(value, quote)}`);
}

/** @returns a scalar on one line, in quotes only where YAML 1.1 (PyYAML 6.0) would read something else without; `force` quotes text always. */
export function scalarText(value: Content, quote: '"' | "'", inFlow = false, force = false): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : quoted(String(value), quote);
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value !== 'string') return flowText(value, quote);
  return !force && isPlainSafe(value, inFlow) ? value : quoted(value, quote);
}

function keyText(key: string, quote: '"' | "'", inFlow = false): string {
  return /^\+[A-Za-z_]\w*$/.test(key) ? key : scalarText(key, quote, inFlow);
}

/** Words that YAML 1.1 or 1.2 reads as a boolean or as nothing. */
const reserved = /^(?:y|yes|n|no|true|false|on|off|null|nan)$/i;
/** Whatever could be a number, a date, a time or base 60 somewhere. */
const numberLike = /^\.?\d[\d_.,:eExXoObBaAcCdDfFtTzZ+\- ]*$|^\.(?:inf|nan)$/i;

function isPlainSafe(value: string, inFlow: boolean): boolean {
  if (!/^[\p{L}\p{N}_/(]/u.test(value) || /\s$/.test(value)) return false;
  if (/: |:$| #|[^\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]/u.test(value)) return false;
  if (inFlow && /[,[\]{}:?]/.test(value)) return false;
  return !reserved.test(value) && !numberLike.test(value);
}

function quoted(value: string, preferred: '"' | "'"): string {
  const printable = !needsEscape(value);
  const single =
    printable && (preferred === "'" ? !value.includes("'") || /["\\]/.test(value) : /["\\]/.test(value) && !value.includes("'"));
  if (single) return `'${value.replaceAll("'", "''")}'`;
  return `"${value.replace(/["\\]/g, '\\$&').replace(escaped, escapeOf)}"`;
}

/** What PyYAML does not accept raw, and line breaks, which quotes would fold. */
const escaped = /[^\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function needsEscape(value: string): boolean {
  return value.search(escaped) >= 0;
}

function escapeOf(character: string): string {
  return named[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Lines that a literal block gives back exactly: printable, the first not empty or indented, one final newline at most. */
function fitsLiteralBlock(value: string): boolean {
  if (!value.includes('\n') || /^\s|\n\n$|[ \t]\n|[ \t]$/.test(value)) return false;
  return !needsEscape(value.replaceAll('\n', ''));
}

function isList(content: Content): content is readonly Content[] {
  return Array.isArray(content);
}

function pad(columns: number): string {
  return ' '.repeat(columns);
}
