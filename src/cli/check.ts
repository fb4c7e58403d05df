import { promises as fs } from 'node:fs';
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
  const found = { items: fresh, aged: [...aged], problems, asked, severity: options.threshold.severity, today: options.today };
  await write(checkReport(found, options.format));
  if (coach.frameworks().length === 0) return complain(`No dbt project and no DAG was found below ${root}.`, problems.length > 0 ? 3 : 0);
  const counting = fresh.filter(({ answer }) => isAtLeast(answer, options.threshold.severity));
  return counting.length > options.threshold.most ? 1 : 0;
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
