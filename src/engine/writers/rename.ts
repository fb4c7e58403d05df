import { isScalar, parseDocument, visit } from 'yaml';
import { t } from '../l10n.ts';
import type { Content, Range } from '../model.ts';
import { blockExpression, scanJinja } from '../syntax/jinja.ts';
import { type Expr, parsePython } from '../syntax/python.ts';
import type { Change } from './apply.ts';
import { type Draft, refuse, unchanged } from './draft.ts';
import { expressionsOf, withInner } from './pythonFind.ts';
import { stringText } from './pythonText.ts';
import { scalarText } from './yamlText.ts';

/** @returns what a text becomes: the new name where it is the old one, also behind `owner:` or `team:` as in tags; null for all others. */
function renamed(text: unknown, was: string, value: string): string | null {
  if (typeof text !== 'string') return null;
  const prefix = /^(?:owner|team):/i.exec(text)?.[0] ?? '';
  return text.slice(prefix.length) === was ? prefix + value : null;
}

/** Replaces every text within a range that is the name `was`, in the quotes that it has. */
export function writeName(file: string, text: string, range: Range, was: string, content: Content): Draft {
  const value = String(content);
  if (value === was) return unchanged;
  if (/\{[{%#]/.test(value)) return refuse(t('A value with {0} or {1} would be rendered by dbt.', '{{', '{%'));
  const changes = (/\.ya?ml$/.test(file) ? inYaml : inCode)(text, range, was, value);
  return changes.length > 0 ? { changes } : refuse(t('{0} is not written out there.', was));
}

function inYaml(text: string, range: Range, was: string, value: string): Change[] {
  const changes: Change[] = [];
  visit(parseDocument(text, { version: '1.1', uniqueKeys: false, strict: false, logLevel: 'error' }), {
    Scalar(key, scalar, path) {
      if (key === 'key' || !isScalar(scalar) || scalar.range == null || scalar.anchor !== undefined) return;
      const [from, to] = scalar.range;
      const name = renamed(scalar.value, was, value);
      if (name === null || from < range.from || to > range.to || scalar.type?.startsWith('BLOCK')) return;
      const quote = scalar.type === 'QUOTE_DOUBLE' ? '"' : scalar.type === 'QUOTE_SINGLE' ? "'" : null;
      const inFlow = path.some((above) => 'flow' in above && above.flow === true);
      changes.push({ from, to, text: scalarText(name, quote ?? '"', inFlow, quote !== null) });
    },
  });
  return changes;
}

function inCode(text: string, range: Range, was: string, value: string): Change[] {
  const changes = new Map<number, Change>();
  for (const expr of expressionsIn(text)) {
    const name = expr.type === 'string' && expr.from >= range.from && expr.to <= range.to ? renamed(expr.value, was, value) : null;
    if (name === null) continue;
    changes.set(expr.from, { from: expr.from, to: expr.to, text: stringText(name, text[expr.to - 1] === "'" ? "'" : '"') });
  }
  return [...changes.values()];
}

function* expressionsIn(text: string): Generator<Expr> {
  yield* expressionsOf(parsePython(text).module.body);
  for (const block of scanJinja(text).blocks) {
    const expr = blockExpression(text, block);
    if (expr) yield* withInner(expr);
  }
}
