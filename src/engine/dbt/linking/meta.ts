import type { Found } from '../../facts.ts';
import { type Message, t, verbatim } from '../../l10n.ts';
import type { Evidence, FileSet, Range, Value } from '../../model.ts';
import { entryOf, holdsTemplate, itemsOf, textOf } from '../../syntax/yaml.ts';
import { fileName } from '../paths.ts';
import type { DbtFragment } from '../reading/fragments.ts';
import { configOf, type Level } from './configs.ts';

/** A value as it was found under one of several spellings, or the reason why it cannot be known. */
export type Reading =
  | { readonly known: true; readonly value: Value; readonly evidence: Evidence; readonly doubtful?: Message; readonly inert?: Message }
  | Extract<Found<never>, { known: false }>;

/** Where configs of a resource come from, and what makes evidence of them. */
export interface Levels {
  readonly levels: readonly Level[];
  /** Those among them that give meta, or may. */
  readonly ofMeta: readonly Level[];
  readonly files: FileSet<DbtFragment>;
  /** Why `config.meta` in properties does nothing, or may do nothing, for this resource on the version in use. */
  readonly metaInConfig: { readonly inert?: Message; readonly doubtful?: Message };
}

/** @returns by which way a level gives a key, in words. */
export function routeOf(level: Level, key: string): Message {
  switch (level.where) {
    case 'folder':
      return t('`+{0}` of {1} in {2}', key.split('.')[0] ?? key, level.label, fileName(level.file));
    case 'file':
      return t('`config({0})` in the file', key);
    case 'top':
      return verbatim(key);
    case 'manifest':
      return t('{0} of {1}', level.file, level.label);
    default:
      return verbatim(`config.${key}`);
  }
}

/** @returns whether a level gives meta, or hides whether it does. */
export function mayGiveMeta({ value }: Level): boolean {
  return value.type === 'hidden' || (value.type === 'map' && (value.hidden !== undefined || entryOf(value, 'meta') !== undefined));
}

/** @returns what every level says under one of the spellings (paths into meta), what wins first. */
export function readMeta(source: Levels, spellings: readonly (readonly string[])[]): Reading[] {
  const readings: Reading[] = [];
  for (const level of source.ofMeta) {
    const entry = entryOf(level.value, 'meta');
    if (!entry) {
      if (level.value.type === 'map' && level.value.hidden) readings.push(hiddenAt(source, level, level.value, level.value.hidden));
      else if (level.value.type === 'hidden') readings.push(hiddenAt(source, level, level.value, level.value.reason));
      continue;
    }
    readings.push(...readMap(source, level, entry.value, spellings));
  }
  return readings;
}

function readMap(source: Levels, level: Level, meta: Value, spellings: readonly (readonly string[])[]): Reading[] {
  if (meta.type === 'hidden') return [hiddenAt(source, level, meta, meta.reason)];
  if (meta.type === 'text' && holdsTemplate(meta.value)) return [hiddenAt(source, level, meta, templateReason(meta.value))];
  const found = spellings.flatMap((path): Reading[] => {
    const value = valueAt(meta, path);
    return value ? [readingOf(source, level, value, ['meta', ...path].join('.'))] : [];
  });
  if (found.length === 0 && meta.type === 'map' && meta.hidden) return [hiddenAt(source, level, meta, meta.hidden)];
  return found;
}

function valueAt(value: Value, path: readonly string[]): Value | undefined {
  let at: Value | undefined = value;
  for (const step of path) at = entryOf(at, step)?.value;
  return at;
}

/** @returns a value of a level as a reading: hidden where a template or a call makes it. */
export function readingOf(source: Levels, level: Level, value: Value, key: string): Reading {
  const evidence = { span: source.files.span(value.file ?? level.file, value), route: routeOf(level, key) };
  const reason = hiddenReason(value);
  if (reason) return { known: false, reason, evidence };
  const version = (level.where === 'entry' || level.where === 'version') && key.startsWith('meta') ? source.metaInConfig : null;
  const doubtful = level.conditional ? t('it stands in a branch that may not be rendered') : version?.doubtful;
  const reading = { known: true as const, value, evidence };
  if (!version?.inert && !doubtful) return reading;
  return { ...reading, ...(version?.inert ? { inert: version.inert } : {}), ...(doubtful ? { doubtful } : {}) };
}

/** A config that the next level replaces as a whole: the winning one alone, as a list of none or one. */
export function configReadings(source: Levels, key: string): Reading[] {
  const config = configOf(source.levels, key);
  if (!config || config.value.type === 'nothing') return [];
  return [readingOf(source, config.level, config.value, key)];
}

/** @returns why a value is unknown, or null where all of it is literal. */
export function hiddenReason(value: Value): Message | null {
  switch (value.type) {
    case 'hidden':
      return value.reason;
    case 'text':
      return holdsTemplate(value.value) ? templateReason(value.value) : null;
    case 'list':
      return (
        value.items
          .slice(0, 50)
          .map(hiddenReason)
          .find((reason) => reason !== null) ?? null
      );
    case 'map':
      return (
        value.hidden ??
        value.entries
          .slice(0, 50)
          .map((entry) => hiddenReason(entry.value))
          .find((reason) => reason !== null) ??
        null
      );
    default:
      return null;
  }
}

export function templateReason(text: string): Message {
  return t('dbt fills in {0} when it runs', text.length > 60 ? `${text.slice(0, 59)}…` : text);
}

function hiddenAt(source: Levels, level: Level, range: Range, reason: Message): Reading {
  return { known: false, reason, evidence: { span: source.files.span(level.file, range), route: routeOf(level, 'meta') } };
}

/** Turns readings into facts of another shape; what is hidden stays hidden. */
export function mapReadings<T>(readings: readonly Reading[], toValue: (value: Value) => T | null): Found<T>[] {
  return readings.flatMap((reading): Found<T>[] => {
    if (!reading.known) return [reading];
    const value = toValue(reading.value);
    return value === null ? [] : [{ ...reading, value }];
  });
}

/** @returns names out of a string, a comma-separated string, a list, or a mapping with name or email; `['']` where nothing stands. */
export function namesIn(value: Value): string[] {
  if (value.type === 'list') {
    const names = value.items
      .slice(0, 100)
      .flatMap(namesIn)
      .filter((name) => name !== '');
    return names.length > 0 ? names : [''];
  }
  if (value.type === 'map') {
    const said = [entryOf(value, 'name')?.value, entryOf(value, 'email')?.value].flatMap((one) => one ?? []);
    const named = said.find((one) => textOf(one) !== '') ?? said[0] ?? value.entries.find((entry) => textOf(entry.value) !== null)?.value;
    return named ? namesIn(named) : [''];
  }
  const names = (textOf(value) ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return names.length > 0 ? names : [''];
}

/** @returns a value in words, for display: at most some hundred characters. */
export function wordsOf(value: Value): string {
  return words(value, 3).slice(0, 400);
}

function words(value: Value, depth: number): string {
  if (depth === 0) return '…';
  if (value.type === 'list')
    return itemsOf(value)
      .slice(0, 20)
      .map((item) => words(item, depth - 1))
      .join(', ');
  if (value.type === 'map')
    return value.entries
      .slice(0, 20)
      .map((entry) => `${entry.key}: ${words(entry.value, depth - 1)}`)
      .join(', ');
  return textOf(value)?.trim() ?? '';
}
