import type { JinjaText } from '../../syntax/jinja.ts';
import type { Projection } from './fragments.ts';
import { filler, withoutJinja } from './relations.ts';

/** Words behind digits count: `select 1from a` is SQL. Other words are most of a text, and no match is made for them. */
const tokens =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^'\\]|\\[\s\S])*(?:'|$)|"[^"]*"|`[^`]*`|[(),;]|\b\d*(?:(select)|(from|union|intersect|except|where|qualify|limit|order|group))\b/gi;

/** @returns how the columns of a text are chosen, with the place that decides; null where there is no SELECT. */
export function projectionOf(text: string, jinja: JinjaText, masked = withoutJinja(text, jinja)): Projection | null {
  const statement = madeStatement(text, jinja, masked);
  if (statement) return statement;
  const selects = selectsIn(masked);
  return (
    selects.find(({ how }) => how === 'list') ??
    selects.find(({ how }) => how === 'made') ??
    selects.find(({ how }) => how === 'star') ??
    null
  );
}

/** Of the text before a block only the last words count. */
const longestHead = 100;

/** A macro that stands where a SELECT would stand: at the beginning, as a CTE, after UNION. */
function madeStatement(text: string, jinja: JinjaText, masked: string): Projection | null {
  let before = 0;
  let head = '';
  for (const block of jinja.blocks) {
    if (block.kind !== 'expression') continue;
    const piece = masked.slice(before, block.from);
    head = (head + piece.replace(/--[^\n]*/g, ' ')).trimEnd().slice(-longestHead);
    before = block.to;
    if (/--[^\n]*$/.test(piece)) continue;
    if (/^[-+]?\s*(?:config|log|print)\b/.test(text.slice(block.inner.from, block.inner.to))) continue;
    if (head === '' || /(?:\b(?:as|from|join)\s*\(|\bunion(?:\s+all)?|;)$/i.test(head))
      return { from: block.from, to: block.to, how: 'made' };
    head += filler;
  }
  return null;
}

interface Open {
  readonly from: number;
  readonly depth: number;
  readonly items: string[];
  at: number;
}

function selectsIn(masked: string): Projection[] {
  const found: Projection[] = [];
  const open: Open[] = [];
  let depth = 0;
  const close = (to: number) => {
    const select = open.pop();
    if (!select) return;
    select.items.push(masked.slice(select.at, to));
    const how = howOf(select.items, masked.slice(to, to + 4000));
    if (how !== null) found.push({ from: select.from, to: select.from + 'select'.length, how });
  };
  tokens.lastIndex = 0;
  for (let match = tokens.exec(masked); match; match = tokens.exec(masked)) {
    const [token, select, end] = match;
    const at = tokens.lastIndex - (select ?? end ?? token).length;
    const top = open.at(-1);
    if (token === '(') depth += 1;
    else if (token === ')') {
      if (top && top.depth === depth) close(at);
      depth = Math.max(0, depth - 1);
    } else if (select) {
      if (top && top.depth === depth) close(at);
      open.push({ from: at, depth, items: [], at: tokens.lastIndex });
    } else if (top && top.depth === depth) {
      if (token === ',') {
        top.items.push(masked.slice(top.at, at));
        top.at = at + 1;
      } else if (token === ';' || (end && !isStarExcept(masked, top, at, end))) close(at);
    }
  }
  while (open.length > 0) close(masked.length);
  return found;
}

/** BigQuery's `* except (…)` ends no list. */
function isStarExcept(masked: string, select: Open, at: number, token: string): boolean {
  return /^except$/i.test(token) && /\*\s*$/.test(masked.slice(select.at, at));
}

const star = /^(?:(?:distinct|all)\s+)?\*/i;
const starOfOne = /^(?:(?:distinct|all)\s+)?(?:[\w"`]+\s*\.\s*)+\*/i;

/**
 * All columns of one relation among several: whether it is the source cannot be told.
 * One column alone decides nothing: it is a condition such as `(select max(day) from …)` more often than a model.
 */
function howOf(items: readonly string[], rest: string): Projection['how'] | null {
  const trimmed = items.map((item) => item.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').trim()).filter((item) => item !== '');
  if (trimmed.some((item) => star.test(item))) return 'star';
  if (trimmed.some((item) => starOfOne.test(item))) return /\bjoin\b/i.test(rest.split(/\)|\bwhere\b/i)[0] ?? '') ? 'made' : 'star';
  if (trimmed.length === 0 || trimmed.some((item) => item.startsWith(filler))) return 'made';
  return trimmed.length === 1 ? null : 'list';
}
