import { t } from '../../l10n.ts';
import type { Range } from '../../model.ts';
import type { Expr } from '../../syntax/python.ts';
import { both, type Condition, conditionOf, negated } from './conditions.ts';
import type { Branch, ConfigCall, MacroCall, Passed, RefCall, SourceCall, VariableUse } from './fragments.ts';
import { argumentsValue, literalValue, snippet } from './literals.ts';
import { anything, handingOf, type Term, termOf } from './terms.ts';

/** What is collected while one text, or one block of it, is read. */
export interface Collected {
  readonly refs: RefCall[];
  readonly sources: SourceCall[];
  readonly configs: ConfigCall[];
  readonly calls: MacroCall[];
  readonly passed: Passed[];
  readonly variables: VariableUse[];
}

/** Where an expression stands: what names are bound to, and whether it is sure to be rendered. */
export interface Surroundings {
  readonly text: string;
  readonly conditional: boolean;
  /** What that hangs on, if it is. */
  readonly when?: Condition;
  /** dbt comes here only when it runs, not while it parses. */
  readonly atRun: boolean;
  /** @returns what a name stands for here, or undefined where nothing here gives it a value. */
  lookUp(name: string): Term | undefined;
}

/** @returns the surroundings of an expression that stands alone. */
export function alone(text: string, conditional = false): Surroundings {
  return { text, conditional, atRun: false, lookUp: () => undefined };
}

type Call = Extract<Expr, { type: 'call' }>;

export function nothingCollected(): Collected {
  return { refs: [], sources: [], configs: [], calls: [], passed: [], variables: [] };
}

/** Finds the calls in an expression of Jinja or Python and collects what they mean to dbt. */
export function collectCalls(expression: Expr, around: Surroundings, into: Collected): void {
  switch (expression.type) {
    case 'call':
      collectCall(expression, around, into);
      for (const part of [expression.callee, ...expression.args]) collectCalls(part, around, into);
      for (const keyword of expression.keywords) collectCalls(keyword.value, around, into);
      return;
    case 'conditional': {
      collectCalls(expression.test, around, into);
      const test = conditionOf(expression.test, around.lookUp);
      const branch = (when: Condition) => ({
        ...around,
        conditional: true,
        when: around.conditional ? both(around.when ?? null, when) : when,
      });
      collectCalls(expression.then, branch(test), into);
      collectCalls(expression.otherwise, branch(negated(test)), into);
      return;
    }
    default:
      for (const part of partsOf(expression)) collectCalls(part, around, into);
  }
}

/** @returns the expressions that stand directly in an expression. */
export function partsOf(expression: Expr): readonly Expr[] {
  switch (expression.type) {
    case 'fstring':
      return expression.parts.filter((part) => typeof part !== 'string');
    case 'attribute':
    case 'splat':
    case 'not':
      return [expression.of];
    case 'subscript':
      return [expression.of, expression.index];
    case 'list':
    case 'tuple':
    case 'set':
      return expression.items;
    case 'dict':
      return expression.entries.flatMap((entry) => (entry.key ? [entry.key, entry.value] : [entry.value]));
    case 'binary':
      return [expression.left, expression.right];
    default:
      return [];
  }
}

function collectCall(call: Call, around: Surroundings, into: Collected): void {
  const range = { from: call.from, to: call.to };
  switch (dbtFunction(call.callee)) {
    case 'ref':
      collectRef(call, range, around, into);
      return;
    case 'source':
      collectSource(call, range, around, into);
      return;
    case 'config':
      into.configs.push({ value: argumentsValue(around.text, call), conditional: around.conditional, from: call.from, to: call.to });
      return;
    case 'var':
      into.variables.push({ ...range, name: termsOf(call.args.slice(0, 1), around)[0] ?? anything, ...certainty(around) });
      return;
    default:
      collectMacroCall(call, range, around, into);
  }
}

/** `ref`, `builtins.ref` and, in Python models, `dbt.ref`. */
function dbtFunction(callee: Expr): string | null {
  if (callee.type === 'name') return callee.name;
  if (callee.type !== 'attribute' || callee.of.type !== 'name') return null;
  return callee.of.name === 'dbt' || callee.of.name === 'builtins' ? callee.name : null;
}

function collectRef(call: Call, range: Range, around: Surroundings, into: Collected): void {
  const version = versionOf(call, around);
  const [first, second] = call.args;
  if (call.args.length === 1 && first?.type === 'string')
    into.refs.push({ ...range, package: null, name: first.value, version, ...branchOf(around) });
  else if (call.args.length === 2 && first?.type === 'string' && second?.type === 'string')
    into.refs.push({ ...range, package: first.value, name: second.value, version, ...branchOf(around) });
  else into.passed.push({ ...range, call: 'ref', args: termsOf(call.args.slice(0, 2), around), version, ...unsure(call, around) });
}

