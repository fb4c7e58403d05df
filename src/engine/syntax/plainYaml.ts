import { CST } from 'yaml';
import type { Entry, Range, Value } from '../model.ts';
import { giveUp, plainScalar, quotedText, unfolded } from './yamlScalars.ts';
import {
  bar,
  beginsPlain,
  closeBrace,
  closeBracket,
  colon,
  comma,
  continued,
  dash,
  doubleQuote,
  endOfBlankLines,
  endOfPlainInBrackets,
  endOfPlainKey,
  endOfQuoted,
  greater,
  hash,
  isBlank,
  isIndicator,
  isLineEnd,
  nextLine,
  openBrace,
  openBracket,
  plainKey,
  singleQuote,
  space,
  unusual,
} from './yamlScan.ts';

/**
 * Reads the YAML that people write: block lists and mappings, scalars of every kind, lists and mappings in brackets.
 * All else (anchors, aliases, tags, merge keys, tabs, several documents, every error) is left to the parser that knows it.
 * Twenty times as fast as building the parser's documents, and exactly what `readYaml` makes of them.
 * @returns null where something unusual stands in the text.
 */
export function readPlainYaml(text: string): Value | null {
  if (unusualSigns.test(text)) return null;
  const keyRange = { from: 0, to: 0 };
  const reader: Reader = { text, at: 0, line: 0, column: 0, commented: false, depth: 0, key: '', keyRange, items: [], entries: [] };
  try {
    return readDocument(reader);
  } catch (error) {
    if (error === unusual) return null;
    throw error;
  }
}

/** Tabs, byte order marks, and carriage returns by themselves. */
const unusualSigns = /[\t\uFEFF]|\r(?!\n)/;

interface Reader {
  readonly text: string;
  at: number;
  /** Where the line begins. */
  line: number;
  /** Column of the content that `toContent` found, -1 at the end of the text. */
  column: number;
  /** Whether `toContent` went past a comment. */
  commented: boolean;
  depth: number;
  /** The key that was read last. */
  key: string;
  keyRange: Range;
  /** What was read of the lists and mappings that are not at their end, the innermost last: taken from here, each is no longer than it has to be. */
  readonly items: Value[];
  readonly entries: Entry[];
}

const deepest = 60;

function readDocument(reader: Reader): Value {
  const { text } = reader;
  toContent(reader);
  if (isMarker(reader) && text.charCodeAt(reader.at) === dash) {
    reader.at += 3;
    endLine(reader);
  }
  if (reader.column === -1 || isMarker(reader)) throw unusual;
  const { at } = reader;
  if (!isIndicator(text, at, dash) && !readKey(reader)) throw unusual;
  reader.at = at;
  const root = readBlock(reader, -1);
  if (reader.column !== -1) throw unusual;
  return root;
}

/** `---` or `...`, which begin and end documents. */
function isMarker({ text, at, line }: Reader): boolean {
  return at === line && (text.startsWith('---', at) || text.startsWith('...', at)) && isBlank(text.charCodeAt(at + 3));
}

/** Goes from the beginning of a line to the next content. */
function toContent(reader: Reader): void {
  const { text } = reader;
  reader.commented = false;
  for (let line = reader.at; ; ) {
    let at = line;
    while (text.charCodeAt(at) === space) at++;
    const unit = text.charCodeAt(at);
    if (unit === hash) reader.commented = true;
    else if (!isLineEnd(unit) || Number.isNaN(unit)) {
      reader.at = at;
      reader.line = line;
      reader.column = Number.isNaN(unit) ? -1 : at - line;
      return;
    }
    line = nextLine(text, at);
  }
}

/** Behind a value nothing but a comment may stand on its line. Goes on to the next content. */
function endLine(reader: Reader): void {
  const { text } = reader;
  let at = reader.at;
  while (text.charCodeAt(at) === space) at++;
  const unit = text.charCodeAt(at);
  if (!isLineEnd(unit) && (unit !== hash || at === reader.at)) throw unusual;
  reader.at = nextLine(text, at);
  toContent(reader);
  if (unit === hash) reader.commented = true;
}

/** Reads what begins here and belongs to something that begins at the column `parent`. */
function readBlock(reader: Reader, parent: number): Value {
  if (++reader.depth > deepest) throw unusual;
  const column = reader.at - reader.line;
  const from = reader.at;
  const value = isIndicator(reader.text, from, dash)
    ? readList(reader, column, from)
    : readKey(reader)
      ? readMap(reader, column, from)
      : readNode(reader, parent);
  reader.depth--;
  return value;
}

