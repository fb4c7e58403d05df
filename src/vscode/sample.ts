import * as vscode from 'vscode';
import { command, type Surroundings } from './surface.ts';

/** Opens a copy of the sample shop in a window of its own; a copy that is there is kept as it is. */
export function registerSample({ extensionUri, storageUri, log }: Surroundings): vscode.Disposable {
  return vscode.commands.registerCommand(command.sample, async () => {
    const copy = vscode.Uri.joinPath(storageUri, 'shop');
    try {
      if (!(await isThere(copy))) await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, 'samples', 'shop'), copy);
      await vscode.commands.executeCommand('vscode.openFolder', copy, { forceNewWindow: true });
    } catch (error) {
      log.error(String(error));
      void vscode.window.showWarningMessage(vscode.l10n.t('The sample project could not be copied; the log of Pipeline Coach says why.'));
    }
  });
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
