import { once } from '../../cache.ts';
import {
  type Check,
  type FactMakers,
  type Facts,
  type Found,
  type Freshness,
  type Known,
  type SourceOfData,
  type Stated,
  type StatedConsumer,
  tellFacts,
} from '../../facts.ts';
import { t, verbatim } from '../../l10n.ts';
import type { FileSet, Value } from '../../model.ts';
import { fieldOf, textOf } from '../../syntax/yaml.ts';
import { isDisabled } from '../linking/levels.ts';
import {
  configReadings,
  hiddenReason,
  type Levels,
  mapReadings,
  mayGiveMeta,
  namesIn,
  type Reading,
  readMeta,
  wordsOf,
} from '../linking/meta.ts';
import { unreadEntry } from '../linking/nodes.ts';
import { isOlderThan } from '../linking/version.ts';
import type { DbtFragment } from '../reading/fragments.ts';
import { foundCheck, isKeyOnly, modeOf, type StatedTest, severityIn, testsOf } from './checks.ts';
import { describe } from './descriptions.ts';
import type { FactSource } from './factSource.ts';
import { freshnessOf } from './freshness.ts';
import { alertsOf, namesAsText, ownersOf } from './owners.ts';
import { columnsOf, outputContractOf, primaryKeys, schemaGuardsOf } from './shape.ts';
import { retirementOf, type Tag, tagged, tagsOf } from './tags.ts';

/** What several facts of one resource are made from. */
interface Shared {
  readonly source: FactSource;
  readonly meta: Levels;
  tags(): readonly Tag[];
  /** The tests of its entry that are not disabled. */
  tests(): readonly StatedTest[];
  /** All its tests, also those that stand elsewhere. */
  checks(): readonly Found<Check>[];
}

/** @returns everything that dbt's files say about a resource, made as it is looked at. */
export function factsOf(source: FactSource): Facts {
  const meta = levelsForMeta(source);
  const stated = once(() => statedTests(source));
  return told({
    source,
    meta,
    tags: once(() => tagsOf(source, meta)),
    tests: once(() => stated().filter((test) => test.enabled !== false)),
    checks: once(() => checksOf(source, stated())),
  });
}

const makers: FactMakers<Shared> = {
  owner: ({ source, meta, tags }) => ownersOf(source, meta, tags()),
  description: ({ source }) => describe(source),
  source: ({ source }) => (source.node.body ? sourcesOf(source) : []),
  sourceOwner: ({ source, meta, tags }) => (source.node.kind === 'source' ? ownersOf(source, meta, tags()).map(namesAsText) : []),
  promise: ({ source, meta, checks }) => [
    ...(source.node.kind === 'source' ? freshnessOf(source, meta) : []),
    ...statedPromises(meta),
    ...recencyTests(checks()),
  ],
  consumer: ({ source, meta }) => listed(readMeta(meta, [['consumers']]).map(orNobody), source.files).flatMap(consumerOf),
  alert: ({ source, meta }) => alertsOf(source, meta),
  check: ({ checks }) => checks(),
  failureMode: ({ source, meta }) => texts(listed(readMeta(meta, [['failure_modes']]), source.files)),
  grain: ({ source, meta, tests }) => grainOf(source, meta, tests()),
  schemaGuard: ({ source, meta, checks }) => schemaGuardsOf(source, meta, checks()),
  rerun: ({ source, meta }) => rerunOf(source, meta),
  runbook: ({ source, meta }) => texts(readMeta(meta, [['runbook']])).map((found) => leadsSomewhere(source, found)),
  tier: ({ meta, tags }) => [...texts(readMeta(meta, [['tier']])), ...tagged(tags(), /^tier[:_-]?(\d)$/i)],
  impact: ({ meta }) => texts(readMeta(meta, [['impact']])),
  review: ({ meta }) => reviewsOf(meta),
  monitoring: ({ source, meta }) => [...texts(readMeta(meta, [['monitoring']])), ...exposureText(source, ['url'])],
  contact: ({ source, meta }) => [...texts(readMeta(meta, [['contact']])), ...exposureText(source, ['owner', 'email'])],
  access: ({ source, meta }) => configTexts(source, meta, 'access'),
  retirement: ({ source, tags }) => retirementOf(source, tags()),
  outputContract: ({ source, meta }) => outputContractOf(source, meta),
  unread: ({ source }) => unreadOf(source),
  decision: ({ source, meta }) => texts(listed(readMeta(meta, [['decision']]), source.files)),
  incident: ({ source, meta }) => texts(listed(readMeta(meta, [['incidents']]), source.files)),
  materialization: ({ source, meta }) => configTexts(source, meta, 'materialized'),
  column: ({ source }) => columnsOf(source),
};

const told = tellFacts(makers);

/** @returns where the configs of a resource come from, and how far its meta counts. */
export function levelsForMeta(source: Pick<FactSource, 'node' | 'levels' | 'files' | 'version'>): Levels {
  const { levels, files } = source;
  return { levels, ofMeta: levels.filter(mayGiveMeta), files, metaInConfig: metaInConfigOf(source) };
}

