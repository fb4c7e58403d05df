import type { Alert } from '../../facts.ts';
import { type Message, t } from '../../l10n.ts';
import type { Expr, Statement } from '../../syntax/python.ts';
import { allStatements } from '../../syntax/pythonBodies.ts';
import { type Arguments, type FunctionMade, textOf, type Val, words } from '../following/values.ts';
import { callsIn } from '../reading/fragment.ts';
import type { DagContext } from './context.ts';

/** Where a callback leads, and why it tells nobody, where it looks as if it did. */
export type Told = Pick<Alert, 'route' | 'channel' | 'quiet' | 'service' | 'callee'> & { readonly inert?: Message };

/** @returns where a callback leads. */
export function tell(context: DagContext, value: Val): Told {
  switch (value.type) {
    case 'function':
      return ofFunction(value.made, context, 0);
    case 'call': {
      if (/(?:^|\.)partial$/.test(value.path)) {
        const [inner] = value.args.positional;
        const told = inner === undefined ? plainCallback : tell(context, inner);
        return { ...told, channel: channelOf(value.args) ?? told.channel };
      }
      if (!isNotifier(value.path)) return { route: 'callback', channel: channelOf(value.args), quiet: false };
      return notified(value.path, value.args);
    }
    case 'external':
      return isNotifier(value.path) && !value.path.endsWith('notification')
        ? { route: 'notifier', channel: null, quiet: false, inert: t('the class of a notifier stands there, and nothing makes one') }
        : { ...plainCallback, callee: value.path.slice(value.path.lastIndexOf('.') + 1) };
    case 'instance': {
      const notifier = /Notifier$/.test(value.of.definition.name);
      return { route: notifier ? 'notifier' : 'callback', channel: null, quiet: false };
    }
    default:
      return plainCallback;
  }
}

/** @returns whether a class or function makes a notifier: `SlackNotifier`, and the older `send_slack_notification`. */
export function isNotifier(path: string): boolean {
  return /Notifier$|(?:^|\.)send_\w*notification$/.test(path);
}

/** What notifiers say and where, when nothing else is given (providers slack 9.11, discord 3.x). */
const shipped: readonly (readonly [pattern: RegExp, channel: string | null])[] = [
  [/(?:^|\.)(?:SlackNotifier|send_slack_notification)$/, '#general'],
  [/(?:^|\.)(?:DiscordNotifier|send_discord_notification)$/, null],
];

function notified(path: string, args: Arguments): Told {
  const told: Told = { route: 'notifier', channel: channelOf(args), quiet: false };
  const defaults = shipped.find(([pattern]) => pattern.test(path));
  if (defaults === undefined || args.hidden !== null) return told;
  const [, channel] = defaults;
  if (channel !== null && !args.named.has('channel'))
    return { ...told, channel, inert: t('no channel is given, so it goes to {0}, as the notifier is shipped', channel) };
  const says = ['text', 'blocks', 'attachments'].some((name) => args.named.has(name));
  return says ? told : { ...told, inert: t('no text is given, so it says what the notifier is shipped with') };
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
  let service: string | undefined;
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
        service ??= told.service;
        loud ||= !told.quiet;
      } else loud = true;
      service ??= serviceOf(called);
    }
    if (statement.type === 'raise' || statement.type === 'opaque') loud ||= statement.type === 'raise';
  }
  const decorated = made.role === 'unreadable' && made.definition.name !== 'lambda';
  const { name } = made.definition;
  return {
    route: 'callback',
    channel,
    quiet: !loud && !decorated,
    ...(service === undefined ? {} : { service }),
    ...(name === 'lambda' ? {} : { callee: name }),
  };
}

/** What the names and texts of a call that tells somebody are called after. */
const services: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/slack/i, 'Slack'],
  [/pager_?duty/i, 'PagerDuty'],
  [/opsgenie/i, 'Opsgenie'],
  [/ms_?teams|teams_?(?:web)?hook|\.office(?:365)?\.com/i, 'Microsoft Teams'],
  [/discord/i, 'Discord'],
  [/google_?chat|chat\.googleapis\.com/i, 'Google Chat'],
  [/send_?mail|send_?email|smtp|EmailOperator/i, 'e-mail'],
];

function serviceOf(called: Extract<Expr, { type: 'call' }>): string | undefined {
  const texts = [...called.args, ...called.keywords.map(({ value }) => value)].flatMap((arg) =>
    arg.type === 'string' ? [arg.value] : arg.type === 'name' ? [arg.name] : [],
  );
  const said = [words(called.callee), ...texts].join(' ');
  return services.find(([pattern]) => pattern.test(said))?.[1];
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
