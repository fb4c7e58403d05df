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

function at(value: unknown, path: readonly YamlStep[]): unknown {
  return path.reduce<unknown>((inner, step) => child(inner, step), value);
}

function child(value: unknown, step: YamlStep): unknown {
  if (typeof step === 'string') return isRecord(value) ? value[step] : undefined;
  return Array.isArray(value) ? value.find((item) => isRecord(item) && String(item[step.key]) === step.is) : undefined;
}

/** The value with what the path leads to taken out, and what is empty after that. */
function without(value: unknown, path: readonly YamlStep[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined || value === null || value === undefined) return undefined;
  const inner = without(child(value, step), rest);
  if (typeof step !== 'string') return Array.isArray(value) ? withoutItem(value, step, inner) : value;
  if (!isRecord(value)) return value;
  const others = Object.entries(value).filter(([key]) => key !== step);
  const all = inner === undefined ? others : [...others, [step, inner]];
  return all.length === 0 ? undefined : Object.fromEntries(all as [string, unknown][]);
}

function withoutItem(items: readonly unknown[], step: Exclude<YamlStep, string>, inner: unknown): unknown {
  const others = items.filter((item) => child([item], step) === undefined);
  const bare = isRecord(inner) && Object.keys(inner).length === 1;
  const all = inner === undefined || bare ? others : [...others, inner];
  return all.length === 0 ? undefined : all;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
