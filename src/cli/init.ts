import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { teamFileName } from '../engine/policy/config.ts';
import { baselineText } from '../engine/reports/baseline.ts';
import { initText } from '../engine/reports/init.ts';
import { survey } from '../engine/reports/openItems.ts';
import { load } from './loading.ts';
import type { Options } from './options.ts';
import { complain, type ExitCode, write } from './terminal.ts';

const baselineName = '.pipeline-coach.baseline.json';

/** Writes a first team file and a baseline of what is open, and prints both. Files that are there stay as they are. */
export async function init([path]: readonly string[], options: Options): Promise<ExitCode> {
  const root = path ?? options.root;
  const coach = await load(root, options.today);
  if (!coach) return complain(`${root} is not a folder that can be read.`, 3);
  for (const name of [teamFileName, baselineName])
    if (await exists(join(root, name))) return complain(`${join(root, name)} is there already and stays as it is.`, 2);
  const { items } = survey(coach);
  const files = [
    { name: teamFileName, text: initText(coach, options.today) },
    { name: baselineName, text: baselineText(items, options.today) },
  ];
  for (const { name, text } of files) {
    await write(`${options.dryRun ? 'Would write' : 'Writing'} ${join(root, name)}:\n\n${text}\n`);
    if (options.dryRun) continue;
    try {
      await fs.writeFile(join(root, name), text, { flag: 'wx' });
    } catch (error) {
      return complain(`${join(root, name)} could not be written: ${error instanceof Error ? error.message : String(error)}`, 3);
    }
  }
  await write(
    `${items.length} questions are open on ${options.today}. What comes new shows: pipeline-coach check --baseline ${baselineName}\n`,
  );
  return 0;
}

async function exists(path: string): Promise<boolean> {
  return (await fs.stat(path).catch(() => null)) !== null;
}
