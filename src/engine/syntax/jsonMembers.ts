/** One member of an object that is a member of the outermost object: `{"nodes": {"model.a.b": …}}`. Offsets are of the whole text. */
export interface JsonMember {
  readonly section: string;
  readonly key: string;
  /** The value as it is written. */
  readonly text: string;
  readonly from: number;
}

/** Takes a text in pieces. */
export interface JsonMemberReader {
  /** @returns whether more is wanted; false once the text has turned out to be no JSON object. */
  push(chunk: string): boolean;
  /** @returns how the text came out; `cut` where it ends in the middle. */
  end(): 'whole' | 'cut' | 'no-object';
  /** Offset of the first character of every line so far; tools write these files in one line. */
  readonly lines: readonly number[];
}

/** Longer names or values are let go: nothing that is looked for comes near. In characters. */
const longestName = 100_000;
const longestValue = 50_000_000;
const mostLines = 10_000_000;

const [tab, lineFeed, carriageReturn, space, quote, comma, colon] = [9, 10, 13, 32, 34, 44, 58];
const [openBracket, backslash, closeBracket, openBrace, closeBrace, byteOrderMark] = [91, 92, 93, 123, 125, 0xfeff];

/**
 * Goes through a JSON text of any size, holding no more than one wanted value at a time. What stands inside the values is not
 * checked: whoever takes a member parses it.
 */
export function readJsonMembers(wanted: (section: string, key: string) => boolean, take: (member: JsonMember) => void): JsonMemberReader {
  let done = 0;
  let depth = 0;
  const lines = [0];
  let failed = false;
  let ended = false;
  let inString = false;
  let escaped = false;
  let name = '';
  let nameFrom = -1;
  let section = '';
  let member: { readonly key: string; readonly from: number } | null = null;
  let parts: string[] = [];
  let partFrom = -1;
  let size = 0;

  function push(chunk: string): boolean {
    for (let at = 0; at < chunk.length && !failed; at++) {
      const unit = chunk.charCodeAt(at);
      if (!inString) structure(unit, at, chunk);
      else if (escaped) escaped = false;
      else if (unit === backslash) escaped = true;
      else if (unit === quote) {
        inString = false;
        if (nameFrom !== -1) name += chunk.slice(nameFrom, at);
        nameFrom = -1;
      }
    }
    keepRest(chunk);
    done += chunk.length;
    return !failed;
  }

  function structure(unit: number, at: number, chunk: string): void {
    if (depth === 0 && !isBlank(unit) && (ended || unit !== openBrace)) failed = true;
    else if (unit === quote) {
      inString = true;
      if (depth <= 2 && !member) {
        name = '';
        nameFrom = at + 1;
      }
    } else if (unit === openBrace || unit === openBracket) depth++;
    else if (unit === closeBrace || unit === closeBracket) {
      if (depth === 2) finish(at, chunk);
      depth--;
      ended = depth === 0;
    } else if (unit === comma && depth === 2) finish(at, chunk);
    else if (unit === colon && depth === 1) section = name;
    else if (unit === colon && depth === 2) begin(at);
    else if (unit === lineFeed && lines.length < mostLines) lines.push(done + at + 1);
  }

  function begin(at: number): void {
    if (member || !wanted(section, name)) return;
    member = { key: ownCopy(name), from: done + at + 1 };
    parts = [];
    size = 0;
    partFrom = at + 1;
  }

  function finish(at: number, chunk: string): void {
    if (!member) return;
    const text = size > longestValue ? '' : parts.join('') + chunk.slice(partFrom, at);
    const blank = text.length - text.trimStart().length;
    if (text !== '') take({ section, key: member.key, text: text.trim(), from: member.from + blank });
    member = null;
    parts = [];
    partFrom = -1;
  }

  function keepRest(chunk: string): void {
    if (nameFrom !== -1) {
      name = name.length > longestName ? '' : name + chunk.slice(nameFrom);
      nameFrom = 0;
    }
    if (!member) return;
    size += chunk.length - partFrom;
    if (size > longestValue) parts = [];
    else parts.push(chunk.slice(partFrom));
    partFrom = 0;
  }

  return { push, lines, end: () => (failed || (!ended && depth === 0) ? 'no-object' : ended ? 'whole' : 'cut') };
}

/** A part of a string keeps the whole string in memory (V8); a name that is kept must not keep its piece of the file. */
function ownCopy(name: string): string {
  try {
    return String(JSON.parse(`"${name}"`));
  } catch {
    return name;
  }
}

function isBlank(unit: number): boolean {
  return unit === space || unit === lineFeed || unit === carriageReturn || unit === tab || unit === byteOrderMark;
}
