import type { Alert, Check, Facts, Found, Freshness, Known, Owner, Retirement, SourceOfData, Stated, StatedConsumer } from '../facts.ts';
import { noFacts } from '../facts.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Evidence, FileSet, Value } from '../model.ts';
import { entryOf, fieldOf, textOf } from '../syntax/yaml.ts';
import { checkOf, isKeyOnly, modeOf, type StatedTest, severityIn, testsOf } from './checks.ts';
import { configOf, type Level } from './configs.ts';
import type { Dependencies } from './dependencies.ts';
import { describe } from './descriptions.ts';
import type { DbtFragment } from './fragments.ts';
import { freshnessOf } from './freshness.ts';
import {
  configReadings,
  hiddenReason,
  type Levels,
  mapReadings,
  namesIn,
  type Reading,
  readingOf,
  readMeta,
  routeOf,
  wordsOf,
} from './meta.ts';
import { type DbtNode, isDisabled, type PlacedEntry, type ProjectIndex } from './nodes.ts';
import type { Scope } from './scope.ts';
import { outputContractOf, primaryKeys, schemaGuardsOf } from './shape.ts';
import { type DbtVersion, isOlderThan } from './version.ts';

/** All that the facts of one resource are made from. */
export interface FactSource {
  readonly node: DbtNode;
  readonly index: ProjectIndex;
  readonly scope: Scope;
  readonly files: FileSet<DbtFragment>;
  readonly levels: readonly Level[];
  readonly dependencies: Dependencies;
  readonly version: DbtVersion | null;
  /** Warehouses that the workspace names: `snowflake`, `duckdb` … */
  readonly adapters: readonly string[];
  /** Tests that stand elsewhere: unit tests, singular tests that read it. */
  readonly otherChecks: readonly Known<Check>[];
}

const ownerSpellings = [['owner'], ['owners'], ['data_owner'], ['team'], ['dagster', 'owners'], ['openmetadata', 'owner']];

/** @returns everything that dbt's files say about a resource. */
export function factsOf(source: FactSource): Facts {
  const { node } = source;
  const meta = levelsForMeta(source);
  const tags = tagsOf(source, meta);
  const stated = statedTests(source);
  const tests = stated.filter((test) => test.enabled !== false);
  const checks = [...checksOf(source, stated), ...source.otherChecks];
  const owner = ownersOf(source, meta, tags);
  return {
    ...noFacts,
    owner,
    description: describe(source),
    source: node.body ? sourcesOf(source) : [],
    sourceOwner:
      node.kind === 'source'
        ? owner.map((found) => (found.known ? { ...found, value: { text: found.value.names.join(', ') } } : found))
        : [],
    promise: [...(node.kind === 'source' ? freshnessOf(source, meta) : []), ...statedPromises(meta), ...recencyTests(checks)],
    consumer: listed(readMeta(meta, [['consumers']]).map(orNobody), source.files).flatMap(consumerOf),
    alert: alertsOf(source, meta),
    check: checks,
    failureMode: texts(listed(readMeta(meta, [['failure_modes']]), source.files)),
    grain: grainOf(source, meta, tests),
    schemaGuard: schemaGuardsOf(source, meta, tests),
    rerun: rerunOf(source, meta),
    runbook: texts(readMeta(meta, [['runbook']])).map((found) => leadsSomewhere(source, found)),
    tier: [...texts(readMeta(meta, [['tier']])), ...tagged(tags, /^tier[:_-]?(\d)$/i)],
    impact: texts(readMeta(meta, [['impact']])),
    review: reviewsOf(meta),
    monitoring: [...texts(readMeta(meta, [['monitoring']])), ...exposureText(source, ['url'])],
    contact: [...texts(readMeta(meta, [['contact']])), ...exposureText(source, ['owner', 'email'])],
    access: configTexts(source, meta, 'access'),
    retirement: retirementOf(source, tags),
    outputContract: outputContractOf(source, meta),
    unread: unreadOf(source),
    decision: texts(listed(readMeta(meta, [['decision']]), source.files)),
    incident: texts(listed(readMeta(meta, [['incidents']]), source.files)),
    materialization: configTexts(source, meta, 'materialized'),
  };
}

