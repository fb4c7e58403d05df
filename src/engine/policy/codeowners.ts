import { isTooWild } from '../wildcards.ts';
import { globMatcher } from './globs.ts';

/** One line of a CODEOWNERS file. No owners: what matches is owned by nobody, or by its section's owners. */
export interface OwnerRule {
  /** GitLab's sections each give an owner of their own; '' where there are none. */
  readonly section: string;
  readonly pattern: string;
  readonly owners: readonly string[];
  /** GitLab (from 17.10): takes matching files out of the section. */
  readonly excludes: boolean;
}

/** Where the file is looked for, in order; the first that is there counts (GitHub's order, then GitLab's own folder). */
export const codeownersFiles: readonly string[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

/** Reads a CODEOWNERS file of GitHub or GitLab; lines that are neither a rule nor a section are skipped. */
export function readCodeowners(text: string): OwnerRule[] {
  const rules: OwnerRule[] = [];
  let section = '';
  let sectionOwners: readonly string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const stated = line.replace(/(?:^|\s)#.*$/, '').trim();
    const heading = /^\^?\[([^\]]+)\](?:\[\d+\])?(.*)$/.exec(stated);
    if (heading) {
      section = heading[1]?.toLowerCase() ?? '';
      sectionOwners = ownersIn(heading[2]?.trim().split(/\s+/) ?? []);
      continue;
    }
    const [pattern = '', ...rest] = stated.split(/(?<!\\)\s+/);
    if (pattern === '') continue;
    const own = ownersIn(rest);
    const excludes = pattern.startsWith('!');
    rules.push({
      section,
      pattern: (excludes ? pattern.slice(1) : pattern).replace(/\\ /g, ' '),
      owners: own.length > 0 ? own : sectionOwners,
      excludes,
    });
  }
  return rules;
}

/** Handles, teams and addresses; a word of GitLab's roles (`@@maintainer`) names nobody. */
function ownersIn(words: readonly string[]): string[] {
  return words.filter((word) => /^@[^@\s]|^[^@\s]+@[^@\s]+$/.test(word));
}

/** @returns a function that names the owners of a file: the last rule that matches in every section, none where that one names nobody. */
export function codeownersOf(rules: readonly OwnerRule[]): (file: string) => readonly string[] {
  const matchers = rules.map((rule) => ({ ...rule, matches: matcherOf(rule.pattern) })).reverse();
  const sections = [...new Set(rules.map(({ section }) => section))];
  return (file) => {
    const found = sections.flatMap((section) => {
      const last = matchers.find((rule) => rule.section === section && rule.matches(file));
      return last && !last.excludes ? last.owners : [];
    });
    return [...new Set(found)];
  };
}

/** Patterns are those of .gitignore but for `docs/*`, which stays in its folder, and for brackets, which are letters. */
function matcherOf(pattern: string): (file: string) => boolean {
  const anchored = /^\/|\/(?!$)/.test(pattern);
  const plain = pattern
    .replace(/^\/+/, '')
    .replace(/\/+$/, '')
    .replace(/[[\](){}!+@\\]/g, '\\$&');
  const glob = anchored || plain === '' ? plain : `**/${plain}`;
  const folder = pattern.endsWith('/') ? [] : [glob];
  const below = pattern.endsWith('/*') ? [] : [glob === '' ? '**' : `${glob}/**`];
  const patterns = [...folder, ...below].filter((one) => one !== '');
  return patterns.length === 0 || isTooWild(pattern) ? () => false : globMatcher(patterns);
}
