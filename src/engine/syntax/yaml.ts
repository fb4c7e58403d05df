import { isAlias, isMap, isPair, isScalar, isSeq, type Pair, parseDocument, type Scalar, type YAMLError, type YAMLMap } from 'yaml';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Entry, Range, Value } from '../model.ts';
import { lastOfEqualKeys, readPlainYaml } from './plainYaml.ts';
import { plainScalar } from './yamlScalars.ts';

/** What a YAML text says. `root` is null where there is nothing to read; `broken` where the text has syntax errors. */
export interface YamlText {
  /** What the first document holds. */
  readonly root: Value | null;
  /** Where a second document begins; not set where there is none. */
  readonly second?: Range;
  readonly problems: readonly (Range & { readonly message: Message })[];
  readonly broken: boolean;
}

export type MapValue = Extract<Value, { type: 'map' }>;
export type ListValue = Extract<Value, { type: 'list' }>;

/** Aliases and merge keys can repeat the same nodes without end; a text that wants more than this many was not written by people. */
const mostNodes = 1_000_000;
const deepest = 200;
const problemsKept = 20;

/**
 * Reads a text as PyYAML reads it (YAML 1.1: `yes` is a boolean, `<<` merges, the last of two equal keys wins), but
 * keeps dates as text and goes on after an error. Values that carry an anchor or came through an alias are `shared`.
 * Never throws.
 */
export function readYaml(text: string): YamlText {
  const root = readPlainYaml(text);
  return root ? { root, problems: [], broken: false } : readAnyYaml(text);
}

/** `readYaml` by way of the parser's documents alone: slower, and knows all of YAML. */
export function readAnyYaml(text: string): YamlText {
  if (nestsTooDeeply(text)) return unreadable(text, t('This YAML is nested too deeply to be read'));
  try {
    return read(text);
  } catch (error) {
    return unreadable(text, t('This YAML could not be read: {0}', error instanceof Error ? error.message : String(error)));
  }
}

function unreadable(text: string, message: Message): YamlText {
  return { root: null, problems: [{ from: 0, to: Math.min(1, text.length), message }], broken: true };
}

/** The parser (yaml 2.9) takes quadratic time on nested brackets and dashes and can end the process on thousands of them. */
function nestsTooDeeply(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === openBracket || unit === openBrace) {
      if (++depth > deepest) return true;
    } else if (unit === closeBracket || unit === closeBrace) {
      if (depth > 0) depth--;
    } else if (unit === lineFeed && text.charCodeAt(at + 1) > space) {
      depth = 0;
    }
  }
  return compact.test(text);
}

const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;
const lineFeed = 10;
const space = 32;
const compact = /(?:[-?:][ \t]+){200}/;

/** Errors cost far more time than YAML does: a text is read in growing parts, and no further than one that is full of them. */
const mostErrors = 100;
const firstPart = 32_768;
const growth = 8;

function read(text: string): YamlText {
  for (let size = firstPart; size < text.length; size *= growth) {
    const part = text.slice(0, text.lastIndexOf('\n', size) + 1 || size);
    const document = parse(part);
    if (document.errors.length + document.warnings.filter(({ code }) => code === 'BAD_DIRECTIVE').length <= mostErrors) continue;
    const message = t('There are more than {0} errors up to here; the rest is not read', mostErrors);
    const result = convert(document, part);
    return { ...result, problems: [...result.problems, { from: part.length - 1, to: part.length, message }] };
  }
  return convert(parse(text), text);
}

function parse(text: string): ReturnType<typeof parseDocument> {
  return parseDocument(text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
    logLevel: 'error', // `silent` reads every further document, to make nothing of it
  });
}

