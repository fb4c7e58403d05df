import { t } from '../l10n.ts';
import type { Range, Target } from '../model.ts';
import type { Expr } from '../syntax/python.ts';
import { parsePython } from '../syntax/pythonReading.ts';
import { stringLiteral, unescapeString } from '../syntax/pythonString.ts';
import { lineEnding } from '../text.ts';
import type { Draft } from './draft.ts';
import { insertion, refuse, unchanged } from './draft.ts';
import { byteOrderMark, lineStart, linesBelow } from './lines.ts';
import { addArgument } from './literals.ts';
import { checked, fileChanged, locate, measurePython } from './python.ts';
import { escapeString, type LiteralStyle, stringText } from './pythonText.ts';

/** A line to be written. `adds`: a value that stands there already is kept, and this one comes behind it. */
export interface DocLine {
  readonly label: string;
  readonly value: string;
  readonly adds: boolean;
}

type DocTarget = Extract<Target, { writer: 'doc' }>;

/** Writes `Label: value` into the documentation of a DAG: the string literal at a range, or a new `doc_md` of the call. */
export function writeDocLabel(text: string, { literal, call, label, adds, known }: DocTarget, value: string): Draft {
  const wanted: DocLine = { label, value, adds };
  const problem = unfit(value);
  if (problem !== null) return problem;
  if (literal?.to === 0) return writeDocstring(text, wanted);
  const found = locate(text, literal ?? call, known);
  if (found === null) return fileChanged();
  const { expr, module, style } = found;
  if (literal === null) {
    if (expr.type !== 'call') return fileChanged();
    const present = expr.keywords.find((keyword) => keyword.name === 'doc_md');
    if (present !== undefined) return present.value.type === 'string' ? putInLiteral(text, present.value, wanted, style) : fileChanged();
    return checked(text, module, addArgument(text, expr, 'doc_md', stringText(docText(label, value), style.quote), style));
  }
  return checked(text, module, expr.type === 'string' ? putInLiteral(text, expr, wanted, style) : putBehind(expr, wanted, style));
}

/** The text that becomes `__doc__`: the first statement, below the comments that begin the file; where one has come there since, a line of it. */
function writeDocstring(text: string, wanted: DocLine): Draft {
  const { module } = parsePython(text);
  const [first] = module.body;
  if (first?.type === 'expression' && first.value.type === 'string')
    return checked(text, module, putInLiteral(text, first.value, wanted, measurePython(text, module)));
  const at = /^\uFEFF?(?:#[^\r\n]*(?:\r\n|\r|\n))*(?:[ \t]*(?:\r\n|\r|\n))*/.exec(text)?.[0].length ?? 0;
  const eol = lineEnding(text);
  const line = escapeString(`${wanted.label}: ${wanted.value}`).replace(/"(?="{2}|$)/g, '\\"');
  return checked(text, module, insertion(at, `"""${line}${line.endsWith('.md') ? eol : ''}"""${eol}${eol}`));
}

/** Writes `Label: value` into a Markdown file. */
export function writeMarkdownLabel(text: string, { label, adds }: Pick<DocTarget, 'label' | 'adds'>, value: string): Draft {
  const problem = unfit(value);
  if (problem !== null) return problem;
  const lines = rawLines(text, text.startsWith(byteOrderMark) ? 1 : 0, text.length, false);
  const there = labelLine(text, lines, label);
  if (there !== null) return putBehindLabel(text, there, { label, value, adds }, asWritten);
  const heading = headingLine(text, lines, label);
  if (heading !== null) return putBelowHeading(text, heading, value, lineEnding(text));
  const last = lines.findLast((line) => text.slice(line.from, line.to).trim() !== '');
  const eol = lineEnding(text);
  if (last === undefined) return insertion(text.length, `${label}: ${value}${eol}`);
  const gap = isLabelLine(text.slice(last.from, last.to)) ? [] : [''];
  return { changes: [linesBelow(text, last.to, [...gap, `${label}: ${value}`], eol)] };
}

