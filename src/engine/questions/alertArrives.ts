import type { Alert, Found } from '../facts.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Evidence } from '../model.ts';
import { deaf, routeWords } from './alertWords.ts';
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
    mechanismsOf(subject).length > 0 || elsewhere(subject).length > 0 ? null : t('there is no alert yet; who is told is asked first'),
  judge(subject) {
    const mechanisms = mechanismsOf(subject);
    const stopped = mechanisms.find((one) => one.inert);
    if (stopped?.inert) return weak(stopped.words, stopped.inert, [stopped.evidence]);
    const doubtful = mechanisms.find((one) => one.doubtful);
    if (doubtful?.doubtful) return unknown(doubtful.doubtful, [doubtful.evidence]);
    const [first] = mechanisms;
    if (first) return answered(first.words, [first.evidence]);
    const others = elsewhere(subject);
    const other = others.find((fact) => !fact.known) ?? others[0];
    if (!other) return unanswered;
    const reason = other.known ? t('what sends it does not stand in this file') : other.reason;
    return unknown(reason, other.evidence ? [other.evidence] : []);
  },
};

/** Something in the code that sends a message. */
interface Mechanism {
  readonly words: Message;
  readonly evidence: Evidence;
  readonly inert?: Message | undefined;
  readonly doubtful?: Message | undefined;
}

/** What is said to be sent, or may be, by something that cannot be seen here. */
function elsewhere(subject: Subject): readonly Found<Alert>[] {
  return subject.facts.alert.filter((fact) => !fact.known || (fact.value.level === 'stated' && deaf(fact.value, subject) === null));
}

/** Alerts, and promises that send one when they are broken. What nobody hears is no alert; a promise, and an alert of a retry or of lateness, is asked about only where it does nothing. */
function mechanismsOf(subject: Subject): Mechanism[] {
  const { facts } = subject;
  const alerts = knownOf(facts.alert)
    .filter(({ value }) => value.level !== 'stated' && deaf(value, subject) === null)
    .filter(({ value, inert }) => value.on === 'failure' || inert !== undefined)
    .map((fact) => ({ words: routeWords(fact.value), ...pick(fact) }));
  const promises = knownOf(facts.promise)
    .filter((fact) => fact.inert && (fact.value.by === 'sla' || fact.value.by === 'deadline'))
    .map((fact) => ({ words: verbatim(fact.value.by), ...pick(fact) }));
  return [...alerts, ...promises];
}

function pick(fact: { evidence: Evidence; inert?: Message; doubtful?: Message }): Omit<Mechanism, 'words'> {
  return { evidence: fact.evidence, inert: fact.inert, doubtful: fact.doubtful };
}
