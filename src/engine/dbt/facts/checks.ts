import { createCache } from '../../cache.ts';
import type { Check, FailureMode, Found, Known } from '../../facts.ts';
import { type Message, t } from '../../l10n.ts';
import type { Range, Value } from '../../model.ts';
import { entryOf, fieldOf, holdsTemplate, itemsOf, textOf } from '../../syntax/yaml.ts';
import { configOf, type Level } from '../linking/configs.ts';
import { templateReason } from '../linking/meta.ts';

/** A data test as a properties entry states it. */
export interface StatedTest extends Range {
  /** As dbt calls it: `unique`, `dbt_utils.recency`. */
  readonly name: string;
  readonly column: string | null;
  readonly severity: 'error' | 'warn' | null;
  /** Null where the test itself does not say; folder configs decide then. A reason where a template decides. */
  readonly enabled: boolean | null | Message;
  /** The test's own keys and its `arguments`. */
  readonly value: Value | null;
}

const testKeys: ReadonlySet<string> = new Set([
  'name',
  'test_name',
  'description',
  'config',
  'column_name',
  'arguments',
  'severity',
  'tags',
  'where',
  'enabled',
  'meta',
]);

/**
 * @returns the data tests of an entry: its own and those of its columns, in all spellings; dbt before 1.8 does not know `data_tests`.
 * A version's own list takes the place of the model's (`get_tests_for_version` of dbt-core 1.5 to 1.12).
 */
export function testsOf(entry: Value, before18: boolean, version: Value | null = null): StatedTest[] {
  const list = (holder: Value | null) => (before18 ? undefined : fieldOf(holder, 'data_tests')) ?? fieldOf(holder, 'tests');
  const own = list(version);
  const found: StatedTest[] = [];
  const read = (tests: Value | undefined, column: string | null) => {
    for (const item of itemsOf(tests)) {
      const test = statedTest(item, column);
      if (test) found.push(test);
    }
  };
  read(own?.type === 'list' ? own : list(entry), null);
  for (const column of columnsIn(entry, version)) read(list(column), textOf(fieldOf(column, 'name')));
  return found;
}

/** A version has the model's columns that it includes and does not exclude, and its own. */
function columnsIn(entry: Value, version: Value | null): readonly Value[] {
  const columns = itemsOf(fieldOf(entry, 'columns'));
  const own = itemsOf(fieldOf(version, 'columns'));
  const choice = own.find((column) => fieldOf(column, 'include'));
  if (!choice) return own.length === 0 ? columns : [...columns, ...own];
  const namesIn = (key: string) => itemsOf(fieldOf(choice, key)).map(textOf);
  const all = fieldOf(choice, 'include')?.type !== 'list';
  const chosen = columns.filter((column) => {
    const name = textOf(fieldOf(column, 'name'));
    return (all || namesIn('include').includes(name)) && !namesIn('exclude').includes(name);
  });
  return [...chosen, ...own];
}

/** What stands behind a name that dbt understands is left out, such as a colon too many (`TEST_NAME_PATTERN` of dbt-core 1.5 to 1.12). */
function nameOf(written: string): string {
  return /^(?:[A-Za-z_]\w*\.)?[A-Za-z_]\w*/.exec(written)?.[0] ?? written;
}

function statedTest(item: Value, column: string | null): StatedTest | null {
  const plain = textOf(item);
  if (plain !== null) return { name: nameOf(plain), column, severity: null, enabled: null, value: null, from: item.from, to: item.to };
  if (item.type !== 'map') return null;
  const named = textOf(fieldOf(item, 'test_name'));
  const key = item.entries.find((entry) => !testKeys.has(entry.key)) ?? item.entries[0];
  if (named === null && !key) return null;
  const value = named === null && key ? key.value : item;
  const config = fieldOf(value, 'config') ?? fieldOf(item, 'config');
  const severity = textOf(fieldOf(config, 'severity') ?? fieldOf(value, 'severity'))?.toLowerCase();
  const stated = textOf(fieldOf(config, 'enabled') ?? fieldOf(value, 'enabled'));
  const range = named === null && key ? key.keyRange : { from: item.from, to: item.to };
  return {
    name: nameOf(named ?? key?.key ?? ''),
    column: column ?? textOf(fieldOf(value, 'column_name')),
    severity: severity === 'warn' || severity === 'error' ? severity : null,
    enabled:
      stated === 'true' ? true : stated === 'false' ? false : stated !== null && holdsTemplate(stated) ? templateReason(stated) : null,
    value,
    from: range.from,
    to: range.to,
  };
}

/** @returns an argument of a test, also where it stands under `arguments`. */
export function argumentOf(test: StatedTest, name: string): Value | undefined {
  return entryOf(test.value, name)?.value ?? fieldOf(fieldOf(test.value, 'arguments'), name);
}

const byName: readonly (readonly [RegExp, FailureMode])[] = [
  [/unique|duplicate|distinct_combination|cardinality_equality/, 'twice'],
  [/recency|freshness|recent_data|stale|up_to_date|sequential_timestamps/, 'late'],
  [/row_count|rowcount|volume|not_empty$|is_empty|at_least_one|has_rows|fewer_rows|empty_table|table_row/, 'empty'],
  [/schema_change|columns_to_match|column_to_exist|column_count|columns_to_contain|to_be_of_type|to_be_in_type|json_schema/, 'changed'],
];

const keyOnly = /^(?:unique|not_null)$|unique_combination|to_be_unique|compound_columns_to_be_unique|primary_key/;

interface Traits {
  readonly mode: FailureMode;
  readonly keyOnly: boolean;
}

/** Nearly all tests bear one of a few names. */
const known = createCache<string, Traits>(100);

function traitsOf(test: string): Traits {
  const before = known.get(test);
  if (before) return before;
  const name = test.slice(test.lastIndexOf('.') + 1);
  const mode = byName.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1] ?? 'wrong';
  const traits = { mode, keyOnly: keyOnly.test(name) };
  known.set(test, traits);
  return traits;
}

/** @returns which way to fail a test notices; whatever is not known by its name looks at content. */
export function modeOf({ name }: StatedTest): FailureMode {
  return traitsOf(name).mode;
}

/** @returns whether a test speaks of a key only, not of what the rows hold. */
export function isKeyOnly({ name }: StatedTest): boolean {
  return traitsOf(name).keyOnly;
}

/** @returns the severity that configs of tests come to; null where none says it. */
export function severityIn(levels: readonly Level[]): 'error' | 'warn' | null {
  const text = textOf(configOf(levels, 'severity')?.value)?.toLowerCase();
  return text === 'warn' || text === 'error' ? text : null;
}

/** @returns a test of an entry as a fact; hidden where a template decides whether dbt runs it. */
export function foundCheck(test: StatedTest, span: Known<Check>['evidence']['span']): Found<Check> {
  const check = checkOf(test, span);
  const isOpen = test.enabled !== null && typeof test.enabled === 'object';
  return isOpen ? { known: false, reason: test.enabled, evidence: check.evidence } : check;
}

/** @returns a test as a fact; it fails the run unless it says that it only warns. */
export function checkOf(test: StatedTest, span: Known<Check>['evidence']['span']): Known<Check> {
  const by = test.column ? `${test.name}(${test.column})` : test.name;
  const check: Known<Check> = {
    known: true,
    value: { mode: modeOf(test), by, severity: test.severity ?? 'error', keyOnly: isKeyOnly(test) },
    evidence: { span, route: t('data test {0}', by) },
  };
  return test.enabled === false ? { ...check, inert: t('the test {0} is disabled', by) } : check;
}
