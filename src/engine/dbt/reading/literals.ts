import { t } from '../../l10n.ts';
import type { Entry, Value } from '../../model.ts';
import type { Expr } from '../../syntax/python.ts';

/** Jinja knows the words of Python in lower case too. */
const words: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** @returns the literal value that an expression of Jinja or Python stands for; what is made at run time is `hidden`. */
export function literalValue(text: string, expression: Expr): Value {
  const range = { from: expression.from, to: expression.to };
  switch (expression.type) {
    case 'string':
      return { type: 'text', value: expression.value, ...range };
    case 'number':
      return { type: 'number', value: expression.value, ...range };
    case 'boolean':
      return { type: 'boolean', value: expression.value, ...range };
    case 'none':
      return { type: 'nothing', ...range };
    case 'name': {
      const word = words.get(expression.name);
      if (word === undefined) return hidden(text, expression);
      return word === null ? { type: 'nothing', ...range } : { type: 'boolean', value: word, ...range };
    }
    case 'list':
    case 'tuple':
    case 'set':
      return { type: 'list', items: expression.items.map((item) => literalValue(text, item)), ...range };
    case 'dict':
      return dictValue(text, expression);
    default:
      return hidden(text, expression);
  }
}

function dictValue(text: string, dict: Extract<Expr, { type: 'dict' }>): Value {
  const entries: Entry[] = [];
  let unread: Expr | null = null;
  for (const { key, value } of dict.entries) {
    if (key?.type === 'string')
      entries.push({ key: key.value, keyRange: { from: key.from, to: key.to }, value: literalValue(text, value) });
    else unread = key ?? value;
  }
  const range = { from: dict.from, to: dict.to };
  return unread ? { type: 'map', entries, hidden: madeBy(text, unread), ...range } : { type: 'map', entries, ...range };
}

/** @returns the keyword arguments of a call, and its positional dict, as one map. */
export function argumentsValue(text: string, call: Extract<Expr, { type: 'call' }>): Value {
  const entries: Entry[] = [];
  let unread: Expr | null = null;
  for (const argument of call.args) {
    const value = argument.type === 'dict' ? dictValue(text, argument) : null;
    if (value?.type === 'map') {
      entries.push(...value.entries);
      if (value.hidden) unread = argument;
    } else {
      unread = argument;
    }
  }
  for (const { name, nameRange, value } of call.keywords) {
    if (name !== null && nameRange) entries.push({ key: name, keyRange: nameRange, value: literalValue(text, value) });
    else unread = value;
  }
  const range = { from: call.from, to: call.to };
  return unread ? { type: 'map', entries, hidden: madeBy(text, unread), ...range } : { type: 'map', entries, ...range };
}

/** In characters; what is longer is not looked at again. */
const longestCondition = 1000;

function hidden(text: string, expression: Expr): Value {
  const value = { type: 'hidden' as const, reason: madeBy(text, expression), from: expression.from, to: expression.to };
  const jinja = expression.to - expression.from <= longestCondition ? text.slice(expression.from, expression.to) : '';
  return /\bvar\s*\(/.test(jinja) ? { ...value, jinja } : value;
}

/** The reason why a value is unknown: the words that make it, which is where to look. */
export function madeBy(text: string, expression: Expr) {
  if (expression.type !== 'call') return t('see {0}', snippet(text, expression.from, expression.to));
  const callee = snippet(text, expression.callee.from, expression.callee.to);
  return t('see {0}', expression.args.length + expression.keywords.length > 0 ? `${callee}(…)` : `${callee}()`);
}

/** @returns the words of a stretch on one line, at most 60 characters. */
export function snippet(text: string, from: number, to: number): string {
  const words = text
    .slice(from, Math.min(to, from + 200))
    .replace(/\s+/g, ' ')
    .trim();
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}
