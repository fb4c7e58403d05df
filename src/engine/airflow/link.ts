import { type Facts, type Known, noFacts, type Owner } from '../facts.ts';
import { type Message, t } from '../l10n.ts';
import type { DbtRun, Edge, FileSet, FrameworkInstance, Linked, Problem, Resource, Span } from '../model.ts';
import type { Layering } from '../policy/layers.ts';
import { remarksIn } from '../syntax/remarks.ts';
import { factsOfAsset } from './assetFacts.ts';
import type { DagContext } from './context.ts';
import { factsOfDag } from './dagFacts.ts';
import { type DbtRunFound, dbtRunsOf } from './dbtRuns.ts';
import { mayCall, projectOf, settingReader } from './discovery.ts';
import { assetNames, edgesOf, hiddenUpstreamOf, type NamedEdge, outletsOf } from './edges.ts';
import { ofDag } from './effective.ts';
import type { AirflowFragment } from './fragment.ts';
import { type IgnoreSyntax, type Loading, loadingOf } from './ignore.ts';
import { read } from './machine.ts';
import type { AssetMade, DagMade } from './made.ts';
import { placesOfAsset, placesOfDag } from './places.ts';
import { type Platform, platformOf } from './platform.ts';
import { problemsOf } from './problems.ts';
import { createPrograms, type Memory, type Program, type Programs } from './programs.ts';
import { statedUnder } from './spellings.ts';
import { type Site, textOf } from './values.ts';
import { type VersionInUse, versionInUse } from './version.ts';
import { type YamlMade, yamlDags } from './yamlDags.ts';

/** `loader`: the file that reads the YAML file that a DAG stands in. */
interface MadeBy {
  readonly program: Program;
  readonly loader?: string;
}

/** Everything that one constructor made, in every file that runs it. */
interface Maker {
  readonly dags: readonly ({ readonly dag: DagMade } & MadeBy)[];
  readonly assets: readonly ({ readonly asset: AssetMade } & MadeBy)[];
  readonly anchor: Site;
  readonly uncalled: boolean;
}

interface Linking {
  readonly kept: Kept;
  readonly files: FileSet<AirflowFragment>;
  readonly programs: Programs;
  readonly dagFiles: readonly string[];
  readonly versions: Map<string, VersionInUse>;
  /** Files that may call functions which make DAGs. */
  readonly callers: readonly string[];
  readonly yaml: readonly YamlMade[];
  readonly loading: (file: string) => Loading;
  readonly contextOf: (program: Program, file: string) => DagContext;
}

/** What earlier links worked out, kept for as long as the fragments that it was worked out from. */
interface Kept {
  readonly programs: Memory;
  readonly dags: WeakMap<
    DagMade,
    {
      readonly name: string | null;
      readonly edges: readonly NamedEdge[];
      readonly outlets: ReturnType<typeof outletsOf>;
      readonly hidden: Message | null;
    }
  >;
  readonly runs: WeakMap<DagMade, readonly DbtRunFound[]>;
  readonly problems: WeakMap<DagMade, { readonly version: string | null; readonly found: readonly Problem[] }>;
  readonly settings: WeakMap<readonly string[], readonly string[]>;
}

/** Makes the function that links. What has not changed since its last call is not followed again. */
export function createLinker(): (files: FileSet<AirflowFragment>, layering: Layering) => Linked {
  const kept: Kept = {
    programs: new WeakMap(),
    dags: new WeakMap(),
    runs: new WeakMap(),
    problems: new WeakMap(),
    settings: new WeakMap(),
  };
  return (files, layering) => linkAirflow(files, layering, kept);
}

