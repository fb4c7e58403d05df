import { t } from '../../l10n.ts';
import type { FileSet, Place, StatedWaiver, Value, YamlStep } from '../../model.ts';
import { fieldOf, textOf } from '../../syntax/yaml.ts';
import type { Level } from '../linking/configs.ts';
import { routeOf } from '../linking/meta.ts';
import type { DbtNode } from '../linking/nodes.ts';
import type { DbtVersion } from '../linking/version.ts';
import { isTaken, metaPath } from '../places/writable.ts';
import type { DbtFragment } from '../reading/fragments.ts';

/** @returns the waivers in `meta.pipeline_coach.waive` of every level: all of them hold, although dbt keeps only the nearest list. */
export function waiversIn(levels: readonly Level[], files: FileSet<DbtFragment>): StatedWaiver[] {
  const found: StatedWaiver[] = [];
  for (const level of levels) {
    const waive = fieldOf(fieldOf(fieldOf(level.value, 'meta'), 'pipeline_coach'), 'waive');
    const items = waive?.type === 'list' ? waive.items : waive === undefined || waive.type === 'nothing' ? [] : [waive];
    for (const item of items) found.push(waiverOf(item, level, files));
  }
  return found;
}

function waiverOf(item: Value, level: Level, files: FileSet<DbtFragment>): StatedWaiver {
  const notApplicable = fieldOf(item, 'not_applicable');
  const until = fieldOf(item, 'until');
  const file = item.file ?? level.file;
  return {
    question: textOf(fieldOf(item, 'question')) ?? '',
    reason: textOf(fieldOf(item, 'reason')) ?? '',
    until: textOf(until),
    notApplicable: notApplicable?.type === 'boolean' && notApplicable.value,
    evidence: { span: files.span(file, item), route: routeOf(level, 'meta.pipeline_coach.waive') },
    end: until && !until.shared && !item.shared ? files.span(file, until) : null,
  };
}

/** @returns the list of waivers in the meta of a resource's own entry; none where it has no entry, or others share it. */
export function waiverPlaces(node: DbtNode, version: DbtVersion | null): Place[] {
  const { placed, table, name } = node;
  if (!placed || placed.nested || node.version || placed.entry.value.shared) return [];
  const holder = table?.value ?? placed.entry.value;
  const meta = metaPath(holder, node, 'owner', version).slice(0, -1);
  const path = [...meta, 'pipeline_coach', 'waive'];
  if (isTaken(holder, path, 'list')) return [];
  const { list, name: entry } = placed.entry;
  const steps: YamlStep[] = [list, { key: 'name', is: entry }, ...(table ? ['tables', { key: 'name', is: table.name }] : [])];
  return [
    {
      id: 'entry',
      file: placed.file,
      creates: false,
      label: t('{0}: {1}', placed.file, 'meta'),
      detail: t('the entry of {0}', name),
      target: { writer: 'yaml', path: [...steps, ...path], shape: 'list' },
    },
  ];
}
