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

/** A stretch of the first text, or text that was put in. */
type Piece = Range | string;

/** @returns the changes of the first text that come to the same as all steps, each of which is of the text that the one before it left. */
export function composeEdits(text: string, steps: readonly (readonly Change[])[]): Change[] {
  let pieces: Piece[] = [{ from: 0, to: text.length }];
  for (const step of steps) {
    for (const change of inOrder(step).reverse()) pieces = splice(pieces, change);
  }
  const changes: Change[] = [];
  let at = 0;
  let put = '';
  for (const piece of [...pieces, { from: text.length, to: text.length }]) {
    if (typeof piece === 'string') put += piece;
    else {
      if (put !== '' || piece.from > at) changes.push({ from: at, to: piece.from, text: put });
      put = '';
      at = piece.to;
    }
  }
  return changes;
}

function splice(pieces: readonly Piece[], change: Change): Piece[] {
  const before: Piece[] = [];
  const after: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const length = lengthOf(piece);
    if (at < change.from) before.push(slice(piece, 0, change.from - at));
    if (at + length > change.to) after.push(slice(piece, Math.max(0, change.to - at), length));
    at += length;
  }
  return [...before, change.text, ...after];
}

function lengthOf(piece: Piece): number {
  return typeof piece === 'string' ? piece.length : piece.to - piece.from;
}

function slice(piece: Piece, from: number, to: number): Piece {
  if (typeof piece === 'string') return piece.slice(from, to);
  return { from: piece.from + from, to: Math.min(piece.to, piece.from + to) };
}
