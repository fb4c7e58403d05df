import { t } from '../l10n.ts';
import type { Content, Range } from '../model.ts';
import { blockExpression, type JinjaText, scanJinja } from '../syntax/jinja.ts';
import { lineEnding } from '../text.ts';
import { applyEdits } from './apply.ts';
import { mentions, nested } from './content.ts';
import type { Draft } from './draft.ts';
import { insertion, refuse } from './draft.ts';
import { afterBreak, byteOrderMark, indentAt, lineEnd } from './lines.ts';
import type { CallExpr } from './literals.ts';
import { putInCall, putInDict } from './literals.ts';
import { fileChanged } from './python.ts';
import { withInner } from './pythonFind.ts';
import type { LiteralStyle } from './pythonText.ts';
import { literalText } from './pythonText.ts';

/** Sets a key of the `config(…)` call at a range of a dbt SQL text, or puts a first call at the top. */
export function writeConfig(text: string, range: Range | null, path: readonly string[], content: Content): Draft {
  const [first] = path;
  if (first === undefined) return fileChanged();
  if (mentions(content, /\{[{%#]|[}%#]\}/)) return refuse(t('A value with {0} or {1} would be rendered by dbt.', '{{', '{%'));
  const scan = scanJinja(text);
  const calls = configCalls(text, scan);
  const call = range === null ? (calls[0] ?? null) : (calls.find((each) => each.from === range.from && each.to === range.to) ?? null);
  if (range !== null && call === null) return fileChanged();
  const style = measureJinja(text, calls);
  if (call === null) return firstConfig(text, scan, path, content, style);
  const draft = putInConfig(text, call, path, content, style);
  if ('refused' in draft || draft.changes.length === 0) return draft;
  if (range === null) return fileChanged();
  const after = applyEdits(text, draft.changes);
  return configCalls(after, scanJinja(after)).length === calls.length
    ? draft
    : refuse(t('The value cannot be put into this file without changing something else.'));
}

function putInConfig(text: string, call: CallExpr, path: readonly string[], content: Content, style: LiteralStyle): Draft {
  const [dict] = call.args;
  if (dict === undefined) return putInCall(text, call, path, content, style);
  if (dict.type !== 'dict' || call.args.length > 1) return refuse(t('What is given to {0} is not written out here.', 'config()'));
  return call.keywords.some((keyword) => keyword.name === path[0])
    ? putInCall(text, call, path, content, style)
    : putInDict(text, dict, path, content, style);
}

/** Calls of `config` that stand alone in their block, in the order of the text. */
function configCalls(text: string, scan: JinjaText): CallExpr[] {
  return scan.blocks.flatMap((block) => {
    if (block.word !== 'do' && !text.slice(block.inner.from, block.inner.to).startsWith('config')) return [];
    const expr = blockExpression(text, block);
    return expr?.type === 'call' && expr.callee.type === 'name' && expr.callee.name === 'config' ? [expr] : [];
  });
}

/** A snapshot's config belongs inside its block; elsewhere it is the first line. */
function firstConfig(text: string, scan: JinjaText, path: readonly string[], content: Content, style: LiteralStyle): Draft {
  const [first = '', ...rest] = path;
  const value = literalText(nested(rest, content), style);
  const line = `{{ config(${first}=${value}) }}`;
  const snapshot = scan.blocks.find((block) => block.word === 'snapshot');
  if (snapshot === undefined) return insertion(text.startsWith(byteOrderMark) ? 1 : 0, line + style.eol + style.eol);
  const end = lineEnd(text, snapshot.to);
  const next = afterBreak(text, end);
  if (next === end || text.slice(snapshot.to, end).trim() !== '') return insertion(snapshot.to, `${style.eol}${line}`);
  const filled = next + (/^\s*/.exec(text.slice(next))?.[0].length ?? 0);
  return insertion(next, `${indentAt(text, filled)}${line}${style.eol}`);
}

function measureJinja(text: string, calls: readonly CallExpr[]): LiteralStyle {
  let double = 0;
  let single = 0;
  for (const call of calls) {
    for (const expr of withInner(call)) {
      if (expr.type !== 'string') continue;
      if (text[expr.to - 1] === '"') double++;
      else single++;
    }
  }
  return { quote: double > single ? '"' : "'", language: 'jinja', eol: lineEnding(text), unit: '    ' };
}