/** Puts the fragments of a workspace together: follows every DAG file as Airflow would import it. */
function linkAirflow(files: FileSet<AirflowFragment>, layering: Layering, kept: Kept): Linked {
  const linking = startLinking(files, kept);
  const makers = makersOf(linking);
  const resources = new Map<string, { resource: Resource; maker: Maker }>();
  const ids = new Map<string, number>();
  for (const maker of makers) {
    const resource = resourceOf(linking, maker, ids, layering);
    resources.set(resource.key, { resource, maker });
  }
  const edges = edgesByHolder(linking, [...resources.values()]);
  const finished = new Map(
    [...resources].map(
      ([key, { resource, maker }]) => [key, { resource: { ...resource, upstream: edges.get(key) ?? [] }, maker }] as const,
    ),
  );
  const known = new Map<string, Facts>();
  const factsFor = (resource: Resource): Facts => {
    const maker = finished.get(resource.key)?.maker;
    const facts = known.get(resource.key) ?? (maker === undefined ? noFacts : factsOfMaker(linking, maker));
    known.set(resource.key, facts);
    return facts;
  };
  return {
    instances: instancesOf(linking, new Set([...finished.values()].map(({ resource }) => resource.project))),
    resources: [...finished.values()].map(({ resource }) => resource),
    problems: problems(linking, makers),
    dbtRuns: [...finished.values()].flatMap(({ resource, maker }) => runsOf(linking, resource, maker)),
    facts: factsFor,
    places(resource, key) {
      const maker = finished.get(resource.key)?.maker;
      const [first] = maker?.dags ?? [];
      const [asset] = maker?.assets ?? [];
      if (asset !== undefined)
        return placesOfAsset(asset.asset, key, resource, linking.contextOf(asset.program, asset.asset.call.file).version);
      if (maker === undefined || first === undefined) return [];
      return placesOfDag(linking.contextOf(first.program, first.dag.call.file), first.dag, resource, key, {
        shared: (literal) => sharedBy(makers, literal),
        differs: maker.dags.length > 1 && factsFor(resource).owner.length > 1,
      });
    },
    remarks: (file) => remarksIn(files, file),
    stated(resource, spelling) {
      const [first] = finished.get(resource.key)?.maker.dags ?? [];
      return first === undefined ? [] : statedUnder(spelling, linking.contextOf(first.program, first.dag.call.file), first.dag);
    },
  };
}

function startLinking(files: FileSet<AirflowFragment>, kept: Kept): Linking {
  const settings = kept.settings.get(files.all) ?? files.all.filter((file) => settingReader(file) !== null);
  kept.settings.set(files.all, settings);
  const platform = platformOf(files, settings);
  const possible = files.all.filter((file) => files.fragment(file)?.makesDags === true);
  const loading = loadingOf(files, settings, ignoreSyntaxOf(files, settings, platform, possible));
  const dagFiles = possible.filter((file) => loading(file) !== 'hidden');
  const callers = files.all.filter((file) => mayCall(files, file) && loading(file) !== 'hidden');
  const programs = createPrograms(files, kept.programs);
  const versions = new Map<string, VersionInUse>();
  const versionFor = (file: string): VersionInUse => {
    const project = projectOf(file, dagFiles);
    const known = versions.get(project);
    if (known !== undefined) return known;
    const found = versionInUse(
      files,
      settings,
      project,
      dagFiles.filter((one) => projectOf(one, dagFiles) === project),
    );
    versions.set(project, found);
    return found;
  };
  for (const file of dagFiles) versionFor(file);
  const contextOf = (program: Program, file: string): DagContext => ({
    files,
    machine: program.machine,
    version: versionFor(file),
    platform,
    runs: kept.runs,
  });
  const yaml = yamlDags(files, (file) => loading(file) === 'hidden');
  for (const { dag } of yaml) versionFor(dag.anchor.file);
  return { files, kept, programs, dagFiles, callers, versions, yaml, loading, contextOf };
}

/** How ignore files are read beside a file: the version is that of all files that could make DAGs, since it decides which of them do. */
function ignoreSyntaxOf(
  files: FileSet<AirflowFragment>,
  settings: readonly string[],
  platform: Platform,
  possible: readonly string[],
): (file: string) => IgnoreSyntax {
  const majors = new Map<string, number | null>();
  return (file) => {
    const project = projectOf(file, possible);
    const inProject = () => possible.filter((one) => projectOf(one, possible) === project);
    const major = majors.has(project) ? (majors.get(project) ?? null) : versionInUse(files, settings, project, inProject()).major;
    majors.set(project, major);
    const set = platform.setting('core.dag_ignore_file_syntax', file)?.value;
    if (set === 'regexp' || set === 'glob') return { name: set, major };
    return { name: set || major === null ? null : major === 2 ? 'regexp' : 'glob', major };
  };
}

