import type { Known, Limit } from '../facts.ts';
import { t, verbatim } from '../l10n.ts';
import { answered, knownOf, unanswered, unknown, weak } from './judgement.ts';
import type { Question } from './question.ts';

export const limitsSet: Question = {
  id: 'limits-set',
  preset: 'standard',
  group: 'failure',
  short: t('Retries, limits?'),
  question: t('Will it retry, give up, and stop in time?'),
  why: t('A hung task blocks everyone behind it and alerts nobody.'),
  fix: { how: 'opens', key: null },
  judge({ facts }) {
    const [retry, limit] = [facts.retry, facts.limit].map((found) => best(knownOf(found)));
    const stated = [retry, limit].flatMap((fact) => (fact ? [fact] : []));
    const words = verbatim([...new Set(stated.map((fact) => fact.value.text))].join(', '));
    const evidence = stated.map((fact) => fact.evidence);
    if (retry?.value.reaches === 'all' && limit?.value.reaches === 'all') return answered(words, evidence);
    const hidden = [...facts.retry, ...facts.limit, ...facts.unread].find((fact) => !fact.known);
    if (hidden && !hidden.known) return unknown(hidden.reason, hidden.evidence ? [hidden.evidence] : []);
    if (!retry && !limit) return unanswered;
    if (!limit) return weak(words, t('nothing stops it when it hangs'), evidence);
    if (!retry) return weak(words, t('retries were not decided'), evidence);
    return weak(
      words,
      limit.value.reaches === 'some' ? t('only some tasks stop in time') : t('retries were decided for some tasks only'),
      evidence,
    );
  },
};

/** One that holds for all tasks before one that holds for some. */
function best(found: readonly Known<Limit>[]): Known<Limit> | undefined {
  const working = found.filter((fact) => !fact.inert);
  return working.find((fact) => fact.value.reaches === 'all') ?? working[0];
}
