import { type Message, t } from '../../l10n.ts';
import { keep, stray } from './comeUpon.ts';
import { asSet, asText, clouded, elementsOf, itemsOf, keyOf } from './contents.ts';
import { listOfParts, type Machine, newCell, read, step, textOfParts, tooMuch, write } from './machine.ts';
import { type Arguments, type DictContent, type DictItem, type ListContent, type Site, textOf, unknown, type Val } from './values.ts';

/** Names that Python binds before any statement. */
export const builtinNames: ReadonlySet<string> = new Set(
  (
    'dict list tuple set frozenset str int float bool len range enumerate zip sorted reversed map filter any all min max sum print open repr ' +
    'getattr setattr hasattr callable abs round divmod chr ord hash bytes format isinstance issubclass type super globals locals vars next iter id object property staticmethod classmethod ' +
    '__file__ __name__ Exception ValueError KeyError TypeError ImportError RuntimeError AttributeError NotImplementedError exec eval __import__'
  ).split(' '),
);

/** Calls of Python's own functions on values that are known. @returns null where the outcome is not followed. */
export function callBuiltin(machine: Machine, name: string, args: Arguments, site: Site): Val | null {
  const [first] = args.positional;
  switch (name) {
    case 'dict':
      return dictFrom(machine, args, site);
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
    case 'sorted':
    case 'reversed':
    case 'enumerate':
    case 'zip': {
      const content = listFrom(machine, name, args, site);
      return content === null
        ? null
        : { type: 'list', cell: newCell(machine, content), ...(name === 'tuple' ? { tuple: true } : {}), site };
    }
    case 'len': {
      const content = first === undefined ? null : elementsOf(machine, first);
      return content === null || content.hidden !== null ? null : { type: 'number', value: content.items.length, site };
    }
    case 'str': {
      const text = first === undefined ? null : asText(first);
      return text === null ? null : { type: 'text', value: text, site };
    }
    case 'globals':
    case 'locals':
    case 'vars':
      if (args.positional.length > 0) return null;
      return {
        type: 'dict',
        cell: newCell<DictContent>(machine, { items: new Map(), hidden: t('see {0}()', name) }),
        site,
        ofModule: true,
      };
    case 'range':
      return rangeFrom(machine, args, site);
    default:
      return null;
  }
}

function listFrom(machine: Machine, name: string, args: Arguments, site: Site): ListContent | null {
  const lists = args.positional.map((arg) => elementsOf(machine, arg));
  const [first] = lists;
  if (args.hidden !== null || lists.includes(null)) return null;
  if (first == null) return { items: [], hidden: null, ...(name.endsWith('set') ? { unordered: true } : {}) };
  const pair = (items: readonly Val[]): Val => ({ type: 'list', cell: newCell<ListContent>(machine, { items, hidden: null }), site });
  switch (name) {
    case 'set':
    case 'frozenset':
      return asSet(first);
    case 'sorted':
      return sorted(first, args.named.size > 0);
    case 'reversed':
      return { ...first, items: [...first.items].reverse() };
    case 'enumerate': {
      if (lists.length > 1 || args.named.size > 0) return null;
      return { ...first, items: first.items.map((item, at) => pair([{ type: 'number', value: at, site }, item])) };
    }
    case 'zip': {
      const all = lists.flatMap((one) => one ?? []);
      if (all.some(({ hidden, unordered }) => hidden !== null || unordered === true)) return null;
      const count = Math.min(...all.map(({ items }) => items.length));
      return { items: first.items.slice(0, count).map((_item, at) => pair(all.flatMap(({ items }) => items[at] ?? []))), hidden: null };
    }
    default:
      return first;
  }
}

/** Texts or numbers in their order; anything else, and by a key, in an order that is not known. */
function sorted({ items, hidden }: ListContent, byKey: boolean): ListContent {
  const texts = items.every((item) => item.type === 'text');
  const numbers = items.every((item) => item.type === 'number');
  if (byKey || hidden !== null || !(texts || numbers)) return { items, hidden, unordered: true };
  const worth = (item: Val) => (item.type === 'text' || item.type === 'number' ? item.value : '');
  return { items: [...items].sort((a, b) => (worth(a) < worth(b) ? -1 : worth(a) > worth(b) ? 1 : 0)), hidden };
}

function rangeFrom(machine: Machine, args: Arguments, site: Site): Val | null {
  const bounds = args.positional.map((arg) => (arg.type === 'number' ? arg.value : Number.NaN));
  const [from, to] = bounds.length === 1 ? [0, bounds[0]] : [bounds[0], bounds[1]];
  if (from === undefined || to === undefined || bounds.length > 2 || !(to - from <= 50)) return null;
  const items = Array.from({ length: Math.max(0, to - from) }, (_, at): Val => ({ type: 'number', value: from + at, site }));
  return { type: 'list', cell: newCell<ListContent>(machine, { items, hidden: null }), site };
}

