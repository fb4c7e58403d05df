import type { Range } from '../model.ts';

/** The parts of a string literal: where its prefix and quotes end and where its content stands. */
export interface StringLiteral {
  /** Lower case, such as `rb`; empty for a plain string. */
  readonly prefix: string;
  readonly quote: string;
  /** Between the quotes. A literal that is not closed ends where the parser ended it. */
  readonly content: Range;
}

/** Takes a string literal apart. `range` is the whole literal, prefix and quotes included. */
export function stringLiteral(text: string, range: Range): StringLiteral {
  let open = range.from;
  while (open < range.to && text[open] !== '"' && text[open] !== "'") open++;
  const mark = text[open] ?? '';
  const quote = mark !== '' && open + 3 <= range.to && text.startsWith(mark.repeat(3), open) ? mark.repeat(3) : mark;
  const from = Math.min(open + quote.length, range.to);
  const closed = quote !== '' && range.to - quote.length >= from && text.startsWith(quote, range.to - quote.length);
  return {
    prefix: text.slice(range.from, open).toLowerCase(),
    quote,
    content: { from, to: closed ? range.to - quote.length : range.to },
  };
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

const escapes = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g;

/** @returns the characters that Python would hold for the source of a string's content; line ends become `\n`, unknown escapes stay as written. */
export function unescapeString(source: string, raw: boolean): string {
  const text = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
  if (raw || !text.includes('\\')) return text;
  return text.replace(escapes, (whole, octal?: string, hex?: string, unit?: string, point?: string, letter?: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    const code = hex ?? unit ?? point;
    if (code !== undefined) return codePoint(Number.parseInt(code, 16), whole);
    return simpleEscapes.get(letter ?? '') ?? whole;
  });
}

function codePoint(value: number, otherwise: string): string {
  return value <= 0x10ffff ? String.fromCodePoint(value) : otherwise;
}
