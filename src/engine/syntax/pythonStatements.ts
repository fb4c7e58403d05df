import type { Tree, TreeCursor } from '@lezer/common';
import type { Range } from '../model.ts';
import type { BlockPart, Expr, ImportedName, Parameter, Statement } from './python.ts';
import {
  bare,
  deepest,
  expression,
  expressions,
  isExpression,
  isExpressionAt,
  isPassedOver,
  type Piece,
  piece,
  pieces,
  rangeAt,
  type Source,
  splat,
  split,
  tupleOf,
} from './pythonExpressions.ts';

/** Reads the statements at the top of a tree; `shift` as in `Source`. */
export function readStatements(tree: Tree, source: Source): Statement[] {
  const body: Statement[] = [];
  const cursor = tree.cursor();
  if (cursor.firstChild()) addStatements(body, cursor, source, 0);
  return body;
}

/** @returns the places where a text does not follow the grammar, in the offsets of its tree. */
export function errorsIn(tree: Tree): Range[] {
  const errors: Range[] = [];
  if (!holdsErrors(tree)) return errors;
  tree.iterate({
    enter(node) {
      if (node.type.isError && !isParenthesisedWith(node.node.parent?.name, node.node.parent?.parent?.name))
        errors.push({ from: node.from, to: node.to });
    },
  });
  return errors;
}

/** To go through the nodes takes longer than to look for the type of errors in the numbers that most of a tree is made of. */
function holdsErrors(tree: Tree): boolean {
  const open: Tree[] = [tree];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.type.isError) return true;
    for (const child of at.children) {
      if (!('buffer' in child)) open.push(child);
      else for (let index = 0; index < child.buffer.length; index += 4) if (child.buffer[index] === errorType) return true;
    }
  }
  return false;
}

/** Of every grammar (@lezer/lr 1.4). */
const errorType = 0;

/** The grammar (1.1.19) does not know `with (a as b, c):`; what it makes of it is readable, so its errors are none. */
function isParenthesisedWith(parent: string | undefined, above: string | undefined): boolean {
  return (
    parent === 'WithStatement' || ((parent === 'ParenthesizedExpression' || parent === 'TupleExpression') && above === 'WithStatement')
  );
}

function isStatement(name: string): boolean {
  return name.endsWith('Statement') || name.endsWith('Definition');
}

/** Reads the statements from the cursor's node on to its last sibling. */
function addStatements(into: Statement[], cursor: TreeCursor, source: Source, depth: number): void {
  do addStatement(into, cursor, source, depth);
  while (cursor.nextSibling());
}

function addStatement(into: Statement[], cursor: TreeCursor, source: Source, depth: number): void {
  const { name } = cursor;
  if (name === 'Comment' || name === ':' || name === ';') return;
  if (name === 'StatementGroup' || cursor.type.isError) {
    if (!cursor.firstChild()) return;
    addStatements(into, cursor, source, depth);
    cursor.parent();
    return;
  }
  const range = rangeAt(cursor, source);
  if (isStatement(name)) {
    const read = depth > deepest ? undefined : statementReaders[name];
    into.push(read === undefined ? { type: 'opaque', ...range } : read(children(cursor, source, depth + 1), range, source));
  } else if (isExpressionAt(cursor)) into.push({ type: 'expression', value: expression(cursor, source, depth), ...range });
}

type StatementReader = (parts: readonly Piece[], range: Range, source: Source) => Statement;

const statementReaders: Readonly<Record<string, StatementReader>> = {
  ExpressionStatement: (parts, range) => ({ type: 'expression', value: tupleOf(parts, range), ...range }),
  AssignStatement: assignment,
  UpdateStatement: update,
  ImportStatement: importing,
  ReturnStatement: (parts, range) => ({
    type: 'return',
    value: parts.some(isExpression) ? tupleOf(parts.slice(1), range) : null,
    ...range,
  }),
  DeleteStatement: (parts, range) => ({ type: 'delete', targets: expressions(parts), ...range }),
  WithStatement: withItems,
  FunctionDefinition: functionOf,
  ClassDefinition: classOf,
  DecoratedStatement: decorated,
  IfStatement: branches,
  ForStatement: loop,
  WhileStatement: whileLoop,
  TryStatement: (parts, range) => ({ type: 'block', keyword: 'try', parts: blockParts(parts), ...range }),
  BreakStatement: (_parts, range) => ({ type: 'break', ...range }),
  ContinueStatement: (_parts, range) => ({ type: 'continue', ...range }),
  RaiseStatement: (_parts, range) => ({ type: 'raise', ...range }),
  MatchStatement: (parts, range) => ({ type: 'block', keyword: 'match', parts: blockParts(parts), ...range }),
};

function whileLoop(parts: readonly Piece[], range: Range): Statement {
  const test = parts.find(isExpression)?.expr;
  const [first, ...others] = blockParts(parts);
  const turns = first === undefined ? [] : [test == null ? first : { ...first, test }, ...others];
  return { type: 'block', keyword: 'while', parts: turns, ...range };
}

