import { match, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { patience } from '../waiting.ts';
import { fileUri, open, pause, settledTitles } from './workspace.ts';

suite('Answering', () => {
  test('what loads only when it is asked for writes an answer', async () => {
    const model = await open('transform/models/marts/finance/fct_margin.sql');
    await settledTitles(model);
    const range = new vscode.Range(0, 0, 0, 0);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', model.uri, range);
    const fix = actions.find((action) => action.title === 'Set the owner…');
    ok(fix?.command);
    const properties = await vscode.workspace.openTextDocument(fileUri('transform/models/marts/finance/_finance.yml'));
    const answered = vscode.commands.executeCommand(fix.command.command, ...(fix.command.arguments ?? []));
    // The first place, then the first value that is in use.
    for (const until = Date.now() + patience; Date.now() < until && !properties.isDirty; await pause(400))
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await answered;
    match(properties.getText(), /- name: fct_margin\n {4}config:\n {6}meta:\n {8}owner: \S+\n/);
    await vscode.window.showTextDocument(properties);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
