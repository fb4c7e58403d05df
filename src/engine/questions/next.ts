import type { Answer } from '../model.ts';

/** Which question comes first; those of one rank stand together. What is not named comes last, in catalogue order. */
const ranks: readonly (readonly string[])[] = [
  ['alert-arrives'],
  ['failure-told'],
  ['owner-named'],
  ['consumers-known', 'freshness-promised'],
  ['failure-modes-known', 'purpose-stated'],
  ['source-change-planned', 'wrong-but-green-caught'],
];

/** @returns the id of the question to ask next, unanswered before weak within a rank; null where nothing is open. */
export function nextQuestion(answers: readonly Answer[]): string | null {
  const open = answers.filter(isOpen);
  const order = (answer: Answer) => rankOf(answer.id) * 2 + (answer.state === 'weak' ? 1 : 0);
  return [...open].sort((a, b) => order(a) - order(b))[0]?.id ?? null;
}

/** @returns whether the answer is asked for and missing or weak. */
export function isOpen(answer: Answer): boolean {
  return answer.asked && (answer.state === 'unanswered' || answer.state === 'weak');
}

function rankOf(id: string): number {
  const rank = ranks.findIndex((ids) => ids.includes(id));
  return rank === -1 ? ranks.length : rank;
}
