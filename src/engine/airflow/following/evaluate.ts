import { t } from '../../l10n.ts';
import type { DictEntry, Expr } from '../../syntax/python.ts';
import { builtinNames, writtenDict } from './builtins.ts';
import { type Machine, newCell, perhaps, read, siteOf, step, tooMuch } from './machine.ts';
import { link } from './taskLinks.ts';
import {
  type Arguments,
  type DictContent,
  type DictItem,
  hole,
  type ListContent,
  type Scope,
  type Site,
  see,
  seePart,
  textOf,
  unknown,
  type Val,
} from './values.ts';

/** Longer lists are followed as one element that nothing is known of. */
export const longestLoop = 30;

/** Works out what an expression comes to. */
export function evaluate(machine: Machine, expr: Expr, scope: Scope): Val {
  const site = siteOf(machine, scope, expr);
  if (!step(machine)) return unknown(tooMuch, site);
  switch (expr.type) {
    case 'string':
      return { type: 'text', value: expr.value, site, ...(expr.content === null ? {} : { content: expr.content.from }) };
    case 'number':
      return { type: 'number', value: expr.value, site };
    case 'boolean':
      return { type: 'boolean', value: expr.value, site };
    case 'none':
      return { type: 'none', site };
    case 'name':
      return lookUp(expr.name, scope, site);
    case 'fstring':
      return formatted(machine, expr, scope, site);
    case 'attribute':
      return machine.attribute(machine.evaluate(expr.of, scope), expr.name, site, expr);
    case 'subscript':
      return subscript(machine, expr, scope, site);
    case 'call':
      return machine.call(machine.evaluate(expr.callee, scope), argumentsOf(machine, expr, scope), expr, site);
    case 'list':
    case 'tuple':
    case 'set':
      return { type: 'list', cell: newCell(machine, listOf(machine, expr.items, scope)), site };
    case 'dict':
      return dictLiteral(machine, expr, scope, site);
    case 'binary':
      return binary(machine, expr, scope, site);
    case 'conditional':
      return conditional(machine, expr, scope, site);
    case 'comprehension':
      return comprehension(machine, expr, scope, site);
    case 'splat':
      machine.evaluate(expr.of, scope);
      return unknown(see(expr), site);
    case 'lambda':
      return lambda(expr, scope, site);
    case 'opaque':
      return unknown(t('an expression that is not followed'), site);
  }
}

/** @returns what a name is bound to where it is read. */
export function lookUp(name: string, scope: Scope, site: Site): Val {
  for (let at: Scope | null = scope; at !== null; at = at.above) {
    const value = at.names.get(name);
    // Where a function is handed on says more than where it is defined.
    if (value !== undefined) return value.type === 'function' || value.type === 'external' ? { ...value, site } : value;
    if (at.hidden !== null) return unknown(at.hidden, site);
  }
  return builtinNames.has(name) ? { type: 'external', path: `builtins.${name}`, site } : unknown(t('see {0}', name), site);
}

function lambda(expr: Extract<Expr, { type: 'lambda' }>, scope: Scope, site: Site): Val {
  const definition = {
    type: 'function' as const,
    name: 'lambda',
    nameRange: expr,
    decorators: [],
    parameters: [],
    body: [{ type: 'return' as const, value: expr.body, from: expr.body.from, to: expr.body.to }],
    from: expr.from,
    to: expr.to,
  };
  const decorated: Arguments = { positional: [], named: new Map(), hidden: null };
  return { type: 'function', made: { definition, part: definition, scope, role: 'unreadable', decorated, decorator: null }, site };
}

function formatted(machine: Machine, expr: Extract<Expr, { type: 'fstring' }>, scope: Scope, site: Site): Val {
  const parts = expr.parts.map((part) => (typeof part === 'string' ? part : asText(machine.evaluate(part, scope))));
  if (parts.every((part) => part !== null)) return { type: 'text', value: parts.join(''), site };
  const open = expr.parts.find((_, at) => parts[at] === null);
  const reason = seePart(expr, open === undefined || typeof open === 'string' ? undefined : see(open));
  return { ...unknown(reason, site), partial: parts.map((part) => part ?? hole).join('') };
}

/** @returns what `str()` gives; null for enum members, whose text depends on the class. */
export function asText(value: Val): string | null {
  if (value.type === 'text') return value.value;
  if (value.type === 'number' && Number.isInteger(value.value)) return String(value.value);
  return null;
}

function subscript(machine: Machine, expr: Extract<Expr, { type: 'subscript' }>, scope: Scope, site: Site): Val {
  const of = machine.evaluate(expr.of, scope);
  const index = machine.evaluate(expr.index, scope);
  if (of.type === 'dict') return itemOf(read(machine, of.cell), keyOf(index), see(expr), site);
  if (of.type === 'list' && index.type === 'number') {
    const { items, hidden } = read(machine, of.cell);
    const item = hidden === null ? items.at(index.value) : undefined;
    return item ?? unknown(see(expr), site);
  }
  if (of.type === 'class') return machine.attribute(of, textOf(index) ?? '', site, expr);
  return unknown(see(expr), site);
}

