import type { Document } from 'yaml';
import type { Content, YamlStep } from '../model.ts';

/** Whether a text still parses, says the same as before beside the paths, and says what was to be written at their ends. */
export function keepsAll(
  before: Document.Parsed,
  after: Document.Parsed,
  values: readonly { readonly path: readonly YamlStep[]; readonly content: Content }[],
): boolean {
  if (after.errors.length > 0) return false;
  const was = plain(before);
  const is = was === null ? without(plain(after), ['version']) : plain(after);
  const isThere = values.every(({ path, content }) => {
    const written = at(is, path);
    return typeof content === 'object' && content !== null ? written !== undefined && written !== null : written === content;
  });
  const rest = (value: unknown) => JSON.stringify(values.reduce((left, { path }) => without(left, path), value));
  return isThere && rest(was) === rest(is);
}

function plain(doc: Document.Parsed): unknown {
  return doc.toJS({ maxAliasCount: -1 });
}

function at(value: unknown, [step, ...rest]: readonly YamlStep[]): unknown {
  return step === undefined ? value : at(child(value, step, rest), rest);
}

function child(value: unknown, step: YamlStep, rest: readonly YamlStep[]): unknown {
  if (typeof step === 'string') return isRecord(value) ? value[step] : undefined;
  return Array.isArray(value) ? value[itemAt(value, step, rest)] : undefined;
}

/** Where the item of a list stands, -1 for nowhere. Of several of one name, such as a source that is told in parts, it is the one that holds what follows. */
function itemAt(items: readonly unknown[], step: Exclude<YamlStep, string>, rest: readonly YamlStep[]): number {
  const found = items.flatMap((item, index) => (isRecord(item) && isMeant(item[step.key], step.is) ? [index] : []));
  return found.find((index) => found.length > 1 && holdsNext(items[index], rest)) ?? found[0] ?? -1;
}

/** `v: 1.0` comes to 1. */
function isMeant(name: unknown, is: string): boolean {
  return typeof name === 'number' ? name === Number(is) : String(name) === is;
}

/** Whether the next item that a path leads to is there. */
export function holdsNext(value: unknown, path: readonly YamlStep[]): boolean {
  const next = path.findIndex((step) => typeof step !== 'string');
  return next !== -1 && at(value, path.slice(0, next + 1)) !== undefined;
}

/** The value with what the path leads to taken out, and what is empty after that. */
function without(value: unknown, path: readonly YamlStep[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined || value === null || value === undefined) return undefined;
  const inner = without(child(value, step, rest), rest);
  if (typeof step !== 'string') return Array.isArray(value) ? withoutItem(value, itemAt(value, step, rest), inner) : value;
  if (!isRecord(value)) return value;
  const others = Object.entries(value).filter(([key]) => key !== step);
  const all = inner === undefined ? others : [...others, [step, inner]];
  return all.length === 0 ? undefined : Object.fromEntries(all as [string, unknown][]);
}

function withoutItem(items: readonly unknown[], index: number, inner: unknown): unknown {
  const others = items.filter((_, at) => at !== index);
  const bare = isRecord(inner) && Object.keys(inner).length === 1;
  const all = inner === undefined || bare ? others : [...others, inner];
  return all.length === 0 ? undefined : all;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
