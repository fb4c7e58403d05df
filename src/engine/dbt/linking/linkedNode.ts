import { type Cache, createCache } from '../../cache.ts';
import type { Check, Facts, Known } from '../../facts.ts';
import { type Message, t } from '../../l10n.ts';
import type { Edge, FileSet, Layer, Resource, Span } from '../../model.ts';
import type { Layering } from '../../policy/layers.ts';
import { fieldOf, textOf } from '../../syntax/yaml.ts';
import type { DbtFragment } from '../reading/fragments.ts';
import type { Ignores } from '../reading/ignore.ts';
import { configOf, type Level } from './configs.ts';
import type { Dependencies, Dependency } from './dependencies.ts';
import { isDisabled, levelsOf } from './levels.ts';
import { configsByMacros } from './macroConfigs.ts';
import type { DbtNode, ProjectIndex } from './nodes.ts';
import type { Scope } from './scope.ts';
import { heldEnabled, settledLevels } from './settled.ts';
import { disablingVariable } from './variables.ts';
import type { DbtVersion } from './version.ts';

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

/** All that one link worked out, so that a small change can start from it. */
export interface LinkState {
  readonly layering: Layering;
  readonly indexes: readonly ProjectIndex[];
  readonly scopes: ReadonlyMap<string, Scope>;
  readonly linked: LinkedNode[];
  readonly consumers: Map<string, DbtNode[]>;
  readonly versions: ReadonlyMap<string, DbtVersion | null>;
  readonly gitIgnores: Ignores;
  readonly resources: readonly Resource[];
  /** Where each node stands in `linked` and `resources`, by its key. */
  readonly positions: ReadonlyMap<string, number>;
  readonly byFile: ReadonlyMap<string, readonly number[]>;
  /** Unit tests and singular tests, by the key of the model that they look at. */
  readonly otherChecks: () => ReadonlyMap<string, readonly Known<Check>[]>;
  readonly facts: Cache<string, Facts>;
  /** The fragments that it was made from, to see what is different in a new one. */
  readonly fragments: Map<string, DbtFragment>;
}

/** For how many resources facts are kept; the rest is read from the fragments again when it is asked for. Few, as in `ask.ts`. */
const rememberedFacts = 16;

export function noFactsYet(): Cache<string, Facts> {
  return createCache(rememberedFacts);
}

