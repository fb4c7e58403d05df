import type { PythonModule, Statement } from '../../../src/engine/syntax/python.ts';
import { allStatements, bodiesOf, partOf, withBodies } from '../../../src/engine/syntax/pythonBodies.ts';
import { moveRanges } from '../../../src/engine/text.ts';

/** The statements of a module with every offset where it stands now, whatever was taken over from an earlier text. */
export function placedModule(module: PythonModule): unknown {
  const head = (statement: Statement): Statement =>
    withBodies(
      statement,
      bodiesOf(statement).map(() => []),
    );
  const statements = [...allStatements(module.body)].map((statement) => ({
    ...moveRanges(head(statement), { from: -1, to: 0, grows: module.moved.get(partOf(statement)) ?? 0 }),
    bodies: bodiesOf(statement).map((body) => body.length),
  }));
  return { statements, errors: module.errors };
}
