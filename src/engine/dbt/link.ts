import { type Check, type Facts, type Known, noFacts } from '../facts.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { AnswerKey, Edge, FileSet, FrameworkInstance, Layer, Linked, Place, Problem, Resource, Span } from '../model.ts';
import type { Policy } from '../policy/policy.ts';
import { fieldOf, itemsOf, textOf } from '../syntax/yaml.ts';
import { checkOf, severityIn } from './checks.ts';
import { configOf, type Level } from './configs.ts';
import { type Dependencies, dependenciesOfNode } from './edges.ts';
import { factsOf } from './facts.ts';
import type { DbtFragment } from './fragments.ts';
import { type Ignores, nearestIgnores } from './ignore.ts';
import { type DbtNode, indexProjects, isDisabled, levelsOf, type ProjectIndex } from './nodes.ts';
import { fileName } from './paths.ts';
import { placesOf } from './places.ts';
import { findProjects, type Project } from './project.ts';
import { resolveRef, type Scope, scopesOf } from './scope.ts';
import { type DbtVersion, versionOf } from './version.ts';
import { adaptersOf } from './warehouse.ts';

type DbtFiles = FileSet<DbtFragment>;

/** A node with what linking found out about it. */
export interface LinkedNode {
  readonly node: DbtNode;
  readonly index: ProjectIndex;
  readonly scope: Scope;
  readonly levels: readonly Level[];
  readonly disabled: boolean;
  readonly dependencies: Dependencies;
}

