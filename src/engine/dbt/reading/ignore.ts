import { gitignoreRule } from '../../gitignore.ts';
import { t } from '../../l10n.ts';
import type { Fragment } from '../../model.ts';
import { lineStarts } from '../../text.ts';
import { isTooWild } from '../../wildcards.ts';
import { below, folderOf, isBelow } from '../paths.ts';
import type { IgnoreFragment } from './fragments.ts';

/** Reads a file of ignore patterns: `.dbtignore`, `.gitignore`. A line whose wildcards could take long is passed over, and is a problem. */
export function readIgnore(text: string): IgnoreFragment {
  const lines = lineStarts(text);
  const patterns: string[] = [];
  const problems: Fragment['problems'][number][] = [];
  for (const [index, from] of lines.entries()) {
    const line = text
      .slice(from, lines[index + 1])
      .replace(/^\uFEFF/, '')
      .replace(/[\r\n]+$/, '')
      .replace(/(?<!\\)\s+$/, '');
    if (line === '' || line.startsWith('#')) continue;
    if (isTooWild(line)) problems.push({ from, to: from + line.length, message: t('{0} has too many wildcards', line.slice(0, 60)) });
    else patterns.push(line);
  }
  return { kind: 'ignore', lines, broken: false, problems, patterns };
}

/** Decides by path. Patterns are those of gitignore; the last that matches wins, as pathspec's GitWildMatch does it for dbt. */
export type Ignores = (file: string) => boolean;

/** @returns what the patterns of one file, which stands in a folder, ignore below that folder. */
export function ignoresOf(fragment: IgnoreFragment, folder: string): (file: string) => boolean | null {
  const rules = fragment.patterns.slice(0, 2000).flatMap((pattern) => gitignoreRule(pattern) ?? []);
  const anchored = rules.filter((rule) => rule.part === null);
  const parts = rules.flatMap((rule) => rule.part ?? []);
  const anywhere = parts.length > 0 ? new RegExp(`^(?:${parts.join('|')})$`) : null;
  const known = new Map<string, boolean>();
  const mayMatch = (part: string) => {
    const before = known.get(part);
    if (before !== undefined) return before;
    const matches = anywhere?.test(part) ?? false;
    known.set(part, matches);
    return matches;
  };
  return (file) => {
    if (!isBelow(file, folder)) return null;
    const path = below(file, folder);
    if (!path.split('/').some(mayMatch) && !anchored.some((rule) => rule.matches.test(path))) return null;
    return rules.findLast((rule) => rule.matches.test(path))?.ignores ?? null;
  };
}

/** @returns what several ignore files say together: the nearest one that says anything about a file decides. */
export function nearestIgnores(fragments: readonly { readonly file: string; readonly fragment: IgnoreFragment }[]): Ignores {
  const each = fragments
    .map(({ file, fragment }) => ({ depth: file.split('/').length, ignores: ignoresOf(fragment, folderOf(file)) }))
    .sort((a, b) => b.depth - a.depth);
  return (file) => {
    for (const { ignores } of each) {
      const said = ignores(file);
      if (said !== null) return said;
    }
    return false;
  };
}

/** No pattern that people write for names of files matches this one. */
const nameless = '\u0001';

/**
 * @returns the same, but only where the whole folder of a file is ignored. A file that matches a pattern for names, such as
 * `*.csv`, may well be in git all the same, and only git's index knows; a folder that is ignored seldom holds one that is.
 */
export function wholeFolders(ignores: Ignores): Ignores {
  return (file) => ignores(file) && ignores(`${folderOf(file)}/${nameless}`.replace(/^\//, ''));
}
