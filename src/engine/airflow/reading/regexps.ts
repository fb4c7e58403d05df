/**
 * Regular expressions of other people's files. They are read into a tree and followed here, never handed to the machine's own engine:
 * that one can be made to run for hours, and its dialect is neither Python's nor that of RE2, which Airflow 2 uses.
 */
type Node =
  | { readonly type: 'one'; readonly takes: (char: string) => boolean }
  | { readonly type: 'start' | 'end' }
  | { readonly type: 'all' | 'any'; readonly parts: readonly Node[] }
  | { readonly type: 'repeat'; readonly of: Node; readonly atLeast: 0 | 1; readonly many: boolean };

/** `invalid`: no engine of Airflow's takes it. `unknown`: it holds something that is not followed here. */
export type Regexp = 'invalid' | 'unknown' | { readonly root: Node; readonly asciiOnly: boolean };

interface Reader {
  readonly chars: readonly string[];
  at: number;
  depth: number;
  failed: 'invalid' | 'unknown' | null;
  asciiOnly: boolean;
}

const longest = 500;
const deepest = 20;

/** Matching takes no more steps than this. */
const mostSteps = 200_000;

/** Reads literals, `.`, `*`, `+`, `?`, `[…]`, `^`, `$`, `|`, groups, and escapes of signs and of `d`, `w`, `s`. */
export function readRegexp(pattern: string): Regexp {
  const reader: Reader = { chars: [...pattern], at: 0, depth: 0, failed: null, asciiOnly: false };
  if (reader.chars.length > longest) return 'unknown';
  const root = alternatives(reader);
  if (reader.failed === null && reader.at < reader.chars.length) return 'invalid';
  return reader.failed ?? { root, asciiOnly: reader.asciiOnly };
}

/** @returns whether the expression matches somewhere in the text; null where that would take too long, or depends on the engine. */
export function matchesSomewhere({ root, asciiOnly }: Exclude<Regexp, string>, text: string): boolean | null {
  const chars = [...text];
  if (asciiOnly && chars.some((char) => char > '\u007f')) return null;
  const following = { chars, left: mostSteps };
  const found = ends(following, root, new Set([...chars.keys(), chars.length]));
  return following.left < 0 ? null : found.size > 0;
}

function alternatives(reader: Reader): Node {
  const parts = [sequence(reader)];
  while (peek(reader) === '|') {
    reader.at++;
    parts.push(sequence(reader));
  }
  return { type: 'any', parts };
}

function sequence(reader: Reader): Node {
  const parts: Node[] = [];
  while (reader.failed === null && reader.at < reader.chars.length && peek(reader) !== '|' && peek(reader) !== ')')
    parts.push(quantified(reader));
  return { type: 'all', parts };
}

function quantified(reader: Reader): Node {
  const of = atom(reader);
  const mark = peek(reader);
  if (reader.failed !== null || mark === undefined || !'*+?{'.includes(mark)) return of;
  if (mark === '{' || of.type === 'start' || of.type === 'end') return fail(reader, 'unknown');
  reader.at++;
  if (peek(reader) === '*') return fail(reader, 'invalid');
  // What a lazy repetition takes makes no difference to whether there is a match.
  if (peek(reader) === '?') reader.at++;
  if (['*', '+', '?', '{'].includes(peek(reader) ?? '')) return fail(reader, 'unknown');
  return { type: 'repeat', of, atLeast: mark === '+' ? 1 : 0, many: mark !== '?' };
}

function atom(reader: Reader): Node {
  const char = reader.chars[reader.at++] ?? '';
  switch (char) {
    case '(':
      return group(reader);
    case '[':
      return set(reader);
    case '.':
      return { type: 'one', takes: (one) => one !== '\n' };
    case '^':
      return { type: 'start' };
    case '$':
      return { type: 'end' };
    case '\\':
      return { type: 'one', takes: escaped(reader) ?? (() => false) };
    case '*':
    case '+':
    case '?':
      return fail(reader, 'invalid');
    case '{':
      return fail(reader, 'unknown');
    default:
      return { type: 'one', takes: (one) => one === char };
  }
}