/** Puts the fragments of all dbt projects of a workspace together, the way dbt would resolve them. */
export function linkDbt(files: DbtFiles, policy: Policy): Linked {
  const projects = findProjects(files);
  const indexes = indexProjects(files, projects);
  const scopes = scopesOf(files, indexes);
  const prepared = indexes.flatMap((index) => prepareNodes(index, indexes, scopes));
  chooseEnabled(prepared);
  const linked = prepared.map((item) =>
    item.disabled ? item : { ...item, dependencies: dependenciesOfNode(item.node, item.index, item.scope) },
  );
  const consumers = consumersOf(linked);
  const versions = new Map(projects.map((project) => [project.folder, versionOf(project, files)]));
  const gitIgnores = gitIgnoresOf(files);
  const resources = linked.map((item) => resourceOf(item, files, policy, consumers, gitIgnores));
  const nodes = new Map(resources.map((resource, at) => [resource.key, linked[at]]));
  const checks = checksElsewhere(indexes, scopes, files);
  const facts = new Map<string, Facts>();

  return {
    instances: projects
      .filter((project) => project.installedIn === null)
      .map((project) => instanceOf(project, versions.get(project.folder) ?? null)),
    resources,
    problems: [...problemsOf(indexes, files, scopes), ...danglingProblems(linked, files), ...nameClashes(linked, files)],
    facts(resource) {
      const known = facts.get(resource.key);
      if (known) return known;
      const item = nodes.get(resource.key);
      const made = item
        ? factsOf({
            ...item,
            files,
            version: versionFor(item, versions),
            adapters: adaptersOf(item.scope.root.project, files),
            otherChecks: checks.get(item.node.key) ?? [],
          })
        : noFacts;
      facts.set(resource.key, made);
      return made;
    },
    places(resource: Resource, key: AnswerKey): readonly Place[] {
      const item = nodes.get(resource.key);
      if (!item || resource.unasked) return [];
      return placesOf(item, key, { files, linked, version: versionFor(item, versions) });
    },
  };
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

function prepareNodes(index: ProjectIndex, indexes: readonly ProjectIndex[], scopes: ReadonlyMap<string, Scope>): LinkedNode[] {
  const rootFolder = index.project.installedIn ?? index.project.folder;
  const scope = scopes.get(rootFolder);
  if (!scope) return [];
  const root = index.project.installedIn === null ? null : (indexes.find((other) => other.project.folder === rootFolder) ?? null);
  return index.nodes.map((node) => {
    const levels = levelsOf(node, index, root);
    return { node, index, scope, levels, disabled: isDisabled(levels), dependencies: noDependencies };
  });
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

/** Who reads a node, by its key. */
function consumersOf(linked: readonly LinkedNode[]): Map<string, DbtNode[]> {
  const consumers = new Map<string, DbtNode[]>();
  for (const { node, dependencies } of linked) {
    for (const { node: upstream } of dependencies.found) {
      const held = consumers.get(upstream.key);
      if (held) held.push(node);
      else consumers.set(upstream.key, [node]);
    }
  }
  return consumers;
}

function resourceOf(
  item: LinkedNode,
  files: DbtFiles,
  policy: Policy,
  consumers: ReadonlyMap<string, DbtNode[]>,
  gitIgnores: Ignores,
): Resource {
  const { node, dependencies } = item;
  const { folder, installedIn } = node.project;
  return {
    key: node.key,
    id: node.id,
    kind: node.kind,
    name: node.name,
    framework: 'dbt',
    project: (installedIn ?? folder) || '.',
    layer: node.kind === 'model' ? layerOf(item, policy, consumers.get(node.key) ?? []) : null,
    anchor: files.span(node.file, node.anchor),
    mentions: mentionsOf(node, files),
    upstream: edgesOf(dependencies, files),
    runs: [],
    fqn: node.fqn,
    tags: tagsOf(item.levels),
    unasked: unaskedBecause(item, gitIgnores),
    hiddenUpstream: hiddenBecause(dependencies),
    template: false,
  };
}

/** Tags of all levels are appended, never replaced. */
function tagsOf(levels: readonly Level[]): string[] {
  return levels.flatMap((level) => {
    const tags = fieldOf(level.value, 'tags');
    const items = tags?.type === 'list' ? tags.items : tags ? [tags] : [];
    return items.flatMap((item) => textOf(item) ?? []);
  });
}

function gitIgnoresOf(files: DbtFiles): Ignores {
  const found = files.all.flatMap((file) => {
    const fragment = fileName(file) === '.gitignore' ? files.fragment(file) : undefined;
    return fragment?.kind === 'ignore' ? [{ file, fragment }] : [];
  });
  return nearestIgnores(found);
}

function mentionsOf(node: DbtNode, files: DbtFiles): Span[] {
  if (!node.placed || node.file === node.placed.file) return [];
  return [files.span(node.placed.file, node.placed.entry.nameRange)];
}

/** A macro that is followed by several ways gives the same edge several times. */
function edgesOf(dependencies: Dependencies, files: DbtFiles): Edge[] {
  const seen = new Set<string>();
  return dependencies.found.flatMap(({ node, via, conditional, file, range }) => {
    const once = `${node.key} ${range.from} ${via} ${conditional}`;
    if (seen.has(once)) return [];
    seen.add(once);
    return [{ to: node.key, via, conditional, span: files.span(file, range) }];
  });
}

function unaskedBecause(item: LinkedNode, gitIgnores: Ignores): Message | null {
  if (item.disabled) return t('it is disabled');
  if (item.node.project.installedIn !== null) return t('it belongs to the package {0}', item.node.project.name);
  if (gitIgnores(item.node.file)) return t('git ignores {0}', item.node.file);
  return null;
}

function hiddenBecause(dependencies: Dependencies): Message | null {
  const [hidden] = dependencies.hidden;
  if (hidden) return hidden.reason;
  const [dangling] = dependencies.dangling;
  return dangling ? t('{0} names nothing in the workspace', dangling.name) : null;
}

/** The policy says the layer by path and name; else it is a mart where the project ends. */
function layerOf(item: LinkedNode, policy: Policy, consumers: readonly DbtNode[]): Layer {
  const { node } = item;
  const stated = policy.layerOf(node.file, node.name);
  if (stated) return stated;
  if (consumers.length === 0 || consumers.some((consumer) => consumer.kind === 'exposure')) return 'mart';
  const access = configOf(item.levels, 'access');
  return access && textOf(access.value) === 'public' ? 'mart' : 'intermediate';
}

/** Unit tests and singular tests, by the key of the model that they look at. */
function checksElsewhere(
  indexes: readonly ProjectIndex[],
  scopes: ReadonlyMap<string, Scope>,
  files: DbtFiles,
): Map<string, Known<Check>[]> {
  const checks = new Map<string, Known<Check>[]>();
  const add = (key: string, check: Known<Check>) => {
    const held = checks.get(key);
    if (held) held.push(check);
    else checks.set(key, [check]);
  };
  for (const index of indexes) {
    const scope = scopes.get(index.project.folder);
    if (!scope) continue;
    for (const { file, entry } of index.unitTests) {
      const model = textOf(fieldOf(entry.value, 'model')) ?? '';
      const check: Known<Check> = {
        known: true,
        value: { mode: 'wrong', by: entry.name, severity: 'error', keyOnly: false },
        evidence: { span: files.span(file, entry.nameRange), route: t('unit test {0}', entry.name) },
      };
      for (const node of resolveRef(scope, index, { package: null, name: model, version: null }).nodes) add(node.key, check);
    }
    for (const test of index.singularTests) {
      const name = test.fqn.at(-1) ?? '';
      const range = test.fragment.anchor;
      const levels = levelsOfTest(test, index);
      const check = checkOf(
        { name, column: null, severity: severityIn(levels), enabled: !isDisabled(levels), value: null, ...range },
        files.span(test.file, range),
      );
      const told = { ...check, evidence: { ...check.evidence, route: t('singular test {0}', name) } };
      for (const ref of test.fragment.refs) for (const node of resolveRef(scope, index, ref).nodes) add(node.key, told);
    }
  }
  return checks;
}

function levelsOfTest(test: ProjectIndex['singularTests'][number], index: ProjectIndex): Level[] {
  const own: Level[] = test.fragment.configs.map((call) => ({
    where: 'file',
    file: test.file,
    value: call.value,
    label: '',
    depth: 0,
    conditional: call.conditional,
  }));
  return [...own, ...index.configs.levels('data_tests', test.fqn)];
}

const entryKinds: ReadonlyMap<string, string> = new Map([
  ['models', 'model'],
  ['seeds', 'seed'],
  ['snapshots', 'snapshot'],
]);

function problemsOf(indexes: readonly ProjectIndex[], files: DbtFiles, scopes: ReadonlyMap<string, Scope>): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const addFile = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { message, ...range } of files.fragment(file)?.problems ?? [])
      problems.push({ file, line: files.span(file, range).line, message });
  };
  for (const index of indexes) {
    if (index.project.installedIn !== null) continue;
    addFile(index.project.file);
    for (const file of index.propertiesFiles) addFile(file);
    for (const node of index.nodes) addFile(node.file);
    problems.push(...index.problems, ...nameProblems(index, files));
    const scope = scopes.get(index.project.folder);
    if (scope) problems.push(...entriesWithoutResource(index, scope, files));
  }
  return problems;
}

