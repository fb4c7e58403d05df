import type { Alert, Facts, Found } from '../../facts.ts';
import { type Message, t } from '../../l10n.ts';
import type { DagMade } from '../following/made.ts';
import { textOf } from '../following/values.ts';
import { atLeast } from '../setup/version.ts';
import { assetName, type DagContext, distinct, evidence, routeOf } from './context.ts';
import { inWords, listed, ofDag, ofDefaults } from './effective.ts';
import { tell } from './told.ts';

/** What `sla` promises: on Airflow 2, for runs that the clock starts. */
export function slasOf(context: DagContext, dag: DagMade): Facts['promise'] {
  const gone = atLeast(context.version, 3, 0);
  const unscheduled = gone === true ? null : withoutClock(context, dag);
  return distinct(context, dag, 'sla').flatMap(({ outcome }): Facts['promise'] => {
    if (outcome.type === 'hidden')
      return gone === true ? [] : [{ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, t('sla')) }];
    if (outcome.type === 'absent' || outcome.value.type === 'none') return [];
    const fact = {
      known: true as const,
      value: { by: 'sla' as const, text: inWords(outcome.value) ?? 'sla' },
      evidence: evidence(context, outcome.site, routeOf(outcome, 'sla', dag.call.file)),
    };
    if (gone === true) return [{ ...fact, inert: t('sla does nothing on Airflow 3') }];
    if (unscheduled !== null) return [{ ...fact, inert: unscheduled }];
    return gone === null ? [{ ...fact, doubtful: t('sla does nothing on Airflow 3, and the version in use is not known') }] : [fact];
  });
}

/** Only scheduled runs are looked at: not those that somebody or a dataset starts , and the one run of `@once` has none after it that could be late (Airflow 2.4 to 2.11, `DagFileProcessor.manage_slas`). */
export function withoutClock(context: DagContext, dag: DagMade): Message | null {
  const outcome = ofDag(context.machine, dag, 'schedule', 'schedule_interval', 'timetable');
  if (outcome.type !== 'value') return null;
  const { items, hidden } = listed(context.machine, outcome.value);
  const byData = hidden === null && items.length > 0 && items.every((item) => assetName(item) !== null);
  return outcome.value.type === 'none' || textOf(outcome.value) === '@once' || byData
    ? t('sla does nothing without a time schedule')
    : null;
}

/** Who is told that a task is late. On Airflow 3 it is taken and never called; in default_args it does nothing on any version. */
export function missedCallbacks(context: DagContext, dag: DagMade): Found<Alert>[] {
  const key = 'sla_miss_callback';
  const inDefaults = ofDefaults(context.machine, dag, key);
  const misplaced: Found<Alert>[] =
    inDefaults.type === 'value' && inDefaults.value.type !== 'none'
      ? [
          {
            known: true,
            value: { level: 'defaults', reaches: 'some', ...routeIn(context, inDefaults.value), on: 'late' },
            evidence: evidence(context, inDefaults.site, routeOf(inDefaults, key, dag.call.file)),
            inert: t('{0} does nothing in default_args: it is an argument of the DAG', key),
          },
        ]
      : [];
  const outcome = ofDag(context.machine, dag, key);
  if (outcome.type !== 'value' || outcome.value.type === 'none') return misplaced;
  const fact: Found<Alert> & { known: true } = {
    known: true,
    value: { level: 'dag', reaches: 'all', ...routeIn(context, outcome.value), on: 'late' },
    evidence: evidence(context, outcome.site, t('sla_miss_callback of the DAG')),
  };
  return [...misplaced, { ...fact, ...effectOf(context, dag) }];
}

function routeIn(context: DagContext, value: Parameters<typeof tell>[1]): Pick<Alert, 'route' | 'channel' | 'quiet'> {
  const { route, channel, quiet } = tell(context, value);
  return { route, channel, quiet };
}

function effectOf(context: DagContext, dag: DagMade): { inert?: Message; doubtful?: Message } {
  const key = 'sla_miss_callback';
  const gone = atLeast(context.version, 3, 0);
  if (gone === true) return { inert: t('{0} does nothing on Airflow 3', key) };
  const slas = slasOf(context, dag);
  if (slas.length === 0 && dag.hiddenTasks.length === 0) return { inert: t('no task has an sla, so it is never called') };
  const dead = slas.find((fact) => fact.known && fact.inert !== undefined);
  if (dead?.known && dead.inert !== undefined) return { inert: dead.inert };
  return gone === null ? { doubtful: t('{0} does nothing on Airflow 3, and the version in use is not known', key) } : {};
}
