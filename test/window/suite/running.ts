import * as vscode from 'vscode';
import type { Measure } from '../measure.ts';
import { type Hold, type Result, resultFile } from './result.ts';
import { session } from './setup.ts';

/** Called by the extension host, of Node and of the web. */
export const run = async (): Promise<void> => {
  const result = await runSession();
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('No folder is open');
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder.uri, resultFile), new TextEncoder().encode(JSON.stringify(result)));
  if (result.passed === 0 || result.failed > 0) throw new Error(`${result.passed} passed, ${result.failed} failed`);
};

/** What a suite has timed. */
export const measures: Measure[] = [];

/** How long a suite has seen the thread held. */
export const holds: Hold[] = [];

const runSession = (): Promise<Result> =>
  new Promise((resolve) => {
    const lines: string[] = [];
    let passed = 0;
    const runner = session.run((failed) => resolve({ passed, failed, lines, measures, holds }));
    runner.on('pass', (test) => {
      passed += 1;
      lines.push(`  ✔ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('fail', (test, error) => lines.push(`  ✘ ${test.fullTitle()}`, error.stack ?? String(error)));
  });