function nameProblems(index: ProjectIndex, files: DbtFiles): Problem[] {
  const name = fieldOf(index.project.fragment.root, 'name');
  if (index.project.fragment.broken || (name && textOf(name) !== null)) return [];
  const line = name ? files.span(index.project.file, name).line : 1;
  return [{ file: index.project.file, line, message: t('dbt_project.yml gives the project no name') }];
}

function entriesWithoutResource(index: ProjectIndex, scope: Scope, files: DbtFiles): Problem[] {
  const problems: Problem[] = [];
  for (const { file, entry } of index.entries.values()) {
    const kind = entryKinds.get(entry.list);
    if (!kind) continue;
    const versions = itemsOf(fieldOf(entry.value, 'versions')).length > 0;
    const defined = scope.members.some((member) => member.refable.get(entry.name)?.some((node) => node.kind === kind));
    if (defined || versions || scope.missing.length > 0) continue;
    problems.push({
      file,
      line: files.span(file, entry.nameRange).line,
      message: t('{0} is described here, and no {1} of that name exists', entry.name, verbatim(kind)),
    });
  }
  return problems;
}

function danglingProblems(linked: readonly LinkedNode[], files: DbtFiles): Problem[] {
  return linked.flatMap(({ node, dependencies }) => {
    if (node.project.installedIn !== null) return [];
    return dependencies.dangling
      .filter((part) => !part.conditional && !files.fragment(part.file)?.broken)
      .map((part) => ({
        file: part.file,
        line: files.span(part.file, part).line,
        message: t('{0} names nothing in the workspace', part.name),
      }));
  });
}

/** Two files define one name and nothing says that only one of them is enabled. */
function nameClashes(linked: readonly LinkedNode[], files: DbtFiles): Problem[] {
  const first = new Map<string, LinkedNode>();
  const problems: Problem[] = [];
  for (const item of linked) {
    const { node } = item;
    const mayBeOff = item.disabled || configOf(item.levels, 'enabled')?.value.type === 'hidden' || node.kind === 'source';
    if (mayBeOff || node.project.installedIn !== null) continue;
    const id = `${node.project.folder}:${node.id}`;
    const before = first.get(id);
    if (before)
      problems.push({
        file: node.file,
        line: files.span(node.file, node.anchor).line,
        message: t('dbt finds {0} twice; the other one is in {1}', node.name, before.node.file),
      });
    else first.set(id, item);
  }
  return problems;
}
