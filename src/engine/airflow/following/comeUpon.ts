import { type Message, t } from '../../l10n.ts';
import type { Expr } from '../../syntax/python.ts';
import { bindingsOf, type Machine, read } from './machine.ts';
import type { DagMade } from './made.ts';
import { type FunctionMade, type Scope, see, type Val } from './values.ts';

/*
 * Airflow takes the DAGs that the names of a module hold once it is imported, and those whose `with` body was left or whose `@dag` function
 * was called while `auto_register` is on (2.4 to 3.4: `DagBag._process_modules`, `DagContext.pop`).
 */

/** Notes that Airflow takes a DAG whatever holds it. */
export function register(machine: Machine, value: Val): void {
  for (const dag of dagsIn(machine, value)) machine.made.registered.add(dag);
}

/** Notes that a value is put among the names of the module under a name that may not be known. */
export function keep(machine: Machine, value: Val): void {
  register(machine, value);
  const content = value.type === 'dict' ? read(machine, value.cell) : null;
  const isUnread =
    content === null
      ? value.type === 'unknown'
      : content.hidden !== null || [...content.items.values()].some((item) => item.value.type === 'unknown');
  if (isUnread) machine.made.keepsUnread = true;
}

/** The same of a `with` body or a called `@dag` function. */
export function registerEntered(machine: Machine, dag: DagMade): void {
  const set = dag.args.named.get('auto_register');
  if (set === undefined || (set.type === 'boolean' && set.value)) machine.made.registered.add(dag);
  else if (set.type !== 'boolean') machine.made.strayed.set(dag, t('depends on {0}', 'auto_register'));
}

/** Notes that the DAGs of a value went where text cannot follow them: something there may keep them. */
export function stray(machine: Machine, value: Val, reason: Message): void {
  if (!machine.seesDags) return;
  for (const dag of dagsIn(machine, value)) machine.made.strayed.set(dag, reason);
}

/** The same of everything that the names of a scope hold. */
export function strayAll(machine: Machine, scope: Scope, reason: Message): void {
  if (machine.seesDags) for (const value of bindingsOf(machine, scope).values()) stray(machine, value, reason);
}

/** Keeps the DAGs in mind that an expression goes through, and notes where it comes to something unknown. */
export function noteHandled(machine: Machine, expr: Expr, value: Val, since: number): void {
  const { handled } = machine;
  if (value.type === 'dag') {
    machine.seesDags = true;
    handled.push(value);
    return;
  }
  if (!machine.seesDags) return;
  if (value.type === 'list' || value.type === 'dict' || value.type === 'instance') handled.push(value);
  if (handled.length === since) return;
  if (value.type !== 'unknown' && value.type !== 'call' && (value.type !== 'method' || value.of.type !== 'dag')) return;
  if (value.type !== 'method' && !looksOnly(expr, handled[since])) for (const one of handled.slice(since)) stray(machine, one, see(expr));
  handled.length = since;
}

/** Attributes of a DAG, and Python's own functions that say something of a value, do not keep it. */
function looksOnly(expr: Expr, first: Val | undefined): boolean {
  if (expr.type === 'attribute') return first?.type === 'dag' && !expr.name.startsWith('__');
  const callee = expr.type === 'call' ? expr.callee : null;
  return callee?.type === 'name' && /^(?:print|len|str|repr|type|id|isinstance|hasattr)$/.test(callee.name);
}

/** Each thing is looked into once; what is looked at takes steps. */
function dagsIn(machine: Machine, value: Val): ReadonlySet<DagMade> {
  const found = new Set<DagMade>();
  const seen = new Set<object>();
  const open = [value];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (one.type === 'dag') found.add(one.dag);
    if ((one.type !== 'list' && one.type !== 'dict' && one.type !== 'instance') || seen.has(one.cell) || machine.steps <= 0) continue;
    seen.add(one.cell);
    const values = insideOf(machine, one);
    machine.steps -= values.length >> 3;
    for (const inner of values) open.push(inner);
  }
  return found;
}

function insideOf(machine: Machine, value: Extract<Val, { type: 'list' | 'dict' | 'instance' }>): readonly Val[] {
  if (value.type === 'list') return read(machine, value.cell).items;
  if (value.type === 'dict') return [...read(machine, value.cell).items.values()].map((item) => item.value);
  return [...read(machine, value.cell).values()];
}

/** What one file that was followed says of a DAG. */
export interface Following {
  readonly scope: Scope;
  readonly machine: Machine;
}

/** @returns whether Airflow takes a DAG when it imports a file; a message says why that is not known. */
export function takenBy({ scope, machine }: Following, dag: DagMade): boolean | Message {
  if (machine.made.registered.has(dag)) return true;
  for (const value of bindingsOf(machine, scope).values()) if (value.type === 'dag' && value.dag === dag) return true;
  const strayed = machine.made.strayed.get(dag);
  return strayed === undefined ? false : machine.made.keepsUnread || strayed;
}

/** @returns why Airflow does not come upon a DAG that no file keeps. */
export function missedBecause({ machine }: Following, dag: DagMade): Message {
  if (dag.parametric !== null) return t('nothing calls {0}()', dag.parametric.definition.name);
  const name = machine.made.named.get(dag);
  return name === undefined ? t('no name of the module holds it') : t('the name {0} does not hold it in the end', name);
}

/** @returns whether a function stands at the top of a file and no expression of that file reads its name. */
export function isUnused({ scope, machine }: Following, made: FunctionMade, isNamed: (name: string) => boolean): boolean {
  const { name } = made.definition;
  const held = bindingsOf(machine, scope).get(name);
  return held?.type === 'function' && held.made.part === made.part && !machine.read.has(made.part) && !isNamed(name);
}
