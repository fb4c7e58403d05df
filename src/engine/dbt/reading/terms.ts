import type { Value } from '../../model.ts';
import type { Expr } from '../../syntax/python.ts';
import { holdsTemplate, readYaml } from '../../syntax/yaml.ts';

/**
 * What an expression of Jinja can come to, as far as the argument of a `ref` may be made from it: plain data, which linking puts
 * together where variables and the arguments of macros are known. In texts `*` stands for what cannot be told.
 * `null` is no text: a number of rows, nothing at all, what only a query gives. `false` is a relation: no text, but its parts are.
 */
export type Term =
  | string
  | null
  | false
  /** `true`, `false` or `none`, as they are written. */
  | { readonly literal: boolean | null }
  | { readonly join: readonly Term[] }
  | { readonly either: readonly Term[] }
  | { readonly list: readonly Term[] }
  | { readonly dict: readonly (readonly [string, Term])[] }
  | { readonly item: Term; readonly at: Term }
  /** The keys of a dict with their values, as a list of pairs. */
  | { readonly pairs: Term }
  /** What a loop runs through; `loop` is the offset at which it begins. */
  | { readonly each: Term; readonly loop: number }
  | { readonly parameter: string }
  /** What `var()` gives, with the default that the call states. */
  | { readonly variable: string; readonly otherwise: Term }
  /** What a macro returns. */
  | { readonly returned: Handing };

/** A macro by its name, and what it is handed. */
export interface Handing {
  readonly package: string | null;
  readonly name: string;
  readonly args: readonly Term[];
  readonly keywords: readonly { readonly name: string; readonly value: Term }[];
  /** A splat hands over what cannot be seen. */
  readonly splat: boolean;
  /** The adapter decides which macro it is: `name` stands for all that are named for one, and for `default__` of that name. */
  readonly dispatched?: true;
}

type Call = Extract<Expr, { type: 'call' }>;

/** Any text. */
export const anything = '*';

/** A list of more than this is data. */
const longest = 2000;

/** What a name is bound to, or undefined where nothing gives it a value. */
export type LookUp = (name: string) => Term | undefined;

/** @returns what an expression comes to; `lookUp` says it of names that are bound. */
export function termOf(expression: Expr, lookUp: LookUp): Term {
  const of = (part: Expr) => termOf(part, lookUp);
  switch (expression.type) {
    case 'string':
      return expression.value;
    case 'number':
      return String(expression.value);
    case 'boolean':
      return expression.value ? yes : no;
    case 'none':
      return none;
    case 'name':
      return words.get(expression.name) ?? (expression.name === 'graph' ? null : orAnything(lookUp(expression.name)));
    case 'fstring':
      return { join: ['', ...expression.parts.map((part) => (typeof part === 'string' ? part : of(part)))] };
    case 'list':
    case 'tuple':
    case 'set':
      return isPlain(expression.items) ? { list: expression.items.map(of) } : anything;
    case 'dict':
      return dictOf(expression, of);
    case 'conditional':
      return { either: [of(expression.then), of(expression.otherwise)] };
    case 'attribute':
      return itemOf(of(expression.of), expression.name);
    case 'subscript':
      return itemOf(of(expression.of), of(expression.index));
    case 'binary':
      return binaryOf(expression, of);
    case 'call':
      return callOf(expression, lookUp);
    default:
      return anything;
  }
}

const yes: Term = { literal: true };
const no: Term = { literal: false };
const none: Term = { literal: null };

/** Jinja's own words; `graph` is empty until dbt runs. */
const words: ReadonlyMap<string, Term> = new Map([
  ['true', yes],
  ['True', yes],
  ['false', no],
  ['False', no],
  ['none', none],
  ['None', none],
]);

function isPlain(items: readonly Expr[]): boolean {
  return items.length <= longest && items.every((item) => item.type !== 'splat');
}

function dictOf(dict: Extract<Expr, { type: 'dict' }>, of: (part: Expr) => Term): Term {
  if (dict.entries.length > longest) return anything;
  const entries = dict.entries.map(({ key, value }) => (key?.type === 'string' ? ([key.value, of(value)] as const) : null));
  return entries.every((entry) => entry !== null) ? { dict: entries } : anything;
}

function itemOf(of: Term, at: Term): Term {
  if (of === anything || of === false) return anything;
  return of === null ? null : { item: of, at };
}

function binaryOf(binary: Extract<Expr, { type: 'binary' }>, of: (part: Expr) => Term): Term {
  const { operator, left, right } = binary;
  switch (operator) {
    case '~':
    case '+':
      return { join: [of(left), of(right)] };
    case 'or':
    case 'and':
      return { either: [of(left), of(right)] };
    case '%':
      return applied('format', of(left), []);
    case '|':
      if (right.type === 'name') return applied(right.name, of(left), []);
      return right.type === 'call' && right.callee.type === 'name' ? applied(right.callee.name, of(left), right.args.map(of)) : anything;
    default:
      return anything;
  }
}

/** Calls that give rows: while dbt parses there are none, and what it runs it must have seen while it parsed. */
const queries: ReadonlySet<string> = new Set(['run_query', 'load_result', 'statement']);