function readList(reader: Reader, column: number, from: number): Value {
  const begun = reader.items.length;
  do {
    reader.at++;
    reader.items.push(valueBehind(reader, column, true));
  } while (reader.column === column && isIndicator(reader.text, reader.at, dash));
  if (reader.column > column) throw unusual;
  const items = reader.items.splice(begun);
  return { type: 'list', items, from, to: items.at(-1)?.to ?? from };
}

function readMap(reader: Reader, column: number, from: number): Value {
  const begun = reader.entries.length;
  do {
    const { key, keyRange } = reader;
    reader.entries.push({ key, keyRange, value: valueBehind(reader, column, false) });
  } while (reader.column === column && readKey(reader));
  if (reader.column >= column) throw unusual;
  const entries = reader.entries.splice(begun);
  return { type: 'map', entries: lastOfEqualKeys(entries), from, to: entries.at(-1)?.value.to ?? from };
}

/** So many keys are compared with each other in less time than they are put into a map. */
const mostCompared = 12;

function hasEqualKeys(entries: readonly Entry[]): boolean {
  return entries.some(({ key }, at) => {
    for (let before = 0; before < at; before++) if (entries[before]?.key === key) return true;
    return false;
  });
}

/** Of entries with the same key the last one counts; it stands where the first one stood. */
export function lastOfEqualKeys(entries: Entry[]): Entry[] {
  if (entries.length <= mostCompared && !hasEqualKeys(entries)) return entries;
  const last = new Map<string, Entry>();
  for (const entry of entries) last.set(entry.key, entry);
  return last.size === entries.length ? entries : [...last.values()];
}

/** Reads what stands behind a dash or the colon of a key: on the same line, further in on the next ones, or nothing. */
function valueBehind(reader: Reader, column: number, ofList: boolean): Value {
  const { text } = reader;
  while (text.charCodeAt(reader.at) === space) reader.at++;
  const from = reader.at;
  const unit = text.charCodeAt(from);
  if (!isLineEnd(unit) && unit !== hash) return ofList ? readBlock(reader, column) : readNode(reader, column);
  if (unit === hash) reader.at--;
  endLine(reader);
  const isListOfKey = !ofList && reader.column === column && isIndicator(text, reader.at, dash);
  if (reader.column > column || isListOfKey) return readBlock(reader, column);
  return { type: 'nothing', from, to: from };
}

/** Goes behind a key and its colon. @returns false, and goes nowhere, where no key stands. */
function readKey(reader: Reader): boolean {
  const { text, at: from } = reader;
  const first = text.charCodeAt(from);
  const quoted = first === doubleQuote || first === singleQuote;
  if (!quoted && !beginsPlain(text, from)) return false;
  const to = quoted ? endOfQuoted(text, from, first) : endOfPlainKey(text, from);
  let at = to;
  while (text.charCodeAt(at) === space) at++;
  if (!isIndicator(text, at, colon)) return false;
  if (isMarker(reader)) throw unusual;
  if (quoted && text.slice(from, to).includes('\n')) throw unusual;
  reader.key = quoted ? quotedText(text, from, to) : plainKey(text, from, to);
  if (!quoted && reader.key === '<<') throw unusual;
  reader.keyRange = { from, to };
  reader.at = at + 1;
  return true;
}

/** Reads a scalar or what stands in brackets, and goes on to the next content. Lines that go on stand further in than `parent`. */
function readNode(reader: Reader, parent: number): Value {
  const { text, commented } = reader;
  const first = text.charCodeAt(reader.at);
  if (reader.at === reader.line + reader.column && commented) throw unusual;
  if (first === bar || first === greater) return readBlockScalar(reader, parent);
  const value =
    first === doubleQuote || first === singleQuote
      ? readQuoted(reader, parent)
      : first === openBracket || first === openBrace
        ? readBrackets(reader, parent)
        : readPlain(reader, parent);
  endLine(reader);
  return value;
}

function readPlain(reader: Reader, parent: number): Value {
  const { text, at: from } = reader;
  if (!beginsPlain(text, from)) throw unusual;
  let end = from;
  let lines = 1;
  for (let at = from; ; at++) {
    const unit = text.charCodeAt(at);
    if (unit === space) {
      if (text.charCodeAt(at + 1) === hash) break;
    } else if (unit === colon) {
      if (isBlank(text.charCodeAt(at + 1))) throw unusual;
      end = at + 1;
    } else if (isLineEnd(unit)) {
      const next = continued(text, at, parent);
      if (next === -1 || text.charCodeAt(next) === hash) break;
      lines++;
      at = next - 1;
    } else {
      end = at + 1;
    }
  }
  reader.at = end;
  const range = { from, to: end };
  return plainScalar(lines === 1 ? text.slice(from, end) : unfolded(text, from, end, 'scalar'), range);
}

