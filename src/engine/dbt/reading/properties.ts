import type { Value } from '../../model.ts';
import { entryOf, itemsOf, textOf } from '../../syntax/yaml.ts';
import { lineStarts } from '../../text.ts';
import { readDbtYaml } from './dbtYaml.ts';
import type { EntryList, PropertiesEntry, PropertiesFragment, PropertiesTable } from './fragments.ts';

const lists: readonly EntryList[] = [
  'models',
  'seeds',
  'snapshots',
  'sources',
  'exposures',
  'groups',
  'semantic_models',
  'metrics',
  'saved_queries',
  'functions',
  'unit_tests',
  'data_tests',
  'tests',
  'macros',
];

/** Reads a properties file: every named item of every list that dbt knows, wherever it stands. Never throws. */
export function readProperties(text: string): PropertiesFragment {
  const { root, problems, broken } = readDbtYaml(text);
  const present = root?.type === 'map' ? root.entries.map((entry) => entry.key) : [];
  const entries = lists.flatMap((list) => itemsOf(entryOf(root, list)?.value).flatMap((item) => propertiesEntry(list, lean(item)) ?? []));
  return { kind: 'properties', lines: lineStarts(text), problems, broken, lists: present, entries };
}

/** Nothing asks what the columns of a resource are for, and their descriptions are most of the text of large projects. */
function lean(item: Value): Value {
  if (item.type !== 'map') return item;
  if (!item.entries.some(({ key }) => key === 'columns' || key === 'tables')) return item;
  const entries = item.entries.map((entry) => {
    const { key, keyRange, value } = entry;
    if (value.type !== 'list' || (key !== 'columns' && key !== 'tables')) return entry;
    const items = value.items.map(key === 'columns' ? withoutDescription : lean);
    return { key, keyRange, value: { ...value, items } };
  });
  return { ...item, entries };
}

function withoutDescription(column: Value): Value {
  const at = column.type === 'map' ? column.entries.findIndex(({ key }) => key === 'description') : -1;
  return column.type === 'map' && at !== -1 ? { ...column, entries: column.entries.toSpliced(at, 1) } : column;
}

function propertiesEntry(list: EntryList, item: Value): PropertiesEntry | null {
  const named = namedMap(item);
  if (!named) return null;
  const tables = list === 'sources' ? itemsOf(entryOf(item, 'tables')?.value).flatMap((table) => namedMap(table) ?? []) : [];
  return { list, ...named, tables };
}

function namedMap(item: Value): PropertiesTable | null {
  if (item.type !== 'map') return null;
  const value = entryOf(item, 'name')?.value;
  const name = textOf(value);
  return value && name !== null && name !== '' ? { name, nameRange: { from: value.from, to: value.to }, value: item } : null;
}
