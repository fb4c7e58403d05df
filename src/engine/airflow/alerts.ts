import type { Alert, Found } from '../facts.ts';
import { type Message, t } from '../l10n.ts';
import type { Evidence } from '../model.ts';
import type { Expr, Statement } from '../syntax/python.ts';
import { type DagContext, distinct, evidence, routeOf } from './context.ts';
import type { DocPart } from './docs.ts';
import { listed, type Outcome, ofDag, ofDefaults, ofTask } from './effective.ts';
import { allStatements, callsIn } from './fragment.ts';
import type { DagMade, TaskMade } from './made.ts';
import { type Arguments, type FunctionMade, textOf, type Val } from './values.ts';
import { atLeast } from './version.ts';

interface StatedAlert {
  readonly part: DocPart;
  readonly evidence: Evidence;
}

/** On which routes a failure of the DAG is told: its own callback, those of its tasks, mail, and what its documentation says. */
export function alertsOf(context: DagContext, dag: DagMade, stated: readonly StatedAlert[]): Found<Alert>[] {
  const found = [...dagCallbacks(context, dag), ...taskCallbacks(context, dag), ...mails(context, dag), ...missedCallbacks(context, dag)];
  const known = found.filter((fact) => fact.known);
  const hidden = distinctFacts(found.filter((fact) => !fact.known));
  const inDocs = stated.map(
    ({ part, evidence: at }): Found<Alert> => ({
      known: true,
      value: { level: 'stated', route: 'channel', channel: channelIn(part.text) ?? part.text, reaches: 'all', quiet: false },
      evidence: at,
    }),
  );
  const policy = known.length + inDocs.length > 0 ? null : context.platform.policyFor('alert', dag.call.file);
  return [
    ...known,
    ...inDocs,
    ...hidden,
    ...(policy === null ? [] : [{ known: false as const, reason: policy.reason, evidence: policy.evidence }]),
  ];
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
  return callbacks(context, outcome, 'dag', 'all', t('on_failure_callback'));
}

function dagCallbacks(context: DagContext, dag: DagMade): Found<Alert>[] {
  const outcome = ofDag(context.machine, dag, 'on_failure_callback');
  return callbacks(context, outcome, 'dag', 'all', t('on_failure_callback of the DAG'));
}

function taskCallbacks(context: DagContext, dag: DagMade): Found<Alert>[] {
  if (dag.tasks.length === 0)
    return callbacks(context, ofDefaults(context.machine, dag, 'on_failure_callback'), 'defaults', 'all', t('default_args'));
  return distinct(context, dag, 'on_failure_callback').flatMap(({ outcome, tasks }) => {
    const level = outcome.type !== 'value' || outcome.of === 'dag' ? 'defaults' : outcome.of === 'group' ? 'group' : 'task';
    const reaches =
      tasks.length === dag.tasks.length && dag.hiddenTasks.length === 0
        ? 'all'
        : level === 'defaults' && tasks.length === dag.tasks.length
          ? 'all'
          : 'some';
    const route = outcome.type === 'value' ? routeOf(outcome, 'on_failure_callback', dag.call.file) : t('on_failure_callback');
    return callbacks(context, outcome, level, reaches, route);
  });
}

function callbacks(
  context: DagContext,
  outcome: Outcome,
  level: Alert['level'],
  reaches: Alert['reaches'],
  route: Message,
): Found<Alert>[] {
  if (outcome.type === 'absent') return [];
  if (outcome.type === 'hidden') return [{ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, route) }];
  const { items, hidden } = listed(context.machine, outcome.value);
  const found = items.flatMap((item): Found<Alert>[] => {
    if (item.type === 'none') return [];
    if (item.type === 'unknown') return [{ known: false, reason: item.reason, evidence: evidence(context, item.site, route) }];
    const told = tell(context, item);
    return [{ known: true, value: { level, reaches, ...told }, evidence: evidence(context, outcome.site, route) }];
  });
  return hidden === null ? found : [...found, { known: false, reason: hidden, evidence: evidence(context, outcome.site, route) }];
}

