import picomatch from 'picomatch/posix';
import { type Message, t } from '../l10n.ts';

/** More wildcards than this make matching slow, and no one can read them. */
const mostWildcards = 10;

/** @returns what is wrong with a glob, with what would be right; null where it can be used. */
export function globObjection(glob: string): Message | null {
  if (glob.trim() === '') return t('an empty path matches nothing; `**` matches every file');
  if (glob.startsWith('/') || /^[A-Za-z]:/.test(glob) || glob.split('/').includes('..'))
    return t('{0} must be relative to the folder of the team file, such as models/legacy/**', glob);
  if (looksLikeRegex(glob)) return t('{0} looks like a regular expression; a glob has `*` for any name and `**` for any folders', glob);
  if (glob.startsWith('!')) return t('{0} excludes nothing here; name what is meant, the last match wins', glob);
  if (!isBalanced(glob)) return t('{0} has a bracket that is not closed', glob);
  if (glob.length > 300 || (glob.match(/\*+|\?/g)?.length ?? 0) > mostWildcards) return t('{0} has too many wildcards', glob.slice(0, 60));
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
  const matches = picomatch(patterns, { dot: true, nonegate: true, noextglob: true });
  return folder === '' ? matches : (file) => file.startsWith(folder) && matches(file.slice(folder.length));
}