/** `config.meta` of sources and exposures reaches dbt's node from 1.10 on (parser/sources.py of 1.9 and 1.10). */
export function levelsForMeta(source: Pick<FactSource, 'node' | 'levels' | 'files' | 'version'>): Levels {
  const { node, levels, files } = source;
  if (node.kind !== 'source' && node.kind !== 'exposure') return { levels, files, metaInConfig: {} };
  const older = isOlderThan(source.version, 1, 10);
  const version = source.version?.text ?? '';
  if (older === 'yes')
    return {
      levels,
      files,
      metaInConfig: { inert: t('`config.meta` has no effect here before dbt 1.10, and this project runs on {0}', version) },
    };
  if (older === 'unknown' && source.version) {
    return {
      levels,
      files,
      metaInConfig: { doubtful: t('`config.meta` has no effect here before dbt 1.10, and this project allows {0}', version) },
    };
  }
  return { levels, files, metaInConfig: {} };
}

function ownersOf(source: FactSource, meta: Levels, tags: readonly Tag[]): Found<Owner>[] {
  const native = source.node.kind === 'exposure' ? exposureOwner(source) : [];
  const stated = mapReadings(readMeta(meta, ownerSpellings), (value): Owner => ({ names: namesIn(value) }));
  const tagOwners = tags.flatMap((tag): Known<Owner>[] => {
    const name = /^(?:owner|team):(.+)$/i.exec(tag.text)?.[1]?.trim();
    return name ? [{ known: true, value: { names: [name] }, evidence: tag.evidence }] : [];
  });
  return [...native, ...stated, ...groupOwners(source), ...tagOwners];
}

function exposureOwner(source: FactSource): Found<Owner>[] {
  const { placed } = source.node;
  const owner = entryOf(placed?.entry.value, 'owner')?.value;
  if (!placed || !owner) return [];
  return [ownedBy(source, placed.file, owner, verbatim('owner'))];
}

/** The group that a resource is in, and the entry that declares it. */
function groupOf(
  source: FactSource,
): { readonly name: string; readonly placed: PlacedEntry } | Extract<Found<never>, { known: false }> | null {
  if (source.node.kind === 'source' || source.node.kind === 'exposure') return null;
  const config = configOf(source.levels, 'group');
  if (!config) return null;
  const reason = hiddenReason(config.value);
  if (reason) {
    return {
      known: false,
      reason,
      evidence: { span: source.files.span(config.level.file, config.value), route: routeOf(config.level, 'group') },
    };
  }
  const name = textOf(config.value);
  if (name === null) return null;
  const placed = source.index.groups.get(name) ?? source.scope.members.flatMap((member) => member.groups.get(name) ?? [])[0];
  return placed ? { name, placed } : null;
}

function groupOwners(source: FactSource): Found<Owner>[] {
  const group = groupOf(source);
  if (!group) return [];
  if ('known' in group) return [group];
  const { placed, name } = group;
  const owner = fieldOf(placed.entry.value, 'owner');
  return owner ? [ownedBy(source, placed.file, owner, t('group {0}', name))] : [];
}

function ownedBy(source: FactSource, file: string, owner: Value, route: Message): Found<Owner> {
  const named =
    [entryOf(owner, 'name')?.value, entryOf(owner, 'email')?.value].find((value) => value !== undefined && value.type !== 'nothing') ??
    owner;
  const evidence = { span: source.files.span(named.file ?? file, named), route };
  const reason = hiddenReason(named);
  return reason ? { known: false, reason, evidence } : { known: true, value: { names: namesIn(named) }, evidence };
}

interface Tag {
  readonly text: string;
  readonly evidence: Evidence;
}

/** Tags of all levels are appended, never replaced. */
function tagsOf(source: FactSource, meta: Levels): Tag[] {
  return source.levels.flatMap((level) => {
    const value = entryOf(level.value, 'tags')?.value;
    if (!value) return [];
    const items = value.type === 'list' ? value.items : [value];
    return items.flatMap((item) => {
      const reading = readingOf(meta, level, item, 'tags');
      const text = textOf(item);
      return reading.known && text !== null ? [{ text, evidence: reading.evidence }] : [];
    });
  });
}

