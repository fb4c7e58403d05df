import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { dagFile, writeDagsFolder } from './dagsFolder.mjs';
import { dbtParse } from './dbtParse.mjs';
import { writeDbtProject } from './dbtProject.mjs';

/**
 * Measures and prints; judges nothing.
 *   node test/bench/run.mjs [--runs 3] [--only WORDS]
 */
const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '3' }, only: { type: 'string', default: '' } } });
const runs = Number(options.runs);
const here = fileURLToPath(new URL('.', import.meta.url));
const repository = join(here, '../..');

/** Folders that are read cold. */
const folders = [
  { name: '1,000 models', write: (folder) => writeDbtProject(folder, { models: 1000, properties: 300, bytes: 1_200_000 }) },
  { name: '10,000 models', write: (folder) => writeDbtProject(folder, { models: 10_000, properties: 3000, bytes: 12_000_000, wide: 80 }) },
  { name: '1,000 DAGs', write: writeDags },
];

/** Open files that are typed in: which folder they are of, and behind which words. */
const keystrokes = [
  { of: '10,000 models', file: 'a mart', find: (files) => files.find((file) => /marts.*\.sql$/.test(file)), needle: 'from t0', count: 40 },
  {
    of: '10,000 models',
    file: 'a properties file',
    find: (files) => files.find((file) => /marts.*_models_\d+\.yml$/.test(file)),
    needle: 'description: ',
    count: 40,
  },
  {
    of: '10,000 models',
    file: 'a large properties file',
    find: () => 'models/marts/finance/_models.yml',
    needle: 'description: ',
    count: 40,
  },
  { of: '10,000 models', file: 'dbt_project.yml', find: () => 'dbt_project.yml', needle: 'owner: finance', count: 20 },
  { of: '1,000 DAGs', file: 'a DAG', find: () => 'dags/dag_0001.py', needle: 'tags=["', count: 40 },
  {
    of: '1,000 DAGs',
    file: 'a DAG of 2,000 lines',
    find: () => 'dags/long.py',
    needle: 'step_0 = BashOperator(dag=dag, task_id="',
    count: 100,
  },
  { of: '1,000 DAGs', file: 'the shared defaults', find: () => 'dags/common/args.py', needle: '"owner": "data', count: 20 },
];

function writeDags(folder) {
  writeDagsFolder(folder, { dags: 1000, bytes: 5_000_000 });
  writeFileSync(join(folder, 'dags/long.py'), dagFile(2005, 260_000));
}

