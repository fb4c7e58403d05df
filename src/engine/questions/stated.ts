import type { Found, Stated } from '../facts.ts';
import { t, verbatim } from '../l10n.ts';
import type { Judgement } from '../model.ts';
import { firstReal } from './judgement.ts';
import type { Subject } from './question.ts';

/** @returns what the first text that is no placeholder says. */
export function judgeStated(subject: Subject, found: readonly Found<Stated>[]): Judgement {
  return firstReal(
    found,
    ({ text }) => verbatim(text),
    ({ text }) => (subject.policy.isPlaceholder(text, subject.resource.name) ? t('{0} answers nobody', text || '""') : null),
  );
}
