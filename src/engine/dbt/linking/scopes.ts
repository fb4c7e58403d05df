import type { FileSet, Value } from '../../model.ts';
import { fieldOf } from '../../syntax/yaml.ts';
import type { DbtFragment } from '../reading/fragments.ts';
import type { ProjectIndex } from './nodes.ts';
import { overlayOf } from './overlay.ts';
import { dependenciesOf } from './project.ts';
import type { Scope } from './scope.ts';
import { variablesOf } from './variables.ts';

/** @returns the scope of every project of one's own, by its folder. */
export function scopesOf(files: FileSet<DbtFragment>, indexes: readonly ProjectIndex[]): Map<string, Scope> {
  const byFolder = new Map(indexes.map((index) => [index.project.folder, index]));
  const scopes = new Map<string, Scope>();
  for (const root of indexes) {
    if (root.project.installedIn === null) scopes.set(root.project.folder, scopeOf(root, indexes, byFolder, files));
  }
  return scopes;
}

function scopeOf(
  root: ProjectIndex,
  indexes: readonly ProjectIndex[],
  byFolder: ReadonlyMap<string, ProjectIndex>,
  files: FileSet<DbtFragment>,
): Scope {
  const members = [root, ...indexes.filter((index) => index.project.installedIn === root.project.folder)];
  const declared: string[] = [];
  const projects: string[] = [];
  for (const member of members) {
    const dependencies = dependenciesOf(member.project, files);
    for (const folder of dependencies.local) {
      const local = byFolder.get(folder);
      if (local && !members.some((known) => known.project.name === local.project.name)) members.push(local);
    }
    declared.push(...dependencies.declared);
    projects.push(...dependencies.projects);
  }
  const byName = new Map(members.toReversed().map((member) => [member.project.name, member]));
  const hosts = indexes.filter(
    ({ project }) =>
      project.installedIn === null && project !== root.project && dependenciesOf(project, files).local.includes(root.project.folder),
  );
  const missing = [...new Set(declared)].filter((name) => !byName.has(name));
  return {
    root,
    members,
    byName,
    hosts,
    missing,
    ownFirst: isSetInFlags(root.project.fragment.root),
    projects: projects.filter((name) => !byName.has(name)),
    overlay: overlayOf(root.project, members, files),
    variables: variablesOf(
      root.project,
      members.map((member) => member.project),
      files,
    ),
    readingMacros: new Map(),
    configuringMacros: new Map(),
    hooks: new Map(),
  };
}

function isSetInFlags(projectFile: Value | null): boolean {
  const flag = fieldOf(fieldOf(projectFile, 'flags'), 'require_ref_searches_node_package_before_root');
  return flag?.type === 'boolean' && flag.value;
}
