import type { Expr } from '../../syntax/python.ts';
import { anything, type LookUp, type Term, termOf } from './terms.ts';

/** What must be true for a part of a text to be rendered, as far as it can be worked out without running; null stands for what cannot. */
export type Condition =
  | null
  | { readonly truthOf: Term }
  | { readonly same: readonly [Term, Term] }
  | { readonly among: readonly [Term, Term] }
  | { readonly not: Condition }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };

/** @returns what an expression asks. */
export function conditionOf(expression: Expr, lookUp: LookUp): Condition {
  const of = (part: Expr) => conditionOf(part, lookUp);
  switch (expression.type) {
    case 'not':
      return negated(of(expression.of));
    case 'conditional': {
      const test = of(expression.test);
      return either([both(test, of(expression.then)), both(negated(test), of(expression.otherwise))]);
    }
    case 'binary':
      return comparison(expression, lookUp);
    default:
      return truthOf(termOf(expression, lookUp));
  }
}

function comparison(expression: Extract<Expr, { type: 'binary' }>, lookUp: LookUp): Condition {
  const { operator, left, right } = expression;
  const terms = () => [termOf(left, lookUp), termOf(right, lookUp)] as const;
  switch (operator) {
    case 'and':
      return both(conditionOf(left, lookUp), conditionOf(right, lookUp));
    case 'or':
      return either([conditionOf(left, lookUp), conditionOf(right, lookUp)]);
    case '==':
    case '!=': {
      const same = terms();
      return negatedIf(operator === '!=', same.some(isOpen) ? null : { same });
    }
    case 'in':
    case 'not in': {
      const among = terms();
      return negatedIf(operator === 'not in', among.some(isOpen) ? null : { among });
    }
    case 'is':
    case 'is not': {
      const [one, other] = terms();
      const isWord = typeof other === 'object' && other !== null && 'literal' in other && !isOpen(one);
      return negatedIf(operator === 'is not', isWord ? { same: [one, other] } : null);
    }
    case '|':
      if (right.type === 'name' && /^as_(?:bool|native)$/.test(right.name)) return conditionOf(left, lookUp);
      return truthOf(termOf(expression, lookUp));
    default:
      return truthOf(termOf(expression, lookUp));
  }
}

function truthOf(term: Term): Condition {
  return isOpen(term) ? null : { truthOf: term };
}

/** What a macro returns may be another thing on another warehouse. */
function isOpen(term: Term): boolean {
  return term === anything || term === null || (typeof term === 'object' && 'returned' in term);
}

function negatedIf(isSo: boolean, condition: Condition): Condition {
  return isSo ? negated(condition) : condition;
}

/** @returns the opposite. */
export function negated(condition: Condition): Condition {
  return condition && { not: condition };
}

/** @returns both together. */
export function both(one: Condition, other: Condition): Condition {
  return one === null && other === null ? null : { all: [one, other] };
}

/** @returns one or another. */
export function either(conditions: readonly Condition[]): Condition {
  return conditions.every((condition) => condition === null) ? null : { any: conditions };
}
