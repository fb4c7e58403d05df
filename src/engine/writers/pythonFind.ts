import type { Range } from '../model.ts';
import type { Expr, PythonModule, Statement } from '../syntax/python.ts';

/** Every expression of a module that could be written into, the outer before the inner; not what is assigned to, nor what stands in an f-string. */
export function* expressionsOf(body: readonly Statement[]): Generator<Expr> {
  for (const statement of body) {
    for (const expr of ownExpressions(statement)) yield* withInner(expr);
    for (const inner of ownBodies(statement)) yield* expressionsOf(inner);
  }
}

/** @returns the expression that covers exactly this range, or null where the text says something else now. */
export function expressionAt(module: PythonModule, range: Range): Expr | null {
  for (const expr of expressionsOf(module.body)) {
    if (expr.from === range.from && expr.to === range.to) return expr;
  }
  return null;
}

/** An expression and all that stand inside it. */
export function* withInner(expr: Expr): Generator<Expr> {
  yield expr;
  for (const inner of parts(expr)) yield* withInner(inner);
}

function parts(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case 'attribute':
    case 'splat':
    case 'not':
      return [expr.of];
    case 'walrus':
      return [expr.value];
    case 'subscript':
      return [expr.of, expr.index];
    case 'call':
      return [expr.callee, ...expr.args, ...expr.keywords.map((keyword) => keyword.value)];
    case 'list':
    case 'tuple':
    case 'set':
      return expr.items;
    case 'dict':
      return expr.entries.flatMap((entry) => (entry.key === null ? [entry.value] : [entry.key, entry.value]));
    case 'binary':
      return [expr.left, expr.right];
    case 'conditional':
      return [expr.test, expr.then, expr.otherwise];
    case 'comprehension':
      return [...(expr.key === null ? [] : [expr.key]), expr.element, ...expr.loops.map(({ over }) => over)];
    case 'lambda':
      return [expr.body];
    default:
      return [];
  }
}

function ownExpressions(statement: Statement): readonly Expr[] {
  switch (statement.type) {
    case 'assign':
      return statement.value === null ? [] : [statement.value];
    case 'expression':
      return [statement.value];
    case 'with':
      return statement.items.map((item) => item.value);
    case 'function':
      return [...statement.decorators, ...statement.parameters.flatMap((parameter) => parameter.default ?? [])];
    case 'class':
      return [...statement.decorators, ...statement.bases];
    case 'if':
      return statement.branches.flatMap((branch) => branch.test ?? []);
    case 'for':
      return [statement.over];
    case 'return':
      return statement.value === null ? [] : [statement.value];
    default:
      return [];
  }
}

function ownBodies(statement: Statement): readonly (readonly Statement[])[] {
  if ('branches' in statement) return statement.branches.map((branch) => branch.body);
  return 'body' in statement ? [statement.body] : [];
}
