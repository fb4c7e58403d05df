import { promises as fs } from 'node:fs';
import { resolve } from 'node:path';
import { type Coach, createCoach } from '../engine/coach.ts';
import { nodeWorkspace } from '../node/workspace.ts';
import { complain, type ExitCode } from './terminal.ts';

/** Reads a workspace, with a progress line on a terminal. @returns null where the root is no folder. */
export async function load(root: string, today: string): Promise<Coach | null> {
  const stat = await fs.stat(root).catch(() => null);
  if (!stat?.isDirectory()) return null;
  const coach = createCoach({ workspace: nodeWorkspace(resolve(root)), today, progress: showProgress });
  await coach.load();
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  return coach;
}

/** Reads a workspace that is to be judged. @returns the exit code where its root or its team file cannot be used, having said why. */
export async function loadJudged(root: string, today: string): Promise<Coach | ExitCode> {
  const coach = await load(root, today);
  if (!coach) return complain(`${root} is not a folder that can be read.`, 3);
  const errors = teamFileErrors(coach);
  return errors === '' ? coach : complain(errors, 2);
}

/** @returns a line for everything that keeps a team file from being used; empty where nothing does. */
export function teamFileErrors(coach: Coach): string {
  return coach
    .teamFileErrors()
    .map(({ file, line, message }) => `${file}:${line}  ${message}`)
    .join('\n');
}

function showProgress(done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\rreading ${done} of ${all} files\u001b[K`);
}
