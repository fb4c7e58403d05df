import { t } from '../../l10n.ts';
import type { Expr, Statement } from '../../syntax/python.ts';
import { allStatements } from '../../syntax/pythonBodies.ts';
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
import { callsIn } from '../reading/fragment.ts';
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
import { bind, bindingsOf, type Machine, newCell, read, tooMuch } from './machine.ts';
import { throughInits } from './operatorInits.ts';
import { addTask, chain, link, linkArguments, touch } from './taskLinks.ts';
import {
  type Arguments,
  type Attributes,
  type CallVal,
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
  words,
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
      const called = callPartial(machine, callee, args, expr, site) ?? namedTuple(machine, callee, args, expr, site);
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

/** Calls what `namedtuple("Feed", "name owner")` gave. @returns null where its fields are not known. */
function namedTuple(machine: Machine, made: CallVal, args: Arguments, expr: CallExpr, site: Site): Val | null {
  if (!/^(?:collections\.namedtuple|typing\.NamedTuple)$/.test(made.path)) return null;
  const fields = namesOf(machine, made.args.named.get('field_names') ?? made.args.named.get('fields') ?? made.args.positional[1]);
  if (fields === null || made.args.named.has('rename')) return null;
  const values = fields.map((field, at): [string, Val] => {
    const unpassed = unknown(args.hidden ?? see(expr), site);
    return [field, args.named.get(field) ?? args.positional[at] ?? unpassed];
  });
  return bareInstance(machine, new Map(values), expr, site);
}

/** Something with attributes and no class of its own. */
function bareInstance(machine: Machine, attributes: Attributes, expr: CallExpr, site: Site): Val {
  const scope: Scope = { run: machine.run, file: site.file, names: new Map(), above: null, hidden: null };
  const { from, to } = expr;
  const definition = { type: 'class' as const, name: words(expr.callee), nameRange: expr, decorators: [], bases: [], body: [], from, to };
  return {
    type: 'instance',
    of: { definition, scope, bases: [], attributes: scope },
    cell: newCell<Attributes>(machine, attributes),
    site,
  };
}

/** `replace(config, owner="x")` and `asdict(config)`. */
function ofDataClass(machine: Machine, path: string, args: Arguments): Val | null {
  const [of] = args.positional;
  if (of?.type !== 'instance' || args.hidden !== null) return null;
  const fields = fieldsOf(of.of).map((name) => [name, machine.attribute(of, name, of.site, opaqueExpr)] as const);
  if (path.endsWith('replace')) return { ...of, cell: newCell<Attributes>(machine, new Map([...fields, ...args.named])) };
  const items = new Map(fields.map(([name, value]) => [name, { value, key: value.site }] as const));
  return { type: 'dict', cell: newCell<DictContent>(machine, { items, hidden: null }), site: of.site };
}

const opaqueExpr: Expr = { type: 'opaque', from: 0, to: 0 };

/** `"name owner"`, `["name", "owner"]`, `[("name", str), ("owner", str)]`. */
function namesOf(machine: Machine, value: Val | undefined): string[] | null {
  if (value?.type === 'text') return value.value.split(/[\s,]+/).filter(Boolean);
  const content = value?.type === 'list' ? read(machine, value.cell) : null;
  if (content === null || content.hidden !== null) return null;
  const names = content.items.map((item) => textOf(item.type === 'list' ? read(machine, item.cell).items[0] : item));
  return names.flatMap((name) => name ?? []).length === names.length ? names.flatMap((name) => name ?? []) : null;
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
  if ((!isClass && isDecorator(path)) || path === 'functools.partial') return { type: 'call', path, args, expr, site };
  if (path === 'os.path.splitext' && args.positional[0]?.type === 'text') return splitExtension(machine, args.positional[0].value, site);
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
  if (path === 'dataclasses.replace' || path === 'dataclasses.asdict') return ofDataClass(machine, path, args) ?? unknown(see(expr), site);
  if (isCosmosGroup(path)) {
    hideTasks(machine, args, expr.callee, site, args);
    return { type: 'group', group: makeGroup(machine, args), site };
  }
  if (args.named.has('task_id') || (isOperatorClass(shortened) && (args.hidden !== null || couldMakeTasks(machine, args)))) {
    if (isClass) return { type: 'task', task: makeTask(machine, shortened, args, site, null), site };
    hideTasks(machine, args, expr.callee, site);
    return { type: 'call', path, args, expr, site };
  }
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
  if (made.bases.some((base) => base.type === 'external' && base.path.endsWith('.TypedDict')))
    return callBuiltin(machine, 'dict', args, site) ?? unknown(see(expr), site);
  return instantiate(machine, made, ancestry.constructor, args, site);
}

/** Makes an instance: by its own `__init__` where it has one, else by the annotated fields of a data class. */
function instantiate(machine: Machine, of: ClassMade, ownInit: ClassMade | null, args: Arguments, site: Site): Val {
  const instance: Val = { type: 'instance', of, cell: newCell<Attributes>(machine, new Map()), site };
  const own = ownInit === null ? undefined : bindingsOf(machine, ownInit.attributes).get('__init__');
  if (own?.type === 'function') {
    machine.callFunction(own.made, args, site, instance);
    return instance;
  }
  const attributes = new Map<string, Val>();
  fieldsOf(of).forEach((field, at) => {
    const value = args.named.get(field) ?? args.positional[at] ?? (args.hidden === null ? undefined : unknown(args.hidden, site));
    if (value !== undefined) attributes.set(field, value);
  });
  for (const [name, value] of args.named) attributes.set(name, value);
  const made = { ...instance, cell: newCell<Attributes>(machine, attributes) };
  for (const last of lastSteps(of)) machine.callFunction(last, noArguments, site, made);
  return made;
}

/** What a data class does once its fields are set: `__post_init__`, that of its base first where it calls `super()`. */
function lastSteps(of: ClassMade, depth = 0): FunctionMade[] {
  const { names } = of.attributes;
  const own = names.get('__post_init__') ?? names.get('__attrs_post_init__');
  const made = own?.type === 'function' ? own.made : null;
  if (depth > 10 || (made !== null && !callsSuper(made))) return made === null ? [] : [made];
  const base = of.bases.flatMap((one) => (one.type === 'class' ? [lastSteps(one.made, depth + 1)] : [])).find((steps) => steps.length > 0);
  return [...(base ?? []), ...(made === null ? [] : [made])];
}

function callsSuper({ definition }: FunctionMade): boolean {
  return [...allStatements(definition.body)].some((statement) =>
    callsIn(statement).some(({ callee }) => callee.type === 'name' && callee.name === 'super'),
  );
}

function fieldsOf(made: ClassMade): string[] {
  const inherited = made.bases.flatMap((base) => (base.type === 'class' ? fieldsOf(base.made) : []));
  const own = made.definition.body.flatMap((statement) =>
    statement.type === 'assign' && statement.targets[0]?.type === 'name' && isField(statement) ? [statement.targets[0].name] : [],
  );
  return [...new Set([...inherited, ...own])];
}

/** What has a type is a field, and what `attr.ib()` makes. */
function isField({ value, annotated }: Extract<Statement, { type: 'assign' }>): boolean {
  return annotated === true || value?.type === 'call';
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
      return unknown(see(expr), site);
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
