import { type Message, t } from '../l10n.ts';
import type { Range, Value } from '../model.ts';
import { parseExpression } from '../syntax/python.ts';
import { fieldOf, itemsOf, textOf } from '../syntax/yaml.ts';
import { collectCalls, nothingCollected } from './calls.ts';
import type { Body, MacroCall, MacroDefinition, Passed, Pieces } from './fragments.ts';
import type { DbtNode, ProjectIndex } from './nodes.ts';
import { settledDependencies } from './overlay.ts';
import { type Resolved, resolveMacro, resolveRef, resolveSource, type Scope } from './scope.ts';

/** A dependency with its place in the file that states it. */
export interface Dependency {
  readonly node: DbtNode;
  readonly via: string;
  readonly conditional: boolean;
  readonly file: string;
  readonly range: Range;
}

/** What a node reads, what it may read besides, and what it names that does not exist. */
export interface Dependencies {
  readonly found: Dependency[];
  /** `anything`: it could be any resource of the project; else it names something that is not in the workspace. */
  readonly hidden: (Range & { readonly file: string; readonly reason: Message; readonly anything?: true })[];
  readonly dangling: (Range & { readonly file: string; readonly name: string; readonly conditional: boolean })[];
}

/** Packages whose macros take relations and never choose one themselves. */
const harmlessPackages: ReadonlySet<string> = new Set([
  'dbt_utils',
  'dbt_date',
  'dbt_expectations',
  'codegen',
  'dbt_audit_helper',
  'audit_helper',
]);
const deepestCall = 5;
/** Macros that call macros can multiply without end. */
const mostMacros = 1000;

/** Resolves everything that a node reads. */
export function dependenciesOfNode(node: DbtNode, own: ProjectIndex, scope: Scope): Dependencies {
  const dependencies: Dependencies = { found: [], hidden: [], dangling: [] };
  const at = { file: node.file, own, scope, into: dependencies, followed: { macros: 0 } };
  if (node.body) bodyDependencies(node.body, at);
  if (node.placed) yamlDependencies(node, at);
  return settledDependencies(node, dependencies, scope);
}

interface At {
  readonly file: string;
  readonly own: ProjectIndex;
  readonly scope: Scope;
  readonly into: Dependencies;
  readonly followed: { macros: number };
}

function add(resolved: Resolved, via: string, name: string, conditional: boolean, range: Range, at: At): void {
  const { from, to } = range;
  for (const node of resolved.nodes) at.into.found.push({ node, via, conditional, file: at.file, range: { from, to } });
  if (resolved.nodes.length > 0) return;
  if (resolved.hidden) at.into.hidden.push({ file: at.file, from, to, reason: resolved.hidden });
  else at.into.dangling.push({ file: at.file, from, to, name, conditional });
}

function bodyDependencies(body: Body, at: At): void {
  for (const ref of body.refs) add(resolveRef(at.scope, at.own, ref), 'ref', `ref('${ref.name}')`, ref.conditional, ref, at);
  for (const source of body.sources) {
    const name = `${source.source}.${source.table}`;
    add(resolveSource(at.scope, at.own, name), 'source', `source('${source.source}', '${source.table}')`, source.conditional, source, at);
  }
  for (const hidden of body.hiddenRefs) at.into.hidden.push({ file: at.file, ...hidden, anything: true });
  for (const passed of body.passed) {
    if (!addPassed(passed, new Map(), passed.conditional, passed, at))
      at.into.hidden.push({ file: at.file, from: passed.from, to: passed.to, reason: passed.reason, anything: true });
  }
  for (const call of body.calls) callDependencies(call, call, call.conditional, new Map(), at, 0);
}

/**
 * Follows a macro of the workspace: its own refs, and those that it is handed as literals.
 * A macro that a model defines for itself is none to dbt 1.12: calling it finds nothing.
 */
