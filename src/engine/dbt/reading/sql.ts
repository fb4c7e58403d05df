import { once } from '../../cache.ts';
import { t } from '../../l10n.ts';
import type { Range } from '../../model.ts';
import { blockExpression, type JinjaBlock, type JinjaText, scanJinja } from '../../syntax/jinja.ts';
import { type Expr, parseExpression } from '../../syntax/python.ts';
import { lineStarts } from '../../text.ts';
import { alone, type Collected, collectCalls, isContextCall, nothingCollected, type Surroundings, termAt } from './calls.ts';
import type { MacroDefinition, NamedBody, SqlFragment } from './fragments.ts';
import { projectionOf } from './projection.ts';
import { relationsIn, withoutJinja } from './relations.ts';
import { anything, isModest, type Term } from './terms.ts';

/** Reads a file of SQL and Jinja: a model, macros, snapshots, a singular test. Never throws. */
export function readSql(text: string): SqlFragment {
  const jinja = scanJinja(text);
  const reader = readBlocks(text, jinja);
  const masked = once(() => withoutJinja(text, jinja));
  const { relations, madeRelations } = relationsIn(text, masked, (name) => reader.stands.get(name) ?? null);
  const { refs, sources, configs, calls, passed, variables } = reader.body;
  const problems = jinja.unclosed.map((range) => ({ ...range, message: t('This Jinja block is never closed') }));
  return {
    kind: 'sql',
    checksums: [],
    lines: lineStarts(text),
    broken: problems.length > 0,
    problems,
    anchor: firstWord(text),
    empty: text.trim() === '',
    selectsNothing: /\bwhere\s+false[\s;]*$/i.test(text.slice(-60)),
    onlyDefinitions: reader.macros.length > 0 && isBlankOutside(text, reader.definitions, jinja.comments),
    refs,
    sources,
    configs,
    calls,
    passed,
    variables,
    relations,
    madeRelations,
    projection: refs.length + sources.length + passed.length + relations.length > 0 ? projectionOf(text, jinja, masked()) : null,
    snapshots: reader.snapshots,
    macros: reader.macros,
  };
}

/** @returns the first run of characters that are no space; the whole text where there is none. */
export function firstWord(text: string): Range {
  const match = /[^\s\uFEFF]+/.exec(text.slice(0, 100_000));
  if (!match) return { from: 0, to: Math.min(1, text.length) };
  return { from: match.index, to: match.index + Math.min(match[0].length, 80) };
}

interface Frame {
  readonly word: string;
  readonly conditional: boolean;
  /** Only a dbt that runs comes here. */
  readonly atRun: boolean;
  /** Only a dbt that parses comes here. */
  readonly atParse: boolean;
  /** The name that gets the text up to its end. */
  readonly sets: string | null;
  /** What names stood for before it began, where Jinja forgets at its end what was set in it. */
  readonly before: Map<string, Term> | null;
  /** What was collected into before a macro or snapshot began; null for other frames. */
  readonly outside: Collected | null;
  /** What a macro returns is added to it; null for other frames. */
  readonly returns: Term[] | null;
  readonly from: number;
}

interface BlockReader {
  readonly text: string;
  readonly body: Collected;
  readonly stands: Map<string, 'relation' | 'other'>;
  readonly snapshots: NamedBody[];
  readonly macros: MacroDefinition[];
  /** Names of lists and dicts that the text adds to or takes from somewhere: what they hold cannot be told. */
  readonly changing: ReadonlySet<string>;
  readonly frames: Frame[];
  /** Stretches from the head of a macro to its end. */
  readonly definitions: Range[];
  bindings: Map<string, Term>;
  current: Collected;
}

function readBlocks(text: string, jinja: JinjaText): BlockReader {
  const body = nothingCollected();
  const reader: BlockReader = {
    text,
    body,
    stands: new Map(),
    snapshots: [],
    macros: [],
    changing: changingIn(text),
    bindings: new Map(),
    frames: [],
    definitions: [],
    current: body,
  };
  for (const block of jinja.blocks) {
    if (block.kind === 'expression') readExpressionBlock(reader, block);
    else readStatement(reader, block);
  }
  return reader;
}

const nothingChanges: ReadonlySet<string> = new Set();

