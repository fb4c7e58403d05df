import { t } from '../../l10n.ts';
import type { FileSet, Problem, Range, ResourceKind } from '../../model.ts';
import { entryOf } from '../../syntax/yaml.ts';
import { below, extensionOf, fileName, folderOf, stemOf } from '../paths.ts';
import type { Body, DbtFragment, MacroDefinition, PropertiesEntry, PropertiesTable, SqlFragment } from '../reading/fragments.ts';
import { anything } from '../reading/terms.ts';
import { type FolderConfigs, folderConfigs, type Tree } from './configs.ts';
import { metricsOfMeasures, nestedSemantics } from './nestedSemantics.ts';
import { type Project, type ProjectFile, resourceFiles } from './project.ts';
import { type ModelVersion, versionsIn } from './versions.ts';

/** An entry of a properties file, with its place. */
export interface PlacedEntry {
  readonly file: string;
  /** Folder of the file as seen from its resource path, in parts. */
  readonly folders: readonly string[];
  readonly entry: PropertiesEntry;
  /** It stands inside another entry, and no writer finds it by its list and name. */
  readonly nested?: true;
  /** dbt makes it by itself: there is nothing to ask. */
  readonly made?: true;
  /** It stands in a package and describes a resource of another project: there is nowhere to write. */
  readonly ofPackage?: true;
}

interface VersionedFile {
  readonly placed: PlacedEntry;
  readonly version: ModelVersion;
}

/** One resource on its way to being linked. */
export interface DbtNode {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly project: Project;
  readonly fqn: readonly string[];
  readonly tree: Tree;
  /** The file that defines it. */
  readonly file: string;
  readonly anchor: Range;
  readonly body: Body | null;
  readonly sql: SqlFragment | null;
  readonly placed: PlacedEntry | null;
  readonly table: PropertiesTable | null;
  readonly version: ModelVersion | null;
}

/** Everything that one project defines, before its refs are resolved. */
export interface ProjectIndex {
  readonly project: Project;
  /** Made anew where nothing but configs changed in its dbt_project.yml. */
  configs: FolderConfigs;
  readonly nodes: DbtNode[];
  /** How often each key was asked for. */
  readonly keys: Map<string, number>;
  /** Models, seeds and snapshots by name; several versions or several files may share one. */
  readonly refable: Map<string, DbtNode[]>;
  readonly sources: Map<string, DbtNode[]>;
  readonly metrics: Map<string, DbtNode>;
  readonly functions: Map<string, DbtNode>;
  readonly semanticModels: DbtNode[];
  readonly groups: Map<string, PlacedEntry>;
  readonly macros: Map<string, { readonly file: string; readonly definition: MacroDefinition }>;
  readonly docs: Map<string, { readonly file: string; readonly range: Range; readonly text: string }>;
  readonly entries: Map<string, PlacedEntry>;
  /** Which version of which model a file holds, by the file's stem: `defined_in`, `name_v2`, or the bare name for the latest one. */
  readonly versionedFiles: Map<string, VersionedFile>;
  readonly unitTests: PlacedEntry[];
  readonly singularTests: { readonly file: string; readonly fragment: SqlFragment; readonly fqn: readonly string[] }[];
  readonly propertiesFiles: string[];
  /** Properties files that are there and could not be read. dbt stops at one that is not UTF-8 (`load_file_contents` of dbt-core 1.5 to 1.12). */
  readonly unreadFiles: string[];
  readonly problems: Problem[];
}

type DbtFiles = FileSet<DbtFragment>;

/** Gathers what each project defines, from all fragments. */
export function indexProjects(files: DbtFiles, projects: readonly Project[]): ProjectIndex[] {
  const gathered = new Map(projects.map((project) => [project, { index: emptyIndex(project), code: [] as ProjectFile[] }]));
  const seen = new Set<string>();
  for (const item of resourceFiles(files.all, projects)) {
    const held = gathered.get(item.project);
    if (!held) continue;
    const extension = extensionOf(item.file);
    if (extension === 'yml' || extension === 'yaml') {
      const once = `${item.project.folder}\n${item.file}`;
      if (item.role !== 'docs' && !seen.has(once)) gatherProperties(held.index, item, files);
      if (item.role !== 'docs') seen.add(once);
    } else {
      held.code.push(item);
    }
  }
  for (const { index, code } of gathered.values()) {
    for (const placed of index.entries.values()) if (placed.entry.list === 'models') addVersions(index.versionedFiles, placed);
    for (const item of code) gatherCode(index, item, files);
    for (const placed of index.entries.values()) defineFromYaml(index, placed);
  }
  return [...gathered.values()].map(({ index }) => index);
}

