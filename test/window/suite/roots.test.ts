import { equal, match, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { patience } from '../waiting.ts';
import { memoryFiles } from './memoryFiles.ts';
import { fileUri, pause, settledTitles } from './workspace.ts';

const orders = 'transform/models/marts/finance/fct_orders.sql';

suite('Several roots', () => {
  test('each root has its rows', async () => {
    equal(vscode.workspace.workspaceFolders?.length, 2);
    equal((await titlesAt(fileUri(orders)))[2], 'owner finance-data');
    const [, second] = vscode.workspace.workspaceFolders ?? [];
    ok(second);
    equal((await titlesAt(vscode.Uri.joinPath(second.uri, 'models/fct_trips.sql')))[2], 'owner second-team');
  });

  test('a folder of an in-memory file system beside them: read, asked, answered', async () => {
    const root = memoryFiles('coachmemory', {
      'dbt_project.yml': 'name: memory\nversion: "1.0"\nprofile: memory\n',
      'models/fct_rides.sql': 'select 1 as id\n',
      'models/_models.yml': 'models:\n  - name: fct_rides\n    description: Rides, for the rebalancing of stations.\n',
    });
    ok(vscode.workspace.updateWorkspaceFolders(2, 0, { uri: root, name: 'memory' }));
    const model = vscode.Uri.joinPath(root, 'models/fct_rides.sql');
    equal((await titlesAt(model))[2], 'Who owns this?');
    equal((await titlesAt(fileUri(orders)))[2], 'owner finance-data', 'the others are still known');

    const document = await vscode.workspace.openTextDocument(model);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(0, 0, 0, 0),
    );
    const fix = actions.find((action) => action.title === 'Set the owner…');
    ok(fix?.command);
    const properties = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root, 'models/_models.yml'));
    const answered = vscode.commands.executeCommand(fix.command.command, ...(fix.command.arguments ?? []));
    for (const until = Date.now() + patience; Date.now() < until && !properties.isDirty; await pause(400))
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await answered;
    match(properties.getText(), /\n {6}meta:\n {8}owner: \S+\n/);
  });
});

const titlesAt = async (uri: vscode.Uri): Promise<readonly string[]> => {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return settledTitles(document);
};
