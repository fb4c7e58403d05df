import { once } from '../cache.ts';
import { noFacts } from '../facts.ts';
import { lateParts } from '../lateParts.ts';
import type { Linked } from '../linked.ts';
import type { FileSet, FixKey, FrameworkInstance, Place, Resource } from '../model.ts';
import type { Layering } from '../policy/layers.ts';
import { remarksIn } from '../syntax/remarks.ts';
import type { FactSource } from './facts/factSource.ts';
import { factsOf, levelsForMeta } from './facts/facts.ts';
import { checksElsewhere } from './facts/otherChecks.ts';
import { metaKeysOf, statedUnder } from './facts/spellings.ts';
import { waiverPlaces, waiversIn } from './facts/waivers.ts';
import type { Dependencies } from './linking/dependencies.ts';
import { dependenciesOfNode } from './linking/edges.ts';
import { describeOthers } from './linking/foreignEntries.ts';
import { consumersOf, isLeftOut, type LinkedNode, type LinkState, levelsIn, noFactsYet, resourceOf } from './linking/linkedNode.ts';
import { type DbtNode, indexProjects, type ProjectIndex } from './linking/nodes.ts';
import { findProjects, type Project } from './linking/project.ts';
import type { Scope } from './linking/scope.ts';
import { scopesOf } from './linking/scopes.ts';
import { settledLevels } from './linking/settled.ts';
import { type DbtVersion, versionOf } from './linking/version.ts';
import { adaptersOf } from './linking/warehouse.ts';
import { fileName } from './paths.ts';
import { problemsOf } from './problems.ts';
import type { DbtFragment } from './reading/fragments.ts';
import { type Ignores, nearestIgnores, wholeFolders } from './reading/ignore.ts';
import { relinkChanged } from './relink.ts';

type DbtFiles = FileSet<DbtFragment>;

/** Puts the fragments of all dbt projects of a workspace together, the way dbt would resolve them. */
export interface DbtLinker {
  link(files: DbtFiles, layering: Layering): Linked;
  relink(before: Linked, files: DbtFiles, layering: Layering, changed: readonly string[]): Linked | null;
}

/** A linker that remembers, for as long as a result is in use, what it was made from. */
export function createDbtLinker(): DbtLinker {
  const states = new WeakMap<Linked, LinkState>();
  const remembered = (state: LinkState, files: DbtFiles): Linked => {
    const linked = linkedOf(state, files);
    states.set(linked, state);
    return linked;
  };
  return {
    link: (files, layering) => remembered(linkAll(files, layering), files),
    relink(before, files, layering, changed) {
      const state = states.get(before);
      const next = state && state.layering === layering ? relinkChanged(state, files, changed) : null;
      return next && remembered(next, files);
    },
  };
}

function linkAll(files: DbtFiles, layering: Layering): LinkState {
  const projects = findProjects(files);
  const indexes = indexProjects(files, projects);
  const scopes = scopesOf(files, indexes);
  for (const index of indexes) describeOthers(index, indexes, (node) => prepareNode(node, index, scopes)?.disabled === true);
  const prepared = indexes.flatMap((index) => index.nodes.flatMap((node) => prepareNode(node, index, scopes) ?? []));
  chooseEnabled(prepared);
  const linked = prepared.map((item) => (item.disabled ? item : { ...item, dependencies: dependenciesOfNode(item) }));
  const consumers = consumersOf(linked);
  const gitIgnores = gitIgnoresOf(files);
  return {
    layering,
    indexes,
    scopes,
    linked,
    consumers,
    versions: new Map(projects.map((project) => [project.folder, versionOf(project, files)])),
    gitIgnores,
    resources: linked.map((item) => resourceOf(item, files, { layering, consumers, gitIgnores })),
    positions: new Map(linked.map(({ node }, at) => [node.key, at])),
    byFile: positionsByFile(linked),
    otherChecks: once(() => checksElsewhere(indexes, scopes, files)),
    facts: noFactsYet(),
    fragments: new Map(
      files.all.flatMap((file) => {
        const fragment = files.fragment(file);
        return fragment ? [[file, fragment] as const] : [];
      }),
    ),
  };
}