function emptyIndex(project: Project): ProjectIndex {
  return {
    project,
    configs: folderConfigs(project),
    nodes: [],
    keys: new Map(),
    refable: new Map(),
    sources: new Map(),
    metrics: new Map(),
    functions: new Map(),
    semanticModels: [],
    groups: new Map(),
    macros: new Map(),
    docs: new Map(),
    entries: new Map(),
    versionedFiles: new Map(),
    unitTests: [],
    singularTests: [],
    propertiesFiles: [],
    unreadFiles: [],
    problems: [],
  };
}

/** @returns why what the entry of a resource says is not known: it has none in any file that was read. */
export function unreadEntry({ placed }: Pick<DbtNode, 'placed'>, { unreadFiles: [file] }: ProjectIndex) {
  return placed || file === undefined ? null : { file, from: 0, to: 0, reason: t('{0} could not be read, and may describe it', file) };
}

function foldersBelow(item: ProjectFile): string[] {
  const inside = below(folderOf(item.file), item.folder);
  return inside === '' ? [] : inside.split('/');
}

function gatherProperties(index: ProjectIndex, item: ProjectFile, files: DbtFiles): void {
  const fragment = files.fragment(item.file);
  if (!fragment && fileName(item.file) !== 'dbt_project.yml') index.unreadFiles.push(item.file);
  if (fragment?.kind !== 'properties') return;
  index.propertiesFiles.push(item.file);
  const folders = foldersBelow(item);
  for (const entry of fragment.entries) {
    const placed: PlacedEntry = { file: item.file, folders, entry };
    switch (entry.list) {
      case 'groups':
        index.groups.set(entry.name, placed);
        break;
      case 'unit_tests':
        index.unitTests.push(placed);
        break;
      case 'sources':
        // One that overrides a package's source makes none of its own (`read_sources` in parser/schemas.py, dbt-core 1.5 to 1.12).
        if (!entryOf(entry.value, 'overrides')) for (const table of entry.tables) addSource(index, placed, table, files);
        break;
      default:
        addEntry(index, placed, files);
    }
  }
}

function addEntry(index: ProjectIndex, placed: PlacedEntry, files: DbtFiles): void {
  const key = `${placed.entry.list}:${placed.entry.name}`;
  const first = index.entries.get(key);
  if (!first) {
    index.entries.set(key, placed);
    return;
  }
  const { line } = files.span(placed.file, placed.entry.nameRange);
  const before = files.span(first.file, first.entry.nameRange);
  const message = t(
    '{0} is described twice; dbt refuses that. The other entry is in {1}, line {2}',
    placed.entry.name,
    first.file,
    before.line,
  );
  index.problems.push({ file: placed.file, line, message });
}

function addSource(index: ProjectIndex, placed: PlacedEntry, table: PropertiesTable, files: DbtFiles): void {
  const name = `${placed.entry.name}.${table.name}`;
  const first = index.sources.get(name)?.[0];
  if (first) {
    const message = t('The source table {0} is declared twice; the other one is in {1}', name, first.file);
    index.problems.push({ file: placed.file, line: files.span(placed.file, table.nameRange).line, message });
  }
  const node = makeNode(index, {
    kind: 'source',
    idPart: name,
    name,
    tree: 'sources',
    fqn: [index.project.name, ...placed.folders, placed.entry.name, table.name],
    file: placed.file,
    anchor: table.nameRange,
    placed,
    table,
  });
  append(index.sources, name, node);
}