const bodyNames: ReadonlySet<string> = new Set(['Body', 'MatchBody', 'MatchClause', 'FunctionDefinition', 'ClassDefinition']);

/** Reads the children of the statement at the cursor. */
function children(cursor: TreeCursor, source: Source, depth: number): Piece[] {
  const found: Piece[] = [];
  if (!cursor.firstChild()) return found;
  do {
    if (isPassedOver(cursor)) continue;
    const { name } = cursor;
    if (bodyNames.has(name)) {
      const body: Statement[] = [];
      addBody(body, cursor, source, depth);
      found.push({ token: name, expr: null, args: null, body, ...rangeAt(cursor, source) });
    } else found.push(child(cursor, source, depth));
  } while (cursor.nextSibling());
  cursor.parent();
  return found;
}

function child(cursor: TreeCursor, source: Source, depth: number): Piece {
  const read = piece(cursor, source, depth);
  if (read.token === 'Decorator') return { ...read, expr: decoratorOf(cursor, source, depth) };
  return read.token === 'ParamList' ? { ...read, args: { args: parametersIn(cursor, source, depth), keywords: [] } } : read;
}

function addBody(into: Statement[], cursor: TreeCursor, source: Source, depth: number): void {
  if (cursor.name.endsWith('Definition')) addStatement(into, cursor, source, depth);
  else if (depth <= deepest && cursor.firstChild()) {
    do {
      const { name } = cursor;
      if (name === 'MatchClause') {
        const body: Statement[] = [];
        addBody(body, cursor, source, depth + 1);
        into.push({ type: 'block', keyword: 'match', parts: [{ keyword: 'case', body }], ...rangeAt(cursor, source) });
      } else if (bodyNames.has(name) && !name.endsWith('Definition')) addBody(into, cursor, source, depth + 1);
      else if (isStatement(name) || name === 'StatementGroup') addStatement(into, cursor, source, depth + 1);
    } while (cursor.nextSibling());
    cursor.parent();
  }
}

function assignment(parts: readonly Piece[], range: Range, { text }: Source): Statement {
  const groups = split(parts, 'AssignOp');
  const sides = groups.map((group) => tupleOf(group, range));
  const value = groups.length > 1 ? (sides.at(-1) ?? null) : null;
  const [first, second] = parts;
  const type = first === undefined ? '' : text.slice(first.to, second?.from ?? range.to);
  const annotated = type.trimStart().startsWith(':') && !type.includes('ClassVar') ? { annotated: true as const } : {};
  return { type: 'assign', targets: groups.length > 1 ? sides.slice(0, -1) : sides, operator: '=', value, ...annotated, ...range };
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
function nameBehind(value: Expr, { text }: Source): Expr | null {
  const found = /^\s*as\s+([A-Za-z_]\w*)\s*,?\s*\)/.exec(text.slice(value.to, value.to + 200));
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

function functionOf(parts: readonly Piece[], range: Range): Statement {
  const name = parts.find(isExpression);
  if (name?.expr?.type !== 'name') return { type: 'opaque', ...range };
  const parameters = parametersOf(parts.find((part) => part.token === 'ParamList')?.args?.args ?? []);
  return { type: 'function', name: name.expr.name, nameRange: bare(name.expr), decorators: [], parameters, body: bodies(parts), ...range };
}

/** A list of parameters is read like one of arguments; a default is kept as `name = default` until the function takes it up. */
function parametersIn(cursor: TreeCursor, source: Source, depth: number): Expr[] {
  const inside = pieces(cursor, source, depth).filter((part) => part.token !== '(' && part.token !== ')');
  return split(inside, ',').flatMap((group): Expr[] => {
    const [name, value] = expressions(group);
    if (name === undefined) return [];
    if (value === undefined) return [splat(group, name) ?? name];
    return [splat(group, name) ?? { type: 'binary', operator: '=', left: name, right: value, from: name.from, to: value.to }];
  });
}

function parametersOf(found: readonly Expr[]): Parameter[] {
  return found.flatMap((item): Parameter[] => {
    if (item.type === 'name') return [{ name: item.name, stars: 0, default: null }];
    if (item.type === 'splat' && item.of.type === 'name') return [{ name: item.of.name, stars: item.stars, default: null }];
    if (item.type === 'binary' && item.left.type === 'name') return [{ name: item.left.name, stars: 0, default: item.right }];
    return [];
  });
}

function classOf(parts: readonly Piece[], range: Range): Statement {
  const name = parts.find(isExpression);
  if (name?.expr?.type !== 'name') return { type: 'opaque', ...range };
  const bases = parts.find((part) => part.args !== null)?.args?.args ?? [];
  return { type: 'class', name: name.expr.name, nameRange: bare(name.expr), decorators: [], bases, body: bodies(parts), ...range };
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
  const found = parts.flatMap((part) => (part.body === null ? [] : [part.body]));
  const [only] = found;
  return found.length === 1 && only !== undefined ? only : found.flat();
}
