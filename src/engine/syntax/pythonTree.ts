import type { Tree, TreeCursor } from '@lezer/common';
import type { Range } from '../model.ts';
import type { BlockPart, DictEntry, Expr, ImportedName, Keyword, Parameter, Statement } from './python.ts';
import { stringLiteral, unescapeString } from './pythonString.ts';

/** The text that a tree was made from. `shift` is added to the tree's offsets to get those of the text. */
export interface Source {
  readonly text: string;
  readonly shift: number;
}

/** Expressions nested deeper than this are opaque: nobody writes them, and the stack stays bounded. */
const deepest = 150;

/** One child of a node: a token, an expression, a list of arguments or a body. */
interface Piece extends Range {
  readonly token: string;
  readonly expr: Expr | null;
  readonly args: Arguments | null;
  readonly body: readonly Statement[] | null;
}

interface Arguments {
  readonly args: readonly Expr[];
  readonly keywords: readonly Keyword[];
}

type Reader = (cursor: TreeCursor, source: Source, depth: number, range: Range) => Expr;

/** @returns the comments of a tree and the places where its text does not follow the grammar. */
export function commentsAndErrors(tree: Tree, text: string): { comments: (Range & { text: string })[]; errors: Range[] } {
  const comments: (Range & { text: string })[] = [];
  const errors: Range[] = [];
  tree.iterate({
    enter(node) {
      if (node.type.isError) {
        if (!isParenthesisedWith(node.node.parent?.name, node.node.parent?.parent?.name)) errors.push({ from: node.from, to: node.to });
      } else if (node.name === 'Comment') comments.push({ from: node.from, to: node.to, text: text.slice(node.from, node.to) });
    },
  });
  return { comments, errors };
}

/** The grammar (1.1.19) does not know `with (a as b, c):`; what it makes of it is readable, so its errors are none. */
function isParenthesisedWith(parent: string | undefined, above: string | undefined): boolean {
  return (
    parent === 'WithStatement' || ((parent === 'ParenthesizedExpression' || parent === 'TupleExpression') && above === 'WithStatement')
  );
}

/** Reads the statements from the cursor's node on to its last sibling. */
export function statements(cursor: TreeCursor, source: Source, depth: number): Statement[] {
  const found: Statement[] = [];
  do addStatement(found, cursor, source, depth);
  while (cursor.nextSibling());
  return found;
}

function addStatement(into: Statement[], cursor: TreeCursor, source: Source, depth: number): void {
  const name = cursor.name;
  if (name === 'Comment' || name === ':' || name === ';') return;
  if (name === 'StatementGroup' || cursor.type.isError) {
    if (!cursor.firstChild()) return;
    for (const inner of statements(cursor, source, depth)) into.push(inner);
    cursor.parent();
    return;
  }
  const range = rangeOf(cursor, source);
  if (!name.endsWith('Statement') && !name.endsWith('Definition')) {
    if (expressionReaders[name] !== undefined) into.push({ type: 'expression', value: expression(cursor, source, depth), ...range });
    return;
  }
  const read = depth > deepest ? undefined : statementReaders[name];
  into.push(read === undefined ? { type: 'opaque', ...range } : read(pieces(cursor, source, depth + 1), range, source));
}

const statementReaders: Readonly<Record<string, (parts: readonly Piece[], range: Range, source: Source) => Statement>> = {
  ExpressionStatement: (parts, range) => ({ type: 'expression', value: tupleOf(parts, range), ...range }),
  AssignStatement: assignment,
  UpdateStatement: update,
  ImportStatement: importing,
  ReturnStatement: (parts, range) => ({ type: 'return', value: parts.some(isExpression) ? tupleOf(parts, range) : null, ...range }),
  DeleteStatement: (parts, range) => ({ type: 'delete', targets: expressions(parts), ...range }),
  WithStatement: withItems,
  FunctionDefinition: (parts, range, source) => functionOf(parts, range, source, []),
  ClassDefinition: (parts, range) => classOf(parts, range, []),
  DecoratedStatement: decorated,
  IfStatement: branches,
  ForStatement: loop,
  WhileStatement: (parts, range) => ({ type: 'block', keyword: 'while', parts: blockParts(parts), ...range }),
  TryStatement: (parts, range) => ({ type: 'block', keyword: 'try', parts: blockParts(parts), ...range }),
  BreakStatement: (_parts, range) => ({ type: 'break', ...range }),
  ContinueStatement: (_parts, range) => ({ type: 'continue', ...range }),
  RaiseStatement: (_parts, range) => ({ type: 'raise', ...range }),
  MatchStatement: (parts, range) => ({ type: 'block', keyword: 'match', parts: blockParts(parts), ...range }),
};

