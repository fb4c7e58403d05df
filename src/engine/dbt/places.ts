import { t, verbatim } from '../l10n.ts';
import type { AnswerKey, FileSet, Place, Value, YamlStep } from '../model.ts';
import { entryOf, fieldOf, textOf } from '../syntax/yaml.ts';
import { configOf } from './configs.ts';
import { folderPlaces } from './folderPlaces.ts';
import type { DbtFragment } from './fragments.ts';
import type { LinkedNode } from './linkedNode.ts';
import { newEntryPlaces } from './newEntries.ts';
import type { DbtNode } from './nodes.ts';
import { type DbtVersion, isOlderThan } from './version.ts';

/** What places are chosen from. */
export interface PlaceSource {
  readonly files: FileSet<DbtFragment>;
  readonly linked: readonly LinkedNode[];
  readonly version: DbtVersion | null;
}

/** @returns where an answer can be written, best first; never a place where the value would change something else too. */
export function placesOf(item: LinkedNode, key: AnswerKey, source: PlaceSource): Place[] {
  const { node } = item;
  if (node.placed?.nested) return [];
  if (node.kind === 'exposure' && key === 'owner') return exposureOwner(node);
  const inMeta = key !== 'description';
  return [
    ...(node.placed
      ? node.placed.ofPackage
        ? []
        : entryPlaces(node, key, source.version)
      : newEntryPlaces(item, metaPath(null, node, key, source.version), shapeOf(key), source)),
    ...(inMeta ? groupPlaces(item, key) : []),
    ...(inMeta ? folderPlaces(item, key, shapeOf(key), source) : []),
    ...(inMeta ? configPlaces(node) : []).map((place) => withKey(place, key)),
  ];
}

function shapeOf(key: AnswerKey): 'value' | 'list' {
  return key === 'consumers' || key === 'failure_modes' ? 'list' : 'value';
}

/** An exposure has a native owner: its name, or the e-mail where only that is there. */
function exposureOwner(node: DbtNode): Place[] {
  const placed = node.placed;
  if (!placed) return [];
  const owner = entryOf(placed.entry.value, 'owner')?.value;
  if (owner && (owner.shared || owner.type === 'hidden')) return [];
  const field = owner && entryOf(owner, 'email') && !entryOf(owner, 'name') ? 'email' : 'name';
  return [entryPlace(node, placed.file, ['exposures', { key: 'name', is: placed.entry.name }, 'owner', field], 'value')];
}

function entryPlaces(node: DbtNode, key: AnswerKey, version: DbtVersion | null): Place[] {
  const { placed, table } = node;
  if (!placed) return [];
  const steps: YamlStep[] = [placed.entry.list, { key: 'name', is: placed.entry.name }];
  const holder = placed.entry.value;
  const places: Place[] = [];
  const own = metaPath(table?.value ?? holder, node, key, version);
  const ownSteps: YamlStep[] = table ? [...steps, 'tables', { key: 'name', is: table.name }] : steps;
  if (!isShared(table?.value ?? holder, own) && !holder.shared)
    places.push(entryPlace(node, placed.file, [...ownSteps, ...own], shapeOf(key)));
  if (!table) return places;
  const ofSource = metaPath(holder, node, key, version);
  if (isShared(holder, ofSource)) return places;
  return [
    ...places,
    {
      id: 'source',
      file: placed.file,
      creates: false,
      label: t('{0}: the source {1}', placed.file, placed.entry.name),
      detail: t('all its tables, {0}', placed.entry.tables.length),
      target: { writer: 'yaml', path: [...steps, ...ofSource], shape: shapeOf(key) },
    },
  ];
}

function entryPlace(node: DbtNode, file: string, path: readonly YamlStep[], shape: 'value' | 'list'): Place {
  return {
    id: 'entry',
    file,
    creates: false,
    label: verbatim(file),
    detail: t('the entry of {0}', node.name),
    target: { writer: 'yaml', path, shape },
  };
}

/**
 * The way to an answer inside an entry. `config.meta` unless the entry has a `meta` of its own (both at once is an error for
 * models), or the object is a source or an exposure and a dbt before 1.10 may read it, which loses `config.meta` there.
 */
function metaPath(holder: Value | null, node: DbtNode, key: AnswerKey, version: DbtVersion | null): string[] {
  if (key === 'description') return ['description'];
  const inConfig = entryOf(fieldOf(holder, 'config'), 'meta') !== undefined;
  if (node.kind === 'source' || node.kind === 'exposure') {
    const older = isOlderThan(version, 1, 10);
    const mayBeOlder = older === 'yes' || (older === 'unknown' && version !== null && version.below <= 2000);
    if (mayBeOlder) return ['meta', key];
  }
  return entryOf(holder, 'meta') && !inConfig ? ['meta', key] : ['config', 'meta', key];
}

/** A value behind an anchor belongs to others too. */
function isShared(holder: Value, path: readonly string[]): boolean {
  let at: Value | undefined = holder;
  for (const step of path) {
    if (at?.shared || at?.type === 'hidden') return true;
    at = entryOf(at, step)?.value;
  }
  return at?.shared === true;
}

function groupPlaces(item: LinkedNode, key: AnswerKey): Place[] {
  const { node, index, levels } = item;
  if (node.kind === 'source' || node.kind === 'exposure') return [];
  const name = textOf(configOf(levels, 'group')?.value);
  const group = name === null ? undefined : index.groups.get(name);
  if (!group || name === null) return [];
  const steps: YamlStep[] = ['groups', { key: 'name', is: name }];
  const path = key === 'owner' ? ['owner', 'name'] : ['config', 'meta', key];
  if (key !== 'owner' && key !== 'channel') return [];
  if (isShared(group.entry.value, path)) return [];
  const members = t('everyone in the group {0}', name);
  return [
    {
      id: 'group',
      file: group.file,
      creates: false,
      label: t('group {0}', name),
      detail: members,
      target: { writer: 'yaml', path: [...steps, ...path], shape: 'value' },
    },
  ];
}

/** Last of all: it makes the model modified for CI that compares states, and a properties entry does not. */
function configPlaces(node: DbtNode): Place[] {
  if (!node.sql || !node.body || node.sql.snapshots.length > 1) return [];
  const calls = node.body.configs;
  const [first] = calls;
  if (calls.length > 1 || first?.conditional) return [];
  if (first && (first.value.type !== 'map' || first.value.hidden)) return [];
  const meta = first ? entryOf(first.value, 'meta')?.value : undefined;
  if (meta && (meta.type !== 'map' || meta.hidden)) return [];
  return [
    {
      id: 'config',
      file: node.file,
      creates: false,
      label: t('config() in {0}', node.file),
      detail: first ? t('the call that is there') : t('a new call at the top'),
      target: { writer: 'jinja-config', call: first ? { from: first.from, to: first.to } : null, path: ['meta'] },
    },
  ];
}

function withKey(place: Place, key: AnswerKey): Place {
  if (place.target.writer !== 'jinja-config') return place;
  return { ...place, target: { ...place.target, path: [...place.target.path, key] } };
}