function versionOf(call: Call, around: Surroundings): string | null {
  const keyword = call.keywords.find(({ name }) => name === 'v' || name === 'version');
  const value = keyword ? literalValue(around.text, keyword.value) : null;
  if (value?.type === 'text') return value.value;
  return value?.type === 'number' && value.value !== 0 ? String(value.value) : null;
}

function collectSource(call: Call, range: Range, around: Surroundings, into: Collected): void {
  const named = (name: string) => call.keywords.find((keyword) => keyword.name === name)?.value;
  const args = [call.args[0] ?? named('source_name'), call.args[1] ?? named('table_name')];
  const [source, table] = args;
  if (source?.type === 'string' && table?.type === 'string')
    into.sources.push({ ...range, source: source.value, table: table.value, ...branchOf(around) });
  else into.passed.push({ ...range, call: 'source', args: termsOf(args, around), version: null, ...unsure(call, around) });
}

/** @returns whether and when what stands here is rendered. */
export function branchOf({ conditional, when }: Surroundings): Branch {
  return when ? { conditional, when } : { conditional };
}

function certainty(around: Surroundings) {
  return { ...branchOf(around), atRun: around.atRun };
}

function unsure(call: Call, around: Surroundings) {
  return { ...certainty(around), reason: t('{0} is resolved only when dbt runs', snippet(around.text, call.from, call.to)) };
}

/** What is missing, or comes out of a splat, can be anything. */
function termsOf(args: readonly (Expr | undefined)[], around: Surroundings): Term[] {
  return args.map((argument) => (argument && argument.type !== 'splat' ? termAt(argument, around) : anything));
}

/** @returns what an expression comes to where it stands. */
export function termAt(expression: Expr, around: Surroundings): Term {
  return termOf(expression, around.lookUp);
}

/** Objects of dbt's Jinja context, and words of Jinja: what is called on them is no macro of a project. */
const contextObjects: ReadonlySet<string> = new Set([
  'adapter', 'api', 'builtins', 'caller', 'config', 'context', 'dbt', 'dbt_metadata_envs', 'exceptions', 'flags', 'graph', 'kwargs',
  'loop', 'model', 'modules', 'self', 'session', 'target', 'this', 'varargs',
]); // biome-ignore format: a list of words

const contextFunctions: ReadonlySet<string> = new Set([
  'caller', 'config', 'dbt_version', 'dict', 'diff_of_two_dicts', 'doc', 'env_var', 'fromjson', 'fromyaml', 'is_incremental', 'joiner',
  'load_result', 'local_md5', 'log', 'metric', 'namespace', 'print', 'range', 'ref', 'render', 'return', 'run_query', 'set', 'source',
  'statement', 'store_result', 'submit_python_job', 'super', 'tojson', 'toyaml', 'try_or_compiler_error', 'var', 'zip', 'cycler', 'int', 'str',
]); // biome-ignore format: a list of words

/** @returns whether a dotted name that is called is part of dbt's or Jinja's own words and can hide no dependency. */
export function isContextCall(name: string): boolean {
  const dot = name.indexOf('.');
  return dot === -1 ? contextFunctions.has(name) : contextObjects.has(name.slice(0, dot));
}

function collectMacroCall(call: Call, range: Range, around: Surroundings, into: Collected): void {
  const named = macroName(call.callee);
  if (!named || isContextCall(named.package ? `${named.package}.${named.name}` : named.name)) return;
  if (named.package !== null && around.lookUp(named.package) !== undefined) return;
  const dispatched = named.dispatched ? { dispatched: true as const } : {};
  into.calls.push({ ...range, ...handingOf(named.package, named.name, call, around.lookUp), ...dispatched, ...certainty(around) });
}

function macroName(callee: Expr): { package: string | null; name: string; dispatched?: boolean } | null {
  if (callee.type === 'name') return { package: null, name: callee.name };
  if (callee.type === 'attribute' && callee.of.type === 'name') return { package: callee.of.name, name: callee.name };
  if (callee.type !== 'call' || callee.callee.type !== 'attribute' || callee.callee.name !== 'dispatch') return null;
  const given = (key: string) => callee.keywords.find((keyword) => keyword.name === key)?.value;
  const [name = given('macro_name'), namespace = given('macro_namespace')] = callee.args;
  if (name?.type !== 'string') return null;
  return { package: namespace?.type === 'string' ? namespace.value : null, name: name.value, dispatched: true };
}
