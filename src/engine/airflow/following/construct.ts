import { type Message, t } from '../../l10n.ts';
import type { Expr, Statement } from '../../syntax/python.ts';
import { isOwnDagClass } from '../names.ts';
import { copyOf } from './builtins.ts';
import { register } from './comeUpon.ts';
import { type Machine, newCell, read } from './machine.ts';
import type { DagMade, GroupMade, Layer, TaskMade } from './made.ts';
import { linkArguments, touch } from './taskLinks.ts';
import { type Arguments, type Attributes, type ClassMade, type FunctionMade, type Site, see, textOf, type Val } from './values.ts';

/** The name at the end of a callee: what a lens stands on. */
export function anchorOf(callee: Expr): { readonly from: number; readonly to: number } {
  if (callee.type === 'call') return anchorOf(callee.callee);
  return callee.type === 'attribute' ? { from: callee.to - callee.name.length, to: callee.to } : callee;
}

/** What the constructor of a DAG was called with, and from where. */
export interface Construction {
  readonly by: DagMade['by'];
  readonly anchor: Site;
  readonly call: Site;
  readonly args: Arguments;
  readonly hiddenArgs: Message | null;
  readonly expr: DagMade['expr'];
  readonly definition: FunctionMade | null;
}

export const noAttributes: Attributes = new Map();

/** Airflow copies `default_args` when the DAG is made: what changes the dict later does not change the DAG. */
export function makeDag(machine: Machine, made: Construction): DagMade {
  const defaults = made.args.named.get('default_args');
  const dag: DagMade = {
    ...made,
    madeFor: machine.run.file,
    defaults: defaults === undefined || defaults.type === 'none' ? null : copyOf(machine, defaults, false),
    attributes: newCell(machine, noAttributes),
    tasks: [],
    hiddenTasks: [],
    inLoop: machine.loops > 0,
    parametric: machine.parametric,
    conditional: machine.parametric === null ? (machine.conditions[0] ?? null) : null,
    holder: made.definition?.definition.name ?? null,
  };
  machine.made.dags.push(dag);
  return dag;
}

/** The arguments of a DAG by name: `dag_id` and `description` may stand first, and what does is no keyword either. */
export function namedDagArguments(args: Arguments): Arguments {
  const named = new Map(args.named);
  ['dag_id', 'description'].forEach((name, at) => {
    const value = args.positional[at];
    if (value !== undefined && !named.has(name)) named.set(name, value);
  });
  return { positional: [], named, hidden: args.hidden, spread: args.spread === true || args.positional.length > 1 };
}

/** Why arguments that a call does not pass may be set all the same: the class is not Airflow's own. */
export function hiddenBy(path: string | null, ownInit: ClassMade | null): Message | null {
  if (ownInit !== null) return t('see {0}.__init__', ownInit.definition.name);
  return path === null || isOwnDagClass(path) || path.startsWith('cosmos.') ? null : t('see {0}', path);
}

/**
 * Makes a task and puts it into the DAG that it belongs to: its `dag`, the group that it is in, or the `with` body around it.
 * `last`: what holds where nothing else gives a value.
 */
export function makeTask(
  machine: Machine,
  operator: string,
  args: Arguments,
  site: Site,
  made: FunctionMade | null,
  last: readonly Layer[] = [],
): TaskMade {
  const place = placeOf(machine, args);
  const taskId = textOf(args.named.get('task_id')) ?? (made !== null && !args.named.has('task_id') ? made.definition.name : null);
  const task: TaskMade = {
    site,
    operator,
    args,
    layers: layersOf(machine, args, place, last),
    attributes: newCell(machine, noAttributes),
    function: made,
    inLoop: machine.loops > 0,
    taskId,
    conditional: machine.branches > 0,
    homeless: place.dag === null,
  };
  place.dag?.tasks.push(task);
  // The DAG that a SubDagOperator is given, Airflow 2 takes with the one around.
  for (const [name, value] of args.named) if (name !== 'dag' && value.type === 'dag') register(machine, value);
  for (let { group } = place; group !== null; group = group.outer) group.tasks.push(task);
  linkArguments(machine, task, args);
  return task;
}

/** @returns the DAG and the group that what is made now belongs to. */
export function placeOf(machine: Machine, args: Arguments): { dag: DagMade | null; group: GroupMade | null } {
  const place = placeIn(machine, args);
  touch(machine, place.dag);
  return place;
}

