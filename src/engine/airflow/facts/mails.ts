import type { Alert, Known } from '../../facts.ts';
import { type Message, t } from '../../l10n.ts';
import type { DagMade, TaskMade } from '../following/made.ts';
import { textOf, type Val } from '../following/values.ts';
import { exactly } from '../setup/version.ts';
import { type DagContext, distinct, evidence, isGivenToNone, routeOf } from './context.ts';
import { listed, type Outcome, ofTask } from './effective.ts';
import type { Route } from './routes.ts';

/** What Airflow sends mail with, as shipped. */
const shippedBackend = 'airflow.utils.email.send_email_smtp';

/** Mail is sent for a task that has an address and whose `email_on_failure`, on by default, is not switched off. */
export function mailRoutes(context: DagContext, dag: DagMade): Route[] {
  return distinct(context, dag, 'email').flatMap(({ outcome, tasks }): Route[] => {
    if (outcome.type === 'absent') return withoutAddress(context, dag, tasks);
    const on = tasks.filter((task) => !isOff(switchOf(context, task, 'email_on_failure')));
    if (on.length === 0) return onlyRetries(context, dag, outcome, tasks);
    if (outcome.type === 'hidden')
      return [{ tasks: on, fact: { known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, t('email')) } }];
    const fact = mail(context, dag, outcome, 'failure');
    if (fact === null) return [];
    const unclear = on.map((task) => switchOf(context, task, 'email_on_failure')).find(isUnclear);
    const doubtful =
      unclear === undefined ? bypassed(context, dag) : unclear.type === 'hidden' ? unclear.reason : t('email_on_failure cannot be read');
    return [{ tasks: on, fact: doubtful === null ? fact : { ...fact, doubtful } }];
  });
}

function switchOf(context: DagContext, task: TaskMade, key: string): Outcome {
  return ofTask(context.machine, task, key);
}

function isOff(outcome: Outcome): boolean {
  return outcome.type === 'value' && (outcome.value.type === 'boolean' ? !outcome.value.value : outcome.value.type === 'none');
}

function isUnclear(outcome: Outcome): outcome is Exclude<Outcome, { type: 'absent' }> {
  return outcome.type === 'hidden' || (outcome.type === 'value' && outcome.value.type !== 'boolean' && outcome.value.type !== 'none');
}

function mail(context: DagContext, dag: DagMade, outcome: Outcome, on: Alert['on']): Known<Alert> | null {
  const channel = outcome.type === 'value' ? addressesOf(context, outcome.value) : '';
  if (outcome.type !== 'value' || channel === '') return null;
  const level = outcome.of === 'dag' ? 'defaults' : outcome.of === 'group' ? 'group' : 'task';
  return {
    known: true,
    value: { level, route: 'email', channel, reaches: 'some', quiet: false, on },
    evidence: evidence(context, outcome.site, routeOf(outcome, 'email', dag.call.file)),
  };
}

/** Mail on a retry alone: no failure is told, and where nothing is tried again, nothing at all. */
function onlyRetries(context: DagContext, dag: DagMade, outcome: Outcome, tasks: readonly TaskMade[]): Route[] {
  const told = tasks.filter((task) => {
    const retried = switchOf(context, task, 'email_on_retry');
    return retried.type === 'value' && retried.value.type === 'boolean' && retried.value.value;
  });
  const fact = told.length === 0 ? null : mail(context, dag, outcome, 'retry');
  if (fact === null) return [];
  const never =
    context.platform.setting('core.default_task_retries', dag.call.file) === null && told.every((task) => neverRetried(context, task));
  return [{ tasks: told, fact: never ? { ...fact, inert: t('mail is sent on a retry alone, and nothing is retried') } : fact }];
}

/** @returns whether a task is certainly not tried again; the shipped default is 0 (Airflow 2.4 to 3.4). */
export function neverRetried(context: DagContext, task: TaskMade): boolean {
  const retries = ofTask(context.machine, task, 'retries');
  return retries.type === 'absent' || (retries.type === 'value' && retries.value.type === 'number' && retries.value.value === 0);
}

/** `email_on_failure=True` and no address: it looks like an alert and is none. */
function withoutAddress(context: DagContext, dag: DagMade, tasks: readonly TaskMade[]): Route[] {
  if (isGivenToNone(context, dag, 'email_on_failure')) return [];
  const switched = tasks.map((task) => switchOf(context, task, 'email_on_failure'));
  const on = switched.find((one) => one.type === 'value' && one.value.type === 'boolean' && one.value.value);
  if (on?.type !== 'value') return [];
  return [
    {
      tasks: [],
      fact: {
        known: true,
        value: {
          level: on.of === 'task' ? 'task' : 'defaults',
          route: 'email',
          channel: null,
          reaches: 'some',
          quiet: false,
          on: 'failure',
        },
        evidence: evidence(context, on.site, routeOf(on, 'email_on_failure', dag.call.file)),
        inert: t('email_on_failure does nothing without an address in email'),
      },
    },
  ];
}

/**
 * A mail backend of one's own was passed by: all mail went out over the connection `smtp_default`
 * (apache/airflow#65012; task SDK 1.2.0 to 1.2.2 and 1.3.0, which are Airflow 3.2.0 to 3.2.2 and 3.3.0; mended in 3.3.1).
 */
function bypassed(context: DagContext, dag: DagMade): Message | null {
  const backend = context.platform.setting('email.email_backend', dag.call.file);
  if (backend === null || backend.value === '' || backend.value === shippedBackend) return null;
  const [major, minor, patch] = exactly(context.version);
  if (major === 3 && minor === 2) return t('Airflow 3.2 does not send over {0}, but over the connection smtp_default', backend.value);
  if (major === 3 && minor === 3 && patch === 0)
    return t('Airflow 3.3.0 does not send over {0}, but over the connection smtp_default', backend.value);
  const may = major === 3 && (minor === null || (minor === 3 && patch === null));
  return may ? t('Airflow 3.2.0 to 3.3.0 do not send over {0}, and the version in use is not known', backend.value) : null;
}

/** The addresses that can be read; null where there are others only, empty where there are none. */
function addressesOf(context: DagContext, value: Val): string | null {
  const { items, hidden } = listed(context.machine, value);
  const texts = items.flatMap((item) => (item.type === 'none' ? [''] : (textOf(item) ?? [])));
  const known = texts.filter((text) => text !== '');
  if (known.length > 0) return known.join(', ');
  return hidden === null && texts.length === items.length ? '' : null;
}
