import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { downloadDesktop } from './desktop.ts';
import { cache, defaultEditor, type EditorName, installEditor, releases, repo, run } from './editors.ts';
import { tableOfHolds, writeEmptyExtension, writeHoldsProject } from './holds.ts';
import { tableOf } from './measure.ts';
import { runPerson } from './person/run.ts';
import { measureWindow } from './person/speed.ts';
import { type Result, resultFile } from './suite/result.ts';

type Count = Pick<Result, 'passed' | 'failed'>;
type Outcome = Pick<Result, 'passed' | 'failed' | 'measures' | 'holds'>;

/** One pass: the suite in an extension host of Node or of the web, or a person at the window. */
interface Round {
  readonly editor: EditorName;
  readonly part: 'host' | 'roots' | 'web' | 'person' | 'packaged' | 'speed' | 'holds';
}

const parts = ['host', 'roots', 'web', 'person', 'packaged', 'speed', 'holds'] as const;

const { values } = parseArgs({
  options: {
    editor: { type: 'string' },
    all: { type: 'boolean', default: false },
    part: { type: 'string', multiple: true },
    grep: { type: 'string' },
    pictures: { type: 'boolean', default: false },
  },
});

/** Everything: both editors, the web host, and the extension as it is packaged. */
const everything: readonly Round[] = [
  { editor: 'floor', part: 'host' },
  { editor: 'floor', part: 'roots' },
  { editor: 'floor', part: 'person' },
  { editor: 'newest', part: 'host' },
  { editor: 'newest', part: 'web' },
  { editor: 'newest', part: 'packaged' },
];

const chosenRounds = (): readonly Round[] => {
  if (values.all) return everything;
  const editor = values.editor ?? defaultEditor();
  if (editor !== 'floor' && editor !== 'newest') throw new Error(`--editor is floor or newest, not ${editor}`);
  const wanted = values.part ?? ['host', 'roots', 'person'];
  const unknown = wanted.find((part) => !parts.includes(part as Round['part']));
  if (unknown) throw new Error(`--part is one of ${parts.join(', ')}, not ${unknown}`);
  return parts.filter((part) => wanted.includes(part)).map((part) => ({ editor, part }));
};

