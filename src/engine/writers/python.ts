import { t } from '../l10n.ts';
import type { Content, Range } from '../model.ts';
import type { Expr, PythonModule, Statement } from '../syntax/python.ts';
import { parsePython } from '../syntax/pythonReading.ts';
import { lineEnding } from '../text.ts';
import type { Change } from './apply.ts';
import { applyEdits } from './apply.ts';
import { nested } from './content.ts';
import type { Draft } from './draft.ts';
import { refuse } from './draft.ts';
import { byteOrderMark, indentAt, lineEnd, lineStart, linesBelow } from './lines.ts';
import { addArgument, excerpt, putInCall, putInDict, putInto } from './literals.ts';
import { expressionAt, expressionsOf } from './pythonFind.ts';
import type { LiteralStyle, Quote } from './pythonText.ts';
import { literalText, stringText } from './pythonText.ts';

/** Sets a key of the dict literal, or of the `dict(…)` call, that stands at a range. */
export function writeDictKey(text: string, range: Range, key: string, content: Content, known = false): Draft {
  const found = locate(text, range, known);
  if (found === null || (found.expr.type !== 'dict' && found.expr.type !== 'call')) return fileChanged();
  return checked(text, found.module, putInto(text, found.expr, [key], content, found.style));
}

/** Sets a keyword of the call at a range, or a key of a dict that is given by keyword. A decorator without brackets gets some. */
export function writeKeyword(text: string, range: Range, path: readonly string[], content: Content, known = false): Draft {
  const found = locate(text, range, known);
  if (found === null || path.length === 0) return fileChanged();
  const { expr, module, style } = found;
  if (expr.type === 'call') return checked(text, module, putInCall(text, expr, path, content, style));
  if (!isDecorator(text, expr)) return fileChanged();
  const value = literalText(nested(path.slice(1), content), style);
  return checked(text, module, { changes: [{ from: expr.to, to: expr.to, text: `(${path[0]}=${value})` }] });
}

/** Adds an argument that is already written out (a call, a name) to the call at a range, unless it has one of that name. */
export function writeArgument(text: string, range: Range, name: string, source: string): Draft {
  const found = locate(text, range);
  if (found === null || found.expr.type !== 'call') return fileChanged();
  const { expr, module, style } = found;
  if (expr.keywords.some((keyword) => keyword.name === name)) return refuse(t('{0} is set there already.', name));
  return checked(text, module, addArgument(text, expr, name, source, style));
}

/** Sets a key above an expression that cannot be changed itself: `{**expression, "key": value}`. */
export function writeOverride(text: string, range: Range, key: string, content: Content): Draft {
  const found = locate(text, range);
  if (found === null) return fileChanged();
  const { expr, module, style } = found;
  if (expr.type === 'dict') return checked(text, module, putInDict(text, expr, [key], content, style));
  if (expr.type === 'none' || expr.type === 'string' || expr.type === 'number' || expr.type === 'boolean') {
    return refuse(t('{0} is not written out here, so nothing can be added to it.', excerpt(text, expr)));
  }
  const bare = expr.type === 'name' || expr.type === 'attribute' || expr.type === 'subscript' || expr.type === 'call';
  const [open, close] = bare ? ['{**', ''] : ['{**(', ')'];
  const tail = `${close}, ${stringText(key, style.quote)}: ${literalText(content, style)}}`;
  return checked(text, module, {
    changes: [
      { from: expr.from, to: expr.from, text: open },
      { from: expr.to, to: expr.to, text: tail },
    ],
  });
}

