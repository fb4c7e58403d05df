import { t } from '../l10n.ts';
import type { CodeCall, Content, Range } from '../model.ts';
import type { Expr } from '../syntax/python.ts';
import { lengthOfTime } from './ages.ts';
import { type Draft, refuse } from './draft.ts';
import { indentAt, lineStart, linesBelow } from './lines.ts';
import { putInCall, putInDict } from './literals.ts';
import { addImport, checked, fileChanged, locate } from './python.ts';
import { type LiteralStyle, literalText, stringText } from './pythonText.ts';

/** Gives a call to the call or dict at a range, under the last step of the path; the imports come below the others. */
export function writeCall(text: string, range: Range, path: readonly string[], code: CodeCall, content: Content, known = false): Draft {
  const found = locate(text, range, known);
  if (found === null || (found.expr.type !== 'call' && found.expr.type !== 'dict')) return fileChanged();
  const { expr, module, style } = found;
  const source = codeText(code, content, style, indentInside(text, expr));
  if (source === null) return refuse(t('An age is needed here, such as {0}.', '2 hours'));
  const raw = { ...style, raw: true as const };
  const put = expr.type === 'dict' ? putInDict(text, expr, path, source, raw) : putInCall(text, expr, path, source, raw);
  return withImports(text, range, code, checked(text, module, put));
}

/** Puts a decorator below the one at a range. */
export function writeDecorator(text: string, above: Range, code: CodeCall, content: Content): Draft {
  const found = locate(text, above);
  const indent = indentAt(text, above.from);
  const source = found && codeText(code, content, found.style, indent);
  if (found === null || source === null) return fileChanged();
  const added = { changes: [linesBelow(text, above.to, [`${indent}@${source}`], found.style.eol)] };
  return withImports(text, above, code, checked(text, found.module, added));
}

function withImports(text: string, range: Range, { imports }: CodeCall, draft: Draft): Draft {
  if ('refused' in draft || draft.changes.length === 0) return draft;
  const added = Object.entries(imports).flatMap(([module, names]) => addImport(text, module, names, range.from));
  return { changes: [...added, ...draft.changes] };
}

/** How far the lines of an argument are indented: as the last one that has a line of its own, else as the line that the call begins on. */
function indentInside(text: string, expr: Extract<Expr, { type: 'call' | 'dict' }>): string {
  const items = expr.type === 'dict' ? expr.entries.map(({ value }) => value) : [...expr.args, ...expr.keywords.map(({ value }) => value)];
  const last = Math.max(...items.map(({ from }) => from));
  return indentAt(text, lineStart(text, last) > expr.from ? last : expr.from);
}

/** @returns the call as it is written, or null where the value is no age and one is needed. */
function codeText({ source }: CodeCall, content: Content, style: LiteralStyle, indent: string): string | null {
  const age = lengthOfTime(String(content));
  if (age === null && source.includes('$age')) return null;
  return source.replace(/\$age|\$value|"([^"]*)"|\n((?: {4})*)/g, (found, quoted?: string, deeper?: string) => {
    if (found === '$age') return `${age?.unit}s=${age?.count}`;
    if (found === '$value') return literalText(content, style);
    return quoted === undefined ? style.eol + indent + style.unit.repeat((deeper?.length ?? 0) / 4) : stringText(quoted, style.quote);
  });
}