function gatherCode(index: ProjectIndex, item: ProjectFile, files: DbtFiles): void {
  const fragment = files.fragment(item.file);
  const extension = extensionOf(item.file);
  if (item.role === 'seeds' && extension === 'csv') {
    addSeed(index, item);
  } else if (fragment?.kind === 'docs') {
    for (const { name, text, from, to } of fragment.blocks) index.docs.set(name, { file: item.file, range: { from, to }, text });
  } else if (fragment?.kind === 'python' && item.role === 'models') {
    addModel(index, item, fragment, null, fragment.anchor);
  } else if (fragment?.kind === 'sql') {
    gatherSql(index, item, fragment);
  } else if (fragment === undefined && item.role === 'models' && extension === 'sql') {
    addModel(index, item, unreadBody, null, { from: 0, to: 0 });
  }
}

const unread = { reason: t('its file could not be read'), from: 0, to: 0 };
const unreadCall = { ...unread, version: null, conditional: true, atRun: false };

/** A model whose text could not be read exists all the same: its neighbours refer to it, and its entry describes it. */
const unreadBody: Body = {
  refs: [],
  sources: [],
  configs: [{ value: { type: 'hidden', ...unread }, conditional: false, from: 0, to: 0 }],
  calls: [],
  passed: [
    { call: 'ref', args: [anything], ...unreadCall },
    { call: 'source', args: [anything, anything], ...unreadCall },
  ],
  variables: [],
};

function gatherSql(index: ProjectIndex, item: ProjectFile, fragment: SqlFragment): void {
  if (item.role === 'models') {
    addModel(index, item, fragment, fragment, fragment.anchor);
  } else if (item.role === 'snapshots') addSnapshots(index, item, fragment);
  else if (item.role === 'functions') addFunction(index, item, fragment);
  else if (item.role === 'macros') addMacros(index, item.file, fragment);
  else if (item.role === 'tests') {
    addMacros(index, item.file, fragment);
    if (fragment.macros.length === 0) {
      index.singularTests.push({ file: item.file, fragment, fqn: [index.project.name, ...foldersBelow(item), stemOf(item.file)] });
    }
  }
}

/** A function of the warehouse (dbt 1.11): without an entry, a file there is none to dbt, which knows what it returns only from that. */
function addFunction(index: ProjectIndex, item: ProjectFile, fragment: SqlFragment): void {
  const name = stemOf(item.file);
  const placed = index.entries.get(`functions:${name}`);
  if (!placed) return;
  const fqn = [index.project.name, ...foldersBelow(item), name];
  const parts = { idPart: name, name, tree: 'functions', fqn, file: item.file, anchor: fragment.anchor, placed, body: fragment } as const;
  index.functions.set(name, makeNode(index, { kind: 'function', ...parts, sql: fragment }));
}

function addMacros(index: ProjectIndex, file: string, fragment: SqlFragment): void {
  for (const definition of fragment.macros) index.macros.set(definition.name, { file, definition });
}

interface NodeParts {
  readonly kind: ResourceKind;
  readonly idPart: string;
  readonly name: string;
  readonly tree: Tree;
  readonly fqn: readonly string[];
  readonly file: string;
  readonly anchor: Range;
  readonly placed: PlacedEntry | null;
  readonly table?: PropertiesTable;
  readonly version?: ModelVersion | null;
  readonly body?: Body;
  readonly sql?: SqlFragment | null;
}

function makeNode(index: ProjectIndex, parts: NodeParts): DbtNode {
  const { project } = index;
  const id = `${parts.kind}.${project.name}.${parts.idPart}`;
  const node: DbtNode = {
    kind: parts.kind,
    id,
    key: uniqueKey(index, `${project.folder === '' ? '.' : project.folder}:${id}`),
    name: parts.name,
    project,
    fqn: parts.fqn,
    tree: parts.tree,
    file: parts.file,
    anchor: parts.anchor,
    body: parts.body ?? null,
    sql: parts.sql ?? null,
    placed: parts.placed,
    table: parts.table ?? null,
    version: parts.version ?? null,
  };
  index.nodes.push(node);
  return node;
}

