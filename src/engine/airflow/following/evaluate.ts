import { t } from '../../l10n.ts';
import type { DictEntry, Expr } from '../../syntax/python.ts';
import { builtinNames, writtenDict } from './builtins.ts';
import { noteHandled, stray, strayAll } from './comeUpon.ts';
import { asSet, asText, clouded, elementsOf, keyOf, merged, partsOf, setOf, truthOf, withItem } from './contents.ts';
import {
  bind,
  bindingsOf,
  listOfParts,
  type Machine,
  newCell,
  perhaps,
  read,
  siteOf,
  step,
  textOfParts,
  tooMuch,
  under,
} from './machine.ts';
import { compared, contained, numberVal, ordered, percent, plus } from './operators.ts';
import { sequenceOf } from './records.ts';
import {
  type Arguments,
  type DictContent,
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
  const since = machine.handled.length;
  const value = worth(machine, expr, scope);
  noteHandled(machine, expr, value, since);
  return value;
}

function worth(machine: Machine, expr: Expr, scope: Scope): Val {
  if (!step(machine)) return unknown(tooMuch, siteOf(machine, scope, expr));
  if (expr.type === 'name') return lookUp(machine, expr, scope);
  const site = siteOf(machine, scope, expr);
  switch (expr.type) {
    case 'string':
      return { type: 'text', value: expr.value, site, content: expr.content?.from ?? null };
    case 'number':
      return numberVal(expr.value, expr, site);
    case 'boolean':
      return { type: 'boolean', value: expr.value, site };
    case 'none':
      return { type: 'none', site };
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
    case 'set': {
      const content = listOf(machine, expr.items, scope);
      const cell = newCell(machine, expr.type === 'set' ? asSet(content) : content);
      return { type: 'list', cell, ...(expr.type === 'tuple' ? { tuple: true } : {}), site };
    }
    case 'dict':
      return dictLiteral(machine, expr, scope, site);
    case 'binary':
      return binary(machine, expr, scope, site);
    case 'conditional':
      return conditional(machine, expr, scope, site);
    case 'comprehension':
      return comprehension(machine, expr, scope, site);
    case 'walrus':
      return walrus(machine, expr, scope);
    case 'not': {
      const truth = truthOf(machine, machine.evaluate(expr.of, scope));
      return truth === null ? unknown(see(expr), site) : { type: 'boolean', value: !truth, site };
    }
    case 'splat':
      machine.evaluate(expr.of, scope);
      return unknown(see(expr), site);
    case 'lambda':
      return lambda(expr, scope, site);
    case 'opaque':
      strayAll(machine, scope, notFollowed);
      return unknown(notFollowed, site);
  }
}

/** Why what is read as nothing in particular says nothing. */
export const notFollowed = t('an expression that is not followed');

/** @returns what a name is bound to where it is read. */
function lookUp(machine: Machine, expr: Extract<Expr, { type: 'name' }>, scope: Scope): Val {
  const { name } = expr;
  for (let at: Scope | null = scope; at !== null; at = at.above) {
    if (at.ofClass === true && at !== scope) continue;
    const value = bindingsOf(machine, at).get(name);
    // Where a function is handed on says more than where it is defined.
    if (value?.type === 'function') machine.read.add(value.made.part);
    if (value !== undefined)
      return value.type === 'function' || value.type === 'external' ? { ...value, site: siteOf(machine, scope, expr) } : value;
    if (at.hidden !== null) return unknown(at.hidden, siteOf(machine, scope, expr));
  }
  const site = siteOf(machine, scope, expr);
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
  return {
    type: 'function',
    made: { definition, part: definition, scope, role: 'unreadable', defaults: new Map(), decorated, decorator: null },
    site,
  };
}

function formatted(machine: Machine, expr: Extract<Expr, { type: 'fstring' }>, scope: Scope, site: Site): Val {
  const parts = expr.parts.map((part) => (typeof part === 'string' ? part : asText(machine.evaluate(part, scope))));
  if (parts.every((part) => part !== null)) return textOfParts(machine, parts, site);
  const open = expr.parts.find((_, at) => parts[at] === null);
  const reason = seePart(expr, open === undefined || typeof open === 'string' ? undefined : see(open));
  const partial = textOfParts(
    machine,
    parts.map((part) => part ?? hole),
    site,
  );
  return { ...unknown(reason, site), partial: textOf(partial) ?? hole };
}

