import type { Alert, Found } from '../../facts.ts';
import { type Message, t } from '../../l10n.ts';
import type { Evidence } from '../../model.ts';
import type { DagMade, TaskMade } from '../following/made.ts';
import type { Arguments } from '../following/values.ts';
import type { DocPart } from '../reading/docs.ts';
import { atLeast } from '../setup/version.ts';
import { type DagContext, distinct, evidence, routeOf, unseenTasks } from './context.ts';
import { lateAlerts } from './deadlines.ts';
import { listed, type Outcome, ofDag, ofDefaults } from './effective.ts';
import { mailRoutes, neverRetried } from './mails.ts';
import { type Route, tasksOfRun, withReach } from './routes.ts';
import { missedCallbacks } from './slas.ts';
import { tell } from './told.ts';
import { unpassedNotifiers } from './unpassed.ts';

interface StatedAlert {
  readonly part: DocPart;
  readonly evidence: Evidence;
}

/** On which routes a failure of the DAG is told: its own callback, those of its tasks, mail, and what its documentation says; then retries and lateness. */
export function alertsOf(context: DagContext, dag: DagMade, stated: readonly StatedAlert[]): Found<Alert>[] {
  const failures = [...dagCallbacks(context, dag), ...taskCallbacks(context, dag, 'failure'), ...mailRoutes(context, dag)];
  const others = taskCallbacks(context, dag, 'retry').filter(({ fact }) => fact.known);
  const found = [
    ...withReach(context, dag, [...failures, ...others]),
    ...missedCallbacks(context, dag),
    ...lateAlerts(context, dag),
    ...unpassedNotifiers(context, dag),
  ];
  const known = found.filter((fact) => fact.known);
  const hidden = distinctFacts(found.filter((fact) => !fact.known));
  const inDocs = stated.map(
    ({ part, evidence: at }): Found<Alert> => ({
      known: true,
      value: { level: 'stated', route: 'channel', channel: channelIn(part.text) ?? part.text, reaches: 'all', quiet: false, on: 'failure' },
      evidence: at,
    }),
  );
  const told = inDocs.length > 0 || known.some((fact) => fact.value.on === 'failure');
  const policy = told ? null : context.platform.policyFor('alert', dag.call.file);
  return [
    ...known,
    ...inDocs,
    ...hidden,
    ...(policy === null ? [] : [{ known: false as const, reason: policy.reason, evidence: policy.evidence }]),
    ...(told || hidden.length > 0 || policy !== null ? [] : ofUnseenTasks(context, dag)),
  ];
}

/** Tasks that text cannot see may tell of their failures themselves; those of Cosmos only as their group was told to. */
function ofUnseenTasks(context: DagContext, dag: DagMade): Found<Alert>[] {
  const first = dag.hiddenTasks.find(({ group }) => group === undefined);
  return first === undefined ? [] : [unseenTasks(context, first)];
}

function distinctFacts(facts: readonly Found<Alert>[]): Found<Alert>[] {
  return [...new Map(facts.map((fact) => [JSON.stringify(fact), fact])).values()];
}

/** The callback that `@asset` was given. */
export function alertsOfArguments(context: DagContext, args: Arguments): Found<Alert>[] {
  const value = args.named.get('on_failure_callback');
  if (value === undefined) return [];
  const outcome: Outcome =
    value.type === 'unknown'
      ? { type: 'hidden', reason: value.reason, site: value.site }
      : { type: 'value', value, of: 'dag', site: value.site };
  return callbacks(context, outcome, { level: 'dag', reaches: 'all', on: 'failure' }, t('on_failure_callback'));
}

function dagCallbacks(context: DagContext, dag: DagMade): Route[] {
  const outcome = ofDag(context.machine, dag, 'on_failure_callback');
  if (outcome.type === 'absent') return [];
  const tasks = tasksOfRun(context, dag);
  const reaches = tasks.length === dag.tasks.length ? 'all' : 'some';
  const found = callbacks(context, outcome, { level: 'dag', reaches, on: 'failure' }, t('on_failure_callback of the DAG'));
  return found.map((fact) => ({ fact, tasks }));
}

function taskCallbacks(context: DagContext, dag: DagMade, on: 'failure' | 'retry'): Route[] {
  const key = `on_${on}_callback`;
  if (dag.tasks.length === 0) {
    const found = callbacks(context, ofDefaults(context.machine, dag, key), { level: 'defaults', reaches: 'all', on }, t('default_args'));
    return found.map((fact) => ({ fact, tasks: [] }));
  }
  return distinct(context, dag, key).flatMap(({ outcome, tasks }) => {
    const level = outcome.type !== 'value' || outcome.of === 'dag' ? 'defaults' : outcome.of === 'group' ? 'group' : 'task';
    const route = outcome.type === 'value' ? routeOf(outcome, key, dag.call.file) : t('{0}', key);
    const found = callbacks(context, outcome, { level, reaches: 'some', on }, route);
    const never = on === 'retry' && neverCalled(context, dag, tasks);
    return found.map((fact) => ({
      fact: never && fact.known ? { ...fact, inert: t('it is called on a retry, and nothing is retried') } : fact,
      tasks,
    }));
  });
}

function neverCalled(context: DagContext, dag: DagMade, tasks: readonly TaskMade[]): boolean {
  const byDefault = context.platform.setting('core.default_task_retries', dag.call.file);
  return byDefault === null && tasks.every((task) => neverRetried(context, task));
}

function callbacks(context: DagContext, outcome: Outcome, alert: Pick<Alert, 'level' | 'reaches' | 'on'>, route: Message): Found<Alert>[] {
  if (outcome.type === 'absent') return [];
  if (outcome.type === 'hidden') return [{ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, route) }];
  const { items, hidden } = listed(context.machine, outcome.value);
  const old = outcome.value.type === 'list' && atLeast(context.version, 2, 6) === false;
  const found = items.flatMap((item): Found<Alert>[] => {
    if (item.type === 'none') return [];
    if (item.type === 'unknown') return [{ known: false, reason: item.reason, evidence: evidence(context, item.site, route) }];
    const { inert, ...told } = tell(context, item);
    const dead = old ? t('a list of callbacks is not called before Airflow 2.6') : inert;
    return [
      {
        known: true,
        value: { ...alert, ...told },
        evidence: evidence(context, outcome.site, route),
        ...(dead === undefined ? {} : { inert: dead }),
      },
    ];
  });
  return hidden === null ? found : [...found, { known: false, reason: hidden, evidence: evidence(context, outcome.site, route) }];
}

function channelIn(text: string): string | null {
  return /#[\w-]+|[\w.+-]+@[\w.-]+\w/.exec(text)?.[0] ?? null;
}
