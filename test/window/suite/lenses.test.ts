import { equal, ok } from 'node:assert/strict';
import * as vscode from 'vscode';

suite('throw-away', () => {
  test('lens', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    ok(folder);
    const uri = vscode.Uri.joinPath(folder.uri, 'models/a.sql');
    await vscode.window.showTextDocument(uri);
    await new Promise((r) => setTimeout(r, 3000));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
    equal(lenses[1]?.command?.title, 'Who owns this?');
    equal((await vscode.workspace.findFiles('**/*.sql')).length, 1);
  });
});
