import type { Expr } from '../../syntax/python.ts';
import { ancestryOf } from './ancestry.ts';
import { listOfParts, type Machine, newCell, read } from './machine.ts';
import { sequenceOf } from './records.ts';
import {
  type ClassMade,
  type DictContent,
  type DictItem,
  type ListContent,
  type Site,
  type see,
  textOf,
  unknown,
  type Val,
} from './values.ts';

/** @returns what `str()` gives; null for enum members, whose text depends on the class. */
export function asText(value: Val): string | null {
  if (value.type === 'text') return value.value;
  if (value.type === 'boolean') return value.value ? 'True' : 'False';
  if (value.type === 'none') return 'None';
  if (value.type !== 'number' || Math.abs(value.value) >= Number.MAX_SAFE_INTEGER) return null;
  const text = String(value.value);
  if (Number.isInteger(value.value)) return value.float === true ? `${text}.0` : text;
  return text.includes('e') ? null : text;
}

/** @returns whether a value counts as true, or null where that is not known. */
export function truthOf(machine: Machine, value: Val): boolean | null {
  if (value.type === 'boolean') return value.value;
  if (value.type === 'none') return false;
  if (value.type === 'text') return value.value !== '';
  if (value.type === 'list' || value.type === 'dict') {
    const content = elementsOf(machine, value);
    // Items that may be left out stand among those of a list that is not known whole.
    return content === null || content.hidden !== null ? null : content.items.length > 0;
  }
  if (value.type === 'dag' || value.type === 'function' || value.type === 'class') return true;
  return value.type === 'number' ? value.value !== 0 : null;
}

/** Tuples in tuples are keys this deep. */
const deepestKey = 3;

/** @returns the key that a value is in a dict, or null where it is not known. */
export function keyOf(value: Val, depth = 0): string | null {
  const text = textOf(value);
  if (text !== null) return text;
  if (value.type === 'none' || value.type === 'boolean') return `${noText}${asText(value)}`;
  if (value.type === 'list' && value.tuple === true && value.cell.content.hidden === null && depth < deepestKey) {
    const parts = value.cell.content.items.map((item) => keyOf(item, depth + 1));
    return parts.includes(null) ? null : `${noText}(${JSON.stringify(parts)}`;
  }
  return value.type === 'number' ? `${noText}#${value.value}` : null;
}

/** Begins the key of what is no text. */
const noText = '\u0000';

/** The value that a key stands for. */
function keyVal(machine: Machine, key: string, site: Site): Val {
  if (!key.startsWith(noText)) return { type: 'text', value: key, site };
  const rest = key.slice(1);
  if (rest.startsWith('#')) return { type: 'number', value: Number(rest.slice(1)), site };
  if (!rest.startsWith('(')) return rest === 'None' ? { type: 'none', site } : { type: 'boolean', value: rest === 'True', site };
  const items = (JSON.parse(rest.slice(1)) as string[]).map((part) => keyVal(machine, part, site));
  return { type: 'list', cell: newCell<ListContent>(machine, { items, hidden: null }), tuple: true, site };
}

/** @returns the content with one entry set. */
export function withItem(content: DictContent, key: string, item: DictItem): DictContent {
  return { items: new Map(content.items).set(key, item), hidden: content.hidden };
}

/** @returns the content with all entries of another over it; what cannot be read may overrule every entry. */
export function merged(content: DictContent, over: DictContent | null, reason: ReturnType<typeof see>): DictContent {
  const base = over === null || over.hidden !== null ? clouded(content, over?.hidden ?? reason) : content;
  if (over === null) return base;
  return { items: new Map([...base.items, ...over.items]), hidden: base.hidden };
}

/** @returns the content after an entry was set whose key is not known. */
export function clouded(content: DictContent, reason: ReturnType<typeof see>): DictContent {
  const items = new Map(
    [...content.items].map(([key, item]) => [key, { key: item.key, value: unknown(reason, item.value.site) }] as const),
  );
  return { items, hidden: reason };
}

/** @returns what a loop over a value goes through: the items of a list, the keys of a dict, the members of an enum; null for anything else. */
export function elementsOf(machine: Machine, value: Val): ListContent | null {
  const sequence = sequenceOf(machine, value);
  if (sequence !== null) return sequence;
  if (value.type === 'class' && ancestryOf(value.made).kind === 'enum') return membersOf(value.made);
  return value.type === 'dict' ? itemsOf(machine, read(machine, value.cell), 'keys', value.site) : null;
}

/** Names that begin with `_` are no members, nor are functions. */
function membersOf(made: ClassMade): ListContent | null {
  const own = [...made.attributes.names].filter(([name, value]) => !name.startsWith('_') && value.type !== 'function');
  return { items: own.map(([name, value]): Val => ({ type: 'member', name, value, site: value.site })), hidden: null };
}

/** @returns the keys, the values or both of a dict. */
export function itemsOf(machine: Machine, content: DictContent, name: 'keys' | 'values' | 'items', site: Site): ListContent {
  const items = [...content.items].map(([key, item]): Val => {
    const own = keyVal(machine, key, item.key);
    if (name === 'keys') return own;
    if (name === 'values') return item.value;
    return { type: 'list', cell: newCell<ListContent>(machine, { items: [own, item.value], hidden: null }), site };
  });
  return { items, hidden: content.hidden };
}

/** @returns what a value is taken apart into; null where that is not known. */
export function partsOf(machine: Machine, value: Val, targets: readonly Expr[]): readonly Val[] | null {
  const content = sequenceOf(machine, value);
  if (content === null || content.hidden !== null || content.unordered === true) return null;
  const { items } = content;
  const at = targets.findIndex(({ type }) => type === 'splat');
  if (at < 0) return items.length === targets.length ? items : null;
  const after = items.length - (targets.length - at - 1);
  if (after < at) return null;
  const rest: Val = {
    type: 'list',
    cell: newCell<ListContent>(machine, { items: items.slice(at, after), hidden: null }),
    site: value.site,
  };
  return [...items.slice(0, at), rest, ...items.slice(after)];
}

/** `a | b`, `a & b`, `a - b` of sets. @returns null where these are no sets, or what is in both cannot be told. */
export function setOf(machine: Machine, left: Val, right: Val, operator: string): ListContent | null {
  if (left.type !== 'list' || right.type !== 'list') return null;
  const [mine, other] = [read(machine, left.cell), read(machine, right.cell)];
  if (mine.unordered !== true || other.unordered !== true) return null;
  if (operator === '|') return asSet(listOfParts(machine, [mine, other]));
  const keys = other.items.map((item) => keyOf(item));
  if (other.hidden !== null || keys.includes(null) || mine.items.some((item) => keyOf(item) === null)) return null;
  return { ...mine, items: mine.items.filter((item) => keys.includes(keyOf(item)) === (operator === '&')) };
}

/** @returns the content of a set: each item once, in no order. */
export function asSet({ items, hidden }: ListContent): ListContent {
  const seen = new Set<string>();
  const once = items.filter((item) => {
    const key = keyOf(item);
    const isNew = key === null || !seen.has(key);
    if (key !== null) seen.add(key);
    return isNew;
  });
  return { items: once, hidden, unordered: true };
}
