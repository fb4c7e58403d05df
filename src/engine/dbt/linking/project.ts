import type { FileSet } from '../../model.ts';
import { fieldOf, holdsTemplate, itemsOf, textOf } from '../../syntax/yaml.ts';
import { fileName, folderOf, isBelow, isNamedForJinja, joinPath } from '../paths.ts';
import type { DbtFragment, YamlFragment } from '../reading/fragments.ts';
import { ignoresOf } from '../reading/ignore.ts';

/** What a file below one of a project's resource paths is to dbt. */
export type Role = 'models' | 'seeds' | 'snapshots' | 'tests' | 'macros' | 'analyses' | 'functions' | 'docs';

/** A folder that dbt reads for one kind of thing. */
export interface ResourcePath {
  readonly folder: string;
  readonly role: Role;
}

/** A dbt project of the workspace, or a package that is installed into one. */
export interface Project {
  /** Folder of its dbt_project.yml; empty for the workspace's root. */
  readonly folder: string;
  /** Its dbt_project.yml. */
  readonly file: string;
  /** The project's name; the folder's where the file gives none that can be read. */
  readonly name: string;
  /** Replaced where nothing but configs changed in it. */
  fragment: YamlFragment;
  readonly paths: readonly ResourcePath[];
  readonly targetFolder: string | null;
  readonly installFolder: string | null;
  /** Folder of the project that this one is a package of; null for projects of one's own. */
  readonly installedIn: string | null;
  /** What its `.dbtignore` hides from dbt. */
  readonly hides: (file: string) => boolean;
}

type DbtFiles = FileSet<DbtFragment>;

const defaultPaths: readonly (readonly [Role, string, string | null, string])[] = [
  ['models', 'model-paths', 'source-paths', 'models'],
  ['seeds', 'seed-paths', 'data-paths', 'seeds'],
  ['snapshots', 'snapshot-paths', null, 'snapshots'],
  ['tests', 'test-paths', null, 'tests'],
  ['macros', 'macro-paths', null, 'macros'],
  ['analyses', 'analysis-paths', null, 'analyses'],
  ['functions', 'function-paths', null, 'functions'],
];

/** @returns the project files in which dbt projects of the workspace may stand; never those of build outputs. */
export function projectFiles(files: DbtFiles): string[] {
  return files.all.filter(
    (file) => fileName(file) === 'dbt_project.yml' && !/(?:^|\/)(?:node_modules|target|dbt_internal_packages)\//.test(file),
  );
}

/** @returns every project whose dbt_project.yml was read, outer ones first; projects deep inside of installed packages are left out. */
export function findProjects(files: DbtFiles): Project[] {
  const candidates = projectFiles(files)
    .flatMap((file) => {
      const fragment = files.fragment(file);
      return fragment?.kind === 'project' ? [{ file, fragment }] : [];
    })
    .sort((a, b) => a.file.length - b.file.length || (a.file < b.file ? -1 : 1));
  const found: Project[] = [];
  for (const { file, fragment } of candidates) {
    const folder = folderOf(file);
    const host = found.find((project) => project.installFolder !== null && isBelow(folder, project.installFolder));
    if (!host) found.push(makeProject(file, fragment, null, files));
    else if (folderOf(folder) === host.installFolder) found.push(makeProject(file, fragment, host.folder, files));
  }
  return withoutCopies(found.map((project) => localPackage(project, found, files) ?? project));
}

/** `dbt deps` links or copies local packages into the packages folder; the one that people edit counts. */
function withoutCopies(projects: readonly Project[]): Project[] {
  const hosts = new Map(projects.map((project) => [project.folder, project.installFolder]));
  const isCopy = (project: Project) => project.installedIn !== null && folderOf(project.folder) === hosts.get(project.installedIn);
  const kept = new Set(projects.filter((project) => !isCopy(project)).map((project) => `${project.installedIn}:${project.name}`));
  return projects.filter((project) => !isCopy(project) || !kept.has(`${project.installedIn}:${project.name}`));
}

/**
 * A `local:` package is a package where it lies inside the project that asks for it, or could not run alone (no `profile`).
 * A project whose own integration tests ask for it stays a project.
 */
function localPackage(project: Project, all: readonly Project[], files: DbtFiles): Project | null {
  if (project.installedIn !== null) return null;
  const runsAlone = fieldOf(project.fragment.root, 'profile') !== undefined;
  const host = all.find((other) => {
    if (other === project || other.installedIn !== null || isBelow(other.folder, project.folder)) return false;
    return (!runsAlone || isBelow(project.folder, other.folder)) && dependenciesOf(other, files).local.includes(project.folder);
  });
  return host ? { ...project, installedIn: host.folder } : null;
}