/** @returns who reads a node, by its key. */
export function consumersOf(linked: readonly LinkedNode[]): Map<string, DbtNode[]> {
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

/** @returns every place that gives configs to a node; for a package's node the project that installed it has its say too. */
export function levelsIn(scope: Scope, node: DbtNode, index: ProjectIndex): readonly Level[] {
  return levelsOf(node, index, index.project.installedIn === null ? null : scope.root, configsByMacros(node, index, scope));
}

/** @returns whether dbt leaves the node out, as its text or, where that leaves it open, the manifest or a variable says. */
export function isLeftOut(scope: Scope, node: DbtNode, levels: readonly Level[]): boolean {
  return isDisabled(levels) || (heldEnabled(node, levels, scope) ?? disabledBy(scope, node, levels) === null) === false;
}

function disabledBy(scope: Scope, node: DbtNode, levels: readonly Level[]): string | null {
  return disablingVariable(levels, scope.variables, node.project.name);
}

/** What a resource is shown with that hangs on its configs. */
export type Configured = Pick<Resource, 'layer' | 'unasked'> & { readonly tags: readonly string[] };

/** @returns what the configs of a linked node come to, as far as its resource shows it. */
export function configuredOf(item: LinkedNode, { layering, consumers, gitIgnores }: Surroundings): Configured {
  const { node, levels, scope } = item;
  return {
    layer: node.kind === 'model' ? layerOf(item, layering, consumers.get(node.key) ?? []) : null,
    tags: tagsOf(settledLevels(node, levels, scope)),
    unasked: unaskedBecause(item, gitIgnores),
  };
}

/** What a resource is made from besides its node. */
type Surroundings = Pick<LinkState, 'layering' | 'consumers' | 'gitIgnores'>;

/** @returns a linked node as a resource. */
export function resourceOf(item: LinkedNode, files: DbtFiles, around: Surroundings): Resource {
  const { node, dependencies } = item;
  const { folder, installedIn } = node.project;
  const mayRead = dependencies.hidden.flatMap((part) => part.mayRead ?? []);
  const { layer, tags, unasked } = configuredOf(item, around);
  return {
    key: node.key,
    id: node.id,
    kind: node.kind,
    name: node.name,
    framework: 'dbt',
    project: (installedIn ?? folder) || '.',
    layer,
    anchor: files.span(node.file, node.anchor),
    mentions: mentionsOf(node, files),
    upstream: edgesOf(dependencies, files),
    runs: [],
    fqn: node.fqn,
    tags,
    ...(isDashboard(node) ? { dashboard: true } : {}),
    unasked,
    hiddenUpstream: hiddenBecause(dependencies),
    ...(mayRead.length > 0 ? { mayRead } : {}),
    template: false,
  };
}

function isDashboard({ kind, placed }: DbtNode): boolean {
  const type = kind === 'exposure' && placed ? fieldOf(placed.entry.value, 'type') : undefined;
  return type !== undefined && textOf(type) === 'dashboard';
}

/** Tags of all levels are appended, never replaced. */
function tagsOf(levels: readonly Level[]): string[] {
  const found: string[] = [];
  for (const level of levels) {
    const tags = fieldOf(level.value, 'tags');
    for (const item of tags?.type === 'list' ? tags.items : tags ? [tags] : []) {
      const text = textOf(item);
      if (text !== null) found.push(text);
    }
  }
  return found;
}

function mentionsOf(node: DbtNode, files: DbtFiles): Span[] {
  if (!node.placed || node.file === node.placed.file) return [];
  return [files.span(node.placed.file, node.placed.entry.nameRange)];
}

/** A macro that is followed by several ways gives the same edge several times. */
function edgesOf(dependencies: Dependencies, files: DbtFiles): Edge[] {
  const edge = ({ node, via, conditional, file, range }: Dependency): Edge => ({
    to: node.key,
    via,
    conditional,
    span: files.span(file, range),
  });
  if (dependencies.found.length < 2) return dependencies.found.map(edge);
  const seen = new Set<string>();
  return dependencies.found.flatMap((found) => {
    const { node, via, conditional, range } = found;
    const once = `${node.key} ${range.from} ${via} ${conditional}`;
    if (seen.has(once)) return [];
    seen.add(once);
    return [edge(found)];
  });
}

function unaskedBecause(item: LinkedNode, gitIgnores: Ignores): Message | null {
  if (item.disabled) {
    const variable = disabledBy(item.scope, item.node, item.levels);
    return variable === null ? t('it is disabled') : t('the variable {0} disables it', variable);
  }
  if (item.node.project.installedIn !== null) return t('it belongs to the package {0}', item.node.project.name);
  if (gitIgnores(item.node.file)) return t('git ignores it');
  if (item.node.placed?.made) return t('dbt makes it of a measure');
  if (isTimeSpine(item.node)) return t('a time spine, which MetricFlow reads');
  if (isOfWarehouse(item.node)) return t('the warehouse keeps it');
  return null;
}

/** A table of days for the semantic layer: marked in its entry, before dbt 1.9 known by this name alone. */
function isTimeSpine({ kind, name, placed }: DbtNode): boolean {
  return kind === 'model' && (name === 'metricflow_time_spine' || fieldOf(placed?.entry.value, 'time_spine') !== undefined);
}

/** Catalogues that every warehouse brings along. */
function isOfWarehouse({ kind, name, placed }: DbtNode): boolean {
  const schema = textOf(fieldOf(placed?.entry.value, 'schema')) ?? name.split('.')[0] ?? '';
  return kind === 'source' && /^(?:information_schema|account_usage|organization_usage|pg_catalog)$/i.test(schema);
}

/** A branch that dbt takes names what is there: dbt refuses the project otherwise. */
function hiddenBecause(dependencies: Dependencies): Message | null {
  const [hidden] = dependencies.hidden;
  if (hidden) return hidden.reason;
  const dangling = dependencies.dangling.find((part) => !part.conditional);
  return dangling ? t('{0} names nothing in the workspace', dangling.name) : null;
}

/** The policy says the layer by path and name; else it is a mart where the project ends. */
function layerOf(item: LinkedNode, layering: Layering, consumers: readonly DbtNode[]): Layer {
  const { node } = item;
  const stated = layering.layerOf(node.file, node.name);
  if (stated) return stated;
  if (consumers.length === 0 || consumers.some((consumer) => consumer.kind === 'exposure')) return 'mart';
  const access = configOf(item.levels, 'access');
  return access && textOf(access.value) === 'public' ? 'mart' : 'intermediate';
}