function dictFrom(machine: Machine, args: Arguments, site: Site): Val | null {
  const [base, ...more] = args.positional;
  if (more.length > 0) return null;
  let content: DictContent = { items: new Map(), hidden: null };
  if (base !== undefined) {
    const found = base.type === 'dict' ? read(machine, base.cell) : fromPairs(machine, base);
    if (found === null) return null;
    content = found;
  }
  const dict = writtenDict(machine, over(content, args), site);
  // A key that `**` brings cannot be given once more.
  return args.spread ? { type: 'dict', cell: dict.cell, site } : dict;
}

/** A dict that is written out at a site. */
export function writtenDict(machine: Machine, written: DictContent, site: Site): Extract<Val, { type: 'dict' }> {
  return { type: 'dict', cell: newCell(machine, written), written, literal: machine.calls === 0 ? 'module' : 'function', site };
}

/** `dict([("owner", "x")])`. */
function fromPairs(machine: Machine, value: Val): DictContent | null {
  const content = value.type === 'list' ? read(machine, value.cell) : null;
  if (content === null || content.hidden !== null) return null;
  const items = new Map<string, DictItem>();
  for (const pair of content.items) {
    const [first, second, ...more] = (pair.type === 'list' ? read(machine, pair.cell).items : []) as readonly Val[];
    const key = first === undefined ? null : keyOf(first);
    if (first === undefined || key === null || second === undefined || more.length > 0) return null;
    items.set(key, { value: second, key: first.site });
  }
  return { items, hidden: null };
}

/** @returns the content with keyword arguments set over it. */
function over(content: DictContent, args: Arguments): DictContent {
  const items = new Map<string, DictItem>(content.items);
  if (args.hidden !== null) {
    for (const [key, item] of items) items.set(key, { key: item.key, value: unknown(args.hidden, item.value.site) });
  }
  for (const [key, value] of args.named) items.set(key, { value, key: value.site });
  return { items, hidden: content.hidden ?? args.hidden };
}

/** What is in something is copied this deep. */
const deepestCopy = 30;

/** A copy of a dict or list, and of the dicts in it; other values are themselves. */
export function copyOf(machine: Machine, value: Val, deep: boolean, depth = 0): Val {
  if (depth > deepestCopy || !step(machine)) return unknown(tooMuch, value.site);
  if (value.type === 'list') {
    const content = read(machine, value.cell);
    const items = deep ? content.items.map((item) => copyOf(machine, item, true, depth + 1)) : content.items;
    return { ...value, cell: newCell(machine, { ...content, items }) };
  }
  if (value.type !== 'dict') return value;
  const content = read(machine, value.cell);
  if (!deep) return { ...value, cell: newCell(machine, content) };
  const items = new Map(
    [...content.items].map(([key, item]) => [key, { key: item.key, value: copyOf(machine, item.value, true, depth + 1) }] as const),
  );
  return { ...value, cell: newCell<DictContent>(machine, { items, hidden: content.hidden }) };
}

/** Calls a method of a dict, list or text. @returns null where the outcome is not followed; what may have changed is unknown then. */
export function callMethod(machine: Machine, of: Val, name: string, args: Arguments, site: Site): Val | null {
  if (of.type === 'dict') return dictMethod(machine, of, name, args, site);
  if (of.type === 'list') return listMethod(machine, of, name, args, site);
  const text = textOf(of);
  return text === null ? null : textMethod(machine, text, name, args, site);
}

function dictMethod(machine: Machine, of: Extract<Val, { type: 'dict' }>, name: string, args: Arguments, site: Site): Val | null {
  const content = read(machine, of.cell);
  const [first, second] = args.positional;
  const key = first === undefined ? null : keyOf(first);
  const item = key === null ? undefined : content.items.get(key);
  if (of.ofModule === true) for (const value of [...args.positional, ...args.named.values()]) keep(machine, value);
  const cloud = (reason: Message) => write(machine, of.cell, clouded(content, reason));
  switch (name) {
    case 'copy':
      return copyOf(machine, of, false);
    case 'update':
      if (args.hidden !== null || (first !== undefined && first.type !== 'dict')) stray(machine, of, t('an update that is not known'));
      write(machine, of.cell, updated(machine, content, args));
      return { type: 'none', site };
    case 'get':
      if (item !== undefined) return item.value;
      return key === null || content.hidden !== null ? null : (second ?? { type: 'none', site });
    case 'setdefault':
      if (item !== undefined) return item.value;
      if (key === null || second === undefined || content.hidden !== null) {
        write(machine, of.cell, { items: content.items, hidden: content.hidden ?? t('a dict that is changed') });
        return null;
      }
      write(machine, of.cell, { items: new Map(content.items).set(key, { value: second, key: site }), hidden: null });
      return second;
    case 'clear':
      write(machine, of.cell, { items: new Map(), hidden: null });
      return { type: 'none', site };
    case 'popitem':
      cloud(t('a dict that is changed'));
      return null;
    case 'pop': {
      if (key === null) {
        cloud(t('a dict that is changed'));
        return null;
      }
      const items = new Map(content.items);
      items.delete(key);
      write(machine, of.cell, { items, hidden: content.hidden });
      return item?.value ?? null;
    }
    case 'items':
    case 'keys':
    case 'values':
      return { type: 'list', cell: newCell(machine, itemsOf(machine, content, name, site)), site };
    default:
      return null;
  }
}

