import type { FileSet, Range, Value, Want } from '../../model.ts';
import { dagsFolder, folderOf, within } from '../folders.ts';
import type { AirflowFragment, YamlLoader } from './fragments.ts';
import { entryOf, mapIn } from './yamlValues.ts';

/** @returns how a text makes DAGs of YAML files, or null where it does not. */
export function yamlLoader(text: string): YamlLoader | null {
  if (!text.includes('dagfactory') && !text.includes('gusty')) return null;
  const factory = /\b(?:from\s+dagfactory\b|import\s+dagfactory\b)/.test(text) && /\b(?:load_yaml_dags|DagFactory)\s*\(/.test(text);
  const gusty = !factory && /\bfrom\s+gusty\s+import\b|\bimport\s+gusty\b/.test(text) && /\bcreate_dags?\s*\(/.test(text);
  if (!factory && !gusty) return null;
  return {
    tool: factory ? 'dag-factory' : 'gusty',
    names: [...new Set([...text.matchAll(/[\w.-]+\.ya?ml\b/g)].map(([name]) => name))].filter((name) => !isDefaults(name)),
    ownDefaults: /\b(?:defaults_config_path|defaults_config_dict|default_args_config_path|default_args_config_dict)\s*=/.test(text),
  };
}

function isDefaults(file: string): boolean {
  return /(?:^|\/)defaults\.ya?ml$/.test(file);
}

function isYaml(file: string): boolean {
  return /\.ya?ml$/.test(file);
}

/** @returns the folder below which a loader finds its files. */
export function loaderRoot(file: string): string {
  return dagsFolder(file) ?? folderOf(file);
}

function below(folder: string, file: string): boolean {
  return folder === '.' || file.startsWith(`${folder}/`);
}

/** The YAML files that loaders may read, each once. */
export function* yamlWants(files: FileSet<AirflowFragment>, python: readonly string[]): Generator<Want> {
  const seen = new Set<string>();
  for (const file of python) {
    const loader = files.fragment(file)?.loader;
    if (loader == null) continue;
    for (const one of yamlFilesOf(files, file, loader)) {
      if (seen.has(one)) continue;
      seen.add(one);
      yield { file: one, reader: loader.tool === 'gusty' && !isGustyDag(file, one) ? 'gusty-part' : loader.tool };
    }
  }
}

/** @returns what one loader may read, defaults included. */
function yamlFilesOf(files: FileSet<AirflowFragment>, file: string, loader: YamlLoader): string[] {
  const root = loaderRoot(file);
  if (loader.tool === 'gusty')
    return [...gustyFolders(files, file)]
      .flatMap(([folder, all]) => [`${folder}/METADATA.yml`, ...all])
      .filter((one) => !one.endsWith('.py'));
  if (loader.names.length === 0) return files.all.filter((one) => isYaml(one) && below(root, one));
  const named = loader.names.flatMap((name) => {
    const found = files.all.filter((one) => one === name || one.endsWith(`/${name}`));
    return found.length === 1 ? found : found.filter((one) => folderOf(one) === folderOf(file));
  });
  return [...named, ...named.flatMap((one) => defaultsAbove(files, one, root))];
}

/**
 * @returns for each folder of gusty's the files that make its tasks and task groups (0.23, `create_schematic`): folders and files
 * whose name begins with `_` or `.` are passed over.
 */
export function gustyFolders(files: FileSet<AirflowFragment>, loader: string): ReadonlyMap<string, readonly string[]> {
  const root = folderOf(loader);
  const found = new Map(files.all.filter((one) => isGustyDag(loader, one)).map((one) => [folderOf(one), [] as string[]]));
  if (found.size === 0) return found;
  for (const file of files.all) {
    if (!below(root, file) || !/\.(?:ya?ml|sql|py|Rmd|ipynb)$/.test(file)) continue;
    const parts = (root === '.' ? file : file.slice(root.length + 1)).split('/');
    const dag = found.get(within(root, parts[0] ?? ''));
    if (dag === undefined || isGustyDag(loader, file) || parts.some((part) => /^[_.]/.test(part))) continue;
    if (files.has(within(folderOf(file), '.gustyignore'))) continue;
    dag.push(file);
  }
  return found;
}

/** The folders beside the loader are DAGs; a `METADATA.yml` further down makes a task group. */
export function isGustyDag(loader: string, file: string): boolean {
  return file.endsWith('/METADATA.yml') && folderOf(folderOf(file)) === folderOf(loader);
}

/** @returns the YAML files of a dag-factory loader that hold DAGs. */
export function dagFilesOf(files: FileSet<AirflowFragment>, file: string, loader: YamlLoader): string[] {
  return yamlFilesOf(files, file, loader).filter((one) => !isDefaults(one));
}

/** @returns the `defaults.yml` of the folders from a YAML file up to the root of its loader, nearest first. */
export function defaultsAbove(files: FileSet<AirflowFragment>, file: string, root: string): string[] {
  const found: string[] = [];
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    const name = ['defaults.yml', 'defaults.yaml'].map((one) => within(folder, one)).find((one) => files.has(one));
    if (name !== undefined) found.push(name);
    if (folder === root || folder === '.') return found;
  }
}

/** A DAG of a dag-factory file: its key and what stands under it. */
export interface YamlDag {
  readonly name: string;
  readonly key: Range;
  readonly map: Extract<Value, { type: 'map' }>;
}

/** @returns the DAGs of a YAML text: the maps with tasks. `default` and `task_groups` are none. */
export function yamlDagsIn(root: Value | null): YamlDag[] {
  if (root?.type !== 'map') return [];
  return root.entries.flatMap(({ key, keyRange, value }): YamlDag[] =>
    key !== 'default' && key !== 'task_groups' && value.type === 'map' && makesTasks(value)
      ? [{ name: key, key: keyRange, map: value }]
      : [],
  );
}

function makesTasks(map: Value): boolean {
  const tasks = entryOf(map, 'tasks')?.value;
  const all = tasks?.type === 'map' ? tasks.entries.map(({ value }) => value) : tasks?.type === 'list' ? tasks.items : [];
  return (
    all.some((task) => entryOf(task, 'operator') !== undefined || entryOf(task, 'decorator') !== undefined) ||
    mapIn(map, 'task_groups') !== undefined
  );
}

/**
 * @returns the YAML of a text that may begin with a head: between lines of `---`, in a comment of SQL, or in comments of Python, which
 * have to begin the text (gusty 0.23 with absql and jupytext), or in a cell of a notebook. All around it is blank, so that places stay what they are.
 */
export function headOf(text: string): string {
  if (text.trimStart().startsWith('{') && text.includes(`"nbformat"`)) return cellOf(text);
  const [python] = /^# ---[^\n]*\n(?:#[^\n]*\n)*?# ---/.exec(text) ?? [];
  if (python !== undefined) return python.slice(0, -'# ---'.length).replace(/^#(?: ---.*)?/gm, (mark) => ' '.repeat(mark.length));
  const [sql, open = ''] = /^(\/\*)[\s\S]*?\*\//.exec(text) ?? [];
  if (sql !== undefined) return ' '.repeat(open.length) + sql.slice(open.length, -2);
  const [between] = /^---+[ \t\r]*\n[\s\S]*?\n(?=---+[ \t\r]*$)/m.exec(text.startsWith('---') ? text : '') ?? [];
  return between ?? text;
}

/** The first cell of a notebook that is a block of YAML (gusty 0.23, `parse_ipynb`); empty where something in it is escaped. */
function cellOf(text: string): string {
  const first = text.search(/"source":\s*\[?\s*"```ya?ml/);
  const found = /"source":\s*\[\s*"```ya?ml\\n",((?:\s*"[^"\\]*\\n",)*)\s*"```(?:\\n)?"/.exec(text);
  if (found === null || found.index !== first) return '';
  const before = found[0].indexOf(',') + 1;
  const lines = (found[1] ?? '').replace(/"([^"\\]*)\\n",/g, (_whole, line: string) => ` ${line}    `);
  return text.slice(0, first + before).replace(/[^\n]/g, ' ') + lines;
}
