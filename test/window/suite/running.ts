import * as vscode from 'vscode';
import type { Measure } from '../measure.ts';
import { patience } from '../waiting.ts';
import { type Hold, type Result, resultFile } from './result.ts';
import { session } from './setup.ts';
import { pause } from './workspace.ts';

/** Called by the extension host, of Node and of the web. */
export const run = async (): Promise<void> => {
  const folder = await openFolder();
  const result = await runSession();
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder.uri, resultFile), new TextEncoder().encode(JSON.stringify(result)));
  if (result.passed === 0 || result.failed > 0) throw new Error(`${result.passed} passed, ${result.failed} failed`);
};

/** A window of several roots may start its extension host before it has read which they are. */
const openFolder = async (): Promise<vscode.WorkspaceFolder> => {
  for (const until = Date.now() + patience; Date.now() < until; await pause(100)) {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (folder !== undefined) return folder;
  }
  throw new Error('No folder is open');
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
