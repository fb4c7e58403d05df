import type { Range } from '../model.ts';
import { type Change, moveOffset, moveRanges } from '../text.ts';
import type { PythonModule, Statement } from './python.ts';
import { bodiesOf, partOf, placed, withBodies } from './pythonBodies.ts';
import { parseTree } from './pythonParser.ts';
import { errorsIn, readStatements } from './pythonStatements.ts';

type Body = readonly Statement[];

/** A text that was read, without what a change between the two texts touches. */
interface Edit {
  readonly module: PythonModule;
  readonly before: string;
  readonly after: string;
  /** The letters that strings are read from. */
  readonly text: string;
  readonly change: Change;
}

/** One body of a text, and the whole lines that it may take up, in the offsets of the text before. `end`: something follows it there. */
interface Region extends Range {
  readonly body: Body;
  readonly indent: string;
  readonly followed: boolean;
  /** What it is the body of; null for the module. */
  readonly owner: Owner | null;
}

interface Owner {
  readonly region: Region;
  /** Which statement of that region. */
  readonly at: number;
  /** Which of its bodies. */
  readonly which: number;
}

/** The statements of a body that a change may touch, and their whole lines in the text before. */
interface Run extends Range {
  readonly first: number;
  /** Behind the last one. */
  readonly end: number;
}

/**
 * Reads a text that differs in one place from one that was in order up to there: only the innermost statements that the change touches are parsed.
 * All others are the same objects, and `moved` says where they are now.
 * @returns null where that does not tell for certain what a whole parse would: all of the text has to be read then.
 */
export function editModule(module: PythonModule, texts: Pick<Edit, 'before' | 'after' | 'text'>, change: Change): PythonModule | null {
  const edit = { module, ...texts, change };
  const regions = regionsAround(edit);
  for (const region of regions.reverse()) {
    const run = runIn(edit, region);
    // Errors behind the run leave what is before them as it is.
    if (module.errors.some((error) => error.from <= run.to)) return null;
    const read = readRun(edit, region, run);
    if (read !== null) return replaced(edit, region, run, read);
  }
  return null;
}

/** Moves what a text in order said by a change of it, however broken it is afterwards. Statements that the change does not touch are the same objects. */
export function moveModule(module: PythonModule, change: Change, before: string): PythonModule {
  const edit = { module, before, after: '', text: '', change };
  const region = regionsAround(edit).at(-1);
  if (region === undefined) return module;
  const run = runIn(edit, region);
  const statements = region.body.slice(run.first, run.end).map((statement) => moveStatement(edit, statement));
  const owner = region.owner?.region.body[region.owner.at];
  const bodyEnd = owner === undefined ? 0 : moveOffset(placed(module, partOf(owner), owner).to, change);
  return replaced(edit, region, run, { statements, bodyEnd });
}

function moveStatement(edit: Edit, statement: Statement): Statement {
  const by = edit.module.moved.get(partOf(statement)) ?? 0;
  const bodies = bodiesOf(statement);
  const head = withBodies(
    statement,
    bodies.map(() => []),
  );
  const here = by === 0 ? head : moveRanges(head, { from: -1, to: 0, grows: by });
  return withBodies(
    moveRanges(here, edit.change),
    bodies.map((body) => body.map((inner) => moveStatement(edit, inner))),
  );
}

/** The bodies that hold the whole change, outermost first. */
function regionsAround(edit: Edit): Region[] {
  const whole: Region = { body: edit.module.body, indent: '', followed: false, owner: null, from: 0, to: edit.before.length };
  const found = [whole];
  for (let region: Region | null = innerRegion(edit, whole); region !== null; region = innerRegion(edit, region)) found.push(region);
  return found;
}

function innerRegion(edit: Edit, region: Region): Region | null {
  const run = runIn(edit, region);
  const statement = region.body[run.first];
  if (statement === undefined || run.end - run.first !== 1) return null;
  const bodies = bodiesOf(statement);
  for (const [which, body] of bodies.entries()) {
    // The condition of a later branch would have to move.
    if (statement.type === 'if' && which < bodies.length - 1) continue;
    const inner = bodyRegion(edit, { region, at: run.first, which }, body, which === bodies.length - 1, run);
    if (inner !== null) return inner;
  }
  return null;
}

/** The lines of a body, where it stands on lines of its own and the change is within them. */
function bodyRegion({ module, before, change }: Edit, owner: Owner, body: Body, isLast: boolean, run: Run): Region | null {
  const [first] = body;
  const last = body.at(-1);
  if (first === undefined || last === undefined) return null;
  const start = placed(module, partOf(first), first).from;
  const from = lineStart(before, start);
  const indent = before.slice(from, start);
  const to = isLast ? run.to : nextLine(before, placed(module, partOf(last), last).to);
  if (/[^ \t]/.test(indent) || indent === '' || change.from < from || change.to >= to - (isLast ? 0 : 1)) return null;
  return { body, indent, followed: !isLast || owner.region.followed || run.to < owner.region.to, owner, from, to };
}

/** The statements that the change touches or stands next to on a line. */
function runIn({ module, before, change }: Edit, region: Region): Run {
  const { body } = region;
  const at = (index: number): Range | undefined => {
    const statement = body[index];
    return statement && placed(module, partOf(statement), statement);
  };
  let first = 0;
  for (let found = at(first); found !== undefined && nextLine(before, found.to) <= change.from; found = at(first)) first++;
  let end = first;
  for (let found = at(end); found !== undefined && lineStart(before, found.from) <= change.to; found = at(end)) end++;
  // What shares a line belongs together.
  for (let above = at(first - 1); above !== undefined && !isBlank(restOfLine(before, above.to)); above = at(first - 1)) first--;
  for (let below = at(end); below !== undefined && /\S/.test(before.slice(lineStart(before, below.from), below.from)); below = at(end))
    end++;
  const above = at(first - 1);
  const below = at(end);
  return {
    first,
    end,
    from: above === undefined ? region.from : nextLine(before, above.to),
    to: below === undefined ? region.to : lineStart(before, below.from),
  };
}

