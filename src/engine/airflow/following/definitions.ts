import type { Expr, Statement } from '../../syntax/python.ts';
import { isAssetDecorator, isDagDecorator, isGroupDecorator, isTaskDecorator } from '../names.ts';
import { pathOf } from './attributes.ts';
import { anchorOf } from './construct.ts';
import { bind, type Machine, siteOf } from './machine.ts';
import type { AssetMade } from './made.ts';
import { type Arguments, type ClassMade, type FunctionMade, noArguments, type Scope, type Site, textOf, type Val } from './values.ts';

/** Binds the name of a function, and notes what its decorators make of it. */
export function define(machine: Machine, statement: Extract<Statement, { type: 'function' }>, scope: Scope): void {
  let made: FunctionMade = {
    definition: statement,
    part: statement,
    scope,
    role: 'plain',
    defaults: defaultsOf(machine, statement, scope),
    decorated: noArguments,
    decorator: null,
  };
  let asset: { path: string; args: Arguments; decorator: Expr } | null = null;
  for (const decorator of [...statement.decorators].reverse()) {
    const value = machine.evaluate(decorator, scope);
    const path = pathOf(value);
    const args = value.type === 'call' ? value.args : noArguments;
    const role = path === null ? 'unreadable' : roleOf(path);
    if (path !== null && isAssetDecorator(path)) asset = { path, args, decorator };
    else if (role !== null) made = { ...made, role, decorated: args, decorator };
  }
  const site = siteOf(machine, scope, statement.nameRange);
  const value: Val =
    asset === null ? { type: 'function', made, site } : { type: 'asset', asset: makeAsset(machine, made, asset, scope), site };
  bind(machine, scope, statement.name, value);
  if (asset === null && made.role === 'dag')
    machine.made.uncalled.push({
      part: made.part,
      site: siteOf(machine, scope, anchorOf(made.decorator ?? statement.decorators[0] ?? opaqueAt(statement.nameRange))),
    });
}

const noDefaults: ReadonlyMap<string, Val> = new Map();

function defaultsOf(machine: Machine, { parameters }: Extract<Statement, { type: 'function' }>, scope: Scope): ReadonlyMap<string, Val> {
  if (parameters.length === 0) return noDefaults;
  return new Map(
    parameters.flatMap(({ name, default: given }) => (given === null ? [] : [[name, machine.evaluate(given, scope)] as const])),
  );
}

function opaqueAt(range: { readonly from: number; readonly to: number }): Expr {
  return { type: 'opaque', from: range.from, to: range.to };
}

/** @returns what a decorator makes of a function; null where it stays as it is. */
function roleOf(path: string): FunctionMade['role'] | null {
  if (isDagDecorator(path)) return 'dag';
  if (isTaskDecorator(path)) return 'task';
  if (isGroupDecorator(path)) return 'group';
  if (path === 'builtins.property' || path === 'functools.cached_property') return 'property';
  return /^(?:functools\.(?:wraps|cache|lru_cache)|builtins\.(?:static|class)method|airflow\.utils\.session\.provide_session)$/.test(path)
    ? null
    : 'unreadable';
}

/** `task(load)` and `task(retries=2)(load)` are what a decorator makes of a function. @returns null for anything else, and where it is not known which. */
export function decorated(path: string, decoratedWith: Arguments, of: Val | undefined, expr: Expr, site: Site): Val | null {
  const role = roleOf(path);
  if (of === undefined || (role !== 'task' && role !== 'dag' && role !== 'group')) return null;
  if (of.type === 'function' && of.made.role === 'plain')
    return { ...of, made: { ...of.made, role, decorated: decoratedWith, decorator: null } };
  if (of.type !== 'external' || role !== 'task') return null;
  const definition = {
    type: 'function' as const,
    name: of.path.slice(of.path.lastIndexOf('.') + 1),
    nameRange: expr,
    decorators: [],
    parameters: [],
    body: [],
    from: expr.from,
    to: expr.to,
  };
  const scope: Scope = {
    run: { file: site.file, heap: new Map(), scopes: new Map() },
    file: site.file,
    names: new Map(),
    above: null,
    hidden: null,
  };
  return {
    type: 'function',
    made: { definition, part: definition, scope, role, defaults: new Map(), decorated: decoratedWith, decorator: null },
    site,
  };
}

function makeAsset(
  machine: Machine,
  made: FunctionMade,
  asset: { path: string; args: Arguments; decorator: Expr },
  scope: Scope,
): AssetMade {
  const multi = asset.path.endsWith('.multi');
  const name = multi ? asset.args.named.get('dag_id') : (asset.args.named.get('name') ?? asset.args.positional[0]);
  const madeAsset: AssetMade = {
    anchor: siteOf(machine, scope, anchorOf(asset.decorator)),
    call: siteOf(machine, scope, asset.decorator),
    madeFor: machine.run.file,
    name: name === undefined ? made.definition.name : textOf(name),
    multi,
    args: asset.args,
    definition: made,
    taskArgs: made.role === 'task' ? made.decorated : null,
    inLoop: machine.loops > 0,
    parametric: machine.parametric !== null,
  };
  machine.made.assets.push(madeAsset);
  return madeAsset;
}

/** Follows the body of a class and binds its name. */
export function defineClass(machine: Machine, statement: Extract<Statement, { type: 'class' }>, scope: Scope): void {
  const attributes: Scope = { run: machine.run, file: scope.file, names: new Map(), above: scope, hidden: null, ofClass: true };
  const made: ClassMade = { definition: statement, scope, bases: statement.bases.map((base) => machine.evaluate(base, scope)), attributes };
  machine.execute(statement.body, attributes);
  bind(machine, scope, statement.name, { type: 'class', made, site: siteOf(machine, scope, statement.nameRange) });
}
