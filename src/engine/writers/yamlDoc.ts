import { isScalar, type Scalar } from 'yaml';
import { t } from '../l10n.ts';
import type { Range, Target } from '../model.ts';
import { applyEdits } from './apply.ts';
import { type Coding, type DocLine, isLabelLine, labelLine, putBehindLabel, rawLines, unfit } from './doc.ts';
import { type Draft, insertion, refuse } from './draft.ts';
import { indentAt, lineEnd } from './lines.ts';
import { type Page, pageOf, writeYaml } from './yaml.ts';
import { keepsAll } from './yamlCheck.ts';
import { nodeStart, sourceOf } from './yamlNodes.ts';

/** Writes `Label: value` into the documentation that stands at a path of a YAML file: behind its label, below what is there, or as its beginning. */
export function writeYamlDoc(text: string, { path, label, adds }: Extract<Target, { writer: 'yaml-doc' }>, value: string): Draft {
  const problem = unfit(value);
  if (problem !== null) return problem;
  const page = pageOf(text);
  const node = page.doc.errors.length > 0 ? undefined : page.doc.getIn(path, true);
  if (!isScalar(node) || node.value === null) return writeYaml(text, path, `${label}: ${value}\n`);
  const wanted: DocLine = { label, value, adds };
  const from = nodeStart(node);
  const range = { from, to: from + sourceOf(text, node).trimEnd().length };
  const at = labelLine(text, rawLines(text, range.from, range.to, node.type === 'QUOTE_DOUBLE'), label);
  const was = String(node.value);
  if (at === null) return checked(page, path, below(page, node, range, wanted), (now) => now.trimEnd() === withLine(was, wanted));
  const draft = putBehindLabel(text, withoutQuote(at, range, node), wanted, codings[styleOf(node)]);
  return checked(page, path, draft, (now) => isOtherInOneLine(was, now, value));
}

/** Lines of labels stand together. */
function withLine(text: string, { label, value }: DocLine): string {
  return `${text.trimEnd()}${'\n'.repeat(gapBelow(text))}${label}: ${value}`;
}

function gapBelow(text: string): number {
  return isLabelLine(text.trimEnd().split('\n').at(-1) ?? '') ? 1 : 2;
}

function isOtherInOneLine(was: string, now: string, value: string): boolean {
  const [before, after] = [was, now].map((text) => text.split('\n'));
  const other = after?.filter((line, at) => line !== before?.[at]) ?? [];
  return before?.length === after?.length && other.length === 1 && other[0]?.includes(value) === true;
}

type Style = 'double' | 'single' | 'plain' | 'literal' | 'folded';

function styleOf({ type }: Scalar): Style {
  if (type === 'QUOTE_DOUBLE') return 'double';
  if (type === 'QUOTE_SINGLE') return 'single';
  return type === 'BLOCK_LITERAL' ? 'literal' : type === 'BLOCK_FOLDED' ? 'folded' : 'plain';
}

const asWritten: Coding = { encode: (plain) => plain, decode: (source) => source };

const codings: Readonly<Record<Style, Coding>> = {
  double: { encode: escaped, decode: (source) => source.replace(/\\(["\\])/g, '$1') },
  single: { encode: (plain) => plain.replaceAll("'", "''"), decode: (source) => source.replaceAll("''", "'") },
  plain: asWritten,
  literal: asWritten,
  folded: asWritten,
};

function escaped(plain: string): string {
  return JSON.stringify(plain).slice(1, -1);
}

/** The last line of a quoted text ends with the quote, which is no part of a value. */
function withoutQuote({ from, to }: Range, whole: Range, node: Scalar): Range {
  const end = node.type?.startsWith('QUOTE') ? whole.to - 1 : whole.to;
  return { from, to: Math.min(to, end) };
}

/** Below the last line. Where line breaks are folded, one more of them is written than is meant. */
function below({ text, eol }: Page, node: Scalar, { from, to }: Range, { label, value }: DocLine): Draft {
  const line = `${label}: ${value}`;
  const gap = gapBelow(String(node.value));
  const style = styleOf(node);
  if (style === 'double') return insertion(to - 1, `${'\\n'.repeat(gap)}${escaped(line)}`);
  if (style === 'plain') return inQuotes(text, { from, to }, `${'\\n'.repeat(gap)}${escaped(line)}`);
  if (style === 'single') {
    const indent = `${indentAt(text, from)}  `;
    return insertion(to - 1, `${eol.repeat(gap + 1)}${indent}${line.replaceAll("'", "''")}`);
  }
  const [indent = ''] = (text.slice(lineEnd(text, from), to).match(/^[ ]+(?=\S)/gm) ?? []).sort((a, b) => a.length - b.length);
  return insertion(to, `${eol.repeat(style === 'folded' ? gap + 1 : gap)}${indent}${line}`);
}

/** A plain text cannot hold a colon and a blank; in quotes it says the same, and can. */
function inQuotes(text: string, { from, to }: Range, more: string): Draft {
  if (/["\\]/.test(text.slice(from, to))) return refuse(t('The value has characters that this kind of string cannot hold.'));
  return {
    changes: [
      { from, to: from, text: '"' },
      { from: to, to, text: `${more}"` },
    ],
  };
}

function checked(page: Page, path: readonly string[], draft: Draft, isMeant: (text: string) => boolean): Draft {
  if ('refused' in draft || draft.changes.length === 0) return draft;
  const after = pageOf(applyEdits(page.text, draft.changes)).doc;
  const content = after.errors.length === 0 ? String(after.getIn(path)) : '';
  return isMeant(content) && keepsAll(page.doc, after, [{ path, content }])
    ? draft
    : refuse(t('The value cannot be put into this file without changing something else.'));
}