/** Every constructor of the workspace with what it made, in the order of the files. */
function makersOf(linking: Linking): Maker[] {
  const found = new Map<string, { dags: Maker['dags'][number][]; assets: Maker['assets'][number][]; anchor: Site; uncalled: boolean }>();
  const at = (anchor: Site) => {
    const key = `${anchor.file}:${anchor.from}`;
    const known = found.get(key) ?? { dags: [], assets: [], anchor, uncalled: false };
    found.set(key, known);
    return known;
  };
  const called = new Set<string>();
  const waiting: { name: string; site: Site }[] = [];
  for (const file of [...linking.dagFiles, ...linking.callers]) {
    const program = linking.programs.of(file);
    if (program === null) continue;
    for (const dag of program.made.dags) at(dag.anchor).dags.push({ dag, program });
    for (const asset of program.made.assets) at(asset.anchor).assets.push({ asset, program });
    for (const name of program.machine.called) called.add(name);
    waiting.push(...program.made.uncalled);
  }
  for (const made of linking.yaml) at(made.dag.anchor).dags.push(made);
  for (const { name, site } of waiting) if (!called.has(name)) at(site).uncalled = true;
  return [...found.values()]
    .map(withoutGuesses)
    .sort((a, b) => (a.anchor.file === b.anchor.file ? a.anchor.from - b.anchor.from : a.anchor.file < b.anchor.file ? -1 : 1));
}

/** What a call with known arguments made says more than what the function would make of anything. */
function withoutGuesses(maker: Maker): Maker {
  const known = maker.dags.filter(({ dag }) => !dag.parametric);
  return known.length > 0 ? { ...maker, dags: known } : maker;
}

function resourceOf(linking: Linking, maker: Maker, ids: Map<string, number>, layering: Layering): Resource {
  const { file } = maker.anchor;
  const project = projectOf(file, linking.dagFiles);
  const [asset] = maker.assets;
  const name = asset === undefined ? dagName(linking, maker) : asset.asset.name;
  const holder = maker.dags[0]?.dag.holder ?? asset?.asset.definition.definition.name ?? uncalledName(linking, maker) ?? 'dag';
  const kind = asset === undefined ? 'dag' : 'asset';
  const plain = `${kind}.${name ?? `${file}#${holder}`}`;
  const nth = (ids.get(`${project}:${plain}`) ?? 0) + 1;
  ids.set(`${project}:${plain}`, nth);
  const id = nth === 1 ? plain : `${plain}~${nth}`;
  const all = maker.dags.map(({ dag }) => dag);
  const template =
    all.length > 1 ||
    all.some((dag) => dag.inLoop || dag.parametric || dag.madeFor !== dag.anchor.file) ||
    (asset?.asset.inLoop ?? false) ||
    (asset?.asset.parametric ?? false);
  return {
    key: `${project}:${id}`,
    id,
    kind,
    name: name ?? holder,
    framework: 'airflow',
    project,
    layer: layering.layerOf(file, name ?? holder),
    anchor: linking.files.span(file, maker.anchor),
    mentions: [],
    upstream: [],
    runs: [],
    unasked: unaskedBecause(linking, file, maker),
    hiddenUpstream: maker.dags.map(({ dag, program }) => linksOf(linking, dag, program).hidden).find((reason) => reason !== null) ?? null,
    template,
  };
}