function assignment(parts: readonly Piece[], range: Range): Statement {
  const groups = split(parts, 'AssignOp');
  const sides = groups.map((group) => tupleOf(group, range));
  const value = groups.length > 1 ? (sides.at(-1) ?? null) : null;
  return { type: 'assign', targets: groups.length > 1 ? sides.slice(0, -1) : sides, operator: '=', value, ...range };
}

function update(parts: readonly Piece[], range: Range, source: Source): Statement {
  const at = parts.findIndex((part) => part.token === 'UpdateOp');
  const operator = parts[at];
  if (operator === undefined) return { type: 'opaque', ...range };
  return {
    type: 'assign',
    targets: [tupleOf(parts.slice(0, at), range)],
    operator: source.text.slice(operator.from, operator.to),
    value: tupleOf(parts.slice(at + 1), range),
    ...range,
  };
}

function importing(parts: readonly Piece[], range: Range, source: Source): Statement {
  const at = parts.findIndex((part) => part.token === 'import');
  const names = split(parts.slice(at + 1), ',').flatMap((group) => importedName(group, source));
  if (parts[0]?.token !== 'from') return { type: 'import', names, ...range };
  const path = parts.slice(1, at < 0 ? parts.length : at);
  const first = path.findIndex((part) => part.token === 'VariableName');
  const dots = first < 0 ? path : path.slice(0, first);
  // `...` is one token of three dots.
  const level = dots.reduce((sum, part) => sum + (part.to - part.from), 0);
  return { type: 'from-import', module: first < 0 ? '' : dotted(path.slice(first), source), level, names, ...range };
}

function importedName(group: readonly Piece[], source: Source): ImportedName[] {
  const inside = group.filter((part) => part.token !== '(' && part.token !== ')');
  const as = inside.findIndex((part) => part.token === 'as');
  const name = dotted(as < 0 ? inside : inside.slice(0, as), source);
  const alias = as < 0 ? undefined : inside[as + 1];
  return name === '' ? [] : [{ name, alias: alias === undefined ? null : source.text.slice(alias.from, alias.to) }];
}

function dotted(parts: readonly Piece[], source: Source): string {
  return parts.map((part) => source.text.slice(part.from, part.to)).join('');
}

function withItems(parts: readonly Piece[], range: Range, source: Source): Statement {
  const items = split(
    parts.filter((part) => part.body === null && part.token !== 'with' && part.token !== 'async'),
    ',',
  ).flatMap((group) => {
    const [value, as] = expressions(group);
    const emptyTail = value?.type === 'tuple' && value.items.length === 0;
    return value === undefined || emptyTail ? [] : [{ value, as: as ?? nameBehind(value, source) }];
  });
  return { type: 'with', items, body: bodies(parts), ...range };
}

/** The grammar loses the name in `with (a as b):`, though not in `with (a as b, c):`. */
function nameBehind(value: Expr, { text, shift }: Source): Expr | null {
  const found = /^\s*as\s+([A-Za-z_]\w*)\s*,?\s*\)/.exec(text.slice(value.to - shift, value.to - shift + 200));
  const name = found?.[1];
  if (found === null || name === undefined) return null;
  const from = value.to + found[0].indexOf(name, found[0].indexOf('as') + 2);
  return { type: 'name', name, from, to: from + name.length };
}

