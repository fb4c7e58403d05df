import type { FileSet, Want } from '../model.ts';
import { dagsFolder, resolveModule } from './folders.ts';
import type { AirflowFragment, ReaderName } from './fragment.ts';
import { isPolicyFile } from './platform.ts';

/** A file that DAG files import is read this many imports away from one. */
const furthestImport = 4;

/** More imported files than this are not followed: what they hold is unknown. */
const mostModules = 4_000;

const notOurs = /(?:^|\/)(?:dbt_packages|dbt_modules|site-packages|node_modules|\.tox|target)\//;

const settingFiles: readonly (readonly [RegExp, ReaderName])[] = [
  [/(?:^|\/)(?:requirements|constraints)[\w.-]*\.(?:txt|in)$/i, 'requirements'],
  [/(?:^|\/)requirements\/[\w.-]+\.txt$/i, 'requirements'],
  [/(?:^|\/)pyproject\.toml$/, 'pyproject'],
  [/(?:^|\/)(?:[\w.-]*\.)?Dockerfile(?:\.[\w.-]+)?$/i, 'dockerfile'],
  [/(?:^|\/)airflow\.cfg$/, 'config'],
  [/(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/, 'environment'],
  [/(?:^|\/)\.env[\w.-]*$/, 'environment'],
  [/(?:^|\/)\.airflowignore$/, 'ignore'],
];

/** @returns the reader of a file that says how Airflow is set up, or null. */
export function settingReader(file: string): ReaderName | null {
  return settingFiles.find(([pattern]) => pattern.test(file))?.[1] ?? null;
}

/** Every Python file is looked at, those that make DAGs and what they import are read, and the files that set Airflow up. */
export function* wantedFiles(files: FileSet<AirflowFragment>): Generator<Want> {
  const modules = importedModules(files);
  for (const file of files.all) {
    if (notOurs.test(file)) continue;
    if (file.endsWith('.py')) yield { file, reader: modules.has(file) || isPolicyFile(file) ? 'module' : 'scan' };
    else {
      const reader = settingReader(file);
      if (reader !== null) yield { file, reader };
    }
  }
}

/** The files that DAG files import, directly or through others, as far as they have been read. */
function importedModules(files: FileSet<AirflowFragment>): Set<string> {
  const found = new Set<string>();
  let edge = files.all.filter((file) => files.fragment(file)?.makesDags === true);
  for (let away = 0; away < furthestImport && edge.length > 0 && found.size < mostModules; away++) {
    const next: string[] = [];
    for (const file of edge) {
      for (const imported of importsFrom(files, file)) {
        if (found.has(imported) || found.size >= mostModules) continue;
        found.add(imported);
        next.push(imported);
      }
    }
    edge = next;
  }
  return found;
}

function importsFrom(files: FileSet<AirflowFragment>, file: string): string[] {
  const imports = files.fragment(file)?.imports ?? [];
  return imports.flatMap(({ module, level, names }) => {
    const modules = module === '' ? names : [module, ...names.map((name) => `${module}.${name}`)];
    return modules.flatMap((one) => {
      const resolved = resolveModule(files, one, level, file);
      return resolved.type === 'file' && resolved.file !== file ? [resolved.file] : [];
    });
  });
}

/** @returns the folder that a DAG file belongs to: the one named `dags`, else the topmost folder of DAG files that it stands in. */
export function projectOf(file: string, dagFiles: readonly string[]): string {
  const named = dagsFolder(file);
  if (named !== null) return named;
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
