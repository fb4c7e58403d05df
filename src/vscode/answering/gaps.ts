import * as vscode from 'vscode';
import type { AnswerView, EditResult, PlaceView } from '../../engine/views.ts';

type Edits = Extract<EditResult, { readonly edits: unknown }>['edits'];

/** What is left to be filled in: `<team>`. */
const gap = /<[a-z][^<>@\r\n]{0,60}>/gi;

/** What stands for an answer that is to be typed in place; a question about it stays open. Null where the place takes no such words. */
export function gapFor({ answerKey }: AnswerView, place: PlaceView): string | null {
  if (place.wants) return null;
  switch (answerKey) {
    case 'owner':
    case 'source_owner':
      return '<team>';
    case 'channel':
      return '<channel>';
    case 'sla':
      return '<daily by 07:00 UTC>';
    case 'consumers':
      return '<who uses it>';
    case 'description':
      return '<which decision or process needs it>';
    case 'last_reviewed':
    case 'retirement':
      return '<date>';
    case 'runbook':
    case 'monitoring':
      return '<link>';
    default:
      return '<answer>';
  }
}

/** @returns whether something in the edits is left to be filled in. */
export function hasGap(edits: Edits): boolean {
  return edits.some(({ text }) => text.search(gap) !== -1);
}

/** The edits of one document as one step in which the cursor goes from gap to gap; all else is put in as it stands. */
export function withStops(document: vscode.TextDocument, edits: Edits): vscode.SnippetTextEdit[] {
  let stop = 0;
  return edits.map(({ from, to, text }) => {
    const snippet = new vscode.SnippetString();
    let at = 0;
    for (const found of text.matchAll(gap)) {
      snippet.appendText(text.slice(at, found.index)).appendPlaceholder(found[0], ++stop);
      at = found.index + found[0].length;
    }
    const range = new vscode.Range(document.positionAt(from), document.positionAt(to));
    const edit = new vscode.SnippetTextEdit(range, snippet.appendText(text.slice(at)));
    edit.keepWhitespace = true;
    return edit;
  });
}

/** The gaps of a document that was just made, each a stop. */
export function stopsOf(document: vscode.TextDocument): vscode.SnippetTextEdit[] {
  const found = [...document.getText().matchAll(gap)];
  const edits = found.map(({ 0: text, index }) => ({ file: '', create: false, from: index, to: index + text.length, text }));
  return withStops(document, edits);
}
