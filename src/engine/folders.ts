import type { StateName } from './views.ts';

/** A folder with its last slash, and how many resources below it somebody is asked about. */
export interface FolderCount {
  readonly folder: string;
  readonly count: number;
}

/** What a question comes to below a folder. */
export interface FolderStates {
  /** The keys of those that nobody has answered well. */
  readonly open: readonly string[];
  /** How many of the others there are. */
  readonly others: number;
  /** The key of the first that dbt_project.yml configures by its folder; null where there is none. */
  readonly configured: string | null;
}

/** @returns every folder that holds one of the resources, and those above it, by name. */
export function countFolders(states: readonly StateName[]): FolderCount[] {
  const within = new Map<string, number>();
  for (const { file } of states) add(within, file.slice(0, file.lastIndexOf('/') + 1), 1);
  const counts = new Map<string, number>();
  for (const [inner, count] of within) for (const folder of foldersOf(inner)) add(counts, folder, count);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([folder, count]) => ({ folder, count }));
}

/** @returns what the question of the states comes to below a folder, given with its last slash. */
export function statesBelow(states: readonly StateName[], folder: string): FolderStates {
  const inside = states.filter(({ file }) => file.startsWith(folder));
  const open = inside.filter(({ state }) => state === 'unanswered' || state === 'weak');
  const configured = inside.find(({ kind }) => kind === 'model' || kind === 'seed' || kind === 'snapshot');
  return { open: open.map(({ key }) => key), others: inside.length - open.length, configured: configured?.key ?? null };
}

function add(counts: Map<string, number>, folder: string, count: number): void {
  counts.set(folder, (counts.get(folder) ?? 0) + count);
}

function foldersOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, at) => `${parts.slice(0, at + 1).join('/')}/`);
}
