import { type Document, isAlias, isPair, isScalar, type Scalar, visit } from 'yaml';
import { type Message, t } from '../l10n.ts';
import type { Content, Range } from '../model.ts';
import { blockExpression, scanJinja } from '../syntax/jinja.ts';
import type { Expr } from '../syntax/python.ts';
import { parsePython } from '../syntax/pythonReading.ts';
import type { Change } from './apply.ts';
import { type Draft, refuse, unchanged } from './draft.ts';
import { expressionsOf, withInner } from './pythonFind.ts';
import { stringText } from './pythonText.ts';
import { renamedInDocs } from './renameDocs.ts';
import { parseYaml } from './yaml.ts';
import { scalarText } from './yamlText.ts';

/** What becomes of a name in one text: the changes, and the ranges in which it is left as it is, with the reason. */
export interface Renamed {
  readonly changes: readonly Change[];
  readonly left: readonly { readonly range: Range; readonly reason: Message }[];
}

/** Replaces every text within a range that is the name `was`, in the quotes that it has. */
export function writeName(file: string, text: string, range: Range, was: string, content: Content): Draft {
  const value = String(content);
  if (value === was) return unchanged;
  const { changes, left } = renameAll(file, text, [range], was, value);
  return left[0] && changes.length === 0 ? refuse(left[0].reason) : { changes };
}

/** Replaces a name wherever it stands within the ranges; the text is read once. */
export function renameAll(file: string, text: string, ranges: readonly Range[], was: string, value: string): Renamed {
  if (/\{[{%#]/.test(value)) {
    const reason = t('A value with {0} or {1} would be rendered by dbt.', '{{', '{%');
    return { changes: [], left: ranges.map((range) => ({ range, reason })) };
  }
  const found = (/\.ya?ml$/.test(file) ? inYaml : inCode)(text, ranges, was, value);
  const changes = new Map(found.changes.map((change) => [change.from, change]));
  const left = [...found.left];
  const isDone = (range: Range) =>
    [...changes.keys(), ...left.map(({ range: { from } }) => from)].some((at) => at >= range.from && at < range.to);
  for (const range of ranges.filter((one) => !isDone(one))) {
    const inDocs = renamedInDocs(text, range, was, value);
    for (const change of inDocs) changes.set(change.from, change);
    if (inDocs.length === 0) left.push({ range, reason: t('{0} is not written out there.', was) });
  }
  return { changes: [...changes.values()], left };
}

/**
 * @returns what a text becomes: the new name where it is the old one, alone or between commas, also behind `owner:` or `team:`
 * as in tags; null for all others.
 */
function renamed(text: unknown, was: string, value: string): string | null {
  if (typeof text !== 'string') return null;
  const prefix = /^(?:owner|team):/i.exec(text)?.[0] ?? '';
  const names = text.slice(prefix.length).split(',');
  if (!names.some((name) => name.trim() === was)) return null;
  const isTwice = names.some((name) => name.trim() === value);
  const kept = names.flatMap((name) => (name.trim() !== was ? [name] : isTwice ? [] : [name.replace(was, () => value)]));
  return prefix + (names[0]?.trim() === was && isTwice ? kept.join(',').trimStart() : kept.join(','));
}

function inYaml(text: string, ranges: readonly Range[], was: string, value: string): Renamed {
  const changes: Change[] = [];
  const left: Renamed['left'][number][] = [];
  const doc = parseYaml(text);
  visit(doc, {
    Scalar(key, scalar, path) {
      if (key === 'key' || !isScalar(scalar) || scalar.range == null) return;
      const [from, to] = scalar.range;
      const name = renamed(scalar.value, was, value);
      if (name === null || !ranges.some((range) => from >= range.from && to <= range.to)) return;
      const reason = whyNot(doc, scalar, path);
      if (reason !== null) {
        left.push({ range: { from, to }, reason });
        return;
      }
      const quote = scalar.type === 'QUOTE_DOUBLE' ? '"' : scalar.type === 'QUOTE_SINGLE' ? "'" : null;
      const inFlow = path.some((above) => 'flow' in above && above.flow === true);
      changes.push({ from, to, text: scalarText(name, quote ?? '"', inFlow, quote !== null) });
    },
  });
  return { changes, left };
}

/** A value behind an anchor is changed where all that share it are the same kind of name. */
function whyNot(doc: Document.Parsed, scalar: Scalar, path: Path): Message | null {
  if (scalar.type?.startsWith('BLOCK')) return t('The name stands in a text of several lines.');
  const { anchor } = scalar;
  if (anchor === undefined) return null;
  const role = roleOf(path);
  let isOneRole = role !== null;
  let anchors = 0;
  visit(doc, {
    Node(_, node, above) {
      if (isAlias(node) && node.source === anchor && roleOf(above) !== role) isOneRole = false;
      if (!isAlias(node) && node.anchor === anchor) anchors++;
    },
  });
  return isOneRole && anchors === 1 ? null : t('The value is shared by an anchor: changing it here would change it elsewhere.');
}

type Path = readonly unknown[];

const roles: readonly (readonly [role: string, keys: RegExp])[] = [
  ['owner', /^\+?(?:owners?|data_owner|team)$/],
  ['channel', /^\+?(?:channel|slack)$/],
];

/** @returns what a value is by the keys above it: an owner, a channel; null for others. */
function roleOf(path: readonly unknown[]): string | null {
  const keys = path.flatMap((above) => (isPair(above) && isScalar(above.key) ? String(above.key.value) : []));
  const key = keys.at(-1) === 'name' || keys.at(-1) === 'email' ? keys.at(-2) : keys.at(-1);
  return roles.find(([, words]) => words.test(key ?? ''))?.[0] ?? null;
}

function inCode(text: string, ranges: readonly Range[], was: string, value: string): Renamed {
  const changes = new Map<number, Change>();
  for (const expr of expressionsIn(text)) {
    const isMeant = expr.type === 'string' && ranges.some((range) => expr.from >= range.from && expr.to <= range.to);
    const name = isMeant ? renamed(expr.value, was, value) : null;
    if (name === null) continue;
    changes.set(expr.from, { from: expr.from, to: expr.to, text: stringText(name, text[expr.to - 1] === "'" ? "'" : '"') });
  }
  return { changes: [...changes.values()], left: [] };
}

function* expressionsIn(text: string): Generator<Expr> {
  yield* expressionsOf(parsePython(text).module.body);
  for (const block of scanJinja(text).blocks) {
    const expr = blockExpression(text, block);
    if (expr) yield* withInner(expr);
  }
}