function linkedOf(state: LinkState, files: DbtFiles): Linked {
  const { indexes, scopes, linked, resources, versions, facts } = state;
  const itemOf = (resource: Resource) => linked[state.positions.get(resource.key) ?? -1];
  const problems = once(() => problemsOf(indexes, scopes, linked, files, state.gitIgnores));
  const members = once(() => lateParts().membersOf(linked));
  const factSource = (item: LinkedNode): FactSource => {
    const { node, index, scope, dependencies } = item;
    return {
      node,
      index,
      scope,
      dependencies,
      levels: settledLevels(node, item.levels, scope),
      files,
      version: versionFor(item, versions),
      adapters: () => adaptersOf(scope.root.project, files),
      otherChecks: () => state.otherChecks().get(node.key) ?? [],
    };
  };
  return {
    instances: indexes
      .filter(({ project }) => project.installedIn === null)
      .map(({ project }) => instanceOf(project, versions.get(project.folder) ?? null)),
    resources,
    get problems() {
      return problems();
    },
    facts(resource) {
      const known = facts.get(resource.key);
      if (known) return known;
      const item = itemOf(resource);
      const made = item ? factsOf(factSource(item)) : noFacts;
      facts.set(resource.key, made);
      return made;
    },
    places(resource: Resource, key: FixKey): readonly Place[] {
      const item = itemOf(resource);
      if (!item || resource.unasked) return [];
      return lateParts().placesOfNode(item, key, {
        files,
        linked,
        version: versionFor(item, versions),
        members,
        adapters: () => adaptersOf(item.scope.root.project, files),
      });
    },
    newEntry: (kind, folder, name) => lateParts().newResourceOf(kind, folder, name, indexes, versions, { files, linked }),
    waivers(resource) {
      const item = itemOf(resource);
      return item ? waiversIn(item.levels, files) : [];
    },
    waiverPlaces(resource) {
      const item = itemOf(resource);
      return item ? waiverPlaces(item.node, versionFor(item, versions)) : [];
    },
    remarks: (file) => remarksIn(files, file),
    groups: () => indexes.filter(({ project }) => project.installedIn === null).flatMap(lateParts().groupsIn),
    metaKeys: () => metaKeysOf(linked.filter(({ node }) => node.project.installedIn === null)),
    stated(resource, spelling) {
      const item = itemOf(resource);
      if (!item) return [];
      const levels = settledLevels(item.node, item.levels, item.scope);
      return statedUnder(spelling, levelsForMeta({ node: item.node, levels, files, version: versionFor(item, versions) }));
    },
  };
}

/** Nodes stand in the file that defines them and in the one that holds their entry. */
function positionsByFile(linked: readonly LinkedNode[]): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  const add = (file: string, at: number) => {
    const held = positions.get(file);
    if (held) held.push(at);
    else positions.set(file, [at]);
  };
  linked.forEach(({ node }, at) => {
    add(node.file, at);
    if (node.placed && node.placed.file !== node.file) add(node.placed.file, at);
  });
  return positions;
}

function versionFor(item: LinkedNode, versions: ReadonlyMap<string, DbtVersion | null>): DbtVersion | null {
  return versions.get(item.scope.root.project.folder) ?? null;
}

function instanceOf(project: Project, version: DbtVersion | null): FrameworkInstance {
  return {
    name: 'dbt',
    root: project.folder === '' ? '.' : project.folder,
    project: project.name,
    version: version?.text ?? null,
    versionFrom: version?.span ?? null,
  };
}

const noDependencies: Dependencies = { found: [], hidden: [], dangling: [] };

function prepareNode(node: DbtNode, index: ProjectIndex, scopes: ReadonlyMap<string, Scope>): LinkedNode | null {
  const scope = scopes.get(index.project.installedIn ?? index.project.folder);
  if (!scope) return null;
  const levels = levelsIn(scope, node, index);
  return { node, index, scope, levels, disabled: isLeftOut(scope, node, levels), dependencies: noDependencies };
}

/** Where several files define one name, refs go to those that are not disabled. */
function chooseEnabled(prepared: readonly LinkedNode[]): void {
  for (const { node, index, disabled } of prepared) {
    const named = index.refable.get(node.name);
    if (!disabled || !named || named.length < 2) continue;
    const others = named.filter((other) => other !== node);
    if (others.some((other) => other.version?.text === node.version?.text)) index.refable.set(node.name, others);
  }
}

function gitIgnoresOf(files: DbtFiles): Ignores {
  const found = files.all.flatMap((file) => {
    const fragment = fileName(file) === '.gitignore' ? files.fragment(file) : undefined;
    return fragment?.kind === 'ignore' ? [{ file, fragment }] : [];
  });
  return wholeFolders(nearestIgnores(found));
}