function itemOf(content: DictContent, key: string | null, reason: ReturnType<typeof see>, site: Site): Val {
  if (key === null) return unknown(reason, site);
  return content.items.get(key)?.value ?? unknown(content.hidden ?? reason, site);
}

/** @returns the key that a value is in a dict, or null where it is not known. */
export function keyOf(value: Val): string | null {
  const text = textOf(value);
  if (text !== null) return text;
  return value.type === 'number' ? `#${value.value}` : null;
}

function listOf(machine: Machine, items: readonly Expr[], scope: Scope): ListContent {
  const found: Val[] = [];
  let hidden: ListContent['hidden'] = null;
  for (const item of items) {
    if (item.type !== 'splat') {
      found.push(machine.evaluate(item, scope));
      continue;
    }
    const value = machine.evaluate(item.of, scope);
    const content = value.type === 'list' ? read(machine, value.cell) : null;
    if (content !== null) found.push(...content.items);
    if (content === null || content.hidden !== null) hidden = content?.hidden ?? see(item);
  }
  return { items: found, hidden };
}

/** A key that a `**` behind it overrules is not written there: changing it would change nothing. */
function dictLiteral(machine: Machine, expr: Extract<Expr, { type: 'dict' }>, scope: Scope, site: Site): Val {
  const content = dictOf(machine, expr.entries, scope);
  const dict = writtenDict(machine, content, site);
  if (expr.entries.every(({ key }) => key !== null)) return dict;
  const items = new Map(content.items);
  for (const { key } of expr.entries) {
    if (key?.type === 'string' && items.get(key.value)?.key.from !== siteOf(machine, scope, key).from) items.delete(key.value);
  }
  return { ...dict, written: { ...content, items } };
}

