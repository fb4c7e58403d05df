import { t } from '../l10n.ts';
import type { FileSet, Problem } from '../model.ts';
import { lineStarts } from '../text.ts';
import { isBuildOutput, type Project, projectFiles } from './linking/project.ts';
import { folderOf, isBelow } from './paths.ts';
import type { DbtFragment, StrayFragment } from './reading/fragments.ts';

/** How many files of one folder are looked into: where the first ones are no models, neither are the others. */
const perFolder = 3;
const modelsFolder = /^(?:.*?\/)?models(?=\/)/;
const ofTools = /(?:^|\/)(?:node_modules|site-packages|dbt_packages|dbt_internal_packages|target)\//;
const dbtCall = /\{\{[-+]?\s*(?:ref|source|config)\s*\(/;

/** @returns a few SQL files of every folder `models` that no project reads. */
export function* strayFiles(files: FileSet<DbtFragment>, projects: readonly Project[], read: ReadonlySet<string>): Generator<string> {
  const looked = new Map<string, number>();
  for (const file of files.all) {
    if (!file.endsWith('.sql') || read.has(file) || ofTools.test(file)) continue;
    const folder = modelsFolder.exec(file)?.[0];
    const times = folder === undefined ? perFolder : (looked.get(folder) ?? 0);
    if (folder === undefined || times === perFolder || isLeftOut(file, projects)) continue;
    looked.set(folder, times + 1);
    yield file;
  }
}

/** `dbt deps` brings models along, and whoever writes a `.dbtignore` knows what dbt does not read. */
function isLeftOut(file: string, projects: readonly Project[]): boolean {
  return projects.some((project) => isBuildOutput(file, project) || project.hides(file));
}

/** Reads a file that no project holds: all that counts is whether it is written for dbt. */
export function readStray(text: string): StrayFragment {
  const call = dbtCall.exec(text.slice(0, 100_000));
  const at = call && { from: call.index, to: call.index + call[0].length };
  return { kind: 'stray', lines: lineStarts(text), broken: false, problems: [], call: at };
}

/** @returns the models that dbt never sees, one for every folder `models` that no project reads. */
export function strayProblems(files: FileSet<DbtFragment>, projects: readonly Project[], isIgnored: (file: string) => boolean): Problem[] {
  const found = new Map<string, Problem>();
  const projectsAt = projectFiles(files).toReversed();
  for (const file of files.all) {
    const fragment = files.fragment(file);
    const folder = modelsFolder.exec(file)?.[0] ?? '';
    if (fragment?.kind !== 'stray' || fragment.call === null || found.has(folder) || isIgnored(file)) continue;
    if (isLeftOut(file, projects)) continue;
    const project = projectsAt.find((each) => isBelow(file, folderOf(each)));
    const message = project
      ? t('It is written for dbt, and {0} is in no path that {1} names: dbt does not read it', folder, project)
      : t('It is written for dbt, and no dbt_project.yml stands above it');
    found.set(folder, { file, line: files.span(file, fragment.call).line, message });
  }
  return [...found.values()];
}