/** @returns why a value cannot be a line of documentation, or null. */
export function unfit(value: string): Draft | null {
  if (/[\r\n]/.test(value)) return refuse(t('The value has to fit on one line.'));
  if (/\{[{%#]/.test(value)) return refuse(t('A value with {0} or {1} would be rendered by Airflow.', '{{', '{%'));
  return null;
}

/** A `doc_md` that ends in `.md` is taken for the name of a file (Airflow 2.x and 3.x, `DAG.get_doc_md`). */
function docText(label: string, value: string): string {
  return /\.md$/.test(value) ? `${label}: ${value}\n` : `${label}: ${value}`;
}

interface Token extends Range {
  readonly raw: boolean;
  readonly quote: string;
}

/** What comes to a text is left as it is, and the line is another text behind it. */
function putBehind(expr: Expr, { label, value }: DocLine, { quote }: LiteralStyle): Draft {
  return insertion(expr.to, ` + ${stringText(`\n\n${docText(label, value)}`, quote)}`);
}

function putInLiteral(text: string, literal: Range, wanted: DocLine, { eol, quote }: LiteralStyle): Draft {
  const tokens = stringTokens(text, literal);
  const last = tokens?.at(-1);
  if (tokens === null || last === undefined) return refuse(t('The text is put together from parts, so nothing can be added to it.'));
  const whole = tokens.map((token) => unescapeString(text.slice(token.from, token.to), token.raw)).join('');
  if (/^\s*\S+\.md\s*$/.test(whole)) return refuse(t('The text is the name of a file: the value belongs there.'));
  for (const token of tokens) {
    const there = labelLine(text, rawLines(text, token.from, token.to, !token.raw), wanted.label);
    if (there !== null) return putBehindLabel(text, there, wanted, codingOf(token));
  }
  for (const token of tokens.filter(({ quote }) => quote.length === 3)) {
    const heading = headingLine(text, rawLines(text, token.from, token.to, false), wanted.label);
    const value = heading && escapeFor(wanted.value, token);
    if (heading && value !== null) return putBelowHeading(text, heading, value, eol);
  }
  const line = escapeFor(`${wanted.label}: ${wanted.value}`, last);
  const isBlock = last.quote.length === 3;
  if (line === null || (last.raw && !isBlock))
    return insertion(literal.to, ` ${stringText(`\n\n${docText(wanted.label, wanted.value)}`, quote)}`);
  return isBlock ? intoBlock(text, last, line, eol) : intoLine(last, line, whole);
}

function intoLine(token: Token, line: string, whole: string): Draft {
  const lastLine = whole.split('\n').findLast((each) => each.trim() !== '') ?? '';
  const breaks = isLabelLine(lastLine) ? 1 : 2;
  const there = /\n*$/.exec(whole)?.[0].length ?? 0;
  const lead = whole === '' ? '' : '\\n'.repeat(Math.max(0, breaks - there));
  return insertion(token.to, `${lead}${line}${whole.endsWith('\n') || line.endsWith('.md') ? '\\n' : ''}`);
}

/** Below the last line that has text, indented as the others are, so that the whole can still be dedented. */
function intoBlock(text: string, token: Token, line: string, eol: string): Draft {
  const lines = rawLines(text, token.from, token.to, false);
  const filled = lines.filter((each) => text.slice(each.from, each.to).trim() !== '');
  const last = filled.at(-1);
  const others = filled.filter((each) => each.from > token.from).map((each) => text.slice(each.from, each.to));
  const indent = others.length > 0 ? indentOf(others) : docstringIndent(text, token);
  if (last === undefined) {
    const inner = text.slice(token.from, token.to);
    return insertion(token.from, /[\r\n]/.test(inner) ? `${eol}${inner.replace(/^[\s\S]*[\r\n]/, '')}${line}` : line);
  }
  const lastText = text.slice(last.from, last.to);
  const gap = isLabelLine(lastText) ? '' : eol;
  const closing = /[\r\n]/.test(text.slice(last.to, token.to)) || (lines.length > 1 && !line.endsWith('.md')) ? '' : eol + indent;
  return insertion(last.to, `${eol}${gap}${indent}${line}${closing}`);
}

/** A literal that stands alone on its line is a docstring, whose lines are indented as the code around it; other texts are taken as they are. */
function docstringIndent(text: string, token: Token): string {
  const before = text.slice(lineStart(text, token.from), token.from - token.quote.length);
  return before.trim() === '' ? before : '';
}

function indentOf(lines: readonly string[]): string {
  const indents = lines.map((line) => /^[ \t]*/.exec(line)?.[0] ?? '').sort((a, b) => a.length - b.length);
  return indents[0] ?? '';
}

/** The contents of the string tokens of a literal, or null for f-strings, bytes and what is no string. */
function stringTokens(text: string, literal: Range): Token[] | null {
  const tokens: Token[] = [];
  let at = literal.from;
  while (at < literal.to) {
    const space = /^(?:\s|\\\r?\n|#[^\r\n]*)+/.exec(text.slice(at, literal.to));
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const end = tokenEnd(text, at, literal.to);
    if (end === null) return null;
    const { prefix, quote, content } = stringLiteral(text, { from: at, to: end });
    if (/[fbt]/.test(prefix)) return null;
    tokens.push({ from: content.from, to: content.to, raw: prefix.includes('r'), quote });
    at = end;
  }
  return tokens;
}

function tokenEnd(text: string, from: number, to: number): number | null {
  const head = /^[A-Za-z]{0,2}("""|'''|"|')/.exec(text.slice(from, to));
  const quote = head?.[1];
  if (head === null || quote === undefined) return null;
  for (let at = from + head[0].length; at < to; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(quote, at)) return at + quote.length;
  }
  return null;
}

/** The lines of a stretch of text; in a string that is not raw, `\n` ends one too and a backslash before a line break joins two. */
export function rawLines(text: string, from: number, to: number, escapes: boolean): Range[] {
  const lines: Range[] = [];
  let start = from;
  const pattern = escapes ? /\\(?:\r\n|[\s\S])|\r\n|\r|\n/g : /\r\n|\r|\n/g;
  for (const match of text.slice(from, to).matchAll(pattern)) {
    if (match[0].startsWith('\\') && match[0] !== '\\n') continue;
    lines.push({ from: start, to: from + match.index });
    start = from + match.index + match[0].length;
  }
  return [...lines, { from: start, to }];
}

/** @returns where the value of a label stands, or null where no line begins with the label. */
export function labelLine(text: string, lines: readonly Range[], label: string): Range | null {
  const pattern = new RegExp(`^[ \\t]*(?:[-*+][ \\t]+)?(?:\\*\\*|__)?${wordsOf(label)}(?:\\*\\*|__)?[ \\t]*:(?:\\*\\*|__)?[ \\t]*`, 'i');
  for (const line of lines) {
    const source = text.slice(line.from, line.to);
    const head = pattern.exec(source);
    if (head !== null) return { from: line.from + head[0].length, to: line.from + Math.max(head[0].length, source.trimEnd().length) };
  }
  return null;
}

/** @returns the line of a heading that is the label, or null where there is none. */
function headingLine(text: string, lines: readonly Range[], label: string): Range | null {
  const pattern = new RegExp(`^[ \\t]*#{1,6}[ \\t]+${wordsOf(label)}[ \\t]*:?[ \\t]*#*[ \\t]*$`, 'i');
  return lines.find((line) => pattern.test(text.slice(line.from, line.to))) ?? null;
}

/** The first line of what stands under a heading, as an item where the others are items. */
function putBelowHeading(text: string, heading: Range, value: string, eol: string): Draft {
  const below = text.slice(heading.to).split(/\r\n|\r|\n/, 3);
  const next = below.slice(1).find((line) => line.trim() !== '') ?? '';
  const mark = /^\s*[-*+] /.exec(next)?.[0] ?? /^[ \t]*/.exec(text.slice(heading.from, heading.to))?.[0] ?? '';
  if (next.trim() === `${mark}${value}`.trim()) return unchanged;
  return insertion(heading.to, `${eol}${below[1]?.trim() === '' && below.length > 2 ? eol : ''}${mark}${value}`);
}

function wordsOf(label: string): string {
  return label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[ _]/g, '[ _-]');
}

/** @returns whether a line is `Label: value`. */
export function isLabelLine(line: string): boolean {
  return /^\s*(?:[-*+]\s+)?(?:\*\*|__)?[A-Za-z][\w -]{0,40}(?:\*\*|__)?\s*:(?:\*\*|__)?(?:\s|$)/.test(line);
}

/** How text gets into a kind of string and out of it again; null for what it cannot hold. */
export interface Coding {
  readonly encode: (plain: string) => string | null;
  readonly decode: (source: string) => string;
}

const asWritten: Coding = { encode: (plain) => plain, decode: (source) => source };

function codingOf(token: Token): Coding {
  return { encode: (plain) => escapeFor(plain, token), decode: (source) => unescapeString(source, token.raw) };
}

/** Puts a value behind a label, in the place of what stands there or behind it. */
export function putBehindLabel(text: string, at: Range, { value, adds }: DocLine, { encode, decode }: Coding): Draft {
  const source = text.slice(at.from, at.to);
  const there = decode(source);
  if (there === value || (adds && there.split(';').some((item) => item.trim() === value))) return unchanged;
  const escaped = encode(value);
  if (adds && source !== '' && escaped !== null) return insertion(at.to, `; ${escaped}`);
  if (escaped === null || /\\\r?\n/.test(source)) return refuse(t('The value has characters that this kind of string cannot hold.'));
  const lead = /[ \t]$/.test(text.slice(0, at.from)) ? '' : ' ';
  return { changes: [{ ...at, text: lead + escaped }] };
}

/** @returns the text as it stands between these quotes, or null where a raw string cannot hold it. */
function escapeFor(plain: string, token: Token): string | null {
  const mark = token.quote[0] ?? '"';
  if (token.raw) return plain.includes('\\') || plain.includes(mark) || escapeString(plain) !== plain ? null : plain;
  const escaped = escapeString(plain);
  if (token.quote.length === 1) return escaped.replaceAll(mark, `\\${mark}`);
  const inner = escaped.replaceAll(token.quote, `\\${mark}`.repeat(3));
  return inner.endsWith(mark) ? `${inner.slice(0, -1)}\\${mark}` : inner;
}
