import { t } from '../l10n.ts';
import type { CodeCall, Content, Range } from '../model.ts';
import { type Draft, refuse } from './draft.ts';
import { indentAt, linesBelow } from './lines.ts';
import { putInCall, putInDict } from './literals.ts';
import { addImport, checked, fileChanged, locate } from './python.ts';
import { type LiteralStyle, literalText } from './pythonText.ts';

/** Gives a call to the call or dict at a range, under the last step of the path; the import comes below the others. */
export function writeCall(text: string, range: Range, path: readonly string[], code: CodeCall, content: Content): Draft {
  const found = locate(text, range);
  if (found === null || (found.expr.type !== 'call' && found.expr.type !== 'dict')) return fileChanged();
  const { expr, module, style } = found;
  const source = codeText(code, content, style);
  if (source === null) return refuse(t('An age is needed here, such as {0}.', '2 hours'));
  const raw = { ...style, raw: true as const };
  const put = expr.type === 'dict' ? putInDict(text, expr, path, source, raw) : putInCall(text, expr, path, source, raw);
  return withImport(text, range, code, checked(text, module, put));
}

/** Puts a decorator below the one at a range. */
export function writeDecorator(text: string, above: Range, code: CodeCall, content: Content): Draft {
  const found = locate(text, above);
  const source = found && codeText(code, content, found.style);
  if (found === null || source === null) return fileChanged();
  const added = { changes: [linesBelow(text, above.to, [`${indentAt(text, above.from)}@${source}`], found.style.eol)] };
  return withImport(text, above, code, checked(text, found.module, added));
}

function withImport(text: string, range: Range, { module, name }: CodeCall, draft: Draft): Draft {
  if ('refused' in draft || draft.changes.length === 0) return draft;
  return { changes: [...addImport(text, module, name, range.from), ...draft.changes] };
}

const ages = /^(?:within )?(\d+)\s*(m(?:in(?:ute)?s?)?|h(?:ours?)?|d(?:ays?)?)$/i;
const units: Readonly<Record<string, string>> = { m: 'minutes', h: 'hours', d: 'days' };

/** @returns the call as it is written, or null where the value is no age and one is needed. */
function codeText({ name, value, others }: CodeCall, content: Content, style: LiteralStyle): string | null {
  const age = value === 'age' ? ages.exec(String(content).trim()) : null;
  if (value === 'age' && age === null) return null;
  const own: { [argument: string]: Content } =
    value === 'age' ? { [units[age?.[2]?.[0]?.toLowerCase() ?? ''] ?? '']: Number(age?.[1]) } : { [value.argument]: content };
  const all = Object.entries({ ...own, ...others }).map(([argument, each]) => `${argument}=${literalText(each, style)}`);
  return `${name}(${all.join(', ')})`;
}