function makeProject(file: string, fragment: YamlFragment, installedIn: string | null, files: DbtFiles): Project {
  const folder = folderOf(file);
  const { root } = fragment;
  const folders = (key: string) => itemsOf(fieldOf(root, key)).flatMap((item) => joinPath(folder, textOf(item) ?? '/') ?? []);
  const plain = (key: string) => {
    const text = textOf(fieldOf(root, key));
    return text !== null && holdsTemplate(text) ? null : text;
  };
  const paths = defaultPaths.flatMap(([role, key, oldKey, standard]) => {
    const stated = fieldOf(root, key) ? folders(key) : oldKey && fieldOf(root, oldKey) ? folders(oldKey) : null;
    return (stated ?? [joinPath(folder, standard) ?? standard]).map((path) => ({ folder: path, role }));
  });
  const docs = fieldOf(root, 'docs-paths') ? folders('docs-paths') : paths.map((path) => path.folder);
  return {
    folder,
    file,
    name: plain('name') ?? (fileName(folder) || 'dbt'),
    fragment,
    paths: [...paths, ...docs.map((path) => ({ folder: path, role: 'docs' as const }))],
    targetFolder: joinPath(folder, plain('target-path') ?? 'target'),
    installFolder: joinPath(folder, plain('packages-install-path') ?? 'dbt_packages'),
    installedIn,
    hides: hiddenBy(folder, files),
  };
}

/** @returns the manifest that dbt wrote for a project, where it is there; `target-path` may be a template, which is left alone. */
export function manifestOf(project: Project, files: DbtFiles): string | null {
  const file = project.installedIn === null && project.targetFolder !== null ? joinPath(project.targetFolder, 'manifest.json') : null;
  return file !== null && files.has(file) ? file : null;
}

/** @returns the files beside dbt_project.yml that dbt reads, whether they are there or not. */
export function besideProject(project: Project): string[] {
  return ['packages.yml', 'dependencies.yml', 'profiles.yml', 'vars.yml'].flatMap((name) => joinPath(project.folder, name) ?? []);
}

/** @returns where the patterns of what dbt does not read in a project's folder stand, whether the file is there or not. */
export function dbtignoreOf(folder: string): string {
  return joinPath(folder, '.dbtignore') ?? '.dbtignore';
}

function hiddenBy(folder: string, files: DbtFiles): (file: string) => boolean {
  const fragment = files.fragment(dbtignoreOf(folder));
  if (fragment?.kind !== 'ignore' || fragment.patterns.length === 0) return () => false;
  const ignores = ignoresOf(fragment, folder);
  return (file) => ignores(file) === true;
}

/** One file as one project sees it. */
export interface ProjectFile {
  readonly project: Project;
  readonly file: string;
  readonly role: Role;
  /** The resource path that it was found below. */
  readonly folder: string;
}

/** @returns every file below the resource paths of the projects, once for every project and role that it has. */
export function* resourceFiles(files: readonly string[], projects: readonly Project[]): Generator<ProjectFile> {
  const byFolder = new Map<string, { readonly project: Project; readonly path: ResourcePath }[]>();
  for (const project of projects) {
    for (const path of project.paths) {
      const held = byFolder.get(path.folder);
      if (held) held.push({ project, path });
      else byFolder.set(path.folder, [{ project, path }]);
    }
  }
  for (const file of files) {
    for (let folder = folderOf(file); ; folder = folderOf(folder)) {
      for (const { project, path } of byFolder.get(folder) ?? []) {
        if (isNamedForJinja(file) && textOf(fieldOf(fieldOf(project.fragment.root, 'flags'), 'allow_jinja_file_extensions')) !== 'true')
          continue;
        if (!isBuildOutput(file, project) && !project.hides(file)) yield { project, file, role: path.role, folder };
      }
      if (folder === '') break;
    }
  }
}

/** @returns whether dbt wrote the file, or `dbt deps` brought it. */
export function isBuildOutput(file: string, project: Project): boolean {
  const { targetFolder, installFolder } = project;
  return (!!targetFolder && isBelow(file, targetFolder)) || (!!installFolder && isBelow(file, installFolder));
}

/** @returns the projects that a project's refs can reach: itself, what is installed in it, and its `local:` packages. */
export interface Dependencies {
  readonly local: readonly string[];
  /** Names by which packages are declared; the last part of the hub's or git's name. */
  readonly declared: readonly string[];
  /** Projects of other repositories that it reads by `ref('project', 'model')`. */
  readonly projects: readonly string[];
}

/** @returns what packages.yml and dependencies.yml of a project ask for. */
export function dependenciesOf(project: Project, files: DbtFiles): Dependencies {
  const local: string[] = [];
  const declared: string[] = [];
  const projects: string[] = [];
  for (const name of ['packages.yml', 'dependencies.yml']) {
    const fragment = files.fragment(joinPath(project.folder, name) ?? name);
    if (fragment?.kind !== 'packages') continue;
    for (const item of itemsOf(fieldOf(fragment.root, 'packages'))) {
      const path = textOf(fieldOf(item, 'local'));
      const remote =
        textOf(fieldOf(item, 'package')) ??
        textOf(fieldOf(item, 'git')) ??
        textOf(fieldOf(item, 'tarball')) ??
        textOf(fieldOf(item, 'private'));
      if (path !== null) local.push(joinPath(project.folder, path) ?? '/');
      else if (remote !== null) declared.push(packageName(textOf(fieldOf(item, 'name')) ?? remote));
    }
    for (const item of itemsOf(fieldOf(fragment.root, 'projects'))) projects.push(textOf(fieldOf(item, 'name')) ?? '');
  }
  return { local, declared, projects };
}

function packageName(address: string): string {
  return (address.replace(/\/+$/, '').split(/[/:]/).at(-1) ?? '').replace(/\.git$/, '').replaceAll('-', '_');
}