/** Several files may define one name, and `enabled` decides between them: the second one's key ends in `~2`. */
function uniqueKey(index: ProjectIndex, key: string): string {
  const times = (index.keys.get(key) ?? 0) + 1;
  index.keys.set(key, times);
  return times === 1 ? key : `${key}~${times}`;
}

function addSeed(index: ProjectIndex, item: ProjectFile): void {
  const name = stemOf(item.file);
  const placed = index.entries.get(`seeds:${name}`) ?? null;
  const fqn = [index.project.name, ...foldersBelow(item), name];
  const node = makeNode(index, {
    kind: 'seed',
    idPart: name,
    name,
    tree: 'seeds',
    fqn,
    file: item.file,
    anchor: { from: 0, to: 1 },
    placed,
  });
  append(index.refable, name, node);
}

function addModel(index: ProjectIndex, item: ProjectFile, body: Body, sql: SqlFragment | null, anchor: Range): void {
  const stem = stemOf(item.file);
  const versioned = index.versionedFiles.get(stem) ?? null;
  const name = versioned?.placed.entry.name ?? stem;
  const folders = foldersBelow(item);
  const node = makeNode(index, {
    kind: 'model',
    idPart: versioned ? `${name}.v${versioned.version.text}` : name,
    name,
    tree: 'models',
    fqn: versioned ? [index.project.name, ...folders, name, `v${versioned.version.text}`] : [index.project.name, ...folders, stem],
    file: item.file,
    anchor,
    placed: versioned?.placed ?? index.entries.get(`models:${name}`) ?? null,
    version: versioned?.version ?? null,
    body,
    sql,
  });
  append(index.refable, name, node);
}

function addSnapshots(index: ProjectIndex, item: ProjectFile, fragment: SqlFragment): void {
  for (const snapshot of fragment.snapshots) {
    const { name } = snapshot;
    const fqn = [index.project.name, ...foldersBelow(item), stemOf(item.file), name];
    const placed = index.entries.get(`snapshots:${name}`) ?? null;
    const parts = { idPart: name, name, fqn, file: item.file, anchor: snapshot.nameRange, placed, body: snapshot, sql: fragment };
    append(index.refable, name, makeNode(index, { kind: 'snapshot', tree: 'snapshots', ...parts }));
  }
}

/** The latest version may also stand in a file of the bare name. */
function addVersions(files: Map<string, VersionedFile>, placed: PlacedEntry): void {
  const { name } = placed.entry;
  for (const { version, stem } of versionsIn(placed.entry)) {
    if (version.latest && !files.has(name)) files.set(name, { placed, version });
    files.set(stem, { placed, version });
  }
}

/** Exposures, metrics and the like stand in properties files alone; so do snapshots that name a `relation`. */
function defineFromYaml(index: ProjectIndex, placed: PlacedEntry): void {
  const { entry } = placed;
  const base = { idPart: entry.name, name: entry.name, file: placed.file, anchor: entry.nameRange, placed };
  const fqn = [index.project.name, ...placed.folders, entry.name];
  switch (entry.list) {
    case 'models':
      if (index.refable.has(entry.name))
        for (const nested of nestedSemantics(entry)) defineFromYaml(index, { ...placed, entry: nested, nested: true });
      return;
    case 'exposures':
      makeNode(index, { kind: 'exposure', tree: 'exposures', fqn, ...base });
      return;
    case 'metrics':
      index.metrics.set(entry.name, makeNode(index, { kind: 'metric', tree: 'metrics', fqn, ...base }));
      return;
    case 'semantic_models':
      index.semanticModels.push(makeNode(index, { kind: 'semantic_model', tree: 'semantic-models', fqn, ...base }));
      for (const made of metricsOfMeasures(entry)) defineFromYaml(index, { ...placed, entry: made, nested: true, made: true });
      return;
    case 'saved_queries':
      makeNode(index, { kind: 'saved_query', tree: 'saved-queries', fqn, ...base });
      return;
    case 'snapshots':
      if (entryOf(entry.value, 'relation'))
        append(index.refable, entry.name, makeNode(index, { kind: 'snapshot', tree: 'snapshots', fqn, ...base }));
      return;
    default:
      return;
  }
}

function append<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
}
