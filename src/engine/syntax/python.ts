import type { Range } from '../model.ts';
import { type Change, changeBetween } from '../text.ts';
import { editModule } from './pythonEdit.ts';
import { expression } from './pythonExpressions.ts';
import { errorsIn, parseTree, readStatements } from './pythonStatements.ts';

/**
 * A Python expression as far as this project reads it; all else is `opaque`. Parentheses around an expression are not part of its range.
 * The `content` of a string is what stands between its quotes, where that is its value letter by letter; null where escapes or line ends differ.
 */
export type Expr = Range &
  (
    | { readonly type: 'string'; readonly value: string; readonly content: Range | null }
    | { readonly type: 'fstring'; readonly parts: readonly (string | Expr)[] }
    /** `float`: it is written with a point or an exponent, so that its text is not that of a whole number. */
    | { readonly type: 'number'; readonly value: number; readonly float?: true }
    | { readonly type: 'boolean'; readonly value: boolean }
    | { readonly type: 'none' }
    | { readonly type: 'name'; readonly name: string }
    | { readonly type: 'attribute'; readonly of: Expr; readonly name: string }
    | { readonly type: 'subscript'; readonly of: Expr; readonly index: Expr }
    | {
        readonly type: 'call';
        readonly callee: Expr;
        readonly args: readonly Expr[];
        readonly keywords: readonly Keyword[];
        readonly parens: Range;
      }
    | { readonly type: 'list' | 'tuple' | 'set'; readonly items: readonly Expr[] }
    | { readonly type: 'dict'; readonly entries: readonly DictEntry[] }
    | { readonly type: 'binary'; readonly operator: string; readonly left: Expr; readonly right: Expr }
    | { readonly type: 'conditional'; readonly test: Expr; readonly then: Expr; readonly otherwise: Expr }
    | { readonly type: 'splat'; readonly stars: 1 | 2; readonly of: Expr }
    | {
        readonly type: 'comprehension';
        /** What is made of every turn; in a dict the value. */
        readonly element: Expr;
        /** What the values of a dict stand under; null in all others. */
        readonly key: Expr | null;
        readonly loops: readonly ComprehensionLoop[];
      }
    | { readonly type: 'not'; readonly of: Expr }
    | { readonly type: 'walrus'; readonly name: string; readonly value: Expr }
    | { readonly type: 'lambda'; readonly body: Expr }
    | { readonly type: 'opaque' }
  );

/** `for target in over if condition`, outermost first. */
export interface ComprehensionLoop {
  readonly target: Expr;
  readonly over: Expr;
  readonly conditions: readonly Expr[];
}

/** `name=value` in a call; `name` is null for `**value`. The range covers the whole. */
export interface Keyword extends Range {
  readonly name: string | null;
  readonly nameRange: Range | null;
  readonly value: Expr;
}

/** `key: value` in a dict; `key` is null for `**value`. */
export interface DictEntry extends Range {
  readonly key: Expr | null;
  readonly value: Expr;
}

/** A Python statement as far as this project reads it. */
export type Statement = Range &
  (
    | {
        readonly type: 'assign';
        readonly targets: readonly Expr[];
        readonly operator: string;
        readonly value: Expr | null;
        /** `name: type = value`, but not where the type is `ClassVar`. */
        readonly annotated?: true;
      }
    | { readonly type: 'import'; readonly names: readonly ImportedName[] }
    | { readonly type: 'from-import'; readonly module: string; readonly level: number; readonly names: readonly ImportedName[] }
    | { readonly type: 'expression'; readonly value: Expr }
    | {
        readonly type: 'with';
        readonly items: readonly { readonly value: Expr; readonly as: Expr | null }[];
        readonly body: readonly Statement[];
      }
    | {
        readonly type: 'function';
        readonly name: string;
        readonly nameRange: Range;
        readonly decorators: readonly Expr[];
        readonly parameters: readonly Parameter[];
        readonly body: readonly Statement[];
      }
    | {
        readonly type: 'class';
        readonly name: string;
        readonly nameRange: Range;
        readonly decorators: readonly Expr[];
        readonly bases: readonly Expr[];
        readonly body: readonly Statement[];
      }
    | { readonly type: 'if'; readonly branches: readonly { readonly test: Expr | null; readonly body: readonly Statement[] }[] }
    | { readonly type: 'for'; readonly target: Expr; readonly over: Expr; readonly body: readonly Statement[] }
    | { readonly type: 'block'; readonly keyword: 'while' | 'try' | 'match'; readonly parts: readonly BlockPart[] }
    | { readonly type: 'return'; readonly value: Expr | null }
    | { readonly type: 'delete'; readonly targets: readonly Expr[] }
    | { readonly type: 'raise' }
    | { readonly type: 'break' | 'continue' }
    | { readonly type: 'opaque' }
  );

