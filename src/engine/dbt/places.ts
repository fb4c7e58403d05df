import { t, verbatim } from '../l10n.ts';
import type { AnswerKey, FileSet, Place, YamlStep } from '../model.ts';
import { entryOf } from '../syntax/yaml.ts';
import type { DbtFragment } from './fragments.ts';
import type { LinkedNode } from './link.ts';
import type { DbtVersion } from './version.ts';

/** What places are chosen from. */
export interface PlaceSource {
  readonly files: FileSet<DbtFragment>;
  readonly linked: readonly LinkedNode[];
  readonly version: DbtVersion | null;
}

/** @returns where an answer can be written, best first. */
export function placesOf(item: LinkedNode, key: AnswerKey, source: PlaceSource): Place[] {
  const { node } = item;
  if (!node.placed) return [];
  void source;
  const list = node.placed.entry.list;
  const base: YamlStep[] = [list, { key: 'name', is: node.placed.entry.name }];
  if (node.table) base.push('tables', { key: 'name', is: node.table.name });
  const holder = node.table?.value ?? node.placed.entry.value;
  const path = key === 'description' ? ['description'] : entryOf(holder, 'meta') ? ['meta', key] : ['config', 'meta', key];
  return [
    {
      id: 'entry',
      file: node.placed.file,
      creates: false,
      label: verbatim(node.placed.file),
      detail: t('the entry of {0}', node.name),
      target: { writer: 'yaml', path: [...base, ...path], shape: 'value' },
    },
  ];
}
