import type { Range, Value } from '../../model.ts';
import { parseExpression } from '../../syntax/pythonReading.ts';
import { fieldOf, itemsOf, textOf } from '../../syntax/yaml.ts';
import { alone, collectCalls, nothingCollected } from '../reading/calls.ts';
import { type At, addNamed, namedBy } from './dependencies.ts';
import type { DbtNode } from './nodes.ts';

/** Adds what properties entries state: `relation`, `depends_on`, `model`, constraints that point at other models. */
export function yamlDependencies(node: DbtNode, at: At): void {
  const placed = node.placed;
  if (!placed) return;
  const inYaml = { ...at, file: placed.file };
  const { value } = placed.entry;
  switch (node.kind) {
    case 'snapshot':
      if (!node.body) expressionDependencies(fieldOf(value, 'relation'), 'relation', inYaml);
      return;
    case 'exposure':
      for (const item of itemsOf(fieldOf(value, 'depends_on'))) expressionDependencies(item, 'depends_on', inYaml);
      return;
    case 'semantic_model':
      expressionDependencies(fieldOf(value, 'model'), 'model', inYaml);
      return;
    case 'metric':
      metricDependencies(value, inYaml);
      return;
    case 'saved_query':
      for (const item of itemsOf(fieldOf(fieldOf(value, 'query_params'), 'metrics'))) addMetric(item, inYaml);
      return;
    default:
      constraintDependencies(value, inYaml);
  }
}

/** An expression that YAML holds without braces: `ref('x')`, `source('a', 'b')`, `metric('m')`. Its place is the whole scalar. */
function expressionDependencies(value: Value | undefined, via: string, at: At): void {
  const text = textOf(value)?.trim();
  if (!value || !text) return;
  const inside = /^\{\{([\s\S]*)\}\}$/.exec(text)?.[1] ?? text;
  const collected = nothingCollected();
  const expression = parseExpression(inside, 0, inside.length);
  collectCalls(expression, alone(inside), collected);
  const way = { via, conditional: false, range: value };
  for (const ref of collected.refs) addNamed(namedBy(ref), way, at);
  for (const { source, table } of collected.sources) addNamed({ call: 'source', names: [source, table], version: null }, way, at);
  for (const { reason } of collected.passed) at.into.hidden.push({ file: at.file, from: value.from, to: value.to, reason });
  const metric = /^metric\(\s*['"]([^'"]+)['"]\s*\)$/.exec(inside.trim())?.[1];
  if (metric !== undefined) addMetricNamed(metric, value, via, at);
}

/** From dbt 1.12 on what `type_params` held may stand directly in the metric, partly under other names. */
function metricDependencies(value: Value, at: At): void {
  const type = fieldOf(value, 'type_params');
  const named = [
    ...[type, value].flatMap((holder) => [fieldOf(holder, 'numerator'), fieldOf(holder, 'denominator')]),
    ...['input_metric', 'base_metric', 'conversion_metric'].map((key) => fieldOf(value, key)),
    ...itemsOf(fieldOf(type, 'metrics')),
    ...itemsOf(fieldOf(value, 'input_metrics')),
  ];
  for (const item of named) if (item) addMetric(item, at);
  addSemanticModel(fieldOf(value, 'semantic_model'), at);
  const measures = [
    fieldOf(type, 'measure'),
    fieldOf(fieldOf(type, 'conversion_type_params'), 'base_measure'),
    fieldOf(fieldOf(type, 'conversion_type_params'), 'conversion_measure'),
  ];
  for (const item of measures) if (item) addMeasure(item, at);
}

function addSemanticModel(item: Value | undefined, at: At): void {
  const node = item && at.own.semanticModels.find((model) => model.name === textOf(item));
  if (item && node)
    at.into.found.push({ node, via: 'semantic_model', conditional: false, file: at.file, range: { from: item.from, to: item.to } });
}

function addMetric(item: Value, at: At): void {
  const name = textOf(item) ?? textOf(fieldOf(item, 'name'));
  if (name !== null) addMetricNamed(name, item, 'metric', at);
}

function addMetricNamed(name: string, range: Range, via: string, at: At): void {
  for (const member of [at.own, ...at.scope.members]) {
    const node = member.metrics.get(name);
    if (node) return void at.into.found.push({ node, via, conditional: false, file: at.file, range: { from: range.from, to: range.to } });
  }
}

function addMeasure(item: Value, at: At): void {
  const name = textOf(item) ?? textOf(fieldOf(item, 'name'));
  const model = [at.own, ...at.scope.members]
    .flatMap((member) => member.semanticModels)
    .find((candidate) =>
      itemsOf(fieldOf(candidate.placed?.entry.value, 'measures')).some((measure) => textOf(fieldOf(measure, 'name')) === name),
    );
  if (model)
    at.into.found.push({ node: model, via: 'measure', conditional: false, file: at.file, range: { from: item.from, to: item.to } });
}

/** `to: ref('x')` of a foreign key makes an edge (dbt-core 1.9 and newer). */
function constraintDependencies(value: Value, at: At): void {
  for (const holder of [value, ...itemsOf(fieldOf(value, 'columns'))])
    for (const constraint of itemsOf(fieldOf(holder, 'constraints'))) expressionDependencies(fieldOf(constraint, 'to'), 'constraint', at);
}
