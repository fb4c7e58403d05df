import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { toolsFolder } from './environments.mjs';
import { heldByAirflow } from './heldByAirflow.mjs';
import { heldByDbt } from './truth.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The command line that is judged: a copy of what was built from this checkout, so that a build beside the run does not change it. */
const commandLine = join(toolsFolder, 'judged/cli.js');

/** What it loads from beside it. */
const beside = ['engine.js', 'late.js'];

/** Takes the built command line, or another one, for instance that of an unpacked package. */
export function takeCommandLine(file = join(here, '../../dist/cli.js')) {
  mkdirSync(dirname(commandLine), { recursive: true });
  copyFileSync(file, commandLine);
  for (const name of beside) copyFileSync(join(dirname(file), name), join(dirname(commandLine), name));
}

/** A tool that runs this long on one of our small projects hangs. In milliseconds. */
const patience = 120_000;

const profile = `judge:
  target: here
  outputs:
    here: {type: duckdb, path: ":memory:"}
`;

/**
 * Has real dbt parse a project. Nothing is written below the project.
 * @param environment a prepared one
 * @param root what roots.mjs describes
 * @param folder the project's folder in it
 * @returns what dbt holds, or `{ refused }` with its words where it cannot parse the project; `tooOld` where the project wants another dbt.
 */
export function askDbt(environment, root, folder) {
  const done = dbt(environment, withPackages(environment, root, folder), folder, ['parse', '--no-partial-parse']);
  const manifest = join(scratch(environment, root, folder), 'manifest.json');
  const wanted = /Required version of dbt for '\w+': (.*)/.exec(done.stdout)?.[1];
  if (done.status !== 0 && wanted) return { tooOld: `it requires dbt ${wanted}`, refused: `it requires dbt ${wanted}` };
  if (done.status !== 0 || !existsSync(manifest)) return { refused: lastWords(`${done.stdout}\n${done.stderr}`) };
  const { name } = parse(readFileSync(join(root.folder, folder, 'dbt_project.yml'), 'utf8'));
  const held = heldByDbt(JSON.parse(readFileSync(manifest, 'utf8')), folder, name);
  return held.resources.length > 0 ? held : { refused: `its manifest holds nothing of the project ${name}` };
}

/** A project that names packages is parsed in a copy of its root, where `dbt deps` may install those that are `local:`. */
function withPackages(environment, root, folder) {
  if (!['packages.yml', 'dependencies.yml'].some((file) => existsSync(join(root.folder, folder, file)))) return root;
  const copy = { ...root, folder: `${scratch(environment, root, folder)}~copy` };
  rmSync(copy.folder, { recursive: true, force: true });
  cpSync(root.folder, copy.folder, { recursive: true });
  dbt(environment, copy, folder, ['deps']);
  return copy;
}

/** @returns the ids that a selection of dbt stands for, or null where dbt does not understand it. */
export function selectByDbt(environment, root, folder, selection) {
  const done = dbt(environment, root, folder, ['--quiet', 'ls', '--output', 'json', '--output-keys', 'unique_id', ...selection]);
  if (done.status !== 0) return null;
  return done.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line).unique_id);
}

function dbt(environment, root, folder, args) {
  const profiles = join(toolsFolder, 'profiles');
  mkdirSync(profiles, { recursive: true });
  writeFileSync(join(profiles, 'profiles.yml'), profile);
  const target = scratch(environment, root, folder);
  const paths = args[0] === 'deps' ? [] : ['--target-path', target];
  if (args[0] === 'parse') rmSync(target, { recursive: true, force: true });
  const [flags, command] = args[0].startsWith('--') ? [args.slice(0, 1), args.slice(1)] : [[], args];
  return run(
    environment.program('dbt'),
    [
      ...flags,
      '--no-use-colors',
      '--no-send-anonymous-usage-stats',
      ...command,
      '--profile',
      'judge',
      '--profiles-dir',
      profiles,
      ...paths,
      '--log-path',
      target,
    ],
    join(root.folder, folder),
    { DBT_USE_COLORS: 'false' },
  );
}

/**
 * Has real Airflow load a DAGs folder, with what a deployment has on its path: the folder, `plugins` and the repository.
 * @returns what Airflow holds, or `{ refused }` where it did not come that far.
 */
export function askAirflow(environment, root, folder) {
  const output = join(scratch(environment, root, folder), 'dags.json');
  mkdirSync(scratch(environment, root, folder), { recursive: true });
  rmSync(output, { force: true });
  const home = join(environment.folder, 'home');
  const dags = join(root.folder, folder);
  const plugins = join(root.folder, 'plugins');
  const done = run(environment.program('python'), ['-W', 'ignore', join(here, 'dump_dags.py'), dags, output], root.folder, {
    AIRFLOW_HOME: home,
    AIRFLOW__CORE__DAGS_FOLDER: dags,
    AIRFLOW__CORE__PLUGINS_FOLDER: plugins,
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    AIRFLOW__LOGGING__LOGGING_LEVEL: 'ERROR',
    PYTHONPATH: [dags, plugins, root.folder].join(delimiter),
  });
  if (done.status !== 0 || !existsSync(output)) return { refused: lastWords(`${done.stdout}\n${done.stderr}`) };
  return heldByAirflow(JSON.parse(readFileSync(output, 'utf8')), folder);
}

/** Some DAGs read a Variable while they load: an empty database is there for them. */
export function makeDatabase(environment) {
  const home = join(environment.folder, 'home');
  if (existsSync(join(home, 'airflow.db'))) return;
  run(environment.program('airflow'), ['db', 'migrate'], environment.folder, { AIRFLOW_HOME: home, AIRFLOW__CORE__LOAD_EXAMPLES: 'False' });
}

/** @returns everything that our own command line says about a root. */
export function inspect(root) {
  const done = pipelineCoach(root, ['inspect', root.folder]);
  if (done.status !== 0 && done.status !== 3) return { refused: lastWords(`${done.stdout}\n${done.stderr}`) };
  try {
    return JSON.parse(done.stdout);
  } catch {
    return { refused: `what inspect printed ends early: ${done.stdout.slice(-80)}` };
  }
}

function pipelineCoach(root, args) {
  return run(process.execPath, [commandLine, ...args], root.folder, {});
}

function run(command, args, cwd, env) {
  return spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: patience,
    maxBuffer: 1 << 28,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
  });
}

function scratch(environment, root, folder) {
  return join(toolsFolder, 'work', environment.name, root.name.replaceAll('/', '~'), folder.replaceAll('/', '~'));
}

/** @returns what a failed run said: from the word Error on where that stands, else its last lines. */
function lastWords(output) {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^\d\d:\d\d:\d\d\s+/, '').trim())
    .filter(Boolean);
  const error = lines.findIndex((line) => /Error\b/.test(line));
  return (error === -1 ? lines.slice(-4) : lines.slice(error, error + 4)).join(' / ').slice(0, 500);
}
