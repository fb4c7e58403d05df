import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Coach } from '../engine/coach.ts';
import { nearestName } from '../engine/policy/nearest.ts';
import type { PlaceView, ResourceView } from '../engine/views.ts';
import { applyEdits } from '../engine/writers/apply.ts';
import { loadJudged } from './loading.ts';
import type { Options } from './options.ts';
import { complain, type ExitCode, write } from './terminal.ts';

/** What is to be written, or what is wrong with what was asked for, in words. */
type Asked = { readonly resource: ResourceView; readonly question: string; readonly value: string; readonly place: string | null };

/** Writes an answer, or prints what would change. */
export async function fix([id, question, ...more]: readonly string[], options: Options): Promise<ExitCode> {
  const { value } = options;
  if (!id || !question || value === undefined) return complain('fix wants a resource, a question and --value; --help says more.', 2);
  if (more.length > 0) return complain(`fix takes one resource and one question; put a value of several words in quotes: --value "…".`, 2);
  if (value.trim() === '') return complain('--value is empty: that would answer nothing.', 2);
  const coach = await loadJudged(options.root, options.today);
  if (typeof coach === 'number') return coach;
  const asked = askedFor(coach, id, question, value, options);
  return typeof asked === 'string' ? complain(asked, 2) : answer(coach, asked, options);
}

function askedFor(coach: Coach, id: string, question: string, value: string, options: Options): Asked | string {
  const all = [...coach.resources()];
  const named = all.filter((one) => one.id === id);
  const meant = named.filter(({ project }) => options.project === undefined || project === options.project);
  const [resource] = meant;
  if (named.length === 0) return `${id} is no resource of this workspace.${didYouMean(idNear(id, all))} \`inspect\` lists them.`;
  if (!resource || meant.length > 1)
    return `${id} stands elsewhere, or in several: name one with --project ${named.map(({ project }) => project).join(', ')}.`;
  const ids = coach.questions().map((known) => known.id);
  if (!ids.includes(question)) {
    const near = nearestName(question, ids);
    return `There is no question ${question}.${didYouMean(near) || ` There are: ${ids.join(', ')}.`}`;
  }
  const places = coach.places(resource.key, question);
  const written = places.filter(({ opens }) => !opens);
  if (written.length === 0)
    return `${question} of ${id} is answered by hand: ${places.map(({ label }) => label).join(', ')}.${unknownNow(coach, resource, question)}`;
  const place = options.place ?? null;
  if (place !== null && !written.some((one) => one.id === place))
    return `${question} of ${id} can be written at: ${written.map(placeWords).join(', ')}.`;
  return { resource, question, value, place };
}

function unknownNow(coach: Coach, { key }: ResourceView, question: string): string {
  const now = coach.resource(key)?.answers.find(({ id }) => id === question);
  return now?.state === 'unknown' && now.reason ? ` It is unknown now: ${now.reason}.` : '';
}

function didYouMean(near: string | null): string {
  return near ? ` Did you mean ${near}?` : '';
}

/** A name alone, or an id with a slip in it. */
function idNear(id: string, all: readonly ResourceView[]): string | null {
  return all.find(({ name }) => name === id)?.id ?? nearestName(id, new Set(all.map((one) => one.id)));
}

function placeWords({ id, value }: PlaceView): string {
  return value ? `${id} (with --value "${value}")` : id;
}

/** Edits are of the texts as they are on the disk now, and nothing is written where that is not so any more. */
async function answer(coach: Coach, { resource, question, value, place }: Asked, { root, dryRun }: Options): Promise<ExitCode> {
  const read = (file: string) => fs.readFile(join(root, file), 'utf8').catch(() => null);
  const files = [...new Set(coach.places(resource.key, question).map(({ file }) => file))];
  const before = new Map(await Promise.all(files.map(async (file) => [file, await read(file)] as const)));
  await coach.changed(files);
  const { edits, refused } = await coach.editsOfMany([{ key: resource.key, question, place, value }]);
  const [first] = refused;
  if (first) return complain(first.reason, 2);
  const [{ file, create } = { file: null, create: false }] = edits;
  if (file === null) return complain('Nothing to write: it stands there already.', 0);
  const text = before.get(file) ?? null;
  if (create && text !== null) return complain(`${file} is there already; nothing is written over it.`, 3);
  const after = applyEdits(text ?? '', edits);
  await write(createTwoFilesPatch(`a/${file}`, `b/${file}`, text ?? '', after, undefined, undefined, { headerOptions: FILE_HEADERS_ONLY }));
  if (dryRun) return 0;
  if ((await read(file)) !== text) return complain(`${file} was changed meanwhile, and nothing was written. Try again.`, 3);
  try {
    await fs.mkdir(dirname(join(root, file)), { recursive: true });
    await fs.writeFile(join(root, file), after);
  } catch (error) {
    return complain(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`, 3);
  }
  await coach.changed([file]);
  return sayState(coach, resource, question);
}

/** What was written need not be an answer: a placeholder, one of several that are asked for. */
function sayState(coach: Coach, { key }: ResourceView, question: string): ExitCode {
  const now = coach.resource(key)?.answers.find(({ id }) => id === question);
  if (!now || now.state === 'answered') return 0;
  return complain(`Written, but ${question} is ${now.stateText}${now.reason ? `: ${now.reason}` : ''}.`, 0);
}
