import { once } from '../cache.ts';
import type { FileSet, Resource, Value } from '../model.ts';
import type { MapValue } from '../syntax/yaml.ts';
import { checksElsewhere } from './facts/otherChecks.ts';
import { folderConfigs } from './linking/configs.ts';
import { dependenciesOfNode } from './linking/edges.ts';
import { givesHooks } from './linking/hooks.ts';
import {
  type Configured,
  configuredOf,
  consumersOf,
  isLeftOut,
  type LinkedNode,
  type LinkState,
  levelsIn,
  noFactsYet,
  resourceOf,
} from './linking/linkedNode.ts';
import type { ProjectIndex } from './linking/nodes.ts';
import { overlayOf } from './linking/overlay.ts';
import { variablesOf } from './linking/variables.ts';
import { versionOf } from './linking/version.ts';
import type { DbtFragment } from './reading/fragments.ts';

type DbtFiles = FileSet<DbtFragment>;

/** Keys of dbt_project.yml that give configs to what is there, and decide nothing else. */
const trees: ReadonlySet<string> = new Set([
  'models',
  'seeds',
  'snapshots',
  'sources',
  'exposures',
  'metrics',
  'semantic-models',
  'saved-queries',
  'functions',
  'data_tests',
  'tests',
  'unit_tests',
]);

/**
 * Links again after a dbt_project.yml was read anew, where that changes what its trees say and not which nodes there are.
 * @returns null where more than that changed. The state before is used up in both cases.
 */
export function relinkProject(state: LinkState, files: DbtFiles, file: string): LinkState | null {
  const { indexes, scopes } = state;
  const before = state.fragments.get(file);
  const now = files.fragment(file);
  const index = indexes.find(({ project }) => project.file === file);
  if (!index || before?.kind !== 'project' || now?.kind !== 'project' || !isSameBesides(before.root, now.root)) return null;
  index.project.fragment = now;
  index.configs = folderConfigs(index.project);
  for (const scope of scopes.values()) {
    const { root, members } = scope;
    const projects = members.map(({ project }) => project);
    scope.variables = variablesOf(root.project, projects, files);
    // Whether a manifest counts hangs on the time of this very file.
    if (scope.overlay !== null || overlayOf(root.project, members, files) !== null) return null;
  }
  const linked = renewLevels(state.linked, index);
  if (!linked) return null;
  state.fragments.set(file, now);
  const isRewired = linked.some(({ dependencies }, at) => dependencies !== state.linked[at]?.dependencies);
  const next = { ...state, linked, consumers: isRewired ? consumersOf(linked) : state.consumers };
  return {
    ...next,
    resources: linked.map((item, at) => renewResource(item, state.linked[at], state.resources[at], next, files)),
    versions: new Map(indexes.map(({ project }) => [project.folder, versionOf(project, files)])),
    otherChecks: once(() => checksElsewhere(indexes, scopes, files)),
    facts: noFactsYet(),
  };
}

/** Whether two files say the same but for their trees, wherever it stands. */
function isSameBesides(before: Value | null, now: Value | null): boolean {
  return before?.type === 'map' && now?.type === 'map' && besidesTrees(before) === besidesTrees(now);
}

function besidesTrees({ entries }: MapValue): string {
  const places: ReadonlySet<string> = new Set(['from', 'to', 'keyRange']);
  const others = entries.filter(({ key }) => !trees.has(key));
  return JSON.stringify(others, (key, value) => (places.has(key) ? undefined : value));
}

/** @returns null where a node was turned on or off. */
function renewLevels(linked: readonly LinkedNode[], changed: ProjectIndex): LinkedNode[] | null {
  const renewed: LinkedNode[] = [];
  for (const item of linked) {
    const { node, index, scope, disabled } = item;
    if (index !== changed && scope.root !== changed) {
      renewed.push(item);
      continue;
    }
    const levels = levelsIn(scope, node, index);
    if (isLeftOut(scope, node, levels) !== disabled) return null;
    const isHooked = !disabled && (item.levels.some(givesHooks) || levels.some(givesHooks));
    const dependencies = isHooked ? dependenciesOfNode({ node, index, scope, levels }) : item.dependencies;
    renewed.push({ node, index, scope, levels, disabled, dependencies });
  }
  return renewed;
}

/** A resource that is what it was is the same object, so that nothing has to be done about it. */
function renewResource(
  item: LinkedNode,
  before: LinkedNode | undefined,
  shown: Resource | undefined,
  state: Omit<LinkState, 'resources'>,
  files: DbtFiles,
): Resource {
  if (!shown || item.dependencies !== before?.dependencies) return resourceOf(item, files, state);
  const now = configuredOf(item, state);
  return isShown(now, shown) ? shown : { ...shown, ...now };
}

function isShown({ layer, tags, unasked }: Configured, shown: Resource): boolean {
  const same = layer === shown.layer && tags.length === shown.tags?.length && tags.every((tag, at) => tag === shown.tags?.[at]);
  return same && JSON.stringify(unasked) === JSON.stringify(shown.unasked);
}
