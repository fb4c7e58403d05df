import { consumersKnown } from './consumersKnown.ts';
import { failureModesKnown } from './failureModesKnown.ts';
import { failureTold } from './failureTold.ts';
import { freshnessPromised } from './freshnessPromised.ts';
import { ownerNamed } from './ownerNamed.ts';
import { purposeStated } from './purposeStated.ts';
import type { Question } from './question.ts';

/** The catalogue, in its order. */
export const questions: readonly Question[] = [
  freshnessPromised,
  consumersKnown,
  failureModesKnown,
  failureTold,
  purposeStated,
  ownerNamed,
];

/** @returns the question with that id, or undefined. */
export function questionById(id: string): Question | undefined {
  return questions.find((question) => question.id === id);
}
