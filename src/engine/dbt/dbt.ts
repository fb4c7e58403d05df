import type { Framework, OutlineItem } from '../framework.ts';
import { t } from '../l10n.ts';
import type { FileSet, Want } from '../model.ts';
import { withRemarks } from '../syntax/remarks.ts';
import { lineStarts } from '../text.ts';
import { createDbtLinker } from './link.ts';
import { besideProject, dbtignoreOf, findProjects, manifestOf, projectFiles, resourceFiles } from './linking/project.ts';
import { mayPinDbt, readPins } from './linking/version.ts';
import { extensionOf, fileName, folderOf, stemOf } from './paths.ts';
import { checksumsOf } from './reading/checksum.ts';
import { readDbtYaml } from './reading/dbtYaml.ts';
import { readDocs } from './reading/docs.ts';
import type { DbtFragment, YamlFragment } from './reading/fragments.ts';
import { readIgnore } from './reading/ignore.ts';
import { readProperties } from './reading/properties.ts';
import { readPythonModel } from './reading/pythonModel.ts';
import { sha256 } from './reading/sha256.ts';
import { readSql } from './reading/sql.ts';
import { readStray, strayFiles } from './strays.ts';

/** dbt projects: found by their dbt_project.yml, read from text alone. */
export const dbt: Framework<DbtFragment> = createDbt();

function createDbt(): Framework<DbtFragment> {
  const wanted = rememberedWants();
  return { name: 'dbt', wants: wanted, read, dated: (files) => dated(wanted(files), files), outline, ...createDbtLinker() };
}

/** What is wanted hangs on the list of files and on few fragments: while those are the same, so is the answer. */
function rememberedWants(): (files: FileSet<DbtFragment>) => readonly Want[] {
  let last: {
    readonly all: readonly string[];
    readonly deciding: ReadonlyMap<string, DbtFragment | undefined>;
    readonly wants: readonly Want[];
  } | null = null;
  return (files) => {
    const same = last?.all === files.all && [...last.deciding].every(([file, fragment]) => files.fragment(file) === fragment);
    if (last && same) return last.wants;
    const found = [...wants(files)];
    const deciding = found.filter(
      ({ file, reader }) => reader === 'project' || reader === 'packages' || (reader === 'ignore' && fileName(file) === '.dbtignore'),
    );
    last = { all: files.all, deciding: new Map(deciding.map(({ file }) => [file, files.fragment(file)])), wants: found };
    return found;
  };
}

function* wants(files: FileSet<DbtFragment>): Generator<Want> {
  const projectsAt = projectFiles(files);
  for (const file of projectsAt) yield { file, reader: 'project' };
  const projects = findProjects(files);
  for (const project of projects) {
    const ignore = dbtignoreOf(project.folder);
    if (files.has(ignore)) yield { file: ignore, reader: 'ignore' };
    for (const file of besideProject(project)) if (files.has(file)) yield { file, reader: 'packages' };
  }
  const folders = new Set(projects.flatMap((project) => foldersAbove(project.folder)));
  for (const file of files.all) {
    if (mayPinDbt(file) && folders.has(folderOf(file))) yield { file, reader: 'pins' };
    else if (fileName(file) === '.gitignore') yield { file, reader: 'ignore' };
  }
  const manifests = new Set(projects.flatMap((project) => manifestOf(project, files) ?? []));
  for (const file of manifests) yield { file, reader: 'manifest' };
  const read = new Set<string>();
  for (const { file, role } of resourceFiles(files.all, projects)) {
    read.add(file);
    const reader = readerOf(file, role);
    if (reader) yield { file, reader: manifests.size > 0 && compared.has(reader) ? `${reader}${withChecksums}` : reader };
  }
  if (projectsAt.every((file) => files.fragment(file)))
    for (const file of strayFiles(files, projects, read)) yield { file, reader: 'stray' };
}

/** Texts whose checksum dbt's manifest holds; it is computed only where there is a manifest to compare with. */
const compared: ReadonlySet<string> = new Set(['sql', 'python-model']);
const withChecksums = ' with checksums';

const settings: ReadonlySet<string> = new Set(['manifest', 'project', 'packages', 'properties']);

