import { ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { isWaiting } from '../waiting.ts';
import { holdOf } from './profile.ts';
import { holds } from './running.ts';
import { lensTitles, pause } from './workspace.ts';

const run = promisify(execFile);

/** In milliseconds: what an action leads to has happened then, the watch over git and the announcement after it included. */
const settled = 3000;

const id = 'pipeline-coach.pipeline-coach';

/** Times and judges nothing: how long the thread of all extensions is held in a project of many models. */
suite('Holds', function () {
  this.timeout(900_000);

  test('every action', async () => {
    const ours = vscode.extensions.getExtension(id);
    const folder = `${ours?.extensionPath ?? 'nowhere'}/dist/`;
    const [root] = vscode.workspace.workspaceFolders ?? [];
    ok(root);
    const watch = async (what: string, work: () => Promise<unknown>): Promise<void> => {
      await pause(500);
      holds.push(
        await holdOf(what, folder, async () => {
          await work();
          await pause(settled);
        }),
      );
    };
    const files = await vscode.workspace.findFiles('**/models/marts/finance/*.sql', null, 41);
    const [first, ...others] = files;
    ok(first && others.length === 40);
    ok(ours === undefined || !ours.isActive, 'it is not active before a model is open');
    const beside = (path: string): vscode.Uri => vscode.Uri.joinPath(first, '..', path);

    await watch('nothing', async () => {});
    await watch('activation and reading everything', async () => {
      await show(first);
      if (ours) await read(first);
    });
    await watch('opening 40 files at once', async () => {
      await Promise.all(others.map((uri) => vscode.workspace.openTextDocument(uri)));
      for (const uri of others) await show(uri);
    });
    await watch('typing in a model', () => typeInto(first));
    await watch('typing in a properties file of 100 KB', () => typeInto(beside('_models.yml'), 'description: '));
    await watch('typing in dbt_project.yml', () => typeInto(beside('../../../dbt_project.yml'), '+meta: {owner: '));
    await watch('saving all', () => Promise.resolve(vscode.workspace.saveAll()));
    await watch('switching the branch, 800 files', async () => {
      await run('git', ['checkout', '--quiet', '--force', 'other'], { cwd: root.uri.fsPath });
      await pause(settled);
    });
    await watch('opening the checklist', async () => {
      await show(first);
      if (ours) await vscode.commands.executeCommand('pipelineCoach.readinessChecklist');
    });
    await watch('completion and hover in the properties file', async () => {
      const at = await placeIn(beside('_models.yml'), 'owner: ');
      await vscode.commands.executeCommand('vscode.executeCompletionItemProvider', beside('_models.yml'), at);
      await vscode.commands.executeCommand('vscode.executeHoverProvider', beside('_models.yml'), at);
      await vscode.commands.executeCommand('vscode.executeCodeActionProvider', beside('_models.yml'), new vscode.Range(at, at));
    });
    await watch('closing all', async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });
    const picks = { draftIncidentUpdate: 0, reassignOwner: 0, setOwnerForFolder: 0, answerForSeveral: 1 };
    for (const [command, accepted] of Object.entries(ours ? picks : {})) {
      await watch(`the pick of ${command}`, async () => {
        void vscode.commands.executeCommand(`pipelineCoach.${command}`);
        await pause(settled);
        for (let pick = 0; pick < accepted; pick++) {
          await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
          await pause(settled);
        }
        await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      });
    }
  });
});

const show = async (uri: vscode.Uri): Promise<vscode.TextEditor> =>
  vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });

/** Waits until the lenses have titles: everything is read then. */
const read = async (uri: vscode.Uri): Promise<void> => {
  for (const until = Date.now() + 300_000; Date.now() < until; await pause(500)) {
    const titles = await lensTitles(await vscode.workspace.openTextDocument(uri));
    if (titles.length > 0 && !titles.some(isWaiting)) return;
  }
};

const placeIn = async (uri: vscode.Uri, after: string): Promise<vscode.Position> => {
  const { document } = await show(uri);
  return document.positionAt(Math.max(0, document.getText().indexOf(after)) + after.length);
};

/** Letters, one by one, as the editor's own command types them. */
const typeInto = async (uri: vscode.Uri, after = ''): Promise<void> => {
  const at = await placeIn(uri, after);
  const editor = await show(uri);
  editor.selection = new vscode.Selection(at, at);
  for (let letter = 0; letter < 60; letter++) {
    await vscode.commands.executeCommand('type', { text: 'x' });
    await pause(60);
  }
};
