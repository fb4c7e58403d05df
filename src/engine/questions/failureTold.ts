import type { Alert } from '../facts.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Judgement } from '../model.ts';
import { firstReal, inherited, knownOf, notApplicable, unanswered, unknown } from './judgement.ts';
import type { Question, Subject } from './question.ts';

export const failureTold: Question = {
  id: 'failure-told',
  preset: 'core',
  group: 'failure',
  short: t('Who is told?'),
  question: t('When it fails, who is told?'),
  why: t('A failure that nobody hears about is worse than a failure.'),
  fix: { how: 'writes', key: 'channel' },
  given: (facts) => knownOf(facts.alert).flatMap((fact) => fact.value.channel ?? []),
  asksInstead: t('asked at the models that it feeds'),
  judge: (subject) =>
    firstReal(
      subject.facts.alert.filter((fact) => !fact.known || fact.value.on === 'failure'),
      routeWords,
      (alert) => objection(subject, alert),
    ),
  inherit(subject) {
    const judgements = subject.runners.map((runner) => ({ runner, judgement: subject.judge(runner.resource) }));
    const best = judgements.find(({ judgement }) => judgement.state === 'answered') ?? judgements[0];
    if (best) return fromRunner(best.runner.resource.name, best.judgement);
    if (subject.resource.kind !== 'model' || subject.resource.layer !== 'mart') return null;
    const { unreadRun } = subject;
    return unreadRun ? unknown(t('{0} may run it: {1}', unreadRun.runner.name, unreadRun.why)) : askedOncePerProject(subject);
  },
};

/** What runs a model answers for it; where the runner itself says nothing, it is the runner that is asked. */
function fromRunner(name: string, judgement: Judgement): Judgement {
  return judgement.state === 'unanswered' || judgement.state === 'not_applicable'
    ? notApplicable(t('asked of {0}, which runs it', name))
    : inherited(judgement);
}

function askedOncePerProject(subject: Subject): Judgement {
  const { spokesman } = subject;
  if (!spokesman || spokesman.key === subject.resource.key) return unanswered;
  return notApplicable(t('asked once for the project, at {0}', spokesman.name));
}

/** @returns where the alert goes, in words. */
export function routeWords(alert: Alert): Message {
  if (alert.channel) return verbatim(alert.channel);
  switch (alert.route) {
    case 'email':
      return t('e-mail');
    case 'notifier':
      return t('a notifier');
    case 'callback':
      return callbackWords(alert);
    default:
      return t('subscribers');
  }
}

function callbackWords({ service, callee }: Alert): Message {
  if (callee === undefined) return service === undefined ? t('a callback') : t('a callback to {0}', service);
  return service === undefined ? verbatim(`${callee}()`) : t('{0}, by {1}()', service, callee);
}

function objection(subject: Subject, alert: Alert): Message | null {
  if (alert.quiet) return t('the callback only logs');
  if (alert.reaches === 'some') return t('not every failure reaches it');
  if (alert.channel !== null && subject.policy.isPlaceholder(alert.channel, subject.resource.name))
    return t('{0} answers nobody', alert.channel || '""');
  return null;
}
