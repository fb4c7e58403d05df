import type { Found, Freshness } from '../../facts.ts';
import { t } from '../../l10n.ts';
import type { Value } from '../../model.ts';
import { entryOf, fieldOf, textOf } from '../../syntax/yaml.ts';
import type { Level } from '../linking/configs.ts';
import { type Levels, readingOf } from '../linking/meta.ts';
import type { FactSource } from './factSource.ts';

/** Adapters that know when a table was last written without being told a column (dbt docs, "freshness"). */
const knowsByItself: ReadonlySet<string> = new Set(['snowflake', 'redshift', 'bigquery', 'databricks']);

/**
 * What a source table promises. dbt merges the thresholds of source, source config, table and table config one by one;
 * `freshness: null` on a later one takes the promise back, and the folder configs count only where none of them says anything.
 */
export function freshnessOf(source: FactSource, levels: Levels): Found<Freshness>[] {
  const stated = source.levels.flatMap((level) => {
    const entry = entryOf(level.value, 'freshness');
    return entry ? [{ level, value: entry.value }] : [];
  });
  const own = stated.filter(({ level }) => level.where !== 'folder');
  const counting = own.length > 0 ? own : stated.slice(0, 1);
  const first = counting[0];
  if (!first) return [];
  const reading = readingOf(levels, first.level, first.value, 'freshness');
  if (!reading.known) return [reading];
  if (first.value.type === 'nothing') return [{ ...reading, value: { by: 'none-promised', text: '' } }];
  const thresholds = [threshold('warn', counting), threshold('error', counting)].filter((text) => text !== null);
  if (thresholds.length === 0) return [];
  return [{ ...reading, ...howItWorks(source), value: { by: 'freshness', text: thresholds.join(', ') } }];
}

function threshold(kind: 'warn' | 'error', stated: readonly { level: Level; value: Value }[]): string | null {
  for (const { value } of stated) {
    const at = fieldOf(value, `${kind}_after`);
    const count = textOf(fieldOf(at, 'count'));
    const period = textOf(fieldOf(at, 'period'));
    if (count !== null && period !== null) return `${kind} after ${count} ${period}${count === '1' ? '' : 's'}`;
  }
  return null;
}

/** Whether something says when rows were loaded: a column or a query that is filled in, or a warehouse that knows by itself, whichever of them dbt runs on. */
export function knowsAge(levels: readonly Level[], adapters: readonly string[]): boolean {
  return loadedAt(levels).some((text) => !isGap(text)) || (adapters.length > 0 && adapters.every((adapter) => knowsByItself.has(adapter)));
}

function loadedAt(levels: readonly Level[]): string[] {
  return levels.flatMap((level) => ['loaded_at_field', 'loaded_at_query'].flatMap((key) => textOf(entryOf(level.value, key)?.value) ?? []));
}

/** As it is left to be filled in: `<column>`. */
function isGap(text: string): boolean {
  return /^<[^<>]*>$/.test(text.trim());
}

/** Without a column or a query that says when rows were loaded, only some adapters can tell. */
function howItWorks(source: FactSource) {
  const adapters = source.adapters();
  if (knowsAge(source.levels, adapters)) return {};
  const [gap] = loadedAt(source.levels);
  if (gap !== undefined) return { inert: t('the column that tells the age is not filled in: {0}', gap) };
  const adapter = adapters.find((each) => !knowsByItself.has(each));
  if (adapter === undefined)
    return { doubtful: t('there is no loaded_at_field, and whether the warehouse knows by itself is not said here') };
  const blind = t('without a loaded_at_field, {0} cannot tell how old the rows are', adapter);
  return adapters.some((each) => knowsByItself.has(each)) ? { doubtful: blind } : { inert: blind };
}
