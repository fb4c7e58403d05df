import { type Check, type Facts, type Found, type Limit, noFacts, type Stated } from '../../facts.ts';
import { type Message, t } from '../../l10n.ts';
import { hiddenValue } from '../following/construct.ts';
import type { DagMade } from '../following/made.ts';
import { type Site, textOf } from '../following/values.ts';
import { itemsOf } from '../reading/docs.ts';
import { alertsOf } from './alerts.ts';
import { assetName, type DagContext, distinct, evidence, routeOf } from './context.ts';
import { dbtRunsOf } from './dbtRuns.ts';
import { deadlinesOf } from './deadlines.ts';
import { type Docs, docEvidence, docsOfDag, factsOfDocs, purposesOf, retirementIn, stated, statedIn } from './docFacts.ts';
import { followersOf } from './edges.ts';
import { inWords, listed, ofDag } from './effective.ts';
import { ownersOf, shippedOwner } from './owners.ts';
import { slasOf } from './slas.ts';
import { possibleChecks, sourcesOf, unreadOf } from './work.ts';

/** The facts of one DAG, as one run of its constructor made it. */
export function factsOfDag(context: DagContext, dag: DagMade): Facts {
  const docs = docsOfDag(context, dag);
  const tags = tagsOf(context, dag);
  const fromDocs = factsOfDocs(context, docs);
  return {
    ...noFacts,
    ...fromDocs,
    consumer: knownFirst([...(fromDocs.consumer ?? []), ...followersOf(context, dag, idOf(context, dag))]),
    owner: allOwners(context, dag, docs, tags),
    description: descriptions(context, dag, docs),
    source: [
      ...sourcesOf(context, dag),
      ...statedIn(context, docs, 'source', ({ text }) => itemsOf(text, true).map((name) => ({ how: 'stated' as const, name }))),
    ],
    promise: knownFirst([
      ...slasOf(context, dag),
      ...deadlinesOf(context, dag),
      ...statedIn(context, docs, 'promise', ({ text }) => ({ by: 'stated' as const, text })),
    ]),
    alert: alertsOf(
      context,
      dag,
      docs.parts.filter((part) => part.key === 'alert').map((part) => ({ part, evidence: docEvidence(context, docs, part) })),
    ),
    check: checks(context, dag),
    retry: [...numbers(context, dag, 'retries'), ...ofPlatform(context, dag, 'retry')],
    limit: [...limits(context, dag), ...ofPlatform(context, dag, 'limit')],
    unread: unreadOf(context, dag),
    retirement: [...marks(context, tags.known), ...statedIn(context, docs, 'retirement', retirementIn)],
    schedule: schedule(context, dag),
    tier: [...tiers(context, tags.known), ...statedIn(context, docs, 'tier', stated), ...(tags.hidden === null ? [] : [tags.hidden])],
  };
}

function idOf(context: DagContext, dag: DagMade): string | null {
  const outcome = ofDag(context.machine, dag, 'dag_id');
  return outcome.type === 'value' ? textOf(outcome.value) : null;
}

/** Owners of tasks, then those that tags and the documentation name. What cannot be read of the documentation matters only where no task is owned. */
function allOwners(context: DagContext, dag: DagMade, docs: Docs, tags: Tags): Facts['owner'] {
  const ofTasks = ownersOf(context, dag);
  const owned = ofTasks.some((fact) => fact.known && !fact.value.names.includes(shippedOwner));
  const inDocs = statedIn(context, docs, 'owner', ({ text }) => ({ names: itemsOf(text, true) })).filter((fact) => fact.known || !owned);
  return [...ofTasks, ...ownersOfTags(context, tags.known), ...inDocs];
}

function descriptions(context: DagContext, dag: DagMade, docs: Docs): Found<Stated>[] {
  const found: Found<Stated>[] = [];
  const outcome = ofDag(context.machine, dag, 'description');
  const text = outcome.type === 'value' ? textOf(outcome.value) : null;
  if (outcome.type === 'value' && text !== null)
    found.push({ known: true, value: { text }, evidence: evidence(context, outcome.site, t('description')) });
  found.push(...purposesOf(context, docs));
  if (outcome.type === 'hidden')
    found.push({ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, t('description')) });
  if (docs.hidden !== null) found.push(docs.hidden);
  return found;
}

