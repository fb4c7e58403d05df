import { noFacts } from '../facts.ts';
import type { Framework } from '../framework.ts';
import type { FileSet, Fragment } from '../model.ts';
import { codeownersFiles, type OwnerRule, readCodeowners } from '../policy/codeowners.ts';
import type { TeamFile } from '../policy/config.ts';
import { questions } from '../questions/list.ts';
import { lineStarts } from '../text.ts';
import { teamFileName } from '../workspace.ts';

/** What a file says about the team: its team file, or who owns which paths. */
export interface TeamFragment extends Fragment {
  readonly team: TeamFile | null;
  readonly codeowners: readonly OwnerRule[] | null;
}

/** The files in which teams have their say, read like those of a framework; they define no resources. */
export const teamFiles: Framework<TeamFragment> = {
  name: 'team',
  *wants(files) {
    for (const file of teamFilesIn(files).values()) yield { file, reader: 'team' };
    for (const file of codeownersIn(files).values()) yield { file, reader: 'codeowners' };
  },
  read: (_, text) => ownersFragment(text),
  outline: () => [],
  link: () => ({ instances: [], resources: [], problems: [], facts: () => noFacts, places: () => [] }),
};

/** The file of every folder that has one, the innermost folder first. Folders have a final `/`; '' is the root. */
export type ByFolder = ReadonlyMap<string, string>;

/** @returns every team file by its folder. */
export function teamFilesIn(files: FileSet<Fragment>): ByFolder {
  return innermostFirst(files.all.filter((file) => isNamed(file, teamFileName)).map((file) => [folderIn(file, teamFileName), file]));
}

/** @returns whether a file was meant to be a team file and has the other ending of YAML, by which nothing finds it. */
export function isMisnamed(file: string): boolean {
  return isNamed(file, teamFileName.replace('yml', 'yaml'));
}

/** The team file that holds for a file, or the one that could be begun. `folder` has a final `/`; '' is the root. */
export interface TeamFilePlace {
  readonly file: string;
  readonly folder: string;
  readonly creates: boolean;
}

/** @returns where the team that a file belongs to has its say; `tops` are the folders of the window, where it has several. */
export function teamFileFor(files: FileSet<Fragment>, file: string, tops: readonly string[]): TeamFilePlace {
  const all = teamFilesIn(files);
  const folder = folderAbove(all.keys(), file);
  if (folder !== undefined) return { file: `${folder}${teamFileName}`, folder, creates: false };
  const top = folderAbove(
    tops.map((name) => `${name}/`),
    file,
  );
  return { file: `${top ?? ''}${teamFileName}`, folder: top ?? '', creates: true };
}

/** @returns by folder the CODEOWNERS file that counts there. */
export function codeownersIn(files: FileSet<Fragment>): ByFolder {
  const all = files.all.filter((file) => isNamed(file, 'CODEOWNERS'));
  const found = [...codeownersFiles]
    .reverse()
    .flatMap((name) => all.filter((file) => isNamed(file, name)).map((file) => [folderIn(file, name), file] as const));
  return innermostFirst(found);
}

/** @returns the innermost of the folders that holds a file, or undefined. */
export function folderAbove(folders: Iterable<string>, file: string): string | undefined {
  for (const folder of folders) if (file.startsWith(folder)) return folder;
  return undefined;
}

function isNamed(file: string, name: string): boolean {
  return file === name || file.endsWith(`/${name}`);
}

function folderIn(file: string, name: string): string {
  return file.slice(0, file.length - name.length);
}

/** Of two files of one folder the later counts. */
function innermostFirst(found: readonly (readonly [string, string])[]): ByFolder {
  return new Map([...new Map(found)].sort(([a], [b]) => b.length - a.length));
}

/** @returns what reads a team file, from the part of the engine that knows its shape. */
export function teamFileReader(readTeamFile: (text: string, ids: readonly string[]) => TeamFile): { read(text: string): TeamFragment } {
  const ids = questions.map(({ id }) => id);
  return {
    read(text) {
      const team = readTeamFile(text, ids);
      return { lines: lineStarts(text), broken: team.broken, problems: team.problems, team, codeowners: null };
    },
  };
}

function ownersFragment(text: string): TeamFragment {
  return { lines: [0], broken: false, problems: [], team: null, codeowners: readCodeowners(text) };
}
