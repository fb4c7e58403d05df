import { type Message, t } from '../../l10n.ts';
import type { Expr, Statement } from '../../syntax/python.ts';
import { type DagMade, type GroupMade, type Layer, type Made, nothingMade, type TaskLines } from './made.ts';
import {
  type Arguments,
  type Attributes,
  type Cell,
  type DictContent,
  type FunctionMade,
  type ListContent,
  type Run,
  type Scope,
  type Site,
  same,
  unknown,
  type Val,
} from './values.ts';

/** How statements are followed: what ran so far, and where one is. Nothing is run: values are worked out from literals. */
export interface Machine {
  readonly run: Run;
  /** What the statement that is followed belongs to (`partOf`): all expressions that are worked out stand in it. */
  part: object | null;
  readonly made: Made;
  readonly journal: Change[];
  /** The DAGs and groups whose `with` bodies or decorated functions are being followed, innermost last. */
  readonly inside: { readonly dag: DagMade | null; readonly group: GroupMade | null }[];
  /** Expressions and statements that may still be followed before all else is unknown. */
  steps: number;
  loops: number;
  calls: number;
  branches: number;
  /** The function that is followed with arguments that are not known. */
  parametric: FunctionMade | null;
  /** What the statement that is followed depends on, the outermost first. */
  readonly conditions: Message[];
  /** A DAG was come upon, so that values may hold one. */
  seesDags: boolean;
  /** The values that may hold DAGs and that the statement which is followed went through. */
  readonly handled: Val[];
  /** What the defaults of a DAG gave its last task. */
  lastLayers: readonly Layer[];
  /** What may be made again as it was; null where nobody types in the file, nor in one that it imports. */
  readonly lines: TaskLines | null;
  /** Functions that were called, by their statements. */
  readonly called: Set<object>;
  /** Functions whose names were read, by their statements. */
  readonly read: Set<object>;
  evaluate(expr: Expr, scope: Scope): Val;
  execute(body: readonly Statement[], scope: Scope): Ended;
  callFunction(made: FunctionMade, args: Arguments, site: Site, self?: Val): Val;
  call(callee: Val, args: Arguments, expr: Extract<Expr, { type: 'call' }>, site: Site): Val;
  attribute(of: Val, name: string, site: Site, expr: Expr): Val;
  /** @returns the scope of a module of the workspace, a reason where several files match, or null where none does. */
  importModule(module: string, level: number, file: string): Scope | Message | null;
}

type Started = Omit<Machine, 'run' | 'steps' | 'evaluate' | 'execute' | 'callFunction' | 'call' | 'attribute' | 'importModule'>;

/** Before any statement was followed. */
export function started(): Started {
  return {
    part: null,
    made: nothingMade(),
    journal: [],
    inside: [],
    loops: 0,
    calls: 0,
    branches: 0,
    parametric: null,
    conditions: [],
    seesDags: false,
    handled: [],
    lastLayers: [],
    lines: null,
    called: new Set(),
    read: new Set(),
  };
}

/** How a list of statements ended: by falling off its end, or by leaving with the values that it returned. */
export interface Ended {
  readonly falls: boolean;
  readonly returned: readonly Val[];
}

interface Change {
  readonly map: Map<unknown, unknown>;
  readonly key: unknown;
  readonly before: unknown;
}

