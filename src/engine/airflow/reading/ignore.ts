import { gitignoreRule } from '../../gitignore.ts';
import { type Message, t } from '../../l10n.ts';
import type { FileSet } from '../../model.ts';
import { isTooWild } from '../../wildcards.ts';
import { dagsFolder, folderOf } from '../folders.ts';
import type { AirflowFragment } from './fragments.ts';
import { matchesSomewhere, readRegexp } from './regexps.ts';
import type { Setting } from './settings.ts';

/** Whether Airflow loads a file: what an `.airflowignore` hides, it does not. A message says why that is not known. */
export type Loading = 'loaded' | 'hidden' | Message;

/** How the lines of `.airflowignore` are read: by the setting `dag_ignore_file_syntax`, else as the version is shipped; null where neither is known. */
export interface IgnoreSyntax {
  readonly name: 'regexp' | 'glob' | null;
  readonly major: number | null;
}

/** What one line says of a file or folder below it; null where that is not known. */
type Says = 'hide' | 'show' | 'nothing' | null;

interface Rule {
  /** Says something of a path as seen from the file's folder and as seen from the DAGs folder. */
  readonly says: (path: string, fromRoot: string, isFolder: boolean) => Says;
  readonly reason: Message;
}

/** The rules of every ignore file, by its folder, in one way of reading them. `lastWins`: a later line takes back what an earlier one said. */
interface Reading {
  readonly rules: ReadonlyMap<string, readonly Rule[]>;
  readonly lastWins: boolean;
  readonly folders: Map<string, Loading>;
}

/**
 * @returns whether Airflow loads a file, by the `.airflowignore` files above it (2.11 `airflow.utils.file`, 3.3
 * `airflow._shared.module_loading.file_discovery`). Where the syntax is not known, only what all readings say alike is.
 */
export function loadingOf(
  files: FileSet<AirflowFragment>,
  settings: readonly string[],
  syntaxOf: (file: string) => IgnoreSyntax,
): (file: string) => Loading {
  const ignores = settings.filter((file) => file === '.airflowignore' || file.endsWith('/.airflowignore'));
  if (ignores.length === 0) return () => 'loaded';
  const folders = new Set(ignores.map(folderOf));
  const readings = new Map<string, Reading>();
  const readingOf = (name: keyof typeof readers): Reading => {
    const known = readings.get(name) ?? { rules: rulesOf(files, ignores, readers[name]), lastWins: name !== 'regexp', folders: new Map() };
    readings.set(name, known);
    return known;
  };
  return (file) => {
    const root = rootOf(file, folders);
    if (root === null) return 'loaded';
    const [first = 'loaded', ...others] = namesOf(syntaxOf(file)).map((name) => loadingBy(readingOf(name), root, file, false));
    if (others.every((other) => other === first)) return first;
    return (
      [first, ...others].find((one) => typeof one !== 'string') ??
      t('whether Airflow loads it depends on the version: see {0}', within(root))
    );
  };
}

function within(root: string): string {
  return root === '.' ? '.airflowignore' : `${root}/.airflowignore`;
}

/** The folder that Airflow walks down from: the DAGs folder, or the topmost one with an ignore file. */
function rootOf(file: string, folders: ReadonlySet<string>): string | null {
  const parts = folderOf(file) === '.' ? [] : folderOf(file).split('/');
  const above = ['.', ...parts.map((_, at) => parts.slice(0, at + 1).join('/'))];
  const dags = dagsFolder(file);
  return above.some((folder) => folders.has(folder)) ? (above.find((folder) => folder === dags || folders.has(folder)) ?? null) : null;
}

/** Airflow 3 hands folders to globs with a slash behind them, Airflow 2 without: `old/**` hides the folder `old` itself only there. */
const readers = {
  regexp: regexpRule,
  glob2: (setting: Setting) => globRule(setting, false),
  glob3: (setting: Setting) => globRule(setting, true),
};

function namesOf({ name, major }: IgnoreSyntax): (keyof typeof readers)[] {
  const globs = major === 2 ? ['glob2' as const] : ['glob2' as const, 'glob3' as const];
  return name === 'regexp' ? ['regexp'] : name === 'glob' ? globs : ['regexp', ...globs];
}

function rulesOf(
  files: FileSet<AirflowFragment>,
  ignores: readonly string[],
  ruleOf: (setting: Setting) => Rule['says'] | null,
): ReadonlyMap<string, readonly Rule[]> {
  return new Map(
    ignores.map((file) => {
      const rules = (files.fragment(file)?.settings ?? []).flatMap((setting): Rule[] => {
        const says = ruleOf(setting);
        return says === null ? [] : [{ says, reason: t('whether Airflow loads it is not known: see {0} in {1}', setting.value, file) }];
      });
      return [folderOf(file), rules] as const;
    }),
  );
}

/** A folder that is hidden hides all that is in it. */
function loadingBy(reading: Reading, root: string, path: string, isFolder: boolean): Loading {
  if (path === root || path === '.') return 'loaded';
  const known = isFolder ? reading.folders.get(path) : undefined;
  if (known !== undefined) return known;
  const above = loadingBy(reading, root, folderOf(path), true);
  const own = above === 'hidden' ? above : ownLoading(reading, root, path, isFolder);
  const found = own === 'loaded' ? above : own;
  if (isFolder) reading.folders.set(path, found);
  return found;
}

function ownLoading(reading: Reading, root: string, path: string, isFolder: boolean): Loading {
  let loading: Loading = 'loaded';
  for (const folder of foldersDownTo(root, folderOf(path))) {
    for (const { says, reason } of reading.rules.get(folder) ?? []) {
      const said = says(below(folder, path), below(root, path), isFolder);
      if (said === 'hide' && !reading.lastWins) return 'hidden';
      if (said === 'hide') loading = 'hidden';
      else if (said === 'show') loading = 'loaded';
      else if (said === null) loading = reason;
    }
  }
  return loading;
}

function foldersDownTo(root: string, folder: string): string[] {
  return folder === root || folder === '.' ? [folder] : [...foldersDownTo(root, folderOf(folder)), folder];
}

function below(folder: string, path: string): string {
  return folder === '.' ? path : path.slice(folder.length + 1);
}

/** A regular expression is looked for anywhere in the path from the DAGs folder; one that is wrong is passed over, with a warning. */
function regexpRule({ value }: Setting): Rule['says'] | null {
  const regexp = readRegexp(value);
  if (regexp === 'invalid') return null;
  if (regexp === 'unknown') return () => null;
  return (_path, fromRoot) => {
    const matches = matchesSomewhere(regexp, fromRoot);
    return matches === null ? null : matches ? 'hide' : 'nothing';
  };
}

/** A pattern without a slash before its end is held against names alone. */
function globRule({ value }: Setting, slashBehindFolders: boolean): Rule['says'] | null {
  const rule = gitignoreRule(value.trimEnd());
  if (rule === null) return null;
  if (isTooWild(value)) return () => null;
  const ofPath = value.startsWith('/') || value.replace(/\/+$/, '').includes('/');
  const forFolders = slashBehindFolders && /\/\s*$/.test(value);
  return (path, _fromRoot, isFolder) => {
    if (forFolders && !isFolder) return 'nothing';
    const seen = ofPath ? path : path.slice(path.lastIndexOf('/') + 1);
    const slash = isFolder && (slashBehindFolders || value.endsWith('/'));
    return rule.matches.test(slash ? `${seen}/` : seen) ? (rule.ignores ? 'hide' : 'show') : 'nothing';
  };
}
