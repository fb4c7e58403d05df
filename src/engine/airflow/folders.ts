import type { FileSet } from '../model.ts';
import type { AirflowFragment } from './reading/fragments.ts';

/** @returns the folder of a file; `.` for the root. */
export function folderOf(file: string): string {
  const at = file.lastIndexOf('/');
  return at < 0 ? '.' : file.slice(0, at);
}

/** @returns `a/b` for a folder and what is in it. */
export function within(folder: string, name: string): string {
  return folder === '.' ? name : `${folder}/${name}`;
}

/** @returns the folder named `dags` that a file stands in, or null where there is none. */
export function dagsFolder(file: string): string | null {
  if (file.startsWith('dags/')) return 'dags';
  const at = file.indexOf('/dags/');
  return at < 0 ? null : file.slice(0, at + '/dags'.length);
}

/**
 * The folders that Python would look for a file's absolute imports in: the dags folder, `plugins` and `config` beside it, the folder above,
 * the root. Where none is called `dags`, it can be any of the folders above.
 */
export function searchPath(file: string): string[] {
  const dags = dagsFolder(file);
  if (dags === null) {
    const above = [...ancestors(folderOf(file)), '.'];
    return [...new Set([...above, ...above.flatMap((folder) => [within(folder, 'plugins'), within(folder, 'config')])])];
  }
  const above = folderOf(dags);
  return [...new Set([dags, within(above, 'plugins'), within(above, 'config'), above, '.', 'plugins'])];
}

function ancestors(folder: string): string[] {
  const parts = folder === '.' ? [] : folder.split('/');
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('/'));
}

/** @returns the folders of DAGs that `dags_folder` names, as far as the end of its path fits one of the workspace. */
export function foldersSet(files: FileSet<AirflowFragment>, settings: readonly string[], dagFiles: readonly string[]): string[] {
  const holds = (folder: string) => dagFiles.some((file) => file.startsWith(`${folder}/`));
  return settings.flatMap((file) => {
    const set = files.fragment(file)?.settings.find(({ name }) => name === 'core.dags_folder');
    const parts = set?.value.split('/').filter((part) => /^[\w-][\w.-]*$/.test(part)) ?? [];
    const above = [...ancestors(folderOf(file)), '.'];
    const fitting = parts.flatMap((_part, at) => above.map((folder) => within(folder, parts.slice(at).join('/')))).find(holds);
    return fitting === undefined ? [] : [fitting];
  });
}

/** What an import leads to: a file, a folder without `__init__.py`, several that match, or nothing in the workspace. */
export type Resolved =
  | { readonly type: 'file'; readonly file: string }
  | { readonly type: 'several'; readonly files: readonly string[] }
  | { readonly type: 'none' };

/** Finds the file of a module the way Python would with the search path of the importing file. Every look-up is answered from the list of files alone. */
export function resolveModule(files: FileSet<AirflowFragment>, module: string, level: number, from: string): Resolved {
  const path = module.split('.').join('/');
  if (level > 0) {
    let folder = folderOf(from);
    for (let up = 1; up < level; up++) folder = folderOf(folder);
    return found(moduleFiles(files, folder, path));
  }
  if (/^(?:airflow|cosmos)(?:\.|$)/.test(module)) return { type: 'none' };
  return found(searchPath(from).flatMap((folder) => moduleFiles(files, folder, path)));
}

function moduleFiles(files: FileSet<AirflowFragment>, folder: string, path: string): string[] {
  const base = path === '' ? folder : within(folder, path);
  // Python prefers a package to a module of the same name.
  const candidates = path === '' ? [within(base, '__init__.py')] : [`${base}/__init__.py`, `${base}.py`];
  const first = candidates.find((file) => files.has(file));
  return first === undefined ? [] : [first];
}

function found(matches: readonly string[]): Resolved {
  const files = [...new Set(matches)];
  const [first] = files;
  if (first === undefined) return { type: 'none' };
  return files.length === 1 ? { type: 'file', file: first } : { type: 'several', files };
}
