import type { Expr, Statement } from '../../syntax/python.ts';
import { dagLayer, noAttributes } from './construct.ts';
import { bind, bindingsOf, type Machine, newCell } from './machine.ts';
import type { DagMade, TaskLine, TaskLines, TaskMade } from './made.ts';
import type { Scope, Site, Val } from './values.ts';

/** Makes the task of a statement again. @returns whether that is all that following the statement would do. */
export function makeAgain(machine: Machine, lines: TaskLines, statement: Statement, scope: Scope): boolean {
  const line = lines.known.get(statement);
  if (line === undefined || line.file !== scope.file || machine.steps <= line.steps || !isOutermost(machine, scope)) return false;
  const names = bindingsOf(machine, scope);
  for (const [name, value] of line.reads) if (!standsForSame(value, names.get(name))) return false;
  const dag = dagFor(machine, line.dag === null ? null : names.get(line.dag));
  if (dag === null) return false;
  const { site, operator, args, taskId } = line;
  const task: TaskMade = {
    site,
    operator,
    args,
    layers: dagLayer(machine, dag),
    attributes: newCell(machine, noAttributes),
    function: null,
    inLoop: false,
    taskId,
    conditional: false,
    homeless: false,
  };
  dag.tasks.push(task);
  if (line.target !== null) bind(machine, scope, line.target, { type: 'task', task, site });
  machine.steps -= line.steps;
  return true;
}

/** Follows a statement, and keeps it where it made one task and nothing else. */
export function followLine(machine: Machine, lines: TaskLines, statement: Statement, scope: Scope, follow: () => void): void {
  const written = lines.room > 0 && isOutermost(machine, scope) ? lineOf(statement) : null;
  const reads = written && readsOf(written, bindingsOf(machine, scope));
  if (written === null || reads === null) {
    follow();
    return;
  }
  const { steps } = machine;
  const passed = written.dag === null ? null : bindingsOf(machine, scope).get(written.dag);
  follow();
  const task = dagFor(machine, passed)?.tasks.at(-1);
  if (task?.site.part !== statement || task.args.named.has('default_args')) return;
  const { site, operator, args, taskId } = task;
  const named = new Map(args.named);
  // It would keep all that was made this time.
  named.delete('dag');
  const kept = { positional: args.positional, named, hidden: null, spread: false };
  const { dag, target } = written;
  const taken = steps - machine.steps;
  lines.known.set(statement, { file: scope.file, reads, dag, target, site, operator, args: kept, taskId, steps: taken });
  lines.room--;
}

/** @returns what the names of a statement stand for; null where that is not told by themselves, or what it calls is of the workspace. */
function readsOf({ names }: Written, bound: ReadonlyMap<string, Val>): TaskLine['reads'] | null {
  const reads: [string, Val][] = [];
  for (const name of names) {
    const value = bound.get(name);
    if (value === undefined || !isPlain(value) || (reads.length === 0 && value.type !== 'external')) return null;
    reads.push([name, value]);
  }
  return reads;
}

/** Outside of functions, loops and branches. */
function isOutermost(machine: Machine, scope: Scope): boolean {
  const { branches, loops, calls, parametric } = machine;
  return scope.above === null && scope.run === machine.run && branches === 0 && loops === 0 && calls === 0 && !parametric;
}

/** The DAG of this file that a task goes into outside of groups: the one that it is handed, else the one around. */
function dagFor({ inside, run }: Machine, passed: Val | null | undefined): DagMade | null {
  if (passed !== null && passed?.type !== 'dag') return null;
  const around = inside.at(-1);
  const dag = passed === null ? around?.dag : passed.dag;
  if (dag == null || dag.madeFor !== run.file) return null;
  return around !== undefined && around.dag === dag && around.group !== null ? null : dag;
}

/** What a statement reads, the name that it calls first, and what it binds. */
interface Written extends Pick<TaskLine, 'dag' | 'target'> {
  readonly names: readonly string[];
}

/** @returns null where it is not a call of plain arguments. */
function lineOf(statement: Statement): Written | null {
  const made = statement.type === 'assign' ? statement.value : statement.type === 'expression' ? statement.value : null;
  const target = targetOf(statement);
  if (made?.type !== 'call' || target === undefined) return null;
  const called = nameIn(made.callee);
  if (called === null) return null;
  const names = [called];
  let dag: string | null = null;
  for (const { name, value } of made.keywords) {
    if (name === 'dag' && value.type === 'name') dag = value.name;
    else if (name === null || !addNames(value, names)) return null;
  }
  return made.args.every((arg) => addNames(arg, names)) ? { names, dag, target } : null;
}

/** Undefined for what is no single name. */
function targetOf(statement: Statement): string | null | undefined {
  if (statement.type !== 'assign') return null;
  const [target, ...others] = statement.targets;
  return statement.operator === '=' && others.length === 0 && target?.type === 'name' ? target.name : undefined;
}

/** The name that a dotted path begins with. */
function nameIn(expr: Expr): string | null {
  if (expr.type === 'name') return expr.name;
  return expr.type === 'attribute' ? nameIn(expr.of) : null;
}

function addNames(expr: Expr, names: string[]): boolean {
  if (expr.type === 'name') names.push(expr.name);
  return expr.type === 'name' || expr.type === 'string' || expr.type === 'number' || expr.type === 'boolean' || expr.type === 'none';
}

/** It is what it says, whatever else is followed. */
function isPlain(value: Val): boolean {
  const { type } = value;
  if (type === 'text') return value.last === undefined;
  return type === 'external' || type === 'number' || type === 'boolean' || type === 'none';
}

/** Of what is imported, a name says nothing of where it was bound. */
function standsForSame(before: Val, now: Val | undefined): boolean {
  if (before === now) return true;
  if (now === undefined || before.type !== now.type) return false;
  if (before.type === 'external') return before.path === (now as typeof before).path;
  if (!isAt(before.site, now.site)) return false;
  if (before.type === 'none') return true;
  if (before.type === 'text') return before.value === (now as typeof before).value && before.content === (now as typeof before).content;
  if (before.type === 'number') return before.value === (now as typeof before).value && before.float === (now as typeof before).float;
  return before.type === 'boolean' && before.value === (now as typeof before).value;
}

function isAt(before: Site, now: Site): boolean {
  return before.part === now.part && before.from === now.from && before.to === now.to && before.file === now.file;
}