function callOf(call: Call, lookUp: LookUp): Term {
  const { callee, args } = call;
  const of = (part: Expr) => termOf(part, lookUp);
  if (callee.type === 'name') {
    const [first, second = call.keywords.find(({ name }) => name === 'default')?.value] = args;
    if (callee.name === 'ref' || callee.name === 'source') return false;
    if (queries.has(callee.name)) return null;
    if (callee.name === 'range') return rangeOf(args);
    if (callee.name === 'fromyaml' && first) return fromYaml(of(first));
    if (callee.name === 'dict') return dictCall(call, of);
    if (callee.name !== 'var') return { returned: handingOf(null, callee.name, call, lookUp) };
    return first?.type === 'string' ? { variable: first.value, otherwise: second ? of(second) : anything } : anything;
  }
  if (callee.type !== 'attribute') return anything;
  const { of: holder, name } = callee;
  if (holder.type !== 'name' || lookUp(holder.name) !== undefined) return applied(name, of(holder), args.map(of));
  if (holder.name === 'adapter') return null;
  // Before it runs, this gives the default that it is handed (macros/sql/get_column_values.sql of dbt_utils 1.3).
  if (holder.name === 'dbt_utils' && name === 'get_column_values') {
    const otherwise = call.keywords.find((keyword) => keyword.name === 'default');
    return otherwise ? of(otherwise.value) : null;
  }
  return { returned: handingOf(holder.name, name, call, lookUp) };
}

/** @returns what a call hands over. */
export function handingOf(of: string | null, name: string, { args, keywords }: Call, lookUp: LookUp): Handing {
  return {
    package: of,
    name,
    args: args.map((argument) => termOf(argument, lookUp)),
    keywords: keywords.flatMap((keyword) => (keyword.name === null ? [] : [{ name: keyword.name, value: termOf(keyword.value, lookUp) }])),
    splat: args.some((argument) => argument.type === 'splat') || keywords.some((keyword) => keyword.name === null),
  };
}

function orAnything(term: Term | undefined): Term {
  return term === undefined ? anything : term;
}

function fromYaml(text: Term): Term {
  const root = typeof text === 'string' && !text.includes(anything) ? readYaml(text).root : null;
  return root ? termOfValue(root) : anything;
}

/** @returns a value of YAML as a term. */
export function termOfValue(value: Value): Term {
  switch (value.type) {
    case 'text':
      return holdsTemplate(value.value) ? anything : value.value;
    case 'number':
      return String(value.value);
    case 'list':
      return { list: value.items.map(termOfValue) };
    case 'map':
      return { dict: value.entries.map((entry) => [entry.key, termOfValue(entry.value)]) };
    case 'boolean':
      return value.value ? yes : no;
    default:
      return value.type === 'hidden' ? anything : none;
  }
}

function dictCall({ args, keywords }: Call, of: (part: Expr) => Term): Term {
  const entries = keywords.map(({ name, value }) => (name === null ? null : ([name, of(value)] as const)));
  if (args.length > 1 || !entries.every((entry) => entry !== null)) return anything;
  return args[0] ? { join: [of(args[0]), { dict: entries }] } : { dict: entries };
}

function rangeOf(args: readonly Expr[]): Term {
  const numbers = args.flatMap((argument) => (argument.type === 'number' ? [argument.value] : []));
  const [from = 0, to = 0] = numbers.length === 1 ? [0, ...numbers] : numbers;
  if (numbers.length !== args.length || numbers.length > 2 || !(to - from <= longest)) return anything;
  return { list: Array.from({ length: Math.max(0, Math.ceil(to - from)) }, (_, at) => String(from + at)) };
}

/** What a filter or a method of the same name makes of a value. */
function applied(name: string, of: Term, args: readonly Term[]): Term {
  const [first, second] = args;
  const dict = of !== null && typeof of === 'object' && 'dict' in of ? of.dict : null;
  switch (name) {
    case 'lower':
      return typeof of === 'string' ? of.toLowerCase() : anything;
    case 'upper':
      return typeof of === 'string' ? of.toUpperCase() : anything;
    case 'format':
      return typeof of === 'string' ? of.replace(/\{[^}]*\}|%[a-z]/g, anything) : anything;
    case 'default':
    case 'd':
      return { either: [of, first ?? null] };
    case 'get':
      return second === undefined ? itemOf(of, first ?? anything) : { either: [itemOf(of, first ?? anything), second] };
    case 'first':
      return itemOf(of, '0');
    case 'items':
      return { pairs: of };
    case 'values':
      return dict ? { list: dict.map(([, value]) => value) } : of === null ? null : anything;
    default:
      return unchanged.has(name) || of === null ? of : anything;
  }
}

const unchanged: ReadonlySet<string> = new Set([
  'as_bool',
  'as_native',
  'as_text',
  'copy',
  'keys',
  'list',
  'reverse',
  'sort',
  'strip',
  'trim',
  'unique',
]);

const deepest = 60;
const largest = 20_000;

/** @returns whether a term is of a size that people write; one that is set again and again from itself grows without end. */
export function isModest(term: Term): boolean {
  let left = largest;
  const fits = (part: Term, depth: number): boolean =>
    part === null || typeof part !== 'object' || (--left > 0 && depth < deepest && partsOf(part).every((inner) => fits(inner, depth + 1)));
  return fits(term, 0);
}

/** @returns the terms that stand directly in a term. */
export function partsOf(term: Exclude<Term, string | null | false>): readonly Term[] {
  if ('literal' in term) return [];
  if ('join' in term) return term.join;
  if ('either' in term) return term.either;
  if ('list' in term) return term.list;
  if ('dict' in term) return term.dict.map(([, value]) => value);
  if ('item' in term) return [term.item, term.at];
  if ('pairs' in term) return [term.pairs];
  if ('each' in term) return [term.each];
  if ('returned' in term) return handedOver(term.returned);
  return 'variable' in term ? [term.otherwise] : [];
}

/** @returns all that is handed over. */
export function handedOver({ args, keywords }: Handing): readonly Term[] {
  return [...args, ...keywords.map(({ value }) => value)];
}
