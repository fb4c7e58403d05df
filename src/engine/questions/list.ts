import { alertArrives } from './alertArrives.ts';
import { changeSurvivable } from './changeSurvivable.ts';
import { consumersKnown } from './consumersKnown.ts';
import { failureModesKnown } from './failureModesKnown.ts';
import { failureTold } from './failureTold.ts';
import { firstStepWritten } from './firstStepWritten.ts';
import { firstWordsReady } from './firstWordsReady.ts';
import { freshnessPromised } from './freshnessPromised.ts';
import { goodbyePlanned } from './goodbyePlanned.ts';
import { grainStated } from './grainStated.ts';
import { healthVisible } from './healthVisible.ts';
import { impactStated } from './impactStated.ts';
import { limitsSet } from './limitsSet.ts';
import { ownerIsReal } from './ownerIsReal.ts';
import { ownerNamed } from './ownerNamed.ts';
import { ownerStillHere } from './ownerStillHere.ts';
import { purposeStated } from './purposeStated.ts';
import type { Question } from './question.ts';
import { rerunSafe } from './rerunSafe.ts';
import { reviewedRecently } from './reviewedRecently.ts';
import { shouldExist } from './shouldExist.ts';
import { sourceChangePlanned } from './sourceChangePlanned.ts';
import { sourceKnown } from './sourceKnown.ts';
import { sourceOwnerKnown } from './sourceOwnerKnown.ts';
import { valueConfirmed } from './valueConfirmed.ts';
import { wrongButGreenCaught } from './wrongButGreenCaught.ts';

/** The catalogue, in its order. */
export const questions: readonly Question[] = [
  sourceKnown,
  sourceOwnerKnown,
  freshnessPromised,
  consumersKnown,
  sourceChangePlanned,
  grainStated,
  failureModesKnown,
  failureTold,
  alertArrives,
  wrongButGreenCaught,
  firstWordsReady,
  firstStepWritten,
  rerunSafe,
  limitsSet,
  purposeStated,
  shouldExist,
  impactStated,
  valueConfirmed,
  ownerNamed,
  ownerIsReal,
  ownerStillHere,
  reviewedRecently,
  healthVisible,
  changeSurvivable,
  goodbyePlanned,
];

/** @returns the question with that id, or undefined. */
export function questionById(id: string): Question | undefined {
  return questions.find((question) => question.id === id);
}