function updated(machine: Machine, content: DictContent, args: Arguments): DictContent {
  const [first] = args.positional;
  const base = over(content, { positional: [], named: new Map(), hidden: args.hidden });
  if (first === undefined) return over(base, args);
  if (first.type !== 'dict') return over(over(base, { positional: [], named: new Map(), hidden: t('an update that is not known') }), args);
  const more = read(machine, first.cell);
  const clouded = more.hidden === null ? base : over(base, { positional: [], named: new Map(), hidden: more.hidden });
  return over({ items: new Map([...clouded.items, ...more.items]), hidden: clouded.hidden }, args);
}

function listMethod(machine: Machine, of: Extract<Val, { type: 'list' }>, name: string, args: Arguments, site: Site): Val | null {
  const content = read(machine, of.cell);
  const [first] = args.positional;
  if (name === 'copy') return copyOf(machine, of, false);
  const more = content.unordered === true && first !== undefined ? elementsOf(machine, first) : null;
  if (name === 'union' && more !== null && args.positional.length === 1)
    return { type: 'list', cell: newCell(machine, asSet(listOfParts(machine, [content, more]))), site };
  if (content.unordered === true && name === 'add' && first !== undefined)
    write(machine, of.cell, asSet({ items: [...content.items, first], hidden: content.hidden }));
  else if (name === 'update' && more !== null && args.positional.length === 1)
    write(machine, of.cell, asSet(listOfParts(machine, [content, more])));
  else if (name === 'append' && first !== undefined) write(machine, of.cell, { items: [...content.items, first], hidden: content.hidden });
  else if (name === 'extend' && first?.type === 'list') {
    const more = read(machine, first.cell);
    write(machine, of.cell, listOfParts(machine, [content, more]));
  } else if (name !== 'index' && name !== 'count') {
    write(machine, of.cell, { items: [], hidden: t('a list that is changed') });
    return null;
  }
  return { type: 'none', site };
}

function textMethod(machine: Machine, text: string, name: string, args: Arguments, site: Site): Val | null {
  const texts = args.positional.map((arg) => textOf(arg));
  const [first, second] = texts;
  const plain = (value: string): Val => ({ type: 'text', value, site });
  if (args.hidden !== null || (args.named.size > 0 && name !== 'format')) return null;
  switch (name) {
    case 'lower':
      return plain(text.toLowerCase());
    case 'upper':
      return plain(text.toUpperCase());
    case 'strip':
      return texts.length === 0 ? plain(text.trim()) : null;
    case 'removeprefix':
      return typeof first === 'string' ? plain(text.startsWith(first) ? text.slice(first.length) : text) : null;
    case 'removesuffix':
      return typeof first === 'string' ? plain(text.endsWith(first) ? text.slice(0, text.length - first.length) : text) : null;
    case 'partition': {
      if (typeof first !== 'string' || first === '') return null;
      const at = text.indexOf(first);
      const items = (at < 0 ? [text, '', ''] : [text.slice(0, at), first, text.slice(at + first.length)]).map(plain);
      return { type: 'list', cell: newCell<ListContent>(machine, { items, hidden: null }), site };
    }
    case 'replace':
      return typeof first === 'string' && first !== '' && typeof second === 'string' && texts.length === 2
        ? replaced(machine, text.split(first), second, site)
        : null;
    case 'split': {
      if (typeof first !== 'string' || first === '' || texts.length > 1) return null;
      const items = text.split(first).map(plain);
      return { type: 'list', cell: newCell(machine, listOfParts(machine, [{ items, hidden: null }])), site };
    }
    case 'join':
      return joinTexts(machine, text, args, site);
    case 'format':
      return formatText(machine, text, args, site);
    default:
      return null;
  }
}

function replaced(machine: Machine, between: readonly string[], by: string, site: Site): Val {
  return textOfParts(
    machine,
    between.flatMap((part, at) => (at === 0 ? [part] : [by, part])),
    site,
  );
}

function joinTexts(machine: Machine, text: string, args: Arguments, site: Site): Val | null {
  const [list] = args.positional;
  if (list?.type !== 'list') return null;
  const { items, hidden, unordered } = read(machine, list.cell);
  const parts = items.map((item) => textOf(item));
  return hidden === null && (unordered !== true || parts.length < 2) && parts.every((part) => part !== null)
    ? textOfParts(
        machine,
        parts.flatMap((part, at) => (at === 0 ? [part] : [text, part])),
        site,
      )
    : null;
}

function formatText(machine: Machine, text: string, args: Arguments, site: Site): Val | null {
  if (text.includes('{{') || text.includes('}}')) return null;
  let at = 0;
  // Every second part is the name of a hole.
  const parts = text.split(/\{([^{}]*)\}/).map((part, nth) => {
    if (nth % 2 === 0) return part;
    const index = part === '' ? at++ : /^\d+$/.test(part) ? Number(part) : null;
    const value = index === null ? args.named.get(part) : args.positional[index];
    return value === undefined ? null : asText(value);
  });
  return parts.every((part) => part !== null) ? textOfParts(machine, parts, site) : null;
}
