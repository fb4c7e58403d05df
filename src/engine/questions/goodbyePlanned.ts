import type { Known, Retirement } from '../facts.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import { countWords } from './consumersKnown.ts';
import { answered, knownOf, unanswered, weak } from './judgement.ts';
import type { Question, Subject } from './question.ts';
import { isDate } from './review.ts';

export const goodbyePlanned: Question = {
  id: 'goodbye-planned',
  preset: 'standard',
  group: 'ownership',
  short: t('Going when?'),
  question: t('If this is going away, who has been told, and by when?'),
  why: t('A pipeline that ends without a word ends in somebody’s Monday report.'),
  fix: { how: 'writes', key: 'retirement' },
  doesNotArise: (subject) => (partings(subject).length === 0 ? t('nothing says that it is going') : null),
  judge(subject) {
    const found = partings(subject);
    const dated = found.find((fact) => fact.value.date !== null && isDate(fact.value.date));
    const fact = dated ?? found[0];
    if (!fact) return unanswered;
    if (!dated) return weak(withReaders(subject, fact.value.text), t('no date is given'), [fact.evidence]);
    const passed = subject.consumers.length > 0 && (fact.value.date ?? '') < subject.policy.today;
    const words = withReaders(subject, fact.value.text);
    return passed ? weak(words, t('the date has passed, and it is still read'), [fact.evidence]) : answered(words, [fact.evidence]);
  },
};

/** Whatever says that it is going; a description that begins with "Deprecated" does so too. */
function partings({ facts }: Subject): Known<Retirement>[] {
  const described = knownOf(facts.description)
    .filter((fact) => /^\W*deprecated\b/i.test(fact.value.text))
    .map((fact) => ({ ...fact, value: { how: 'stated' as const, date: dateIn(fact.value.text), text: firstLine(fact.value.text) } }));
  return [...knownOf(facts.retirement), ...described];
}

function dateIn(text: string): string | null {
  return /\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? null;
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').slice(0, 80);
}

function withReaders({ consumers }: Subject, text: string): Message {
  return consumers.length === 0 ? verbatim(text) : t('{0} · {1}', text, countWords(consumers.map(({ resource }) => resource)));
}