/** Binds a name in the scope around all comprehensions. */
function walrus(machine: Machine, { name, value: expr }: Extract<Expr, { type: 'walrus' }>, scope: Scope): Val {
  const value = machine.evaluate(expr, scope);
  let at = scope;
  while (at.comprehension === true && at.above !== null) at = at.above;
  bind(machine, at, name, value);
  return value;
}

function subscript(machine: Machine, expr: Extract<Expr, { type: 'subscript' }>, scope: Scope, site: Site): Val {
  const of = machine.evaluate(expr.of, scope);
  const index = machine.evaluate(expr.index, scope);
  if (of.type === 'dict') return itemOf(read(machine, of.cell), keyOf(index), see(expr), site);
  const sequence = index.type === 'number' ? sequenceOf(machine, of) : null;
  if (sequence !== null && index.type === 'number') {
    const item = sequence.hidden === null && sequence.unordered !== true ? sequence.items.at(index.value) : undefined;
    return item ?? unknown(see(expr), site);
  }
  if (of.type === 'class') return machine.attribute(of, textOf(index) ?? '', site, expr);
  return unknown(see(expr), site);
}

function itemOf(content: DictContent, key: string | null, reason: ReturnType<typeof see>, site: Site): Val {
  if (key === null) return unknown(reason, site);
  return content.items.get(key)?.value ?? unknown(content.hidden ?? reason, site);
}