interface Tag {
  readonly text: string;
  readonly site: Site;
}

interface Tags {
  readonly known: readonly Tag[];
  /** Why there may be more. */
  readonly hidden: Found<never> | null;
}

/** @returns the tags of a DAG, as far as they can be read. */
export function tagsOf(context: DagContext, dag: DagMade): Tags {
  const outcome = ofDag(context.machine, dag, 'tags');
  if (outcome.type === 'absent') return { known: [], hidden: null };
  const hide = (reason: Message) => ({ known: false as const, reason, evidence: evidence(context, outcome.site, t('tags')) });
  if (outcome.type === 'hidden') return { known: [], hidden: hide(outcome.reason) };
  const { items, hidden } = listed(context.machine, outcome.value);
  const known = items.flatMap((item) => {
    const text = textOf(item);
    return text === null ? [] : [{ text, site: item.site }];
  });
  const unread = items.find((item) => textOf(item) === null);
  const reason = hidden ?? (unread === undefined ? null : hiddenValue(unread));
  return { known, hidden: reason === null ? null : hide(reason) };
}

function ownersOfTags(context: DagContext, tags: readonly Tag[]): Facts['owner'] {
  return tags.flatMap(({ text, site }) => {
    const name = /^(?:owner|team)[:=](.+)$/i.exec(text)?.[1]?.trim();
    return name === undefined
      ? []
      : [{ known: true as const, value: { names: [name] }, evidence: evidence(context, site, t('tag {0}', text)) }];
  });
}

/** The tag `deprecated` says that it is going, not when. */
function marks(context: DagContext, tags: readonly Tag[]): Facts['retirement'] {
  return tags
    .filter(({ text }) => /^deprecated$/i.test(text))
    .map(({ text, site }) => ({
      known: true,
      value: { how: 'tag', date: null, text },
      evidence: evidence(context, site, t('tag {0}', text)),
    }));
}

function tiers(context: DagContext, tags: readonly Tag[]): Facts['tier'] {
  return tags.flatMap(({ text, site }) => {
    const tier = /(?:^|[/_:-])tier[:=_-]?(\d)$/i.exec(text)?.[1];
    return tier === undefined
      ? []
      : [{ known: true as const, value: { text: tier }, evidence: evidence(context, site, t('tag {0}', text)) }];
  });
}

/** A promise that stands is one, whatever else could stand beside it. */
function knownFirst<T>(found: readonly Found<T>[]): Found<T>[] {
  return [...found.filter((fact) => fact.known), ...found.filter((fact) => !fact.known)];
}

const checkOperators: readonly (readonly [RegExp, Check['mode'], string])[] = [
  [/SQLTableCheckOperator$/, 'wrong', 'SQLTableCheckOperator'],
  [/ColumnCheckOperator$/, 'wrong', 'SQLColumnCheckOperator'],
  [/ValueCheckOperator$/, 'wrong', 'SQLValueCheckOperator'],
  [/IntervalCheckOperator$/, 'wrong', 'SQLIntervalCheckOperator'],
  [/ThresholdCheckOperator$/, 'wrong', 'SQLThresholdCheckOperator'],
  [/(?:\.|^)(?:SQL|\w+)CheckOperator(?:Async)?$/, 'wrong', 'SQLCheckOperator'],
  [/GreatExpectations\w*Operator$/, 'wrong', 'GreatExpectationsOperator'],
];

function checkOf(operator: string): (typeof checkOperators)[number] | undefined {
  const mayBe = operator.includes('Check') || operator.includes('GreatExpectations');
  return mayBe ? checkOperators.find(([pattern]) => pattern.test(operator)) : undefined;
}

