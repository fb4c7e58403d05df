import { t } from '../../l10n.ts';
import type { NewEntry } from '../../linked.ts';
import type { FileSet } from '../../model.ts';
import type { ProjectIndex } from '../linking/nodes.ts';
import type { DbtVersion } from '../linking/version.ts';
import { fileName, folderOf, isBelow, stemOf } from '../paths.ts';
import type { DbtFragment } from '../reading/fragments.ts';
import { newEntryPlaces } from './newEntries.ts';
import type { PlaceSource } from './placeSource.ts';
import { readsOlder } from './writable.ts';

/** Where a model or a source table that does not exist yet would be written: in the folder that was asked for, as its neighbours are. */
export function newResourceOf(
  kind: 'model' | 'source',
  asked: string,
  name: string,
  indexes: readonly ProjectIndex[],
  versions: ReadonlyMap<string, DbtVersion | null>,
  source: Pick<PlaceSource, 'files' | 'linked'>,
): NewEntry {
  const own = indexes.filter(({ project }) => project.installedIn === null);
  const index = own.findLast(({ project }) => asked === project.folder || isBelow(asked, project.folder)) ?? own[0];
  if (!index) return { refused: t('There is no dbt project in this workspace.') };
  const models = index.project.paths.filter(({ role }) => role === 'models').map(({ folder }) => folder);
  const within = models.find((path) => asked === path || isBelow(asked, path));
  const folder = within === undefined ? (models[0] ?? '') : asked;
  const version = versions.get(index.project.folder) ?? null;
  return kind === 'model' ? newModel(index, folder, name, source) : newTable(index, folder, name, version, source.files);
}

function newModel(index: ProjectIndex, folder: string, name: string, source: Pick<PlaceSource, 'files' | 'linked'>): NewEntry {
  const file = `${folder}/${name}.sql`;
  if (!/^[a-z_]\w*$/i.test(name)) return { refused: t('{0} is no name for a model: letters, digits and _ only.', name) };
  const [known] = index.refable.get(name) ?? [];
  if (known || source.files.has(file)) return { refused: t('There is a {0} already, in {1}.', name, known?.file ?? file) };
  const [place] = newEntryPlaces({ node: { kind: 'model', name, file, project: index.project }, index }, [], 'value', source);
  if (place?.target.writer !== 'yaml') return { refused: t('No place was found for the entry of {0}.', name) };
  const siblings = index.nodes.filter((node) => node.kind === 'model' && node.sql !== null);
  const sibling = siblings.find((node) => folderOf(node.file) === folder) ?? siblings[0];
  return {
    file,
    entry: { file: place.file, creates: place.creates, path: place.target.path, meta: ['config', 'meta'] },
    sibling: sibling?.file ?? null,
  };
}

function newTable(index: ProjectIndex, folder: string, name: string, version: DbtVersion | null, files: FileSet<DbtFragment>): NewEntry {
  const [source = '', table = '', more] = name.split('.');
  if (source === '' || table === '' || more !== undefined) return { refused: t('Write the source and its table as {0}.', 'shop.orders') };
  const [known] = index.sources.get(name) ?? [];
  if (known) return { refused: t('There is a {0} already, in {1}.', name, known.file) };
  const declared = [...index.sources.values()].flat().flatMap(({ placed }) => placed ?? []);
  const same = declared.find(({ entry }) => entry.name === source);
  const file =
    same?.file ??
    sourcesFile(
      folder,
      source,
      declared.map((placed) => ({ file: placed.file, source: placed.entry.name })),
    );
  return {
    file: null,
    entry: {
      file,
      creates: !files.has(file),
      path: ['sources', { key: 'name', is: source }, 'tables', { key: 'name', is: table }],
      meta: readsOlder(version) ? ['meta'] : ['config', 'meta'],
    },
    sibling: null,
  };
}

/** Named as most files of sources here are, their folder's and their source's name taken as such. */
function sourcesFile(folder: string, source: string, declared: readonly { readonly file: string; readonly source: string }[]): string {
  const patterns = new Map<string, number>();
  for (const one of declared) {
    const pattern = fileName(one.file).replace(
      stemOf(one.file),
      stemOf(one.file)
        .replace(one.source, '{s}')
        .replace(fileName(folderOf(one.file)), '{f}'),
    );
    patterns.set(pattern, (patterns.get(pattern) ?? 0) + 1);
  }
  const [most] = [...patterns].sort((a, b) => b[1] - a[1]);
  const pattern = most?.[0] ?? '_{s}__sources.yml';
  return `${folder}/${pattern.replace('{s}', source).replace('{f}', fileName(folder))}`;
}
