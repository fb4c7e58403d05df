/** What one line of an ignore file in git's syntax says of paths below the file's folder. */
export interface GitignoreRule {
  readonly matches: RegExp;
  /** The pattern of a single name, for rules that hold for a name anywhere on the way. */
  readonly part: string | null;
  readonly ignores: boolean;
}

/** @returns the rule of a line without its comment, as pathspec's GitWildMatch reads it for dbt and Airflow; null where the line says nothing. */
export function gitignoreRule(line: string): GitignoreRule | null {
  const ignores = !line.startsWith('!');
  const pattern = (ignores ? line : line.slice(1)).replace(/^\\(?=[#!])/, '');
  const folderOnly = pattern.endsWith('/');
  const bare = pattern.replace(/\/$/, '').replace(/^\//, '');
  if (bare === '') return null;
  const anchored = pattern.replace(/\/$/, '').includes('/');
  const body = bare
    .split('/')
    .map(partPattern)
    .join('/')
    .replaceAll('(?:.*)/', '(?:.*/)?')
    .replace(/\/\(\?:\.\*\)$/, '/.*');
  const matches = compiled(`^${anchored ? '' : '(?:.*/)?'}${body}${folderOnly ? '/.*' : '(?:/.*)?'}$`);
  return matches && { matches, part: anchored ? null : body, ignores };
}

function partPattern(part: string): string {
  if (part === '**') return '(?:.*)';
  return part.replace(/\\(.)|\*+|\?|\[(!?)([^\]]*)\]|[.+^${}()|[\]\\]/g, (match, escaped?: string, not?: string, set?: string) => {
    if (escaped !== undefined) return `\\${escaped}`.replace(/^\\(?=[\w ])/, '');
    if (match.startsWith('*')) return '[^/]*';
    if (match === '?') return '[^/]';
    if (set !== undefined && set !== '') return `[${not ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]`;
    return `\\${match}`;
  });
}

/** A set such as `[z-a]` is no pattern; git ignores such lines. */
function compiled(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern);
  } catch {
    return null;
  }
}
