import { t } from '../../l10n.ts';
import type { Expr } from '../../syntax/python.ts';
import {
  isAssetDecorator,
  isClassName,
  isCosmosDag,
  isCosmosGroup,
  isDagClass,
  isDagDecorator,
  isGroupDecorator,
  isOperatorClass,
  isOwnDagClass,
  isTaskDecorator,
  isTaskGroup,
  mayMakeTasks,
} from '../names.ts';
import { ancestryOf } from './ancestry.ts';
import { baseName, isOwnFile, setAttribute } from './attributes.ts';
import { callBuiltin, callMethod, copyOf } from './builtins.ts';
import { registerEntered, stray } from './comeUpon.ts';
import {
  anchorOf,
  type Construction,
  docstringOf,
  hiddenBy,
  hideTasks,
  makeDag,
  makeGroup,
  makeTask,
  namedDagArguments,
  placeOf,
} from './construct.ts';
import { decorated } from './definitions.ts';
import { instantiate } from './instances.ts';
import { bind, bindingsOf, type Machine, newCell, tooMuch } from './machine.ts';
import { throughInits } from './operatorInits.ts';
import { bareInstance, callRecord, derivesFrom, ofRecord } from './records.ts';
import { addTask, chain, link, linkArguments, touch } from './taskLinks.ts';
import {
  type Arguments,
  type ClassMade,
  type DictContent,
  type FunctionMade,
  type ListContent,
  noArguments,
  type Scope,
  type Site,
  see,
  textOf,
  unknown,
  type Val,
} from './values.ts';

type CallExpr = Extract<Expr, { type: 'call' }>;

/** Functions of the workspace are followed this deep into each other. */
const deepestCall = 8;

/** Works out what a call comes to, and notes the DAGs and tasks that it makes. */
export function call(machine: Machine, callee: Val, args: Arguments, expr: CallExpr, site: Site): Val {
  switch (callee.type) {
    case 'external':
      return callExternal(machine, callee.path, args, expr, site);
    case 'class':
      return callClass(machine, callee.made, args, expr, site);
    case 'function':
      return callMade(machine, callee.made, args, expr, site);
    case 'method':
      return method(machine, callee.of, callee.name, args, expr, site);
    case 'unknown':
      if (callee.harmless !== true) mayHideTasks(machine, args, expr, site);
      return unknown(callee.reason, site);
    case 'call': {
      const called =
        callPartial(machine, callee, args, expr, site) ??
        callRecord(machine, callee, args, expr, site) ??
        decorated(callee.path, callee.args, args.positional[0], expr, site);
      if (called === null) mayHideTasks(machine, args, expr, site);
      return called ?? unknown(see(expr), site);
    }
    default:
      return unknown(see(expr), site);
  }
}

/** Calls what `functools.partial` gave. */
function callPartial(machine: Machine, callee: Extract<Val, { type: 'call' }>, args: Arguments, expr: CallExpr, site: Site): Val | null {
  const [inner, ...first] = callee.args.positional;
  if (callee.path !== 'functools.partial' || inner === undefined) return null;
  if (inner.type === 'call' && inner.path !== 'functools.partial') return null;
  const named = new Map([...callee.args.named, ...args.named]);
  const spread = callee.args.spread === true || args.spread === true;
  const together = { positional: [...first, ...args.positional], named, hidden: callee.args.hidden ?? args.hidden, spread };
  return call(machine, inner, together, expr, site);
}

function couldMakeTasks(machine: Machine, args: Arguments): boolean {
  return placeOf(machine, args).dag !== null;
}

/** Something that is not followed is called inside a DAG, or is handed one: it may make tasks. */
function mayHideTasks(machine: Machine, args: Arguments, expr: Expr, site: Site): void {
  if (couldMakeTasks(machine, args)) hideTasks(machine, args, expr, site);
  for (const value of [...args.positional, ...args.named.values()]) {
    if (value.type !== 'dag') continue;
    touch(machine, value.dag);
    value.dag.hiddenTasks.push({ reason: see(expr), site });
  }
}

