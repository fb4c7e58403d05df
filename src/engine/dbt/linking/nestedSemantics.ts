import type { Entry, Range, Value } from '../../model.ts';
import { entryOf, fieldOf, itemsOf, textOf } from '../../syntax/yaml.ts';
import type { PropertiesEntry } from '../reading/fragments.ts';

/**
 * The semantic model and the metrics that stand inside a model's entry (dbt-core 1.12 and 2.0; `patch_node_properties` in
 * parser/schemas.py), as if each had an entry of its own: with `model: ref('…')`, and the model's description.
 */
export function nestedSemantics(model: PropertiesEntry): PropertiesEntry[] {
  const stated = entryOf(model.value, 'semantic_model');
  if (!stated || !isOn(stated.value)) return [];
  const named = entryOf(stated.value, 'name')?.value;
  const name = textOf(named) ?? model.name;
  const range = { from: stated.keyRange.from, to: stated.keyRange.to };
  const own = stated.value.type === 'map' ? stated.value.entries.filter((entry) => entry.key === 'config' || entry.key === 'group') : [];
  const description = entryOf(model.value, 'description');
  const semantic: PropertiesEntry = {
    list: 'semantic_models',
    name,
    nameRange: named && textOf(named) !== null ? { from: named.from, to: named.to } : range,
    value: {
      type: 'map',
      entries: [textEntry('model', `ref('${model.name}')`, range), ...(description ? [description] : []), ...own],
      ...range,
    },
    tables: [],
  };
  return [semantic, ...itemsOf(fieldOf(model.value, 'metrics')).flatMap((metric) => nestedMetric(metric, name) ?? [])];
}

function isOn(value: Value): boolean {
  if (value.type === 'boolean') return value.value;
  const enabled = fieldOf(value, 'enabled');
  return value.type === 'map' && !(enabled?.type === 'boolean' && !enabled.value);
}

/** Only simple metrics count on the semantic model; the others name metrics. */
function nestedMetric(metric: Value, semanticModel: string): PropertiesEntry | null {
  const named = fieldOf(metric, 'name');
  const name = textOf(named);
  if (metric.type !== 'map' || !named || name === null || name === '') return null;
  const nameRange = { from: named.from, to: named.to };
  const simple = (textOf(fieldOf(metric, 'type')) ?? 'simple') === 'simple';
  const entries = simple ? [...metric.entries, textEntry('semantic_model', semanticModel, nameRange)] : metric.entries;
  return { list: 'metrics', name, nameRange, value: { ...metric, entries }, tables: [] };
}

/** @returns the metrics that dbt makes of measures with `create_metric` (`_create_metric` in parser/schema_yaml_readers.py, dbt-core 1.6 to 1.12). */
export function metricsOfMeasures(model: PropertiesEntry): PropertiesEntry[] {
  const config = entryOf(model.value, 'config');
  const shared = config ? [config] : [];
  return itemsOf(fieldOf(model.value, 'measures')).flatMap((measure): PropertiesEntry[] => {
    const named = fieldOf(measure, 'name');
    const name = textOf(named);
    if (!named || name === null || textOf(fieldOf(measure, 'create_metric')) !== 'true') return [];
    const range = { from: named.from, to: named.to };
    const type: Value = { type: 'map', entries: [textEntry('measure', name, range)], ...range };
    const entries = [{ key: 'type_params', keyRange: range, value: type }, ...shared];
    return [{ list: 'metrics', name, nameRange: range, value: { type: 'map', entries, ...range }, tables: [] }];
  });
}

function textEntry(key: string, value: string, range: Range): Entry {
  return { key, keyRange: range, value: { type: 'text', value, ...range } };
}
