import { deepEqual, equal, match, ok } from 'node:assert/strict';
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

  test('each root has a team file of its own: it decides there alone, and what is wrong with one stops no other', async () => {
    const [first, second] = vscode.workspace.workspaceFolders ?? [];
    ok(first && second);
    const inShop = vscode.Uri.joinPath(first.uri, 'transform/models/marts/finance/fct_trips.sql');
    const inSecond = vscode.Uri.joinPath(second.uri, 'models/fct_trips.sql');
    const teams = [first, second].map(({ uri }) => vscode.Uri.joinPath(uri, '.pipeline-coach.yml'));
    const [ofShop, ofSecond] = teams;
    ok(ofShop && ofSecond);
    await write(inShop, 'select 1 as id\n');
    await write(ofShop, 'questions: {owner-named: off}\n');
    await write(ofSecond, 'questions: {consumers-known: off}\n');
    deepEqual(await rowOnce(inSecond, 0, 'no consumers'), ['no consumers', 'owner second-team']);
    deepEqual(await rowOnce(inShop, 2, 'nothing asked'), ['Who uses this?', 'nothing asked']);

    await write(ofSecond, 'questions: {consumers-knwn: off}\n');
    const [problem, ...others] = await problemsOnce(ofSecond);
    match(problem?.message ?? '', /consumers-known/);
    deepEqual(others, []);
    await write(ofShop, 'preset: core\n');
    deepEqual(await rowOnce(inShop, 2, 'Who owns this?'), ['Who uses this?', 'Who owns this?'], 'the other file is heard');
    deepEqual(await rowOnce(inSecond, 0, 'no consumers'), ['no consumers', 'owner second-team'], 'the last good one stays in force');
    deepEqual(vscode.languages.getDiagnostics(ofShop), []);

    await Promise.all([...teams, inShop].map((uri) => vscode.workspace.fs.delete(uri)));
    equal((await rowOnce(inSecond, 0, 'Who uses this?'))[0], 'Who uses this?');
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

const write = (uri: vscode.Uri, text: string): Thenable<void> => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));

/** Consumers and owner of a row as soon as one of its lenses says what is hoped for, or when patience ends. */
const rowOnce = async (uri: vscode.Uri, lens: number, hoped: string): Promise<readonly string[]> => {
  let titles = await titlesAt(uri);
  for (const until = Date.now() + patience; Date.now() < until && titles[lens] !== hoped; await pause(100)) titles = await titlesAt(uri);
  return [titles[0] ?? '', titles[2] ?? ''];
};

/** The problems of a file as soon as there are some, or when patience ends. */
const problemsOnce = async (uri: vscode.Uri): Promise<readonly vscode.Diagnostic[]> => {
  for (const until = Date.now() + patience; Date.now() < until; await pause(100))
    if (vscode.languages.getDiagnostics(uri).length > 0) break;
  return vscode.languages.getDiagnostics(uri);
};
