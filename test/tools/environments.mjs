import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Where everything that the judges make is kept; git ignores it. */
export const toolsFolder = fileURLToPath(new URL('../../.tools', import.meta.url));

/**
 * The judges, the newest of each tool first. `pins` is a frozen list of packages, installed without looking for more; `python` is the
 * version it was made on; `fixes`: what `fix` wrote is shown to it too. A further version is one more row and one more file of pins.
 * dbt v2 is not among them: its packages on PyPI (dbt 2.0.9, dbt-core 2.0.0rc9) hold no program, they download it from elsewhere.
 */
export const environments = [
  { name: 'dbt-1.12', tool: 'dbt', pins: 'dbt-1.12.txt', python: '3.11', fixes: true, check: 'import dbt.cli.main, dbt.adapters.duckdb' },
  { name: 'dbt-1.10', tool: 'dbt', pins: 'dbt-1.10.txt', python: '3.11', fixes: false, check: 'import dbt.cli.main, dbt.adapters.duckdb' },
  { name: 'dbt-1.5', tool: 'dbt', pins: 'dbt-1.5.txt', python: '3.11', fixes: true, check: 'import dbt.cli.main, dbt.adapters.duckdb' },
  { name: 'airflow-3.3', tool: 'airflow', pins: 'airflow-3.3.txt', python: '3.11', fixes: true, check: 'import airflow.sdk' },
  { name: 'airflow-2.11', tool: 'airflow', pins: 'airflow-2.11.txt', python: '3.11', fixes: true, check: 'import airflow.models' },
];

/** A virtual environment could not be made. The message is one line. */
export class EnvironmentError extends Error {}

/**
 * Makes the virtual environment, or takes the one that an earlier run has finished for the same pins and the same Python.
 * @returns its folder, the tool's version, and the way to its programs.
 */
export function prepare(environment, log) {
  const pins = join(here, 'pins', environment.pins);
  const python = findPython(environment);
  const stamp = createHash('sha256').update(readFileSync(pins)).update(python.version).digest('hex').slice(0, 16);
  const folder = join(toolsFolder, environment.name);
  const mark = join(folder, `${stamp}.done`);
  if (!existsSync(mark)) {
    log(`${environment.name}: installing on Python ${python.version}`);
    install(environment, python.command, folder, pins);
    writeFileSync(mark, '');
  }
  const version = /^(?:dbt-core|apache-airflow)==(\S+)/m.exec(readFileSync(pins, 'utf8'))?.[1];
  return { ...environment, version, folder, program: (name) => join(folder, 'bin', name) };
}

function install(environment, python, folder, pins) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(toolsFolder, { recursive: true });
  step(environment, python, ['-m', 'venv', folder]);
  step(environment, join(folder, 'bin', 'python'), [
    ...['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-input', '--disable-pip-version-check', '--requirement', pins],
  ]);
  step(environment, join(folder, 'bin', 'python'), ['-c', environment.check], { AIRFLOW_HOME: join(folder, 'check') });
}

function step(environment, command, args, env = {}) {
  const done = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  if (done.status === 0) return;
  const lines = `${done.stdout ?? ''}\n${done.stderr ?? ''}`.trim().split('\n');
  const why = done.error?.message ?? lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'no message';
  throw new EnvironmentError(`${environment.name}: the virtual environment cannot be made: ${why.trim()}`);
}

/** The Python that the pins were made on, else the newest on the PATH. A name on the PATH may be a shim that does not run. */
function findPython(environment) {
  const names = ['3.14', '3.13', '3.12', '3.11', '3.10'].map((version) => `python${version}`);
  const found = [...names, 'python3', 'python'].map(runnable).filter((python) => python !== null);
  const best = found.find((python) => python.version === environment.python) ?? found.sort(newestFirst)[0];
  if (best) return best;
  throw new EnvironmentError(`${environment.name}: the virtual environment cannot be made: no Python 3.10 or newer on the PATH`);
}

function runnable(command) {
  const asked = spawnSync(command, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
  const version = asked.status === 0 ? asked.stdout.trim() : '';
  return /^3\.\d\d$/.test(version) ? { command, version } : null;
}

function newestFirst(a, b) {
  return Number(b.version.split('.')[1]) - Number(a.version.split('.')[1]);
}
