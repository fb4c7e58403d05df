import { entryOf, type MapValue } from '../../syntax/yaml.ts';
import { configOf, type Level } from './configs.ts';
import type { PlacedConfig } from './macroConfigs.ts';
import { type DbtNode, type ProjectIndex, unreadEntry } from './nodes.ts';

const topKeys: ReadonlySet<string> = new Set(['meta', 'docs', 'group', 'contract', 'access']);
const topKeysOfSources: ReadonlySet<string> = new Set(['meta', 'tags', 'freshness', 'loaded_at_field', 'loaded_at_query']);

/** @returns every place that gives configs to a resource, in the order in which dbt lets them win. */
export function levelsOf(
  node: DbtNode,
  index: ProjectIndex,
  root: ProjectIndex | null,
  byMacros: readonly PlacedConfig[],
): readonly Level[] {
  const levels: Level[] = [];
  if (root) levels.push(...root.configs.levels(node.tree, node.fqn));
  const own = node.body?.configs.map((call): PlacedConfig => ({ at: call.from, file: node.file, call })) ?? [];
  for (const { file, call } of [...own, ...byMacros].toReversed().sort((a, b) => b.at - a.at))
    levels.push({ where: 'file', file, value: call.value, label: '', depth: 0, conditional: call.conditional });
  if (node.version && node.placed) pushConfig(levels, 'version', node.placed.file, node.version.value, topKeys);
  if (node.table && node.placed) pushConfig(levels, 'entry', node.placed.file, node.table.value, topKeysOfSources);
  if (node.placed)
    pushConfig(
      levels,
      'entry',
      node.placed.file,
      node.placed.entry.value,
      node.table || node.kind === 'exposure' ? topKeysOfSources : topKeys,
    );
  const unread = unreadEntry(node, index);
  if (unread) {
    const { file, reason, ...range } = unread;
    levels.push({
      where: 'entry',
      file,
      value: { type: 'map', entries: [], hidden: reason, ...range },
      label: '',
      depth: 0,
      conditional: false,
    });
  }
  levels.push(...index.configs.levels(node.tree, node.fqn));
  if (node.kind === 'source') return withoutFolderTags(levels);
  return node.kind === 'exposure' ? withOneMeta(levels) : levels;
}

/** What dbt_project.yml tags sources with reaches none of them (`calculate_tags_from_raw_target` in parser/sources.py of dbt-core 1.10 to 1.12; before, only their configs). */
function withoutFolderTags(levels: readonly Level[]): readonly Level[] {
  if (!levels.some(({ where, value }) => where === 'folder' && entryOf(value, 'tags'))) return levels;
  return levels.map((level): Level => {
    const { where, value } = level;
    if (where !== 'folder' || value.type !== 'map') return level;
    return { ...level, value: { ...value, entries: value.entries.filter((entry) => entry.key !== 'tags') } };
  });
}

/** Where several configs of an exposure hold `meta`, the first takes the place of the others (`ExposureConfig` of dbt-core 1.12 merges nothing). */
function withOneMeta(levels: readonly Level[]): readonly Level[] {
  const [first] = levels.filter((level) => level.where !== 'top' && entryOf(level.value, 'meta'));
  return levels.map((level): Level => {
    const { value } = level;
    if (level.where === 'top' || level === first || value.type !== 'map') return level;
    return { ...level, value: { ...value, entries: value.entries.filter((entry) => entry.key !== 'meta') } };
  });
}

function pushConfig(levels: Level[], where: 'entry' | 'version', file: string, value: MapValue, top: ReadonlySet<string>): void {
  const config = entryOf(value, 'config')?.value;
  if (config) levels.push({ where, file, value: config, label: '', depth: 0, conditional: false });
  const entries = value.entries.filter((entry) => top.has(entry.key));
  if (entries.length > 0) levels.push({ where: 'top', file, value: { ...value, entries }, label: '', depth: 0, conditional: false });
}

/** @returns whether dbt leaves the node out: `false`, or `hidden` where a template decides. */
export function isDisabled(levels: readonly Level[]): boolean {
  const enabled = configOf(levels, 'enabled');
  return enabled?.value.type === 'boolean' && !enabled.value.value && !enabled.level.conditional;
}
