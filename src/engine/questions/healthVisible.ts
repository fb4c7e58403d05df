import { t } from '../l10n.ts';
import { unknown } from './judgement.ts';
import type { Question } from './question.ts';
import { judgeStated } from './stated.ts';
import { unlessTierOne } from './tier.ts';

export const healthVisible: Question = {
  id: 'health-visible',
  preset: 'standard',
  group: 'ownership',
  short: t('Where to look?'),
  question: t('Where do you look to see how it is doing?'),
  why: t('The first minute of an incident should not go on looking for the dashboard.'),
  fix: { how: 'writes', key: 'monitoring' },
  doesNotArise: ({ resource, tier }) => (resource.kind === 'dag' ? null : unlessTierOne(tier)),
  judge(subject) {
    const judged = judgeStated(subject, subject.facts.monitoring);
    const uncertain = subject.resource.kind !== 'dag' && subject.tier?.known === false;
    return judged.state === 'unanswered' && uncertain && subject.tier?.known === false ? unknown(subject.tier.reason) : judged;
  },
};