const scratch = mkdtempSync(join(tmpdir(), 'pipeline-coach-bench-'));
try {
  await measureAll();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function measureAll() {
  const programs = await bundle();
  const wanted = folders.filter(({ name }) => name.includes(options.only));
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, median of ${runs} runs\n`);
  const cold = [];
  const warm = [];
  const held = [];
  for (const [index, { name, write }] of wanted.entries()) {
    const folder = join(scratch, String(index));
    write(folder);
    cold.push(...measureCold(name, folder, programs));
    if (name === '10,000 models') held.push(...measureHolds(folder, programs));
    warm.push(...keystrokes.filter(({ of }) => of === name).map((stroke) => measureKeystrokes(folder, stroke, programs)));
  }
  print(['cold', 'files', 'MB', 'what', 'wall s', 'CPU s', 'peak MB', '× bare parse'], cold);
  print(["the editor's thread, at a stretch", 'wall ms', 'CPU ms'], held);
  print(['keystroke to answer', 'in', 'KB', 'wall ms median', '95 %', '99 %', 'CPU ms median', '99 %'], warm);
}

async function bundle() {
  const names = ['cli', 'keystrokes', 'hostThread', 'worker'];
  const programs = Object.fromEntries(names.map((name) => [name, join(scratch, `${name}.cjs`)]));
  const shared = { bundle: true, platform: 'node', target: 'node20', logLevel: 'error', absWorkingDir: repository };
  await build({ ...shared, format: 'cjs', entryPoints: ['src/cli/main.ts'], outfile: programs.cli });
  await build({ ...shared, format: 'cjs', entryPoints: ['test/bench/keystrokes.ts'], outfile: programs.keystrokes });
  await build({ ...shared, format: 'cjs', entryPoints: ['test/bench/hostThread.ts'], outfile: programs.hostThread });
  await build({ ...shared, format: 'cjs', entryPoints: ['src/vscode/worker/engineWorker.node.ts'], outfile: programs.worker });
  return programs;
}

/** What the thread that all extensions share has to do with the worker's messages, longest. */
function measureHolds(folder, programs) {
  const { output } = child([programs.hostThread, programs.worker, folder, 'models/marts/finance/_models.yml']);
  return JSON.parse(output).map(({ what, wall, cpu }) => [what, wall.toFixed(1), cpu === null ? '–' : cpu.toFixed(1)]);
}

function measureCold(name, folder, programs) {
  const { files, bytes } = sizeOf(folder);
  const read = median(() => child([join(here, 'bare.mjs'), 'read', folder]));
  const parse = median(() => child([join(here, 'bare.mjs'), 'parse', folder]));
  const inspect = median(() => child([programs.cli, 'inspect', folder]));
  const row = (what, figures) => [
    name,
    String(files),
    (bytes / 1e6).toFixed(1),
    what,
    seconds(figures.wall),
    seconds(figures.cpu),
    figures.memory.toFixed(0),
    (figures.wall / parse.wall).toFixed(2),
  ];
  const beside = existsSync(join(folder, 'dbt_project.yml')) ? dbtParse(folder, join(scratch, 'dbt')) : null;
  const ours = [row('only reading', read), row('bare parse', parse), row('inspect', inspect)];
  return beside ? [...ours, row(`${beside.name} parse, once`, beside)] : ours;
}

function measureKeystrokes(folder, { file, of, find, needle, count }, programs) {
  const path = find(list(folder));
  const done = child([programs.keystrokes, folder, path, needle, String(count)]);
  const strokes = JSON.parse(done.output);
  const wall = strokes.map((stroke) => stroke.wall);
  const cpu = strokes.map((stroke) => stroke.cpu);
  const size = (statSync(join(folder, path)).size / 1000).toFixed(1);
  return [
    file,
    of,
    size,
    ...[0.5, 0.95, 0.99].map((part) => at(wall, part).toFixed(1)),
    ...[0.5, 0.99].map((part) => at(cpu, part).toFixed(1)),
  ];
}

/** Runs one program of ours by itself. Wall time in milliseconds includes the start of Node. */
function child(args) {
  const usage = join(scratch, 'usage.json');
  const started = performance.now();
  const done = spawnSync(process.execPath, ['--import', join(here, 'usage.mjs'), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', args.includes('inspect') ? 'ignore' : 'pipe', 'pipe'],
    env: { ...process.env, BENCH_USAGE: usage },
  });
  const wall = performance.now() - started;
  if (done.status !== 0) throw new Error(`${args.join(' ')} ended with ${done.status}:\n${done.stderr.slice(-2000)}`);
  return { wall, output: done.stdout, ...JSON.parse(readFileSync(usage, 'utf8')) };
}

/** The run whose wall time is in the middle. */
function median(measure) {
  const all = Array.from({ length: runs }, measure).sort((a, b) => a.wall - b.wall);
  return all[Math.floor(all.length / 2)];
}

function at(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

function seconds(milliseconds) {
  return (milliseconds / 1000).toFixed(2);
}

function list(folder) {
  return readdirSync(folder, { recursive: true }).map((file) => file.replaceAll('\\', '/'));
}

function sizeOf(folder) {
  const stats = list(folder)
    .map((file) => statSync(join(folder, file)))
    .filter((stat) => stat.isFile());
  return { files: stats.length, bytes: stats.reduce((sum, stat) => sum + stat.size, 0) };
}

function print(head, rows) {
  const widths = head.map((cell, index) => Math.max(cell.length, ...rows.map((row) => row[index].length)));
  const line = (cells) =>
    cells
      .map((cell, index) => (/^[\d.,]+$/.test(cell) || index > 3 ? cell.padStart(widths[index]) : cell.padEnd(widths[index])))
      .join('  ');
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n'));
}
