import { CST } from 'yaml';
import type { Range, Value } from '../model.ts';
import { doubleQuote, unusual } from './yamlScan.ts';

const booleans: ReadonlyMap<string, boolean> = new Map(
  ['yes', 'true', 'on', 'no', 'false', 'off'].flatMap((word, index) => {
    const value = index < 3;
    const title = word.charAt(0).toUpperCase() + word.slice(1);
    return [word, title, word.toUpperCase()].map((spelling): [string, boolean] => [spelling, value]);
  }),
);
const integer = /^[-+]?(?:0b[0-1_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)$/;
const decimal = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/;

/** @returns what a plain scalar comes to as PyYAML 6 resolves it (resolver.py), but for dates and base-60 numbers, which stay text. */
export function plainScalar(source: string, { from, to }: Range): Value {
  if (source === '' || source === '~' || source === 'null' || source === 'Null' || source === 'NULL') return { type: 'nothing', from, to };
  if (source.charCodeAt(0) > 57) {
    const boolean = source.length > 5 ? undefined : booleans.get(source);
    return boolean === undefined ? { type: 'text', value: source, from, to } : { type: 'boolean', value: boolean, from, to };
  }
  if (integer.test(source)) return { type: 'number', value: integerValue(source), from, to };
  if (decimal.test(source)) return { type: 'number', value: Number(source.replaceAll('_', '')), from, to };
  return { type: 'text', value: source, from, to };
}

function integerValue(source: string): number {
  const digits = source.replaceAll('_', '').replace(/^[-+]/, '');
  const octal = /^0[0-7]+$/.test(digits);
  const size = octal ? Number.parseInt(digits, 8) : Number(digits);
  return source.startsWith('-') ? -size : size;
}

/** @returns what stands between quotes on one line or several. */
export function quotedText(text: string, from: number, to: number): string {
  const inside = text.slice(from + 1, to - 1);
  const double = text.charCodeAt(from) === doubleQuote;
  if (!inside.includes('\n') && !inside.includes(double ? '\\' : "'")) return inside;
  return unfolded(text, from, to, double ? 'double-quoted-scalar' : 'single-quoted-scalar');
}

/** @returns what a scalar with line ends or escapes comes to, as the parser says; it knows what is wrong there. */
export function unfolded(text: string, offset: number, to: number, type: CST.FlowScalar['type']): string {
  const source = text.slice(offset, to);
  return CST.resolveAsScalar({ type, offset, indent: 0, source }, false, giveUp)?.value ?? giveUp();
}

/** For the parser to report errors to. */
export function giveUp(): never {
  throw unusual;
}
