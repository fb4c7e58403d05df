import { t, verbatim } from '../../l10n.ts';
import type { FixKey, Place, Value, YamlStep } from '../../model.ts';
import { entryOf, fieldOf } from '../../syntax/yaml.ts';
import type { Level } from '../linking/configs.ts';
import type { LinkedNode } from '../linking/linkedNode.ts';
import { type DbtNode, unreadEntry } from '../linking/nodes.ts';
import { type DbtVersion, isOlderThan } from '../linking/version.ts';
import { agePlaces } from './agePlaces.ts';
import { folderPlaces } from './folderPlaces.ts';
import { groupPlaces } from './groupPlaces.ts';
import { newEntryPlaces } from './newEntries.ts';
import { exposurePlaces, testPlaces } from './newFiles.ts';
import type { PlaceSource } from './placeSource.ts';
import { isOverruled, isTaken, metaPath, type Shape } from './writable.ts';

/** @returns where an answer can be written, best first; never a place where the value would change something else too, or be overruled. */
export function placesOf(item: LinkedNode, asked: FixKey, source: PlaceSource): Place[] {
  const { node } = item;
  const key = inMetaAs(asked);
  // Where data comes from is what dbt itself reads; there is no key for it.
  if (node.placed?.nested || key === 'source' || key.startsWith('doc:')) return [];
  // Who owns a source stands at the source: the owner of a model is somebody else.
  if (asked === 'source_owner' && node.kind !== 'source') return [];
  // dbt refuses a second entry, and what stands in the first is not known.
  if (unreadEntry(node, item.index)) return [];
  if (key === 'check') return testPlaces(node, source.files);
  if (key === 'retirement') return endPlaces(item, source);
  if (node.kind === 'exposure' && key === 'owner') return exposureOwner(node);
  const inMeta = key !== 'description';
  const above = inMeta ? strengthOfMeta(item.levels, key) : 0;
  const reaches = (strength: number) => strength >= above;
  const ages = node.kind === 'source' && key === 'sla' ? agePlaces(item, source) : [];
  const checked = ages.filter(({ target }) => target.writer === 'freshness' && !target.column);
  return [
    ...checked,
    ...(node.placed
      ? node.placed.ofPackage
        ? []
        : entryPlaces(node, key, source.version, reaches)
      : reaches(strength.entry)
        ? newEntryPlaces(item, metaPath(null, node, key, source.version), shapeOf(key), source)
        : []),
    ...(above === 0 && inMeta ? groupPlaces(item, key, source) : []),
    ...(inMeta ? folderPlaces(item, key, shapeOf(key), source) : []),
    ...(key === 'consumers' ? exposurePlaces(item, source.files) : []),
    ...(inMeta ? configPlaces(node) : []).map((place) => withKey(place, key)),
    ...ages.filter((place) => !checked.includes(place)),
  ];
}

/** The day on which a model ends; a version has a day of its own, or none. dbt knows it from 1.6 on. */
function endPlaces(item: LinkedNode, source: PlaceSource): Place[] {
  const { node } = item;
  const { placed, version } = node;
  const known = isOlderThan(source.version, 1, 6);
  if (node.kind !== 'model' || known === 'yes' || (version && known === 'unknown' && source.version)) return [];
  if (!placed) return newEntryPlaces(item, [endDate], 'day', source);
  const holder = version?.value ?? placed.entry.value;
  if (placed.ofPackage || placed.entry.value.shared || isTaken(holder, [endDate])) return [];
  const steps: YamlStep[] = [placed.entry.list, { key: 'name', is: placed.entry.name }];
  if (!version) return [entryPlace(node, placed.file, [...steps, endDate], 'day')];
  return [versionPlace(node, placed.file, [...steps, 'versions', { key: 'v', is: version.text }, endDate], 'day')];
}

const endDate = 'deprecation_date';

/** A key of the team's own stands in meta as it is. */
function inMetaAs(asked: FixKey): FixKey {
  if (asked.startsWith('meta.')) return asked.slice('meta.'.length) as FixKey;
  return asked === 'source_owner' ? 'owner' : asked;
}

/** Which level overrules which, as dbt merges `meta` key by key. */
const strength = { folder: 1, entry: 2, table: 3, version: 4, file: 5 };

/** @returns how strong the level is that gives a key of meta now; 0 where none does. */
function strengthOfMeta(levels: readonly Level[], key: string): number {
  const level = levels.find(({ value }) => entryOf(fieldOf(value, 'meta'), key) !== undefined);
  if (!level) return 0;
  return level.where === 'manifest' ? 0 : level.where === 'top' ? strength.entry : strength[level.where];
}

function shapeOf(key: FixKey): 'value' | 'list' {
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

function entryPlaces(node: DbtNode, key: FixKey, version: DbtVersion | null, reaches: (strength: number) => boolean): Place[] {
  const { placed, table } = node;
  if (!placed) return [];
  const steps: YamlStep[] = [placed.entry.list, { key: 'name', is: placed.entry.name }];
  const holder = placed.entry.value;
  const isOpen = (at: Value, path: readonly string[]) => !isTaken(at, path, shapeOf(key)) && !isOverruled(node, path, version);
  const own = metaPath(table?.value ?? holder, node, key, version);
  const ownSteps: YamlStep[] = table ? [...steps, 'tables', { key: 'name', is: table.name }] : steps;
  const places: Place[] = [];
  if (isOpen(table?.value ?? holder, own) && !holder.shared && (table || reaches(strength.entry)))
    places.push(entryPlace(node, placed.file, [...ownSteps, ...own], shapeOf(key)));
  if (node.version && key !== 'description' && !isTaken(node.version.value, ['config', 'meta', key], shapeOf(key)) && !holder.shared)
    places.push(
      versionPlace(node, placed.file, [...steps, 'versions', { key: 'v', is: node.version.text }, 'config', 'meta', key], shapeOf(key)),
    );
  if (!table || strengthOfTable(table.value, key)) return places;
  const ofSource = metaPath(holder, node, key, version);
  if (!isOpen(holder, ofSource)) return places;
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

/** Whether a table has a word of its own, which what stands at its source would not change. */
function strengthOfTable(table: Value, key: FixKey): boolean {
  return [table, fieldOf(table, 'config')].some((holder) => entryOf(key === 'description' ? holder : fieldOf(holder, 'meta'), key));
}

/** A version takes configs under `config` only: anything else that it does not know beside its `v` is an error (dbt 1.5 and later). */
function versionPlace({ version }: DbtNode, file: string, path: readonly YamlStep[], shape: Shape): Place {
  return {
    id: 'version',
    file,
    creates: false,
    label: t('{0}: version {1}', file, version?.text ?? ''),
    detail: t('this version only'),
    target: { writer: 'yaml', path, shape },
  };
}

function entryPlace(node: DbtNode, file: string, path: readonly YamlStep[], shape: Shape): Place {
  return {
    id: 'entry',
    file,
    creates: false,
    label: verbatim(file),
    detail: node.version ? t('the entry of {0}, all its versions', node.name) : t('the entry of {0}', node.name),
    target: { writer: 'yaml', path, shape },
  };
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

function withKey(place: Place, key: FixKey): Place {
  if (place.target.writer !== 'jinja-config') return place;
  return { ...place, target: { ...place.target, path: [...place.target.path, key] } };
}