function decorated(parts: readonly Piece[], range: Range): Statement {
  const decorators = parts.flatMap((part) => (part.token === 'Decorator' && part.expr !== null ? [part.expr] : []));
  const inner = parts.flatMap((part) => part.body ?? [])[0];
  if (inner?.type === 'function' || inner?.type === 'class') return { ...inner, decorators, ...range };
  return { type: 'opaque', ...range };
}

function functionOf(parts: readonly Piece[], range: Range, source: Source, decorators: readonly Expr[]): Statement {
  const name = parts.find(isExpression);
  if (name?.expr?.type !== 'name') return { type: 'opaque', ...range };
  const list = parts.find((part) => part.token === 'ParamList');
  const parameters = list === undefined ? [] : parametersOf(list.args?.args ?? [], source);
  return { type: 'function', name: name.expr.name, nameRange: bare(name.expr), decorators, parameters, body: bodies(parts), ...range };
}

/** A list of parameters is read like one of arguments: `name`, `name=default`, `*name`, `**name`. */
function parametersOf(found: readonly Expr[], _source: Source): Parameter[] {
  return found.flatMap((item): Parameter[] => {
    if (item.type === 'name') return [{ name: item.name, stars: 0, default: null }];
    if (item.type === 'splat' && item.of.type === 'name') return [{ name: item.of.name, stars: item.stars, default: null }];
    if (item.type === 'binary' && item.left.type === 'name') return [{ name: item.left.name, stars: 0, default: item.right }];
    return [];
  });
}

function classOf(parts: readonly Piece[], range: Range, decorators: readonly Expr[]): Statement {
  const name = parts.find(isExpression);
  if (name?.expr?.type !== 'name') return { type: 'opaque', ...range };
  const bases = parts.find((part) => part.args !== null)?.args?.args ?? [];
  return { type: 'class', name: name.expr.name, nameRange: bare(name.expr), decorators, bases, body: bodies(parts), ...range };
}

function branches(parts: readonly Piece[], range: Range): Statement {
  const found: { test: Expr | null; body: readonly Statement[] }[] = [];
  let test: Expr | null = null;
  for (const part of parts) {
    if (part.token === 'else') test = null;
    else if (part.body !== null) found.push({ test, body: part.body });
    else if (part.expr !== null) test = part.expr;
  }
  return { type: 'if', branches: found, ...range };
}

function loop(parts: readonly Piece[], range: Range): Statement {
  const at = parts.findIndex((part) => part.token === 'in');
  const end = parts.findIndex((part) => part.body !== null);
  const over = parts.slice(at < 0 ? parts.length : at + 1, end < 0 ? parts.length : end);
  return {
    type: 'for',
    target: tupleOf(parts.slice(0, Math.max(at, 0)), range),
    over: tupleOf(over, range),
    body: bodies(parts),
    ...range,
  };
}

const blockKeywords: ReadonlySet<string> = new Set(['try', 'except', 'else', 'finally', 'while', 'match']);

function blockParts(parts: readonly Piece[]): BlockPart[] {
  let keyword = '';
  return parts.flatMap((part) => {
    if (blockKeywords.has(part.token)) keyword = part.token;
    return part.body === null ? [] : [{ keyword, body: part.body }];
  });
}

function bodies(parts: readonly Piece[]): readonly Statement[] {
  return parts.flatMap((part) => part.body ?? []);
}

/** Reads the expression at the cursor. */
export function expression(cursor: TreeCursor, source: Source, depth: number): Expr {
  const range = rangeOf(cursor, source);
  const read = depth > deepest ? undefined : expressionReaders[cursor.name];
  return read === undefined ? opaque(range) : read(cursor, source, depth + 1, range);
}

const readList: Reader = (cursor, source, depth, range) => ({
  type: cursor.name === 'ArrayExpression' ? 'list' : cursor.name === 'SetExpression' ? 'set' : 'tuple',
  items: argumentsOf(pieces(cursor, source, depth).filter((part) => !brackets.has(part.token))).args,
  ...range,
});