function unaskedBecause(linking: Linking, file: string, maker: Maker): Message | null {
  if (/(?:^|\/)example_dags\//.test(file)) return t('an example');
  if (/(?:^|\/)(?:tests?\/|conftest\.py$|test_[^/]*\.py$)/.test(file)) return t('a test');
  if (maker.uncalled && maker.dags.length === 0) return t('never called, so Airflow does not see it');
  const entries = [...maker.dags, ...maker.assets].map(({ program, loader }) => linking.loading(loader ?? program.machine.run.file));
  return entries.includes('loaded') ? null : (entries.find((one) => typeof one !== 'string') ?? null);
}

/** The id that all DAGs of a constructor share, or null. */
function dagName(linking: Linking, maker: Maker): string | null {
  const names = new Set(maker.dags.map(({ dag, program }) => nameOf(linking, dag, program)));
  const [only] = names;
  return names.size === 1 ? (only ?? null) : null;
}

function nameOf(linking: Linking, dag: DagMade, program: Program): string | null {
  return linksOf(linking, dag, program).name;
}

/** The id of a DAG and the names that it is linked by. */
function linksOf(linking: Linking, dag: DagMade, program: Program) {
  const known = linking.kept.dags.get(dag);
  if (known !== undefined) return known;
  const context = linking.contextOf(program, dag.call.file);
  const outcome = ofDag(program.machine, dag, 'dag_id');
  const name = outcome.type === 'value' ? textOf(outcome.value) : null;
  const links = { name, edges: edgesOf(context, dag, name), outlets: outletsOf(context, dag), hidden: hiddenUpstreamOf(context, dag) };
  linking.kept.dags.set(dag, links);
  return links;
}

function uncalledName(linking: Linking, maker: Maker): string | null {
  return linking.files.fragment(maker.anchor.file)?.anchors.find((anchor) => anchor.from === maker.anchor.from)?.name ?? null;
}

function instancesOf(linking: Linking, projects: ReadonlySet<string>): FrameworkInstance[] {
  return [...linking.versions]
    .filter(([root]) => projects.has(root))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([root, version]) => ({ name: 'airflow', root, project: null, version: version.text, versionFrom: version.from }));
}

/** What all DAGs of one constructor agree on; where they differ, a fact is unknown. Owners that are known of each are named together. */
function factsOfMaker(linking: Linking, maker: Maker): Facts {
  const [asset] = maker.assets;
  if (asset !== undefined) return factsOfAsset(linking.contextOf(asset.program, maker.anchor.file), asset.asset);
  const all = maker.dags.map(({ dag, program }) => factsOfDag(linking.contextOf(program, dag.call.file), dag));
  const [first, ...rest] = all;
  if (first === undefined) return noFacts;
  if (rest.length === 0) return first;
  const agreed = Object.keys(first).map((name) => {
    const found = all.map((facts) => facts[name as keyof Facts]);
    const texts = new Set(found.map((facts) => JSON.stringify(facts)));
    if (texts.size === 1) return [name, found[0]];
    const owners = name === 'owner' ? ownersTogether(all.map((facts) => facts.owner)) : null;
    return [name, owners ?? [{ known: false, reason: t('differs between the DAGs that this makes') }]];
  });
  return Object.fromEntries(agreed) as Facts;
}

function ownersTogether(all: readonly Facts['owner'][]): Facts['owner'] | null {
  if (all.some((facts) => facts.length === 0 || facts.some((fact) => !fact.known))) return null;
  const merged = new Map<string, Known<Owner>>();
  for (const fact of all.flat()) {
    if (!fact.known) continue;
    const key = fact.value.names.join(',');
    const before = merged.get(key);
    const tasks = (before?.value.tasks ?? 0) + (fact.value.tasks ?? 0);
    merged.set(key, before === undefined ? fact : { ...before, value: { ...before.value, tasks } });
  }
  return [...merged.values()];
}

