import type { Value } from '../../model.ts';
import { type Expr, parseExpression } from '../../syntax/python.ts';
import { holdsTemplate } from '../../syntax/yaml.ts';
import { literalValue } from '../reading/literals.ts';

type Plain = string | number | boolean | null | readonly Plain[];

/** What an expression comes to; `is` is undefined where that cannot be known. `by`: the variable that it hangs on. */
interface Outcome {
  readonly is: Plain | undefined;
  readonly by: string | null;
}

const unknown: Outcome = { is: undefined, by: null };

/**
 * @param words an expression of Jinja
 * @param stated what a variable is given; undefined where nobody gives it anything
 * @returns the variable that makes the expression false; null where it is not false, or nobody can know
 */
export function variableThatDenies(words: string, stated: (name: string) => Value | undefined): string | null {
  // `~` joins texts in Jinja and means something else to the parser.
  if (!words.includes('var') || words.includes('~')) return null;
  const { is, by } = outcomeOf(parseExpression(words, 0, words.length), { words, stated });
  return is === false ? by : null;
}

interface Given {
  readonly words: string;
  readonly stated: (name: string) => Value | undefined;
}

function outcomeOf(expression: Expr, given: Given): Outcome {
  switch (expression.type) {
    case 'call':
      return variableOf(expression, given);
    case 'not': {
      const { is, by } = outcomeOf(expression.of, given);
      return { is: is === undefined ? undefined : !truthOf(is), by };
    }
    case 'binary':
      return binaryOf(expression, given);
    case 'conditional': {
      const test = outcomeOf(expression.test, given);
      if (test.is === undefined) return unknown;
      const branch = outcomeOf(truthOf(test.is) ? expression.then : expression.otherwise, given);
      return { ...branch, by: test.by ?? branch.by };
    }
    default:
      return { is: plain(literalValue(given.words, expression)), by: null };
  }
}

/** `var('name')`, `var('name', otherwise)`. */
function variableOf({ callee, args, keywords }: Extract<Expr, { type: 'call' }>, given: Given): Outcome {
  const [name, second] = args;
  if (callee.type !== 'name' || callee.name !== 'var' || name?.type !== 'string') return unknown;
  const stated = given.stated(name.value);
  const otherwise = second ?? keywords.find((keyword) => keyword.name === 'default')?.value;
  const is = stated ? plain(stated) : otherwise && outcomeOf(otherwise, given).is;
  return { is, by: name.value };
}

function binaryOf({ operator, left, right }: Extract<Expr, { type: 'binary' }>, given: Given): Outcome {
  if (operator === '|') return castOf(left, right, given);
  const [one, other] = [outcomeOf(left, given), outcomeOf(right, given)];
  if (operator === 'and' || operator === 'or') {
    const decides = [one, other].find(({ is }) => is !== undefined && truthOf(is) === (operator === 'or'));
    if (decides) return { is: operator === 'or', by: decides.by };
    return one.is === undefined || other.is === undefined ? unknown : { is: operator === 'and', by: one.by ?? other.by };
  }
  const is = one.is === undefined || other.is === undefined ? undefined : compared(operator, one.is, other.is);
  return { is, by: one.by ?? other.by };
}

/** `as_bool` and `as_native` only keep YAML from turning the value into text. */
function castOf(value: Expr, filter: Expr, given: Given): Outcome {
  const { is, by } = outcomeOf(value, given);
  if (filter.type !== 'name') return unknown;
  if (filter.name === 'as_bool' || filter.name === 'as_native') return { is, by };
  if (typeof is !== 'string' || !/^(?:lower|upper)$/.test(filter.name)) return unknown;
  return { is: filter.name === 'lower' ? is.toLowerCase() : is.toUpperCase(), by };
}

function compared(operator: string, one: Plain, other: Plain): boolean | undefined {
  if (operator === '==' || operator === '!=') {
    const same = isSame(one, other);
    return same === undefined ? undefined : same === (operator === '==');
  }
  if ((operator !== 'in' && operator !== 'not in') || typeof other !== 'object' || other === null) return undefined;
  const among = other.map((item) => isSame(item, one));
  if (among.includes(true)) return operator === 'in';
  return among.includes(undefined) ? undefined : operator === 'not in';
}

/** Python takes `True` for 1 and lists for the same by what is in them: neither is worth it here. */
function isSame(one: Plain, other: Plain): boolean | undefined {
  if (typeof one === 'object' && one !== null) return undefined;
  if (typeof other === 'object' && other !== null) return undefined;
  const mixed = [typeof one, typeof other].sort().join() === 'boolean,number';
  return mixed ? undefined : one === other;
}

function truthOf(value: Plain): boolean {
  return typeof value === 'object' && value !== null ? value.length > 0 : Boolean(value);
}

function plain(value: Value): Plain | undefined {
  if (value.type === 'nothing') return null;
  if (value.type === 'text') return holdsTemplate(value.value) ? undefined : value.value;
  if (value.type === 'number' || value.type === 'boolean') return value.value;
  if (value.type !== 'list') return undefined;
  const items = value.items.map(plain);
  return items.every((item) => item !== undefined) ? items : undefined;
}