function callExternal(machine: Machine, path: string, args: Arguments, expr: CallExpr, site: Site): Val {
  if (path.startsWith('gusty.') && /^gusty\.(?:multi\.)?create_dags?$/.test(path))
    machine.made.loads.push({ type: 'call', path, args, expr, site });
  const shortened = path.endsWith('.partial') ? path.slice(0, -'.partial'.length) : path;
  const isClass = isClassName(shortened);
  if (!isClass && isDecorator(path))
    return decorated(path, { ...args, positional: [] }, args.positional[0], expr, site) ?? { type: 'call', path, args, expr, site };
  if (path === 'functools.partial') return { type: 'call', path, args, expr, site };
  if (path === 'os.path.splitext' && args.positional[0]?.type === 'text') return splitExtension(machine, args.positional[0].value, site);
  if (
    path === 'builtins.hasattr' &&
    args.positional[0]?.type === 'dag' &&
    /^(?:doc_md|default_args|tags)$/.test(textOf(args.positional[1]) ?? '')
  )
    return { type: 'boolean', value: true, site };
  if (path === 'builtins.getattr') return attributeByName(machine, args, expr, site);
  if (path === 'os.path.basename' && isOwnFile(args.positional[0])) return { type: 'text', value: baseName(site.file), site };
  if (isDagClass(path)) {
    const dag = makeDag(machine, dagCall(path, null, args, expr, site));
    if (dag.by === 'cosmos') dag.hiddenTasks.push({ reason: see(expr.callee), site });
    return { type: 'dag', dag, site };
  }
  if (isTaskGroup(path)) return { type: 'group', group: makeGroup(machine, args), site };
  if (path === 'copy.deepcopy' || path === 'copy.copy')
    return args.positional[0] === undefined ? unknown(see(expr), site) : copyOf(machine, args.positional[0], path === 'copy.deepcopy');
  if (path === 'types.SimpleNamespace' && args.hidden === null) return bareInstance(machine, args.named, expr, site);
  if (/^(?:dataclasses\.(?:replace|asdict)|attrs?\.(?:evolve|asdict))$/.test(path))
    return ofRecord(machine, path, args.positional[0], args) ?? unknown(see(expr), site);
  if (isCosmosGroup(path)) {
    hideTasks(machine, args, expr.callee, site, args);
    return { type: 'group', group: makeGroup(machine, args), site };
  }
  if (args.named.has('task_id') || (isOperatorClass(shortened) && (args.hidden !== null || couldMakeTasks(machine, args)))) {
    if (isClass) return { type: 'task', task: makeTask(machine, shortened, args, site, null), site };
    hideTasks(machine, args, expr.callee, site);
    return { type: 'call', path, args, expr, site };
  }
  if (/^airflow\..*\(\)\.expand(?:_kwargs)?$/.test(path)) mayHideTasks(machine, args, expr.callee, site);
  if (!isClass && /^airflow\..*\.chain(?:_linear)?$/.test(path)) chain(machine, args.positional);
  if (!isClass && /^airflow\..*\.cross_downstream$/.test(path)) linkAll(machine, args);
  if (path === 'builtins.setattr') setByName(machine, args);
  if (path === 'collections.OrderedDict') return callBuiltin(machine, 'dict', args, site) ?? unknown(see(expr), site);
  if (path.startsWith('builtins.')) return callBuiltin(machine, path.slice('builtins.'.length), args, site) ?? unknown(see(expr), site);
  if (!isClassName(path) && (mayMakeTasks(path) || args.named.has('group_id'))) mayHideTasks(machine, args, expr.callee, site);
  return { type: 'call', path, args, expr, site };
}

function splitExtension(machine: Machine, name: string, site: Site): Val {
  const [, stem = name, extension = ''] = /^(.*[^./][^/]*?)(\.[^./]*)$/.exec(name) ?? [];
  const items = [stem, extension].map((value): Val => ({ type: 'text', value, site }));
  return { type: 'list', cell: newCell<ListContent>(machine, { items, hidden: null }), tuple: true, site };
}

function attributeByName(machine: Machine, { positional: [of, name] }: Arguments, expr: CallExpr, site: Site): Val {
  const text = textOf(name);
  return of === undefined || text === null ? unknown(see(expr), site) : machine.attribute(of, text, site, expr);
}

function setByName(machine: Machine, { positional: [of, name, value] }: Arguments): void {
  const text = textOf(name);
  if (of !== undefined && text !== null && value !== undefined) setAttribute(machine, of, text, value);
}

function linkAll(machine: Machine, args: Arguments): void {
  const before = args.named.get('from_tasks') ?? args.positional[0];
  const after = args.named.get('to_tasks') ?? args.positional[1];
  if (before !== undefined && after !== undefined) link(machine, before, after);
}

function isDecorator(path: string): boolean {
  return isTaskDecorator(path) || isDagDecorator(path) || isGroupDecorator(path) || isAssetDecorator(path);
}

