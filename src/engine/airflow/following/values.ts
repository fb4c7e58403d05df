import { type Message, t } from '../../l10n.ts';
import type { Expr, Statement } from '../../syntax/python.ts';
import type { AssetMade, DagMade, GroupMade, TaskMade } from './made.ts';

/**
 * Where something stands in a file of the workspace. Offsets are those of the text that the part of the file was read from: `placeOf` says
 * where it is now. Parts are statements of a Python file (`partOf`); null for a whole file.
 */
export interface Site {
  readonly file: string;
  readonly part: object | null;
  readonly from: number;
  readonly to: number;
}

/**
 * What an expression comes to, as far as the text says, with the place where it was written.
 * `content`: where the letters of a text that is written out begin in the file; null where they stand there in another way. `last`: the text that another one ends with.
 * `literal`: the dict is written out at its site, so that a key written there holds; in a function it holds for every call.
 * `ofModule`: what `globals()` gives: a name set in it is one of the module.
 * `written`: what it holds where it is written out, before anything is added.
 */
export type Val = { readonly site: Site } & (
  | { readonly type: 'text'; readonly value: string; readonly content?: number | null; readonly last?: Val }
  | { readonly type: 'number'; readonly value: number; readonly float?: true }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'none' }
  | {
      readonly type: 'dict';
      readonly cell: Cell<DictContent>;
      readonly literal?: 'module' | 'function';
      readonly written?: DictContent;
      readonly ofModule?: true;
    }
  | { readonly type: 'list'; readonly cell: Cell<ListContent>; readonly tuple?: true }
  | { readonly type: 'member'; readonly name: string; readonly value: Val }
  | { readonly type: 'external'; readonly path: string }
  | CallVal
  | { readonly type: 'function'; readonly made: FunctionMade }
  | { readonly type: 'class'; readonly made: ClassMade }
  | { readonly type: 'instance'; readonly of: ClassMade; readonly cell: Cell<Attributes> }
  | { readonly type: 'module'; readonly scope: Scope }
  | { readonly type: 'method'; readonly of: Val; readonly name: string }
  | { readonly type: 'dag'; readonly dag: DagMade }
  | { readonly type: 'task'; readonly task: TaskMade }
  | { readonly type: 'group'; readonly group: GroupMade }
  | { readonly type: 'asset'; readonly asset: AssetMade }
  | UnknownVal
);

/** What cannot be known from the text, and why. */
export interface UnknownVal {
  readonly type: 'unknown';
  readonly reason: Message;
  readonly site: Site;
  /** It is an attribute or a result of something that makes no tasks. */
  readonly harmless?: true;
  /** The known parts of a text, with `hole` where the others are. */
  readonly partial?: string;
}

/** Stands in the partial text of an unknown value. */
export const hole = '\u0000';

/** A call of something outside the workspace: `timedelta(hours=2)`, `SlackNotifier(channel="#x")`. */
export interface CallVal {
  readonly type: 'call';
  readonly site: Site;
  readonly path: string;
  readonly args: Arguments;
  /** The call as it stands: the reason where its value would be needed. */
  readonly expr: Expr;
}

/** What a call passes. `hidden`: a splat that cannot be read may pass more. */
export interface Arguments {
  readonly positional: readonly Val[];
  readonly named: ReadonlyMap<string, Val>;
  readonly hidden: Message | null;
  /** Some of the names came by `**`. */
  readonly spread?: boolean;
}

/** A thing that can change while statements run: what it was made with, and what it holds now is looked up in the run. */
export interface Cell<T> {
  readonly run: Run;
  readonly content: T;
}

/** One entry of a dict: its value and where its key stands. */
export interface DictItem {
  readonly value: Val;
  readonly key: Site;
}

/** `hidden`: there may be more keys than those listed, and why. */
export interface DictContent {
  readonly items: ReadonlyMap<string, DictItem>;
  readonly hidden: Message | null;
}

/** `unordered`: the items of a set, or of a list whose order is not known. */
export interface ListContent {
  readonly items: readonly Val[];
  readonly hidden: Message | null;
  readonly unordered?: true;
}

export type Attributes = ReadonlyMap<string, Val>;

/** A function of the workspace with the scope that it was defined in. */
export interface FunctionMade {
  readonly definition: Extract<Statement, { type: 'function' }>;
  /** What its head belongs to (`partOf`), and what stands for it in the set of called ones. */
  readonly part: object;
  readonly scope: Scope;
  readonly role: 'plain' | 'task' | 'dag' | 'group' | 'property' | 'unreadable';
  /** What the parameters hold where nothing is passed, as it was when the function was defined. */
  readonly defaults: ReadonlyMap<string, Val>;
  /** What the decorator was given. */
  readonly decorated: Arguments;
  /** The expression of the decorator that gives the role. */
  readonly decorator: Expr | null;
}

export interface ClassMade {
  readonly definition: Extract<Statement, { type: 'class' }>;
  readonly scope: Scope;
  readonly bases: readonly Val[];
  readonly attributes: Scope;
}