/** What was read of a run: its statements, and where the body ends if they are its last ones. */
interface ReadRun {
  readonly statements: Body;
  readonly bodyEnd: number;
}

/** Nothing that stands in the lines, such as an `else`, can belong to it. */
const wrapper = 'with x:\n';

/** Parses the lines of a run between the same neighbours that they have in the text. */
function readRun(edit: Edit, region: Region, run: Run): ReadRun | null {
  const { body, indent, followed, owner } = region;
  const end = run.to + edit.change.grows;
  const lines = edit.after.slice(run.from, end);
  const isLast = run.end === body.length;
  if (/\\\s*$/.test(lines) || !areIndented(edit, region, [body[run.first - 1], body[run.end]])) return null;
  if (isBlank(lines)) return isLast || run.first === 0 ? null : { statements: [], bodyEnd: 0 };
  const follows = isLast ? (followed ? 'pass\n' : '') : `${indent}pass\n`;
  if (follows !== '' && !lines.endsWith('\n')) return null;
  const tree = parseTree(`${owner === null ? '' : wrapper}${lines}${follows}`);
  if (errorsIn(tree).length > 0) return null;
  // Offsets are those of the whole text, so that its letters are read. Those of wrapper and neighbour are not looked at.
  const top = readStatements(tree, { text: edit.text, shift: run.from - (owner === null ? 0 : wrapper.length) });
  if (isLast && follows !== '' && (top.pop()?.from ?? 0) < end) return null;
  const [only, ...others] = top;
  if (owner !== null && others.length > 0) return null;
  const found = owner === null ? top : only?.type === 'with' ? [...only.body] : [];
  if (!isLast && (found.pop()?.from ?? 0) < end) return null;
  if (found.length === 0 || !found.every(({ from }) => isIndented(edit.after, from, indent))) return null;
  return { statements: found, bodyEnd: owner === null ? 0 : (only?.to ?? 0) };
}

/** The parser takes statements of other indents at the top of a text without a word. */
function areIndented({ module, before }: Edit, { indent }: Region, neighbours: readonly (Statement | undefined)[]): boolean {
  return neighbours.every((statement) => !statement || isIndented(before, placed(module, partOf(statement), statement).from, indent));
}

function isIndented(text: string, from: number, indent: string): boolean {
  const before = text.slice(lineStart(text, from), from);
  return before === indent || /\S/.test(before);
}

/** The module with the run replaced, every statement around it made anew with its new end. */
function replaced(edit: Edit, region: Region, run: Run, read: ReadRun): PythonModule {
  const { module, change } = edit;
  const moved = new Map<object, number>();
  const note = (statement: Statement, by: number): void => {
    const part = partOf(statement);
    const all = by + (module.moved.get(part) ?? 0);
    if (all !== 0) moved.set(part, all);
    if (by !== 0 || module.moved.size > 0) for (const inner of bodiesOf(statement)) for (const one of inner) note(one, by);
  };
  const noteAround = (body: Body, first: number, end: number): void => {
    if (module.moved.size > 0) for (const statement of body.slice(0, first)) note(statement, 0);
    if (module.moved.size > 0 || change.grows !== 0) for (const statement of body.slice(end)) note(statement, change.grows);
  };
  noteAround(region.body, run.first, run.end);
  let body: Body = [...region.body.slice(0, run.first), ...read.statements, ...region.body.slice(run.end)];
  let bodyEnd = run.end === region.body.length ? read.bodyEnd : null;
  for (let { owner } = region; owner !== null; { owner } = owner.region) {
    const { at, which } = owner;
    const outer = owner.region.body;
    const old = outer[at];
    if (old === undefined) break;
    const bodies = bodiesOf(old);
    for (const other of bodies.filter((_, index) => index < which)) noteAround(other, other.length, other.length);
    for (const other of bodies.filter((_, index) => index > which)) noteAround(other, 0, 0);
    const by = module.moved.get(partOf(old)) ?? 0;
    const isEnd = bodyEnd !== null && which === bodies.length - 1;
    const end = isEnd && bodyEnd !== null ? bodyEnd : old.to + by + change.grows;
    const now = {
      ...withBodies(
        old,
        bodies.map((other, index) => (index === which ? body : other)),
      ),
      to: end - by,
    };
    if (by !== 0) moved.set(partOf(now), by);
    noteAround(outer, at, at + 1);
    body = [...outer.slice(0, at), now, ...outer.slice(at + 1)];
    bodyEnd = isEnd && at === outer.length - 1 ? end : null;
  }
  return { body, errors: module.errors.map(({ from, to }) => ({ from: from + change.grows, to: to + change.grows })), moved };
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The beginning of the line behind the one that a statement ends on. A body ends behind its line end, and its `to` may stand there. */
function nextLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset > 0 && text[offset - 1] === '\n' ? offset - 1 : offset);
  return at < 0 ? text.length : at + 1;
}

function restOfLine(text: string, offset: number): string {
  return text[offset - 1] === '\n' ? '' : text.slice(offset, nextLine(text, offset));
}

/** Nothing but blanks and comments. */
function isBlank(text: string): boolean {
  return /^(?:[ \t]*(?:#[^\n]*)?\r?(?:\n|$))*$/.test(text);
}
