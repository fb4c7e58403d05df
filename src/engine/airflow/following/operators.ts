import { t } from '../../l10n.ts';
import { asText, elementsOf, keyOf } from './contents.ts';
import { listOfParts, type Machine, newCell, read, textOfParts } from './machine.ts';
import { link } from './taskLinks.ts';
import { hole, type ListContent, type Site, textOf, unknown, type Val } from './values.ts';

/** A number as Python would hold it: `float` where it is written or comes out as one. */
export function numberVal(value: number, { float }: { readonly float?: true }, site: Site): Val {
  return { type: 'number', value, ...(float === true ? { float } : {}), site };
}

/** `a >> b` and `b << a` are worth their right side; a label between two tasks is none. */
export function ordered(machine: Machine, left: Val, right: Val, operator: '>>' | '<<'): Val {
  if (isLabel(left) || isLabel(right)) return isLabel(left) ? right : left;
  if (operator === '>>') link(machine, left, right);
  else link(machine, right, left);
  return right;
}

function isLabel(value: Val): boolean {
  return value.type === 'call' && value.path.endsWith('.Label');
}

/** Joins texts or lists; null where the outcome is not known. */
export function plus(machine: Machine, left: Val, right: Val, site: Site): Val | null {
  if (left.type === 'text' && right.type === 'text') {
    const sum = textOfParts(machine, [left.value, right.value], site);
    return sum.type === 'text' ? { ...sum, last: right } : sum;
  }
  if (left.type === 'number' && right.type === 'number')
    return numberVal(left.value + right.value, left.float === true ? left : right, site);
  const [before, after] = [partialText(left), partialText(right)];
  if (before !== null || after !== null) {
    const partial = textOfParts(machine, [before ?? hole, after ?? hole], site);
    return { ...unknown(t('a text that is put together'), site), partial: textOf(partial) ?? hole };
  }
  if (left.type !== 'list') return null;
  const first = read(machine, left.cell);
  const second: ListContent = right.type === 'list' ? read(machine, right.cell) : { items: [], hidden: t('a list that is not known') };
  return { type: 'list', cell: newCell(machine, listOfParts(machine, [first, second])), site };
}

function partialText(value: Val): string | null {
  return value.type === 'unknown' ? (value.partial ?? null) : textOf(value);
}

/** `text % values` with `%s` and `%d` alone; null where the outcome is not known. */
export function percent(machine: Machine, text: string, right: Val, site: Site): Val | null {
  const content = right.type === 'list' ? read(machine, right.cell) : { items: [right], hidden: null };
  const parts = content.items.map(asText);
  if (content.hidden !== null || parts.some((part) => part === null)) return null;
  const holes = text.match(/%[^%]/g) ?? [];
  const whole = (part: string | null | undefined) => part != null && /^-?\d+$/.test(part);
  const fits = holes.every((hole, at) => hole === '%s' || (hole === '%d' && whole(parts[at])));
  if (text.includes('%%') || holes.length !== parts.length || !fits) return null;
  const between = text.split(/%[sd]/);
  return textOfParts(
    machine,
    between.flatMap((part, at) => [part, parts[at] ?? '']),
    site,
  );
}

/** @returns what a comparison comes to; null where that is not known, or where it is none. */
export function compared(left: Val, right: Val, operator: string): boolean | null {
  if (left.type === 'none' || right.type === 'none') {
    const other = left.type === 'none' ? right : left;
    // What stands outside the workspace may be None as well.
    if (!/^(?:is|is not|==|!=)$/.test(operator) || /^(?:unknown|external|call|method|member)$/.test(other.type)) return null;
    return (other.type === 'none') === (operator === 'is' || operator === '==');
  }
  if (left.type !== right.type || (left.type !== 'text' && left.type !== 'number')) return null;
  const [a, b] = [left.value, (right as typeof left).value];
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return null;
  }
}

/** @returns whether a text, or a key of a dict, stands among what is known; null where that cannot be told. */
export function contained(machine: Machine, item: Val, of: Val, expected: boolean, site: Site): Val | null {
  if (item.type === 'text' && of.type === 'text') return { type: 'boolean', value: of.value.includes(item.value) === expected, site };
  const content = elementsOf(machine, of);
  if (plainKey(item) === null || content === null) return null;
  const keys = content.items.map(plainKey);
  const stands = keys.includes(plainKey(item));
  if (!stands && (content.hidden !== null || keys.includes(null))) return null;
  return { type: 'boolean', value: stands === expected, site };
}

/** Members of enums are mostly not what they hold. */
function plainKey(value: Val): string | null {
  return value.type === 'member' ? null : keyOf(value);
}
