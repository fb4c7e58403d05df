import type { FileSet } from '../model.ts';
import { folderOf } from './folders.ts';
import type { AirflowFragment } from './fragment.ts';

/** @returns whether an `.airflowignore` above a file hides it from Airflow. Only patterns without special signs are followed, which mean the same in both of its syntaxes. */
export function ignoredFiles(files: FileSet<AirflowFragment>, settings: readonly string[]): (file: string) => boolean {
  const rules = settings
    .filter((file) => file === '.airflowignore' || file.endsWith('/.airflowignore'))
    .flatMap((file) => (files.fragment(file)?.settings ?? []).map((setting) => ({ folder: folderOf(file), pattern: setting.value })));
  return (file) =>
    rules.some(({ folder, pattern }) => {
      if (folder !== '.' && !file.startsWith(`${folder}/`)) return false;
      const inside = folder === '.' ? file : file.slice(folder.length + 1);
      return hides(pattern, inside);
    });
}

function hides(pattern: string, path: string): boolean {
  const plain = pattern
    .replace(/^\^/, '')
    .replace(/\\\./g, '.')
    .replace(/(?:\.\*|\/\*\*?|\*)$/, '')
    .replace(/\/$/, '')
    .replace(/^\//, '');
  if (!/^[\w./-]+$/.test(plain)) return false;
  return path === plain || path.startsWith(`${plain}/`) || path.includes(`/${plain}/`) || path.endsWith(`/${plain}`);
}
