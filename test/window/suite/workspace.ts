import * as vscode from 'vscode';
import { isWaiting, patience } from '../waiting.ts';

/** A file of the open workspace by its relative path. */
export const fileUri = (path: string): vscode.Uri => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('No folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
};

/** Shows a file and returns its document. */
export const open = async (path: string): Promise<vscode.TextDocument> => {
  const document = await vscode.workspace.openTextDocument(fileUri(path));
  await vscode.window.showTextDocument(document);
  return document;
};

/** The titles of a document's lenses, in order. */
export const lensTitles = async (document: vscode.TextDocument): Promise<readonly string[]> => {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);
  return (lenses ?? []).map((lens) => lens.command?.title ?? '');
};

/** The same once there are some and none is still being worked out; the last ones seen where that takes more patience than there is. */
export const settledTitles = async (document: vscode.TextDocument): Promise<readonly string[]> => {
  let titles: readonly string[] = [];
  for (const until = Date.now() + patience; Date.now() < until; await pause(100)) {
    titles = await lensTitles(document);
    if (titles.length > 0 && !titles.some(isWaiting)) return titles;
  }
  return titles;
};

/** Waits so many milliseconds. */
export const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

/** Puts another text in place of a document's whole text, unsaved. */
export const replaceText = async (document: vscode.TextDocument, text: string): Promise<void> => {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), text);
  await vscode.workspace.applyEdit(edit);
};

/** Takes back what was typed into the document in front. */
export const revert = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.files.revert');