function callDependencies(
  call: MacroCall,
  range: Range,
  conditional: boolean,
  outer: ReadonlyMap<string, string>,
  at: At,
  depth: number,
): void {
  const definition = resolveMacro(at.scope, at.own, call);
  if (!definition) {
    const missing = call.package !== null && at.scope.missing.includes(call.package) && !harmlessPackages.has(call.package);
    if (missing)
      at.into.hidden.push({
        file: at.file,
        from: range.from,
        to: range.to,
        reason: t('the macro {0}.{1} is in a package that is not installed here', call.package, call.name),
      });
    return;
  }
  if (depth >= deepestCall || ++at.followed.macros > mostMacros) {
    hideMacro(call, range, at);
    return;
  }
  const values = boundArguments(definition, call, outer, at);
  const sure = (part: { readonly conditional: boolean }) => conditional || part.conditional;
  for (const ref of definition.refs) add(resolveRef(at.scope, at.own, ref), 'ref', `ref('${ref.name}')`, sure(ref), range, at);
  for (const source of definition.sources) {
    add(
      resolveSource(at.scope, at.own, `${source.source}.${source.table}`),
      'source',
      `source('${source.source}', '${source.table}')`,
      sure(source),
      range,
      at,
    );
  }
  for (const passed of definition.passed) {
    if (!addPassed(passed, values, sure(passed), range, at)) hideMacro(call, range, at);
  }
  if (definition.hiddenRefs.length > 0) hideMacro(call, range, at);
  for (const inner of definition.calls) callDependencies(inner, range, sure(inner), values, at, depth + 1);
}

/** What a variable names is conditional: the command line may name something else. @returns whether all of it could be told. */
function addPassed(passed: Passed, values: ReadonlyMap<string, string>, conditional: boolean, range: Range, at: At): boolean {
  const args = passed.args.map((pieces) => put(pieces, values, at)).filter((argument) => argument !== null);
  if (args.length < passed.args.length) return false;
  const [first = '', second] = args;
  const varies = passed.args.flat().some((piece) => 'variable' in piece);
  const ref = { package: second === undefined ? null : first, name: second ?? first, version: null };
  const isSource = passed.call === 'source';
  const resolved = isSource ? resolveSource(at.scope, at.own, `${first}.${second}`) : resolveRef(at.scope, at.own, ref);
  if (varies && resolved.nodes.length === 0) return false;
  add(resolved, passed.call, isSource ? `source('${first}', '${second}')` : `ref('${ref.name}')`, conditional || varies, range, at);
  return true;
}

function hideMacro(call: MacroCall, range: Range, at: At): void {
  const reason = t('the macro {0} chooses what is read', call.name);
  at.into.hidden.push({ file: at.file, from: range.from, to: range.to, reason, anything: true });
}

/** What is handed to each parameter, as far as it is text that can be put together. */
function boundArguments(definition: MacroDefinition, call: MacroCall, outer: ReadonlyMap<string, string>, at: At): Map<string, string> {
  const values = new Map(Object.entries(definition.defaults));
  const bind = (parameter: string | undefined, pieces: Pieces | null) => {
    if (parameter === undefined) return;
    const varies = pieces?.some((piece) => 'variable' in piece);
    const text = pieces && !varies ? put(pieces, outer, at) : null;
    if (text === null) values.delete(parameter);
    else values.set(parameter, text);
  };
  call.args.forEach((pieces, index) => {
    bind(definition.parameters[index], pieces);
  });
  for (const { name, value } of call.keywords) bind(name, value);
  return values;
}

function put(pieces: Pieces, values: ReadonlyMap<string, string>, at: At): string | null {
  const texts = pieces.map((piece) => {
    if ('literal' in piece) return piece.literal;
    if ('parameter' in piece) return values.get(piece.parameter);
    return textOf(at.scope.variables.of(piece.variable, at.own.project.name)) ?? piece.otherwise ?? undefined;
  });
  return texts.every((text) => text !== undefined) ? texts.join('') : null;
}

/** What properties entries state: `relation`, `depends_on`, `model`, constraints that point at other models. */
function yamlDependencies(node: DbtNode, at: At): void {
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
  collectCalls(expression, { text: inside, conditional: false, lookUp: () => null, parameters: [] }, collected);
  for (const ref of collected.refs) add(resolveRef(at.scope, at.own, ref), via, `ref('${ref.name}')`, false, value, at);
  for (const source of collected.sources) {
    add(
      resolveSource(at.scope, at.own, `${source.source}.${source.table}`),
      via,
      `source('${source.source}', '${source.table}')`,
      false,
      value,
      at,
    );
  }
  for (const { reason } of [...collected.hiddenRefs, ...collected.passed])
    at.into.hidden.push({ file: at.file, from: value.from, to: value.to, reason });
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
  const columns = itemsOf(fieldOf(value, 'columns')).flatMap((column) => itemsOf(fieldOf(column, 'constraints')));
  for (const constraint of [...itemsOf(fieldOf(value, 'constraints')), ...columns]) {
    expressionDependencies(fieldOf(constraint, 'to'), 'constraint', at);
  }
}
