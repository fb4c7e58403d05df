import { t } from '../../l10n.ts';
import type { Entry, Value } from '../../model.ts';
import { bindingsOf, type Machine, newCell } from '../following/machine.ts';
import { type Arguments, type DictItem, type Site, unknown, type Val } from '../following/values.ts';

export type MapValue = Extract<Value, { type: 'map' }>;

/** @returns the entry of a key; the last one where a text has several. */
export function entryOf(map: Value | undefined, key: string): Entry | undefined {
  return map?.type === 'map' ? map.entries.findLast((entry) => entry.key === key) : undefined;
}

/** @returns the map that stands under a key, or undefined. */
export function mapIn(map: Value | undefined, key: string): MapValue | undefined {
  const value = entryOf(map, key)?.value;
  return value?.type === 'map' ? value : undefined;
}

export function siteIn(file: string, range: { readonly from: number; readonly to: number }): Site {
  return { file, part: null, from: range.from, to: range.to };
}

/** A YAML value as what Python makes of it. */
export function valOf(machine: Machine, file: string, value: Value): Val {
  const site = siteIn(file, value);
  switch (value.type) {
    case 'text':
    case 'number':
    case 'boolean':
      return { type: value.type, value: value.value, site } as Val;
    case 'nothing':
      return { type: 'none', site };
    case 'hidden':
      return unknown(value.reason, site);
    case 'list':
      return { type: 'list', cell: newCell(machine, { items: value.items.map((item) => valOf(machine, file, item)), hidden: null }), site };
    case 'map':
      return (
        madeOf(machine, file, value) ?? {
          type: 'dict',
          cell: newCell(machine, { items: itemsOf(machine, file, value), hidden: null }),
          site,
        }
      );
  }
}

/** `__type__: datetime.timedelta` and its arguments: an object that dag-factory 1.x makes. */
function madeOf(machine: Machine, file: string, map: MapValue): Val | null {
  const type = entryOf(map, '__type__')?.value;
  if (type?.type !== 'text') return null;
  const named = new Map(
    map.entries.filter(({ key }) => !key.startsWith('__')).map(({ key, value }) => [key, valOf(machine, file, value)] as const),
  );
  const args = entryOf(map, '__args__')?.value;
  const positional = args?.type === 'list' ? args.items.map((item) => valOf(machine, file, item)) : [];
  return callVal(type.value, { positional, named, hidden: null }, siteIn(file, map));
}

function callVal(path: string, args: Arguments, site: Site): Val {
  return { type: 'call', path, args, expr: { type: 'opaque', from: site.from, to: site.to }, site };
}

function itemsOf(machine: Machine, file: string, map: MapValue): Map<string, DictItem> {
  return new Map(map.entries.map(({ key, keyRange, value }) => [key, { value: valOf(machine, file, value), key: siteIn(file, keyRange) }]));
}

/** A callback as dag-factory 1.1 reads it: a dotted path, a path with its arguments, or a list of those. */
export function callbackOf(machine: Machine, file: string, value: Value): Val {
  const site = siteIn(file, value);
  if (value.type === 'text') return named(machine, file, value.value, site);
  if (value.type === 'list')
    return {
      type: 'list',
      cell: newCell(machine, { items: value.items.map((item) => callbackOf(machine, file, item)), hidden: null }),
      site,
    };
  const path = entryOf(value, 'callback')?.value;
  if (value.type !== 'map' || path?.type !== 'text')
    return value.type === 'nothing' ? { type: 'none', site } : unknown(t('a callback that is not followed'), site);
  const given = new Map(
    value.entries.filter(({ key }) => key !== 'callback').map((entry) => [entry.key, valOf(machine, file, entry.value)] as const),
  );
  const called = named(machine, file, path.value, site);
  if (called.type === 'unknown') return called;
  return called.type === 'function'
    ? callVal('functools.partial', { positional: [called], named: given, hidden: null }, site)
    : callVal(path.value, { positional: [], named: given, hidden: null }, site);
}

/** What a dotted path leads to: a function of the workspace, or something outside of it. */
function named(machine: Machine, file: string, path: string, site: Site): Val {
  const at = path.lastIndexOf('.');
  const scope = at < 0 ? null : machine.importModule(path.slice(0, at), 0, file);
  if (scope === null) return { type: 'external', path, site };
  const value = 'names' in scope ? bindingsOf(machine, scope).get(path.slice(at + 1)) : unknown(scope, site);
  return value === undefined ? unknown(t('see {0}', path), site) : { ...value, site };
}

/** The function of a Python file, whose path may begin in a container: the longest end of it that is a module of the workspace. */
function inFile(machine: Machine, file: string, name: string, path: string, site: Site): Val {
  for (const module of modulesOf(path)) {
    if (machine.importModule(module, 0, file) !== null) return named(machine, file, `${module}.${name}`, site);
  }
  return { type: 'external', path: name, site };
}

function modulesOf(path: string): string[] {
  const parts = path
    .replace(/\.py$/, '')
    .split('/')
    .filter((part) => part !== '');
  return parts.map((_, at) => parts.slice(at).join('.'));
}

/** @returns the modules that the callbacks of a YAML file name, as far as they may be the workspace's. */
export function callbackModules(value: Value | null): string[] {
  if (value?.type === 'list') return value.items.flatMap(callbackModules);
  if (value?.type !== 'map') return [];
  return value.entries.flatMap(({ key, value: held }) => {
    const paths = /(?:^|_)callback$/.test(key) ? (held.type === 'list' ? held.items : [held]) : [];
    const dotted = paths.flatMap((one) =>
      one.type === 'text' && one.value.includes('.') ? [one.value.slice(0, one.value.lastIndexOf('.'))] : [],
    );
    const inFiles = key.endsWith('_callback_file') && held.type === 'text' ? modulesOf(held.value) : [];
    return [...dotted, ...inFiles, ...callbackModules(held)];
  });
}

/** The entries of a map as arguments, callbacks among them; `<callback>_name` and `<callback>_file` name a function of a file. */
export function argumentsIn(machine: Machine, file: string, map: MapValue): Map<string, DictItem> {
  const found = new Map<string, DictItem>();
  for (const { key, keyRange, value } of map.entries) {
    const callback = /^(.*_callback)_name$/.exec(key)?.[1];
    const from = callback === undefined ? undefined : entryOf(map, `${callback}_file`)?.value;
    if (callback !== undefined && value.type === 'text' && from?.type === 'text')
      found.set(callback, { value: inFile(machine, file, value.value, from.value, siteIn(file, value)), key: siteIn(file, keyRange) });
    else
      found.set(key, {
        value: key.endsWith('_callback') ? callbackOf(machine, file, value) : valOf(machine, file, value),
        key: siteIn(file, keyRange),
      });
  }
  return found;
}