function dagCall(path: string, subclass: ClassMade | null, args: Arguments, expr: CallExpr, site: Site): Construction {
  const by = isCosmosDag(path) ? 'cosmos' : subclass === null && isOwnDagClass(path) ? 'DAG' : 'subclass';
  return {
    by,
    anchor: { ...site, ...bare(anchorOf(expr.callee)) },
    call: site,
    args: namedDagArguments(args),
    hiddenArgs: hiddenBy(path, subclass),
    expr,
    definition: null,
  };
}

function callClass(machine: Machine, made: ClassMade, args: Arguments, expr: CallExpr, site: Site): Val {
  const ancestry = ancestryOf(made);
  if (ancestry.kind === 'dag' && ancestry.path !== null) {
    return { type: 'dag', dag: makeDag(machine, dagCall(ancestry.path, ancestry.constructor, args, expr, site)), site };
  }
  if (ancestry.kind === 'operator' || (ancestry.kind === 'unknown' && args.named.has('task_id'))) {
    const through = throughInits(made, args, site);
    return { type: 'task', task: makeTask(machine, made.definition.name, through.args, site, null, through.last), site };
  }
  if (ancestry.kind !== 'plain') return unknown(see(expr), site);
  if (derivesFrom(made, /\.TypedDict$/)) return callBuiltin(machine, 'dict', args, site) ?? unknown(see(expr), site);
  return instantiate(machine, made, ancestry.constructor, args, site);
}

function callMade(machine: Machine, made: FunctionMade, args: Arguments, expr: CallExpr, site: Site): Val {
  machine.called.add(made.part);
  switch (made.role) {
    case 'task':
      return { type: 'task', task: taskOf(machine, made, args, site), site };
    case 'dag':
      return { type: 'dag', dag: followDag(machine, made), site };
    case 'group': {
      const group = makeGroup(machine, made.decorated);
      machine.inside.push({ dag: group.dag, group });
      callFunction(machine, { ...made, role: 'plain' }, args, site);
      machine.inside.pop();
      return { type: 'group', group, site };
    }
    case 'plain':
    case 'property':
      return machine.callFunction(made, args, site);
    case 'unreadable':
      mayHideTasks(machine, args, expr.callee, site);
      return unknown(see(expr), site);
  }
}

/** A call of a function below `@task`; what `@teardown` decorates cleans up. */
function taskOf(machine: Machine, made: FunctionMade, args: Arguments, site: Site) {
  const task = makeTask(machine, 'task', made.decorated, site, made);
  linkArguments(machine, task, args);
  if (made.definition.decorators.some((decorator) => anchorName(decorator) === 'teardown')) machine.made.teardowns.add(task);
  return task;
}

function anchorName(decorator: Expr): string | null {
  if (decorator.type === 'call') return anchorName(decorator.callee);
  return decorator.type === 'name' || decorator.type === 'attribute' ? decorator.name : null;
}

/** The function below `@dag` is followed once; its parameters are only known when the DAG runs. */
function followDag(machine: Machine, made: FunctionMade) {
  const site = ({ from, to }: { from: number; to: number }): Site => ({ file: made.scope.file, part: made.part, from, to });
  const decorator = made.decorator;
  const named = new Map(namedDagArguments(made.decorated).named);
  const { definition } = made;
  if (!named.has('dag_id') && made.decorated.hidden === null)
    named.set('dag_id', { type: 'text', value: definition.name, site: site(definition.nameRange) });
  const docstring = docstringOf(made.scope.file, definition.body);
  if (!named.has('doc_md') && docstring !== null) named.set('doc_md', docstring);
  const dag = makeDag(machine, {
    by: 'decorator',
    anchor: site(decorator === null ? definition.nameRange : anchorOf(decorator)),
    call: site(decorator ?? definition.nameRange),
    args: { positional: [], named, hidden: made.decorated.hidden },
    hiddenArgs: null,
    expr: decorator?.type === 'call' ? decorator : null,
    definition: made,
  });
  machine.inside.push({ dag, group: null });
  callFunction(machine, { ...made, role: 'plain' }, { ...noArguments, hidden: t('a parameter of the DAG') }, dag.call);
  machine.inside.pop();
  registerEntered(machine, dag);
  return dag;
}

/** Follows a function of the workspace with what it is called with. */
export function callFunction(machine: Machine, made: FunctionMade, args: Arguments, site: Site, self?: Val): Val {
  const { definition } = made;
  machine.called.add(made.part);
  if (machine.calls >= deepestCall || machine.steps <= 0) {
    placeOf(machine, args).dag?.hiddenTasks.push({ reason: tooMuch, site });
    return unknown(tooMuch, site);
  }
  const scope: Scope = { run: machine.run, file: made.scope.file, names: new Map(), above: made.scope, hidden: null };
  bindParameters(machine, made, self === undefined ? args : { ...args, positional: [self, ...args.positional] }, scope, site);
  machine.calls++;
  const { falls, returned } = machine.execute(definition.body, scope);
  machine.calls--;
  forgetRebound(machine, made, site);
  const [first] = returned;
  if (first === undefined) return { type: 'none', site };
  if (returned.length === 1 && !falls) return first;
  const reason = t('see {0}()', definition.name);
  for (const value of returned) stray(machine, value, reason);
  return unknown(reason, site);
}

