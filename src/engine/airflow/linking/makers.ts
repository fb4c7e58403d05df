import type { Facts } from '../../facts.ts';
import type { Message } from '../../l10n.ts';
import type { DbtRun } from '../../linked.ts';
import type { Problem, Resource } from '../../model.ts';
import { allStatements } from '../../syntax/pythonBodies.ts';
import { dagsFolder } from '../folders.ts';
import { isUnused, missedBecause, takenBy } from '../following/comeUpon.ts';
import { read } from '../following/machine.ts';
import type { AssetMade, DagMade } from '../following/made.ts';
import type { Program } from '../following/programs.ts';
import { placeKey, placeOf } from '../following/sites.ts';
import { type FunctionMade, isNoDocstring, type Site } from '../following/values.ts';
import { callsIn } from '../reading/fragment.ts';
import { type DagLinks, linksOfDag } from './dagLinks.ts';
import type { Linking } from './linking.ts';

/** `loader`: the file that reads the YAML file that a DAG stands in. */
interface MadeBy {
  readonly program: Program;
  readonly loader?: string;
}

/** `doubt`: why it is not known whether Airflow comes upon it. */
type Dag = { readonly dag: DagMade; readonly doubt: Message | null } & MadeBy;

/** A DAG that Airflow does not come upon, and why. */
type MissedDag = { readonly dag: DagMade; readonly because: Message } & MadeBy;

/** Everything that one constructor made, in every file that runs it. */
export interface Maker {
  readonly dags: readonly Dag[];
  readonly missed: readonly MissedDag[];
  readonly assets: readonly ({ readonly asset: AssetMade } & MadeBy)[];
  readonly anchor: Site;
  /** Where the anchor stands in its file. */
  readonly from: number;
  readonly uncalled: boolean;
  /** Whether Airflow comes upon what it makes hangs on other files. */
  readonly elsewhere: boolean;
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

/** @returns the ids of the DAGs of a constructor and the names that they are linked by. */
export function linksOf(linking: Linking, { dags, known }: Maker): readonly DagLinks[] {
  known.links ??= dags.map(({ dag, program }) => {
    const links = linking.kept.dags.get(dag) ?? linksOfDag(linking.contextOf(program, dag.call.file), dag);
    linking.kept.dags.set(dag, links);
    return links;
  });
  return known.links;
}

interface Gathered {
  readonly dags: Dag[];
  readonly missed: MissedDag[];
  readonly assets: Maker['assets'][number][];
  readonly anchor: Site;
  readonly from: number;
  uncalled: boolean;
  elsewhere: boolean;
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
  const own = gathered(linking, [program], [], [], null);
  return own.some(({ elsewhere }) => elsewhere) ? null : own.sort((a, b) => a.from - b.from);
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
    const known = found.get(key) ?? { dags: [], missed: [], assets: [], anchor, from, uncalled: false, elsewhere: false };
    found.set(key, known);
    return known;
  };
  for (const program of programs) {
    for (const dag of program.made.dags) {
      const maker = at(dag.anchor);
      if (maker !== null) noteDag(maker, dag, program, linking, programs);
    }
    for (const asset of program.made.assets) at(asset.anchor)?.assets.push({ asset, program });
  }
  for (const made of yaml) at(made.dag.anchor)?.dags.push({ ...made, doubt: null });
  for (const { site } of uncalled) {
    const maker = at(site);
    if (maker !== null) maker.uncalled = true;
  }
  return [...found.values()].map((one) => withoutGuesses({ ...one, known: {} }));
}

/** Puts a DAG with those that Airflow takes or with those that it does not come upon. */
function noteDag(maker: Gathered, dag: DagMade, program: Program, linking: Linking, programs: readonly Program[]): void {
  const taken = dag.parametric === null ? takenBy(program, dag) : false;
  if (taken === true) {
    maker.dags.push({ dag, program, doubt: dag.conditional });
    return;
  }
  const others = programs.filter((other) => other !== program).map((other) => takenBy(other, dag));
  const because = missedBecause(program, dag);
  const isCertain =
    dag.parametric === null
      ? dag.hiddenArgs === null && program.machine.steps > 0
      : isNeverCalled(linking, program, dag.parametric, programs);
  const doubt =
    [taken, ...others].find((one) => typeof one !== 'boolean') ??
    (isCertain && !linking.mayImport(program.machine.run.file) ? null : because);
  maker.elsewhere ||= dag.parametric === null || isCertain;
  if (others.includes(true)) maker.dags.push({ dag, program, doubt: dag.conditional });
  else if (typeof doubt === 'object' && doubt !== null) maker.dags.push({ dag, program, doubt: dag.conditional ?? doubt });
  else maker.missed.push({ dag, program, because });
}

/** Nothing that Airflow imports calls a function, and it stands in a file that Airflow imports for itself. */
function isNeverCalled({ files }: Linking, program: Program, made: FunctionMade, programs: readonly Program[]): boolean {
  const { file } = program.machine.run;
  const isNamed = (name: string) =>
    allStatements(files.fragment(file)?.module?.body ?? []).some((statement) =>
      callsIn(statement).some(({ callee, args }) => [callee, ...args].some((one) => one.type === 'name' && one.name === name)),
    );
  return (
    dagsFolder(file) !== null &&
    isUnused(program, made, isNamed) &&
    !programs.some((other) => other !== program && (other.machine.called.has(made.part) || other.machine.read.has(made.part)))
  );
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
  for (const { anchor, from, dags, assets, elsewhere, uncalled: was } of before) {
    const isIdle = idle.delete(`${anchor.file}:${from}`);
    const isRun =
      dags.some(({ program }) => again.has(program.machine.run.file)) || assets.some(({ program }) => again.has(program.machine.run.file));
    if (isRun || elsewhere || was !== isIdle) found.add(anchor.file);
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
  const isKnown = ({ dag }: { readonly dag: DagMade }) => dag.parametric === null;
  const [dags, missed] = [maker.dags.filter(isKnown), maker.missed.filter(isKnown)];
  const guesses = maker.dags.length + maker.missed.length - dags.length - missed.length;
  return guesses > 0 && (dags.length > 0 || missed.length > 0) ? { ...maker, dags, missed } : maker;
}

/** Whether a DAG has a literal as its documentation, or as the end of it. */
export function isDocumentedBy(files: Linking['files'], { dag, program }: Maker['dags'][number], literal: Site): boolean {
  let value = read(program.machine, dag.attributes).get('doc_md') ?? dag.args.named.get('doc_md');
  while (value?.type === 'text' && value.content === undefined) value = value.last;
  return value !== undefined && (value.type === 'text' || isNoDocstring(value)) && placeKey(files, value.site) === placeKey(files, literal);
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
