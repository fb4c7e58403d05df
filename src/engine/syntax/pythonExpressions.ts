import type { TreeCursor } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Range } from '../model.ts';
import type { ComprehensionLoop, DictEntry, Expr, Keyword, Statement } from './python.ts';
import { stringLiteral, unescapeString } from './pythonString.ts';

/** The text that a tree was made from. `shift` is added to the tree's offsets to get those of the text. */
export interface Source {
  readonly text: string;
  readonly shift: number;
}

/** Expressions nested deeper than this are opaque: nobody writes them, and the stack stays bounded. */
export const deepest = 150;

/** One child of a node: a token, an expression, a list of arguments or a body. */
export interface Piece extends Range {
  readonly token: string;
  readonly expr: Expr | null;
  readonly args: Arguments | null;
  readonly body: readonly Statement[] | null;
}

export interface Arguments {
  readonly args: readonly Expr[];
  readonly keywords: readonly Keyword[];
}

type Reader = (cursor: TreeCursor, source: Source, depth: number, range: Range) => Expr;

const brackets: ReadonlySet<string> = new Set(['(', ')', '[', ']', '{', '}']);

const byName: Readonly<Record<string, Reader>> = {
  VariableName: (_cursor, { text }, _depth, { from, to }) => ({ type: 'name', name: text.slice(from, to), from, to }),
  String: (_cursor, source, _depth, range) => plainString(source, range),
  FormatString: formatString,
  ContinuedString: continuedString,
  Number: (_cursor, { text }, _depth, range) => numberOf(text.slice(range.from, range.to), range),
  Boolean: (_cursor, { text }, _depth, { from, to }) => ({ type: 'boolean', value: text[from] === 'T', from, to }),
  None: (_cursor, _source, _depth, { from, to }) => ({ type: 'none', from, to }),
  CallExpression: call,
  MemberExpression: member,
  ArrayExpression: listReader('list'),
  TupleExpression: listReader('tuple'),
  SetExpression: listReader('set'),
  DictionaryExpression: dictionary,
  ArrayComprehensionExpression: readComprehension,
  SetComprehensionExpression: readComprehension,
  DictionaryComprehensionExpression: readComprehension,
  ComprehensionExpression: readComprehension,
  BinaryExpression: binary,
  UnaryExpression: unary,
  ConditionalExpression: conditional,
  LambdaExpression: (cursor, source, depth, { from, to }) => {
    const body = expressions(pieces(cursor, source, depth)).at(-1) ?? opaque({ from, to });
    return { type: 'lambda', body, from, to };
  },
  ParenthesizedExpression: (cursor, source, depth, range) => expressions(pieces(cursor, source, depth))[0] ?? opaque(range),
  NamedExpression: walrus,
  AwaitExpression: readOpaque,
  YieldExpression: readOpaque,
  Ellipsis: readOpaque,
};

/** The readers by the number of their node, which is found much faster than its name. */
const readers: readonly (Reader | undefined)[] = parser.nodeSet.types.map(({ name }) => byName[name]);

/** @returns whether the cursor stands on an expression. */
export function isExpressionAt(cursor: TreeCursor): boolean {
  return readers[cursor.type.id] !== undefined;
}

/** Reads the expression at the cursor; what is not one is opaque. */
export function expression(cursor: TreeCursor, source: Source, depth: number): Expr {
  const range = rangeAt(cursor, source);
  const read = depth > deepest ? undefined : readers[cursor.type.id];
  return read === undefined ? opaque(range) : read(cursor, source, depth + 1, range);
}

/** Reads the children of the cursor's node; the cursor ends where it began. Comments and errors are left out. */
export function pieces(cursor: TreeCursor, source: Source, depth: number): Piece[] {
  const found: Piece[] = [];
  if (!cursor.firstChild()) return found;
  do if (!isPassedOver(cursor)) found.push(piece(cursor, source, depth));
  while (cursor.nextSibling());
  cursor.parent();
  return found;
}

