import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repo, run } from './editors.ts';
import type { Hold } from './suite/result.ts';

/**
 * A repository with a project of 10,000 models, two folders deep, where nothing starts the extension before a model is opened,
 * and a branch `other` on which 800 models say something else.
 */
export const writeHoldsProject = async (folder: string): Promise<void> => {
  const project = join(folder, 'data', 'warehouse');
  await mkdir(project, { recursive: true });
  const writer = pathToFileURL(join(repo, 'test/bench/dbtProject.mjs')).href;
  const { writeDbtProject } = (await import(writer)) as { writeDbtProject(folder: string, shape: Record<string, number>): void };
  writeDbtProject(project, { models: 10_000, properties: 3000, bytes: 12_000_000, wide: 80 });
  const git = (...args: string[]): Promise<unknown> =>
    run('git', ['-c', 'user.name=Suite', '-c', 'user.email=suite@shop.example', ...args], folder);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '.');
  await git('commit', '--quiet', '--message=The project');
  await git('checkout', '--quiet', '-b', 'other');
  for (const part of ['marts/marketing', 'marts/finance', 'staging/web']) {
    const models = join(project, 'models', part);
    const files = (await readdir(models)).filter((file) => file.endsWith('.sql')).slice(0, 270);
    for (const file of files) await appendFile(join(models, file), '-- the other branch\n');
  }
  await git('commit', '--quiet', '--all', '--message=The other branch');
  await git('checkout', '--quiet', 'main');
};

/** An extension that does nothing: what the editor does by itself. */
export const writeEmptyExtension = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const manifest = { name: 'nothing', publisher: 'nobody', version: '0.0.1', engines: { vscode: '^1.100.0' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
};

/** One table: the longest stretch of each action, ours and in all, beside the editor without the extension, and where ours was. */
export const tableOfHolds = async (holds: readonly Hold[], without: readonly Hold[]): Promise<readonly string[]> => {
  const bare = new Map(without.map((hold) => [hold.what, hold.all]));
  const lines = ['the thread held at a stretch, in ms', ...holds.map(({ what }) => what)];
  const width = Math.max(...lines.map((line) => line.length));
  const head = `${(lines[0] ?? '').padEnd(width)}    ours  at work  in all  without ours`;
  const rows = await Promise.all(
    holds.map(async ({ what, ours, working, all, where }) => {
      const cells = [
        ours.toFixed(1).padStart(6),
        working.toFixed(1).padStart(7),
        all.toFixed(0).padStart(6),
        (bare.get(what)?.toFixed(0) ?? '').padStart(12),
      ];
      const named = await Promise.all(where.map(async ({ place, time }) => `${await nameOf(place)} ${time.toFixed(1)}`));
      return `${what.padEnd(width)}  ${cells.join('  ')}  ${named.join(', ')}`;
    }),
  );
  return [head, ...rows];
};

/** The place in the source of a place in a bundle. */
const nameOf = async (place: string): Promise<string> => {
  const [file = '', line = '', column = ''] = place.split(':');
  if (column === '') return place;
  const map = new SourceMap(JSON.parse(await readFile(join(repo, 'dist', `${file}.map`), 'utf8')));
  const found = map.findEntry(Number(line), Number(column));
  return 'originalSource' in found ? `${found.originalSource.split('/').at(-1)}:${found.originalLine + 1}` : place;
};
