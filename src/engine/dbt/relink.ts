import type { FileSet, Resource } from '../model.ts';
import { fieldOf } from '../syntax/yaml.ts';
import { dependenciesOfNode } from './linking/edges.ts';
import { isLeftOut, type LinkedNode, type LinkState, levelsIn, resourceOf } from './linking/linkedNode.ts';
import type { DbtNode, PlacedEntry } from './linking/nodes.ts';
import type { DbtFragment, PropertiesEntry, PropertiesFragment } from './reading/fragments.ts';
import { relinkProject } from './relinkProject.ts';

type DbtFiles = FileSet<DbtFragment>;

/** Entries that only describe or define what bears their name: others reach further than their own nodes. */
const local: ReadonlySet<string> = new Set(['models', 'seeds', 'snapshots', 'sources', 'exposures']);

/** Keys of an entry that decide which nodes there are. */
const defining = ['versions', 'latest_version', 'relation', 'semantic_model', 'metrics', 'enabled'];

/**
 * Links again after a few files were read anew, where that changes what their nodes say and not which nodes there are.
 * @returns null where more than that changed. Otherwise the state before is used up.
 */
export function relinkChanged(state: LinkState, files: DbtFiles, changed: readonly string[]): LinkState | null {
  const [only = ''] = changed;
  if (changed.length === 1 && state.indexes.some(({ project }) => project.file === only)) return relinkProject(state, files, only);
  const renewed = new Map<number, LinkedNode>();
  const entries = new Map<PlacedEntry, PlacedEntry>();
  for (const file of changed) {
    const before = state.fragments.get(file);
    const now = files.fragment(file);
    if (!before || !now || !isSameShape(before, now)) return null;
    const positions = state.byFile.get(file) ?? [];
    if (positions.length === 0) return null;
    for (const at of positions) {
      const item = renewed.get(at) ?? state.linked[at];
      if (!item) return null;
      const node = renewNode(item.node, file, before, now, entries);
      const levels = levelsIn(item.scope, node, item.index);
      if (isLeftOut(item.scope, node, levels) !== item.disabled) return null;
      renewed.set(at, { ...item, node, levels });
    }
  }
  return replaceNodes(state, files, changed, renewed, entries);
}

function isSameShape(before: DbtFragment, now: DbtFragment): boolean {
  if (before.kind === 'sql' && now.kind === 'sql') {
    const plain = [before, now].every((fragment) => !fragment.empty && fragment.macros.length + fragment.snapshots.length === 0);
    return plain && !before.onlyDefinitions && !now.onlyDefinitions;
  }
  return before.kind === 'properties' && now.kind === 'properties' && isSameList(before, now);
}

function isSameList(before: PropertiesFragment, now: PropertiesFragment): boolean {
  return (
    before.entries.length === now.entries.length &&
    before.lists.join() === now.lists.join() &&
    now.entries.every((entry, at) => isSameEntry(before.entries[at], entry))
  );
}

function isSameEntry(before: PropertiesEntry | undefined, now: PropertiesEntry): boolean {
  if (!before || !local.has(now.list) || before.list !== now.list || before.name !== now.name) return false;
  if (before.tables.length !== now.tables.length) return false;
  if (now.tables.some((table, at) => table.name !== before.tables[at]?.name)) return false;
  return defining.every((key) => fieldOf(before.value, key) === undefined && fieldOf(now.value, key) === undefined);
}

function renewNode(node: DbtNode, file: string, before: DbtFragment, now: DbtFragment, entries: Map<PlacedEntry, PlacedEntry>): DbtNode {
  if (now.kind === 'sql') return { ...node, body: now, sql: now, anchor: now.anchor };
  if (before.kind !== 'properties' || now.kind !== 'properties' || !node.placed) return node;
  const placed = entries.get(node.placed) ?? renewEntry(node.placed, before, now);
  entries.set(node.placed, placed);
  const tableAt = node.table ? node.placed.entry.tables.indexOf(node.table) : -1;
  const table = placed.entry.tables[tableAt] ?? null;
  const anchor = node.file === file ? (table ?? placed.entry).nameRange : node.anchor;
  return { ...node, placed, table, anchor };
}

function renewEntry(placed: PlacedEntry, before: PropertiesFragment, now: PropertiesFragment): PlacedEntry {
  const entry = now.entries[before.entries.indexOf(placed.entry)];
  return entry ? { ...placed, entry } : placed;
}

function replaceNodes(
  state: LinkState,
  files: DbtFiles,
  changed: readonly string[],
  renewed: ReadonlyMap<number, LinkedNode>,
  entries: ReadonlyMap<PlacedEntry, PlacedEntry>,
): LinkState {
  for (const [at, item] of renewed) replaceInIndex(item, state.linked[at]?.node ?? item.node, entries);
  const neighbours = new Set<string>();
  for (const [at, item] of renewed) {
    const before = state.linked[at];
    if (!before) continue;
    const dependencies = item.disabled ? item.dependencies : dependenciesOfNode(item);
    for (const { node } of before.dependencies.found) {
      const readers = state.consumers.get(node.key) ?? [];
      state.consumers.set(
        node.key,
        readers.filter((reader) => reader !== before.node),
      );
      neighbours.add(node.key);
    }
    for (const { node } of dependencies.found) {
      state.consumers.set(node.key, [...(state.consumers.get(node.key) ?? []), item.node]);
      neighbours.add(node.key);
    }
    state.linked[at] = { ...item, dependencies };
    state.facts.delete(item.node.key);
  }
  for (const file of changed) {
    const fragment = files.fragment(file);
    if (fragment) state.fragments.set(file, fragment);
  }
  return { ...state, resources: renewResources(state, files, new Set(renewed.keys()), neighbours) };
}

/** A neighbour's layer may hang on who reads it. */
function renewResources(state: LinkState, files: DbtFiles, renewed: ReadonlySet<number>, neighbours: ReadonlySet<string>): Resource[] {
  const resources = [...state.resources];
  const make = (at: number) => {
    const item = state.linked[at];
    return item && resourceOf(item, files, state);
  };
  for (const at of renewed) {
    const now = make(at);
    if (now) resources[at] = now;
  }
  for (const key of neighbours) {
    const at = state.positions.get(key);
    if (at === undefined || renewed.has(at)) continue;
    const now = make(at);
    if (now && now.layer !== resources[at]?.layer) resources[at] = now;
  }
  return resources;
}

function replaceInIndex(item: LinkedNode, before: DbtNode, entries: ReadonlyMap<PlacedEntry, PlacedEntry>): void {
  const { index, node } = item;
  replaceIn(index.nodes, before, node);
  replaceIn(index.refable.get(node.name), before, node);
  replaceIn(index.sources.get(node.name), before, node);
  const placed = before.placed && entries.get(before.placed);
  const key = placed && `${placed.entry.list}:${placed.entry.name}`;
  if (placed && key && index.entries.get(key) === before.placed) index.entries.set(key, placed);
}

function replaceIn<T>(list: T[] | undefined, before: T, now: T): void {
  const at = list?.indexOf(before) ?? -1;
  if (list && at !== -1) list[at] = now;
}