/** Writes to a map so that `branch` can take it back. */
function put(machine: Machine, map: Map<unknown, unknown>, key: unknown, value: unknown): void {
  if (machine.branches > 0) machine.journal.push({ map, key, before: map.get(key) });
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

/** Binds a name. */
export function bind(machine: Machine, scope: Scope, name: string, value: Val | undefined): void {
  put(machine, ownNames(machine, scope) as Map<unknown, unknown>, name, value);
}

function ownNames({ run }: Machine, scope: Scope): Map<string, Val> {
  const own = run.scopes.get(scope);
  if (own !== undefined || scope.run === run) return own ?? scope.names;
  const copy = new Map(bindingsOf({ run }, scope));
  run.scopes.set(scope, copy);
  return copy;
}

/** @returns what the names of a scope are bound to now, as the file that is being followed sees them. */
export function bindingsOf({ run }: Pick<Machine, 'run'>, scope: Scope): ReadonlyMap<string, Val> {
  const own = run.scopes.size === 0 ? undefined : run.scopes.get(scope);
  return own ?? (scope.run === run ? undefined : scope.run.scopes.get(scope)) ?? scope.names;
}

/** @returns a new cell with what it holds. */
export function newCell<T>(machine: Machine, content: T): Cell<T> {
  return { run: machine.run, content };
}

/** @returns what a cell holds now, as the file that is being followed sees it. */
export function read<T>(machine: Machine, cell: Cell<T>): T {
  const { heap } = machine.run;
  const own = heap.size === 0 ? undefined : heap.get(cell);
  return (own ?? (cell.run === machine.run ? undefined : cell.run.heap.get(cell)) ?? cell.content) as T;
}

export function write<T>(machine: Machine, cell: Cell<T>, content: T): void {
  put(machine, machine.run.heap as Map<unknown, unknown>, cell, content);
}

/** Follows one branch, then takes back what it bound and changed. @returns what it left behind. */
function branch(machine: Machine, follow: () => boolean): { falls: boolean; after: Map<Map<unknown, unknown>, Map<unknown, unknown>> } {
  const mark = machine.journal.length;
  machine.branches++;
  const falls = follow();
  machine.branches--;
  const after = new Map<Map<unknown, unknown>, Map<unknown, unknown>>();
  for (const change of machine.journal.slice(mark)) {
    const keys = after.get(change.map) ?? new Map<unknown, unknown>();
    keys.set(change.key, change.map.get(change.key));
    after.set(change.map, keys);
  }
  for (const change of machine.journal.splice(mark).reverse()) {
    if (change.before === undefined) change.map.delete(change.key);
    else change.map.set(change.key, change.before);
  }
  return { falls, after };
}

/** Follows alternatives that exclude each other; what they do not agree on is unknown afterwards. @returns whether one of them falls through. */
export function alternatives(machine: Machine, follow: readonly (() => boolean)[], reason: Message, site: Site): boolean {
  const done = follow.map((one) => branch(machine, one)).filter((one) => one.falls);
  const touched = new Map<Map<unknown, unknown>, Set<unknown>>();
  for (const { after } of done) {
    for (const [map, keys] of after) {
      const known = touched.get(map) ?? new Set<unknown>();
      for (const key of keys.keys()) known.add(key);
      touched.set(map, known);
    }
  }
  for (const [map, keys] of touched) {
    for (const key of keys) {
      const ends = done.map(({ after }) => (after.get(map)?.has(key) === true ? after.get(map)?.get(key) : heldIn(machine, map, key)));
      put(machine, map, key, join(machine, ends, reason, site));
    }
  }
  return done.length > 0;
}

function heldIn(machine: Machine, map: Map<unknown, unknown>, key: unknown): unknown {
  return map === machine.run.heap ? read(machine, key as Cell<unknown>) : map.get(key);
}

/** @returns what follows something as long as a condition holds that is not known. */
export function under<T>(machine: Machine, condition: Message, follow: () => T): () => T {
  return () => {
    machine.conditions.push(condition);
    const outcome = follow();
    machine.conditions.pop();
    return outcome;
  };
}

/** Follows something that may happen or not, or several times. */
export function perhaps(machine: Machine, follow: () => boolean, reason: Message, site: Site): void {
  alternatives(machine, [follow, () => true], reason, site);
}

function join(machine: Machine, ends: readonly unknown[], reason: Message, site: Site): unknown {
  const present = ends.filter((end) => end !== undefined);
  const [first, ...rest] = present;
  if (first === undefined || rest.every((end) => end === first)) return first;
  if (isVal(first)) {
    const values = present.filter(isVal);
    if (values.every((value) => same(value, first))) return first;
    const dags = new Set(values.flatMap((value) => (value.type === 'dag' ? [value.dag] : [])));
    // `dag = None` where it could not be made.
    if (dags.size === 1) {
      const others = values.filter((value) => value.type !== 'none');
      const [dag] = others;
      if (dag !== undefined && others.every((value) => value.type === 'dag')) return dag;
    }
    for (const dag of dags) machine.made.strayed.set(dag, reason);
    const dicts = values.flatMap((value) => (value.type === 'dict' ? [read(machine, value.cell)] : []));
    if (dicts.length === values.length) return { type: 'dict', cell: newCell(machine, joinDicts(dicts, reason)), site: first.site };
    return unknown(reason, first.site ?? site);
  }
  if (first instanceof Map) return joinAttributes(present as Attributes[], reason, site);
  if (isDict(first)) return joinDicts(present as DictContent[], reason);
  return { items: [], hidden: reason } satisfies ListContent;
}

function joinDicts(contents: readonly DictContent[], reason: Message): DictContent {
  const items = new Map<string, DictContent['items'] extends ReadonlyMap<string, infer Item> ? Item : never>();
  const hidden = contents.find((content) => content.hidden !== null)?.hidden ?? null;
  for (const content of contents) {
    for (const [key, item] of content.items) {
      if (items.has(key)) continue;
      const all = contents.map((other) => other.items.get(key));
      const agreed = all.every((other) => other !== undefined && same(other.value, item.value));
      items.set(key, agreed ? item : { key: item.key, value: unknown(reason, item.value.site) });
    }
  }
  return { items, hidden };
}

function joinAttributes(all: readonly Attributes[], reason: Message, site: Site): Attributes {
  const joined = new Map<string, Val>();
  for (const name of new Set(all.flatMap((one) => [...one.keys()]))) {
    const values = all.map((one) => one.get(name));
    const first = values.find((value) => value !== undefined);
    if (first === undefined) continue;
    joined.set(name, values.every((value) => value !== undefined && same(value, first)) ? first : unknown(reason, first.site ?? site));
  }
  return joined;
}

function isVal(value: unknown): value is Val {
  return typeof value === 'object' && value !== null && 'type' in value && 'site' in value;
}

function isDict(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'items' in value && value.items instanceof Map;
}

/** Takes one step. @returns whether there is budget for it. */
export function step(machine: Machine): boolean {
  machine.steps--;
  return machine.steps > 0;
}

export const tooMuch = t('too much to follow');

/** Texts and lists that are put together to more than this are not followed: a few lines can double one without end. */
const longest = { text: 1_000_000, list: 100_000 };

/** @returns parts of a text in one; unknown where it is too long. Long ones take steps. */
export function textOfParts(machine: Machine, parts: readonly string[], site: Site): Val {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  machine.steps -= length >> 10;
  return length > longest.text ? unknown(tooMuch, site) : { type: 'text', value: parts.join(''), site };
}

/** @returns the content of lists in one; nothing that is known where it is too long. Long ones take steps. */
export function listOfParts(machine: Machine, parts: readonly ListContent[]): ListContent {
  const length = parts.reduce((sum, { items }) => sum + items.length, 0);
  machine.steps -= length >> 6;
  if (length > longest.list) return { items: [], hidden: tooMuch };
  const hidden = parts.find((part) => part.hidden !== null)?.hidden ?? null;
  const unordered = parts.some((part) => part.unordered === true) ? { unordered: true as const } : {};
  return { items: parts.flatMap(({ items }) => items), hidden, ...unordered };
}

/** @returns the site of a range of the statement that is followed. */
export function siteOf({ part }: Pick<Machine, 'part'>, scope: Scope, range: { readonly from: number; readonly to: number }): Site {
  return { file: scope.file, part, from: range.from, to: range.to };
}
