import type { FileSet, Span } from '../../model.ts';
import { folderOf } from '../folders.ts';
import type { AirflowFragment } from '../reading/fragments.ts';
import type { Setting } from '../reading/settings.ts';

/** The version of Airflow in use. `from`: where it is said; null where only imports give it away. */
export interface VersionInUse {
  /** As written, or `>=3` where imports show only that; null where nothing says it. */
  readonly text: string | null;
  readonly from: Span | null;
  readonly major: number | null;
  readonly minor: number | null;
}

export const noVersion: VersionInUse = { text: null, from: null, major: null, minor: null };

/** Finds the version for a folder of DAGs: what is pinned nearest above it, else what its imports need. */
export function versionInUse(
  files: FileSet<AirflowFragment>,
  settings: readonly string[],
  folder: string,
  dagFiles: readonly string[],
): VersionInUse {
  let bound: VersionInUse | null = null;
  for (const file of settingsNear(settings, folder)) {
    for (const setting of files.fragment(file)?.settings ?? []) {
      if (setting.name !== 'version') continue;
      const found = versionFrom(setting, files.span(file, setting));
      if (setting.exact) return found;
      bound ??= found;
    }
  }
  return bound ?? versionByImports(files, dagFiles);
}

/** @returns the files that set up the Airflow of a folder of DAGs, the nearest first. */
export function settingsNear(settings: readonly string[], folder: string): string[] {
  return settings
    .filter(
      (file) =>
        folder === '.' ||
        folderOf(file) === '.' ||
        folder === folderOf(file) ||
        folder.startsWith(`${folderOf(file)}/`) ||
        nearby(file, folder),
    )
    .sort((a, b) => folderOf(b).length - folderOf(a).length || rank(a) - rank(b));
}

/** A file beside the dags folder or in a folder beside it, such as `docker/Dockerfile`. */
function nearby(file: string, folder: string): boolean {
  const above = folderOf(folder);
  return above === '.'
    ? file.split('/').length <= 3
    : file.startsWith(`${above}/`) && file.split('/').length <= above.split('/').length + 2;
}

function rank(file: string): number {
  return /dockerfile/i.test(file) ? 0 : /constraints|\.lock$/.test(file) ? 1 : 2;
}

function versionFrom({ value, exact, sameMajor }: Setting, from: Span | null): VersionInUse {
  const [major = null, minor = null] = value.match(/\d+/g)?.map(Number) ?? [];
  if (exact) return { text: value, from, major, minor };
  // A lower bound below 3 leaves open which of the two it is.
  return { text: `>=${value}`, from, major: major !== null && major < 3 && sameMajor !== true ? null : major, minor: null };
}

function versionByImports(files: FileSet<AirflowFragment>, dagFiles: readonly string[]): VersionInUse {
  const usesSdk = dagFiles.some((file) =>
    files.fragment(file)?.imports.some(({ module }) => module === 'airflow.sdk' || module.startsWith('airflow.sdk.')),
  );
  return usesSdk ? { text: '>=3', from: null, major: 3, minor: null } : noVersion;
}

/** @returns whether the version is certainly at least, certainly below, or not known to be either. */
export function atLeast(version: VersionInUse, major: number, minor: number): boolean | null {
  if (version.major === null) return null;
  if (version.major !== major) return version.major > major;
  if (minor === 0) return true;
  return version.minor === null ? null : version.minor >= minor;
}

/** @returns major, minor and patch as far as they are known. */
export function exactly(version: VersionInUse): readonly [major: number | null, minor: number | null, patch: number | null] {
  const patch = version.minor === null ? undefined : version.text?.match(/\d+/g)?.[2];
  return [version.major, version.minor, patch === undefined ? null : Number(patch)];
}