function tagged(tags: readonly Tag[], pattern: RegExp): Known<Stated>[] {
  return tags.flatMap((tag) => {
    const text = pattern.exec(tag.text)?.[1];
    return text === undefined ? [] : [{ known: true, value: { text }, evidence: { ...tag.evidence, route: t('tag {0}', tag.text) } }];
  });
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

function alertsOf(source: FactSource, meta: Levels): Found<Alert>[] {
  const alert =
    (level: Alert['level'], route: Alert['route']) =>
    (value: Value): Alert => ({ level, route, channel: wordsOf(value), reaches: 'all', quiet: false, on: 'failure' });
  const own = [
    ...mapReadings(readMeta(meta, [['channel']]), alert('resource', 'channel')),
    ...mapReadings(readMeta(meta, [['subscribers']]), alert('resource', 'subscribers')),
  ];
  const group = groupOf(source);
  if (!group || 'known' in group) return own;
  const { placed, name } = group;
  const metaOfGroup = fieldOf(fieldOf(placed.entry.value, 'config'), 'meta');
  const channels = [fieldOf(metaOfGroup, 'channel'), fieldOf(metaOfGroup, 'slack'), fieldOf(fieldOf(placed.entry.value, 'owner'), 'slack')];
  return [
    ...own,
    ...channels.flatMap((value): Found<Alert>[] => {
      if (!value || textOf(value) === null) return [];
      const evidence = { span: source.files.span(placed.file, value), route: t('group {0}', name) };
      return [{ known: true, value: alert('group', 'channel')(value), evidence }];
    }),
  ];
}

/** The tests of a resource's entry; the folder configs of tests say what the test itself does not. */
function statedTests(source: FactSource): StatedTest[] {
  const { placed, table, version } = source.node;
  if (!placed) return [];
  const levels = source.index.configs.levels('data_tests', [source.index.project.name, ...placed.folders, '']);
  const disabled = isDisabled(levels);
  const severity = severityIn(levels);
  const holders = [table?.value ?? placed.entry.value, ...(version ? [version.value] : [])];
  return holders.flatMap(testsOf).map((test) => ({
    ...test,
    enabled: test.enabled ?? !disabled,
    severity: test.severity ?? severity,
  }));
}

function checksOf(source: FactSource, tests: readonly StatedTest[]): Found<Check>[] {
  const { placed } = source.node;
  return placed ? tests.map((test) => checkOf(test, source.files.span(placed.file, test))) : [];
}

function sourcesOf(source: FactSource): Found<SourceOfData>[] {
  const { node, dependencies, files } = source;
  const declared = dependencies.found
    .filter((dependency) => dependency.node.kind === 'source')
    .map(
      (dependency): Known<SourceOfData> => ({
        known: true,
        value: { how: 'declared', name: dependency.node.name },
        evidence: { span: files.span(dependency.file, dependency.range), route: verbatim(dependency.via) },
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

function retirementOf(source: FactSource, tags: readonly Tag[]): Found<Retirement>[] {
  const { node, files } = source;
  const holder = node.version?.value ?? (node.version ? undefined : node.placed?.entry.value);
  const value = fieldOf(holder, 'deprecation_date');
  const text = value ? textOf(value) : null;
  const dated: Known<Retirement>[] =
    value && text !== null && node.placed
      ? [
          {
            known: true,
            value: { how: 'date', date: /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? null, text },
            evidence: { span: files.span(node.placed.file, value), route: verbatim('deprecation_date') },
          },
        ]
      : [];
  const tag = tags.find(({ text: name }) => name.toLowerCase() === 'deprecated');
  const marked: Known<Retirement>[] = tag
    ? [{ known: true, value: { how: 'tag', date: null, text: tag.text }, evidence: { ...tag.evidence, route: t('tag {0}', tag.text) } }]
    : [];
  return [...dated, ...marked];
}

function configFound(meta: Levels, key: string): Found<Stated>[] {
  return texts(configReadings(meta, key));
}

function configTexts(source: FactSource, meta: Levels, key: string): Found<Stated>[] {
  return source.node.kind === 'source' || source.node.kind === 'exposure' ? [] : configFound(meta, key);
}