/** @returns whether a node says nothing: a comment, an error, a type annotation. */
export function isPassedOver({ type }: TreeCursor): boolean {
  return type.isError || type.name === 'Comment' || type.name === 'TypeDef';
}

/** Reads the node at the cursor as a part of the one above it. */
export function piece(cursor: TreeCursor, source: Source, depth: number): Piece {
  const { type } = cursor;
  const from = cursor.from + source.shift;
  const to = cursor.to + source.shift;
  if (readers[type.id] !== undefined)
    return { token: type.name, expr: expression(cursor, source, depth), args: null, body: null, from, to };
  const args = type.name === 'ArgList' ? argumentsOf(inBrackets(pieces(cursor, source, depth))) : null;
  return { token: type.name, expr: null, args, body: null, from, to };
}

function inBrackets(parts: Piece[]): Piece[] {
  return parts.filter((part) => !brackets.has(part.token));
}

/** The values of a list with commas: those that stand alone, and `name=value` and `**value`. */
export function argumentsOf(parts: readonly Piece[]): Arguments {
  const args: Expr[] = [];
  const keywords: Keyword[] = [];
  const [first, last] = [parts[0], parts.at(-1)];
  // A comma in a generator stands between its names.
  if (first !== undefined && last !== undefined && parts.some((part) => part.token === 'for'))
    return { args: [comprehensionOf(parts, { from: first.from, to: last.to })], keywords };
  let start = 0;
  for (let at = 0; at <= parts.length; at++) {
    if (at < parts.length && parts[at]?.token !== ',') continue;
    const only = at === start + 1 ? parts[start]?.expr : null;
    if (only != null) args.push(only);
    else if (at > start) addArgument(parts.slice(start, at), args, keywords);
    start = at + 1;
  }
  return { args, keywords };
}

function addArgument(group: readonly Piece[], args: Expr[], keywords: Keyword[]): void {
  const [first, second] = group;
  if (first === undefined) return;
  const edges = { from: first.from, to: group.at(-1)?.to ?? first.to };
  const [head, value] = expressions(group);
  if (first.token === '**') keywords.push({ name: null, nameRange: null, value: head ?? opaque(edges), ...edges });
  else if (second?.token === 'AssignOp' && head?.type === 'name' && value !== undefined && second.to - second.from === ':='.length)
    args.push({ type: 'walrus', name: head.name, value, ...edges });
  else if (second?.token === 'AssignOp' && head?.type === 'name')
    keywords.push({ name: head.name, nameRange: bare(head), value: value ?? opaque({ from: edges.to, to: edges.to }), ...edges });
  else if (head !== undefined) args.push(argument(group, head, edges));
}

function argument(group: readonly Piece[], head: Expr, edges: Range): Expr {
  return splat(group, head) ?? (group.length > 1 ? opaque(edges) : head);
}

/** @returns `*of` or `**of`, where a group begins so. */
export function splat(group: readonly Piece[], of: Expr): Expr | null {
  const token = group[0]?.token;
  if (token !== '*' && token !== '**') return null;
  return { type: 'splat', stars: token === '*' ? 1 : 2, of, from: group[0]?.from ?? of.from, to: of.to };
}

/** Expressions with commas between them are a tuple without parentheses. */
export function tupleOf(parts: readonly Piece[], otherwise: Range): Expr {
  const only = parts.length === 1 ? parts[0]?.expr : null;
  if (only != null) return only;
  const relevant = parts.filter((part) => part.expr !== null || part.token === ',' || part.token === '*');
  const items = argumentsOf(relevant).args;
  const [first] = items;
  if (first === undefined) return opaque({ from: otherwise.to, to: otherwise.to });
  if (items.length === 1 && !relevant.some((part) => part.token === ',')) return first;
  return { type: 'tuple', items, from: first.from, to: relevant.at(-1)?.to ?? first.to };
}

function listReader(type: 'list' | 'tuple' | 'set'): Reader {
  return (cursor, source, depth, { from, to }) => {
    return { type, items: argumentsOf(inBrackets(pieces(cursor, source, depth))).args, from, to };
  };
}

