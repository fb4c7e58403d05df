import { isScalar } from 'yaml';
import { t } from '../l10n.ts';
import type { Target } from '../model.ts';
import { applyEdits } from './apply.ts';
import { isLabelLine, unfit } from './doc.ts';
import { type Draft, insertion, refuse } from './draft.ts';
import { lineEnd } from './lines.ts';
import { pageOf, writeYaml } from './yaml.ts';
import { keepsAll } from './yamlCheck.ts';
import { contentEnd, endsInOpenBlock } from './yamlNodes.ts';

/** Writes `Label: value` into the documentation that stands at a path of a YAML file: below what is there, or as its beginning. */
export function writeYamlDoc(text: string, { path, label }: Extract<Target, { writer: 'yaml-doc' }>, value: string): Draft {
  const problem = unfit(value);
  if (problem !== null) return problem;
  const line = `${label}: ${value}`;
  const page = pageOf(text);
  const node = page.doc.errors.length > 0 ? undefined : page.doc.getIn(path, true);
  if (!isScalar(node) || node.value === null) return writeYaml(text, path, `${line}\n`);
  const there = String(node.value);
  const lines = there.trimEnd().split('\n');
  if (lines.some((one) => one.trim() === line)) return { changes: [] };
  const gap = isLabelLine(lines.at(-1) ?? '') ? 1 : 2;
  const [from, to] = node.range ?? [0, 0];
  if (node.type === 'BLOCK_LITERAL' && !endsInOpenBlock(text, node)) {
    const indent = /^[ \t]*/.exec(text.slice(lineEnd(text, from)).replace(/^(?:[ \t]*(?:\r\n|\r|\n))+/, ''))?.[0] ?? '';
    return checked(text, path, there, insertion(contentEnd(text, node), `${page.eol.repeat(gap)}${indent}${line}`));
  }
  if (node.type === 'QUOTE_DOUBLE')
    return checked(text, path, there, insertion(to - 1, `${'\\n'.repeat(gap)}${JSON.stringify(line).slice(1, -1)}`));
  return refuse(t('The documentation there stands on one line, and another cannot be added to it.'));
}

function checked(text: string, path: readonly string[], there: string, draft: Draft): Draft {
  if ('refused' in draft) return draft;
  const after = pageOf(applyEdits(text, draft.changes)).doc;
  const content = after.errors.length === 0 ? String(after.getIn(path)) : '';
  return content.startsWith(there.trimEnd()) && keepsAll(pageOf(text).doc, after, [{ path, content }])
    ? draft
    : refuse(t('The value cannot be put into this file without changing something else.'));
}