function convert(document: ReturnType<typeof parseDocument>, text: string): YamlText {
  const within = ({ pos: [from, to] }: YAMLError): Range => ({ from: Math.min(from, text.length), to: Math.min(to, text.length) });
  const further = document.errors.find(({ code }) => code === 'MULTIPLE_DOCS');
  const errors = document.errors.filter((error) => error !== further);
  const problems = errors.slice(0, problemsKept).map((error) => ({ ...within(error), message: verbatim(error.message) }));
  const converter: Converter = { anchors: new Map(), nodes: 0, problems, flawed: problems.length > 0 };
  const contents: unknown = document.contents;
  const root = contents === null ? null : toValue(contents, converter, 0);
  const read = { root: root?.type === 'nothing' ? null : root, problems, broken: problems.length > 0 };
  return further ? { ...read, second: within(further) } : read;
}

interface Converter {
  readonly anchors: Map<string, { readonly value: Value; readonly nodes: number }>;
  readonly problems: (Range & { readonly message: Message })[];
  /** The parser found errors: what looks like a key may only follow from them. */
  readonly flawed: boolean;
  /** Values made so far, those that an alias repeats counted again. */
  nodes: number;
}

function toValue(node: unknown, converter: Converter, depth: number): Value {
  const range = rangeOf(node);
  if (depth > deepest) return { type: 'hidden', reason: t('it is nested too deeply'), ...range };
  if (isAlias(node)) return behindAlias(node.source, range, converter);
  const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
  const before = converter.nodes++;
  const value = ownValue(node, range, converter, depth);
  if (!anchor) return value;
  const shared: Value = { ...value, shared: true };
  converter.anchors.set(anchor, { value: shared, nodes: converter.nodes - before });
  return shared;
}

function ownValue(node: unknown, range: Range, converter: Converter, depth: number): Value {
  if (isScalar(node)) return scalarValue(node, range);
  if (isSeq(node)) return { type: 'list', items: node.items.map((item) => toValue(item, converter, depth + 1)), ...range };
  if (isMap(node)) return mapValue(node, range, converter, depth);
  if (isPair(node)) return pairAsMap(node, range, converter, depth);
  return { type: 'nothing', ...range };
}

function behindAlias(name: string, range: Range, converter: Converter): Value {
  const target = converter.anchors.get(name);
  if (target) {
    if (converter.nodes + target.nodes > mostNodes) return { type: 'hidden', reason: t('aliases repeat more than can be read'), ...range };
    converter.nodes += target.nodes;
    return target.value;
  }
  return { type: 'hidden', reason: report(t('the alias *{0} stands for nothing above it', name), range, converter), ...range };
}

function report(message: Message, { from, to }: Range, { problems }: Converter): Message {
  if (problems.length < problemsKept) problems.push({ from, to, message });
  return message;
}

/** A lone `? key` or `key: value` inside a flow list is a map of one entry. */
function pairAsMap(pair: Pair, range: Range, converter: Converter, depth: number): Value {
  const entry = toEntry(pair, converter, depth);
  return { type: 'map', entries: entry ? [entry] : [], ...range };
}

function mapValue(map: YAMLMap, range: Range, converter: Converter, depth: number): Value {
  if (isBareTemplate(map)) return { type: 'hidden', reason: report(bareTemplate(), range, converter), ...range };
  const entries: Entry[] = [];
  const merges: Value[] = [];
  for (const pair of map.items) {
    const entry = toEntry(pair, converter, depth);
    if (!entry) continue;
    if (isMergeKey(pair.key)) merges.push(entry.value);
    else entries.push(entry);
  }
  const own = lastOfEqualKeys(entries);
  if (merges.length === 0) return { type: 'map', entries: own, ...range };
  return mergedMap(own, merges, range, converter);
}

/** To YAML, `{{ x }}` is a mapping in a mapping. */
function isBareTemplate(node: unknown): boolean {
  return isMap(node) && node.flow === true && node.items.length === 1 && isMap(node.items[0]?.key) && node.items[0].value === null;
}

function bareTemplate(): Message {
  return t('a template stands there, outside quotes');
}

