import type { Alias, Document, Node, Pair, Scalar, Tags, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, visit } from 'yaml';
import { t } from '../l10n.ts';
import type { Content, YamlStep } from '../model.ts';
import { lineEnding } from '../text.ts';
import type { Change } from './apply.ts';
import { applyEdits } from './apply.ts';
import { appendItems } from './brackets.ts';
import { type ContentMap, isContentMap, mentions } from './content.ts';
import type { Draft } from './draft.ts';
import { insertion, refuse, unchanged } from './draft.ts';
import { afterBreak, byteOrderMark, isBlankAbove, lineEnd, lineStart, linesBelow } from './lines.ts';
import { holdsNext, keepsAll } from './yamlCheck.ts';
import {
  colonEnd,
  columnOf,
  contentEnd,
  dashOffsets,
  endsInKeptBlock,
  endsInOpenBlock,
  hasQuestionMark,
  isKey,
  isNamed,
  isNothing,
  keyName,
  nodeStart,
  pairEnd,
  sourceOf,
} from './yamlNodes.ts';
import { measureStyle } from './yamlStyle.ts';
import type { YamlStyle } from './yamlText.ts';
import { flowEntries, flowText, listLines, mappingLines, scalarText } from './yamlText.ts';

/** What the caller knows and the text does not say. `version`: a new file begins with `version: 2`. `jinja`: `{{` is meant. */
export interface YamlOptions {
  readonly version?: boolean;
  readonly jinja?: boolean;
}

/** The text with its tree, and how it is written. */
export interface Page {
  readonly text: string;
  readonly doc: Document.Parsed;
  readonly eol: string;
  readonly style: YamlStyle;
  readonly aliased: ReadonlySet<string>;
}

/** Something that holds a node or stands empty: a pair of a mapping (with the mapping), or the whole document. */
type Slot = { readonly pair: Pair<Node, Node | null>; readonly map: YAMLMap<Node, Node | null> } | { readonly pair: null };

/** Puts content at a path of a YAML text: what is missing on the way is inserted, one scalar may be replaced, all else stays. */
export function writeYaml(text: string, path: readonly YamlStep[], content: Content, options: YamlOptions = {}): Draft {
  const page = pageOf(text);
  const draft = putInto(page, path, content, options);
  if ('refused' in draft || draft.changes.length === 0) return draft;
  return keepsAll(page.doc, parseYaml(applyEdits(text, draft.changes)), [{ path, content }])
    ? draft
    : refuse(t('The value cannot be put into this file without changing something else.'));
}

