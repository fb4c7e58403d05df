import { noFacts } from '../facts.ts';
import type { Framework } from '../framework.ts';
import type { FileSet, Fragment } from '../model.ts';
import { codeownersFiles, type OwnerRule, readCodeowners } from '../policy/codeowners.ts';
import { readTeamFile, type TeamFile, teamFileName } from '../policy/config.ts';
import { questions } from '../questions/list.ts';
import { lineStarts } from '../text.ts';

/** What a file says about the team: its team file, or who owns which paths. */
export interface TeamFragment extends Fragment {
  readonly team: TeamFile | null;
  readonly codeowners: readonly OwnerRule[] | null;
}

/** The files in which a team has its say, read like those of a framework; they define no resources. */
export const teamFiles: Framework<TeamFragment> = {
  name: 'team',
  *wants(files) {
    if (files.has(teamFileName)) yield { file: teamFileName, reader: 'team' };
    const codeowners = codeownersFile(files);
    if (codeowners) yield { file: codeowners, reader: 'codeowners' };
  },
  read: (reader, text) => (reader === 'team' ? teamFragment(text) : ownersFragment(text)),
  outline: () => [],
  link: () => ({ instances: [], resources: [], problems: [], facts: () => noFacts, places: () => [] }),
};

/** @returns the CODEOWNERS file that counts, or undefined. */
export function codeownersFile(files: FileSet<Fragment>): string | undefined {
  return codeownersFiles.find((file) => files.has(file));
}

function teamFragment(text: string): TeamFragment {
  const ids = questions.map(({ id }) => id);
  const team = readTeamFile(text, ids);
  return { lines: lineStarts(text), broken: team.broken, problems: team.problems, team, codeowners: null };
}

function ownersFragment(text: string): TeamFragment {
  return { lines: [0], broken: false, problems: [], team: null, codeowners: readCodeowners(text) };
}