function readComprehension(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  return comprehensionOf(inBrackets(pieces(cursor, source, depth)), range);
}

/** An element, or a key and a value, with the loops behind it. */
function comprehensionOf(parts: readonly Piece[], range: Range): Expr {
  const start = parts.findIndex((part) => part.token === 'for');
  const head = expressions(parts.slice(0, start));
  const [key] = head.length === 2 && parts.some((part) => part.token === ':') ? head : [null];
  return {
    type: 'comprehension',
    element: head.at(-1) ?? opaque(range),
    key: key ?? null,
    loops: loopsIn(parts.slice(start), range),
    ...range,
  };
}

function loopsIn(parts: readonly Piece[], range: Range): ComprehensionLoop[] {
  return split(
    parts.filter((part) => part.token !== 'async'),
    'for',
  )
    .slice(1)
    .map((group) => {
      const at = group.findIndex((part) => part.token === 'in' && part.expr === null);
      const [over, ...conditions] = split(group.slice(at + 1), 'if').map((one) => tupleOf(one, range));
      return { target: tupleOf(group.slice(0, Math.max(at, 0)), range), over: over ?? opaque(range), conditions };
    });
}

function walrus(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const [name, value] = expressions(pieces(cursor, source, depth));
  return name?.type === 'name' && value !== undefined ? { type: 'walrus', name: name.name, value, ...range } : opaque(range);
}

function readOpaque(_cursor: TreeCursor, _source: Source, _depth: number, range: Range): Expr {
  return opaque(range);
}

function call(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const parts = pieces(cursor, source, depth);
  const callee = parts.find(isExpression)?.expr;
  const list = parts.find((part) => part.args !== null);
  if (callee == null || list?.args == null) return opaque(range);
  const { args, keywords } = list.args;
  return { type: 'call', callee, args, keywords, parens: bare(list), from: range.from, to: range.to };
}

function member(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const parts = pieces(cursor, source, depth);
  const of = parts[0]?.expr;
  if (of == null) return opaque(range);
  const property = parts.find((part) => part.token === 'PropertyName');
  if (property !== undefined) return { type: 'attribute', of, name: source.text.slice(property.from, property.to), ...range };
  if (parts[1]?.token !== '[') return opaque(range);
  const inside = parts.slice(2).filter((part) => part.token !== ']');
  const edges = { from: inside[0]?.from ?? range.to, to: inside.at(-1)?.to ?? range.to };
  const isSlice = inside.some(({ expr, token }) => expr === null && token !== ',');
  return { type: 'subscript', of, index: isSlice || inside.length === 0 ? opaque(edges) : tupleOf(inside, edges), ...range };
}

function dictionary(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const inside = inBrackets(pieces(cursor, source, depth));
  return { type: 'dict', entries: split(inside, ',').flatMap((group) => dictEntry(group)), ...range };
}

function dictEntry(group: readonly Piece[]): DictEntry[] {
  const first = group[0];
  if (first === undefined) return [];
  const edges = { from: first.from, to: group.at(-1)?.to ?? first.to };
  const [head, value] = expressions(group);
  if (first.token === '**') return [{ key: null, value: head ?? opaque(edges), ...edges }];
  return head === undefined ? [] : [{ key: head, value: value ?? opaque({ from: edges.to, to: edges.to }), ...edges }];
}

function binary(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const parts = pieces(cursor, source, depth);
  const [left, right] = expressions(parts);
  const operator = parts
    .filter((part) => part.expr === null)
    .map((part) => source.text.slice(part.from, part.to))
    .join(' ');
  if (left === undefined) return opaque(range);
  return { type: 'binary', operator, left, right: right ?? opaque({ from: range.to, to: range.to }), ...range };
}

