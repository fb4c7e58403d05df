import type { Entry, Value } from '../../model.ts';
import { entryOf, fieldOf } from '../../syntax/yaml.ts';
import type { Project } from './project.ts';

/**
 * One place that gives configs to a resource. `folder`: a level of a tree in dbt_project.yml; `entry`: the `config:` of a
 * properties entry; `top`: what stands directly in an entry; `version`: the `config:` of a model's version; `file`: `config()`;
 * `manifest`: what dbt wrote into its manifest, where text leaves something open.
 */
export interface Level {
  readonly where: 'file' | 'version' | 'entry' | 'top' | 'folder' | 'manifest';
  readonly file: string;
  /** Keys without their `+`. */
  readonly value: Value;
  /** The folder in words, for levels of dbt_project.yml: `marts/finance`, or the tree's name; the date of a manifest. */
  readonly label: string;
  /** How many keys below the tree a folder level stands; 0 for all others. */
  readonly depth: number;
  readonly conditional: boolean;
}

/** A tree of dbt_project.yml. */
export type Tree =
  | 'models'
  | 'seeds'
  | 'snapshots'
  | 'sources'
  | 'exposures'
  | 'metrics'
  | 'semantic-models'
  | 'saved-queries'
  | 'functions'
  | 'data_tests'
  | 'unit_tests';

/** Resolves the folder configs of one project, memoised per folder. */
export interface FolderConfigs {
  /** @returns the levels that apply to a resource, the deepest first. */
  levels(tree: Tree, fqn: readonly string[]): readonly Level[];
}

interface Node {
  readonly level: Level | null;
  readonly value: Value;
  readonly path: readonly string[];
  readonly children: Map<string, Node | null>;
}

/**
 * Walks a tree the way dbt does (context_config.py and `fqn_search` of dbt-core 1.12): one key per part of the fqn, until a
 * key is missing. At each level a key is a config if it begins with `+` or its value is no mapping.
 */
export function folderConfigs(project: Project): FolderConfigs {
  const roots = new Map<Tree, Node | null>();
  const chains = new Map<string, readonly Level[]>();

  function rootOf(tree: Tree): Node | null {
    const known = roots.get(tree);
    if (known !== undefined) return known;
    const value = fieldOf(project.fragment.root, tree) ?? (tree === 'data_tests' ? fieldOf(project.fragment.root, 'tests') : undefined);
    const node = value ? makeNode(value, [], project, tree) : null;
    roots.set(tree, node);
    return node;
  }

  function chainOf(tree: Tree, fqn: readonly string[]): readonly Level[] {
    const levels: Level[] = [];
    let node = rootOf(tree);
    for (let depth = 0; node; depth++) {
      if (node.level) levels.unshift(node.level);
      const part = fqn[depth];
      node = part === undefined ? null : childOf(node, part, project, tree);
    }
    return levels;
  }

  return {
    levels(tree, fqn) {
      const folder = fqn.slice(0, -1);
      const key = `${tree}/${folder.join('/')}`;
      const known = chains.get(key);
      const shallow = known ?? chainOf(tree, folder);
      if (!known) chains.set(key, shallow);
      return leafMayMatter(rootOf(tree), fqn, project, tree) ? chainOf(tree, fqn) : shallow;
    },
  };
}

function leafMayMatter(root: Node | null, fqn: readonly string[], project: Project, tree: Tree): boolean {
  let node = root;
  for (const part of fqn) {
    if (!node) return false;
    node = childOf(node, part, project, tree);
  }
  return node !== null;
}

function childOf(node: Node, part: string, project: Project, tree: Tree): Node | null {
  const known = node.children.get(part);
  if (known !== undefined) return known;
  const value = entryOf(node.value, part)?.value;
  const child = value?.type === 'map' ? makeNode(value, [...node.path, part], project, tree) : null;
  node.children.set(part, child);
  return child;
}

function makeNode(value: Value, path: readonly string[], project: Project, tree: Tree): Node | null {
  if (value.type !== 'map') return null;
  const entries: Entry[] = value.entries.flatMap((entry) => {
    if (entry.key.startsWith('+')) return [{ ...entry, key: entry.key.slice(1).trim() }];
    return entry.value.type === 'map' ? [] : [entry];
  });
  const inside = path[0] === project.name ? path.slice(1) : path;
  const label = inside.length > 0 ? inside.join('/') : tree;
  const level: Level | null =
    entries.length > 0 || value.hidden
      ? { where: 'folder', file: project.file, label, depth: path.length, conditional: false, value: { ...value, entries } }
      : null;
  return { level, value, path, children: new Map() };
}

/** What a key comes to: the first level that has it. `hidden`: a level in front of it may set it where text cannot see. */
export function configOf(
  levels: readonly Level[],
  key: string,
): { readonly value: Value; readonly level: Level; readonly key: Entry | null } | null {
  for (const level of levels) {
    const entry = entryOf(level.value, key);
    if (entry) return { value: entry.value, level, key: entry };
    if (level.value.type === 'map' && level.value.hidden) {
      return { value: { type: 'hidden', reason: level.value.hidden, from: level.value.from, to: level.value.to }, level, key: null };
    }
  }
  return null;
}
