import type { Framework, LateReader } from './framework.ts';
import { lateParts } from './lateParts.ts';
import { teamFileReader } from './team/teamFiles.ts';

/** What reads files that most workspaces do not have; loaded with the first such file. */
const readers = new Map<string, () => Promise<LateReader>>([
  ['dbt manifest', async () => ({ stream: lateParts().manifestReader })],
  ['team team', async () => teamFileReader(lateParts().readTeamFile)],
]);

/** @returns what loads the reader of that name; undefined where the framework itself reads. */
export function lateReaderOf({ name }: Framework, reader: string): (() => Promise<LateReader>) | undefined {
  return readers.get(`${name} ${reader}`);
}
