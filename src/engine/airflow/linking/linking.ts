import { once } from '../../cache.ts';
import { t } from '../../l10n.ts';
import type { FileSet, FrameworkInstance, Problem } from '../../model.ts';
import type { Layering } from '../../policy/layers.ts';
import { isTest, mayCall, projectOf, settingReader } from '../discovery.ts';
import type { DagContext } from '../facts/context.ts';
import type { DbtRunFound } from '../facts/dbtCommand.ts';
import { foldersSet, resolveModule } from '../folders.ts';
import type { DagMade } from '../following/made.ts';
import { createPrograms, type Memory, type Program, type Programs } from '../following/programs.ts';
import type { AirflowFragment } from '../reading/fragments.ts';
import { type IgnoreSyntax, type Loading, loadingOf } from '../reading/ignore.ts';
import { isPolicyFile, type Platform, platformOf } from '../setup/platform.ts';
import { type VersionInUse, versionInUse } from '../setup/version.ts';
import { yamlDags } from '../yaml/yamlDags.ts';
import type { YamlMade } from '../yaml/yamlMade.ts';
import type { DagLinks } from './dagLinks.ts';

/** A workspace that is being put together, and what was worked out of it so far. */
export interface Linking {
  readonly kept: Kept;
  readonly files: FileSet<AirflowFragment>;
  readonly layering: Layering;
  readonly programs: Programs;
  readonly dagFiles: readonly string[];
  readonly projectOf: (file: string) => string;
  readonly versions: ReadonlyMap<string, VersionInUse>;
  /** Files that may call functions which make DAGs. */
  readonly callers: readonly string[];
  readonly yaml: readonly YamlMade[];
  readonly loading: (file: string) => Loading;
  /** Whether a file that Airflow may look at and that is not followed imports another one. */
  readonly mayImport: (file: string) => boolean;
  readonly contextOf: (program: Program, file: string) => DagContext;
}

/** What earlier links worked out, kept for as long as the fragments that it was worked out from. */
export interface Kept {
  readonly programs: Memory;
  readonly dags: WeakMap<DagMade, DagLinks>;
  readonly runs: WeakMap<DagMade, readonly DbtRunFound[]>;
  readonly mayRunDbt: DagContext['mayRunDbt'];
  readonly speaksOfChecks: DagContext['speaksOfChecks'];
  readonly given: DagContext['given'];
  readonly problems: WeakMap<DagMade, { readonly version: string | null; readonly found: readonly Problem[] }>;
  readonly settings: WeakMap<readonly string[], readonly string[]>;
}

/** Finds out what every file is to Airflow: which make DAGs, and how it is set up for them. */
export function startLinking(files: FileSet<AirflowFragment>, layering: Layering, kept: Kept): Linking {
  const settings = kept.settings.get(files.all) ?? files.all.filter((file) => settingReader(file) !== null);
  kept.settings.set(files.all, settings);
  const platform = platformOf(files, settings);
  const possible = files.all.filter((file) => files.fragment(file)?.makesDags === true);
  const notIgnored = loadingOf(files, settings, ignoreSyntaxOf(files, settings, platform, possible));
  const loading = (file: string): Loading => (isPassedOver(files, platform, file) ? passedOver : notIgnored(file));
  const dagFiles = possible.filter((file) => loading(file) !== 'hidden');
  const set = foldersSet(files, settings, dagFiles);
  const projects = new Map<string, string>();
  const projectFor = (file: string): string => {
    const known = projects.get(file) ?? projectOf(file, dagFiles, set);
    projects.set(file, known);
    return known;
  };
  const versions = new Map<string, VersionInUse>();
  const versionFor = (file: string): VersionInUse => {
    const project = projectFor(file);
    const known = versions.get(project);
    if (known !== undefined) return known;
    const own = dagFiles.filter((one) => projectFor(one) === project);
    const found = versionInUse(files, settings, project, own);
    versions.set(project, found);
    return found;
  };
  for (const file of dagFiles) versionFor(file);
  const programs = createPrograms(files, kept.programs);
  const yaml = yamlDags(files, programs, (file) => loading(file) === 'hidden');
  for (const { dag } of yaml) versionFor(dag.anchor.file);
  return {
    kept,
    files,
    layering,
    programs,
    dagFiles,
    projectOf: projectFor,
    versions,
    callers: files.all.filter((file) => mayCall(files, file) && loading(file) !== 'hidden'),
    yaml,
    loading,
    mayImport: importedUnread(files),
    contextOf: (program, file) => ({
      files,
      machine: program.machine,
      version: versionFor(file),
      platform,
      runs: kept.runs,
      mayRunDbt: kept.mayRunDbt,
      speaksOfChecks: kept.speaksOfChecks,
      given: kept.given,
    }),
  };
}

