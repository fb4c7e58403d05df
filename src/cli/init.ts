import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { baselineText } from '../engine/reports/baseline.ts';
import { initText } from '../engine/reports/init.ts';
import { type OpenItem, survey } from '../engine/reports/openItems.ts';
import { teamFileName } from '../engine/workspace.ts';
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
  await write(summaryOf(items, options));
  return 0;
}

/** How often each question is open, most often first, and what to do from here on. */
function summaryOf(items: readonly OpenItem[], { today, dryRun }: Options): string {
  const counts = new Map<string, number>();
  for (const { answer } of items) counts.set(answer.id, (counts.get(answer.id) ?? 0) + 1);
  const lines = [...counts].sort((a, b) => b[1] - a[1]).map(([id, count]) => `  ${String(count).padStart(6)}  ${id}`);
  return [
    `${items.length} questions are open on ${today}${items.length > 0 ? ':' : '.'}`,
    ...lines,
    '',
    `The baseline ${dryRun ? 'would keep' : 'keeps'} them. What comes new shows: pipeline-coach check --baseline ${baselineName}`,
    '',
  ].join('\n');
}

async function exists(path: string): Promise<boolean> {
  return (await fs.stat(path).catch(() => null)) !== null;
}