const counts: Levels['metaInConfig'] = {};

/** `config.meta` of sources and exposures reaches dbt's node from 1.10 on (parser/sources.py of 1.9 and 1.10). */
function metaInConfigOf({ node, version }: Pick<FactSource, 'node' | 'version'>): Levels['metaInConfig'] {
  if (node.kind !== 'source' && node.kind !== 'exposure') return counts;
  const older = isOlderThan(version, 1, 10);
  if (older === 'yes')
    return { inert: t('`config.meta` has no effect here before dbt 1.10, and this project runs on {0}', version?.text ?? '') };
  if (older === 'unknown' && version)
    return { doubtful: t('`config.meta` has no effect here before dbt 1.10, and this project allows {0}', version.text) };
  return counts;
}

function texts(readings: readonly Reading[]): Found<Stated>[] {
  return mapReadings(readings, (value) => ({ text: wordsOf(value) }));
}

/** Every item of the lists among the readings, for answers that are lists; a single value counts as a list of one. */
function listed(readings: readonly Reading[], files: FileSet<DbtFragment>): Reading[] {
  return readings.flatMap((reading) =>
    reading.known && reading.value.type === 'list'
      ? reading.value.items
          .slice(0, 200)
          .map((value) => ({ ...reading, value, evidence: { ...reading.evidence, span: files.span(reading.evidence.span.file, value) } }))
      : [reading],
  );
}

/** An empty list of consumers is an answer: nobody. */
function orNobody(reading: Reading): Reading {
  if (!reading.known || reading.value.type !== 'list' || reading.value.items.length > 0) return reading;
  const { from, to } = reading.value;
  return { ...reading, value: { type: 'text', value: 'nobody', from, to } };
}

function consumerOf(reading: Reading): Found<StatedConsumer>[] {
  if (!reading.known) return [reading];
  const { value } = reading;
  if (value.type !== 'map') return namesIn(value).map((name) => ({ ...reading, value: { name, contact: null, kind: null } }));
  const name = textOf(fieldOf(value, 'name')) ?? '';
  return [{ ...reading, value: { name, contact: textOf(fieldOf(value, 'contact')), kind: textOf(fieldOf(value, 'kind')) } }];
}

function statedPromises(meta: Levels): Found<Freshness>[] {
  return mapReadings(readMeta(meta, [['sla']]), (value): Freshness => ({ by: 'stated', text: wordsOf(value) }));
}

function recencyTests(checks: readonly Found<Check>[]): Found<Freshness>[] {
  return checks.flatMap((check): Found<Freshness>[] =>
    check.known && check.value.mode === 'late' ? [{ ...check, value: { by: 'recency-test', text: check.value.by } }] : [],
  );
}

/** The tests of a resource's entry; the folder configs of tests say what the test itself does not. */
function statedTests(source: FactSource): StatedTest[] {
  const { placed, table, version } = source.node;
  if (!placed) return [];
  const levels = source.index.configs.levels('data_tests', [source.index.project.name, ...placed.folders, '']);
  const disabled = isDisabled(levels);
  const severity = severityIn(levels);
  const before18 = isOlderThan(source.version, 1, 8) === 'yes';
  return testsOf(table?.value ?? placed.entry.value, before18, version?.value).map((test) => ({
    ...test,
    enabled: test.enabled ?? !disabled,
    severity: test.severity ?? severity,
  }));
}

function checksOf(source: FactSource, tests: readonly StatedTest[]): Found<Check>[] {
  const { placed } = source.node;
  const own = placed ? tests.map((test) => foundCheck(test, source.files.span(placed.file, test))) : [];
  const unread = unreadEntry(source.node, source.index);
  const hidden = unread && {
    known: false as const,
    reason: unread.reason,
    evidence: { span: source.files.span(unread.file, unread), route: verbatim('tests') },
  };
  return [...own, ...(hidden ? [hidden] : []), ...source.otherChecks()];
}

function sourcesOf(source: FactSource): Found<SourceOfData>[] {
  const { node, dependencies, files } = source;
  const declared = dependencies.found
    .filter((dependency) => dependency.node.kind === 'source')
    .map(
      ({ node: { name }, via, conditional, file, range }): Known<SourceOfData> => ({
        known: true,
        value: { how: 'declared', name },
        evidence: { span: files.span(file, range), route: conditional ? t('{0}, only under a condition', via) : verbatim(via) },
      }),
    );
  const written = (node.sql?.relations ?? []).map(
    (relation): Known<SourceOfData> => ({
      known: true,
      value: { how: 'hard-coded', name: relation.name },
      evidence: { span: files.span(node.file, relation), route: t('written out after FROM or JOIN') },
    }),
  );
  const hidden = [
    ...dependencies.hidden.map((part) => ({ file: part.file, from: part.from, to: part.to, reason: part.reason })),
    ...madeElsewhere(source).map((part) => ({ file: node.file, from: part.from, to: part.to, reason: part.reason })),
  ].map(
    (part): Found<SourceOfData> => ({
      known: false,
      reason: part.reason,
      evidence: { span: files.span(part.file, part), route: t('made by a macro or a variable') },
    }),
  );
  return [...declared, ...written, ...hidden];
}