const readComprehension: Reader = (cursor, source, depth, range) => {
  const parts = pieces(cursor, source, depth);
  const head = expressions(
    parts.slice(
      0,
      parts.findIndex((part) => part.token === 'for'),
    ),
  );
  return { type: 'comprehension', element: head.at(-1) ?? opaque(range), targets: boundBy(parts), over: overOf(parts), ...range };
};

/** The names between every `for` and its `in`. */
function boundBy(parts: readonly Piece[]): string[] {
  let inside = false;
  return parts.flatMap((part) => {
    if (part.token === 'for') inside = true;
    else if (part.token === 'in') inside = false;
    return inside && part.expr !== null ? namesIn(part.expr) : [];
  });
}

function overOf(parts: readonly Piece[]): Expr | null {
  const tokens = parts.filter((part) => part.token === 'for' || part.token === 'if');
  const at = parts.findIndex((part) => part.token === 'in');
  return tokens.length === 1 && at >= 0 ? (parts.slice(at + 1).find(isExpression)?.expr ?? null) : null;
}

function namesIn(expr: Expr): string[] {
  if (expr.type === 'name') return [expr.name];
  return expr.type === 'tuple' || expr.type === 'list' ? expr.items.flatMap(namesIn) : [];
}

const readOpaque: Reader = (_cursor, _source, _depth, range) => opaque(range);

const expressionReaders: Readonly<Record<string, Reader>> = {
  VariableName: (_cursor, source, _depth, range) => ({ type: 'name', name: source.text.slice(range.from, range.to), ...range }),
  String: (_cursor, source, _depth, range) => plainString(source, range),
  FormatString: formatString,
  ContinuedString: continuedString,
  Number: (_cursor, source, _depth, range) => numberOf(source.text.slice(range.from, range.to), range),
  Boolean: (_cursor, source, _depth, range) => ({ type: 'boolean', value: source.text[range.from] === 'T', ...range }),
  None: (_cursor, _source, _depth, range) => ({ type: 'none', ...range }),
  CallExpression: call,
  MemberExpression: member,
  ArrayExpression: readList,
  TupleExpression: readList,
  SetExpression: readList,
  DictionaryExpression: dictionary,
  ArrayComprehensionExpression: readComprehension,
  SetComprehensionExpression: readComprehension,
  DictionaryComprehensionExpression: readComprehension,
  ComprehensionExpression: readComprehension,
  BinaryExpression: binary,
  UnaryExpression: unary,
  ConditionalExpression: conditional,
  LambdaExpression: (cursor, source, depth, range) => ({
    type: 'lambda',
    body: expressions(pieces(cursor, source, depth)).at(-1) ?? opaque(range),
    ...range,
  }),
  ParenthesizedExpression: (cursor, source, depth, range) => expressions(pieces(cursor, source, depth))[0] ?? opaque(range),
  NamedExpression: readOpaque,
  AwaitExpression: readOpaque,
  YieldExpression: readOpaque,
  Ellipsis: readOpaque,
};

function call(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const parts = pieces(cursor, source, depth);
  const callee = parts.find(isExpression)?.expr;
  const list = parts.find((part) => part.args !== null);
  if (callee === undefined || callee === null || list?.args === undefined || list.args === null) return opaque(range);
  return { type: 'call', callee, args: list.args.args, keywords: list.args.keywords, parens: bare(list), ...range };
}

function member(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const parts = pieces(cursor, source, depth);
  const of = parts[0]?.expr;
  if (of === undefined || of === null) return opaque(range);
  const property = parts.find((part) => part.token === 'PropertyName');
  if (property !== undefined) return { type: 'attribute', of, name: source.text.slice(property.from, property.to), ...range };
  if (parts[1]?.token !== '[') return opaque(range);
  const inside = parts.slice(2).filter((part) => part.token !== ']');
  const only = inside.length === 1 ? inside[0]?.expr : null;
  const edges = { from: inside[0]?.from ?? range.to, to: inside.at(-1)?.to ?? range.to };
  return { type: 'subscript', of, index: only ?? opaque(edges), ...range };
}

