import type { FileSet, Want } from '../../model.ts';
import type { AirflowFragment } from './fragments.ts';

/** @returns the paths of Markdown files that a text names. */
export function docPathsIn(text: string): string[] {
  return text.includes('.md') ? [...new Set([...text.matchAll(/[\w./-]*\w\.md\b/g)].map(([path]) => path))] : [];
}

/**
 * Finds the file that `doc_md` names. Airflow 2 looks along the template search path of the DAG, Airflow 3 in the folder that it was started in:
 * neither stands in the text, so the file is known only where exactly one of the workspace ends like the path.
 * @returns null where none does, or several.
 */
export function docFile(files: FileSet<AirflowFragment>, path: string): string | null {
  const end = path.replace(/^(?:\.{0,2}\/)+/, '');
  const fitting = files.all.filter((file) => file === end || file.endsWith(`/${end}`));
  const [only] = fitting;
  return fitting.length === 1 && only !== undefined ? only : null;
}

/** The Markdown files that DAG files name. */
export function* docWants(files: FileSet<AirflowFragment>, named: Iterable<string>): Generator<Want> {
  const seen = new Set<string>();
  for (const file of named) {
    for (const path of files.fragment(file)?.docPaths ?? []) {
      if (seen.has(path)) continue;
      seen.add(path);
      const found = docFile(files, path);
      if (found !== null) yield { file: found, reader: 'markdown' };
    }
  }
}
