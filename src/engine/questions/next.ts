import type { Answer } from '../model.ts';

const looksSafeAndIsNot = 'alert-arrives';

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

/** By rank, in it by state, then by the place in the rank: no rank has ten questions. A waiver that has ended looks as safe as an alert that does not arrive. */
function orderOf({ id, state, lapsed }: Answer): number {
  const rank = ranks.findIndex((ids) => ids.includes(lapsed === undefined ? id : looksSafeAndIsNot));
  return (rank === -1 ? ranks.length : rank) * 100 + (state === 'weak' ? 10 : 0) + Math.max(0, ranks[rank]?.indexOf(id) ?? 0);
}
