import type { Range } from '../model.ts';
import type { Expr } from './python.ts';
import { parseExpression } from './pythonReading.ts';

/**
 * One block of a Jinja text. `inner` is what stands between the braces, without whitespace control.
 * `word` is the tag of a statement (`if`, `endif`, `macro` …), empty for `{{ }}`.
 */
export interface JinjaBlock extends Range {
  readonly kind: 'expression' | 'statement';
  readonly word: string;
  readonly inner: Range;
}

/** A Jinja text cut into its blocks. Bodies of `raw` and `docs` hold no blocks; comments are apart. */
export interface JinjaText {
  readonly blocks: readonly JinjaBlock[];
  readonly comments: readonly Range[];
  /** Blocks that never end, the first hundred. */
  readonly unclosed: readonly Range[];
}

/** Characters that may be read in vain, in blocks that never end, before long blocks are given up. */
const patience = 5_000_000;
const longestOfTheImpatient = 200;

const mostUnclosed = 100;

const opaqueBodies: ReadonlySet<string> = new Set(['raw', 'docs']);

/** Cuts a text into Jinja blocks. Brackets inside a block are balanced and strings may span lines, as in Jinja's own lexer. Never throws. */
export function scanJinja(text: string): JinjaText {
  const blocks: JinjaBlock[] = [];
  const comments: Range[] = [];
  const unclosed: Range[] = [];
  let wasted = 0;
  const lastComment = text.lastIndexOf('#}');
  const leaveOpen = (from: number) => unclosed.length < mostUnclosed && unclosed.push({ from, to: from + 2 });
  for (let at = text.indexOf('{'); at !== -1; at = text.indexOf('{', at)) {
    const mark = text.charCodeAt(at + 1);
    if (mark === hash) {
      const end = at + 2 > lastComment ? -1 : text.indexOf('#}', at + 2);
      if (end === -1) leaveOpen(at);
      else comments.push({ from: at, to: end + 2 });
      at = end === -1 ? at + 2 : end + 2;
    } else if (mark === brace || mark === percent) {
      const limit = wasted > patience ? Math.min(text.length, at + longestOfTheImpatient) : text.length;
      const block = readBlock(text, at, mark === brace, limit);
      if (typeof block === 'number') {
        wasted += block - at;
        leaveOpen(at);
        at += 2;
        continue;
      }
      blocks.push(block);
      at = block.to;
      if (opaqueBodies.has(block.word)) at = endOfOpaqueBody(text, block, unclosed);
    } else {
      at++;
    }
  }
  return { blocks, comments, unclosed };
}

const hash = 35;
const percent = 37;
const brace = 123;

const structural = /['"()[\]{}]|[-+]?%\}/g;

/** @returns the block that begins at an offset; or how far was read in vain, where another begins before it ends or it never ends. */
function readBlock(text: string, from: number, expression: boolean, limit: number): JinjaBlock | number {
  const start = skipControl(text, from + 2);
  let depth = 0;
  structural.lastIndex = start;
  for (let match = structural.exec(text); match; match = structural.exec(text)) {
    const at = match.index;
    if (at >= limit) return limit;
    const sign = match[0];
    if (sign === '"' || sign === "'") {
      const end = endOfString(text, at);
      if (end === -1) return text.length;
      structural.lastIndex = end;
    } else if (sign === '{' && (text[at + 1] === '%' || text[at + 1] === '{')) {
      return at;
    } else if (sign === '(' || sign === '[' || sign === '{') {
      depth++;
    } else if (sign === '}' && expression && depth === 0 && text[at + 1] === '}') {
      return makeBlock(text, { from, to: at + 2 }, start, at, expression);
    } else if (sign === ')' || sign === ']' || sign === '}') {
      depth = Math.max(0, depth - 1);
    } else if (sign.endsWith('%}')) {
      if (expression) return at;
      return makeBlock(text, { from, to: at + sign.length }, start, at, expression);
    }
  }
  return text.length;
}

function skipControl(text: string, at: number): number {
  const sign = text[at];
  return sign === '-' || sign === '+' ? at + 1 : at;
}

/** @returns the offset after the closing quote, or -1. */
function endOfString(text: string, from: number): number {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\\') at++;
    else if (sign === quote) return at + 1;
  }
  return -1;
}

function makeBlock(text: string, range: Range, start: number, end: number, expression: boolean): JinjaBlock {
  const stop = expression && end > start && (text[end - 1] === '-' || text[end - 1] === '+') ? end - 1 : end;
  let from = start;
  let to = stop;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  const word = expression ? '' : (/^[A-Za-z_]+/.exec(text.slice(from, Math.min(to, from + 40)))?.[0] ?? '');
  return { kind: expression ? 'expression' : 'statement', word, inner: { from, to }, ...range };
}

function isSpace(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13);
}

function endOfOpaqueBody(text: string, block: JinjaBlock, unclosed: Range[]): number {
  const end = new RegExp(`\\{%[-+]?\\s*end${block.word}\\s*[-+]?%\\}`, 'g');
  end.lastIndex = block.to;
  const match = end.exec(text);
  if (match) return match.index;
  unclosed.push({ from: block.from, to: block.to });
  return text.length;
}

/**
 * Reads the expression of a block: what is assigned in `set`, asked in `if`, run through in `for`, called in `do` and `call`.
 * @returns null for statements that hold none (`else`, the head of a `macro`, `endif`).
 */
export function blockExpression(text: string, block: JinjaBlock): Expr | null {
  const range = expressionRange(text, block);
  return range && range.from < range.to ? parseExpression(text, range.from, range.to) : null;
}

function expressionRange(text: string, block: JinjaBlock): Range | null {
  if (block.kind === 'expression') return block.inner;
  const after = { from: block.inner.from + block.word.length, to: block.inner.to };
  switch (block.word) {
    case 'if':
    case 'elif':
    case 'do':
      return after;
    case 'set':
      return afterMark(text, after, /^[^=(]*=(?!=)/);
    case 'for':
      return afterMark(text, after, /^.*?\sin\s/s);
    case 'call':
      return afterMark(text, after, /^\s*(?:\([^)]*\))?/);
    default:
      return null;
  }
}

function afterMark(text: string, range: Range, mark: RegExp): Range | null {
  const match = mark.exec(text.slice(range.from, range.to));
  return match ? { from: range.from + match[0].length, to: range.to } : null;
}
