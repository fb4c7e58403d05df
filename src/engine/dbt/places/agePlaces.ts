import { t } from '../../l10n.ts';
import type { Place, Value, YamlStep } from '../../model.ts';
import { entryOf } from '../../syntax/yaml.ts';
import { knowsAge } from '../facts/freshness.ts';
import type { LinkedNode } from '../linking/linkedNode.ts';
import type { PlaceSource } from './placeSource.ts';
import { isTaken, readsOlder } from './writable.ts';

/**
 * @returns where a source can say after which age it is late, so that `dbt source freshness` looks at it: nowhere where it says
 * so already. Under `config`, but where a dbt before 1.10 may read it, which takes no `loaded_at_field` there.
 */
export function agePlaces(item: LinkedNode, source: PlaceSource): Place[] {
  const { node, levels } = item;
  const { placed, table } = node;
  if (!placed || placed.ofPackage || placed.entry.value.shared) return [];
  if (levels.some((level) => level.where !== 'folder' && entryOf(level.value, 'freshness'))) return [];
  const column = !knowsAge(levels, source.adapters());
  const steps: YamlStep[] = [placed.entry.list, { key: 'name', is: placed.entry.name }];
  const inside = readsOlder(source.version) ? [] : ['config'];
  const place = (id: string, holder: Value, way: readonly YamlStep[], covers: Place['detail']): Place[] =>
    holder.shared || isTaken(holder, [...inside, 'freshness', 'warn_after'])
      ? []
      : [
          {
            id,
            file: placed.file,
            creates: false,
            label: id === 'freshness' ? t('{0}: freshness', placed.file) : t('{0}: freshness of {1}', placed.file, placed.entry.name),
            detail: column ? t('{0}; an age, or two: warn, fail. The column that tells it is left to you', covers) : covers,
            target: { writer: 'freshness', holder: [...way, ...inside], column },
          },
        ];
  return [
    ...(table ? place('freshness', table.value, [...steps, 'tables', { key: 'name', is: table.name }], t('this table only')) : []),
    ...place('source-freshness', placed.entry.value, steps, t('all its tables, {0}', placed.entry.tables.length)),
  ];
}
