import { t } from '../l10n.ts';
import type { Range } from '../model.ts';
import { blockExpression, type JinjaBlock, type JinjaText, scanJinja } from '../syntax/jinja.ts';
import { type Expr, parseExpression } from '../syntax/python.ts';
import { lineStarts } from '../text.ts';
import { alternatives, type Collected, collectCalls, isContextCall, nothingCollected, type Surroundings } from './calls.ts';
import type { MacroDefinition, NamedBody, SqlFragment } from './fragments.ts';
import { projectionOf } from './projection.ts';
import { relationsIn } from './relations.ts';

/** Reads a file of SQL and Jinja: a model, macros, snapshots, a singular test. Never throws. */
export function readSql(text: string): SqlFragment {
  const jinja = scanJinja(text);
  const reader = readBlocks(text, jinja);
  const { relations, madeRelations } = relationsIn(text, jinja, (name) => reader.stands.get(name) ?? null);
  const { refs, sources, configs, calls, hiddenRefs, passed } = reader.body;
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
    hiddenRefs,
    passed,
    relations,
    madeRelations,
    projection: refs.length + sources.length + relations.length > 0 ? projectionOf(text, jinja) : null,
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

/** What a name stands for: texts (null: not known), and whether a `ref` or `source` gave it. */
interface Binding {
  readonly texts: readonly string[] | null;
  readonly fromDbt: boolean;
}

interface Frame {
  readonly word: string;
  readonly conditional: boolean;
  readonly loopName: string | null;
  /** What was collected into before a macro or snapshot began; null for other frames. */
  readonly outside: Collected | null;
  readonly from: number;
  readonly parameters: readonly string[];
}

interface BlockReader {
  readonly text: string;
  readonly body: Collected;
  readonly stands: Map<string, 'relation' | 'other'>;
  readonly snapshots: NamedBody[];
  readonly macros: MacroDefinition[];
  readonly bindings: Map<string, Binding>;
  readonly frames: Frame[];
  /** Stretches from the head of a macro to its end. */
  readonly definitions: Range[];
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

function around(reader: BlockReader, conditional = isConditional(reader)): Surroundings {
  return {
    text: reader.text,
    conditional,
    lookUp: (name) => reader.bindings.get(name)?.texts ?? null,
    parameters: reader.frames.findLast((frame) => frame.outside !== null)?.parameters ?? [],
  };
}

/** A branch counts only inside the macro or snapshot that it stands in. */
function isConditional(reader: BlockReader): boolean {
  return reader.frames.some((frame) => frame.conditional);
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
  if (plainName.test(words) || !callsSomething(words)) return;
  collectFrom(reader, blockExpression(reader.text, block));
}

function callsSomething(words: string): boolean {
  called.lastIndex = 0;
  for (let match = called.exec(words); match; match = called.exec(words)) {
    const name = match[1] ?? '';
    if (isDbtFunction(name) || !isContextCall(name)) return true;
  }
  return words.includes('.dispatch(');
}

function isDbtFunction(name: string): boolean {
  return name === 'ref' || name === 'source' || name === 'config' || name === 'builtins.ref' || name === 'builtins.source';
}

function collectFrom(reader: BlockReader, expression: Expr | null): void {
  if (expression) collectCalls(expression, around(reader), reader.current);
}

function readStatement(reader: BlockReader, block: JinjaBlock): void {
  switch (block.word) {
    case 'if':
      readCondition(reader, block);
      push(reader, { word: 'if', conditional: true });
      break;
    case 'elif':
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

function push(reader: BlockReader, frame: Partial<Frame> & { word: string }): void {
  reader.frames.push({ conditional: false, loopName: null, outside: null, from: 0, parameters: [], ...frame });
}

function readCondition(reader: BlockReader, block: JinjaBlock): void {
  if (callsSomething(reader.text.slice(block.inner.from, block.inner.to))) collectFrom(reader, blockExpression(reader.text, block));
}

function readFor(reader: BlockReader, block: JinjaBlock): void {
  const expression = blockExpression(reader.text, block);
  collectFrom(reader, expression);
  const name = /^for\s+(\w+)\s+in\s/.exec(reader.text.slice(block.inner.from, block.inner.to))?.[1] ?? null;
  const items = expression ? itemsOf(reader, expression) : null;
  if (name) reader.bindings.set(name, { texts: items && items.length > 0 ? items : null, fromDbt: false });
  push(reader, { word: 'for', conditional: !items || items.length === 0, loopName: name });
}

/** @returns the texts that a loop runs through, or null where they are made elsewhere. */
function itemsOf(reader: BlockReader, expression: Expr): readonly string[] | null {
  if (expression.type === 'name') return reader.bindings.get(`[]${expression.name}`)?.texts ?? null;
  if (expression.type !== 'list' && expression.type !== 'tuple') return null;
  const each = expression.items.map((item) => alternatives(item, around(reader)));
  return each.every((texts) => texts !== null) ? each.flat() : null;
}

function readSet(reader: BlockReader, block: JinjaBlock): void {
  const words = reader.text.slice(block.inner.from, block.inner.to);
  const name = /^set\s+(\w+)\s*=/.exec(words)?.[1];
  if (name === undefined) {
    if (!words.includes('=')) push(reader, { word: 'set' });
    else if (callsSomething(words)) collectFrom(reader, blockExpression(reader.text, block));
    return;
  }
  const expression = blockExpression(reader.text, block);
  const before = reader.current.refs.length + reader.current.sources.length;
  collectFrom(reader, expression);
  const fromDbt = reader.current.refs.length + reader.current.sources.length > before || /\b(?:ref|source)\s*\(/.test(words);
  const again = reader.bindings.has(name) || isConditional(reader);
  const texts = again || !expression ? null : alternatives(expression, around(reader));
  const items = again || !expression ? null : itemsOf(reader, expression);
  reader.bindings.set(name, { texts, fromDbt });
  reader.bindings.set(`[]${name}`, { texts: items, fromDbt });
  if (reader.stands.get(name) !== 'relation') reader.stands.set(name, fromDbt ? 'relation' : 'other');
}

/** What stands in a macro or a snapshot is collected apart from the rest of the file. */
function openDefinition(reader: BlockReader, block: JinjaBlock): void {
  const words = reader.text.slice(block.inner.from, block.inner.to);
  const name = /^\w+\s+(\w+)/.exec(words)?.[1] ?? '';
  const nameFrom = block.inner.from + words.indexOf(name, block.word.length);
  const collected = nothingCollected();
  const { parameters, defaults } =
    block.word === 'snapshot' ? noParameters : parametersOf(reader, { from: nameFrom, to: block.inner.to }, collected);
  if (block.word === 'snapshot') {
    reader.snapshots.push({ name, nameRange: { from: nameFrom, to: nameFrom + name.length }, ...collected });
  } else if (name) {
    reader.macros.push({ name: block.word === 'macro' ? name : `${block.word}_${name}`, parameters, defaults, ...collected });
  }
  push(reader, { word: block.word, outside: reader.current, from: block.from, parameters });
  reader.current = collected;
}

interface Parameters {
  readonly parameters: readonly string[];
  readonly defaults: Readonly<Record<string, string>>;
}

const noParameters: Parameters = { parameters: [], defaults: {} };

/** The head of a macro reads like a call. A `ref` that is a default counts where nothing else is handed over: it is conditional. */
function parametersOf(reader: BlockReader, head: Range, into: Collected): Parameters {
  const call = parseExpression(reader.text, head.from, head.to);
  if (call.type !== 'call') return noParameters;
  const defaults: Record<string, string> = {};
  for (const { name, value } of call.keywords) {
    if (name !== null && value.type === 'string') defaults[name] = value.value;
    collectCalls(value, { text: reader.text, conditional: true, lookUp: () => null, parameters: [] }, into);
  }
  const positional = call.args.map((argument) => (argument.type === 'name' ? argument.name : ''));
  return { parameters: [...positional, ...call.keywords.map(({ name }) => name ?? '')], defaults };
}

function close(reader: BlockReader, block: JinjaBlock): void {
  const word = block.word.slice(3);
  const at = reader.frames.findLastIndex((frame) => frame.word === word);
  if (at === -1) return;
  for (const frame of reader.frames.splice(at)) {
    if (frame.loopName) reader.bindings.delete(frame.loopName);
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
