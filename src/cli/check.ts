import { existsSync, promises as fs } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Baseline, readBaseline } from '../engine/reports/baseline.ts';
import { checkReport } from '../engine/reports/check.ts';
import { isAtLeast, itemKey, type OpenItem, survey } from '../engine/reports/openItems.ts';
import { changedSince } from './changes.ts';
import { load, loadJudged } from './loading.ts';
import type { Options } from './options.ts';
import { complain, type ExitCode, write } from './terminal.ts';

/** Prints what is open: of everything, of what changed since a commit, or of what is new since a baseline. */
export async function check([path]: readonly string[], options: Options): Promise<ExitCode> {
  const root = path ?? options.root;
  const baseline = options.baseline === undefined ? null : await baselineFrom(options.baseline);
  if (baseline && 'wrong' in baseline) return complain(baseline.wrong, 2);
  const changed = options.changedSince === undefined ? null : await changedSince(root, options.changedSince);
  if (changed && 'wrong' in changed) return complain(changed.wrong, 2);
  const coach = await loadJudged(root, options.today);
  if (typeof coach === 'number') return coach;
  coach.compare(changed?.earlier ?? null);
  const { items: all, asked } = survey(coach);
  const items = all.filter(
    (item) => !baseline?.keys.has(itemKey(item)) && (!changed || item.files.some((file) => changed.files.has(file))),
  );
  const aged = baseline && items.length > 0 ? await onlyAged(items, root, baseline) : new Set<OpenItem>();
  const problems = coach.problems().filter(({ file }) => !changed || changed.files.has(file));
  const fresh = items.filter((item) => !aged.has(item));
  const seen = seenFrom(options.root, root);
  const found = {
    items: fresh.map((item) => itemSeen(item, seen)),
    aged: [...aged].map((item) => itemSeen(item, seen)),
    problems: problems.map((problem) => ({ ...problem, file: seen(problem.file) })),
    asked,
    severity: options.threshold.severity,
    today: options.today,
  };
  await write(checkReport(found, options.format));
  if (coach.frameworks().length === 0) return nothingBelow(root, problems.length > 0);
  const counting = fresh.filter(({ answer }) => isAtLeast(answer, options.threshold.severity));
  return counting.length > options.threshold.most ? 1 : 0;
}

/** @returns how a file below `folder` is called: from `root`, or from the folder itself where that is not below `root`. */
function seenFrom(root: string, folder: string): (file: string) => string {
  const way = relative(root, folder);
  if (way === '' || isAbsolute(way) || way.split(sep)[0] === '..') return (file) => file;
  const prefix = way.split(sep).join('/');
  return (file) => `${prefix}/${file}`;
}

function itemSeen(item: OpenItem, seen: (file: string) => string): OpenItem {
  return { ...item, resource: { ...item.resource, file: seen(item.resource.file) } };
}

/** A folder without pipelines is fine; one inside a dbt project is not what was meant, and a check of it would stay green for ever. */
function nothingBelow(root: string, unread: boolean): ExitCode {
  const project = projectAbove(dirname(resolve(root)));
  if (project === null) return complain(`No dbt project and no DAG was found below ${root}.`, unread ? 3 : 0);
  return complain(`${root} is a part of the dbt project in ${project}, which is read as a whole: check that folder.`, 2);
}

function projectAbove(folder: string): string | null {
  if (existsSync(join(folder, 'dbt_project.yml'))) return folder;
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, '.git')) ? null : projectAbove(above);
}

async function baselineFrom(path: string): Promise<Baseline | { readonly wrong: string }> {
  const text = await fs.readFile(path, 'utf8').catch(() => null);
  if (text === null) return { wrong: `${path} cannot be read.` };
  return readBaseline(text) ?? { wrong: `${path} is no baseline; pipeline-coach init writes one.` };
}

/** What was not open on the day of the baseline, with the files as they are now, is open because time went by. */
async function onlyAged(items: readonly OpenItem[], root: string, baseline: Baseline): Promise<ReadonlySet<OpenItem>> {
  const then = await load(root, baseline.date);
  const open = new Set(then ? survey(then).items.map(itemKey) : []);
  return new Set(items.filter((item) => !open.has(itemKey(item))));
}