/** Names and what they are bound to. `hidden`: a star import may bind more. */
export interface Scope {
  readonly run: Run;
  readonly file: string;
  readonly names: Map<string, Val>;
  readonly above: Scope | null;
  hidden: Message | null;
  /** The body of a class: functions and comprehensions in it do not see its names. */
  readonly ofClass?: true;
  /** A name that `:=` binds in a comprehension is one of the scope around it. */
  readonly comprehension?: true;
  /** Names of a module that its functions declare `global`. */
  readonly rebound?: readonly string[];
}

/**
 * What the statements of one file did. Another file that imports it sees what it left behind, and what that one changes of it stands in its own
 * run: a cell of the other in its heap, a scope of the other in its `scopes`.
 */
export interface Run {
  readonly file: string;
  readonly heap: Map<Cell<unknown>, unknown>;
  readonly scopes: Map<Scope, Map<string, Val>>;
}

export const noArguments: Arguments = { positional: [], named: new Map(), hidden: null };

export function unknown(reason: Message, site: Site): UnknownVal {
  return { type: 'unknown', reason, site };
}

/** @returns what `__doc__` is in a file whose first statement is no text. It stands where the text would: at the file's begin, and nowhere else in it. */
export function noDocstring(file: string): Val {
  return { type: 'none', site: { file, part: null, from: 0, to: 0 } };
}

/** @returns whether a value is the `__doc__` of a file that has no docstring. */
export function isNoDocstring({ type, site }: Val): boolean {
  return type === 'none' && site.part === null && site.to === 0;
}

/** @returns the text that a value comes to, or null where it is no text or not known. Enum members count as their value. */
export function textOf(value: Val | undefined): string | null {
  if (value?.type === 'text') return value.value;
  return value?.type === 'member' ? textOf(value.value) : null;
}

/** @returns whether two values are certainly the same. */
export function same(a: Val, b: Val): boolean {
  if (a === b) return true;
  if (a.type !== b.type) return false;
  if (a.type === 'text' || a.type === 'number' || a.type === 'boolean') return a.value === (b as typeof a).value;
  if (a.type === 'none') return true;
  if (a.type === 'external') return a.path === (b as typeof a).path;
  if (a.type === 'dict' || a.type === 'list') return a.cell === (b as typeof a).cell;
  return false;
}

/** In characters: expressions that are longer are cut. */
const longest = 60;

/** The expression as one would write it, cut after 60 characters: the reason why something is not known. */
export function words(expr: Expr): string {
  const text = write(expr, 0);
  if (text.length <= longest) return text;
  return expr.type === 'call' ? `${words(expr.callee)}(…)` : `${text.slice(0, longest - 1)}…`;
}

/** A bracket that is still open makes one expression of all that follows: no more of it is written than is shown. */
function joined<T>(parts: readonly T[], separator: string, written: (part: T) => string): string {
  let text = '';
  for (const [at, part] of parts.entries()) {
    if (text.length > longest) break;
    text += at === 0 ? written(part) : separator + written(part);
  }
  return text;
}

function write(expr: Expr, depth: number): string {
  if (depth > 6) return '…';
  const inner = (part: Expr) => write(part, depth + 1);
  switch (expr.type) {
    case 'string':
      return JSON.stringify(briefly(expr.value));
    case 'fstring':
      return `f"${joined(expr.parts, '', (part) => (typeof part === 'string' ? briefly(part) : `{${inner(part)}}`))}"`;
    case 'number':
      return String(expr.value);
    case 'boolean':
      return expr.value ? 'True' : 'False';
    case 'none':
      return 'None';
    case 'name':
      return expr.name;
    case 'attribute':
      return expr.of.type === 'string' && expr.name === 'join' ? expr.name : `${inner(expr.of)}.${expr.name}`;
    case 'subscript':
      return `${inner(expr.of)}[${inner(expr.index)}]`;
    case 'call': {
      const callee = inner(expr.callee);
      if (callee.length > longest) return callee;
      const passed = joined([...expr.args, ...expr.keywords], ', ', (part) => {
        if (!('nameRange' in part)) return inner(part);
        return part.name === null ? `**${inner(part.value)}` : `${part.name}=${inner(part.value)}`;
      });
      return `${callee}(${passed})`;
    }
    case 'list':
    case 'set':
      return `[${joined(expr.items, ', ', inner)}]`;
    case 'tuple':
      return `(${joined(expr.items, ', ', inner)})`;
    case 'dict':
      return '{…}';
    case 'binary':
      return `${inner(expr.left)} ${expr.operator} ${inner(expr.right)}`;
    case 'conditional':
      return `${inner(expr.then)} if ${inner(expr.test)} else ${inner(expr.otherwise)}`;
    case 'splat':
      return `${'*'.repeat(expr.stars)}${inner(expr.of)}`;
    case 'not':
      return `not ${inner(expr.of)}`;
    case 'lambda':
      return 'lambda …';
    default:
      return '…';
  }
}

/** Names are kept whole; of prose the first words say which it is. */
function briefly(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 30 ? `${line.slice(0, 20).trimEnd()}…` : line;
}

/** Why a value is not known: the expression that stands there. */
export function see(expr: Expr): Message {
  return t('see {0}', words(expr));
}

/** The same of a text that is put together: of a long one the part that is not known says more than how it begins. */
export function seePart(whole: Expr, part: Message | undefined): Message {
  return part === undefined || words(whole).length <= 40 ? see(whole) : part;
}
