import { t } from '../l10n.ts';
import { isUsedByNobody } from './consumersKnown.ts';
import { firstReal, unanswered } from './judgement.ts';
import type { Question } from './question.ts';
import { judgeStated } from './stated.ts';

export const shouldExist: Question = {
  id: 'should-exist',
  preset: 'core',
  group: 'business',
  short: t('Should it exist?'),
  question: t('Should this exist at all?'),
  why: t('The cheapest pipeline is the one you talked someone out of.'),
  fix: { how: 'writes', key: 'decision' },
  doesNotArise: (subject) => (isUsedByNobody(subject) ? null : t('asked once nobody uses it')),
  judge(subject) {
    if (!isUsedByNobody(subject)) return unanswered;
    const kept = judgeStated(subject, subject.facts.decision);
    if (kept.state === 'answered') return kept;
    const going = firstReal(
      subject.facts.retirement,
      ({ text }) => t('it goes: {0}', text),
      ({ text }) => (subject.policy.isPlaceholder(text, subject.resource.name) ? t('{0} answers nobody', text || '""') : null),
    );
    return going.state === 'answered' || kept.state === 'unanswered' ? going : kept;
  },
};
