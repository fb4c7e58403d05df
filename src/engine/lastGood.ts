import type { Fragment } from './model.ts';
import { type Change, changeBetween, moveRanges } from './text.ts';

type Move = (fragment: Fragment, change: Change, before: string) => Fragment;

/** Carries what the last clean text said over to a broken one: every range is moved by the edit, line starts and problems are the new text's. */
export function moveFragment(last: Fragment, lastText: string, text: string, broken: Fragment, move: Move = moveRanges): Fragment {
  const moved = move(last, changeBetween(lastText, text), lastText);
  return { ...moved, lines: broken.lines, broken: true, problems: broken.problems };
}
