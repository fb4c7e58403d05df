import { t } from '../l10n.ts';
import type { Question } from './question.ts';
import { judgeReview } from './review.ts';

export const reviewedRecently: Question = {
  id: 'reviewed-recently',
  preset: 'standard',
  group: 'ownership',
  short: t('Looked at lately?'),
  question: t('When did someone last look at this with fresh eyes?'),
  why: t('Owners show up six months later without being paged.'),
  fix: { how: 'writes', key: 'last_reviewed' },
  judge: judgeReview,
};
