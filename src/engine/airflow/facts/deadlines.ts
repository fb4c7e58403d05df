import type { Alert, Facts, Found } from '../../facts.ts';
import { type Message, t } from '../../l10n.ts';
import { read } from '../following/machine.ts';
import type { DagMade } from '../following/made.ts';
import { textOf, type Val } from '../following/values.ts';
import { atLeast } from '../setup/version.ts';
import { type DagContext, evidence } from './context.ts';
import { inWords, listed, ofDag } from './effective.ts';
import { isNotifier, tell } from './told.ts';

/** What `deadline` promises: how long a run may take. */
export function deadlinesOf(context: DagContext, dag: DagMade): Facts['promise'] {
  return eachDeadline<Facts['promise'][number]>(context, dag, (item, inert) => {
    const interval = item.type === 'call' ? (item.args.named.get('interval') ?? item.args.positional[1]) : undefined;
    return {
      known: true,
      value: { by: 'deadline', text: (interval === undefined ? null : inWords(interval)) ?? 'deadline' },
      evidence: evidence(context, item.site, t('deadline')),
      ...(inert === null ? {} : { inert }),
    };
  });
}

/** Who is told when a run is late: the callbacks of `deadline`. What cannot be read of it matters to the promise alone. */
export function lateAlerts(context: DagContext, dag: DagMade): Found<Alert>[] {
  const told = eachDeadline<Found<Alert>>(context, dag, (item, inert) => ({
    known: true,
    value: { level: 'dag', reaches: 'all', ...routeOfDeadline(context, item), on: 'late' },
    evidence: evidence(context, item.site, t('deadline')),
    ...(inert === null ? {} : { inert }),
  }));
  return told.filter((fact) => fact.known);
}

function eachDeadline<T>(
  context: DagContext,
  dag: DagMade,
  make: (item: Val, inert: Message | null) => T,
): (T | { known: false; reason: Message; evidence: ReturnType<typeof evidence> })[] {
  const outcome = ofDag(context.machine, dag, 'deadline');
  if (outcome.type === 'hidden')
    return [{ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, t('deadline')) }];
  if (outcome.type === 'absent' || outcome.value.type === 'none') return [];
  const early = atLeast(context.version, 3, 1) === false ? t('deadline is not known before Airflow 3.1') : null;
  return listed(context.machine, outcome.value).items.map((item) => make(item, early ?? deadCallback(item, dag)));
}

/** The callable that a deadline calls, with what it is given. */
function callbackOf(alert: Val): { target: Val; kwargs: Val | undefined } | null {
  const callback = alert.type === 'call' ? (alert.args.named.get('callback') ?? alert.args.positional[2]) : undefined;
  if (callback?.type !== 'call' || !/(?:Async|Sync)Callback$/.test(callback.path)) return null;
  const { named, positional } = callback.args;
  const target = named.get('callback_callable') ?? positional[0];
  return target === undefined ? null : { target, kwargs: named.get('kwargs') ?? positional[1] };
}

/** The callback of a deadline is loaded by name where it runs, and a file of DAGs has no name there (Airflow 3.1 to 3.3). */
function deadCallback(alert: Val, dag: DagMade): Message | null {
  const target = callbackOf(alert)?.target;
  if (target?.type === 'function' && target.made.scope.file === dag.call.file)
    return t('its callback is defined in the file of the DAG and cannot be loaded where it runs');
  return target?.type === 'call' && isNotifier(target.path) ? t('its callback wants the class of a notifier, not an instance') : null;
}

function routeOfDeadline(context: DagContext, alert: Val): Pick<Alert, 'route' | 'channel' | 'quiet'> {
  const called = callbackOf(alert);
  if (called === null) return { route: 'callback', channel: null, quiet: false };
  const { target, kwargs } = called;
  const given = kwargs?.type === 'dict' ? read(context.machine, kwargs.cell).items : null;
  const channel = textOf(given?.get('channel')?.value) ?? textOf(given?.get('to')?.value);
  if (target.type === 'external') return { route: isNotifier(target.path) ? 'notifier' : 'callback', channel, quiet: false };
  const { route, channel: own, quiet } = tell(context, target);
  return { route, channel: channel ?? own, quiet };
}
