import type { Alert, Found, Known, Owner, Stated } from '../../facts.ts';
import { type Message, t, verbatim } from '../../l10n.ts';
import type { Value } from '../../model.ts';
import { entryOf, fieldOf, textOf } from '../../syntax/yaml.ts';
import { configOf } from '../linking/configs.ts';
import { hiddenReason, type Levels, mapReadings, namesIn, readMeta, routeOf, wordsOf } from '../linking/meta.ts';
import type { PlacedEntry } from '../linking/nodes.ts';
import type { FactSource } from './factSource.ts';
import type { Tag } from './tags.ts';

/** Paths in meta that name an owner, the strongest first. */
export const ownerSpellings = [['owner'], ['owners'], ['data_owner'], ['team'], ['dagster', 'owners'], ['openmetadata', 'owner']];

/** @returns whom the files name as owner: natively, in meta, by a group, in tags. */
export function ownersOf(source: FactSource, meta: Levels, tags: readonly Tag[]): Found<Owner>[] {
  const native = source.node.kind === 'exposure' ? exposureOwner(source) : [];
  const stated = mapReadings(readMeta(meta, ownerSpellings), (value): Owner => ({ names: namesIn(value) }));
  const tagOwners = tags.flatMap((tag): Known<Owner>[] => {
    const name = /^(?:owner|team):(.+)$/i.exec(tag.text)?.[1]?.trim();
    return name ? [{ known: true, value: { names: [name] }, evidence: tag.evidence }] : [];
  });
  return [...native, ...stated, ...groupOwners(source), ...tagOwners];
}

function exposureOwner(source: FactSource): Found<Owner>[] {
  const { placed } = source.node;
  const owner = entryOf(placed?.entry.value, 'owner')?.value;
  if (!placed || !owner) return [];
  return [ownedBy(source, placed.file, owner, verbatim('owner'))];
}

/** The group that a resource is in, and the entry that declares it. */
function groupOf(
  source: FactSource,
): { readonly name: string; readonly placed: PlacedEntry } | Extract<Found<never>, { known: false }> | null {
  if (source.node.kind === 'source' || source.node.kind === 'exposure') return null;
  const config = configOf(source.levels, 'group');
  if (!config) return null;
  const reason = hiddenReason(config.value);
  if (reason) {
    return {
      known: false,
      reason,
      evidence: { span: source.files.span(config.level.file, config.value), route: routeOf(config.level, 'group') },
    };
  }
  const name = textOf(config.value);
  if (name === null) return null;
  const placed = source.index.groups.get(name) ?? source.scope.members.flatMap((member) => member.groups.get(name) ?? [])[0];
  return placed ? { name, placed } : null;
}

function groupOwners(source: FactSource): Found<Owner>[] {
  const group = groupOf(source);
  if (!group) return [];
  if ('known' in group) return [group];
  const { placed, name } = group;
  const owner = fieldOf(placed.entry.value, 'owner');
  const slack = fieldOf(fieldOf(fieldOf(placed.entry.value, 'config'), 'meta'), 'slack');
  return owner ? [ownedBy(source, placed.file, owner, t('group {0}', name), slack)] : [];
}

function ownedBy(source: FactSource, file: string, owner: Value, route: Message, slack?: Value): Found<Owner> {
  const saying = [entryOf(owner, 'name')?.value, entryOf(owner, 'email')?.value].flatMap((value) =>
    value === undefined || value.type === 'nothing' ? [] : value,
  );
  const named = saying.find((value) => textOf(value) !== '') ?? saying[0] ?? owner;
  const evidence = { span: source.files.span(named.file ?? file, named), route };
  const reason = hiddenReason(named);
  if (reason) return { known: false, reason, evidence };
  const beside = [fieldOf(owner, 'email'), fieldOf(owner, 'slack'), slack].flatMap((value) =>
    value && !hiddenReason(value) ? namesIn(value) : [],
  );
  const names = namesIn(named);
  return { known: true, value: { names, contacts: beside.filter((one) => one !== '' && !names.includes(one)) }, evidence };
}

/** @returns an owner as the words of an answer. */
export function namesAsText(found: Found<Owner>): Found<Stated> {
  return found.known ? { ...found, value: { text: found.value.names.join(', ') } } : found;
}

/** @returns who is told when it fails: by its own meta, or by its group's. */
export function alertsOf(source: FactSource, meta: Levels): Found<Alert>[] {
  const alert =
    (level: Alert['level'], route: Alert['route']) =>
    (value: Value): Alert => ({ level, route, channel: wordsOf(value), reaches: 'all', quiet: false, on: 'failure' });
  const own = [
    ...mapReadings(readMeta(meta, [['channel']]), alert('resource', 'channel')),
    ...mapReadings(readMeta(meta, [['subscribers']]), alert('resource', 'subscribers')),
  ];
  const group = groupOf(source);
  if (!group || 'known' in group) return own;
  const { placed, name } = group;
  const metaOfGroup = fieldOf(fieldOf(placed.entry.value, 'config'), 'meta');
  const channels = [fieldOf(metaOfGroup, 'channel'), fieldOf(metaOfGroup, 'slack'), fieldOf(fieldOf(placed.entry.value, 'owner'), 'slack')];
  return [
    ...own,
    ...channels.flatMap((value): Found<Alert>[] => {
      if (!value || textOf(value) === null) return [];
      const evidence = { span: source.files.span(placed.file, value), route: t('group {0}', name) };
      return [{ known: true, value: alert('group', 'channel')(value), evidence }];
    }),
  ];
}