function listOf(machine: Machine, items: readonly Expr[], scope: Scope): ListContent {
  const splats = items.some(({ type }) => type === 'splat');
  const parts = items.map((item): ListContent => {
    if (item.type !== 'splat') return { items: [machine.evaluate(item, scope)], hidden: null };
    return elementsOf(machine, machine.evaluate(item.of, scope)) ?? { items: [], hidden: see(item) };
  });
  // What is written out is as long as it is.
  return splats ? listOfParts(machine, parts) : { items: parts.flatMap((part) => part.items), hidden: null };
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

/** @returns what a call passes, each argument worked out in order. */
export function argumentsOf(machine: Machine, expr: Extract<Expr, { type: 'call' }>, scope: Scope): Arguments {
  const positional: Val[] = [];
  const named = new Map<string, Val>();
  let hidden: Arguments['hidden'] = null;
  for (const arg of expr.args) {
    if (arg.type !== 'splat') positional.push(machine.evaluate(arg, scope));
    else {
      const value = machine.evaluate(arg.of, scope);
      const content = sequenceOf(machine, value);
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
  const { operator } = expr;
  if (operator === 'or' || operator === 'and') return either(machine, left, expr, scope, site);
  const right = machine.evaluate(expr.right, scope);
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
  const set = setOf(machine, left, right, operator);
  if (set !== null) return { type: 'list', cell: newCell(machine, set), site };
  if (operator === '%' && left.type === 'text') return percent(machine, left.value, right, site) ?? unknown(see(expr), site);
  if (operator === '*' && left.type === 'number' && right.type === 'number')
    return numberVal(left.value * right.value, left.float === true ? left : right, site);
  if (operator === '-' && left.type === 'number' && right.type === 'number')
    return numberVal(left.value - right.value, left.float === true ? left : right, site);
  const comparison = compared(left, right, operator);
  if (comparison !== null) return { type: 'boolean', value: comparison, site };
  if (operator === 'in' || operator === 'not in')
    return contained(machine, left, right, operator === 'in', site) ?? unknown(see(expr), site);
  if (operator === '>>' || operator === '<<') return ordered(machine, left, right, operator);
  if ((operator === '|' || operator === '&') && left.type !== 'unknown') {
    return { type: 'list', cell: newCell<ListContent>(machine, { items: [left, right], hidden: null }), site };
  }
  return unknown(see(expr), site);
}

/** The right side of `or` and `and` is only come to where the left does not decide. */
function either(machine: Machine, left: Val, expr: Extract<Expr, { type: 'binary' }>, scope: Scope, site: Site): Val {
  const truth = truthOf(machine, left);
  if (truth !== null) return truth === (expr.operator === 'or') ? left : machine.evaluate(expr.right, scope);
  perhaps(machine, () => machine.evaluate(expr.right, scope) !== null, see(expr), site);
  return unknown(see(expr), site);
}

function conditional(machine: Machine, expr: Extract<Expr, { type: 'conditional' }>, scope: Scope, site: Site): Val {
  const truth = truthOf(machine, machine.evaluate(expr.test, scope));
  if (truth !== null) return machine.evaluate(truth ? expr.then : expr.otherwise, scope);
  let then: Val | null = null;
  let otherwise: Val | null = null;
  const reason = see(expr);
  perhaps(
    machine,
    under(machine, reason, () => {
      then = machine.evaluate(expr.then, scope);
      return true;
    }),
    reason,
    site,
  );
  perhaps(
    machine,
    under(machine, reason, () => {
      otherwise = machine.evaluate(expr.otherwise, scope);
      return true;
    }),
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

type Comprehension = Extract<Expr, { type: 'comprehension' }>;

/**
 * The element is followed for each turn of loops that are known, else once with names that nothing is known of: it may make tasks. What a
 * condition that is not known may leave out is unknown itself.
 */
function comprehension(machine: Machine, expr: Comprehension, scope: Scope, site: Site): Val {
  const inner: Scope = { run: machine.run, file: scope.file, names: new Map(), above: scope, hidden: null, comprehension: true };
  const items: Val[] = [];
  let dict: DictContent = { items: new Map(), hidden: null };
  let hidden: ListContent['hidden'] = null;
  const take = (perhapsOnly: boolean) => {
    const key = expr.key === null ? null : keyOf(machine.evaluate(expr.key, inner));
    const made = machine.evaluate(expr.element, inner);
    const value = perhapsOnly && made.type !== 'task' ? unknown(see(expr), site) : made;
    if (value !== made || (expr.key !== null && key === null)) stray(machine, made, see(expr));
    items.push(value);
    if (expr.key !== null)
      dict = key === null ? clouded(dict, see(expr)) : withItem(dict, key, { value, key: siteOf(machine, scope, expr.key) });
  };
  const turn = (at: number, unsure: boolean) => {
    const loop = expr.loops[at];
    if (machine.steps <= 0) {
      hidden = tooMuch;
      return;
    }
    if (loop === undefined) {
      take(unsure);
      return;
    }
    const over = machine.evaluate(loop.over, at === 0 ? scope : inner);
    const content = elementsOf(machine, over);
    const follows = content !== null && content.hidden === null && content.items.length <= longestLoop;
    if (!follows) {
      hidden ??= see(expr);
      stray(machine, over, hidden);
    }
    for (const item of follows ? content.items : [unknown(see(loop.over), site)]) {
      bindNames(machine, loop.target, item, inner);
      const truth = allTrue(loop.conditions.map((condition) => truthOf(machine, machine.evaluate(condition, inner))));
      if (truth === null) hidden ??= see(expr);
      if (truth !== false) turn(at + 1, unsure || truth === null || !follows);
    }
  };
  machine.loops++;
  turn(0, false);
  machine.loops--;
  if (expr.key === null) return { type: 'list', cell: newCell<ListContent>(machine, { items, hidden }), site };
  return { type: 'dict', cell: newCell<DictContent>(machine, hidden === null ? dict : { ...dict, hidden }), site };
}

/** @returns false where one is, null where one is not known. */
function allTrue(truths: readonly (boolean | null)[]): boolean | null {
  if (truths.includes(false)) return false;
  return truths.includes(null) ? null : true;
}

/** Binds the names of a comprehension. */
function bindNames(machine: Machine, target: Expr, value: Val, scope: Scope): void {
  if (target.type === 'name') scope.names.set(target.name, value);
  if (target.type !== 'tuple' && target.type !== 'list') return;
  const parts = partsOf(machine, value, target.items);
  if (parts === null) stray(machine, value, see(target));
  target.items.forEach((one, at) => {
    bindNames(machine, one.type === 'splat' ? one.of : one, parts?.[at] ?? unknown(see(one), siteOf(machine, scope, one)), scope);
  });
}
