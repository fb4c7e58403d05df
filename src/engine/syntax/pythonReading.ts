import { type Change, changeBetween } from '../text.ts';
import type { Expr, PythonModule } from './python.ts';
import { editModule } from './pythonEdit.ts';
import { expression } from './pythonExpressions.ts';
import { parseTree } from './pythonParser.ts';
import { errorsIn, readStatements } from './pythonStatements.ts';

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