function readQuoted(reader: Reader, parent: number): Value {
  const { text, at: from } = reader;
  const to = endOfQuoted(text, from, text.charCodeAt(from));
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) {
    const next = continued(text, at, parent);
    if (next === -1 || next >= to) throw unusual;
    at = next - 1;
  }
  reader.at = to;
  return { type: 'text', value: quotedText(text, from, to), from, to };
}

const blockHeader = /[|>](?:[+-][1-9]?|[1-9][+-]?)?(?= *\r?\n)/y;

/** The extent of a block scalar as the lexer of yaml 2.9 finds it (`parseBlockScalar`); what it comes to, its resolver says. */
function readBlockScalar(reader: Reader, parent: number): Value {
  const { text, at: offset } = reader;
  blockHeader.lastIndex = offset;
  const header = blockHeader.exec(text)?.[0] ?? giveUp();
  const from = nextLine(text, offset);
  const first = continued(text, from - 1, parent);
  if (first === -1) throw unusual;
  const indent = first - (text.lastIndexOf('\n', first - 1) + 1);
  const explicit = /[1-9]/.exec(header)?.[0];
  const least = explicit === undefined ? indent : parent + Number(explicit);
  if (indent < least) throw unusual;
  let end = first;
  for (let next = first; next !== -1; next = continued(text, next, least - 1)) end = next;
  end = nextLine(text, end);
  const blank = endOfBlankLines(text, end, indent);
  const to = header.includes('+') ? blank : end;
  const source = text.slice(from, to);
  const props: CST.Token[] = [
    { type: 'block-scalar-header', offset, indent: parent, source: header },
    { type: 'newline', offset: offset + header.length, indent: parent, source: text.slice(offset + header.length, from) },
  ];
  const value = CST.resolveAsScalar({ type: 'block-scalar', offset, indent: parent, props, source }, false, giveUp)?.value ?? giveUp();
  reader.at = to;
  toContent(reader);
  return { type: 'text', value, from: offset, to };
}

/** Reads a list or a mapping in brackets; its lines stand further in than `parent`. */
function readBrackets(reader: Reader, parent: number): Value {
  if (++reader.depth > deepest) throw unusual;
  const { text, at: from } = reader;
  const isMap = text.charCodeAt(from) === openBrace;
  const close = isMap ? closeBrace : closeBracket;
  const begun = isMap ? reader.entries.length : reader.items.length;
  reader.at++;
  skipGap(reader, parent);
  while (text.charCodeAt(reader.at) !== close) {
    if (isMap) reader.entries.push(entryInBrackets(reader, parent));
    else reader.items.push(valueInBrackets(reader, parent));
    skipGap(reader, parent);
    const unit = text.charCodeAt(reader.at);
    if (unit !== comma && unit !== close) throw unusual;
    if (unit === comma) reader.at++;
    skipGap(reader, parent);
  }
  reader.depth--;
  const to = ++reader.at;
  return isMap
    ? { type: 'map', entries: lastOfEqualKeys(reader.entries.splice(begun)), from, to }
    : { type: 'list', items: reader.items.splice(begun), from, to };
}

function skipGap(reader: Reader, parent: number): void {
  const { text } = reader;
  while (text.charCodeAt(reader.at) === space) reader.at++;
  if (!isLineEnd(text.charCodeAt(reader.at))) return;
  const next = continued(text, reader.at, parent);
  if (next === -1) throw unusual;
  reader.at = next;
}

function entryInBrackets(reader: Reader, parent: number): Entry {
  const { text, at: from } = reader;
  const first = text.charCodeAt(from);
  const quoted = first === doubleQuote || first === singleQuote;
  const to = quoted ? endOfQuoted(text, from, first) : endOfPlainInBrackets(text, from);
  const key = quoted ? quotedText(text, from, to) : plainKey(text, from, to);
  if (text.slice(from, to).includes('\n') || (!quoted && key === '<<')) throw unusual;
  reader.at = to;
  while (text.charCodeAt(reader.at) === space) reader.at++;
  if (text.charCodeAt(reader.at) !== colon || !(quoted || isBlank(text.charCodeAt(reader.at + 1)))) throw unusual;
  reader.at++;
  skipGap(reader, parent);
  return { key, keyRange: { from, to }, value: valueInBrackets(reader, parent) };
}

function valueInBrackets(reader: Reader, parent: number): Value {
  const { text, at: from } = reader;
  const first = text.charCodeAt(from);
  if (first === openBracket || first === openBrace) return readBrackets(reader, parent);
  if (first === doubleQuote || first === singleQuote) return readQuoted(reader, parent);
  const to = endOfPlainInBrackets(text, from);
  reader.at = to;
  return plainScalar(text.slice(from, to), { from, to });
}