type Told = Pick<Alert, 'route' | 'channel' | 'quiet'>;

/** Where a callback leads. */
function tell(context: DagContext, value: Val): Told {
  switch (value.type) {
    case 'function':
      return ofFunction(value.made, context, 0);
    case 'call': {
      if (/(?:^|\.)partial$/.test(value.path)) {
        const [inner] = value.args.positional;
        const told = inner === undefined ? plainCallback : tell(context, inner);
        return { ...told, channel: channelOf(value.args) ?? told.channel };
      }
      const notifies = /Notifier$|(?:^|\.)send_\w*notification$/.test(value.path);
      return { route: notifies ? 'notifier' : 'callback', channel: channelOf(value.args), quiet: false };
    }
    case 'instance': {
      const notifier = /Notifier$/.test(value.of.definition.name);
      return { route: notifier ? 'notifier' : 'callback', channel: null, quiet: false };
    }
    default:
      return plainCallback;
  }
}

const plainCallback: Told = { route: 'callback', channel: null, quiet: false };

const channelNames = ['channel', 'slack_channel', 'channel_name', 'to', 'email', 'emails', 'recipients', 'integration_key', 'target_arn'];

function channelOf(args: Arguments): string | null {
  for (const name of channelNames) {
    const value = args.named.get(name);
    const text = value === undefined ? null : textOf(value);
    if (text !== null) return text;
  }
  return null;
}

/** A callback of the workspace: the channel that its body names, and whether it only logs. */
function ofFunction(made: FunctionMade, context: DagContext, depth: number): Told {
  let channel = channelInParameters(made);
  let loud = false;
  for (const statement of allStatements(made.definition.body)) {
    channel ??= channelInStatement(statement);
    for (const called of callsIn(statement)) {
      channel ??= channelInCall(called);
      if (isLog(called.callee) || isPlain(called.callee)) continue;
      const inner = called.callee.type === 'name' ? made.scope.names.get(called.callee.name) : undefined;
      if (inner?.type === 'function' && depth < 3) {
        const told = ofFunction(inner.made, context, depth + 1);
        channel ??= told.channel;
        loud ||= !told.quiet;
      } else loud = true;
    }
    if (statement.type === 'raise' || statement.type === 'opaque') loud ||= statement.type === 'raise';
  }
  const decorated = made.role === 'unreadable' && made.definition.name !== 'lambda';
  return { route: 'callback', channel, quiet: !loud && !decorated };
}

function channelInParameters(made: FunctionMade): string | null {
  const named = made.definition.parameters.find(({ name, default: given }) => channelNames.includes(name) && given?.type === 'string');
  return named?.default?.type === 'string' ? named.default.value : null;
}

function isLog(callee: Expr): boolean {
  if (callee.type === 'name') return callee.name === 'print';
  if (callee.type !== 'attribute' || !/^(?:debug|info|warning|warn|error|exception|critical|log)$/.test(callee.name)) return false;
  const of = callee.of;
  const name =
    of.type === 'name' || of.type === 'attribute' ? of.name : of.type === 'call' && of.callee.type === 'attribute' ? of.callee.name : '';
  return /log/i.test(name);
}

/** Calls that tell nobody: they make texts and look things up. */
function isPlain(callee: Expr): boolean {
  if (callee.type === 'name')
    return /^(?:str|repr|len|dict|list|format|getattr|isinstance|type|int|float|bool|sorted|join)$/.test(callee.name);
  return (
    callee.type === 'attribute' &&
    /^(?:get|format|join|strip|lower|upper|isoformat|strftime|items|keys|values|getLogger|replace|split)$/.test(callee.name)
  );
}

function channelInCall(called: Extract<Expr, { type: 'call' }>): string | null {
  for (const keyword of called.keywords) {
    if (keyword.name !== null && channelNames.includes(keyword.name) && keyword.value.type === 'string') return keyword.value.value;
  }
  return null;
}

