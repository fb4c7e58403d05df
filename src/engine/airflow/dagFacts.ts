import { type Check, type Facts, type Found, noFacts, type Stated } from '../facts.ts';
import { type Message, t } from '../l10n.ts';
import { alertsOf } from './alerts.ts';
import { hiddenValue } from './construct.ts';
import { assetName, type DagContext, distinct, evidence, routeOf } from './context.ts';
import { dbtRunsOf } from './dbtRuns.ts';
import { type Docs, docEvidence, docsOfDag, factsOfDocs, purposesOf, stated, statedIn } from './docFacts.ts';
import { itemsOf } from './docs.ts';
import { inWords, listed, ofDag, ofTask } from './effective.ts';
import type { DagMade } from './made.ts';
import { ownersOf, shippedOwner } from './owners.ts';
import { type Site, textOf, type Val } from './values.ts';
import { atLeast } from './version.ts';

/** The facts of one DAG, as one run of its constructor made it. */
export function factsOfDag(context: DagContext, dag: DagMade): Facts {
  const docs = docsOfDag(context, dag);
  const tags = tagsOf(context, dag);
  return {
    ...noFacts,
    ...factsOfDocs(context, docs),
    owner: allOwners(context, dag, docs, tags),
    description: descriptions(context, dag, docs),
    source: [
      ...sources(context, dag),
      ...statedIn(context, docs, 'source', ({ text }) => itemsOf(text, true).map((name) => ({ how: 'stated' as const, name }))),
    ],
    promise: knownFirst([
      ...slas(context, dag),
      ...deadlines(context, dag),
      ...statedIn(context, docs, 'promise', ({ text }) => ({ by: 'stated' as const, text })),
    ]),
    alert: alertsOf(
      context,
      dag,
      docs.parts.filter((part) => part.key === 'alert').map((part) => ({ part, evidence: docEvidence(context, docs, part) })),
    ),
    check: checks(context, dag),
    retry: numbers(context, dag, 'retries'),
    limit: limits(context, dag),
    schedule: schedule(context, dag),
    tier: [...tiers(context, tags.known), ...statedIn(context, docs, 'tier', stated), ...(tags.hidden === null ? [] : [tags.hidden])],
  };
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

function tagsOf(context: DagContext, dag: DagMade): Tags {
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

function tiers(context: DagContext, tags: readonly Tag[]): Facts['tier'] {
  return tags.flatMap(({ text, site }) => {
    const tier = /(?:^|[/_:-])tier[:=_-]?(\d)$/i.exec(text)?.[1];
    return tier === undefined
      ? []
      : [{ known: true as const, value: { text: tier }, evidence: evidence(context, site, t('tag {0}', text)) }];
  });
}

function sources(context: DagContext, dag: DagMade): Facts['source'] {
  const found: Facts['source'][number][] = [];
  const outcome = ofDag(context.machine, dag, 'schedule');
  if (outcome.type === 'value') {
    for (const item of listed(context.machine, outcome.value).items) {
      const name = assetName(item);
      if (name !== null)
        found.push({
          known: true,
          value: { how: 'declared', name },
          evidence: evidence(context, outcome.site, t('the assets that schedule it')),
        });
    }
  }
  for (const task of dag.tasks) {
    const inlets = ofTask(context.machine, task, 'inlets');
    if (inlets.type === 'value') {
      for (const item of listed(context.machine, inlets.value).items) {
        const name = assetName(item);
        if (name !== null)
          found.push({ known: true, value: { how: 'declared', name }, evidence: evidence(context, item.site, t('inlets')) });
      }
    }
    const awaited = /ExternalTaskSensor(?:Async)?$/.test(task.operator) ? textOf(task.args.named.get('external_dag_id')) : null;
    if (awaited !== null)
      found.push({
        known: true,
        value: { how: 'declared', name: awaited },
        evidence: evidence(context, task.site, t('ExternalTaskSensor')),
      });
  }
  return found;
}

/** A promise that stands is one, whatever else could stand beside it. */
function knownFirst<T>(found: readonly Found<T>[]): Found<T>[] {
  return [...found.filter((fact) => fact.known), ...found.filter((fact) => !fact.known)];
}

function slas(context: DagContext, dag: DagMade): Facts['promise'] {
  const gone = atLeast(context.version, 3, 0);
  const found = distinct(context, dag, 'sla');
  return found.flatMap(({ outcome }): Facts['promise'] => {
    if (outcome.type === 'hidden')
      return gone === true ? [] : [{ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, t('sla')) }];
    if (outcome.type === 'absent' || outcome.value.type === 'none') return [];
    const fact = {
      known: true as const,
      value: { by: 'sla' as const, text: inWords(outcome.value) ?? 'sla' },
      evidence: evidence(context, outcome.site, routeOf(outcome, 'sla', dag.call.file)),
    };
    if (gone === true) return [{ ...fact, inert: t('sla does nothing on Airflow 3') }];
    return gone === null ? [{ ...fact, doubtful: t('sla does nothing on Airflow 3, and the version in use is not known') }] : [fact];
  });
}

function deadlines(context: DagContext, dag: DagMade): Facts['promise'] {
  const outcome = ofDag(context.machine, dag, 'deadline');
  if (outcome.type === 'hidden')
    return [{ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, t('deadline')) }];
  if (outcome.type === 'absent' || outcome.value.type === 'none') return [];
  const works = atLeast(context.version, 3, 1);
  return listed(context.machine, outcome.value).items.map((item) => {
    const interval = item.type === 'call' ? (item.args.named.get('interval') ?? item.args.positional[1]) : undefined;
    const fact = {
      known: true as const,
      value: { by: 'deadline' as const, text: (interval === undefined ? null : inWords(interval)) ?? 'deadline' },
      evidence: evidence(context, item.site, t('deadline')),
    };
    if (works === false) return { ...fact, inert: t('deadline is not known before Airflow 3.1') };
    const dead = deadCallback(item, dag);
    return dead === null ? fact : { ...fact, inert: dead };
  });
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

function checks(context: DagContext, dag: DagMade): Facts['check'] {
  const found: Facts['check'][number][] = [];
  for (const task of dag.tasks) {
    const kind = checkOperators.find(([pattern]) => pattern.test(task.operator));
    if (kind !== undefined)
      found.push({
        known: true,
        value: { mode: kind[1], by: kind[2], severity: 'error', keyOnly: false },
        evidence: evidence(context, task.site, t('a check task')),
      });
  }
  for (const run of dbtRunsOf(context, dag)) {
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
  return found;
}

function numbers(context: DagContext, dag: DagMade, key: string): Found<Stated>[] {
  return distinct(context, dag, key).flatMap(({ outcome }): Found<Stated>[] => {
    if (outcome.type === 'hidden')
      return [{ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, t('{0}', key)) }];
    const text = outcome.type === 'value' ? inWords(outcome.value) : null;
    return outcome.type === 'value' && text !== null
      ? [{ known: true, value: { text }, evidence: evidence(context, outcome.site, routeOf(outcome, key, dag.call.file)) }]
      : [];
  });
}

/** The callback of a deadline is loaded by name where it runs, and a file of DAGs has no name there (Airflow 3.1 to 3.3). */
function deadCallback(alert: Val, dag: DagMade): Message | null {
  const callback = alert.type === 'call' ? (alert.args.named.get('callback') ?? alert.args.positional[2]) : undefined;
  if (callback?.type !== 'call' || !callback.path.endsWith('AsyncCallback')) return null;
  const [target = callback.args.named.get('callback_callable')] = callback.args.positional;
  if (target?.type === 'function' && target.made.scope.file === dag.call.file)
    return t('its callback is defined in the file of the DAG and cannot be loaded where it runs');
  return target?.type === 'call' && target.path.endsWith('Notifier')
    ? t('its callback wants the class of a notifier, not an instance')
    : null;
}

function limits(context: DagContext, dag: DagMade): Found<Stated>[] {
  const outcome = ofDag(context.machine, dag, 'dagrun_timeout');
  const own: Found<Stated>[] =
    outcome.type === 'value' && outcome.value.type !== 'none'
      ? [
          {
            known: true,
            value: { text: inWords(outcome.value) ?? 'dagrun_timeout' },
            evidence: evidence(context, outcome.site, t('dagrun_timeout')),
          },
        ]
      : [];
  const hidden: Found<Stated>[] =
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
