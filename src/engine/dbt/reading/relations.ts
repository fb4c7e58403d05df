import { once } from '../../cache.ts';
import { t } from '../../l10n.ts';
import type { Range } from '../../model.ts';
import type { JinjaText } from '../../syntax/jinja.ts';
import type { RelationName, SqlFragment } from './fragments.ts';
import { snippet } from './literals.ts';

type Relations = Pick<SqlFragment, 'relations' | 'madeRelations'>;

/** Only texts in which something other than `ref` or `source` follows FROM or JOIN are read more closely. */
const worthReading = /\b(?:from|join)\s+(?:["`]|[A-Za-z_][\w$-]*\s*\.|\{\{(?![-+]?\s*(?:ref|source)\s*\())/i;

/** Stands where a Jinja expression stood. */
export const filler = '\u0080';
const word = `(?:[A-Za-z_${filler}][\\w$${filler}-]*|"[^"\\n]*"|\`[^\`\\n]*\`)`;
const relation = new RegExp(`\\s*(${word}(?:\\s*\\.\\s*${word})*)\\s*(\\()?`, 'y');
/** An alias and a comma may follow a relation, and then another one: `from a.b x, c.d`. */
const comma = new RegExp(`(?:\\s+(?:as\\s+)?([A-Za-z_]\\w*))?\\s*,\\s*(?=(${word}(?:\\s*\\.\\s*${word})*))`, 'iy');
const commaInFrom = /\bfrom\s+(?:\{\{[^}]*\}\}|[\w.$"`-]+)(?:\s+(?:as\s+)?\w+)?\s*,/i;
const tokens = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^'\\]|\\[\s\S])*(?:'|$)|[()]|\b(?:select|delete|from|join)\b|"[^"]*"|`[^`]*`/gi;

/**
 * Finds what is read without `ref` or `source`: relations of a schema that stand after FROM or JOIN, and relations that
 * a macro or a variable makes. A single word is a CTE or an alias as often as a table and is not claimed.
 */
export function relationsIn(text: string, without: () => string, standsFor: (name: string) => 'relation' | 'other' | null): Relations {
  if (!worthReading.test(text) && !commaInFrom.test(text)) return { relations: [], madeRelations: [] };
  const masked = without();
  const locals = localNames(masked);
  const quoted = once(() => new Set(text.match(/(?<=['"])[^'"\n]+(?=['"])/g)));
  const found: Relations & { relations: RelationName[]; madeRelations: SqlFragment['madeRelations'][number][] } = {
    relations: [],
    madeRelations: [],
  };
  for (const { range, isCall, besides } of afterFrom(masked)) {
    const name = masked.slice(range.from, range.to);
    if (besides !== null && isColumnOf(name, besides, quoted)) continue;
    if (name.includes(filler)) {
      const made = madeRelation(text, range, standsFor);
      if (made) found.madeRelations.push(made);
    } else if (!isCall && isRelation(name, locals)) {
      found.relations.push({ ...range, name: name.replace(/["`\s]/g, '') });
    }
  }
  return found;
}

/** Same length as the text: expressions become filler, statements and comments become spaces. */
export function withoutJinja(text: string, jinja: JinjaText): string {
  const parts: string[] = [];
  let done = 0;
  const cut = ({ from, to }: Range, by: string) => {
    if (from < done) return;
    parts.push(text.slice(done, from), by.repeat(to - from));
    done = to;
  };
  const comments = jinja.comments.values();
  let comment = comments.next();
  for (const block of jinja.blocks) {
    for (; !comment.done && comment.value.from < block.from; comment = comments.next()) cut(comment.value, ' ');
    cut(block, block.kind === 'expression' ? filler : ' ');
  }
  for (; !comment.done; comment = comments.next()) cut(comment.value, ' ');
  parts.push(text.slice(done));
  return parts.join('');
}

/** `from` inside `extract(… from …)` or `is distinct from` names no relation: it needs a `select` of its own. */
function afterFrom(masked: string): Named[] {
  const found: Named[] = [];
  const selects = [false];
  tokens.lastIndex = 0;
  for (let match = tokens.exec(masked); match; match = tokens.exec(masked)) {
    const token = match[0].toLowerCase();
    if (token === '(') selects.push(false);
    else if (token === ')') selects.length > 1 && selects.pop();
    else if (token === 'select' || token === 'delete') selects[selects.length - 1] = true;
    else if (
      (token === 'from' || token === 'join') &&
      selects.at(-1) &&
      !/\bdistinct\s*$/i.test(masked.slice(Math.max(0, match.index - 20), match.index))
    ) {
      const first = relationAt(masked, tokens.lastIndex, null);
      if (!first) continue;
      const all = [first, ...(first.isCall ? [] : afterCommas(masked, first))];
      found.push(...all);
      tokens.lastIndex = all.at(-1)?.range.to ?? tokens.lastIndex;
    }
  }
  return found;
}

/** A name after FROM or JOIN. `besides`: the names and aliases before it, where it stands after a comma. */
interface Named {
  readonly range: Range;
  readonly isCall: boolean;
  readonly besides: readonly string[] | null;
}

function relationAt(masked: string, at: number, besides: readonly string[] | null): Named | null {
  relation.lastIndex = at;
  const named = relation.exec(masked);
  if (!named?.[1]) return null;
  const from = named.index + named[0].indexOf(named[1]);
  return { range: { from, to: from + named[1].length }, isCall: named[2] !== undefined, besides };
}

/** Names and aliases after one FROM; each relation behind a comma remembers those before it. */
const mostBesides = 500;

function afterCommas(masked: string, first: Named): Named[] {
  const found: Named[] = [];
  const names: string[] = [];
  for (let last: Named | null = first; last && !last.isCall && names.length < mostBesides; ) {
    names.push(bare(masked.slice(last.range.from, last.range.to).split('.').at(-1)?.trim()));
    comma.lastIndex = last.range.to;
    const next: RegExpExecArray | null = comma.exec(masked);
    if (!next) break;
    if (next[1]) names.push(bare(next[1]));
    last = relationAt(masked, comma.lastIndex, [...names]);
    if (last) found.push(last);
  }
  return found;
}

/** `from orders, orders.lines` unnests a column of the relation before it, which may be named in a `ref` or a `source`. */
function isColumnOf(name: string, besides: readonly string[], quoted: () => ReadonlySet<string>): boolean {
  const [first = ''] = bare(name)
    .split('.')
    .map((part) => part.trim());
  return besides.includes(first) || quoted().has(first);
}

/** Names of CTEs and aliases: `from orders.items` may run through an array of one of them. */
function localNames(masked: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const match of masked.matchAll(/(\b[A-Za-z_]\w*|"[^"\n]*")\s+as\s+(?:not\s+)?(?:materialized\s+)?\(/gi)) names.add(bare(match[1]));
  for (const match of masked.matchAll(/\bas\s+([A-Za-z_]\w*)/gi)) names.add(bare(match[1]));
  for (const match of masked.matchAll(new RegExp(`\\b(?:from|join)\\s+${word}(?:\\s*\\.\\s*${word})*\\s+([A-Za-z_]\\w*)`, 'gi')))
    names.add(bare(match[1]));
  return names;
}

function bare(name: string | undefined): string {
  return (name ?? '').replace(/["`]/g, '').toLowerCase();
}

function isRelation(name: string, locals: ReadonlySet<string>): boolean {
  const parts = name.replace(/["`\s]/g, '').split('.');
  if (parts.length < 2) return false;
  const lower = parts.map((part) => part.toLowerCase());
  return !locals.has(lower[0] ?? '') && !lower.includes('information_schema') && lower[0] !== 'lateral' && lower[0] !== 'unnest';
}

const dbtCall = /\b(?:ref|source)\s*\(/;

function madeRelation(
  text: string,
  range: Range,
  standsFor: (name: string) => 'relation' | 'other' | null,
): SqlFragment['madeRelations'][number] | null {
  const words = text.slice(range.from, range.to);
  if (dbtCall.test(words)) return null;
  const alone = /^\{\{[-+]?\s*([\s\S]*?)\s*[-+]?\}\}$/.exec(words)?.[1] ?? null;
  if (alone !== null && /^this\b/.test(alone)) return null;
  const name = alone !== null && /^[A-Za-z_]\w*$/.test(alone) ? alone : null;
  if (name !== null && standsFor(name) === 'relation') return null;
  const macro = alone === null ? null : (/^([A-Za-z_][\w.]*)\s*\(/.exec(alone)?.[1] ?? null);
  return { ...range, macro, reason: t('the relation comes from {0}', snippet(text, range.from, range.to)) };
}