function dictionary(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const inside = pieces(cursor, source, depth).filter((part) => !brackets.has(part.token));
  const entries = split(inside, ',').flatMap((group) => dictEntry(group));
  return { type: 'dict', entries, ...range };
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
  if (operand?.type !== 'number' || (sign !== '-' && sign !== '+')) return opaque(range);
  return { ...operand, value: sign === '-' ? -operand.value : operand.value, ...range };
}

function conditional(cursor: TreeCursor, source: Source, depth: number, range: Range): Expr {
  const parts = pieces(cursor, source, depth);
  const [then, test, otherwise] = expressions(parts);
  if (then === undefined || test === undefined) return opaque(range);
  return { type: 'conditional', then, test, otherwise: otherwise ?? opaque({ from: range.to, to: range.to }), ...range };
}

function numberOf(source: string, range: Range): Expr {
  const value = Number(source.replaceAll('_', ''));
  return Number.isNaN(value) ? opaque(range) : { type: 'number', value, ...range };
}

function plainString(source: Source, range: Range): Expr {
  const literal = stringLiteral(source.text, range);
  if (literal.prefix.includes('b')) return opaque(range);
  const written = source.text.slice(literal.content.from, literal.content.to);
  const value = unescapeString(written, literal.prefix.includes('r'));
  return { type: 'string', value, content: written === value ? literal.content : null, ...range };
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
      const hole = rangeOf(cursor, source);
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

const brackets: ReadonlySet<string> = new Set(['(', ')', '[', ']', '{', '}']);

const argumentLists: ReadonlySet<string> = new Set(['ArgList', 'ParamList']);

const bodyNames: ReadonlySet<string> = new Set(['Body', 'MatchBody', 'MatchClause', 'FunctionDefinition', 'ClassDefinition']);

/** Reads the children of the cursor's node; the cursor ends where it began. Comments and errors are left out. */
function pieces(cursor: TreeCursor, source: Source, depth: number): Piece[] {
  const found: Piece[] = [];
  if (!cursor.firstChild()) return found;
  do {
    if (cursor.type.isError || cursor.name === 'Comment' || cursor.name === 'TypeDef') continue;
    found.push(piece(cursor, source, depth));
  } while (cursor.nextSibling());
  cursor.parent();
  return found;
}

function piece(cursor: TreeCursor, source: Source, depth: number): Piece {
  const token = cursor.name;
  const range = rangeOf(cursor, source);
  if (expressionReaders[token] !== undefined) return { token, expr: expression(cursor, source, depth), args: null, body: null, ...range };
  if (argumentLists.has(token)) return { token, expr: null, args: argumentsIn(cursor, source, depth), body: null, ...range };
  if (bodyNames.has(token)) return { token, expr: null, args: null, body: bodyOf(cursor, source, depth), ...range };
  const expr = token === 'Decorator' ? decoratorOf(cursor, source, depth) : null;
  return { token, expr, args: null, body: null, ...range };
}

function bodyOf(cursor: TreeCursor, source: Source, depth: number): Statement[] {
  const found: Statement[] = [];
  if (cursor.name.endsWith('Definition')) addStatement(found, cursor, source, depth);
  else if (depth <= deepest && cursor.firstChild()) {
    do {
      if (cursor.name === 'MatchClause')
        found.push({
          type: 'block',
          keyword: 'match',
          parts: [{ keyword: 'case', body: bodyOf(cursor, source, depth + 1) }],
          ...rangeOf(cursor, source),
        });
      else if (bodyNames.has(cursor.name) && !cursor.name.endsWith('Definition')) found.push(...bodyOf(cursor, source, depth + 1));
      else if (cursor.name.endsWith('Statement') || cursor.name.endsWith('Definition') || cursor.name === 'StatementGroup')
        addStatement(found, cursor, source, depth + 1);
    } while (cursor.nextSibling());
    cursor.parent();
  }
  return found;
}

/** A decorator's children are a dotted name in tokens and, where it is called, its arguments. */
function decoratorOf(cursor: TreeCursor, source: Source, depth: number): Expr | null {
  const parts = pieces(cursor, source, depth).filter((part) => part.token !== 'At' && part.token !== '.');
  let expr: Expr | null = null;
  for (const part of parts) {
    if (expr === null) expr = part.expr;
    else if (part.args !== null)
      expr = {
        type: 'call',
        callee: expr,
        args: part.args.args,
        keywords: part.args.keywords,
        parens: bare(part),
        from: expr.from,
        to: part.to,
      };
    else if (part.token === 'PropertyName' || part.token === 'VariableName')
      expr = { type: 'attribute', of: expr, name: source.text.slice(part.from, part.to), from: expr.from, to: part.to };
  }
  return expr;
}

function argumentsIn(cursor: TreeCursor, source: Source, depth: number): Arguments {
  const isParameters = cursor.name === 'ParamList';
  const parts = pieces(cursor, source, depth);
  const inside = parts.filter((part) => part.token !== '(' && part.token !== ')');
  return isParameters ? { args: split(inside, ',').flatMap(parameter), keywords: [] } : argumentsOf(inside);
}

/** A default is kept as `name = default` in a binary expression until the function takes it up. */
function parameter(group: readonly Piece[]): Expr[] {
  const [name, value] = expressions(group);
  if (name === undefined) return [];
  const starred = splat(group, name);
  return [
    starred ?? (value === undefined ? name : { type: 'binary', operator: '=', left: name, right: value, from: name.from, to: value.to }),
  ];
}

function argumentsOf(parts: readonly Piece[]): Arguments {
  const args: Expr[] = [];
  const keywords: Keyword[] = [];
  for (const group of split(parts, ',')) {
    const first = group[0];
    if (first === undefined) continue;
    const edges = { from: first.from, to: group.at(-1)?.to ?? first.to };
    const [head, value] = expressions(group);
    if (first.token === '**') keywords.push({ name: null, nameRange: null, value: head ?? opaque(edges), ...edges });
    else if (group[1]?.token === 'AssignOp' && head?.type === 'name')
      keywords.push({ name: head.name, nameRange: bare(head), value: value ?? opaque({ from: edges.to, to: edges.to }), ...edges });
    else if (head !== undefined) args.push(argument(group, head, edges));
  }
  return { args, keywords };
}

function argument(group: readonly Piece[], head: Expr, edges: Range): Expr {
  if (group.some((part) => part.token === 'for'))
    return { type: 'comprehension', element: head, targets: boundBy(group), over: overOf(group), ...edges };
  return splat(group, head) ?? (group.length > 1 ? opaque(edges) : head);
}

function splat(group: readonly Piece[], of: Expr): Expr | null {
  const token = group[0]?.token;
  if (token !== '*' && token !== '**') return null;
  return { type: 'splat', stars: token === '*' ? 1 : 2, of, from: group[0]?.from ?? of.from, to: of.to };
}

/** Expressions with commas between them are a tuple without parentheses. */
function tupleOf(parts: readonly Piece[], otherwise: Range): Expr {
  const relevant = parts.filter((part) => part.expr !== null || part.token === ',' || part.token === '*');
  const items = argumentsOf(relevant).args;
  const [first] = items;
  if (first === undefined) return opaque({ from: otherwise.to, to: otherwise.to });
  if (items.length === 1 && !relevant.some((part) => part.token === ',')) return first;
  return { type: 'tuple', items, from: first.from, to: relevant.at(-1)?.to ?? first.to };
}

function isExpression(part: Piece): boolean {
  return part.expr !== null;
}

function expressions(parts: readonly Piece[]): Expr[] {
  return parts.flatMap((part) => (part.expr === null ? [] : [part.expr]));
}

function split(parts: readonly Piece[], token: string): Piece[][] {
  const groups: Piece[][] = [[]];
  for (const part of parts) {
    if (part.token === token && part.expr === null) groups.push([]);
    else groups.at(-1)?.push(part);
  }
  return groups;
}

function rangeOf(cursor: TreeCursor, source: Source): Range {
  return { from: cursor.from + source.shift, to: cursor.to + source.shift };
}

function bare(range: Range): Range {
  return { from: range.from, to: range.to };
}

function opaque(range: Range): Expr {
  return { type: 'opaque', from: range.from, to: range.to };
}
