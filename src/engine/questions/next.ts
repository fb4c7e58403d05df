import type { Answer } from '../model.ts';

const looksSafeAndIsNot = 'alert-arrives';

/** What a change can touch of a resource. */
export type Touch = 'new' | 'schedule' | 'column';

const touched: Readonly<Record<Touch, readonly string[]>> = {
  schedule: ['freshness-promised'],
  column: ['change-survivable'],
  new: ['purpose-stated', 'owner-named', 'failure-modes-known'],
};

/** In the order of the table above. Their rank comes right after what looks safe and is not. */
const touchable = Object.values(touched).flat();

/** Which question comes first; within a rank unanswered before weak, then as they stand here. What is not named comes last, in catalogue order. */
const ranks: readonly (readonly string[])[] = [
  [looksSafeAndIsNot],
  ['failure-told'],
  ['owner-named'],
  ['consumers-known', 'freshness-promised'],
  ['failure-modes-known', 'purpose-stated'],
  ['source-change-planned', 'wrong-but-green-caught'],
];

/** @returns the id of the question to ask next, unanswered before weak within a rank; null where nothing is open. */
export function nextQuestion(answers: readonly Answer[]): string | null {
  const open = answers.filter(isOpen);
  return [...open].sort((a, b) => orderOf(a) - orderOf(b))[0]?.id ?? null;
}

/** @returns whether the answer is asked for now, and missing or weak. */
export function isOpen(answer: Answer): boolean {
  return answer.asked && answer.later === undefined && (answer.state === 'unanswered' || answer.state === 'weak');
}

/** @returns the ids of the questions that a change brings to the front. */
export function questionsTouched(touches: readonly Touch[]): readonly string[] {
  return touches.flatMap((touch) => touched[touch]);
}

/** By rank, in it by state, then by the place in the rank: no rank has ten questions. A waiver that has ended looks as safe as an alert that does not arrive. */
function orderOf({ id, state, lapsed, touched: isTouched }: Answer): number {
  const weak = state === 'weak' ? 10 : 0;
  if (isTouched && lapsed === undefined) return 50 + weak + touchable.indexOf(id);
  const rank = ranks.findIndex((ids) => ids.includes(lapsed === undefined ? id : looksSafeAndIsNot));
  return (rank === -1 ? ranks.length : rank) * 100 + weak + Math.max(0, ranks[rank]?.indexOf(id) ?? 0);
}