/** Relations that a macro or a variable makes, but for those whose macro was read and found to be a `ref` or `source`. */
function madeElsewhere({ node, dependencies }: FactSource) {
  return (node.sql?.madeRelations ?? []).filter(
    (part) => !dependencies.found.some(({ file, range }) => file === node.file && range.from >= part.from && range.to <= part.to),
  );
}

function grainOf(source: FactSource, meta: Levels, tests: readonly StatedTest[]): Found<Stated>[] {
  const { node, files } = source;
  const keys = tests
    .filter((test) => isKeyOnly(test) && modeOf(test) === 'twice')
    .flatMap((test): Known<Stated>[] => {
      if (!node.placed) return [];
      return [
        {
          known: true,
          value: { text: test.column ?? test.name },
          evidence: { span: files.span(node.placed.file, test), route: t('data test {0}', test.name) },
        },
      ];
    });
  const config = configFound(meta, 'unique_key');
  const constraints = primaryKeys(node).map(
    (range): Known<Stated> => ({
      known: true,
      value: { text: t('primary key').message },
      evidence: { span: files.span(node.placed?.file ?? node.file, range), route: t('constraint') },
    }),
  );
  return [...keys, ...(node.kind === 'model' || node.kind === 'snapshot' ? config : []), ...constraints];
}

/** What a Python model does with its columns is not followed. */
function unreadOf({ node, files }: FactSource): Found<Stated>[] {
  if (!node.file.endsWith('.py')) return [];
  return [{ known: true, value: { text: node.name }, evidence: { span: files.span(node.file, node.anchor), route: t('a Python model') } }];
}

/** A path of the repository that leads nowhere helps nobody; addresses are not looked up. */
function leadsSomewhere({ node, files }: FactSource, found: Found<Stated>): Found<Stated> {
  if (!found.known || !/^[\w./-]+\.\w+(?:#\S*)?$/.test(found.value.text)) return found;
  const path = found.value.text.replace(/#.*$/, '').replace(/^\.?\//, '');
  const known = files.all.some((file) => file === path || file.endsWith(`/${path.replace(/^(?:\.\.\/)+/, '')}`));
  return known || node.project.installedIn !== null ? found : { ...found, inert: t('there is no file {0}', path) };
}

function rerunOf(source: FactSource, meta: Levels): Facts['rerun'] {
  const { node } = source;
  const stated = mapReadings(readMeta(meta, [['backfill'], ['rerun']]), (value) => ({ how: 'stated' as const, text: wordsOf(value) }));
  if (node.kind !== 'model' && node.kind !== 'snapshot') return stated;
  const key = configReadings(meta, 'unique_key');
  const keyed = mapReadings(key, (value) => ({ how: 'keyed' as const, text: wordsOf(value) }));
  const strategy = mapReadings(configReadings(meta, 'incremental_strategy'), (value) => {
    const text = textOf(value) ?? '';
    return text === 'insert_overwrite' || text === 'microbatch' ? { how: 'keyed' as const, text } : null;
  });
  const always = mapReadings(configReadings(meta, 'incremental_strategy'), (value) =>
    textOf(value) === 'append' ? { how: 'appends' as const, text: 'append' } : null,
  ).filter((found) => found.known);
  if (always.length > 0) return [...stated, ...always];
  const materialized = configReadings(meta, 'materialized').find((found) => found.known && textOf(found.value) === 'incremental');
  const appends =
    materialized?.known && keyed.length + strategy.length === 0
      ? [{ ...materialized, value: { how: 'appends' as const, text: 'incremental' } }]
      : [];
  return [...stated, ...keyed, ...strategy, ...appends];
}

function reviewsOf(meta: Levels): Facts['review'] {
  const dated = (spelling: string, kind: 'reviewed' | 'due') =>
    mapReadings(readMeta(meta, [[spelling]]), (value) => {
      const text = wordsOf(value);
      return { kind, date: /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? text };
    });
  return [...dated('last_reviewed', 'reviewed'), ...dated('review_by', 'due')];
}

/** `url`, `owner.email` of an exposure. */
function exposureText(source: FactSource, path: readonly string[]): Found<Stated>[] {
  const { placed, kind } = source.node;
  if (kind !== 'exposure' || !placed) return [];
  let value: Value | undefined = placed.entry.value;
  for (const step of path) value = fieldOf(value, step);
  if (!value || value.type === 'nothing') return [];
  const evidence = { span: source.files.span(placed.file, value), route: verbatim(path.join('.')) };
  const reason = hiddenReason(value);
  return [reason ? { known: false, reason, evidence } : { known: true, value: { text: wordsOf(value) }, evidence }];
}

function configFound(meta: Levels, key: string): Found<Stated>[] {
  return texts(configReadings(meta, key));
}

function configTexts(source: FactSource, meta: Levels, key: string): Found<Stated>[] {
  return source.node.kind === 'source' || source.node.kind === 'exposure' ? [] : configFound(meta, key);
}
