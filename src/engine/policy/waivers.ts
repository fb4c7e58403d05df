import { type Message, t } from '../l10n.ts';
import type { Evidence, Span, StatedWaiver } from '../model.ts';
import { isDate } from './dates.ts';

/** A waiver of the team file: which questions, for which resources, why and until when (ISO date; null: it never arises there). */
export interface Waiver {
  readonly questions: readonly string[];
  /** Resources that it names; those of its paths apart. */
  readonly ids: readonly string[];
  readonly reason: string;
  readonly until: string | null;
  readonly evidence: Evidence;
  /** Where the last day stands; null where none does. */
  readonly end: Span | null;
  covers(file: string, id: string): boolean;
}

/** @returns whether a waiver still holds on the given day; its last day counts. */
export function holds(waiver: Pick<Waiver, 'until'>, today: string): boolean {
  return waiver.until === null || waiver.until >= today;
}

/** @returns what is wrong with a waiver that stands in the code, or null. */
export function waiverObjection(waiver: StatedWaiver): Message | null {
  if (waiver.reason.trim() === '') return t('The waiver of {0} gives no reason; say why', waiver.question);
  if (waiver.notApplicable) return null;
  if (waiver.until === null) return t('The waiver of {0} has no end; say until when', waiver.question);
  return isDate(waiver.until) ? null : t('The waiver of {0} ends on {1}, which is no day of the calendar', waiver.question, waiver.until);
}
