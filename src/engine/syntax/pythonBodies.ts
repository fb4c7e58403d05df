import type { Range } from '../model.ts';
import type { PythonModule, Statement } from './python.ts';

/** @returns the bodies of a statement: one, one for each branch, or none. */
export function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  if ('body' in statement) return [statement.body];
  if (statement.type === 'if') return statement.branches.map(({ body }) => body);
  return statement.type === 'block' ? statement.parts.map(({ body }) => body) : [];
}

/** @returns the statement with other bodies, as many as it had. */
export function withBodies(statement: Statement, bodies: readonly (readonly Statement[])[]): Statement {
  const at = (index: number) => bodies[index] ?? [];
  if ('body' in statement) return { ...statement, body: at(0) };
  if (statement.type === 'if')
    return { ...statement, branches: statement.branches.map((branch, index) => ({ ...branch, body: at(index) })) };
  if (statement.type !== 'block') return statement;
  return { ...statement, parts: statement.parts.map((part, index) => ({ ...part, body: at(index) })) };
}

/** Every statement, those inside others included, outermost first. */
export function* allStatements(body: readonly Statement[]): Generator<Statement> {
  for (const statement of body) {
    yield statement;
    for (const inner of bodiesOf(statement)) yield* allStatements(inner);
  }
}

/**
 * What the expressions of a statement belong to; statements inside it belong to themselves. It stays the same object while only what is
 * inside a `with` is edited.
 */
export function partOf(statement: Statement): object {
  return statement.type === 'with' ? statement.items : statement;
}

/** @returns where a range of a part stands in the text of a module. */
export function placed({ moved }: Pick<PythonModule, 'moved'>, part: object, { from, to }: Range): Range {
  const by = moved.get(part) ?? 0;
  return { from: from + by, to: to + by };
}