/** Adds `from module import …` below the last import at the top level that ends before `before`, with the names that are not there yet. */
export function addImport(text: string, module: string, names: readonly string[], before = Number.POSITIVE_INFINITY): Change[] {
  const { body } = parsePython(text).module;
  const imports = body.filter((statement) => isImport(statement) && statement.from < before);
  const missing = names.filter((name) => !imports.some((statement) => imported(statement, module, name)));
  if (missing.length === 0) return [];
  const eol = lineEnding(text);
  const line = `from ${module} import ${missing.join(', ')}`;
  const last = imports.at(-1);
  if (last !== undefined) return [linesBelow(text, last.to, [line], eol)];
  const docstring = body[0]?.type === 'expression' && body[0].value.type === 'string' ? body[0] : null;
  if (docstring !== null) return [linesBelow(text, docstring.to, ['', line], eol)];
  const head = /^(?:#![^\r\n]*(?:\r\n|\r|\n)|#[^\r\n]*coding[^\r\n]*(?:\r\n|\r|\n))*/.exec(text.replace(byteOrderMark, ''))?.[0] ?? '';
  const at = head.length + (text.startsWith(byteOrderMark) ? 1 : 0);
  return [{ from: at, to: at, text: `${line}${eol}${eol}` }];
}

/** What stands at a range of a text, with how the text is written; null where the text says something else there now, or nothing readable. */
export interface Located {
  readonly expr: Expr;
  readonly module: PythonModule;
  readonly style: LiteralStyle;
}

/** @returns what stands at exactly this range, or null where it is not readable or was moved. */
export function locate(text: string, range: Range, known = false): Located | null {
  const { module } = parsePython(text);
  const expr = expressionAt(module, range);
  if (expr === null || module.errors.some((error) => error.from <= expr.to && error.to >= expr.from)) return null;
  return { expr, module, style: { ...measurePython(text, module), known } };
}

/** The refusal for a target that is not where it was. */
export function fileChanged(): Draft {
  return refuse(t('The file has changed since it was read: try again.'));
}

/** @returns the draft, unless the text would have more syntax errors with it. */
export function checked(text: string, module: PythonModule, draft: Draft): Draft {
  if ('refused' in draft || draft.changes.length === 0) return draft;
  const after = parsePython(applyEdits(text, draft.changes)).module;
  return after.errors.length > module.errors.length
    ? refuse(t('The value cannot be put into this file without changing something else.'))
    : draft;
}

/** How literals are written in most of a file; double quotes and four spaces where nothing shows. */
export function measurePython(text: string, module: PythonModule): LiteralStyle {
  let single = 0;
  let double = 0;
  for (const expr of expressionsOf(module.body)) {
    if (expr.type !== 'string' && expr.type !== 'fstring') continue;
    const end = text.slice(Math.max(expr.from, expr.to - 3), expr.to);
    if (end.endsWith("'") && end !== "'''") single++;
    if (end.endsWith('"') && end !== '"""') double++;
  }
  const quote: Quote = single > double ? "'" : '"';
  return { quote, language: 'python', eol: lineEnding(text), unit: indentUnit(text, module.body) };
}

function indentUnit(text: string, body: readonly Statement[]): string {
  for (const statement of body) {
    const inner = 'body' in statement ? statement.body[0] : 'branches' in statement ? statement.branches[0]?.body[0] : undefined;
    const indent = inner === undefined || inner.from <= lineEnd(text, statement.from) ? '' : indentAt(text, inner.from);
    if (indent !== '') return indent;
  }
  return '    ';
}

function isDecorator(text: string, expr: Expr): boolean {
  if (expr.type !== 'name' && expr.type !== 'attribute') return false;
  const behind = text.slice(expr.to, lineEnd(text, expr.to));
  return /^[ \t]*(?:#|$)/.test(behind) && /@[ \t]*$/.test(text.slice(lineStart(text, expr.from), expr.from));
}

function isImport(statement: Statement): boolean {
  return statement.type === 'import' || statement.type === 'from-import';
}

function imported(statement: Statement, module: string, name: string): boolean {
  if (statement.type !== 'from-import' || statement.module !== module || statement.level !== 0) return false;
  return statement.names.some((each) => each.name === '*' || (each.name === name && each.alias === null));
}