/** By the names of their modules: what files import that are only looked at, and what is imported from a folder that is not known to be on the path. */
function importedUnread(files: FileSet<AirflowFragment>): (file: string) => boolean {
  const modules = once(() => {
    const found = new Set<string>();
    for (const file of files.all) {
      const fragment = files.fragment(file);
      if (fragment === undefined || isTest(file)) continue;
      for (const { module, level, names } of fragment.imports) {
        if (/^(?:airflow|cosmos)\b/.test(module)) continue;
        if (fragment.module !== null && resolveModule(files, module, level, file).type === 'file') continue;
        for (const name of [module, ...names]) found.add(name.slice(name.lastIndexOf('.') + 1));
      }
    }
    return found;
  });
  return (file) => modules().has(/([^/]+?)(?:\/__init__)?\.py$/.exec(file)?.[1] ?? '');
}

const passedOver = t('Airflow passes over a Python file in which the word airflow does not stand');

/** Airflow 2 and 3 look at the text before they import it, as long as `dag_discovery_safe_mode` is on. */
function isPassedOver(files: FileSet<AirflowFragment>, platform: Platform, file: string): boolean {
  const fragment = files.fragment(file);
  if (fragment === undefined || !fragment.makesDags || fragment.namesAirflow) return false;
  return !/^(?:false|0|f|off|no)$/i.test(platform.setting('core.dag_discovery_safe_mode', file)?.value ?? '');
}

/** How ignore files are read beside a file: the version is that of all files that could make DAGs, since it decides which of them do. */
function ignoreSyntaxOf(
  files: FileSet<AirflowFragment>,
  settings: readonly string[],
  platform: Platform,
  possible: readonly string[],
): (file: string) => IgnoreSyntax {
  const folders = foldersSet(files, settings, possible);
  const majors = new Map<string, number | null>();
  return (file) => {
    const project = projectOf(file, possible, folders);
    const inProject = () => possible.filter((one) => projectOf(one, possible, folders) === project);
    const major = majors.has(project) ? (majors.get(project) ?? null) : versionInUse(files, settings, project, inProject()).major;
    majors.set(project, major);
    const set = platform.setting('core.dag_ignore_file_syntax', file)?.value;
    if (set === 'regexp' || set === 'glob') return { name: set, major };
    return { name: set || major === null ? null : major === 2 ? 'regexp' : 'glob', major };
  };
}

/** @returns whether a file that was read anew leaves everything as it was but for what its own statements make. */
export function keepsLinking(file: string, before: AirflowFragment | undefined, now: AirflowFragment | undefined): boolean {
  if (before === undefined || now === undefined || !file.endsWith('.py') || isPolicyFile(file)) return false;
  return (
    before.makesDags === now.makesDags &&
    before.mayCall === now.mayCall &&
    before.namesAirflow === now.namesAirflow &&
    (now.module !== null || JSON.stringify(before.imports) === JSON.stringify(now.imports)) &&
    before.loader === null &&
    now.loader === null &&
    usesSdk(before) === usesSdk(now)
  );
}

function usesSdk({ imports }: AirflowFragment): boolean {
  return imports.some(({ module }) => module === 'airflow.sdk' || module.startsWith('airflow.sdk.'));
}

/** @returns the folders of DAGs that hold something, with the version of Airflow in each. */
export function instancesOf(linking: Linking, projects: ReadonlySet<string>): FrameworkInstance[] {
  return [...linking.versions]
    .filter(([root]) => projects.has(root))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([root, version]) => ({ name: 'airflow', root, project: null, version: version.text, versionFrom: version.from }));
}
