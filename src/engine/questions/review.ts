import type { Review } from '../facts.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Judgement } from '../model.ts';
import { firstReal } from './judgement.ts';
import type { Subject } from './question.ts';

const dayLength = 86_400_000;

/** @returns whether the last look is recent enough for its tier; overdue is weak and says by how long. */
export function judgeReview(subject: Subject): Judgement {
  return firstReal(
    subject.facts.review,
    ({ kind, date }) => (kind === 'due' ? t('due by {0}', date) : verbatim(date)),
    (review) => overdue(review, subject.policy.today, windowOf(subject)),
  );
}

/** How long a review holds, in days: where the tier is not known, as long as for the lowest. */
function windowOf({ tier, policy }: Subject): number {
  const value = tier?.known ? Math.min(tier.value, 3) : 3;
  return policy.reviewDays[value === 1 ? 1 : value === 2 ? 2 : 3];
}

function overdue(review: Review, today: string, window: number): Message | null {
  if (!isDate(review.date)) return t('{0} is no date', review.date || '""');
  if (review.kind === 'reviewed' && review.date > today) return t('{0} has not come yet', review.date);
  const due = Date.parse(review.date) + (review.kind === 'reviewed' ? window * dayLength : 0);
  const late = Math.floor((Date.parse(today) - due) / dayLength);
  if (late <= 0) return null;
  return late === 1 ? t('overdue by 1 day') : t('overdue by {0} days', late);
}

/** @returns whether a text is a day of the calendar in ISO form: 2027-02-30 is none. */
export function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
