import type { Facts } from '../../facts.ts';
import type { DbtRun } from '../../linked.ts';
import type { Problem, Resource } from '../../model.ts';
import { read } from '../following/machine.ts';
import type { AssetMade, DagMade } from '../following/made.ts';
import type { Program } from '../following/programs.ts';
import { placeKey, placeOf } from '../following/sites.ts';
import type { Site } from '../following/values.ts';
import type { DagLinks, Linking } from './linking.ts';

/** `loader`: the file that reads the YAML file that a DAG stands in. */
interface MadeBy {
  readonly program: Program;
  readonly loader?: string;
}

/** Everything that one constructor made, in every file that runs it. */
export interface Maker {
  readonly dags: readonly ({ readonly dag: DagMade } & MadeBy)[];
  readonly assets: readonly ({ readonly asset: AssetMade } & MadeBy)[];
  readonly anchor: Site;
  /** Where the anchor stands in its file. */
  readonly from: number;
  readonly uncalled: boolean;
  readonly known: Known;
}

/** What is worked out of one constructor, each part when first asked for. It hangs on nothing that `keepsLinking` lets change but the constructor. */
export interface Known {
  links?: readonly DagLinks[];
  /** Without edges, and as if no other had its name. */
  resource?: Resource;
  /** With edges, as it was shown last. */
  shown?: Resource;
  problems?: readonly Problem[];
  runs?: readonly DbtRun[];
  facts?: Facts;
}

interface Gathered {
  readonly dags: Maker['dags'][number][];
  readonly assets: Maker['assets'][number][];
  readonly anchor: Site;
  readonly from: number;
  uncalled: boolean;
}

/**
 * Every constructor of the workspace with what it made, in the order of the files.
 * @param before those of the last time, and the files that were followed again since: all that these have no part in stay the same objects.
 */
export function makersOf(linking: Linking, before: readonly Maker[] = [], again: ReadonlySet<string> | null = null): Maker[] {
  const programs = [...linking.dagFiles, ...linking.callers].flatMap((file) => linking.programs.of(file) ?? []);
  const uncalled = programs.flatMap((program) => program.made.uncalled.filter(({ part }) => !isCalled(part, program, programs)));
  const fresh = again && filesOfMakers(linking.files, before, programs, uncalled, again);
  const made = gathered(linking, programs, uncalled, linking.yaml, fresh);
  const kept = fresh === null ? [] : before.filter(({ anchor }) => !fresh.has(anchor.file));
  return [...kept, ...made].sort((a, b) => (a.anchor.file === b.anchor.file ? a.from - b.from : a.anchor.file < b.anchor.file ? -1 : 1));
}

/** @returns what the constructors of one file made, in their order; null where other files have a part in it, or it in others, and where it makes assets. */
export function ownMakers(linking: Linking, file: string): Maker[] | null {
  const program = linking.programs.of(file);
  if (program === null) return [];
  const { dags, assets, uncalled } = program.made;
  if (
    assets.length > 0 ||
    dags.some(({ anchor }) => anchor.file !== file) ||
    uncalled.some(({ part }) => !program.machine.called.has(part))
  )
    return null;
  return gathered(linking, [program], [], [], null).sort((a, b) => a.from - b.from);
}

function gathered(
  linking: Linking,
  programs: readonly Program[],
  uncalled: Program['made']['uncalled'],
  yaml: Linking['yaml'],
  fresh: ReadonlySet<string> | null,
): Maker[] {
  const found = new Map<string, Gathered>();
  const at = (anchor: Site): Gathered | null => {
    if (fresh !== null && !fresh.has(anchor.file)) return null;
    const { from } = placeOf(linking.files, anchor);
    const key = `${anchor.file}:${from}`;
    const known = found.get(key) ?? { dags: [], assets: [], anchor, from, uncalled: false };
    found.set(key, known);
    return known;
  };
  for (const program of programs) {
    for (const dag of program.made.dags) at(dag.anchor)?.dags.push({ dag, program });
    for (const asset of program.made.assets) at(asset.anchor)?.assets.push({ asset, program });
  }
  for (const made of yaml) at(made.dag.anchor)?.dags.push(made);
  for (const { site } of uncalled) {
    const maker = at(site);
    if (maker !== null) maker.uncalled = true;
  }
  return [...found.values()].map((one) => withoutGuesses({ ...one, known: {} }));
}

/** The files with constructors that files which were followed again run or ran, and those where a function is now called or no longer is. */
function filesOfMakers(
  files: Linking['files'],
  before: readonly Maker[],
  programs: readonly Program[],
  uncalled: Program['made']['uncalled'],
  again: ReadonlySet<string>,
): Set<string> {
  const found = new Set(again);
  const idle = new Map(uncalled.map(({ site }) => [placeKey(files, site), site.file]));
  for (const { anchor, from, dags, assets, uncalled: was } of before) {
    const isIdle = idle.delete(`${anchor.file}:${from}`);
    const isRun =
      dags.some(({ program }) => again.has(program.machine.run.file)) || assets.some(({ program }) => again.has(program.machine.run.file));
    if (isRun || was !== isIdle) found.add(anchor.file);
  }
  for (const file of idle.values()) found.add(file);
  for (const { made, machine } of programs) {
    if (!again.has(machine.run.file)) continue;
    for (const { anchor } of [...made.dags, ...made.assets]) found.add(anchor.file);
  }
  return found;
}

function isCalled(part: object, own: Program, programs: readonly Program[]): boolean {
  return own.machine.called.has(part) || programs.some((program) => program.machine.called.has(part));
}

/** What a call with known arguments made says more than what the function would make of anything. */
function withoutGuesses(maker: Maker): Maker {
  const known = maker.dags.filter(({ dag }) => !dag.parametric);
  return known.length > 0 && known.length < maker.dags.length ? { ...maker, dags: known } : maker;
}

/** Whether a DAG has a literal as its documentation, or as the end of it. */
export function isDocumentedBy(files: Linking['files'], { dag, program }: Maker['dags'][number], literal: Site): boolean {
  let value = read(program.machine, dag.attributes).get('doc_md') ?? dag.args.named.get('doc_md');
  while (value?.type === 'text' && value.content === undefined) value = value.last;
  return value?.type === 'text' && placeKey(files, value.site) === placeKey(files, literal);
}

/** @returns how many constructors take defaults from a literal, whole or merged into others. */
export function sharedBy(files: Linking['files'], makers: Iterable<Maker>, literal: Site): number {
  const whole = placeOf(files, literal);
  const inside = (site: Site) => {
    if (site.file !== literal.file) return false;
    const { from, to } = placeOf(files, site);
    return from >= whole.from && to <= whole.to;
  };
  return [...makers].filter(({ dags }) =>
    dags.some(({ dag, program }) => {
      if (dag.defaults?.type !== 'dict') return false;
      return inside(dag.defaults.site) || [...read(program.machine, dag.defaults.cell).items.values()].some((item) => inside(item.key));
    }),
  ).length;
}
