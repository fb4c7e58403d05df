import * as vscode from 'vscode';
import type { LinkView } from '../engine/views.ts';
import { command, type Surroundings } from './surface.ts';
import type { Engine } from './worker/engineHost.ts';

/** The command behind every link to evidence. */
export function registerNavigation({ engine, log }: Surroundings): vscode.Disposable {
  return vscode.commands.registerCommand(command.open, async (link: LinkView) => {
    try {
      await openLink(engine, link);
    } catch (error) {
      log.warn(String(error));
      void vscode.window.showWarningMessage(vscode.l10n.t('{0} could not be opened.', link.file));
    }
  });
}

/** Shows a stretch of a file, in the group of editors where texts are. */
export async function openLink(engine: Engine, link: LinkView): Promise<void> {
  const uri = engine.roots.uri(link.file);
  if (!uri) throw new Error(`${link.file} is in no folder of the window`);
  const document = await vscode.workspace.openTextDocument(uri);
  const { start, end } = stretchOf(document, link);
  const editor = await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start), viewColumn: textColumn() });
  // The cursor stands at the beginning: a long line would else be shown from its end, and the key be out of sight.
  editor.selection = new vscode.Selection(end, start);
}

/** Counted from line and column: an offset would be one too far behind a byte order mark, which the editor takes away. */
function stretchOf(document: vscode.TextDocument, link: LinkView): vscode.Range {
  const start = document.validatePosition(new vscode.Position(Math.max(0, link.line - 1), Math.max(0, link.column - 1)));
  return new vscode.Range(start, document.positionAt(document.offsetAt(start) + Math.max(0, link.to - link.from)));
}

/** @returns the column of a text editor, so that a panel in front is not covered. */
function textColumn(): vscode.ViewColumn {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  return editor?.viewColumn ?? vscode.ViewColumn.One;
}
