import type { Answer } from '../model.ts';

const looksSafeAndIsNot = 'alert-arrives';

/** Which question comes first; those of one rank stand together. What is not named comes last, in catalogue order. */
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
  const order = (answer: Answer) => rankOf(answer) * 2 + (answer.state === 'weak' ? 1 : 0);
  return [...open].sort((a, b) => order(a) - order(b))[0]?.id ?? null;
}

/** @returns whether the answer is asked for and missing or weak. */
export function isOpen(answer: Answer): boolean {
  return answer.asked && (answer.state === 'unanswered' || answer.state === 'weak');
}

/** A waiver that has ended looks as safe as an alert that does not arrive. */
function rankOf({ id, lapsed }: Answer): number {
  const rank = ranks.findIndex((ids) => ids.includes(lapsed === undefined ? id : looksSafeAndIsNot));
  return rank === -1 ? ranks.length : rank;
}
