import { t } from '../l10n.ts';
import type { Content, Range } from '../model.ts';
import type { Expr } from '../syntax/python.ts';
import { appendItems } from './brackets.ts';
import { isContentMap, nested } from './content.ts';
import type { Draft } from './draft.ts';
import { refuse, unchanged } from './draft.ts';
import type { LiteralStyle, Quote } from './pythonText.ts';
import { literalText, stringText } from './pythonText.ts';

export type CallExpr = Extract<Expr, { type: 'call' }>;
export type DictExpr = Extract<Expr, { type: 'dict' }>;

/** Puts content below an expression: into a dict literal, into `dict(…)`, or in the place of a literal where the path has ended. */
export function putInto(text: string, expr: Expr, path: readonly string[], content: Content, style: LiteralStyle): Draft {
  if (path.length === 0) return settle(text, expr, content, style);
  if (expr.type === 'dict') return putInDict(text, expr, path, content, style);
  if (isDictCall(expr)) return putInCall(text, expr, path, content, style);
  return refuse(t('{0} is not written out here, so nothing can be added to it.', excerpt(text, expr)));
}

/** Sets a key of a dict literal; keys that a `**` brings in later would win, so nothing is written before one. */
export function putInDict(text: string, dict: DictExpr, path: readonly string[], content: Content, style: LiteralStyle): Draft {
  const [key = '', ...rest] = path;
  const index = dict.entries.findLastIndex((entry) => entry.key?.type === 'string' && entry.key.value === key);
  const entry = dict.entries[index];
  if (entry === undefined) {
    const quote = quoteOf(text, dict.entries.at(-1)?.key ?? null) ?? style.quote;
    const item = `${stringText(key, quote)}: ${literalText(nested(rest, content), { ...style, quote })}`;
    return { changes: appendItems(text, { open: dict.from + 1, close: dict.to - 1, last: dict.entries.at(-1) ?? null }, [item], style) };
  }
  if (!style.known && dict.entries.slice(index + 1).some((later) => later.key === null))
    return refuse(t('A later {0} may set {1} again.', '**', key));
  return putInto(text, entry.value, rest, content, style);
}

/** Sets a keyword of a call; where a `**` may bring it already, setting it again would be an error when the call runs. */
export function putInCall(text: string, call: CallExpr, path: readonly string[], content: Content, style: LiteralStyle): Draft {
  const [name = '', ...rest] = path;
  const keyword = call.keywords.find((each) => each.name === name);
  if (keyword !== undefined) return putInto(text, keyword.value, rest, content, style);
  return addArgument(text, call, name, literalText(nested(rest, content), style), style);
}

/** `sum(x for x in y)` takes no second argument. */
function takesGenerator({ args }: CallExpr): boolean {
  const [only] = args;
  return only?.type === 'comprehension' && only.element.from === only.from;
}

/** Adds one argument, its value already written out, at the end of a call; with spaces around `=` where the last one has them. */
export function addArgument(text: string, call: CallExpr, name: string, value: string, style: LiteralStyle): Draft {
  if (!/^[A-Za-z_]\w*$/.test(name)) return refuse(t('{0} cannot be the name of an argument.', name));
  const splat = call.keywords.find((each) => each.name === null);
  if (splat !== undefined && !style.known) return refuse(t('{0} may set {1} already.', excerpt(text, splat), name));
  if (takesGenerator(call)) return refuse(t('{0} is not written out here, so nothing can be added to it.', excerpt(text, call)));
  const last = [...call.args, ...call.keywords].sort((a, b) => a.to - b.to).at(-1) ?? null;
  const range = call.keywords.at(-1)?.nameRange ?? null;
  const equals = range !== null && /^ += /.test(text.slice(range.to, range.to + 20)) ? ' = ' : '=';
  const list = { open: call.parens.from + 1, close: call.parens.to - 1, last };
  return { changes: appendItems(text, list, [name + equals + value], style) };
}

function settle(text: string, expr: Expr, content: Content, style: LiteralStyle): Draft {
  if (isContentMap(content)) return mergeInto(text, expr, content, style);
  if (Array.isArray(content)) return addItems(text, expr, content, style);
  if (style.raw && text.slice(expr.from, expr.to) === content) return unchanged;
  const there = literalValue(expr, style);
  if (there === undefined) return refuse(t('{0} is not a plain value, so it is left as it is.', excerpt(text, expr)));
  if (there === content) return unchanged;
  if (/#.*[\r\n]/.test(text.slice(expr.from, expr.to))) return refuse(t('There is a comment inside the value, which would be lost.'));
  const quote = quoteOf(text, expr) ?? style.quote;
  return { changes: [{ from: expr.from, to: expr.to, text: literalText(content, { ...style, quote }) }] };
}

function mergeInto(text: string, expr: Expr, content: { readonly [key: string]: Content }, style: LiteralStyle): Draft {
  if (expr.type !== 'dict') return refuse(t('{0} is not written out here, so nothing can be added to it.', excerpt(text, expr)));
  const missing = Object.entries(content).filter(
    ([key]) => !expr.entries.some((entry) => entry.key?.type === 'string' && entry.key.value === key),
  );
  if (missing.length === 0) return unchanged;
  const items = missing.map(([key, value]) => `${stringText(key, style.quote)}: ${literalText(value, style)}`);
  const list = { open: expr.from + 1, close: expr.to - 1, last: expr.entries.at(-1) ?? null };
  return { changes: appendItems(text, list, items, style) };
}

function addItems(text: string, expr: Expr, content: readonly Content[], style: LiteralStyle): Draft {
  if (expr.type !== 'list') return refuse(t('{0} is not written out here, so nothing can be added to it.', excerpt(text, expr)));
  const missing = content.filter((item) => !expr.items.some((there) => literalValue(there, style) === item));
  if (missing.length === 0) return unchanged;
  const list = { open: expr.from + 1, close: expr.to - 1, last: expr.items.at(-1) ?? null };
  return {
    changes: appendItems(
      text,
      list,
      missing.map((item) => literalText(item, style)),
      style,
    ),
  };
}

/** @returns the value of a literal, or undefined for what is none. */
function literalValue(expr: Expr, style: LiteralStyle): Content | undefined {
  switch (expr.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return expr.value;
    case 'none':
      return null;
    case 'name':
      return style.language === 'jinja' ? jinjaWords.get(expr.name) : undefined;
    default:
      return undefined;
  }
}

const jinjaWords: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['none', null],
]);

function isDictCall(expr: Expr): expr is CallExpr {
  return expr.type === 'call' && expr.callee.type === 'name' && expr.callee.name === 'dict';
}

function quoteOf(text: string, expr: Expr | null): Quote | null {
  if (expr?.type !== 'string') return null;
  const mark = text[expr.to - 1];
  return mark === '"' || mark === "'" ? mark : null;
}

/** The beginning of an expression, to be named in a sentence. */
export function excerpt(text: string, range: Range): string {
  const source = text.slice(range.from, range.to).replace(/\s+/g, ' ');
  return source.length > 40 ? `${source.slice(0, 39)}…` : source;
}