const playRound = async (round: Round): Promise<Count> => {
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'pipeline-coach-window-')));
  try {
    const workspace = join(scratch, 'shop');
    await cp(join(repo, 'samples', 'shop'), workspace, { recursive: true });
    if (round.part === 'speed') return await playSpeed(round, scratch);
    if (round.part === 'holds') return await playHolds(round, scratch);
    return await (round.part === 'host' || round.part === 'roots' || round.part === 'web'
      ? playHost(round, workspace, scratch)
      : playPerson(round, workspace, scratch));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

/** Figures, not verdicts: nothing but a project of 10,000 models that is opened cold. */
const playSpeed = async (round: Round, scratch: string): Promise<Count> => {
  const workspace = join(scratch, 'large');
  await mkdir(workspace);
  const writer = pathToFileURL(join(repo, 'test/bench/dbtProject.mjs')).href;
  const { writeDbtProject } = (await import(writer)) as { writeDbtProject(folder: string, shape: Record<string, number>): void };
  writeDbtProject(workspace, { models: 10_000, properties: 3000, bytes: 12_000_000, wide: 80 });
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load before: ${loadavg()[0]?.toFixed(1)}`);
  const { measures, holds: _, ...count } = await playHost(round, workspace, scratch);
  const marts = (await readdir(join(workspace, 'models/marts/finance'))).filter((file) => file.endsWith('.sql')).slice(0, 12);
  const window = { editor: round.editor, workspace, extension: repo, shots: join(cache, 'shots', 'speed'), data: join(scratch, 'data') };
  const felt = await measureWindow(
    window,
    marts.map((file) => `models/marts/finance/${file}`),
  );
  for (const line of tableOf([...measures, ...felt])) console.log(line);
  console.log(`load after: ${loadavg()[0]?.toFixed(1)}`);
  return count;
};

/** Figures as well: how long the thread of all extensions is held, by us and by the editor alone. */
const playHolds = async (round: Round, scratch: string): Promise<Count> => {
  const workspace = join(scratch, 'large');
  const empty = join(scratch, 'empty');
  await writeHoldsProject(workspace);
  await writeEmptyExtension(empty);
  const without = await playHost(round, workspace, join(scratch, 'without'), empty);
  await rm(join(workspace, resultFile), { force: true });
  await run('git', ['checkout', '--quiet', '--force', 'main'], workspace);
  const { passed, failed, holds } = await playHost(round, workspace, join(scratch, 'with'));
  for (const line of await tableOfHolds(holds, without.holds)) console.log(line);
  return { passed: passed + without.passed, failed: failed + without.failed };
};

const playHost = async ({ editor, part }: Round, workspace: string, scratch: string, extension = repo): Promise<Outcome> => {
  if (part !== 'speed' && part !== 'holds') {
    await commitAll(workspace);
    // A folder that contains itself: whoever follows it never ends.
    await symlink('..', join(workspace, 'transform', 'models', 'loop'));
  }
  const opened = part === 'roots' ? await twoRoots(workspace, scratch) : workspace;
  const web = part === 'web';
  const desktop = web ? undefined : await downloadDesktop(editor, console.log);
  const log = join(cache, 'logs', `${editor}-${part}.log`);
  const here = [
    join(repo, 'out/window/host.mjs'),
    opened,
    `--pipelineCoachEditor=${editor}`,
    `--pipelineCoachLog=${log}`,
    ...(web ? ['--extensionDevelopmentKind=web'] : []),
  ];
  const failed = await runTests({
    vscodeExecutablePath: desktop ?? process.execPath,
    extensionDevelopmentPath: extension,
    extensionTestsPath: join(repo, 'out/window/suite', `${part === 'host' || part === 'web' ? 'index' : part}.${web ? 'web' : 'node'}.js`),
    launchArgs: desktop ? [opened, `--user-data-dir=${join(scratch, 'user')}`, '--disable-extensions'] : here,
  }).then(
    () => false,
    () => true,
  );
  const result = await readFile(join(workspace, resultFile), 'utf8').then(
    (text): Result => JSON.parse(text),
    () => undefined,
  );
  for (const line of result?.lines ?? [`The extension host ended before the suite did; see ${log}`]) console.log(line);
  // Whatever the suite has counted, a run that failed counts as failed.
  return {
    passed: result?.passed ?? 0,
    failed: Math.max(result?.failed ?? 1, failed ? 1 : 0),
    measures: result?.measures ?? [],
    holds: result?.holds ?? [],
  };
};

/** The shop and a small project in a folder of its own, in one window. */
const twoRoots = async (workspace: string, scratch: string): Promise<string> => {
  const second = join(scratch, 'second');
  await mkdir(join(second, 'models'), { recursive: true });
  await writeFile(
    join(second, 'dbt_project.yml'),
    'name: second\nversion: "1.0"\nprofile: second\nmodels:\n  +meta: {owner: second-team}\n',
  );
  await writeFile(join(second, 'models', 'fct_trips.sql'), 'select 1 as id\n');
  const file = join(scratch, 'two.code-workspace');
  await writeFile(file, JSON.stringify({ folders: [{ path: workspace }, { path: second }] }));
  return file;
};

/** A repository with everything committed: what the suite changes is new to it. */
const commitAll = async (workspace: string): Promise<void> => {
  const git = (...args: string[]): Promise<unknown> =>
    run('git', ['-c', 'user.name=Suite', '-c', 'user.email=suite@shop.example', ...args], workspace);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '.');
  await git('commit', '--quiet', '--message=The shop');
};

const playPerson = async ({ editor, part }: Round, workspace: string, scratch: string): Promise<Count> => {
  const extension = part === 'packaged' ? await packageExtension(scratch) : repo;
  const shots = join(cache, 'shots', `${editor}-${part}`);
  await rm(shots, { recursive: true, force: true });
  const window = { editor, workspace, extension, shots, data: join(scratch, 'data') };
  return runPerson(window, {
    grep: values.grep,
    short: part === 'packaged',
    picture: values.pictures && part === 'person' ? join(repo, 'media', 'screenshot.png') : undefined,
  });
};

/** In a copy without what is large and never ships: vsce walks through every folder before it leaves anything out (33 s, else 1 s). */
const packageExtension = async (scratch: string): Promise<string> => {
  const copy = join(scratch, 'repository');
  const large = new Set(['node_modules', '.git', '.tools', '.vscode-test', 'out']);
  await cp(repo, copy, { recursive: true, filter: (path) => dirname(path) !== repo || !large.has(basename(path)) });
  const vsix = join(scratch, 'pipeline-coach.vsix');
  await run(process.execPath, [join(repo, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '--out', vsix], copy);
  const packed = await readFile(vsix);
  if (packed.length > 1024 * 1024) throw new Error(`The package has ${packed.length} bytes, more than 1 MB`);
  // The names of what is packed stand in it as they are.
  if (!packed.includes('extension/THIRD-PARTY-NOTICES.txt')) throw new Error('The package has no third-party notices');
  return vsix;
};

const main = async (): Promise<number> => {
  await mkdir(cache, { recursive: true });
  await run(process.execPath, ['esbuild.mjs'], repo);
  const rounds = chosenRounds();
  for (const editor of new Set(rounds.map((round) => round.editor))) await installEditor(editor, console.log);
  const total = { passed: 0, failed: 0 };
  for (const round of rounds) {
    console.log(`\n${round.part} in VS Code ${releases[round.editor].vscode}`);
    const started = Date.now();
    const { passed, failed } = await playRound(round);
    console.log(`${passed} passed, ${failed} failed, ${((Date.now() - started) / 1000).toFixed(1)} s`);
    total.passed += passed;
    total.failed += failed + (passed + failed === 0 ? 1 : 0);
  }
  console.log(`\nwindow: ${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 ? 1 : 0;
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

process.exit(await main());
