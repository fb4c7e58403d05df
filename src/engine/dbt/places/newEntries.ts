import { t, verbatim } from '../../l10n.ts';
import type { FileSet, Place, YamlStep } from '../../model.ts';
import type { DbtNode, ProjectIndex } from '../linking/nodes.ts';
import { extensionOf, fileName, folderOf, isBelow, stemOf } from '../paths.ts';
import type { DbtFragment } from '../reading/fragments.ts';
import type { PlaceSource } from './placeSource.ts';
import type { Shape } from './writable.ts';

const listOfKind: Partial<Record<DbtNode['kind'], string>> = { model: 'models', seed: 'seeds', snapshot: 'snapshots' };

/** What is asked of a resource whose entry is looked for: it need not exist yet. */
export type Undescribed = Pick<DbtNode, 'kind' | 'name' | 'file' | 'project'>;

/** @returns where an entry for a resource that has none can begin: in the file that describes its neighbours, or in a new one named as the project names them. */
export function newEntryPlaces(
  item: { readonly node: Undescribed; readonly index: ProjectIndex },
  path: readonly string[],
  shape: Shape,
  source: Pick<PlaceSource, 'files'>,
): Place[] {
  const { node, index } = item;
  const list = listOfKind[node.kind];
  if (!list) return [];
  const full: YamlStep[] = [list, { key: 'name', is: node.name }, ...path];
  const neighbours = neighbourFile(node, list, index, source);
  const fresh = newFile(node, list, index, source.files);
  return [
    ...(neighbours ? [existing(node, neighbours, full, shape)] : []),
    ...(fresh !== neighbours
      ? [
          {
            id: 'new-file',
            file: fresh,
            creates: !source.files.has(fresh),
            label: verbatim(fresh),
            detail: t('a new entry for {0}', node.name),
            target: { writer: 'yaml' as const, path: full, shape },
          },
        ]
      : []),
  ];
}

function existing(node: Undescribed, file: string, path: readonly YamlStep[], shape: Shape): Place {
  return {
    id: 'new-entry',
    file,
    creates: false,
    label: verbatim(file),
    detail: t('a new entry for {0}', node.name),
    target: { writer: 'yaml', path, shape },
  };
}

/** The file in which most models of the same folder are described; else one of the folder that has the right list. */
function neighbourFile(node: Undescribed, list: string, index: ProjectIndex, source: Pick<PlaceSource, 'files'>): string | null {
  const folder = folderOf(node.file);
  const counts = new Map<string, number>();
  for (const other of index.nodes) {
    if (other.kind !== node.kind || !other.placed || folderOf(other.file) !== folder) continue;
    counts.set(other.placed.file, (counts.get(other.placed.file) ?? 0) + 1);
  }
  const usable = (file: string) => {
    const fragment = source.files.fragment(file);
    return fragment?.kind === 'properties' && !fragment.broken;
  };
  const described = [...counts].filter(([file]) => usable(file)).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const best = described[0];
  if (best && (best[1] > 1 || !isOwnFile(best[0], list, source.files))) return best[0];
  return (
    index.propertiesFiles.find(
      (file) => folderOf(file) === folder && usable(file) && hasList(file, list, source.files) && !isOwnFile(file, list, source.files),
    ) ?? null
  );
}

function hasList(file: string, list: string, files: FileSet<DbtFragment>): boolean {
  const fragment = files.fragment(file);
  return fragment?.kind === 'properties' && fragment.lists.includes(list);
}

/** A file that describes one model alone and bears its name. */
function isOwnFile(file: string, list: string, files: FileSet<DbtFragment>): boolean {
  const fragment = files.fragment(file);
  if (fragment?.kind !== 'properties') return false;
  const entries = fragment.entries.filter((entry) => entry.list === list);
  return entries.length === 1 && stemOf(file).replace(/^_+/, '') === entries[0]?.name;
}

type Naming = (node: Undescribed, list: string) => string;

const folderName = (node: Undescribed) => fileName(folderOf(node.file)) || node.project.name;

/** How projects name their properties files; the first is dbt's own advice. */
const namings: readonly Naming[] = [
  (node, list) => `_${folderName(node)}__${list}`,
  (node) => node.name,
  (node) => `_${node.name}`,
  () => 'schema',
  () => '_schema',
  () => 'properties',
  (_, list) => list,
  (_, list) => `_${list}`,
  (node) => folderName(node),
  (node) => `_${folderName(node)}`,
  (node, list) => `${folderName(node)}_${list}`,
  (node, list) => `_${folderName(node)}_${list}`,
];

function newFile(node: Undescribed, list: string, index: ProjectIndex, files: FileSet<DbtFragment>): string {
  const votes = new Array<number>(namings.length).fill(0);
  let yaml = 0;
  let described = 0;
  for (const other of index.nodes) {
    if (other.kind !== node.kind || !other.placed || !isBelow(other.placed.file, folderOf(other.file))) continue;
    described++;
    if (extensionOf(other.placed.file) === 'yaml') yaml++;
    const stem = stemOf(other.placed.file);
    namings.forEach((naming, at) => {
      if (naming(other, list) === stem) votes[at] = (votes[at] ?? 0) + 1;
    });
  }
  const most = Math.max(...votes);
  const naming = namings[most > 0 ? votes.indexOf(most) : 0];
  const extension = yaml * 2 > described ? 'yaml' : 'yml';
  const folder = folderOf(node.file);
  const stem = naming?.(node, list) ?? node.name;
  const file = `${folder === '' ? '' : `${folder}/`}${stem}.${extension}`;
  const fragment = files.fragment(file);
  return files.has(file) && fragment?.broken !== false ? `${folder === '' ? '' : `${folder}/`}_${node.name}.${extension}` : file;
}
