import { type Message, t } from '../l10n.ts';
import { isTooWild } from '../wildcards.ts';

/** @returns what is wrong with a glob, with what would be right; null where it can be used. */
export function globObjection(glob: string): Message | null {
  if (glob.trim() === '') return t('an empty path matches nothing; `**` matches every file');
  if (glob.startsWith('/') || /^[A-Za-z]:/.test(glob) || glob.split('/').includes('..'))
    return t('{0} must be relative to the folder of the team file, such as models/legacy/**', glob);
  if (looksLikeRegex(glob)) return t('{0} looks like a regular expression; a glob has `*` for any name and `**` for any folders', glob);
  if (glob.startsWith('!')) return t('{0} excludes nothing here; name what is meant, the last match wins', glob);
  if (!isBalanced(glob)) return t('{0} has a bracket that is not closed', glob);
  if (!compiled(glob)) return t('{0} has a bracket in which nothing can stand', glob);
  if (isTooWild(glob)) return t('{0} has too many wildcards', glob.slice(0, 60));
  return null;
}

function looksLikeRegex(glob: string): boolean {
  return /^\^|\$$|[\\()|]|(?:^|\/)\.[*+]|\.\+/.test(glob);
}

function isBalanced(glob: string): boolean {
  for (const [open, close] of ['{}', '[]']) {
    if (glob.split(open ?? '').length !== glob.split(close ?? '').length) return false;
  }
  return true;
}

/**
 * @returns a test whether a path matches one of the globs, which are relative to a folder (with a final `/`; '' for the
 * root). A glob that names a folder holds for everything below it, one that `globObjection` objects to matches nothing.
 */
export function pathMatcher(globs: readonly string[], folder = ''): (file: string) => boolean {
  const patterns = globs
    .filter((glob) => globObjection(glob) === null)
    .map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, ''))
    .flatMap((glob) => (glob === '' || glob === '.' ? ['**'] : [glob, `${glob}/**`]));
  if (patterns.length === 0) return () => false;
  const matches = globMatcher(patterns);
  return folder === '' ? matches : (file) => file.startsWith(folder) && matches(file.slice(folder.length));
}

/**
 * @returns a test whether a whole path matches one of the globs, as the shell reads them: `*` and `?` stay within a name,
 * `**` as a whole name is any folders, also none, and `**.sql` any file of that ending; `[ab]`, `[!ab]`, `{a,b}`; a backslash takes the meaning away. Dots are
 * letters like others.
 */
export function globMatcher(globs: readonly string[]): (file: string) => boolean {
  const expressions = globs.flatMap((glob) => compiled(glob) ?? []);
  return (file) => expressions.some((expression) => expression.test(file));
}

/** @returns null for a set that is none, such as `[z-a]`. */
function compiled(glob: string): RegExp | null {
  try {
    return new RegExp(`^${expressionOf(glob)}$`);
  } catch {
    return null;
  }
}

/** One piece of a glob after the other: escaped, folders, wildcards, a set, what a brace holds, anything else. */
const pieces = /\\(.)|(^\*\*(?=\.)|(?<![^/])\*\*(?:\/|$))|(\*+)|(\?)|\[([!^]?)(\]?[^\]]*)\]|\{((?:[^{}]|\{[^{}]*\})*)\}|[\s\S]/g;

function expressionOf(glob: string): string {
  return glob.replace(pieces, (whole, escaped, folders, star, one, not, set, inBraces) => {
    if (escaped !== undefined) return literal(escaped);
    if (folders !== undefined) return folders.endsWith('/') ? '(?:[^/]+/)*' : '.*';
    if (star !== undefined) return '[^/]*';
    if (one !== undefined) return '[^/]';
    if (set !== undefined && set !== '') return `(?!/)[${not === '' ? '' : '^'}${set.replace(/[\\\]^[]/g, '\\$&')}]`;
    if (inBraces?.includes(',')) return `(?:${alternatives(inBraces).map(expressionOf).join('|')})`;
    return [...whole].map(literal).join('');
  });
}

/** What stands between the commas that no further brace holds. */
function alternatives(text: string): string[] {
  return text.split(/,(?![^{}]*\})/);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
