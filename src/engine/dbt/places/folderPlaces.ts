import { type Message, t } from '../../l10n.ts';
import type { FixKey, Place, Value } from '../../model.ts';
import { entryOf, fieldOf } from '../../syntax/yaml.ts';
import type { LinkedNode } from '../linking/linkedNode.ts';
import { isOlderThan } from '../linking/version.ts';
import { fileName } from '../paths.ts';
import type { PlaceSource } from './placeSource.ts';

/** More levels than this are a list to scroll, not a choice. */
const mostFolders = 3;

/** @returns the folders of dbt_project.yml in which a `+meta` would reach the resource and count there, the innermost first. */
export function folderPlaces(item: LinkedNode, key: FixKey, shape: 'value' | 'list', source: PlaceSource): Place[] {
  const { node, index } = item;
  if (node.kind === 'exposure' || (node.kind === 'source' && isOlderThan(source.version, 1, 10) !== 'no')) return [];
  if (index.project.fragment.broken) return [];
  const folders = foldersOf(item);
  const places: Place[] = [];
  for (let depth = folders.length; depth > 0 && places.length < mostFolders; depth--) {
    const place = folderPlace(item, folders.slice(0, depth), key, shape, source);
    if (place) places.push(place);
  }
  return places;
}

/** The parts of the fqn between the project and the resource itself. */
function foldersOf({ node }: LinkedNode): readonly string[] {
  const last = node.kind === 'source' || node.version ? 2 : 1;
  return node.fqn.slice(1, -last);
}

function folderPlace(
  item: LinkedNode,
  folders: readonly string[],
  key: FixKey,
  shape: 'value' | 'list',
  source: PlaceSource,
): Place | null {
  const { project } = item.node;
  const path = [item.node.tree, project.name, ...folders, '+meta'];
  if (!canHold(project.fragment.root, path) || saysOtherwise(item, folders.length, key)) return null;
  const folder = folders.join('/');
  return {
    id: `folder:${folder}`,
    file: project.file,
    creates: false,
    label: t('{0}: the whole folder {1}', fileName(project.file), folder),
    // Counted where it is shown: of thousands of answers that are written at once nobody reads it.
    get detail() {
      return coverage(item, folders, key, source);
    },
    target: { writer: 'yaml', path: [...path, key], shape },
  };
}

function coverage(item: LinkedNode, folders: readonly string[], key: FixKey, source: PlaceSource): Message {
  const { tree, project } = item.node;
  const prefix = [project.name, ...folders];
  const covered = source.linked.filter(
    ({ node, disabled }) => node.project === project && node.tree === tree && !disabled && isPrefix(prefix, node.fqn),
  );
  const otherwise = covered.filter((other) => saysOtherwise(other, folders.length, key)).length;
  return otherwise > 0
    ? t('{0} {1}, of which {2} already say otherwise', covered.length, tree, otherwise)
    : t('{0} {1}', covered.length, tree);
}

function isPrefix(prefix: readonly string[], fqn: readonly string[]): boolean {
  return prefix.every((part, index) => fqn[index] === part);
}

/** Something nearer to the resource than the folder gives the key, so that the folder would not reach it. */
function saysOtherwise(item: LinkedNode, depth: number, key: string): boolean {
  return item.levels.some((level) => {
    if (level.where === 'folder' && level.depth <= depth + 1) return false;
    return entryOf(fieldOf(level.value, 'meta'), key) !== undefined;
  });
}

function canHold(root: Value | null, path: readonly string[]): boolean {
  let at: Value | undefined = root ?? undefined;
  for (const step of path) {
    if (!at || at.type === 'nothing') return true;
    if (at.type !== 'map' || at.shared || at.hidden) return false;
    at = entryOf(at, step)?.value;
  }
  return !at || at.type === 'nothing' || (at.type === 'map' && !at.shared && !at.hidden);
}