/** @returns null for what is no entry; PyYAML 6 refuses a text in which a list or a mapping is a key (constructor.py, "found unhashable key"). */
function toEntry(pair: Pair, converter: Converter, depth: number): Entry | null {
  const keyRange = rangeOf(pair.key);
  const key = isAlias(pair.key) ? textOf(behindAlias(pair.key.source, keyRange, converter)) : keyText(pair.key);
  if (!converter.flawed && (isMap(pair.key) || isSeq(pair.key)))
    report(isBareTemplate(pair.key) ? bareTemplate() : t('a list or a mapping cannot be a key'), keyRange, converter);
  if (key === null) return null;
  const value: Value =
    pair.value === null ? { type: 'nothing', from: keyRange.to, to: keyRange.to } : toValue(pair.value, converter, depth + 1);
  return { key, keyRange, value };
}

function keyText(key: unknown): string | null {
  if (!isScalar(key)) return null;
  return typeof key.value === 'string' ? key.value : '';
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<';
}

/** Own keys win over merged ones, and the first of several merged maps wins over the next. */
function mergedMap(own: readonly Entry[], merges: readonly Value[], range: Range, converter: Converter): Value {
  const entries = [...own];
  const seen = new Set(own.map((entry) => entry.key));
  let hidden: Message | undefined;
  for (const source of merges.flatMap((merge) => (merge.type === 'list' ? merge.items : [merge]))) {
    if (source.type !== 'map') {
      hidden = source.type === 'hidden' ? source.reason : t('a merge key takes in something that is no mapping');
      continue;
    }
    hidden ??= source.hidden;
    for (const entry of source.entries) {
      if (seen.has(entry.key)) continue;
      if (++converter.nodes > mostNodes) {
        return { type: 'map', entries, hidden: t('merge keys take in more than can be read'), ...range };
      }
      seen.add(entry.key);
      entries.push({ ...entry, value: { ...entry.value, shared: true } });
    }
  }
  return hidden ? { type: 'map', entries, hidden, ...range } : { type: 'map', entries, ...range };
}

/** A block list or mapping ends where its last value ends: not behind the line ends and comments that follow. */
function rangeOf(node: unknown): Range {
  if (isPair(node)) return { from: rangeOf(node.key).from, to: rangeOf(node.value ?? node.key).to };
  if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) return { from: 0, to: 0 };
  const [from, to] = node.range ?? [0, 0];
  const last = (isMap(node) || isSeq(node)) && !node.flow ? node.items.at(-1) : undefined;
  return { from, to: last === undefined ? to : Math.max(from, rangeOf(last).to) };
}

function scalarValue(scalar: Scalar, range: Range): Value {
  const source = typeof scalar.value === 'string' ? scalar.value : '';
  const isText = scalar.type !== 'PLAIN' || scalar.tag === 'tag:yaml.org,2002:str';
  return isText ? { type: 'text', value: source, ...range } : plainScalar(source, range);
}

/** @returns the entry of a map under a key, or undefined; undefined too for what is no map. */
export function entryOf(value: Value | null | undefined, key: string): Entry | undefined {
  if (value?.type !== 'map') return undefined;
  for (const entry of value.entries) if (entry.key === key) return entry;
  return undefined;
}

/** @returns the value of a map under a key, or undefined; undefined too for what is no map. */
export function fieldOf(value: Value | null | undefined, key: string): Value | undefined {
  return entryOf(value, key)?.value;
}

/** @returns the items of a list, none for anything else. */
export function itemsOf(value: Value | null | undefined): readonly Value[] {
  return value?.type === 'list' ? value.items : [];
}

/** @returns the text of a scalar as people wrote it, or null for lists, maps, nothing and what is hidden. */
export function textOf(value: Value | null | undefined): string | null {
  switch (value?.type) {
    case 'text':
      return value.value;
    case 'number':
    case 'boolean':
      return String(value.value);
    default:
      return null;
  }
}

/** @returns whether the text holds a template expression or statement, so that its value is made when dbt runs. */
export function holdsTemplate(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}
