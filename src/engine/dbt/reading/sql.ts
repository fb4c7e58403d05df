import { once } from '../../cache.ts';
import { t } from '../../l10n.ts';
import type { Range } from '../../model.ts';
import { blockExpression, type JinjaBlock, type JinjaText, scanJinja } from '../../syntax/jinja.ts';
import type { Expr } from '../../syntax/python.ts';
import { lineStarts } from '../../text.ts';
import { bind, loopedOver, readAppend } from './bindings.ts';
import { around, type BlockReader, leaveAtParse, leaveBranch, push, pushIf, startReading } from './blockReader.ts';
import { branchOf, collectCalls, isContextCall, nothingCollected, termAt } from './calls.ts';
import type { SqlFragment } from './fragments.ts';
import { noParameters, parametersOf } from './macroHead.ts';
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

function readBlocks(text: string, jinja: JinjaText): BlockReader {
  const reader = startReading(text);
  for (const block of jinja.blocks) {
    if (block.kind === 'expression') readExpressionBlock(reader, block);
    else readStatement(reader, block);
  }
  return reader;
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
    reader.current.refs.push({ from, to, package: null, name: ref[2] ?? '', version: null, ...branchOf(around(reader)) });
    return;
  }
  const source = plainSource.exec(words);
  if (source) {
    reader.current.sources.push({ from, to, source: source[2] ?? '', table: source[4] ?? '', ...branchOf(around(reader)) });
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
  const surroundings = around(reader);
  for (const match of words.matchAll(namedVariable)) {
    const from = inner.from + match.index;
    reader.current.variables.push({
      from,
      to: from + match[0].length,
      name: match[2] ?? '',
      ...branchOf(surroundings),
      atRun: surroundings.atRun,
    });
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

/** A statement renders what stands in it only when dbt runs (macros/etc/statement.sql of dbt-adapters 1.24). */
const runsOnly = /^call\s*(?:\([^)]*\))?\s*statement\s*\(/;

function readStatement(reader: BlockReader, block: JinjaBlock): void {
  switch (block.word) {
    case 'if':
      readIf(reader, block);
      break;
    case 'else':
    case 'elif':
      leaveBranch(reader, block);
      readCondition(reader, block);
      break;
    case 'do':
      readCondition(reader, block);
      break;
    case 'call':
      readCondition(reader, block);
      push(reader, { word: 'call', atRun: runsOnly.test(reader.text.slice(block.inner.from, block.inner.to)) });
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
  pushIf(reader, block, { atRun: whenRun.test(words), atParse: whenParsed.test(words), from: block.to });
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

/** What stands in a macro or a snapshot is collected apart from the rest of the file. */
function openDefinition(reader: BlockReader, block: JinjaBlock): void {
  const words = reader.text.slice(block.inner.from, block.inner.to);
  const name = /^\w+\s+(\w+)/.exec(words)?.[1] ?? '';
  const nameFrom = block.inner.from + words.indexOf(name, block.word.length);
  const collected = nothingCollected();
  const returns: Term[] = [];
  const { parameters, defaults } =
    block.word === 'snapshot' ? noParameters : parametersOf(reader.text, { from: nameFrom, to: block.inner.to }, collected);
  if (block.word === 'snapshot') {
    reader.snapshots.push({ name, nameRange: { from: nameFrom, to: nameFrom + name.length }, ...collected });
  } else if (name) {
    reader.macros.push({ name: block.word === 'macro' ? name : `${block.word}_${name}`, parameters, defaults, returns, ...collected });
  }
  push(reader, { word: block.word, before: reader.bindings, outside: reader.current, returns, from: block.from });
  reader.bindings = new Map([...reader.bindings, ...parameters.map((parameter) => [parameter, { parameter }] as const)]);
  reader.current = collected;
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
