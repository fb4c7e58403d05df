import type { Range } from '../../model.ts';
import { type Collected, nothingCollected, type Surroundings } from './calls.ts';
import type { MacroDefinition, NamedBody } from './fragments.ts';
import { anything, type Term } from './terms.ts';

/** What is open around a block: a branch, a loop, a macro. */
export interface Frame {
  readonly word: string;
  readonly conditional: boolean;
  /** Only a dbt that runs comes here. */
  readonly atRun: boolean;
  /** Only a dbt that parses comes here. */
  readonly atParse: boolean;
  /** The name that gets the text up to its end. */
  readonly sets: string | null;
  /** What names stood for before it began, where Jinja forgets at its end what was set in it. */
  readonly before: Map<string, Term> | null;
  /** What was collected into before a macro or snapshot began; null for other frames. */
  readonly outside: Collected | null;
  /** What a macro returns is added to it; null for other frames. */
  readonly returns: Term[] | null;
  readonly from: number;
}

/** What was read of a text's blocks so far, and what holds for the next one. */
export interface BlockReader {
  readonly text: string;
  readonly body: Collected;
  readonly stands: Map<string, 'relation' | 'other'>;
  readonly snapshots: NamedBody[];
  readonly macros: MacroDefinition[];
  /** Names of lists and dicts that the text adds to or takes from somewhere: what they hold cannot be told. */
  readonly changing: ReadonlySet<string>;
  readonly frames: Frame[];
  /** Stretches from the head of a macro to its end. */
  readonly definitions: Range[];
  bindings: Map<string, Term>;
  current: Collected;
}

/** Begins to read the blocks of a text. */
export function startReading(text: string): BlockReader {
  const body = nothingCollected();
  return {
    text,
    body,
    stands: new Map(),
    snapshots: [],
    macros: [],
    changing: changingIn(text),
    bindings: new Map(),
    frames: [],
    definitions: [],
    current: body,
  };
}

const nothingChanges: ReadonlySet<string> = new Set();

const changes =
  /(\bdo\s+|=\s*)?\b([A-Za-z_]\w*)((?:\.\w+|\[[^\]\n]*\])*)\.(append|clear|extend|insert|pop|remove|reverse|setdefault|sort|update)\s*\(/g;

/** Most texts change nothing: this asks so in a tenth of the time. */
const anyChange = /\.(?:append|clear|extend|insert|pop|remove|reverse|setdefault|sort|update)\s*\(/;

/** What is added alone is followed (`readAppend`). */
function changingIn(text: string): ReadonlySet<string> {
  if (!anyChange.test(text)) return nothingChanges;
  const found = Array.from(text.matchAll(changes)).filter(([, alone, , inside, method]) => !alone || inside || method !== 'append');
  return new Set(found.map((match) => match[2] ?? ''));
}

/** What an expression of the next block is read in. */
export function around(reader: BlockReader): Surroundings {
  return {
    text: reader.text,
    conditional: isConditional(reader),
    atRun: reader.frames.some((frame) => frame.atRun),
    lookUp: (name) => (reader.changing.has(name) ? anything : reader.bindings.get(name)),
  };
}

/** @returns whether the next block may be left out. */
export function isConditional(reader: BlockReader): boolean {
  return reader.frames.some((frame) => frame.conditional || frame.atRun);
}

/** Nobody nests so deep; every block asks all frames around it. */
const deepestFrame = 500;

/** Opens what the following blocks stand in. */
export function push(reader: BlockReader, frame: Partial<Frame> & { word: string }): void {
  if (reader.frames.length === deepestFrame) return;
  reader.frames.push({
    conditional: false,
    atRun: false,
    atParse: false,
    sets: null,
    before: null,
    outside: null,
    returns: null,
    from: 0,
    ...frame,
  });
}

/** The other branches of an `if execute` are those that dbt parses. */
export function leaveBranch(reader: BlockReader): void {
  const last = reader.frames.at(-1);
  if (last?.word === 'if') reader.frames.splice(-1, 1, { ...last, atRun: false, atParse: false });
}

/** Behind `if not execute` with a `return` in it, a macro goes on only when dbt runs. */
export function leaveAtParse(reader: BlockReader, frame: Frame, to: number): void {
  const at = reader.frames.findLastIndex((outer) => outer.outside !== null);
  const macro = reader.frames[at];
  if (frame.atParse && macro && /\breturn\s*\(/.test(reader.text.slice(frame.from, to)))
    reader.frames.splice(at, 1, { ...macro, atRun: true });
}
