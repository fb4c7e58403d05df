import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCoach } from '../../src/engine/coach.ts';
import { applyEdits, type Change, invertEdits } from '../../src/engine/writers/apply.ts';
import { nodeWorkspace } from '../../src/node/workspace.ts';

/** Places that take nothing but an age. */
const ofAge = new Set(['sla', 'deadline', 'freshness', 'source-freshness']);

/** One answer to be written. `turn`: which of its places is taken, counted on from the first again; `at`: that place or none. */
interface Wanted {
  readonly id: string;
  readonly project: string;
  readonly question: string;
  readonly value: string;
  readonly turn?: number;
  readonly at?: number;
}

/** What was done: the file and the changes that take it back, or why nothing was. */
type Done =
  | { readonly place: string; readonly file: string; readonly created: boolean; readonly undo: readonly Change[] }
  | { readonly place?: string; readonly refused: string };

/** Writes answers into the files of a folder, one after the other, as `fix` would. Reads JSON, prints JSON. */
async function main(root: string): Promise<void> {
  const coach = createCoach({ workspace: nodeWorkspace(root), today: new Date().toISOString().slice(0, 10) });
  await coach.load();
  const done: Done[] = [];
  for (const wanted of JSON.parse(readFileSync(0, 'utf8')) as Wanted[]) done.push(await write(wanted));
  process.stdout.write(JSON.stringify(done));

  async function write({ id, project, question, value, turn, at }: Wanted): Promise<Done> {
    const key = [...coach.resources()].find((resource) => resource.id === id && resource.project === project)?.key ?? '';
    const places = coach.places(key, question).filter(({ opens }) => !opens);
    const chosen = places[at ?? (turn ?? 0) % Math.max(1, places.length)];
    if (chosen === undefined) return { refused: 'no place' };
    const { id: place, value: only } = chosen;
    const result = await coach.edits(key, question, place, only ?? (ofAge.has(place) ? '12 hours' : value));
    if ('refused' in result) return { place, refused: result.refused };
    const [first] = result.edits;
    if (!first) return { place, refused: 'it stands there already' };
    const path = join(root, first.file);
    const before = first.create ? '' : readFileSync(path, 'utf8');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, applyEdits(before, result.edits));
    await coach.changed([first.file]);
    return { place, file: first.file, created: first.create, undo: invertEdits(before, result.edits) };
  }
}

/** Takes changes back, the last first. Reads JSON. */
function takeBack(root: string): void {
  const steps = JSON.parse(readFileSync(0, 'utf8')) as { file: string; created: boolean; undo: Change[] }[];
  for (const { file, created, undo } of steps.toReversed()) {
    const path = join(root, file);
    const text = applyEdits(readFileSync(path, 'utf8'), undo);
    if (created) rmSync(path);
    else writeFileSync(path, text);
  }
}

const [what, root = '.'] = process.argv.slice(2);
if (what === 'back') takeBack(root);
else void main(root);