/** One arm of a block: `try`, `except`, `else`, `finally`, `while`; in a `match` every case is a block of its own. */
export interface BlockPart {
  readonly keyword: string;
  readonly body: readonly Statement[];
  /** What a `while` looks at before every turn. */
  readonly test?: Expr;
}

/** `name as alias`; `*` stands for a star import. */
export interface ImportedName {
  readonly name: string;
  readonly alias: string | null;
}

/** One parameter of a function; `stars` 1 for `*args`, 2 for `**kwargs`. */
export interface Parameter {
  readonly name: string;
  readonly stars: 0 | 1 | 2;
  readonly default: Expr | null;
}

/** A Python text as statements. */
export interface PythonModule {
  readonly body: readonly Statement[];
  /** Where the text does not follow the grammar. */
  readonly errors: readonly Range[];
  /**
   * How far statements that were taken over from an earlier text have moved since they were read, by their `partOf`: their offsets are
   * those of then. One that is not named has not moved, so that a text which is read by itself has an empty map.
   */
  readonly moved: ReadonlyMap<object, number>;
}

/** A parsed text, from which a similar one can be read by its difference. */
export interface ParsedPython {
  /** As the parser took it. */
  readonly masked: string;
  readonly module: PythonModule;
}

/** @returns from which of two readings, the later one last, a text that comes next is best read: one in order, if they are of similar texts. */
export function bestBase(before: ParsedPython | undefined, now: ParsedPython): ParsedPython {
  if (before === undefined || now.module.errors.length <= before.module.errors.length) return now;
  return isSmall(changeBetween(before.masked, now.masked), now.masked) ? before : now;
}

function isSmall({ from, to, grows }: Change, text: string): boolean {
  return Math.max(to - from, to - from + grows) <= Math.min(largestEdit, text.length / 4);
}

/** Texts that differ from an earlier one in a longer stretch than this, or in a quarter of them, are read as a whole. In characters. */
const largestEdit = 4_000;

/**
 * Reads a Python text. With what a similar text gave, only the statements that differ are read again, and the others are the same objects.
 * Never throws; where the text does not follow the grammar, `errors` says so and the rest is read all the same.
 */
export function parsePython(text: string, previous?: ParsedPython): ParsedPython {
  const masked = maskPython(text);
  const change = previous && changeBetween(previous.masked, masked);
  const edited =
    previous && change && isSmall(change, masked)
      ? editModule(previous.module, { before: previous.masked, after: masked, text }, change)
      : null;
  return { masked, module: edited ?? readWhole(masked, text) };
}

function readWhole(masked: string, text: string): PythonModule {
  const tree = parseTree(masked);
  return { body: readStatements(tree, { text, shift: 0 }), errors: errorsIn(tree), moved: new Map() };
}

/**
 * Reads one expression of Python or Jinja that stands in a longer text; offsets are those of the whole text.
 * Jinja's filters are 'binary' with the operator `|`, `~` is 'binary', tests (`is defined`) are 'binary' with `is`.
 * Strings may span lines. Jinja's `true`, `false` and `none` stay names, and so does dbt's function `return`. Never throws; what is not readable is 'opaque'.
 */
export function parseExpression(text: string, from: number, to: number): Expr {
  const masked = `(${text
    .slice(from, to)
    .replace(/[\r\n]/g, ' ')
    .replaceAll('~', '+')
    .replaceAll('|', '@')
    .replace(/\breturn(?=\s*\()/g, 'retur_')})`;
  const cursor = parseTree(masked).cursor();
  if (!cursor.firstChild() || cursor.name !== 'ExpressionStatement' || !cursor.firstChild()) return { type: 'opaque', from, to };
  const read = expression(cursor, { text, shift: from - 1 }, 0);
  return { ...read, from: Math.max(read.from, from), to: Math.min(read.to, to) };
}

/** The parser takes neither a byte order mark nor a lone carriage return; both give way to a line end of the same length. */
function maskPython(text: string): string {
  const start = text.startsWith('\uFEFF') ? `\n${text.slice(1)}` : text;
  return /\r(?!\n)/.test(start) ? start.replace(/\r(?!\n)/g, '\n') : start;
}