/** As `writeYaml`, on a text that was read already; whether the rest of the text says the same afterwards is left to be checked. */
export function putInto(page: Page, path: readonly YamlStep[], content: Content, options: YamlOptions = {}): Draft {
  if (path.length === 0) return refuse(t('Nothing says where in the file the value belongs.'));
  if (!options.jinja && mentions([content, ...path.map((step) => (typeof step === 'string' ? step : step.is))], /\{[{%#]/)) {
    return refuse(t('A value with {0} or {1} would be rendered by dbt.', '{{', '{%'));
  }
  const [error] = page.doc.errors;
  if (error !== undefined) return refuse(t('The file has a syntax error in line {0}.', error.linePos?.[0].line ?? 1));
  return put(page, { pair: null }, page.doc.contents, path, content, options);
}

/** Reads a text for `putInto`. */
export function pageOf(text: string): Page {
  const doc = parseYaml(text);
  return { text, doc, eol: lineEnding(text), style: measureStyle(doc, text), aliased: aliasedNames(doc) };
}

/** YAML 1.1, as PyYAML reads it: `y` and `n` are texts; a duplicate key is no error, the last one counts. */
export function parseYaml(text: string): Document.Parsed {
  return parseDocument(text, {
    keepSourceTokens: true,
    version: '1.1',
    uniqueKeys: false,
    strict: false,
    logLevel: 'error',
    customTags: (tags) => tags.map(withoutLetters),
  });
}

const truth = /^(?:[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/;
const untruth = /^(?:[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/;

function withoutLetters(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || tag.collection !== undefined || tag.tag !== 'tag:yaml.org,2002:bool') return tag;
  return { ...tag, test: tag.identify?.(true) ? truth : untruth };
}

function aliasedNames(doc: Document.Parsed): ReadonlySet<string> {
  const names = new Set<string>();
  visit(doc, { Alias: (_, alias: Alias) => void names.add(alias.source) });
  return names;
}

function put(page: Page, slot: Slot, node: Node | null, path: readonly YamlStep[], content: Content, options: YamlOptions): Draft {
  if (node !== null && isShared(page, node))
    return refuse(t('The value is shared by an anchor: changing it here would change it elsewhere.'));
  const [step, ...rest] = path;
  if (node === null || isNothing(node)) return fill(page, slot, node, nest(path, content), options);
  if (step === undefined) return settle(page, node, content);
  if (typeof step === 'string')
    return isMap(node) ? putKey(page, slot, node, step, rest, content) : refuse(t('{0} cannot be put below a value.', step));
  return isSeq(node) ? putItem(page, node, step, rest, content) : refuse(t('There is no list in which {0} could stand.', step.is));
}

function putKey(page: Page, slot: Slot, node: YAMLMap, key: string, rest: readonly YamlStep[], content: Content): Draft {
  const map = node as YAMLMap<Node, Node | null>;
  const pair = map.items.findLast((item) => isKey(item.key, key));
  if (pair !== undefined) return put(page, { pair, map }, pair.value ?? null, rest, content, {});
  const value = nest(rest, content);
  const merged = mergedKey(page, map, key);
  if (merged && typeof value === 'object')
    return refuse(t('{0} comes from a merged anchor here: writing it would hide the rest of it.', key));
  return insertKeys(page, slot, map, { [key]: value });
}

function putItem(page: Page, seq: YAMLSeq, step: Exclude<YamlStep, string>, rest: readonly YamlStep[], content: Content): Draft {
  const named = seq.items.filter((item) => {
    const map = isAlias(item) ? item.resolve(page.doc) : item;
    return isMap(map) && isNamed(map, step);
  });
  const fitting = named.length > 1 ? named.filter((item) => holdsNext((item as Node).toJS(page.doc), rest)) : named;
  const [item] = fitting;
  if (fitting.length > 1 || (named.length > 1 && !item)) return refuse(t('{0} stands there more than once.', step.is));
  if (isAlias(item)) return refuse(t('The value is shared by an anchor: changing it here would change it elsewhere.'));
  if (isMap(item)) return put(page, { pair: null }, item, rest, content, {});
  const below = nest(rest, content);
  if (!isContentMap(below)) return refuse(t('There is no list in which {0} could stand.', step.is));
  return addItems(page, seq, [{ [step.key]: step.is, ...below }]);
}

/** The content with the missing part of its path around it. */
function nest(path: readonly YamlStep[], content: Content): Content {
  return path.reduceRight<Content>((inner, step) => {
    if (typeof step === 'string') return { [step]: inner };
    return [{ [step.key]: step.is, ...(isContentMap(inner) ? inner : {}) }];
  }, content);
}

/** The path has ended at something that is there. */
function settle(page: Page, node: Node, content: Content): Draft {
  if (isContentMap(content)) return isMap(node) ? mergeKeys(page, node as YAMLMap<Node, Node | null>, content) : somethingElse();
  if (Array.isArray(content)) {
    if (!isSeq(node)) return somethingElse();
    const missing = content.filter((item) => !node.items.some((there) => holds(page, there, item)));
    return missing.length === 0 ? unchanged : addItems(page, node, missing);
  }
  return isScalar(node) ? replaceScalar(page, node, content) : somethingElse();
}

function somethingElse(): Draft {
  return refuse(t('Something else stands there already: a list, a mapping or a value.'));
}

/** Adds the keys that are missing, at every depth, and leaves those that are there. */
function mergeKeys(page: Page, map: YAMLMap<Node, Node | null>, content: ContentMap): Draft {
  const changes: Change[] = [];
  const missing: Record<string, Content> = {};
  for (const [key, value] of Object.entries(content)) {
    const pair = map.items.findLast((item) => isKey(item.key, key));
    if (pair === undefined) missing[key] = value;
    else if (isNothing(pair.value ?? null) || (isContentMap(value) && isMap(pair.value)) || (Array.isArray(value) && isSeq(pair.value))) {
      const draft = put(page, { pair, map }, pair.value ?? null, [], value, {});
      if ('refused' in draft) return draft;
      changes.push(...draft.changes);
    }
  }
  if (Object.keys(missing).length === 0) return { changes };
  const draft = insertKeys(page, { pair: null }, map, missing);
  return 'refused' in draft ? draft : { changes: [...changes, ...draft.changes] };
}

function holds(page: Page, node: unknown, content: Content): boolean {
  const name = isContentMap(content) ? Object.entries(content).find(([key]) => key === 'name')?.[1] : undefined;
  if (typeof name === 'string' && isMap(node)) return String(node.get('name')) === name;
  return JSON.stringify((node as Node).toJS(page.doc)) === JSON.stringify(content);
}

function replaceScalar(page: Page, scalar: Scalar, content: Content): Draft {
  if (scalar.value === content) return unchanged;
  if (scalar.tag !== undefined || scalar.range == null) return refuse(t('The value has a type tag, which a new value might not fit.'));
  const [from] = scalar.range;
  const to = from + page.text.slice(from, contentEnd(page.text, scalar)).trimEnd().length;
  const quote = scalar.type === 'QUOTE_DOUBLE' ? '"' : scalar.type === 'QUOTE_SINGLE' ? "'" : null;
  const text = scalarText(content, quote ?? page.style.quote, isInFlow(page, scalar), quote !== null);
  return { changes: [{ from, to, text }] };
}

function isInFlow(page: Page, wanted: Node): boolean {
  let found = false;
  visit(page.doc, {
    Node(_, node, ancestors) {
      if (node !== wanted) return undefined;
      found = ancestors.some((ancestor) => (isMap(ancestor) || isSeq(ancestor)) && ancestor.flow === true);
      return visit.BREAK;
    },
  });
  return found;
}

/** Puts content where nothing stands: behind `key:`, in the place of `~`, into an empty file. */
function fill(page: Page, slot: Slot, node: Node | null, content: Content, options: YamlOptions): Draft {
  if (slot.pair === null)
    return isContentMap(content) ? fillDocument(page, node, content, options) : refuse(t('The file holds no mapping.'));
  if (node?.tag !== undefined) return refuse(t('The value has a type tag, which a new value might not fit.'));
  const colon = colonEnd(slot.pair);
  if (colon === null) return refuse(t('The key has no colon.'));
  const source = sourceOf(page.text, node);
  const from = source.length > 0 ? nodeStart(node) : colon;
  if (slot.map.flow === true || typeof content !== 'object' || content === null || isEmpty(content)) {
    const text = slot.map.flow === true ? flowText(content, page.style.quote) : scalarText(content, page.style.quote);
    return { changes: [{ from, to: from + source.length, text: source.length > 0 ? text : ` ${text}` }] };
  }
  const below = linesBelow(page.text, from + source.length, fillLines(page, slot, content), page.eol);
  return { changes: source.length > 0 ? [{ from: colon, to: from + source.length, text: '' }, below] : [below] };
}

function fillLines(page: Page, slot: Exclude<Slot, { pair: null }>, content: Content): string[] {
  const column = columnOf(page.text, nodeStart(slot.pair.key));
  if (Array.isArray(content)) return listLines(content, column + page.style.dash, page.style);
  return isContentMap(content) ? mappingLines(content, column + page.style.step, page.style) : [];
}

function fillDocument(page: Page, node: Node | null, content: ContentMap, options: YamlOptions): Draft {
  if (sourceOf(page.text, node).length > 0) return refuse(t('The file holds no mapping.'));
  const { text, eol } = page;
  const blank = text.replace(byteOrderMark, '').trim() === '';
  const head = blank && options.version === true ? ['version: 2', ''] : [];
  const lines = [...head, ...mappingLines(content, 0, page.style)];
  const last = text.trimEnd().length;
  return blank ? insertion(text.length, lines.join(eol) + eol) : { changes: [linesBelow(text, last, lines, eol)] };
}

function insertKeys(page: Page, slot: Slot, map: YAMLMap<Node, Node | null>, content: ContentMap): Draft {
  if (map.flow === true) return insertFlow(page, map, flowEntries(content, page.style.quote));
  const [first] = map.items;
  if (first === undefined) return refuse(t('The mapping cannot be extended.'));
  if (hasQuestionMark(map)) return refuse(t('A mapping with {0} keys cannot be extended.', '?'));
  const lines = mappingLines(content, columnOf(page.text, nodeStart(first.key)), page.style);
  if (map === page.doc.contents) return appendTopLevel(page, map, lines);
  const top = topOfFolder(page, slot, map, content);
  if (top !== null) return { changes: [linesBelow(page.text, top, lines, page.eol)] };
  const after = safePredecessor(page, map, predecessor(map, Object.keys(content)));
  if (after === null) return refuse(t('A text block at the end of the file has no final newline: nothing can be put below it.'));
  return { changes: [linesBelow(page.text, pairEnd(page.text, after), lines, page.eol)] };
}

/** `+meta` of a folder in dbt_project.yml goes above the folders below it, where no other `+` key shows the way. */
function topOfFolder(page: Page, slot: Slot, map: YAMLMap<Node, Node | null>, content: ContentMap): number | null {
  if (slot.pair === null || !Object.keys(content).every((key) => key.startsWith('+'))) return null;
  if (map.items.some((item) => keyName(item.key).startsWith('+'))) return null;
  const colon = colonEnd(slot.pair);
  return colon !== null && lineStart(page.text, nodeStart(map)) > colon ? colon : null;
}

/** Keys that say what an entry is; what is new goes behind them and not behind a long list of columns. */
const headKeys: ReadonlySet<string> = new Set(['name', 'label', 'type', 'maturity', 'url', 'description', 'relation', 'identifier']);
/** Lists that stand at the end of an entry. */
const tailKeys: ReadonlySet<string> = new Set(['columns', 'tables', 'data_tests', 'tests', 'versions', 'depends_on', 'unit_tests']);

function predecessor(map: YAMLMap<Node, Node | null>, keys: readonly string[]): number {
  const names = map.items.map((item) => keyName(item.key));
  const last = names.length - 1;
  if (keys.every((key) => key.startsWith('+'))) {
    const plus = names.findLastIndex((name) => name.startsWith('+'));
    return plus >= 0 ? plus : last;
  }
  if (!names.includes('name') || keys.some((key) => tailKeys.has(key))) return last;
  const first = keys.some((key) => key === 'config' || key === 'description');
  return names.findLastIndex((name) => headKeys.has(name) || (name === 'config' && !first));
}

/** Below a text block that ends the file without a newline nothing can stand: PyYAML would give the block one. */
function safePredecessor(page: Page, map: YAMLMap<Node, Node | null>, index: number): Pair<Node, Node | null> | null {
  const pair = map.items[index];
  if (pair === undefined) return null;
  return endsInOpenBlock(page.text, pair.value ?? null) ? safePredecessor(page, map, index - 1) : pair;
}

function appendTopLevel(page: Page, map: YAMLMap<Node, Node | null>, lines: readonly string[]): Draft {
  const last = safePredecessor(page, map, map.items.length - 1);
  if (last === null) return refuse(t('A text block at the end of the file has no final newline: nothing can be put below it.'));
  const end = pairEnd(page.text, last);
  const rest = page.text.slice(end);
  const isLast =
    last === map.items.at(-1) &&
    rest
      .split(/[\r\n]+/)
      .slice(1)
      .every((line) => /^[ \t]*(?:#|$)/.test(line));
  const at = isLast ? end + rest.trimEnd().length : end;
  const spaced = map.items.length > 1 ? isBlankAbove(page.text, nodeStart(last.key)) : keyName(last.key) === 'version';
  return {
    changes: [
      linesBelow(
        page.text,
        Math.max(at, end),
        spaced && !endsInKeptBlock(page.text, last.value ?? null) ? ['', ...lines] : lines,
        page.eol,
      ),
    ],
  };
}

function addItems(page: Page, seq: YAMLSeq, items: readonly Content[]): Draft {
  if (seq.flow === true)
    return insertFlow(
      page,
      seq,
      items.map((item) => flowText(item, page.style.quote)),
    );
  const dashes = dashOffsets(seq);
  const last = dashes.at(-1);
  if (last === undefined) return refuse(t('The list cannot be extended.'));
  if (endsInOpenBlock(page.text, seq))
    return refuse(t('A text block at the end of the file has no final newline: nothing can be put below it.'));
  const column = columnOf(page.text, last);
  const gap = /^-( +)\S/.exec(page.text.slice(last, lineEnd(page.text, last)))?.[1]?.length ?? page.style.gap;
  const spaced = dashes.length > 1 && isBlankAbove(page.text, last) && !endsInKeptBlock(page.text, seq);
  const lines = items.flatMap((item) => [...(spaced ? [''] : []), ...listLines([item], column, { ...page.style, gap })]);
  return { changes: [linesBelow(page.text, throughComments(page, contentEnd(page.text, seq), column), lines, page.eol)] };
}

/** Comments that are indented deeper than the dash belong to the item above them. */
function throughComments(page: Page, end: number, column: number): number {
  let at = end;
  let next = afterBreak(page.text, lineEnd(page.text, at));
  while (next < page.text.length) {
    const line = page.text.slice(next, lineEnd(page.text, next));
    const comment = /^( *)#/.exec(line);
    if (comment === null ? line.trim() !== '' : (comment[1] ?? '').length <= column) break;
    if (comment !== null) at = next;
    const after = afterBreak(page.text, lineEnd(page.text, next));
    if (after === lineEnd(page.text, next)) break;
    next = after;
  }
  return at;
}

function insertFlow(page: Page, node: YAMLMap | YAMLSeq, items: readonly string[]): Draft {
  const token = node.srcToken;
  if (token?.type !== 'flow-collection' || node.range == null) return refuse(t('The list or mapping cannot be extended.'));
  const close = token.end[0]?.offset;
  const last = node.items.at(-1);
  if (close === undefined) return refuse(t('The list or mapping cannot be extended.'));
  const range = last === undefined ? null : flowItemRange(page, last);
  const unit = ' '.repeat(page.style.step);
  return { changes: appendItems(page.text, { open: node.range[0] + 1, close, last: range }, items, { eol: page.eol, unit }) };
}

function flowItemRange(page: Page, item: unknown): { from: number; to: number } {
  if (!isPair<Node, Node | null>(item)) return { from: nodeStart(item as Node), to: contentEnd(page.text, item as Node) };
  return { from: nodeStart(item.key), to: pairEnd(page.text, item) };
}

/** Keys that a merge (`<<: *base`) brings into a mapping. */
function mergedKey(page: Page, map: YAMLMap<Node, Node | null>, key: string): boolean {
  return map.items.some((item) => {
    if (keyName(item.key) !== '<<') return false;
    const bases = isSeq(item.value) ? item.value.items : [item.value];
    return bases.some((base) => {
      const node = isAlias(base) ? base.resolve(page.doc) : base;
      return isMap(node) && node.has(key);
    });
  });
}

function isShared(page: Page, node: Node): boolean {
  return isAlias(node) || ('anchor' in node && typeof node.anchor === 'string' && page.aliased.has(node.anchor));
}

function isEmpty(content: Content): boolean {
  return typeof content === 'object' && content !== null && Object.keys(content).length === 0;
}