/** Times matter only for what a manifest is laid over: settings, entries and macros; texts have checksums. */
function dated(wanted: readonly Want[], files: FileSet<DbtFragment>): readonly string[] {
  const isThere = wanted.some(({ file, reader }) => reader === 'manifest' && files.fragment(file)?.broken === false);
  const definesMacros = (fragment: DbtFragment | undefined) => fragment?.kind === 'sql' && fragment.macros.length > 0;
  const found = isThere ? wanted.filter(({ file, reader }) => settings.has(reader) || definesMacros(files.fragment(file))) : [];
  return found.map(({ file }) => file);
}

function foldersAbove(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; at !== ''; ) {
    at = folderOf(at);
    folders.push(at);
  }
  return folders;
}

function readerOf(file: string, role: string): string | null {
  const extension = extensionOf(file);
  if (extension === 'md') return role === 'docs' ? 'docs' : null;
  if (role === 'docs' || fileName(file) === 'dbt_project.yml') return null;
  if (extension === 'yml' || extension === 'yaml') return 'properties';
  if (role === 'analyses' || role === 'seeds') return null;
  if (extension === 'sql') return 'sql';
  return extension === 'py' && role === 'models' ? 'python-model' : null;
}

function read(reader: string, text: string): DbtFragment {
  if (!reader.endsWith(withChecksums)) return readPlain(reader, text);
  const fragment = readPlain(reader.slice(0, -withChecksums.length), text);
  if (fragment.kind === 'sql') return { ...fragment, checksums: checksumsOf(text) };
  // dbt 2.0 sums a Python model up as it stands (resolve_models.rs of 2.0.0-beta.2).
  return fragment.kind === 'python' ? { ...fragment, checksums: [...checksumsOf(text), sha256(text)] } : fragment;
}

function readPlain(reader: string, text: string): DbtFragment {
  switch (reader) {
    case 'project':
    case 'packages':
      return readYamlFile(reader, text);
    case 'properties':
      return readProperties(text);
    case 'docs':
      return readDocs(text);
    case 'python-model':
      return withRemarks(readPythonModel(text), text, 'python');
    case 'ignore':
      return readIgnore(text);
    case 'pins':
      return readPins(text);
    case 'stray':
      return readStray(text);
    default:
      return withRemarks(readSql(text), text, 'sql');
  }
}

function readYamlFile(kind: 'project' | 'packages', text: string): YamlFragment {
  const { root, problems, broken } = readDbtYaml(text);
  const noMapping = kind === 'project' && root?.type !== 'map' && !broken;
  const empty = { from: 0, to: Math.min(1, text.length), message: t('This dbt_project.yml holds no mapping') };
  return { kind, root, lines: lineStarts(text), problems: noMapping ? [empty] : problems, broken: broken || noMapping };
}

function outline(file: string, fragment: DbtFragment): readonly OutlineItem[] {
  switch (fragment.kind) {
    case 'sql':
      return outlineOfSql(file, fragment);
    case 'python':
      return fragment.empty ? [] : [{ name: stemOf(file), lenses: 'row', ...fragment.anchor }];
    case 'properties':
      return fragment.entries.flatMap((entry): OutlineItem[] => {
        if (entry.list === 'sources')
          return entry.tables.map((table) => ({ name: `${entry.name}.${table.name}`, lenses: 'readiness', ...table.nameRange }));
        return outlined.has(entry.list) ? [{ name: entry.name, lenses: 'readiness', ...entry.nameRange }] : [];
      });
    default:
      return [];
  }
}

const outlined: ReadonlySet<string> = new Set(['models', 'seeds', 'snapshots', 'exposures', 'metrics', 'semantic_models', 'saved_queries']);

function outlineOfSql(file: string, fragment: Extract<DbtFragment, { kind: 'sql' }>): OutlineItem[] {
  if (fragment.snapshots.length > 0)
    return fragment.snapshots.map((snapshot) => ({ name: snapshot.name, lenses: 'row', ...snapshot.nameRange }));
  if (fragment.empty || fragment.onlyDefinitions) return [];
  return [{ name: stemOf(file), lenses: 'row', ...fragment.anchor }];
}
