import { createCache, once } from '../cache.ts';
import { type Facts, noFacts } from '../facts.ts';
import { t } from '../l10n.ts';
import { lateParts } from '../lateParts.ts';
import type { Linked } from '../linked.ts';
import type { FileSet, Problem, Resource } from '../model.ts';
import type { Layering } from '../policy/layers.ts';
import { remarksIn } from '../syntax/remarks.ts';
import { isTest } from './discovery.ts';
import { problemsOf } from './facts/problems.ts';
import { statedUnder } from './facts/spellings.ts';
import type { DagMade } from './following/made.ts';
import type { Program } from './following/programs.ts';
import { spanOf } from './following/sites.ts';
import { type Kept, keepsLinking, type Linking, startLinking } from './linking/linking.ts';
import { factsOfMaker } from './linking/makerFacts.ts';
import { isDocumentedBy, linksOf, type Maker, makersOf, sharedBy } from './linking/makers.ts';
import { patched, type Whole, wholeOf } from './linking/whole.ts';
import type { AirflowFragment } from './reading/fragments.ts';

type AirflowFiles = FileSet<AirflowFragment>;

export interface Linker {
  link(files: AirflowFiles, layering: Layering): Linked;
  relink(before: Linked, files: AirflowFiles, layering: Layering, changed: readonly string[]): Linked | null;
}

/** What a link leaves for the next one. */
interface State {
  readonly linking: Linking;
  readonly fragments: Map<string, AirflowFragment | undefined>;
  readonly whole: Whole;
}

/** Makes the functions that put the fragments of a workspace together: every DAG file is followed as Airflow would import it. What has not changed is not followed again. */
export function createLinker(): Linker {
  const kept: Kept = {
    programs: new WeakMap(),
    dags: new WeakMap(),
    runs: new WeakMap(),
    mayRunDbt: new WeakMap(),
    speaksOfChecks: createCache(5_000),
    given: new WeakMap(),
    problems: new WeakMap(),
    settings: new WeakMap(),
  };
  const states = new WeakMap<Linked, State>();
  const finish = (linking: Linking, fragments: State['fragments'], whole: Whole): Linked => {
    const linked = linkedOf(linking, whole);
    states.set(linked, { linking, fragments, whole });
    return linked;
  };
  return {
    link(files, layering) {
      const fragments = new Map(files.all.filter((file) => file.endsWith('.py')).map((file) => [file, files.fragment(file)]));
      const linking = startLinking(files, layering, kept);
      return finish(linking, fragments, wholeOf(linking, makersOf(linking)));
    },
    relink(before, files, layering, changed) {
      const state = states.get(before);
      if (state === undefined || state.linking.layering !== layering || state.linking.files !== files) return null;
      const { linking, fragments, whole } = state;
      // What nothing asks for any more is let go at once: entries of a WeakMap that is old keep their values through every minor collection.
      states.delete(before);
      // What YAML files make rests on modules that are not written down.
      if (linking.yaml.length > 0) return null;
      if (!changed.every((file) => keepsLinking(file, fragments.get(file), files.fragment(file)))) return null;
      for (const file of changed) {
        const gone = fragments.get(file);
        const now = files.fragment(file);
        if (gone !== undefined && gone !== now) kept.programs.delete(gone);
        fragments.set(file, now);
      }
      const layout = whole.layout();
      const again = linking.programs.forget(changed);
      return finish(linking, fragments, patched(linking, whole, layout, again) ?? wholeOf(linking, makersOf(linking, whole.makers, again)));
    },
  };
}

function linkedOf(linking: Linking, { makers, held, positions, resources, instances, dbtRuns }: Whole): Linked {
  const makerOf = (resource: Resource): Maker | undefined => held[positions.get(resource.key) ?? -1]?.maker;
  const problems = once(() => distinctProblems(makers.flatMap((maker) => problemsOfMaker(linking, maker))));
  const factsFor = (resource: Resource): Facts => {
    const maker = makerOf(resource);
    if (maker === undefined) return noFacts;
    maker.known.facts ??= factsOfMaker(linking, maker);
    return maker.known.facts;
  };
  return {
    instances,
    resources,
    get problems() {
      return problems();
    },
    dbtRuns,
    facts: factsFor,
    places(resource, key) {
      const maker = makerOf(resource);
      const [first] = maker?.dags ?? [];
      const [asset] = maker?.assets ?? [];
      if (asset !== undefined)
        return lateParts().placesOfAsset(linking.contextOf(asset.program, asset.asset.call.file), asset.asset, key, resource);
      if (maker === undefined || first === undefined) return [];
      return lateParts().placesOfDag(linking.contextOf(first.program, first.dag.call.file), first.dag, resource, key, {
        shared: (literal) => sharedBy(linking.files, makers, literal),
        documented: (literal) => ({
          dags: makers.flatMap(({ dags }) => dags).filter((made) => isDocumentedBy(linking.files, made, literal)).length,
          wholly: maker.dags.every((made) => isDocumentedBy(linking.files, made, literal)),
        }),
        differs: maker.dags.length > 1 && factsFor(resource).owner.length > 1,
      });
    },
    exemplar: (folder) =>
      lateParts().exemplarOf(
        folder,
        makers.flatMap((maker) => maker.dags.map(({ dag }, at) => ({ dag, name: linksOf(linking, maker)[at]?.name ?? null }))),
        linking.files,
        (file) => linking.versions.get(linking.projectOf(file))?.major ?? null,
      ),
    remarks: (file) => remarksIn(linking.files, file),
    stated(resource, spelling) {
      const [first] = makerOf(resource)?.dags ?? [];
      return first === undefined ? [] : statedUnder(spelling, linking.contextOf(first.program, first.dag.call.file), first.dag);
    },
  };
}

function problemsOfMaker(linking: Linking, maker: Maker): readonly Problem[] {
  const { known } = maker;
  known.problems ??= [
    ...uncalledProblem(linking, maker),
    ...missedProblem(linking, maker),
    ...maker.dags.flatMap(({ dag, program }) => problemsOnce(linking, dag, program)),
  ];
  return known.problems;
}

function uncalledProblem(linking: Linking, maker: Maker): Problem[] {
  if (!maker.uncalled || maker.dags.length > 0) return [];
  const { file, line } = spanOf(linking.files, maker.anchor);
  return [{ file, line, message: t('this @dag function is never called, so Airflow does not see it') }];
}

function missedProblem(linking: Linking, { anchor, dags, missed }: Maker): Problem[] {
  const [first] = missed;
  if (first === undefined || isTest(anchor.file)) return [];
  const { file, line } = spanOf(linking.files, anchor);
  const message =
    dags.length === 0
      ? t('Airflow does not come upon this DAG: {0}', first.because)
      : t('Airflow does not come upon all DAGs that this makes: {0}', first.because);
  return [{ file, line, message }];
}

function distinctProblems(found: readonly Problem[]): Problem[] {
  return [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** What is wrong with a DAG depends on what was followed and on the version. */
function problemsOnce(linking: Linking, dag: DagMade, program: Program): readonly Problem[] {
  const context = linking.contextOf(program, dag.call.file);
  const known = linking.kept.problems.get(dag);
  if (known?.version === context.version.text) return known.found;
  const found = problemsOf(context, dag);
  linking.kept.problems.set(dag, { version: context.version.text, found });
  return found;
}
