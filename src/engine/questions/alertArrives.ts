import { type Message, t, verbatim } from '../l10n.ts';
import type { Evidence } from '../model.ts';
import { routeWords } from './failureTold.ts';
import { answered, knownOf, unanswered, unknown, weak } from './judgement.ts';
import type { Question, Subject } from './question.ts';

export const alertArrives: Question = {
  id: 'alert-arrives',
  preset: 'core',
  group: 'failure',
  short: t('Will it arrive?'),
  question: t('Does anything stop that alert on this version?'),
  why: t('Teams upgraded and stopped receiving failure mails, and nothing in the DAG showed it.'),
  fix: { how: 'opens', key: null },
  doesNotArise: (subject) =>
    mechanismsOf(subject).length > 0 || subject.facts.alert.length > 0 ? null : t('there is no alert yet; who is told is asked first'),
  judge(subject) {
    const mechanisms = mechanismsOf(subject);
    const stopped = mechanisms.find((one) => one.inert);
    if (stopped?.inert) return weak(stopped.words, stopped.inert, [stopped.evidence]);
    const doubtful = mechanisms.find((one) => one.doubtful);
    if (doubtful?.doubtful) return unknown(doubtful.doubtful, [doubtful.evidence]);
    const [first] = mechanisms;
    if (first) return answered(first.words, [first.evidence]);
    const hidden = subject.facts.alert.find((fact) => !fact.known);
    if (hidden && !hidden.known) return unknown(hidden.reason, hidden.evidence ? [hidden.evidence] : []);
    const stated = knownOf(subject.facts.alert).find((fact) => fact.value.level === 'stated');
    return stated ? unknown(t('what sends it does not stand in this file'), [stated.evidence]) : unanswered;
  },
};

/** Something in the code that sends a message. */
interface Mechanism {
  readonly words: Message;
  readonly evidence: Evidence;
  readonly inert?: Message | undefined;
  readonly doubtful?: Message | undefined;
}

/** Alerts, and promises that send one when they are broken. What only logs is no alert; a promise, and an alert of a retry or of lateness, is asked about only where it does nothing. */
function mechanismsOf({ facts }: Subject): Mechanism[] {
  const alerts = knownOf(facts.alert)
    .filter((fact) => fact.value.level !== 'stated' && !fact.value.quiet && (fact.value.on === 'failure' || fact.inert !== undefined))
    .map((fact) => ({ words: routeWords(fact.value), ...pick(fact) }));
  const promises = knownOf(facts.promise)
    .filter((fact) => fact.inert && (fact.value.by === 'sla' || fact.value.by === 'deadline'))
    .map((fact) => ({ words: verbatim(fact.value.by), ...pick(fact) }));
  return [...alerts, ...promises];
}

function pick(fact: { evidence: Evidence; inert?: Message; doubtful?: Message }): Omit<Mechanism, 'words'> {
  return { evidence: fact.evidence, inert: fact.inert, doubtful: fact.doubtful };
}
