/** Thrown where a text holds what the quick reader leaves to the parser; caught by `readPlainYaml`. */
export const unusual = new Error('unusual YAML');

/** Signs as `charCodeAt` gives them. */
const lineFeed = 10;
const carriageReturn = 13;
export const space = 32;
export const doubleQuote = 34;
export const hash = 35;
export const singleQuote = 39;
export const comma = 44;
export const dash = 45;
export const colon = 58;
const question = 63;
export const openBracket = 91;
export const closeBracket = 93;
export const openBrace = 123;
export const bar = 124;
export const closeBrace = 125;
export const greater = 62;

/** What no plain scalar begins with: indicators, what is reserved, and what closes brackets. */
const notPlain: ReadonlySet<number> = new Set([...'&*!%@`,[]{}#|>\'"'].map((sign) => sign.charCodeAt(0)));

/** @returns whether it is a space, or the end of a line or of the text (`NaN`). */
export function isBlank(unit: number): boolean {
  return unit === space || unit === lineFeed || unit === carriageReturn || Number.isNaN(unit);
}

/** @returns whether a sign stands there by itself, so that it means something: a dash, a question mark, a colon. */
export function isIndicator(text: string, at: number, sign: number): boolean {
  return text.charCodeAt(at) === sign && isBlank(text.charCodeAt(at + 1));
}

/** @returns whether it ends a line, or is the end of the text (`NaN`). */
export function isLineEnd(unit: number): boolean {
  return unit === lineFeed || unit === carriageReturn || Number.isNaN(unit);
}

/** @returns the offset at which the line behind the offset begins; the end of the text where there is none. */
export function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** Keys that stand in nearly every file. Each is the same string everywhere, which takes no memory and is compared at once. */
const usualKeys: ReadonlyMap<string, string> = new Map(
  [
    ...[
      'arguments',
      'columns',
      'config',
      'count',
      'data_tests',
      'data_type',
      'description',
      'enabled',
      'field',
      'freshness',
      'materialized',
    ],
    ...['meta', 'models', 'name', 'owner', 'period', 'severity', 'sources', 'tables', 'tags', 'tests', 'to', 'values', 'version', 'where'],
  ].map((key) => [key, key]),
);

/** @returns the text of a key without quotes. */
export function plainKey(text: string, from: number, to: number): string {
  const key = text.slice(from, to);
  return usualKeys.get(key) ?? key;
}

/** @returns where the text of a scalar goes on behind the end of a line, or -1 where the next words are not further in than `parent`. */
export function continued(text: string, lineEnd: number, parent: number): number {
  for (let line = nextLine(text, lineEnd); line < text.length; line = nextLine(text, line)) {
    let at = line;
    while (text.charCodeAt(at) === space) at++;
    if (!isLineEnd(text.charCodeAt(at))) return at - line > parent ? at : -1;
  }
  return -1;
}

/** @returns whether a scalar without quotes begins there, outside brackets. */
export function beginsPlain(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  return !notPlain.has(first) && !((first === dash || first === question || first === colon) && isBlank(text.charCodeAt(at + 1)));
}

/** @returns the end of the words before a colon, a comment or the end of the line. */
export function endOfPlainKey(text: string, from: number): number {
  let end = from;
  for (let at = from; ; at++) {
    const unit = text.charCodeAt(at);
    if (unit === space) {
      if (text.charCodeAt(at + 1) === hash) return end;
    } else if (isLineEnd(unit) || (unit === colon && isBlank(text.charCodeAt(at + 1)))) {
      return end;
    } else {
      end = at + 1;
    }
  }
}

/** @returns the end of a plain scalar in brackets, which must not go on in another line. */
export function endOfPlainInBrackets(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (notPlain.has(first) || first === colon || ((first === dash || first === question) && endsPlain(text.charCodeAt(from + 1))))
    throw unusual;
  let end = from;
  for (let at = from; ; at++) {
    const unit = text.charCodeAt(at);
    if (unit === space) {
      if (text.charCodeAt(at + 1) === hash) throw unusual;
    } else if (endsPlain(unit) || (unit === colon && endsPlain(text.charCodeAt(at + 1)))) {
      return end;
    } else {
      end = at + 1;
    }
  }
}

/** What ends a plain scalar in brackets, behind a colon or by itself. */
function endsPlain(unit: number): boolean {
  return unit === comma || unit === openBracket || unit === closeBracket || unit === openBrace || unit === closeBrace || isBlank(unit);
}

/** @returns the end of the blank lines behind a block scalar. Those that are longer than its lines are indented would be part of it. */
export function endOfBlankLines(text: string, from: number, indent: number): number {
  for (let line = from; ; line = nextLine(text, line)) {
    let at = line;
    while (text.charCodeAt(at) === space) at++;
    const unit = text.charCodeAt(at);
    if (!isLineEnd(unit) || line >= text.length) return line;
    if (at - line > indent || Number.isNaN(unit)) throw unusual;
  }
}

/** @returns the offset behind the closing quote. */
export function endOfQuoted(text: string, from: number, quote: number): number {
  const sign = quote === doubleQuote ? '"' : "'";
  for (let at = text.indexOf(sign, from + 1); at !== -1; at = text.indexOf(sign, at + 1)) {
    if (quote === singleQuote) {
      if (text.charCodeAt(at + 1) !== singleQuote) return at + 1;
      at++;
    } else {
      let slashes = 0;
      while (text[at - 1 - slashes] === '\\') slashes++;
      if (slashes % 2 === 0) return at + 1;
    }
  }
  throw unusual;
}
