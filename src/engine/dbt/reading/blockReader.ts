import type { Range } from '../../model.ts';
import { blockExpression, type JinjaBlock } from '../../syntax/jinja.ts';
import { type Collected, nothingCollected, type Surroundings } from './calls.ts';
import { both, type Condition, conditionOf, either, negated } from './conditions.ts';
import type { MacroDefinition, NamedBody } from './fragments.ts';
import { anything, type Term } from './terms.ts';

/** What is open around a block: a branch, a loop, a macro. */
export interface Frame {
  readonly word: string;
  readonly conditional: boolean;
  /** When dbt comes here, as the frames around it have it too; undefined where it surely does. */
  readonly when: Condition | undefined;
  /** What each branch of an `if` asks, up to this one. */
  readonly branches: readonly Condition[];
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
    when: reader.frames.at(-1)?.when ?? null,
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
  const outer = reader.frames.at(-1);
  reader.frames.push({
    conditional: false,
    when: frame.conditional ? insideOf(outer, null) : outer?.when,
    branches: [],
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

/** Opens the first branch of an `if`. */
export function pushIf(reader: BlockReader, block: JinjaBlock, frame: Partial<Frame>): void {
  const asked = askedIn(reader, block);
  push(reader, { word: 'if', conditional: true, when: insideOf(reader.frames.at(-1), asked), branches: [asked], ...frame });
}

/** What hangs on no name that the text itself binds is known to dbt alone. */
function askedIn(reader: BlockReader, block: JinjaBlock): Condition {
  if (reader.bindings.size === 0) return null;
  const expression = blockExpression(reader.text, block);
  return expression && conditionOf(expression, around(reader).lookUp);
}

function insideOf(outer: Frame | undefined, own: Condition): Condition {
  return outer?.when === undefined ? own : both(outer.when, own);
}

/** Every branch asks those before it. */
const mostBranches = 100;

/** Goes on with `else` or `elif`. The other branches of an `if execute` are those that dbt parses. */
export function leaveBranch(reader: BlockReader, block: JinjaBlock): void {
  const last = reader.frames.at(-1);
  if (last?.word !== 'if') return;
  const isLong = last.branches.length > mostBranches;
  const own = block.word === 'elif' && !isLong ? askedIn(reader, block) : null;
  const before = isLong ? null : negated(either(last.branches));
  const when = insideOf(reader.frames.at(-2), block.word === 'elif' ? both(before, own) : before);
  reader.frames.splice(-1, 1, { ...last, when, branches: isLong ? last.branches : [...last.branches, own], atRun: false, atParse: false });
}

/** Behind `if not execute` with a `return` in it, a macro goes on only when dbt runs. */
export function leaveAtParse(reader: BlockReader, frame: Frame, to: number): void {
  const at = reader.frames.findLastIndex((outer) => outer.outside !== null);
  const macro = reader.frames[at];
  if (frame.atParse && macro && /\breturn\s*\(/.test(reader.text.slice(frame.from, to)))
    reader.frames.splice(at, 1, { ...macro, atRun: true, when: null });
}
