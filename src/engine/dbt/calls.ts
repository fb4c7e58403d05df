import { type Message, t } from '../l10n.ts';
import type { Range } from '../model.ts';
import type { Expr } from '../syntax/python.ts';
import type { ConfigCall, HiddenPart, MacroCall, Passed, Piece, Pieces, RefCall, SourceCall } from './fragments.ts';
import { argumentsValue, literalValue, snippet } from './literals.ts';

/** What is collected while one text, or one block of it, is read. */
export interface Collected {
  readonly refs: RefCall[];
  readonly sources: SourceCall[];
  readonly configs: ConfigCall[];
  readonly calls: MacroCall[];
  readonly hiddenRefs: HiddenPart[];
  readonly passed: Passed[];
}

/** Where an expression stands: what names are bound to, and whether it is sure to be rendered. */
export interface Surroundings {
  readonly text: string;
  readonly conditional: boolean;
  /** @returns every text that a name can stand for here, or null where that cannot be known. */
  lookUp(name: string): readonly string[] | null;
  /** Parameters of the macro that it stands in. */
  readonly parameters: readonly string[];
}

type Call = Extract<Expr, { type: 'call' }>;

/** More names than this are no list that people write. */
const mostAlternatives = 200;

export function nothingCollected(): Collected {
  return { refs: [], sources: [], configs: [], calls: [], hiddenRefs: [], passed: [] };
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
      const branch = { ...around, conditional: true };
      collectCalls(expression.then, branch, into);
      collectCalls(expression.otherwise, branch, into);
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
      into.configs.push({ ...range, value: argumentsValue(around.text, call), conditional: around.conditional });
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
  if (collectPassed('ref', call, range, around, into)) return;
  const [first, second] = call.args;
  const names = alternatives(second ?? first, around);
  const packages = second ? alternatives(first, around) : [null];
  if (!names || !packages || call.args.length > 2) {
    collectHidden(call, range, around, into);
    return;
  }
  const version = versionOf(call, around);
  const conditional = around.conditional || isChoice(second ?? first);
  for (const name of names) for (const of of packages) into.refs.push({ ...range, package: of, name, version, conditional });
}

function versionOf(call: Call, around: Surroundings): string | null {
  const keyword = call.keywords.find(({ name }) => name === 'v' || name === 'version');
  const value = keyword ? literalValue(around.text, keyword.value) : null;
  if (value?.type === 'text') return value.value;
  return value?.type === 'number' && value.value !== 0 ? String(value.value) : null;
}

function collectSource(call: Call, range: Range, around: Surroundings, into: Collected): void {
  if (collectPassed('source', call, range, around, into)) return;
  const named = (name: string) => call.keywords.find((keyword) => keyword.name === name)?.value;
  const first = call.args[0] ?? named('source_name');
  const second = call.args[1] ?? named('table_name');
  const sources = alternatives(first, around);
  const tables = alternatives(second, around);
  if (!sources || !tables) {
    collectHidden(call, range, around, into);
    return;
  }
  const conditional = around.conditional || isChoice(first) || isChoice(second);
  for (const source of sources) for (const table of tables) into.sources.push({ ...range, source, table, conditional });
}

function isChoice(expression: Expr | undefined): boolean {
  return expression !== undefined && (expression.type === 'conditional' || partsOf(expression).some(isChoice));
}

/** Arguments that are variables, or in a macro its parameters, are known only where all files come together. */
function collectPassed(name: 'ref' | 'source', call: Call, range: Range, around: Surroundings, into: Collected): boolean {
  if (call.keywords.length > 0) return false;
  const args = call.args.map((argument) => piecesOf(argument, around));
  const known = args.filter((pieces) => pieces !== null);
  if (known.length < args.length || !known.flat().some((piece) => !('literal' in piece))) return false;
  into.passed.push({ ...range, call: name, args: known, conditional: around.conditional, reason: hiddenCall(call, around) });
  return true;
}

/** @returns the literals, parameters and variables that a text is put together from, or null where something else is in it. */
function piecesOf(expression: Expr, around: Surroundings): Pieces | null {
  if (expression.type === 'name' && around.parameters.includes(expression.name)) return [{ parameter: expression.name }];
  if (expression.type === 'binary' && (expression.operator === '~' || expression.operator === '+')) {
    const left = piecesOf(expression.left, around);
    const right = piecesOf(expression.right, around);
    return left && right ? [...left, ...right] : null;
  }
  const variable = variableIn(expression);
  if (variable) return [variable];
  const texts = alternatives(expression, around);
  const [only] = texts ?? [];
  return texts?.length === 1 && only !== undefined ? [{ literal: only }] : null;
}

function variableIn(expression: Expr): Piece | null {
  if (expression.type !== 'call' || expression.callee.type !== 'name' || expression.callee.name !== 'var') return null;
  const [name, otherwise] = expression.args;
  return name?.type === 'string' ? { variable: name.value, otherwise: otherwise?.type === 'string' ? otherwise.value : null } : null;
}

function collectHidden(call: Call, range: Range, around: Surroundings, into: Collected): void {
  into.hiddenRefs.push({ ...range, reason: hiddenCall(call, around) });
}

function hiddenCall(call: Call, around: Surroundings): Message {
  return t('{0} is resolved only when dbt runs', snippet(around.text, call.from, call.to));
}

/** @returns every text that an expression can come to, or null where that cannot be known. */
export function alternatives(expression: Expr | undefined, around: Surroundings): readonly string[] | null {
  switch (expression?.type) {
    case 'string':
      return [expression.value];
    case 'number':
      return [String(expression.value)];
    case 'name':
      return around.lookUp(expression.name);
    case 'conditional':
      return joined(alternatives(expression.then, around), alternatives(expression.otherwise, around));
    case 'binary':
      if (expression.operator !== '~' && expression.operator !== '+') return null;
      return products(alternatives(expression.left, around), alternatives(expression.right, around));
    default:
      return null;
  }
}

function joined(left: readonly string[] | null, right: readonly string[] | null): readonly string[] | null {
  return left && right ? [...new Set([...left, ...right])] : null;
}

function products(left: readonly string[] | null, right: readonly string[] | null): readonly string[] | null {
  if (!left || !right || left.length * right.length > mostAlternatives) return null;
  return left.flatMap((begin) => right.map((end) => begin + end));
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
  into.calls.push({
    ...range,
    ...named,
    args: call.args.map((argument) => piecesOf(argument, around)),
    keywords: call.keywords.flatMap(({ name, value }) => (name === null ? [] : [{ name, value: piecesOf(value, around) }])),
    conditional: around.conditional,
  });
}

function macroName(callee: Expr): { package: string | null; name: string } | null {
  if (callee.type === 'name') return { package: null, name: callee.name };
  if (callee.type === 'attribute' && callee.of.type === 'name') return { package: callee.of.name, name: callee.name };
  if (callee.type !== 'call' || callee.callee.type !== 'attribute' || callee.callee.name !== 'dispatch') return null;
  const [name, namespace] = callee.args;
  if (name?.type !== 'string') return null;
  // A macro usually dispatches to its own name: under that name it would lead back to itself.
  return { package: namespace?.type === 'string' ? namespace.value : null, name: `default__${name.value}` };
}
