import type { Range } from '../../model.ts';

/** What a line or a heading of `doc_md` says. */
export type DocKey =
  | 'owner'
  | 'source'
  | 'sourceOwner'
  | 'consumer'
  | 'promise'
  | 'failureMode'
  | 'alert'
  | 'runbook'
  | 'contact'
  | 'purpose'
  | 'impact'
  | 'tier'
  | 'reviewed'
  | 'due'
  | 'monitoring'
  | 'schemaGuard'
  | 'outputContract'
  | 'rerun'
  | 'decision'
  | 'incident'
  | 'retirement';

/** A labelled part of a documentation text. The range is that of the part in the text, label included. */
export interface DocPart extends Range {
  readonly key: DocKey;
  readonly label: string;
  readonly text: string;
}

const labels: ReadonlyMap<string, DocKey> = new Map([
  ['owner', 'owner'],
  ['source', 'source'],
  ['sources', 'source'],
  ['inputs', 'source'],
  ['source owner', 'sourceOwner'],
  ['consumers', 'consumer'],
  ['used by', 'consumer'],
  ['sla', 'promise'],
  ['freshness', 'promise'],
  ['failure modes', 'failureMode'],
  ['alerts', 'alert'],
  ['on failure', 'runbook'],
  ['runbook', 'runbook'],
  ['tell first', 'contact'],
  ['stakeholders', 'contact'],
  ['purpose', 'purpose'],
  ['why', 'purpose'],
  ['impact', 'impact'],
  ['tier', 'tier'],
  ['reviewed', 'reviewed'],
  ['last reviewed', 'reviewed'],
  ['review by', 'due'],
  ['monitoring', 'monitoring'],
  ['dashboard', 'monitoring'],
  ['source changes', 'schemaGuard'],
  ['output contract', 'outputContract'],
  ['backfill', 'rerun'],
  ['rerun', 'rerun'],
  ['decisions', 'decision'],
  ['incidents', 'incident'],
  ['retire', 'retirement'],
]);

interface Line extends Range {
  readonly text: string;
}

/** Finds the labelled parts of a text: headings of any level, and `Key: value` lines, bold or not, in lists and tables. */
export function docParts(text: string): DocPart[] {
  const lines: Line[] = [...text.matchAll(/[^\r\n]+|(?:\r\n|\r|\n)/g)]
    .filter((found) => !/^[\r\n]/.test(found[0]))
    .map((found) => ({ text: found[0], from: found.index, to: found.index + found[0].length }));
  const parts: DocPart[] = [];
  lines.forEach((line, at) => {
    const heading = headingOf(line.text);
    const part = heading === null ? pairOf(line, lines.slice(at + 1), text) : section(heading, line, lines.slice(at + 1));
    if (part !== null) parts.push(part);
  });
  return parts;
}

function headingOf(line: string): string | null {
  return /^\s*#{1,6}\s+(.*?)\s*#*\s*$/.exec(line)?.[1] ?? null;
}

function section(heading: string, line: Line, below: readonly Line[]): DocPart | null {
  const [head = '', ...rest] = heading.split(':');
  const key = keyFor(head);
  if (key === null) return null;
  const end = below.findIndex((next) => headingOf(next.text) !== null || isPair(next.text));
  const body = end < 0 ? below : below.slice(0, end);
  const text = [rest.join(':').trim(), ...body.map((next) => next.text.trim())].filter((next) => next !== '').join('\n');
  return { key, label: head.trim(), text, from: line.from, to: body.at(-1)?.to ?? line.to };
}

function isPair(line: string): boolean {
  return splitPair(line) !== null;
}

/** @returns label and value of `Key: value`, `**Key:** value`, `- Key: value` or `| Key | value |`. */
function splitPair(line: string): { key: DocKey; label: string; value: string } | null {
  const row = /^\s*\|\s*([^|]*?)\s*\|\s*([^|]*?)\s*\|/.exec(line);
  const pair = row ?? /^\s*(?:[-*+]\s+)?([*_]{0,3}[A-Za-z][A-Za-z ]{1,20}?[*_]{0,3})\s*:\s*(.*)$/.exec(line);
  if (pair?.[1] === undefined || pair[2] === undefined) return null;
  const label = pair[1].replace(/[*_`]/g, '').trim();
  const key = keyFor(label);
  const value = pair[2].replace(/^[*_]{1,3}\s*/, '').trim();
  return key === null ? null : { key, label, value };
}

function pairOf(line: Line, below: readonly Line[], text: string): DocPart | null {
  const pair = splitPair(line.text);
  if (pair === null) return null;
  if (pair.value !== '') return { key: pair.key, label: pair.label, text: pair.value, from: line.from, to: line.to };
  const items: Line[] = [];
  let end = line.to;
  for (const next of below) {
    const blank = /\n\s*\n|\r\s*\r/.test(text.slice(end, next.from));
    if ((blank && items.length > 0) || !/^\s*(?:[-*+]|\d+\.)\s|^\s{2,}\S/.test(next.text)) break;
    items.push(next);
    end = next.to;
  }
  return { key: pair.key, label: pair.label, text: items.map((item) => item.text.trim()).join('\n'), from: line.from, to: end };
}

function keyFor(label: string): DocKey | null {
  return labels.get(label.replace(/[*_`]/g, '').trim().toLowerCase()) ?? null;
}

/** The items of a list in words: one a line with a bullet, or divided by semicolons, or by commas where `commas` says so. */
export function itemsOf(text: string, commas: boolean): string[] {
  const lines = text.split('\n');
  const listed = lines.some((line) => /^\s*(?:[-*+]|\d+\.)\s/.test(line));
  const parts = listed ? lines.map((line) => line.replace(/^\s*(?:[-*+]|\d+\.)\s+/, '')) : text.split(commas ? /[;,\n]/ : /[;\n]/);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
