import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The repository, where every root of the judges lies. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

const skipped = new Set(['dbt_packages', 'dbt_modules', 'target', 'logs', 'node_modules', '.git', '__pycache__', '.venv', 'venv']);

/** The sample, and every fixture that is named for one of the tools. */
export function findRoots() {
  const fixtures = join(repository, 'test/fixtures');
  const named = existsSync(fixtures)
    ? readdirSync(fixtures)
        .filter((name) => /^(dbt|airflow)/.test(name))
        .sort()
    : [];
  return ['samples/shop', ...named.map((name) => `test/fixtures/${name}`)].map((name) => describe(name, join(repository, name)));
}

/** The example DAGs that an Airflow ships, as a repository of their own: where they lie they are part of a package. */
export function examplesOf(judge, folder) {
  const lib = join(judge.folder, 'lib');
  const [python] = readdirSync(lib);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(lib, python, 'site-packages/airflow/example_dags'), join(folder, 'dags'), { recursive: true });
  writeFileSync(join(folder, 'requirements.txt'), `apache-airflow==${judge.version}\n`);
  return { ...describe(`${judge.name}-examples`, folder), examples: true };
}

/**
 * @param name the root as it is shown, relative to the repository
 * @param folder where it lies, which is elsewhere for a copy
 * @returns the dbt projects (without packages that others install from a folder) and the DAGs folders below it, relative to it.
 */
export function describe(name, folder) {
  const files = walk(folder);
  const inRoot = (path) => relative(folder, path).split('\\').join('/') || '.';
  const packages = new Set(
    files
      .filter((file) => /^(packages|dependencies)\.yml$/.test(basename(file)))
      .flatMap(localPackages)
      .map(inRoot),
  );
  const projects = files
    .filter((file) => basename(file) === 'dbt_project.yml')
    .map((file) => inRoot(dirname(file)))
    .filter((project) => !packages.has(project));
  const python = files.filter((file) => file.endsWith('.py'));
  const dags = new Set(python.map((file) => dagsFolder(inRoot(file))).filter((found) => found !== null));
  if (dags.size === 0 && basename(folder).startsWith('airflow') && python.length > 0) dags.add('.');
  return { name, folder, projects: projects.sort(), dags: [...dags].sort() };
}

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : walk(join(folder, entry.name));
    return entry.isFile() ? [join(folder, entry.name)] : [];
  });
}

/** The folders of packages that stand in the workspace itself: their project is the one that installs them. */
function localPackages(file) {
  const { packages } = parse(readFileSync(file, 'utf8')) ?? {};
  return (packages ?? []).filter((each) => typeof each.local === 'string').map((each) => join(dirname(file), each.local));
}

/** The outermost folder named `dags` on the way to a file. */
function dagsFolder(file) {
  const steps = file.split('/').slice(0, -1);
  const at = steps.indexOf('dags');
  return at === -1 ? null : steps.slice(0, at + 1).join('/');
}
