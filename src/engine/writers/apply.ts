import type { Range } from '../model.ts';

/** One change of one text: the characters of the range become `text`. An `Edit` is one with a file's name. */
export interface Change extends Range {
  readonly text: string;
}

/** @returns the text with all changes made; positions are of the text as given, changes at one position apply in their order. */
export function applyEdits(text: string, edits: readonly Change[]): string {
  let result = '';
  let at = 0;
  for (const edit of inOrder(edits)) {
    result += text.slice(at, edit.from) + edit.text;
    at = Math.max(at, edit.to);
  }
  return result + text.slice(at);
}

/** @returns the changes that turn the changed text back into `text`. */
export function invertEdits(text: string, edits: readonly Change[]): Change[] {
  let shift = 0;
  return inOrder(edits).map((edit) => {
    const from = edit.from + shift;
    shift += edit.text.length - (edit.to - edit.from);
    return { from, to: from + edit.text.length, text: text.slice(edit.from, edit.to) };
  });
}

function inOrder<C extends Change>(edits: readonly C[]): C[] {
  return [...edits].sort((a, b) => a.from - b.from);
}
