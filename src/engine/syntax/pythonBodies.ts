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
export function allStatements(body: readonly Statement[]): Statement[] {
  const found: Statement[] = [];
  const add = (statement: Statement): void => {
    found.push(statement);
    if ('body' in statement) statement.body.forEach(add);
    else if (statement.type === 'if') for (const branch of statement.branches) branch.body.forEach(add);
    else if (statement.type === 'block') for (const part of statement.parts) part.body.forEach(add);
  };
  body.forEach(add);
  return found;
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
