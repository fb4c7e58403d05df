import type { PartialParse, Tree } from '@lezer/common';
import { parser } from '@lezer/python';

/** A parse of @lezer/lr 1.4, as far as it is looked into here. */
type Parse = PartialParse & { bigReductionCount: number; readonly lastBigReductionStart: number; readonly tokens: Tokens };

/** Where a parse notes what may be done with the next token: three numbers each, the action, the token and its end. */
interface Tokens {
  readonly actions: number[];
  /** @returns behind which of the numbers the next one goes. */
  addActions(stack: { readonly state: number }, token: number, end: number, index: number): number;
}

/**
 * Parses a text. The parser (@lezer/lr 1.4) takes the 301st operator in a row for an error where their expression is longer than 2,000 letters,
 * so that nobody walks a tree too deep for the stack. Who reads trees here stops at `deepest`, so it is kept from counting for some
 * thousands more; where making the tree takes more stack than there is, the parser has its way.
 */
export function parseTree(text: string): Tree {
  try {
    return parseDeep(text);
  } catch (error) {
    if (error instanceof RangeError) return parser.parse(text);
    throw error;
  }
}

function parseDeep(text: string): Tree {
  const parse = startParse(text);
  parse.tokens.addActions = addActions;
  for (let start = -1, inARow = 0, all = 0; ; ) {
    const tree = parse.advance();
    if (tree !== null) return tree;
    if (parse.lastBigReductionStart !== start) inARow = 0;
    start = parse.lastBigReductionStart;
    inARow += parse.bigReductionCount;
    all += parse.bigReductionCount;
    if (inARow < mostInARow && all < mostInAll) parse.bigReductionCount = 0;
  }
}

/** Of one expression, and of a text. */
const mostInARow = 4_000;
const mostInAll = 20_000;

function startParse(text: string): Parse {
  return parser.startParse(text) as Parse;
}

const { addActions: findActions } = startParse('').tokens;
const { states, maxTerm } = parser as unknown as { readonly states: { readonly length: number }; readonly maxTerm: number };
const terms = maxTerm + 1;

/** What may be done with a token in a state, by both; 0 where it was not looked for, or is more than one thing. */
const known = new Int32Array((states.length / 6) * terms);
const nothing = -1;

/** The parser finds this in lists that it goes through from their beginning, for every token and state, a tenth of its time: here each is looked for once. */
function addActions(this: Tokens, stack: { readonly state: number }, token: number, end: number, index: number): number {
  const at = stack.state * terms + token;
  const action = known[at] ?? 0;
  if (action === nothing) return index;
  if (action !== 0 && index === 0) {
    this.actions[0] = action;
    this.actions[1] = token;
    this.actions[2] = end;
    return 3;
  }
  const next = findActions.call(this, stack, token, end, index);
  if (index === 0 && next <= 3) known[at] = next === 0 ? nothing : (this.actions[0] ?? 0);
  return next;
}