function dictOf(machine: Machine, entries: readonly DictEntry[], scope: Scope): DictContent {
  let content: DictContent = { items: new Map(), hidden: null };
  for (const entry of entries) {
    const value = machine.evaluate(entry.value, scope);
    if (entry.key === null) {
      content = merged(content, value.type === 'dict' ? read(machine, value.cell) : null, see(entry.value));
      continue;
    }
    const key = keyOf(machine.evaluate(entry.key, scope));
    if (key === null) content = clouded(content, see(entry.key));
    else content = withItem(content, key, { value, key: siteOf(machine, scope, entry.key) });
  }
  return content;
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

/** @returns what a call passes, each argument worked out in order. */
export function argumentsOf(machine: Machine, expr: Extract<Expr, { type: 'call' }>, scope: Scope): Arguments {
  const positional: Val[] = [];
  const named = new Map<string, Val>();
  let hidden: Arguments['hidden'] = null;
  for (const arg of expr.args) {
    if (arg.type !== 'splat') positional.push(machine.evaluate(arg, scope));
    else {
      const value = machine.evaluate(arg.of, scope);
      const content = value.type === 'list' ? read(machine, value.cell) : null;
      if (content !== null) positional.push(...content.items);
      if (content === null || content.hidden !== null) hidden = see(arg);
    }
  }
  for (const keyword of expr.keywords) {
    const value = machine.evaluate(keyword.value, scope);
    if (keyword.name !== null) named.set(keyword.name, value);
    else {
      const content = value.type === 'dict' ? read(machine, value.cell) : null;
      for (const [key, item] of content?.items ?? []) named.set(key, item.value);
      if (content === null || content.hidden !== null) hidden = content?.hidden ?? see(keyword.value);
    }
  }
  return { positional, named, hidden, spread: expr.keywords.some(({ name }) => name === null) };
}

function binary(machine: Machine, expr: Extract<Expr, { type: 'binary' }>, scope: Scope, site: Site): Val {
  const left = machine.evaluate(expr.left, scope);
  const right = machine.evaluate(expr.right, scope);
  const { operator } = expr;
  if (operator === '+') {
    const sum = plus(machine, left, right, site) ?? unknown(see(expr), site);
    if (sum.type !== 'unknown') return sum;
    const open = [left, right].find((part) => part.type === 'unknown');
    return { ...sum, reason: seePart(expr, open?.type === 'unknown' ? open.reason : undefined) };
  }
  if (operator === '|' && left.type === 'dict') {
    const over = right.type === 'dict' ? read(machine, right.cell) : null;
    return { type: 'dict', cell: newCell(machine, merged(read(machine, left.cell), over, see(expr.right))), site };
  }
  if (operator === '%' && left.type === 'text') return percent(machine, left.value, right, site) ?? unknown(see(expr), site);
  if (operator === '*' && left.type === 'number' && right.type === 'number')
    return { type: 'number', value: left.value * right.value, site };
  if (operator === '==' || operator === '!=') return compared(left, right, operator === '==', site) ?? unknown(see(expr), site);
  if (operator === 'or' || operator === 'and') return either(left, right, operator) ?? unknown(see(expr), site);
  if (operator === '>>' || operator === '<<') return ordered(machine, left, right, operator);
  if ((operator === '|' || operator === '&') && left.type !== 'unknown') {
    return { type: 'list', cell: newCell<ListContent>(machine, { items: [left, right], hidden: null }), site };
  }
  return unknown(see(expr), site);
}

/** `a >> b` and `b << a` are worth their right side; a label between two tasks is none. */
function ordered(machine: Machine, left: Val, right: Val, operator: '>>' | '<<'): Val {
  const isLabel = (value: Val) => value.type === 'call' && value.path.endsWith('.Label');
  if (isLabel(left) || isLabel(right)) return isLabel(left) ? right : left;
  if (operator === '>>') link(machine, left, right);
  else link(machine, right, left);
  return right;
}

/** Joins texts or lists; null where the outcome is not known. */
export function plus(machine: Machine, left: Val, right: Val, site: Site): Val | null {
  if (left.type === 'text' && right.type === 'text') return { type: 'text', value: left.value + right.value, site };
  if (left.type === 'number' && right.type === 'number') return { type: 'number', value: left.value + right.value, site };
  const [before, after] = [partialText(left), partialText(right)];
  if (before !== null || after !== null) {
    return { ...unknown(t('a text that is put together'), site), partial: (before ?? hole) + (after ?? hole) };
  }
  if (left.type !== 'list') return null;
  const first = read(machine, left.cell);
  const second: ListContent = right.type === 'list' ? read(machine, right.cell) : { items: [], hidden: t('a list that is not known') };
  const content = { items: [...first.items, ...second.items], hidden: first.hidden ?? second.hidden };
  return { type: 'list', cell: newCell(machine, content), site };
}

function partialText(value: Val): string | null {
  return value.type === 'unknown' ? (value.partial ?? null) : textOf(value);
}

function percent(machine: Machine, text: string, right: Val, site: Site): Val | null {
  const content = right.type === 'list' ? read(machine, right.cell) : { items: [right], hidden: null };
  const parts = content.items.map(asText);
  if (content.hidden !== null || parts.some((part) => part === null)) return null;
  const holes = text.match(/%[^%]/g) ?? [];
  if (text.includes('%%') || holes.length !== parts.length || holes.some((hole) => hole !== '%s' && hole !== '%d')) return null;
  let at = 0;
  return { type: 'text', value: text.replace(/%[sd]/g, () => parts[at++] ?? ''), site };
}

function compared(left: Val, right: Val, equal: boolean, site: Site): Val | null {
  if (left.type !== right.type || (left.type !== 'text' && left.type !== 'number')) return null;
  return { type: 'boolean', value: (left.value === (right as typeof left).value) === equal, site };
}

function either(left: Val, right: Val, operator: 'or' | 'and'): Val | null {
  const truth = truthOf(left);
  if (truth === null) return null;
  return truth === (operator === 'or') ? left : right;
}

/** @returns whether a value counts as true, or null where that is not known. */
export function truthOf(value: Val): boolean | null {
  if (value.type === 'boolean') return value.value;
  if (value.type === 'none') return false;
  if (value.type === 'text') return value.value !== '';
  return value.type === 'number' ? value.value !== 0 : null;
}

function conditional(machine: Machine, expr: Extract<Expr, { type: 'conditional' }>, scope: Scope, site: Site): Val {
  const truth = truthOf(machine.evaluate(expr.test, scope));
  if (truth !== null) return machine.evaluate(truth ? expr.then : expr.otherwise, scope);
  let then: Val | null = null;
  let otherwise: Val | null = null;
  const reason = see(expr);
  perhaps(
    machine,
    () => {
      then = machine.evaluate(expr.then, scope);
      return true;
    },
    reason,
    site,
  );
  perhaps(
    machine,
    () => {
      otherwise = machine.evaluate(expr.otherwise, scope);
      return true;
    },
    reason,
    site,
  );
  return joined(then, otherwise) ?? unknown(reason, site);
}

function joined(then: Val | null, otherwise: Val | null): Val | null {
  if (then === null || otherwise === null) return null;
  const text = textOf(then);
  return text !== null && text === textOf(otherwise) ? then : null;
}

/** The element is followed for each item of a list that is known, else once with names that nothing is known of: it may make tasks. */
function comprehension(machine: Machine, expr: Extract<Expr, { type: 'comprehension' }>, scope: Scope, site: Site): Val {
  const over = expr.over === null ? null : machine.evaluate(expr.over, scope);
  const content = over?.type === 'list' ? read(machine, over.cell) : null;
  const [target, ...others] = expr.targets;
  const follows = content !== null && content.hidden === null && content.items.length <= longestLoop && others.length === 0;
  const follow = (item: Val | null) => {
    const inner: Scope = { file: scope.file, names: new Map(), above: scope, hidden: null };
    for (const name of expr.targets) inner.names.set(name, item ?? unknown(t('see {0}', name), site));
    return machine.evaluate(expr.element, inner);
  };
  machine.loops++;
  const items = follows && target !== undefined ? content.items.map(follow) : [follow(null)];
  machine.loops--;
  return { type: 'list', cell: newCell<ListContent>(machine, { items, hidden: follows ? null : see(expr) }), site };
}