function unary(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const parts = pieces(cursor, source, depth);
  const operand = expressions(parts)[0];
  const sign = parts[0] === undefined ? '' : source.text.slice(parts[0].from, parts[0].to);
  if (operand !== undefined && sign === 'not') return { type: 'not', of: operand, ...range };
  if (operand?.type !== 'number' || (sign !== '-' && sign !== '+')) return opaque(range);
  return { ...operand, value: sign === '-' ? -operand.value : operand.value, ...range };
}

function conditional(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const [then, test, otherwise] = expressions(pieces(cursor, source, depth));
  if (then === undefined || test === undefined) return opaque(range);
  return { type: 'conditional', then, test, otherwise: otherwise ?? opaque({ from: range.to, to: range.to }), ...range };
}

function numberOf(source: string, range: Range): Expr {
  const value = Number(source.replaceAll('_', ''));
  if (Number.isNaN(value)) return opaque(range);
  return { type: 'number', value, ...(/^[\d_]*(?:\.|[\d_]e)/i.test(source) ? { float: true } : {}), ...range };
}

function plainString(source: Source, range: Range): Expr {
  const literal = stringLiteral(source.text, range);
  if (literal.prefix.includes('b')) return opaque(range);
  const written = source.text.slice(literal.content.from, literal.content.to);
  const value = unescapeString(written, literal.prefix.includes('r'));
  return { type: 'string', value, content: written === value ? literal.content : null, from: range.from, to: range.to };
}

function formatString(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const literal = stringLiteral(source.text, range);
  const raw = literal.prefix.includes('r');
  const parts: (string | Expr)[] = [];
  let at = literal.content.from;
  const text = (to: number) => {
    if (to > at) parts.push(unescapeString(source.text.slice(at, to), raw).replaceAll('{{', '{').replaceAll('}}', '}'));
  };
  if (cursor.firstChild()) {
    do {
      if (cursor.name !== 'FormatReplacement') continue;
      const hole = rangeAt(cursor, source);
      text(hole.from);
      parts.push(replacement(cursor, source, depth, hole));
      at = hole.to;
    } while (cursor.nextSibling());
    cursor.parent();
  }
  text(literal.content.to);
  return { type: 'fstring', parts, ...range };
}

/** What a conversion (`!r`), a format (`:>8`) or `=` makes of a value is not followed. */
function replacement(cursor: TreeCursor, source: Source, depth: number, hole: Range): Expr {
  const parts = pieces(cursor, source, depth);
  const formatted = parts.some((part) => part.token.startsWith('Format'));
  const value = expressions(parts)[0];
  return formatted || value === undefined ? opaque(hole) : value;
}

function continuedString(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const parts: (string | Expr)[] = [];
  for (const part of expressions(pieces(cursor, source, depth))) {
    if (part.type === 'string') parts.push(part.value);
    else if (part.type === 'fstring') parts.push(...part.parts);
    else return opaque(range);
  }
  if (parts.every((part) => typeof part === 'string')) return { type: 'string', value: parts.join(''), content: null, ...range };
  return { type: 'fstring', parts, ...range };
}

export function isExpression(part: Piece): boolean {
  return part.expr !== null;
}

/** The expressions among the pieces. */
export function expressions(parts: readonly Piece[]): Expr[] {
  const found: Expr[] = [];
  for (const { expr } of parts) if (expr !== null) found.push(expr);
  return found;
}

/** The pieces between the tokens of a kind. */
export function split(parts: readonly Piece[], token: string): Piece[][] {
  const groups: Piece[][] = [[]];
  for (const part of parts) {
    if (part.token === token && part.expr === null) groups.push([]);
    else groups.at(-1)?.push(part);
  }
  return groups;
}

/** @returns where the cursor's node stands in the text. */
export function rangeAt(cursor: TreeCursor, source: Source): Range {
  return { from: cursor.from + source.shift, to: cursor.to + source.shift };
}

/** @returns the range alone. */
export function bare({ from, to }: Range): Range {
  return { from, to };
}

export function opaque({ from, to }: Range): Expr {
  return { type: 'opaque', from, to };
}