function group(reader: Reader): Node {
  if (peek(reader) === '?') {
    if (reader.chars[reader.at + 1] !== ':') return fail(reader, 'unknown');
    reader.at += 2;
  }
  if (++reader.depth > deepest) return fail(reader, 'unknown');
  const inner = alternatives(reader);
  reader.depth--;
  if (reader.failed === null && peek(reader) !== ')') return fail(reader, 'invalid');
  reader.at++;
  return inner;
}

const classes: Readonly<Record<string, RegExp>> = { d: /\d/, w: /\w/, s: /[ \t\n\r\f]/ };

/** The sign or class behind a backslash; null where it is neither. */
function escaped(reader: Reader): ((char: string) => boolean) | null {
  const char = reader.chars[reader.at++];
  if (char === undefined) return failed(reader, 'invalid');
  const known = classes[char.toLowerCase()];
  if (known !== undefined) {
    reader.asciiOnly = true;
    return (one) => known.test(one) === (char === char.toLowerCase());
  }
  return /^[!-/:-@[-^`{-~]$/.test(char) ? (one) => one === char : failed(reader, 'unknown');
}

function set(reader: Reader): Node {
  const not = peek(reader) === '^';
  if (not) reader.at++;
  const takes: ((char: string) => boolean)[] = [];
  for (let first = true; ; first = false) {
    const char = reader.chars[reader.at++];
    if (char === undefined) return fail(reader, 'invalid');
    if (char === ']' && !first) break;
    if (char === '[' || (char === ']' && first)) return fail(reader, 'unknown');
    if (char === '\\') {
      const one = escaped(reader);
      if (one === null || peek(reader) === '-') return fail(reader, reader.failed ?? 'unknown');
      takes.push(one);
      continue;
    }
    const to = peek(reader) === '-' ? reader.chars[reader.at + 1] : undefined;
    if (to === undefined || to === ']') takes.push((one) => one === char);
    else if (to === '\\' || to === '[' || to === '-') return fail(reader, 'unknown');
    else if (to < char) return fail(reader, 'invalid');
    else {
      reader.at += 2;
      takes.push((one) => one >= char && one <= to);
    }
  }
  return { type: 'one', takes: (char) => takes.some((each) => each(char)) !== not };
}

function peek(reader: Reader): string | undefined {
  return reader.chars[reader.at];
}

function fail(reader: Reader, how: 'invalid' | 'unknown'): Node {
  reader.failed ??= how;
  return { type: 'all', parts: [] };
}

function failed(reader: Reader, how: 'invalid' | 'unknown'): null {
  reader.failed ??= how;
  return null;
}

interface Following {
  readonly chars: readonly string[];
  left: number;
}

/** @returns where a match of the node can end that begins at one of the places. All of them are followed at once, so nothing is tried twice. */
function ends(following: Following, node: Node, from: ReadonlySet<number>): Set<number> {
  following.left -= from.size + 1;
  if (following.left < 0 || from.size === 0) return new Set();
  const { chars } = following;
  switch (node.type) {
    case 'one':
      return new Set([...from].flatMap((at) => (at < chars.length && node.takes(chars[at] ?? '') ? [at + 1] : [])));
    case 'start':
      return new Set([...from].filter((at) => at === 0));
    case 'end':
      return new Set([...from].filter((at) => at === chars.length));
    case 'all':
      return node.parts.reduce((places, part) => ends(following, part, places), new Set(from));
    case 'any':
      return new Set(node.parts.flatMap((part) => [...ends(following, part, from)]));
    case 'repeat':
      return repeated(following, node, from);
  }
}

function repeated(following: Following, node: Extract<Node, { type: 'repeat' }>, from: ReadonlySet<number>): Set<number> {
  const found = new Set(node.atLeast === 0 ? from : []);
  for (let fresh: ReadonlySet<number> = from; fresh.size > 0; ) {
    const next = ends(following, node.of, fresh);
    fresh = new Set([...next].filter((at) => !found.has(at)));
    for (const at of fresh) found.add(at);
    if (!node.many) break;
  }
  return found;
}
