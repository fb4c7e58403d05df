import { t } from '../l10n.ts';
import type { Question } from './question.ts';
import { judgeReview } from './review.ts';

export const valueConfirmed: Question = {
  id: 'value-confirmed',
  preset: 'standard',
  group: 'business',
  short: t('Still useful?'),
  question: t('When did you last hear that the consumer gets what they need?'),
  why: t('Report impact, not completion. Shipped is not used.'),
  fix: { how: 'writes', key: 'last_reviewed' },
  judge: judgeReview,
};
