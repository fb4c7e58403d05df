import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { applyEdits } from '../engine/writers/apply.ts';
import { loadJudged } from './loading.ts';
import type { Options } from './options.ts';
import { complain, type ExitCode, write } from './terminal.ts';

/** Writes an answer, or prints what would change. */
export async function fix([id, question]: readonly string[], options: Options): Promise<ExitCode> {
  if (!id || !question || options.value === undefined)
    return complain('fix wants a resource, a question and --value; --help says more.', 2);
  const coach = await loadJudged(options.root, options.today);
  if (typeof coach === 'number') return coach;
  const named = [...coach.resources()].filter((one) => one.id === id && (options.project === undefined || one.project === options.project));
  const [resource] = named;
  if (!resource) return complain(`${id} is no resource of this workspace; \`inspect\` lists them.`, 2);
  if (named.length > 1)
    return complain(`${id} stands in several: name one with --project ${named.map(({ project }) => project).join(', ')}.`, 2);
  if (!coach.questions().some((known) => known.id === question)) return complain(`There is no question ${question}.`, 2);
  const all = coach.places(resource.key, question);
  const places = all.filter((candidate) => !candidate.opens);
  if (places.length === 0) return complain(`${question} of ${id} is answered by hand: ${all.map(({ label }) => label).join(', ')}.`, 2);
  const place = options.place ?? null;
  if (place !== null && !places.some((candidate) => candidate.id === place)) {
    return complain(`${question} of ${id} can be written at: ${places.map((candidate) => candidate.id).join(', ')}.`, 2);
  }
  const result = await coach.editsOfMany([{ key: resource.key, question, place, value: options.value }]);
  const [refused] = result.refused;
  if (refused) return complain(refused.reason, 2);
  const files = new Set(result.edits.map((edit) => edit.file));
  for (const file of files) {
    const path = join(options.root, file);
    const before = await fs.readFile(path, 'utf8').catch(() => '');
    const after = applyEdits(
      before,
      result.edits.filter((edit) => edit.file === file),
    );
    await write(createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, { headerOptions: FILE_HEADERS_ONLY }));
    if (options.dryRun) continue;
    await fs.mkdir(dirname(path), { recursive: true });
    await fs.writeFile(path, after);
  }
  return 0;
}
