import type { Alert } from '../facts.ts';
import { type Message, t } from '../l10n.ts';
import type { Judgement } from '../model.ts';
import { alertArrives } from './alertArrives.ts';
import { deaf, routeWords } from './alertWords.ts';
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
  judge(subject) {
    const told = firstReal(
      subject.facts.alert.filter((fact) => !fact.known || fact.value.on === 'failure'),
      routeWords,
      (alert) => objection(subject, alert),
    );
    return isAskedElsewhere(subject, told) ? notApplicable(t('what stands there tells nobody; why is asked first')) : told;
  },
  inherit(subject) {
    const judgements = subject.runners.map((runner) => ({ runner, judgement: subject.judge(runner.resource) }));
    const best = judgements.find(({ judgement }) => judgement.state === 'answered') ?? judgements[0];
    if (best) return fromRunner(best.runner.resource.name, best.judgement);
    if (subject.resource.kind !== 'model' || subject.resource.layer !== 'mart') return null;
    const { unreadRun } = subject;
    return unreadRun ? unknown(t('the DAG {0} may run it: {1}', unreadRun.runner.name, unreadRun.why)) : askedOncePerProject(subject);
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

/** What looks like an alert and is none is one fault, and alert-arrives is the question that is about it. */
function isAskedElsewhere(subject: Subject, { state, reason }: Judgement): boolean {
  return (
    state === 'weak' &&
    subject.facts.alert.some((fact) => fact.known && fact.inert !== undefined && fact.inert === reason) &&
    subject.policy.severity(alertArrives, subject.resource.anchor.file) !== 'off' &&
    subject.other(alertArrives).state === 'weak'
  );
}

function objection(subject: Subject, alert: Alert): Message | null {
  return deaf(alert, subject) ?? (alert.reaches === 'some' ? t('not every failure reaches it') : null);
}
