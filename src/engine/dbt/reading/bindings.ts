import type { Expr } from '../../syntax/python.ts';
import { around, type BlockReader, isConditional } from './blockReader.ts';
import { type Surroundings, termAt } from './calls.ts';
import { anything, isModest, type Term } from './terms.ts';

/** What is set in a branch may or may not be in force behind it. */
export function bind(reader: BlockReader, name: string, term: Term): void {
  const now = isConditional(reader) ? { either: [reader.bindings.get(name) ?? null, term] } : term;
  reader.bindings.set(name, isModest(now) ? now : anything);
}

/** Longer lists are written in one piece, not added to one by one. */
const mostAdded = 2000;

/** What is added to a list stays in it where the loop ends in which it was added. */
export function readAppend(reader: BlockReader, expression: Expr | null): void {
  if (expression?.type !== 'call' || expression.callee.type !== 'attribute' || expression.callee.name !== 'append') return;
  const [argument] = expression.args;
  if (expression.callee.of.type !== 'name' || !argument) return;
  const { name } = expression.callee.of;
  const term = termAt(argument, around(reader));
  const more: Term = { list: [isConditional(reader) ? { either: [term] } : term] };
  const scopes = [reader.bindings, ...reader.frames.flatMap((frame) => frame.before ?? [])];
  for (const scope of scopes) {
    const held = scope.get(name);
    if (held === undefined) continue;
    const list = held !== null && typeof held === 'object' && 'list' in held ? held.list : null;
    const now: Term = list ? { list: [...list, ...more.list] } : { join: [held, more] };
    const modest = list && (term === null || typeof term !== 'object') ? list.length < mostAdded : isModest(now);
    scope.set(name, modest ? now : anything);
  }
}

/** @returns what a loop runs over: `for x in xs if …` leaves some out. */
export function loopedOver(expression: Expr, surroundings: Surroundings): Term {
  const filtered = expression.type === 'conditional' && expression.otherwise.type === 'opaque';
  return filtered ? { either: [termAt(expression.then, surroundings)] } : termAt(expression, surroundings);
}
