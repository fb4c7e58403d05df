import { equal, match } from 'node:assert/strict';
import * as vscode from 'vscode';
import { patience } from '../waiting.ts';
import { fileUri, open, pause, settledTitles } from './workspace.ts';

const teamFile = fileUri('.pipeline-coach.yml');

suite('Team file', () => {
  test('what is wrong with it is said in it, and goes away with it', async () => {
    await settledTitles(await open('transform/models/marts/finance/fct_orders.sql'));
    await vscode.workspace.fs.writeFile(teamFile, new TextEncoder().encode('questions:\n  owner-namd: off\n'));
    const [problem] = await problemsOnce((count) => count > 0);
    match(problem?.message ?? '', /owner-named/);
    equal(problem?.range.start.line, 1);
    equal(problem?.severity, vscode.DiagnosticSeverity.Warning);
    await vscode.workspace.fs.delete(teamFile);
    equal((await problemsOnce((count) => count === 0)).length, 0);
  });
});

/** The problems of the team file as soon as there are as many as hoped for, or when patience ends. */
const problemsOnce = async (hoped: (count: number) => boolean): Promise<readonly vscode.Diagnostic[]> => {
  for (const until = Date.now() + patience; Date.now() < until; await pause(100)) {
    if (hoped(vscode.languages.getDiagnostics(teamFile).length)) break;
  }
  return vscode.languages.getDiagnostics(teamFile);
};