function placeIn(machine: Machine, args: Arguments): { dag: DagMade | null; group: GroupMade | null } {
  const around = machine.inside.at(-1) ?? { dag: null, group: null };
  const group = args.named.get('task_group');
  if (group?.type === 'group') return { dag: group.group.dag, group: group.group };
  const dag = args.named.get('dag');
  if (dag === undefined || dag.type === 'none') return around;
  // A DAG that is not followed may be the one around.
  if (dag.type !== 'dag') return around;
  return dag.dag === around.dag ? around : { dag: dag.dag, group: null };
}

function layersOf(
  machine: Machine,
  args: Arguments,
  { dag, group }: ReturnType<typeof placeOf>,
  ofOperator: readonly Layer[],
): readonly Layer[] {
  const own = ownLayer(machine, args);
  const ofDag = dag === null ? lostLayer(args) : dagLayer(machine, dag);
  if (own.length === 0 && group === null && ofOperator.length === 0) return ofDag;
  return [...own, ...(group?.layers ?? []), ...ofDag, ...ofOperator];
}

function ownLayer(machine: Machine, args: Arguments): Layer[] {
  const own = args.named.get('default_args');
  return own === undefined || own.type === 'none' ? [] : [layerOf(machine, 'operator', own)];
}

/** The defaults of a DAG that is not followed. */
function lostLayer(args: Arguments): Layer[] {
  const dag = args.named.get('dag');
  if (dag === undefined || dag.type === 'none') return [];
  return [{ of: 'dag', content: null, reason: hiddenValue(dag), site: dag.site }];
}

/** The tasks of a DAG share what its defaults give them, as long as these stay the same. */
export function dagLayer(machine: Machine, dag: DagMade): readonly Layer[] {
  const assigned = read(machine, dag.attributes).get('default_args') ?? dag.defaults;
  if (assigned?.type === 'dict') {
    const [last] = machine.lastLayers;
    const same = last?.site === assigned.site && last.content === read(machine, assigned.cell);
    if (!same) machine.lastLayers = [layerOf(machine, 'dag', assigned)];
    return machine.lastLayers;
  }
  if (assigned !== null) return [layerOf(machine, 'dag', assigned)];
  const reason = dag.args.hidden ?? dag.hiddenArgs;
  return reason === null ? [] : [{ of: 'dag', content: null, reason, site: dag.call }];
}

export function layerOf(machine: Machine, of: Layer['of'], value: Val): Layer {
  if (value.type === 'dict') return { of, content: read(machine, value.cell), reason: null, site: value.site };
  return { of, content: null, reason: value.type === 'unknown' ? value.reason : hiddenValue(value), site: value.site };
}

/** @returns why a value that is not what was looked for says nothing. */
export function hiddenValue(value: Val): Message {
  if (value.type === 'unknown') return value.reason;
  if (value.type === 'call') return see(value.expr);
  if (value.type === 'external') return t('see {0}', value.path);
  return t('a value that is not followed');
}

export function makeGroup(machine: Machine, args: Arguments): GroupMade {
  const place = placeOf(machine, args);
  const parent = args.named.get('parent_group');
  const outer = parent?.type === 'group' ? parent.group : place.group;
  const own = args.named.get('default_args');
  const layers: Layer[] = own === undefined || own.type === 'none' ? [] : [layerOf(machine, 'group', own)];
  if (own === undefined && args.hidden !== null)
    layers.push({ of: 'group', content: null, reason: args.hidden, site: { file: machine.run.file, part: null, from: 0, to: 0 } });
  return { dag: outer?.dag ?? place.dag, layers: [...layers, ...(outer?.layers ?? [])], outer, tasks: [] };
}

/** Notes that tasks may have been made where text cannot see. */
export function hideTasks(machine: Machine, args: Arguments, expr: Expr, site: Site, group?: Arguments): void {
  const { dag } = placeOf(machine, args);
  dag?.hiddenTasks.push({ reason: see(expr), site, ...(group === undefined ? {} : { group }) });
}

/** @returns the text that documents a module or a function, or null where there is none. */
export function docstringOf(file: string, body: readonly Statement[]): Val | null {
  const first = body[0];
  const literal = first?.type === 'expression' && first.value.type === 'string' ? first.value : null;
  if (literal === null) return null;
  const site = { file, part: first ?? null, from: literal.from, to: literal.to };
  return { type: 'text', value: literal.value, site, content: literal.content?.from ?? null };
}

/** A call without arguments, for what the text does not write as one. */
export function callOf(callee: Expr): Extract<Expr, { type: 'call' }> {
  return { type: 'call', callee, args: [], keywords: [], parens: callee, from: callee.from, to: callee.to };
}