function checks(context: DagContext, dag: DagMade): Facts['check'] {
  const found: Facts['check'][number][] = [];
  for (const task of dag.tasks) {
    const kind = checkOf(task.operator);
    if (kind !== undefined)
      found.push({
        known: true,
        value: { mode: kind[1], by: kind[2], severity: 'error', keyOnly: false },
        evidence: evidence(context, task.site, t('a check task')),
      });
  }
  for (const run of dbtRunsOf(context, dag)) {
    if (run.verb === null)
      found.push({ known: false, reason: t('{0} may test the data', run.words), evidence: evidence(context, run.site, t('a dbt run')) });
    if (run.verb === 'test' || run.verb === 'build')
      found.push({
        known: true,
        value: { mode: 'wrong', by: `dbt ${run.verb}`, severity: 'error', keyOnly: false },
        evidence: evidence(context, run.site, t('a dbt run')),
      });
    if (run.verb === 'source freshness')
      found.push({
        known: true,
        value: { mode: 'late', by: 'dbt source freshness', severity: 'error', keyOnly: false },
        evidence: evidence(context, run.site, t('a dbt run')),
      });
  }
  return [...found, ...possibleChecks(context, dag, (task) => checkOf(task.operator) !== undefined)];
}

/** What the tasks were given under a key; it reaches all where every task that the text shows has some value. */
function numbers(context: DagContext, dag: DagMade, key: string): Found<Limit>[] {
  const values = distinct(context, dag, key);
  const missing = values.some(({ outcome }) => outcome.type === 'absent' || (outcome.type === 'value' && outcome.value.type === 'none'));
  const reaches = missing || dag.hiddenTasks.length > 0 ? 'some' : 'all';
  return values.flatMap(({ outcome }): Found<Limit>[] => {
    if (outcome.type === 'hidden')
      return [{ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, t('{0}', key)) }];
    const text = outcome.type === 'value' ? (inWords(outcome.value) ?? key) : null;
    return outcome.type === 'value' && text !== null
      ? [{ known: true, value: { text, reaches }, evidence: evidence(context, outcome.site, routeOf(outcome, key, dag.call.file)) }]
      : [];
  });
}

const ofInstallation = {
  retry: { setting: 'core.default_task_retries', key: 'retries' },
  limit: { setting: 'core.default_task_execution_timeout', key: 'execution_timeout' },
} as const;

/** What the installation gives tasks that say nothing: a default in the workspace, or what a cluster policy may set. */
function ofPlatform(context: DagContext, dag: DagMade, what: 'retry' | 'limit'): Found<Limit>[] {
  const { platform } = context;
  const { setting, key } = ofInstallation[what];
  if (!distinct(context, dag, key).some(({ outcome }) => outcome.type === 'absent')) return [];
  const byDefault = platform.setting(setting, dag.call.file);
  if (byDefault && byDefault.value !== '')
    return [{ known: false, reason: t('{0} says {1}', byDefault.evidence.span.file, byDefault.value), evidence: byDefault.evidence }];
  const policy = platform.policyFor(what, dag.call.file);
  return policy ? [{ known: false, ...policy }] : [];
}

function limits(context: DagContext, dag: DagMade): Found<Limit>[] {
  const outcome = ofDag(context.machine, dag, 'dagrun_timeout');
  const own: Found<Limit>[] =
    outcome.type === 'value' && outcome.value.type !== 'none'
      ? [
          {
            known: true,
            value: { text: inWords(outcome.value) ?? 'dagrun_timeout', reaches: 'all' },
            evidence: evidence(context, outcome.site, t('dagrun_timeout')),
          },
        ]
      : [];
  const hidden: Found<Limit>[] =
    outcome.type === 'hidden'
      ? [{ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, t('dagrun_timeout')) }]
      : [];
  return [...own, ...hidden, ...numbers(context, dag, 'execution_timeout').filter((fact) => !fact.known || fact.value.text !== 'None')];
}

function schedule(context: DagContext, dag: DagMade): Found<Stated>[] {
  const outcome = ofDag(context.machine, dag, 'schedule', 'schedule_interval', 'timetable');
  if (outcome.type === 'absent') return [];
  if (outcome.type === 'hidden')
    return [{ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, t('schedule')) }];
  const assets = listed(context.machine, outcome.value).items.map(assetName);
  const text = outcome.value.type === 'list' && assets.every((name) => name !== null) ? assets.join(', ') : inWords(outcome.value);
  return text === null ? [] : [{ known: true, value: { text }, evidence: evidence(context, outcome.site, t('schedule')) }];
}
