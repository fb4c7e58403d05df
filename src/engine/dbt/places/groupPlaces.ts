import { t } from '../../l10n.ts';
import type { FixKey, Place, Value } from '../../model.ts';
import { fieldOf, textOf } from '../../syntax/yaml.ts';
import { ownerSpellings } from '../facts/owners.ts';
import { configOf, type Level } from '../linking/configs.ts';
import type { LinkedNode } from '../linking/linkedNode.ts';
import type { DbtNode, ProjectIndex } from '../linking/nodes.ts';
import { isOlderThan } from '../linking/version.ts';
import { folderOf } from '../paths.ts';
import { newEntryPlaces } from './newEntries.ts';
import type { PlaceSource } from './placeSource.ts';
import { isTaken } from './writable.ts';

/** More groups than these are a list to scroll, not a choice. */
const mostGroups = 3;

/** @returns where a group answers for a resource: the one that it is in, else those that it can join, and a new one. */
export function groupPlaces(item: LinkedNode, key: FixKey, source: PlaceSource): Place[] {
  const { node, index, levels } = item;
  if (node.kind === 'source' || node.kind === 'exposure' || (key !== 'owner' && key !== 'channel')) return [];
  if (key === 'owner' && levels.some(namesOwner)) return [];
  const config = configOf(levels, 'group');
  if (!config) return key === 'owner' ? [...joinable(item, source), ...newGroup(node, index)] : [];
  const name = textOf(config.value);
  const group = name === null ? undefined : index.groups.get(name);
  if (!group || name === null) return [];
  const older = isOlderThan(source.version, 1, 10);
  if (key === 'channel' && older === 'unknown' && source.version) return [];
  const path = key === 'owner' ? ['owner', 'name'] : older === 'yes' ? ['owner', 'slack'] : ['config', 'meta', key];
  if (isTaken(group.entry.value, path)) return [];
  return [
    {
      id: 'group',
      file: group.file,
      creates: false,
      label: t('group {0}', name),
      detail: t('everyone in the group {0}', name),
      target: { writer: 'yaml', path: ['groups', { key: 'name', is: name }, ...path], shape: 'value' },
    },
  ];
}

/** An owner that meta names, in whatever word, comes before that of a group. */
function namesOwner({ value }: Level): boolean {
  return ownerSpellings.some((path) => path.reduce<Value | undefined>(fieldOf, fieldOf(value, 'meta')) !== undefined);
}

/** @returns the groups of a project, with who owns each; empty where that is not said. */
export function groupsIn({ groups }: ProjectIndex): { readonly name: string; readonly owner: string }[] {
  const ownerOf = (group: Value) => ['name', 'email'].flatMap((key) => textOf(fieldOf(fieldOf(group, 'owner'), key)) ?? [])[0] ?? '';
  return [...groups].map(([name, { entry }]) => ({ name, owner: ownerOf(entry.value) }));
}

/** The groups that a resource can join, those of its neighbours first, then the largest. Who owns the group owns it then. */
function joinable({ node, index }: LinkedNode, source: PlaceSource): Place[] {
  const [member] = memberPlaces({ node, index }, source);
  if (!member) return [];
  const count = (name: string, folder = '*') => source.members().get(memberKey(node, name, folder)) ?? 0;
  return groupsIn(index)
    .filter(({ owner }) => owner !== '')
    .map((one) => ({ ...one, all: count(one.name), near: count(one.name, folderOf(node.file)) }))
    .sort((a, b) => b.near - a.near || b.all - a.all)
    .slice(0, mostGroups)
    .map(({ name, owner, all }) => ({
      ...member,
      id: `join:${name}`,
      label: t('{0}: group {1}', member.file, name),
      detail:
        all > 0 ? t('{0} joins its {1} members; {2} owns them', node.name, all, owner) : t('{0} joins it; {1} owns it', node.name, owner),
      target: { writer: 'join', member: member.path, group: name, owner },
    }));
}

/** @returns how many each group has, in all and by folder. */
export function membersOf(linked: readonly LinkedNode[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { node, levels, disabled } of linked) {
    const name = disabled ? null : textOf(configOf(levels, 'group')?.value);
    for (const key of name === null ? [] : [memberKey(node, name, '*'), memberKey(node, name, folderOf(node.file))])
      counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function memberKey({ project }: DbtNode, group: string, folder: string): string {
  return JSON.stringify([project.folder, group, folder]);
}

/** A place for `config.group`: in the entry of the resource, or in a new one. */
function memberPlaces(item: Pick<LinkedNode, 'node' | 'index'>, source: PlaceSource) {
  const { placed } = item.node;
  if (placed && (placed.ofPackage || placed.entry.value.shared || isTaken(placed.entry.value, group))) return [];
  if (placed) return [{ file: placed.file, creates: false, path: [placed.entry.list, { key: 'name', is: placed.entry.name }, ...group] }];
  return newEntryPlaces(item, group, 'value', source).flatMap(({ file, creates, target }) =>
    target.writer === 'yaml' ? [{ file, creates, path: target.path }] : [],
  );
}

const group = ['config', 'group'];

/** A group can begin in the file of the entry that joins it. */
function newGroup({ placed, kind, name }: DbtNode, index: ProjectIndex): Place[] {
  if (!placed || kind === 'seed' || placed.entry.value.shared || isTaken(placed.entry.value, group)) return [];
  return [
    {
      id: 'new-group',
      file: placed.file,
      creates: false,
      label: t('{0}: a new group', placed.file),
      detail: t('{0} joins it; others can follow', name),
      target: {
        writer: 'group',
        member: [placed.entry.list, { key: 'name', is: placed.entry.name }, ...group],
        groups: Object.fromEntries(groupsIn(index).map((one) => [one.name, one.owner])),
      },
    },
  ];
}