/** What a function declares `global`, its call may have bound again. */
function forgetRebound(machine: Machine, made: FunctionMade, site: Site): void {
  let top: Scope = made.scope;
  while (top.above !== null) top = top.above;
  if (!made.definition.body.some((statement) => statement.type === 'opaque')) return;
  for (const name of top.rebound ?? []) {
    for (let at: Scope | null = made.scope; at !== null; at = at.above) {
      if (bindingsOf(machine, at).has(name)) bind(machine, at, name, unknown(t('see {0}()', made.definition.name), site));
    }
  }
}

function bindParameters(machine: Machine, made: FunctionMade, args: Arguments, scope: Scope, site: Site): void {
  const left = new Map(args.named);
  let at = 0;
  for (const parameter of made.definition.parameters) {
    if (parameter.stars === 1) {
      const items = args.positional.slice(at);
      at = args.positional.length;
      bind(machine, scope, parameter.name, { type: 'list', cell: newCell<ListContent>(machine, { items, hidden: args.hidden }), site });
    } else if (parameter.stars === 2) {
      const items = new Map([...left].map(([name, value]) => [name, { value, key: value.site }] as const));
      bind(machine, scope, parameter.name, { type: 'dict', cell: newCell<DictContent>(machine, { items, hidden: args.hidden }), site });
    } else {
      const given = args.positional[at++] ?? left.get(parameter.name);
      left.delete(parameter.name);
      bind(machine, scope, parameter.name, given ?? fallback(made, args, parameter, site));
    }
  }
}

function fallback(made: FunctionMade, args: Arguments, parameter: FunctionMade['definition']['parameters'][number], site: Site): Val {
  if (args.hidden !== null) return unknown(args.hidden, site);
  return made.defaults.get(parameter.name) ?? unknown(t('the parameter {0}', parameter.name), site);
}

function orderBy(machine: Machine, of: Val, name: string, args: Arguments): void {
  const [other] = args.positional;
  if (name === 'as_teardown' && of.type === 'task') machine.made.teardowns.add(of.task);
  if (other === undefined) return;
  if (name === 'set_downstream') link(machine, of, other);
  else if (name === 'set_upstream') link(machine, other, of);
}

function method(machine: Machine, of: Val, name: string, args: Arguments, expr: CallExpr, site: Site): Val {
  switch (of.type) {
    case 'function':
      return taskMethod(machine, of.made, name, args, expr, site) ?? unknown(see(expr), site);
    case 'task':
    case 'group':
      orderBy(machine, of, name, args);
      return of;
    case 'dag': {
      const [task] = args.positional;
      if (name === 'add_task' && task?.type === 'task') addTask(machine, of.dag, task.task);
      return unknown(see(expr), site);
    }
    case 'class':
      return callClass(machine, of.made, args, expr, site);
    case 'instance':
      return ofRecord(machine, name, of, args) ?? unknown(see(expr), site);
    default:
      return callMethod(machine, of, name, args, site) ?? unknown(see(expr), site);
  }
}

/** `.override(...)` gives a task with other arguments; `.expand(...)` makes one, `.partial(...)` waits for that. */
function taskMethod(machine: Machine, made: FunctionMade, name: string, args: Arguments, expr: CallExpr, site: Site): Val | null {
  if (made.role !== 'task' && made.role !== 'group') return null;
  machine.called.add(made.part);
  if (name === 'override') {
    const named = new Map([...made.decorated.named, ...args.named]);
    return {
      type: 'function',
      made: { ...made, decorated: { positional: [], named, hidden: made.decorated.hidden ?? args.hidden } },
      site,
    };
  }
  if (name === 'partial') return { type: 'function', made, site };
  if (made.role === 'task' && (name === 'expand' || name === 'expand_kwargs')) {
    return { type: 'task', task: taskOf(machine, made, args, site), site };
  }
  if (name === 'expand' || name === 'expand_kwargs')
    return callMade(machine, made, { ...noArguments, hidden: t('a mapped parameter') }, expr, site);
  return null;
}

function bare(range: { readonly from: number; readonly to: number }) {
  return { from: range.from, to: range.to };
}
