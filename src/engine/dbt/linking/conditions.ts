import type { Condition } from '../reading/conditions.ts';
import { anything, type Term } from '../reading/terms.ts';
import { type Meaning, meaningsOf, type World } from './meanings.ts';

/** Whether a condition holds; undefined where that cannot be known. `by`: the terms that it hangs on. */
export interface Verdict {
  readonly is: boolean | undefined;
  readonly by: readonly Term[];
}

/** What a term comes to; undefined where it can be this or that. */
type Known = Meaning['is'] | undefined;

/** @returns whether a condition holds in a world; the command line may say otherwise of variables. */
export function verdictOf(condition: Condition, world: World, trusted: 'what is certain' | 'variables too'): Verdict {
  if (condition === null) return { is: undefined, by: [] };
  if ('not' in condition) {
    const { is, by } = verdictOf(condition.not, world, trusted);
    return { is: is === undefined ? undefined : !is, by };
  }
  if ('all' in condition || 'any' in condition) {
    const deciding = 'any' in condition;
    const parts = ('any' in condition ? condition.any : condition.all).map((part) => verdictOf(part, world, trusted));
    const decisive = parts.find(({ is }) => is === deciding);
    const settled = parts.every(({ is }) => is !== undefined);
    return decisive ?? { is: settled ? !deciding : undefined, by: parts.flatMap(({ by }) => by) };
  }
  const known = (term: Term): Known => {
    const [only, ...more] = meaningsOf(term, world);
    const counts = only && more.length === 0 && (only.doubt === 0 || (only.doubt === 2 && trusted === 'variables too'));
    return counts ? only.is : undefined;
  };
  if ('truthOf' in condition) return { is: truthOf(known(condition.truthOf)), by: [condition.truthOf] };
  const terms = 'same' in condition ? condition.same : condition.among;
  const [left, right] = [known(terms[0]), known(terms[1])];
  return { is: 'same' in condition ? isSame(left, right) : isAmong(left, right), by: terms };
}

/** A number is kept as its text, so that 0 cannot be told from `'0'`. */
function truthOf(value: Known): boolean | undefined {
  if (!value) return value === '' ? false : undefined;
  if (typeof value === 'string') return value === '0' || value.includes(anything) ? undefined : true;
  if ('literal' in value) return value.literal === true;
  if ('dict' in value) return value.dict.size > 0;
  if (value.list.length === 0) return false;
  return value.list.some((item) => item.length > 0 && item.every(({ doubt }) => doubt === 0)) || undefined;
}

/** Python takes `True` for 1, and a number looks like a text of the same digits here. */
function isSame(one: Known, other: Known): boolean | undefined {
  const [left, right] = [wordOf(one), wordOf(other)];
  if (left === undefined || right === undefined) return undefined;
  const numeric = [left, right].some((word) => typeof word === 'string' && /^-?[\d.]+$/.test(word));
  if (left === right) return numeric ? undefined : true;
  return numeric && typeof left !== typeof right ? undefined : false;
}

function wordOf(value: Known): string | boolean | null | undefined {
  if (typeof value === 'string') return value.includes(anything) ? undefined : value;
  return value && 'literal' in value ? value.literal : undefined;
}

function isAmong(one: Known, all: Known): boolean | undefined {
  const word = wordOf(one);
  if (!all || word === undefined) return undefined;
  if (typeof all === 'string') return typeof word === 'string' && !all.includes(anything) ? all.includes(word) : undefined;
  if (!('list' in all)) return undefined;
  const found = all.list.map(([item, ...more]) => (item?.doubt === 0 && more.length === 0 ? isSame(one, item.is) : undefined));
  return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
}
