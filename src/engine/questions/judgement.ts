import type { Found, Known } from '../facts.ts';
import type { Message } from '../l10n.ts';
import type { Evidence, Judgement } from '../model.ts';

export function answered(answer: Message, evidence: readonly Evidence[] = []): Judgement {
  return { state: 'answered', answer, inherited: false, evidence, reason: null };
}

/** Something stands there that answers nobody; the reason says why. */
export function weak(answer: Message | null, reason: Message, evidence: readonly Evidence[] = []): Judgement {
  return { state: 'weak', answer, inherited: false, evidence, reason };
}

export const unanswered: Judgement = { state: 'unanswered', answer: null, inherited: false, evidence: [], reason: null };

export function unknown(reason: Message, evidence: readonly Evidence[] = []): Judgement {
  return { state: 'unknown', answer: null, inherited: false, evidence, reason };
}

export function notApplicable(reason: Message): Judgement {
  return { state: 'not_applicable', answer: null, inherited: false, evidence: [], reason };
}

/** The judgement of another resource, shown as inherited. */
export function inherited(judgement: Judgement): Judgement {
  return { ...judgement, inherited: true };
}

/**
 * The first value that answers, in reading order. What cannot be read comes before all that stands behind it,
 * because it may overrule that; a value that `weakness` objects to never outranks a real one.
 * @returns unanswered where nothing stands there at all.
 */
export function firstReal<T>(found: readonly Found<T>[], words: (value: T) => Message, weakness: (value: T) => Message | null): Judgement {
  let weakest: Judgement | null = null;
  for (const fact of found) {
    if (!fact.known) return unknown(fact.reason, fact.evidence ? [fact.evidence] : []);
    const objection = fact.inert ?? weakness(fact.value);
    if (objection) weakest ??= weak(words(fact.value), objection, [fact.evidence]);
    else if (fact.doubtful) return unknown(fact.doubtful, [fact.evidence]);
    else return answered(words(fact.value), [fact.evidence]);
  }
  return weakest ?? unanswered;
}

/** The values that are stated, without those that cannot be read. */
export function knownOf<T>(found: readonly Found<T>[]): Known<T>[] {
  return found.filter((fact) => fact.known);
}