const changes =
  /(\bdo\s+|=\s*)?\b([A-Za-z_]\w*)((?:\.\w+|\[[^\]\n]*\])*)\.(append|clear|extend|insert|pop|remove|reverse|setdefault|sort|update)\s*\(/g;

/** Most texts change nothing: this asks so in a tenth of the time. */
const anyChange = /\.(?:append|clear|extend|insert|pop|remove|reverse|setdefault|sort|update)\s*\(/;

/** What is added alone is followed (`readAppend`). */
function changingIn(text: string): ReadonlySet<string> {
  if (!anyChange.test(text)) return nothingChanges;
  const found = Array.from(text.matchAll(changes)).filter(([, alone, , inside, method]) => !alone || inside || method !== 'append');
  return new Set(found.map((match) => match[2] ?? ''));
}

function around(reader: BlockReader): Surroundings {
  return {
    text: reader.text,
    conditional: isConditional(reader),
    atRun: reader.frames.some((frame) => frame.atRun),
    lookUp: (name) => (reader.changing.has(name) ? anything : reader.bindings.get(name)),
  };
}

function isConditional(reader: BlockReader): boolean {
  return reader.frames.some((frame) => frame.conditional || frame.atRun);
}

const plainRef = /^ref\(\s*(['"])([^'"\\\r\n]*)\1\s*\)$/;
const plainSource = /^source\(\s*(['"])([^'"\\\r\n]*)\1\s*,\s*(['"])([^'"\\\r\n]*)\3\s*\)$/;
const plainName = /^[\w.]*$/;
const called = /([A-Za-z_][\w.]*)\s*\(/g;

/** The two forms that nearly every block has are read at once; the rest goes to the expression reader. */
function readExpressionBlock(reader: BlockReader, block: JinjaBlock): void {
  const { from, to } = block.inner;
  const words = reader.text.slice(from, to);
  const ref = plainRef.exec(words);
  if (ref) {
    reader.current.refs.push({ from, to, package: null, name: ref[2] ?? '', version: null, conditional: isConditional(reader) });
    return;
  }
  const source = plainSource.exec(words);
  if (source) {
    reader.current.sources.push({ from, to, source: source[2] ?? '', table: source[4] ?? '', conditional: isConditional(reader) });
    return;
  }
  if (plainName.test(words)) return;
  if (callsSomething(words)) collectFrom(reader, blockExpression(reader.text, block));
  else noteVariables(reader, block);
}

function callsSomething(words: string): boolean {
  called.lastIndex = 0;
  for (let match = called.exec(words); match; match = called.exec(words)) {
    const name = match[1] ?? '';
    if (isDbtFunction(name) || name === 'return' || !isContextCall(name)) return true;
    if (name === 'var' && !/^\s*['"]/.test(words.slice(called.lastIndex))) return true;
  }
  return words.includes('.dispatch(');
}

const namedVariable = /\bvar\(\s*(['"])([^'"\\\r\n]*)\1/g;

/** Most blocks that call nothing else name their variables outright. */
function noteVariables(reader: BlockReader, { inner }: JinjaBlock): void {
  const words = reader.text.slice(inner.from, inner.to);
  if (!words.includes('var(')) return;
  const { conditional, atRun } = around(reader);
  for (const match of words.matchAll(namedVariable)) {
    const from = inner.from + match.index;
    reader.current.variables.push({ from, to: from + match[0].length, name: match[2] ?? '', conditional, atRun });
  }
}

function isDbtFunction(name: string): boolean {
  return name === 'ref' || name === 'source' || name === 'config' || name === 'builtins.ref' || name === 'builtins.source';
}

function collectFrom(reader: BlockReader, expression: Expr | null): void {
  if (!expression) return;
  collectCalls(expression, around(reader), reader.current);
  if (expression.type !== 'call' || expression.callee.type !== 'name' || expression.callee.name !== 'return') return;
  const [value] = expression.args;
  const surroundings = around(reader);
  const term = value && !surroundings.atRun ? termAt(value, surroundings) : null;
  const returned = surroundings.conditional ? { either: [term] } : term;
  reader.frames.findLast((frame) => frame.returns !== null)?.returns?.push(isModest(returned) ? returned : anything);
}

function readStatement(reader: BlockReader, block: JinjaBlock): void {
  switch (block.word) {
    case 'if':
      readIf(reader, block);
      break;
    case 'else':
    case 'elif':
      leaveBranch(reader);
      readCondition(reader, block);
      break;
    case 'do':
      readCondition(reader, block);
      break;
    case 'call':
      readCondition(reader, block);
      push(reader, { word: 'call' });
      break;
    case 'for':
      readFor(reader, block);
      break;
    case 'set':
      readSet(reader, block);
      break;
    case 'macro':
    case 'test':
    case 'data_test':
    case 'materialization':
    case 'snapshot':
      openDefinition(reader, block);
      break;
    case 'filter':
      push(reader, { word: block.word });
      break;
    default:
      if (block.word.startsWith('end')) close(reader, block);
  }
}

/** False while dbt parses; what stands behind `or` may be true all the same. */
const whenRun = /^if\s+(?:execute|is_incremental\(\s*\))(?:$|\s+and\b(?!.*\bor\b))/s;
const whenParsed = /^if\s+not\s+execute$/;

function readIf(reader: BlockReader, block: JinjaBlock): void {
  readCondition(reader, block);
  const words = reader.text.slice(block.inner.from, block.inner.to);
  push(reader, { word: 'if', conditional: true, atRun: whenRun.test(words), atParse: whenParsed.test(words), from: block.to });
}

/** The other branches of an `if execute` are those that dbt parses. */
function leaveBranch(reader: BlockReader): void {
  const last = reader.frames.at(-1);
  if (last?.word === 'if') reader.frames.splice(-1, 1, { ...last, atRun: false, atParse: false });
}

/** Behind `if not execute` with a `return` in it, a macro goes on only when dbt runs. */
function leaveAtParse(reader: BlockReader, frame: Frame, to: number): void {
  const at = reader.frames.findLastIndex((outer) => outer.outside !== null);
  const macro = reader.frames[at];
  if (frame.atParse && macro && /\breturn\s*\(/.test(reader.text.slice(frame.from, to)))
    reader.frames.splice(at, 1, { ...macro, atRun: true });
}

/** Nobody nests so deep; every block asks all frames around it. */
const deepestFrame = 500;

function push(reader: BlockReader, frame: Partial<Frame> & { word: string }): void {
  if (reader.frames.length === deepestFrame) return;
  reader.frames.push({
    conditional: false,
    atRun: false,
    atParse: false,
    sets: null,
    before: null,
    outside: null,
    returns: null,
    from: 0,
    ...frame,
  });
}

function readCondition(reader: BlockReader, block: JinjaBlock): void {
  if (!callsSomething(reader.text.slice(block.inner.from, block.inner.to))) {
    noteVariables(reader, block);
    return;
  }
  const expression = blockExpression(reader.text, block);
  collectFrom(reader, expression);
  readAppend(reader, expression);
}

function readFor(reader: BlockReader, block: JinjaBlock): void {
  const expression = blockExpression(reader.text, block);
  collectFrom(reader, expression);
  const over = expression ? loopedOver(expression, around(reader)) : anything;
  const conditional = over === null || typeof over !== 'object' || !('list' in over) || over.list.length === 0;
  push(reader, { word: 'for', conditional, before: reader.bindings });
  reader.bindings = new Map(reader.bindings);
  const each: Term = over === anything ? anything : { each: over, loop: block.from };
  const names = /^for\s+\(?([\w\s,]+?)\)?\s+in\s/.exec(reader.text.slice(block.inner.from, block.inner.to))?.[1]?.split(',') ?? [];
  names.forEach((name, at) => {
    const part = each === anything ? anything : { item: each, at: String(at) };
    reader.bindings.set(name.trim(), names.length === 1 ? each : part);
  });
}

/** `for x in xs if …` leaves some out. */
function loopedOver(expression: Expr, surroundings: Surroundings): Term {
  const filtered = expression.type === 'conditional' && expression.otherwise.type === 'opaque';
  return filtered ? { either: [termAt(expression.then, surroundings)] } : termAt(expression, surroundings);
}

function readSet(reader: BlockReader, block: JinjaBlock): void {
  const words = reader.text.slice(block.inner.from, block.inner.to);
  const name = /^set\s+(\w+)\s*=/.exec(words)?.[1];
  if (name === undefined) {
    for (const bound of /^set\s+([\w\s,]+)/.exec(words)?.[1]?.split(',') ?? []) bind(reader, bound.trim(), anything);
    if (!words.includes('=')) push(reader, { word: 'set', sets: /^set\s+(\w+)$/.exec(words)?.[1] ?? null, from: block.to });
    else if (!callsSomething(words)) noteVariables(reader, block);
    else collectFrom(reader, blockExpression(reader.text, block));
    return;
  }
  const expression = blockExpression(reader.text, block);
  const before = reader.current.refs.length + reader.current.sources.length;
  collectFrom(reader, expression);
  readAppend(reader, expression);
  const fromDbt = reader.current.refs.length + reader.current.sources.length > before || /\b(?:ref|source)\s*\(/.test(words);
  bind(reader, name, expression ? termAt(expression, around(reader)) : anything);
  if (reader.stands.get(name) !== 'relation') reader.stands.set(name, fromDbt ? 'relation' : 'other');
}

/** What is set in a branch may or may not be in force behind it. */
function bind(reader: BlockReader, name: string, term: Term): void {
  const now = isConditional(reader) ? { either: [reader.bindings.get(name) ?? null, term] } : term;
  reader.bindings.set(name, isModest(now) ? now : anything);
}

/** Longer lists are written in one piece, not added to one by one. */
const mostAdded = 2000;

/** What is added to a list stays in it where the loop ends in which it was added. */
function readAppend(reader: BlockReader, expression: Expr | null): void {
  if (expression?.type !== 'call' || expression.callee.type !== 'attribute' || expression.callee.name !== 'append') return;
  const [argument] = expression.args;
  if (expression.callee.of.type !== 'name' || !argument) return;
  const { name } = expression.callee.of;
  const term = termAt(argument, around(reader));
  const more: Term = { list: [isConditional(reader) ? { either: [term] } : term] };
  const scopes = [reader.bindings, ...reader.frames.flatMap((frame) => frame.before ?? [])];
  for (const scope of scopes) {
    const held = scope.get(name);
    if (held === undefined) continue;
    const list = held !== null && typeof held === 'object' && 'list' in held ? held.list : null;
    const now: Term = list ? { list: [...list, ...more.list] } : { join: [held, more] };
    const modest = list && (term === null || typeof term !== 'object') ? list.length < mostAdded : isModest(now);
    scope.set(name, modest ? now : anything);
  }
}

/** What stands in a macro or a snapshot is collected apart from the rest of the file. */
function openDefinition(reader: BlockReader, block: JinjaBlock): void {
  const words = reader.text.slice(block.inner.from, block.inner.to);
  const name = /^\w+\s+(\w+)/.exec(words)?.[1] ?? '';
  const nameFrom = block.inner.from + words.indexOf(name, block.word.length);
  const collected = nothingCollected();
  const returns: Term[] = [];
  const { parameters, defaults } =
    block.word === 'snapshot' ? noParameters : parametersOf(reader, { from: nameFrom, to: block.inner.to }, collected);
  if (block.word === 'snapshot') {
    reader.snapshots.push({ name, nameRange: { from: nameFrom, to: nameFrom + name.length }, ...collected });
  } else if (name) {
    reader.macros.push({ name: block.word === 'macro' ? name : `${block.word}_${name}`, parameters, defaults, returns, ...collected });
  }
  push(reader, { word: block.word, before: reader.bindings, outside: reader.current, returns, from: block.from });
  reader.bindings = new Map([...reader.bindings, ...parameters.map((parameter) => [parameter, { parameter }] as const)]);
  reader.current = collected;
}

interface Parameters {
  readonly parameters: readonly string[];
  readonly defaults: Readonly<Record<string, Term>>;
}

const noParameters: Parameters = { parameters: [], defaults: {} };

/** The head of a macro reads like a call. A `ref` that is a default counts where nothing else is handed over: it is conditional. */
function parametersOf(reader: BlockReader, head: Range, into: Collected): Parameters {
  const call = parseExpression(reader.text, head.from, head.to);
  if (call.type !== 'call') return noParameters;
  const positional = call.args.map((argument) => (argument.type === 'name' ? argument.name : ''));
  const parameters = [...positional, ...call.keywords.map(({ name }) => name ?? '')];
  const surroundings = {
    ...alone(reader.text, true),
    lookUp: (name: string) => (parameters.includes(name) ? { parameter: name } : undefined),
  };
  const defaults: Record<string, Term> = {};
  for (const { name, value } of call.keywords) {
    if (name !== null) defaults[name] = termAt(value, surroundings);
    collectCalls(value, surroundings, into);
  }
  return { parameters, defaults };
}

function close(reader: BlockReader, block: JinjaBlock): void {
  const word = block.word.slice(3);
  const at = reader.frames.findLastIndex((frame) => frame.word === word);
  if (at === -1) return;
  for (const frame of reader.frames.splice(at).toReversed()) {
    if (frame.before) reader.bindings = frame.before;
    leaveAtParse(reader, frame, block.from);
    const text = reader.text.slice(frame.from, block.from);
    if (frame.sets !== null && !text.includes('{')) bind(reader, frame.sets, text);
    if (frame.outside) {
      reader.current = frame.outside;
      reader.definitions.push({ from: frame.from, to: block.to });
    }
  }
}

function isBlankOutside(text: string, definitions: readonly Range[], comments: readonly Range[]): boolean {
  let done = 0;
  for (const range of [...definitions, ...comments].sort((a, b) => a.from - b.from)) {
    if (range.from > done && text.slice(done, range.from).trim() !== '') return false;
    done = Math.max(done, range.to);
  }
  return text.slice(done).trim() === '';
}
