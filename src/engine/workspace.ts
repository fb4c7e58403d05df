import type { Message } from './l10n.ts';

/** What reading a file gave: its text, or why it could not be read as text. */
export type ReadResult = { readonly text: string } | { readonly unreadable: Message };

/** The only door to files. Paths are relative to the root, with `/`, and never leave it. */
export interface Workspace {
  /** The folders that stand side by side at the top, where there are several. */
  readonly tops?: readonly string[];
  /** How many files are asked for at the same time: 1 where reading keeps the thread, 16 where nothing is said. */
  readonly atOnce?: number;
  /** @returns every file below the root in a stable order; folders that hold nobody's own pipelines are not entered, a link that leads back is followed once. */
  list(signal?: { readonly aborted: boolean }): Promise<readonly string[]>;
  /** Never throws: a file that is gone, too large or no text in UTF-8 is `unreadable`. */
  read(file: string): Promise<ReadResult>;
  /** The text in pieces, for files that are too large to hold. Rejects where the file is gone or not UTF-8. */
  stream?(file: string): AsyncIterable<string>;
  /** When the file was changed last, in milliseconds since 1970; null where that cannot be known. */
  modified?(file: string): Promise<number | null>;
}

/** The name of the file in which a team has its say: for the folder that it is in. */
export const teamFileName = '.pipeline-coach.yml';

/** Folders that never hold a team's own pipelines. Build outputs of dbt are skipped by their project's own words. */
const skippedFolders: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '__pycache__',
  '.venv',
  'venv',
  '.tox',
  '.nox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  'site-packages',
  '.vscode-test',
]);

/**
 * @returns what is done with an entry of a folder. What is called like a team file is listed whatever it is: reading it says
 * what is wrong, where leaving it out would drop all that the team has decided.
 */
export function takenAs(name: string, kind: 'file' | 'folder' | 'other'): 'file' | 'folder' | null {
  if (kind === 'file' || name === teamFileName) return 'file';
  return kind === 'folder' && !skippedFolders.has(name) ? 'folder' : null;
}

/** Larger files are named as a problem and not read: no model, DAG or properties file that people write comes near. In bytes. */
export const largestFile = 10_000_000;
