import type { Expr, Statement } from '../../syntax/python.ts';
import { type Machine, newCell, read } from './machine.ts';
import {
  type Arguments,
  type Attributes,
  type CallVal,
  type ClassMade,
  type DictContent,
  type ListContent,
  type Scope,
  type Site,
  see,
  textOf,
  unknown,
  type Val,
  words,
} from './values.ts';

/*
 * Things with fields: data classes, named tuples, typed dicts, and what else is made by naming its attributes.
 */

type CallExpr = Extract<Expr, { type: 'call' }>;
type Instance = Extract<Val, { type: 'instance' }>;

/** Calls what `namedtuple("Feed", "name owner")` or `TypedDict("Feed", {"name": str})` gave. @returns null where it is neither or its fields are not known. */
export function callRecord(machine: Machine, made: CallVal, args: Arguments, expr: CallExpr, site: Site): Val | null {
  if (/^typing(?:_extensions)?\.TypedDict$/.test(made.path)) return dictOfNamed(machine, args, site);
  if (!/^(?:collections\.namedtuple|typing\.NamedTuple)$/.test(made.path)) return null;
  const fields = namesOf(machine, made.args.named.get('field_names') ?? made.args.named.get('fields') ?? made.args.positional[1]);
  if (fields === null || made.args.named.has('rename')) return null;
  const defaults = made.args.named.get('defaults');
  const last = defaults?.type === 'list' ? read(machine, defaults.cell).items : [];
  const values = fields.map((field, at): [string, Val] => {
    const fallback = last[at - fields.length + last.length] ?? unknown(args.hidden ?? see(expr), site);
    return [field, args.named.get(field) ?? args.positional[at] ?? fallback];
  });
  return bareInstance(machine, new Map(values), expr, site, [{ type: 'external', path: made.path, site }]);
}

function dictOfNamed(machine: Machine, args: Arguments, site: Site): Val | null {
  if (args.positional.length > 0) return null;
  const items = new Map([...args.named].map(([name, value]) => [name, { value, key: value.site }] as const));
  return { type: 'dict', cell: newCell<DictContent>(machine, { items, hidden: args.hidden }), site };
}

/** Something with attributes and no class of its own. */
export function bareInstance(machine: Machine, attributes: Attributes, expr: CallExpr, site: Site, bases: readonly Val[] = []): Val {
  const scope: Scope = { run: machine.run, file: site.file, names: new Map(), above: null, hidden: null };
  const { from, to } = expr;
  const definition = { type: 'class' as const, name: words(expr.callee), nameRange: expr, decorators: [], bases: [], body: [], from, to };
  return { type: 'instance', of: { definition, scope, bases, attributes: scope }, cell: newCell<Attributes>(machine, attributes), site };
}

/** `"name owner"`, `["name", "owner"]`, `[("name", str), ("owner", str)]`. */
function namesOf(machine: Machine, value: Val | undefined): string[] | null {
  if (value?.type === 'text') return value.value.split(/[\s,]+/).filter(Boolean);
  const content = value?.type === 'list' ? read(machine, value.cell) : null;
  if (content === null || content.hidden !== null) return null;
  const names = content.items.map((item) => textOf(item.type === 'list' ? read(machine, item.cell).items[0] : item));
  return names.flatMap((name) => name ?? []).length === names.length ? names.flatMap((name) => name ?? []) : null;
}

/** `replace(config, owner="x")` and `asdict(config)`, whatever they are called there; what is changed is passed by name. */
export function ofRecord(machine: Machine, name: string, of: Val | undefined, args: Arguments): Val | null {
  if (of?.type !== 'instance' || args.hidden !== null) return null;
  const fields = valuesOf(machine, of);
  if (/(?:replace|evolve)$/.test(name)) return { ...of, cell: newCell<Attributes>(machine, new Map([...fields, ...args.named])) };
  const items = new Map(fields.map(([field, value]) => [field, { value, key: value.site }] as const));
  return { type: 'dict', cell: newCell<DictContent>(machine, { items, hidden: null }), site: of.site };
}

/** @returns what a list or a named tuple holds in its order; null for anything else. */
export function sequenceOf(machine: Machine, value: Val): ListContent | null {
  if (value.type === 'list') return read(machine, value.cell);
  return isNamedTuple(value) ? { items: valuesOf(machine, value).map(([, item]) => item), hidden: null } : null;
}

/** @returns whether a value is of a class that is derived from `NamedTuple`, or of what `namedtuple()` gave. */
export function isNamedTuple(value: Val): value is Instance {
  return value.type === 'instance' && derivesFrom(value.of, /\.(?:NamedTuple|namedtuple)$/);
}

/** @returns whether one of the bases of a class is so called. */
export function derivesFrom(made: ClassMade, path: RegExp, depth = 0): boolean {
  return made.bases.some(
    (base) =>
      (base.type === 'external' && path.test(base.path)) ||
      (base.type === 'class' && depth < 10 && derivesFrom(base.made, path, depth + 1)),
  );
}

const opaqueExpr: Expr = { type: 'opaque', from: 0, to: 0 };

function valuesOf(machine: Machine, of: Instance): (readonly [string, Val])[] {
  const fields = of.of.definition.body.length === 0 ? [...read(machine, of.cell).keys()] : fieldsOf(of.of);
  return fields.map((name) => [name, machine.attribute(of, name, of.site, opaqueExpr)] as const);
}

/** @returns the names of the annotated fields of a class, those of its bases first. */
export function fieldsOf(made: ClassMade): string[] {
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