function problems(linking: Linking, makers: readonly Maker[]): Problem[] {
  const found: Problem[] = [];
  for (const maker of makers) {
    if (maker.uncalled && maker.dags.length === 0) {
      const { file, line } = linking.files.span(maker.anchor.file, maker.anchor);
      found.push({ file, line, message: t('this @dag function is never called, so Airflow does not see it') });
    }
    for (const { dag, program } of maker.dags) found.push(...problemsOnce(linking, dag, program));
  }
  const seen = new Set<string>();
  return found.filter((problem) => {
    const key = JSON.stringify(problem);
    return seen.has(key) ? false : Boolean(seen.add(key));
  });
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

function runsOf(linking: Linking, resource: Resource, maker: Maker): DbtRun[] {
  const [first] = maker.dags;
  if (first === undefined) return [];
  const seen = new Set<string>();
  return maker.dags.flatMap(({ dag, program }) =>
    dbtRunsOf(linking.contextOf(program, dag.call.file), dag).flatMap(({ site, verb: _verb, ...run }) => {
      const key = `${run.words} ${site.file} ${site.from}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ runner: resource.key, ...run, span: linking.files.span(site.file, site) }];
    }),
  );
}

interface Held {
  readonly resource: Resource;
  readonly maker: Maker;
}

/** The edges of every resource, by its key. DAGs that read what another writes depend on it; assets that nobody in the workspace writes are named all the same. */
function edgesByHolder(linking: Linking, all: readonly Held[]): Map<string, Edge[]> {
  const dagKeys = new Map<string, string>();
  const assetKeys = new Map<string, string>();
  const writers = new Map<string, Set<string>>();
  const named: { holder: string; edge: NamedEdge }[] = [];
  for (const { resource, maker } of all) {
    for (const { asset } of maker.assets) if (asset.name !== null) assetKeys.set(asset.name, resource.key);
    for (const { dag, program } of maker.dags) {
      const { name, edges, outlets } = linksOf(linking, dag, program);
      if (name !== null && !dagKeys.has(name)) dagKeys.set(name, resource.key);
      for (const outlet of outlets) writers.set(outlet.name, (writers.get(outlet.name) ?? new Set()).add(resource.key));
      for (const edge of edges) named.push({ holder: resource.key, edge });
    }
    for (const { asset, program } of maker.assets)
      named.push(...assetEdges(linking, asset, program).map((edge) => ({ holder: resource.key, edge })));
  }
  const found = new Map<string, Edge[]>();
  const add = (holder: string, to: string, edge: NamedEdge) => {
    if (holder === to) return;
    const edges = found.get(holder) ?? [];
    const span: Span = linking.files.span(edge.site.file, edge.site);
    if (!edges.some((known) => known.to === to && known.via === edge.via))
      edges.push({ to, via: edge.via, conditional: edge.conditional, span });
    found.set(holder, edges);
  };
  for (const { holder, edge } of named) {
    const from = sourceKeys(edge, holder, dagKeys, assetKeys, writers);
    const to = edge.to === null ? holder : dagKeys.get(edge.to.name);
    if (to !== undefined) for (const key of from) add(to, key, edge);
  }
  return found;
}

function sourceKeys(
  edge: NamedEdge,
  holder: string,
  dagKeys: ReadonlyMap<string, string>,
  assetKeys: ReadonlyMap<string, string>,
  writers: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const { kind, name } = edge.from;
  if (edge.to !== null) return [holder];
  if (kind === 'dag') return [dagKeys.get(name) ?? `dag.${name}`];
  const asset = assetKeys.get(name);
  const keys = [...(asset === undefined ? [] : [asset]), ...(writers.get(name) ?? [])];
  return keys.length > 0 ? keys : [`asset.${name}`];
}

/** Parameters without a default are the assets that the function reads. */
function assetEdges(linking: Linking, asset: AssetMade, program: Program): NamedEdge[] {
  const context = linking.contextOf(program, asset.call.file);
  const schedule = asset.args.named.get('schedule');
  const scheduled =
    schedule === undefined ? [] : assetNames(context, schedule).map((name) => ({ name, via: 'schedule', site: schedule.site }));
  const { definition } = asset.definition;
  const read = definition.parameters
    .filter((parameter) => parameter.stars === 0 && parameter.default === null && parameter.name !== 'self' && parameter.name !== 'context')
    .map((parameter) => ({
      name: parameter.name,
      via: 'inlets',
      site: { file: asset.call.file, from: definition.nameRange.from, to: definition.nameRange.to },
    }));
  return [...scheduled, ...read].map(({ name, via, site }) => ({ from: { kind: 'asset', name }, to: null, via, conditional: false, site }));
}

/** @returns how many constructors take defaults from a literal, whole or merged into others. */
function sharedBy(makers: readonly Maker[], literal: Site): number {
  const inside = (site: Site) => site.file === literal.file && site.from >= literal.from && site.to <= literal.to;
  return makers.filter(({ dags }) =>
    dags.some(({ dag, program }) => {
      if (dag.defaults?.type !== 'dict') return false;
      return inside(dag.defaults.site) || [...read(program.machine, dag.defaults.cell).items.values()].some((item) => inside(item.key));
    }),
  ).length;
}
