import { t, verbatim } from '../../l10n.ts';
import type { FileSet, Place } from '../../model.ts';
import type { LinkedNode } from '../linking/linkedNode.ts';
import type { DbtNode } from '../linking/nodes.ts';
import { folderOf } from '../paths.ts';
import type { DbtFragment } from '../reading/fragments.ts';

type DbtFiles = FileSet<DbtFragment>;

/** @returns where an exposure that reads the resource can begin: beside the others of the project, or in a file of its own. */
export function exposurePlaces({ node, index }: LinkedNode, files: DbtFiles): Place[] {
  if (!isReferable(node) || node.kind === 'source') return [];
  const others = index.nodes.flatMap((other) => (other.kind === 'exposure' && !other.placed?.nested ? other.file : []));
  const near = others.find((file) => folderOf(file) === folderOf(node.file)) ?? others[0];
  const file = near ?? inFolder(node, '_exposures.yml');
  if (files.has(file) && files.fragment(file)?.broken !== false) return [];
  return [
    {
      id: 'exposure',
      file,
      creates: !files.has(file),
      label: t('{0}: a new exposure', file),
      detail: t('a dashboard that depends on {0}; its owner is left for you to fill in', node.name),
      target: { writer: 'exposure', relation: relationOf(node) },
    },
  ];
}

/** @returns where a test of what the rows say can begin. It selects nothing until somebody says which rows must never be there. */
export function testPlaces(node: DbtNode, files: DbtFiles): Place[] {
  const folder = node.project.paths.find(({ role }) => role === 'tests')?.folder;
  if (!isReferable(node) || folder === undefined) return [];
  const file = `${folder}/assert_${node.name.replaceAll('.', '_')}_is_right.sql`;
  if (files.has(file)) return [];
  return [
    {
      id: 'test',
      file,
      creates: true,
      label: verbatim(file),
      detail: t('a test of {0} to be completed: it fails where its query finds rows', node.name),
      target: {
        writer: 'file',
        text: `-- TODO: which rows must never be here? Say so below; the test fails where it finds one.\nselect *\nfrom {{ ${relationOf(node)} }}\nwhere false\n`,
      },
    },
  ];
}

function isReferable({ kind }: DbtNode): boolean {
  return kind === 'model' || kind === 'seed' || kind === 'snapshot' || kind === 'source';
}

function relationOf(node: DbtNode): string {
  if (node.table && node.placed) return `source('${node.placed.entry.name}', '${node.table.name}')`;
  const version = node.version?.text;
  return version === undefined ? `ref('${node.name}')` : `ref('${node.name}', v=${/^\d+$/.test(version) ? version : `'${version}'`})`;
}

function inFolder(node: DbtNode, name: string): string {
  const folder = folderOf(node.placed?.file ?? node.file);
  return folder === '' ? name : `${folder}/${name}`;
}
