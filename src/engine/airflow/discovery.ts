import type { FileSet, Want } from '../model.ts';
import { dagsFolder, resolveModule } from './folders.ts';
import { docWants } from './reading/docFiles.ts';
import type { AirflowFragment, ReaderName } from './reading/fragments.ts';
import { yamlWants } from './reading/yamlFiles.ts';
import { isPolicyFile } from './setup/platform.ts';

/** A file that DAG files import is read this many imports away from one. */
const furthestImport = 4;

/** More imported files than this are not followed: what they hold is unknown. */
const mostModules = 4_000;

const notOurs = /(?:^|\/)(?:dbt_packages|dbt_modules|site-packages|node_modules|\.tox|target)\//;

const settingFiles: readonly (readonly [RegExp, ReaderName])[] = [
  [/(?:^|\/)(?:requirements|constraints)[\w.-]*\.(?:txt|in)$/i, 'requirements'],
  [/(?:^|\/)requirements\/[\w.-]+\.txt$/i, 'requirements'],
  [/(?:^|\/)(?:pyproject\.toml|Pipfile|setup\.(?:cfg|py))$/, 'pyproject'],
  [/(?:^|\/)(?:conda-)?(?:environment|conda)[\w.-]*\.ya?ml$/, 'conda'],
  [/(?:^|\/)(?:poetry|uv|pdm|Pipfile)\.lock$/, 'lock'],
  [/(?:^|\/)(?:[\w.-]*\.)?Dockerfile(?:\.[\w.-]+)?$/i, 'dockerfile'],
  [/(?:^|\/)airflow\.cfg$/, 'config'],
  [/(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/, 'environment'],
  [/(?:^|\/)\.env[\w.-]*$/, 'environment'],
  [/(?:^|\/)\.airflowignore$/, 'ignore'],
];

/** @returns the reader of a file that says how Airflow is set up, or null. */
export function settingReader(file: string): ReaderName | null {
  // Among the DAGs it is a module like any other.
  if (file.endsWith('.py') && dagsFolder(file) !== null) return null;
  return settingFiles.find(([pattern]) => pattern.test(file))?.[1] ?? null;
}

/** Which files there are of each kind; made once for a list of files. */
interface Listing {
  readonly python: readonly string[];
  readonly policies: ReadonlySet<string>;
  readonly settings: readonly Want[];
}

/** What earlier calls worked out, kept for as long as what it was worked out from. */
interface Kept {
  readonly listings: WeakMap<readonly string[], Listing>;
  readonly imports: WeakMap<AirflowFragment, { readonly all: readonly string[]; readonly file: string; readonly found: readonly string[] }>;
}

/** Makes the function that says what is read: every Python file is looked at, those that make DAGs and what they import are read, and the files that set Airflow up. */
export function createWants(): (files: FileSet<AirflowFragment>) => readonly Want[] {
  const kept: Kept = { listings: new WeakMap(), imports: new WeakMap() };
  let last: { readonly all: readonly string[]; readonly fragments: Fragments; readonly found: readonly Want[] } | null = null;
  return (files) => {
    if (last?.all === files.all && leadOn(files, last.fragments)) return last.found;
    const found = [...wantedFiles(files, kept)];
    last = { all: files.all, fragments: new Map(found.map(({ file }) => [file, files.fragment(file)])), found };
    return found;
  };
}

type Fragments = Map<string, AirflowFragment | undefined>;

/** @returns whether what is there now leads to the same files as what was there before, which then is taken note of. */
function leadOn(files: FileSet<AirflowFragment>, before: Fragments): boolean {
  for (const [file, fragment] of before) {
    const now = files.fragment(file);
    if (now === fragment) continue;
    if (now === undefined || fragment === undefined || leadsTo(now) !== leadsTo(fragment)) return false;
    before.set(file, now);
  }
  return true;
}

/** All of a fragment that decides which files are wanted. */
function leadsTo({ makesDags, mayCall, imports, loader, docPaths }: AirflowFragment): string {
  return JSON.stringify([makesDags, mayCall, imports, loader, docPaths]);
}

function* wantedFiles(files: FileSet<AirflowFragment>, kept: Kept): Generator<Want> {
  const listing = kept.listings.get(files.all) ?? listingOf(files.all);
  kept.listings.set(files.all, listing);
  const yaml = [...yamlWants(files, listing.python)];
  const modules = importedModules(files, listing, yaml, kept);
  for (const file of listing.python)
    yield { file, reader: modules.has(file) || listing.policies.has(file) || leads(files, file) ? 'module' : 'scan' };
  yield* listing.settings;
  yield* yaml;
  yield* docWants(files, [...listing.python, ...yaml.map(({ file }) => file)]);
}

function listingOf(all: readonly string[]): Listing {
  const ours = all.filter((file) => !notOurs.test(file));
  const settings = ours.flatMap((file): Want[] => {
    const reader = settingReader(file);
    return reader === null ? [] : [{ file, reader }];
  });
  const setUp = new Set(settings.map(({ file }) => file));
  const python = ours.filter((file) => file.endsWith('.py') && !setUp.has(file));
  return { python, policies: new Set(python.filter(isPolicyFile)), settings };
}

/** @returns whether a file may call a function of another file that makes DAGs. Tests call them too, and Airflow never sees those. */
export function mayCall(files: FileSet<AirflowFragment>, file: string): boolean {
  return files.fragment(file)?.mayCall === true && !isTest(file);
}

/** @returns whether a file is one of tests, as they are mostly named. */
export function isTest(file: string): boolean {
  return /(?:^|\/)(?:tests?\/|conftest\.py$|test_[^/]*\.py$)/.test(file);
}

/** A file that makes no DAG itself, but calls what does. */
function leads(files: FileSet<AirflowFragment>, file: string): boolean {
  return mayCall(files, file) || files.fragment(file)?.loader != null;
}

/** The files that DAG files import, directly or through others, as far as they have been read. */
function importedModules(files: FileSet<AirflowFragment>, listing: Listing, yaml: readonly Want[], kept: Kept): Set<string> {
  const found = new Set<string>();
  const makers = listing.python.filter((file) => files.fragment(file)?.makesDags === true || leads(files, file));
  let edge = [...makers, ...yaml.map(({ file }) => file)];
  for (let away = 0; away < furthestImport && edge.length > 0 && found.size < mostModules; away++) {
    const next: string[] = [];
    for (const file of edge) {
      for (const imported of importsFrom(files, file, kept)) {
        if (found.has(imported) || found.size >= mostModules) continue;
        found.add(imported);
        next.push(imported);
      }
    }
    edge = next;
  }
  return found;
}

function importsFrom(files: FileSet<AirflowFragment>, file: string, kept: Kept): readonly string[] {
  const fragment = files.fragment(file);
  if (fragment === undefined) return [];
  const before = kept.imports.get(fragment);
  if (before !== undefined && before.all === files.all && before.file === file) return before.found;
  const found = fragment.imports.flatMap(({ module, level, names }) => {
    const modules = module === '' ? names : [module, ...names.map((name) => `${module}.${name}`)];
    return modules.flatMap((one) => {
      const resolved = resolveModule(files, one, level, file);
      return resolved.type === 'file' && resolved.file !== file ? [resolved.file] : [];
    });
  });
  kept.imports.set(fragment, { all: files.all, file, found });
  return found;
}

/** @returns the folder that a DAG file belongs to: the one named `dags` or one that is `set`, else the topmost folder of DAG files that it stands in. */
export function projectOf(file: string, dagFiles: readonly string[], set: readonly string[]): string {
  const named = dagsFolder(file) ?? set.find((folder) => file.startsWith(`${folder}/`));
  if (named !== undefined) return named;
  const folders = new Set(
    dagFiles.filter((one) => dagsFolder(one) === null).map((one) => (one.includes('/') ? one.slice(0, one.lastIndexOf('/')) : '.')),
  );
  if (folders.has('.')) return '.';
  const parts = file.split('/').slice(0, -1);
  for (let length = 1; length <= parts.length; length++) {
    const folder = parts.slice(0, length).join('/');
    if (folders.has(folder)) return folder;
  }
  return parts.join('/') || '.';
}