/** `{"channel": "#x"}` in an assignment or an argument. */
function channelInStatement(statement: Statement): string | null {
  const exprs =
    statement.type === 'assign' && statement.value !== null
      ? [statement.value]
      : callsIn(statement).flatMap((called) => [...called.args, ...called.keywords.map((keyword) => keyword.value)]);
  for (const expr of exprs) {
    if (expr.type !== 'dict') continue;
    for (const { key, value } of expr.entries) {
      if (key?.type === 'string' && channelNames.includes(key.value) && value.type === 'string') return value.value;
    }
  }
  return null;
}

function channelIn(text: string): string | null {
  return /#[\w-]+|[\w.+-]+@[\w.-]+\w/.exec(text)?.[0] ?? null;
}

/** Mail is sent for a task that has an address and whose `email_on_failure`, on by default, is not switched off. */
function mails(context: DagContext, dag: DagMade): Found<Alert>[] {
  const addresses = distinct(context, dag, 'email');
  return addresses.flatMap(({ outcome, tasks }): Found<Alert>[] => {
    if (outcome.type === 'absent') return withoutAddress(context, dag, tasks);
    const switches = tasks.map((task) => ofTask(context.machine, task, 'email_on_failure'));
    const off = switches.filter(
      (one) => one.type === 'value' && (one.value.type === 'boolean' ? !one.value.value : one.value.type === 'none'),
    );
    if (off.length === tasks.length) return [];
    if (outcome.type === 'hidden') return [{ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, t('email')) }];
    const channel = addressesOf(context, outcome.value);
    if (channel === '') return [];
    const reaches = tasks.length - off.length === dag.tasks.length ? 'all' : 'some';
    const level = outcome.of === 'dag' ? 'defaults' : outcome.of === 'group' ? 'group' : 'task';
    const unclear = switches.find(
      (one) => one.type === 'hidden' || (one.type === 'value' && one.value.type !== 'boolean' && one.value.type !== 'none'),
    );
    const fact = {
      known: true as const,
      value: { level, route: 'email', channel, reaches, quiet: false } as const,
      evidence: evidence(context, outcome.site, routeOf(outcome, 'email', dag.call.file)),
    };
    return [
      unclear === undefined
        ? fact
        : { ...fact, doubtful: unclear.type === 'hidden' ? unclear.reason : t('email_on_failure cannot be read') },
    ];
  });
}

/** `email_on_failure=True` and no address: it looks like an alert and is none. */
function withoutAddress(context: DagContext, dag: DagMade, tasks: readonly TaskMade[]): Found<Alert>[] {
  const switched = tasks.map((task) => ofTask(context.machine, task, 'email_on_failure'));
  const on = switched.find((one) => one.type === 'value' && one.value.type === 'boolean' && one.value.value);
  if (on?.type !== 'value') return [];
  return [
    {
      known: true,
      value: { level: on.of === 'task' ? 'task' : 'defaults', route: 'email', channel: null, reaches: 'some', quiet: false },
      evidence: evidence(context, on.site, routeOf(on, 'email_on_failure', dag.call.file)),
      inert: t('email_on_failure does nothing without an address in email'),
    },
  ];
}

/** On Airflow 3 it is taken and never called. */
function missedCallbacks(context: DagContext, dag: DagMade): Found<Alert>[] {
  const outcome = ofDag(context.machine, dag, 'sla_miss_callback');
  if (outcome.type !== 'value' || outcome.value.type === 'none' || atLeast(context.version, 3, 0) !== true) return [];
  return [
    {
      known: true,
      value: { level: 'dag', route: 'callback', channel: null, reaches: 'some', quiet: false },
      evidence: evidence(context, outcome.site, t('sla_miss_callback of the DAG')),
      inert: t('{0} does nothing on Airflow 3', 'sla_miss_callback'),
    },
  ];
}

function addressesOf(context: DagContext, value: Val): string | null {
  if (value.type === 'none') return '';
  const texts = listed(context.machine, value).items.map((item) => textOf(item) ?? '');
  const known = texts.filter((text) => text !== '');
  return known.length === 0 ? (value.type === 'list' || value.type === 'text' ? '' : null) : known.join(', ');
}
