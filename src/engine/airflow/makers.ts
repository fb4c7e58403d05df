import type { Linking } from './linking.ts';
import { read } from './machine.ts';
import type { AssetMade, DagMade } from './made.ts';
import type { Program } from './programs.ts';
import { placeOf } from './sites.ts';
import type { Site } from './values.ts';

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
}

interface Gathered {
  readonly dags: Maker['dags'][number][];
  readonly assets: Maker['assets'][number][];
  readonly anchor: Site;
  readonly from: number;
  uncalled: boolean;
}

/** Every constructor of the workspace with what it made, in the order of the files. One that made the same as before is the same object. */
export function makersOf(linking: Linking, before: ReadonlyMap<string, Maker>): Map<string, Maker> {
  const found = new Map<string, Gathered>();
  const at = (anchor: Site): Gathered => {
    const place = placeOf(linking.files, anchor);
    const key = `${anchor.file}:${place.from}`;
    const known = found.get(key) ?? { dags: [], assets: [], anchor, from: place.from, uncalled: false };
    found.set(key, known);
    return known;
  };
  const programs: Program[] = [];
  for (const file of [...linking.dagFiles, ...linking.callers]) {
    const program = linking.programs.of(file);
    if (program === null) continue;
    programs.push(program);
    for (const dag of program.made.dags) at(dag.anchor).dags.push({ dag, program });
    for (const asset of program.made.assets) at(asset.anchor).assets.push({ asset, program });
  }
  for (const made of linking.yaml) at(made.dag.anchor).dags.push(made);
  for (const program of programs) {
    for (const { part, site } of program.made.uncalled) if (!isCalled(part, program, programs)) at(site).uncalled = true;
  }
  return new Map(
    [...found]
      .map(([key, gathered]) => [key, asBefore(before.get(key), withoutGuesses(gathered))] as const)
      .sort(([, a], [, b]) => (a.anchor.file === b.anchor.file ? a.from - b.from : a.anchor.file < b.anchor.file ? -1 : 1)),
  );
}

function isCalled(part: object, own: Program, programs: readonly Program[]): boolean {
  return own.machine.called.has(part) || programs.some((program) => program.machine.called.has(part));
}

/** What a call with known arguments made says more than what the function would make of anything. */
function withoutGuesses(maker: Maker): Maker {
  const known = maker.dags.filter(({ dag }) => !dag.parametric);
  return known.length > 0 && known.length < maker.dags.length ? { ...maker, dags: known } : maker;
}

function asBefore(before: Maker | undefined, now: Maker): Maker {
  const same =
    before !== undefined &&
    now.dags.length + now.assets.length > 0 &&
    before.uncalled === now.uncalled &&
    before.dags.length === now.dags.length &&
    before.assets.length === now.assets.length &&
    before.dags.every(({ dag }, at) => dag === now.dags[at]?.dag) &&
    before.assets.every(({ asset }, at) => asset === now.assets[at]?.asset);
  return same ? before : now;
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
