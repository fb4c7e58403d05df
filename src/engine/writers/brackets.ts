import type { Range } from '../model.ts';
import type { Change } from './apply.ts';
import { indentAt, lineEnd, lineStart } from './lines.ts';

/** A comma separated list in brackets: a call, a dict, a flow mapping. */
export interface Bracketed {
  /** The offset behind the opening bracket. */
  readonly open: number;
  /** The offset of the closing bracket. */
  readonly close: number;
  readonly last: Range | null;
}

/** What the writer of a bracketed list keeps to. `unit` is one level of indentation. */
export interface BracketStyle {
  readonly eol: string;
  readonly unit: string;
}

/** Adds items of one line each at the end of a bracketed list, in the layout that the list has: lines, commas, comments. */
export function appendItems(text: string, list: Bracketed, items: readonly string[], style: BracketStyle): Change[] {
  return list.last === null ? firstItems(text, list, items, style) : nextItems(text, list, list.last, items, style);
}

function firstItems(text: string, { open, close }: Bracketed, items: readonly string[], { eol, unit }: BracketStyle): Change[] {
  const inner = text.slice(open, close);
  if (!/[\r\n]/.test(inner)) return [insert(close, items.join(', ') + inner)];
  const at = lineStart(text, close);
  return [insert(at, items.map((item) => `${indentAt(text, open)}${unit}${item},${eol}`).join(''))];
}

function nextItems(text: string, list: Bracketed, last: Range, items: readonly string[], { eol }: BracketStyle): Change[] {
  const { end, comma } = scanGap(text, last.to, list.close);
  const ownLine = lineStart(text, last.from) >= list.open && /^[\s(]*$/.test(text.slice(lineStart(text, last.from), last.from));
  const lead = ownLine ? eol + indentAt(text, last.from) : ' ';
  const added = lead + items.join(`,${lead}`);
  if (comma !== null) return [insert(ownLine ? behindComment(text, comma + 1) : comma + 1, `${added},`)];
  const tail = ownLine ? behindComment(text, end) : end;
  return tail === end ? [insert(end, `,${added}`)] : [insert(end, ','), insert(tail, added)];
}

/** Between the last item and the closing bracket stand only white space, comments, a comma and brackets around the item. */
function scanGap(text: string, from: number, close: number): { readonly end: number; readonly comma: number | null } {
  let end = from;
  let comma: number | null = null;
  for (let at = from; at < close; at++) {
    if (text[at] === '#') at = lineEnd(text, at);
    else if (text[at] === ',') comma = at;
    else if (text[at] === ')' && comma === null) end = at + 1;
  }
  return { end, comma };
}

function behindComment(text: string, at: number): number {
  const rest = text.slice(at, lineEnd(text, at));
  return /^[ \t]*#/.test(rest) ? at + rest.trimEnd().length : at;
}

function insert(at: number, text: string): Change {
  return { from: at, to: at, text };
}
