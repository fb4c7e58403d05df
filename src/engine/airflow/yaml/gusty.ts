import { type Message, t } from '../../l10n.ts';
import type { FileSet, Value } from '../../model.ts';
import { folderOf, within } from '../folders.ts';
import { type Machine, newCell, read } from '../following/machine.ts';
import type { DagMade, Layer, TaskMade } from '../following/made.ts';
import type { Programs } from '../following/programs.ts';
import { type Arguments, type DictContent, type DictItem, type Site, textOf, unknown, type Val } from '../following/values.ts';
import type { AirflowFragment } from '../reading/fragments.ts';
import { gustyFolders } from '../reading/yamlFiles.ts';
import { argumentsIn, entryOf, type MapValue, mapIn, siteIn, valOf } from '../reading/yamlValues.ts';
import { dagOf, programFor, taskOf, type YamlMade } from './yamlMade.ts';

/** A folder that gusty makes a DAG of, while it is put together. */
interface Building {
  readonly files: FileSet<AirflowFragment>;
  readonly machine: Machine;
  readonly folder: string;
  readonly dag: DagMade;
  readonly layer: Layer;
  /** What `create_dag` was called with. */
  readonly given: Arguments;
  /** What the sensors are given that wait for other DAGs. */
  readonly waiting: ReadonlyMap<string, Val>;
  readonly waits: Set<string>;
}

const empty: DictContent = { items: new Map(), hidden: null };

/**
 * A folder with `METADATA.yml` is a DAG, the files in it are its tasks, the folders its task groups (gusty 0.23, `GustyBuilder`).
 * What `create_dag` was called with holds where `METADATA.yml` is silent.
 */
export function gustyDags(files: FileSet<AirflowFragment>, programs: Programs, loaderFile: string): YamlMade[] {
  const given = givenBy(programs, loaderFile);
  return [...gustyFolders(files, loaderFile)].flatMap(([folder, parts]) => {
    const file = `${folder}/METADATA.yml`;
    const map = files.fragment(file)?.yaml;
    if (map?.type !== 'map') return [];
    const program = programFor(files, programs, file);
    const building = startBuilding(files, program.machine, folder, map, given);
    addParts(building, map, parts);
    return [{ dag: building.dag, program, loader: loaderFile }];
  });
}

/** Several calls may be about any of the folders, so none of them is known to hold. */
function givenBy(programs: Programs, loaderFile: string): Arguments {
  const calls = programs.of(loaderFile)?.made.loads ?? [];
  const [first] = calls;
  if (first === undefined || calls.length > 1) return { positional: [], named: new Map(), hidden: t('see {0}', loaderFile) };
  return first.args;
}

function startBuilding(files: FileSet<AirflowFragment>, machine: Machine, folder: string, map: MapValue, given: Arguments): Building {
  const file = `${folder}/METADATA.yml`;
  const key = siteIn(file, map.entries[0]?.keyRange ?? map);
  const own = mapIn(map, 'default_args');
  const passed = contentOf(machine, given.named.get('default_args'), given.hidden);
  const items = new Map([...passed.items, ...(own === undefined ? [] : rendered(argumentsIn(machine, file, own)))]);
  const content = { items, hidden: passed.hidden };
  const defaults: Val = { type: 'dict', cell: newCell(machine, content), site: own === undefined ? key : siteIn(file, own) };
  const named = new Map([
    ...given.named,
    ...[...rendered(argumentsIn(machine, file, map))].map(([name, { value }]) => [name, value] as const),
  ]);
  if (given.named.has('extra_tags')) named.set('tags', unknown(t('see {0}', 'extra_tags'), key));
  named.set('dag_id', { type: 'text', value: folder.slice(folder.lastIndexOf('/') + 1), site: key }).set('default_args', defaults);
  const dag = dagOf(machine, key, { positional: [], named, hidden: given.hidden }, defaults);
  const waits = mapIn(map, 'wait_for_defaults');
  const waiting = new Map([
    ['retries', { type: 'number', value: 60, site: key } as Val],
    ...[...contentOf(machine, given.named.get('wait_for_defaults'), null).items].map(([name, { value }]) => [name, value] as const),
    ...(waits?.entries ?? []).map((entry) => [entry.key, valOf(machine, file, entry.value)] as const),
  ]);
  const layer: Layer = { of: 'dag', content, reason: null, site: defaults.site };
  return { files, machine, folder, dag, layer, given, waiting, waits: new Set() };
}

function contentOf(machine: Machine, value: Val | undefined, hidden: Message | null): DictContent {
  if (value === undefined) return { ...empty, hidden };
  if (value.type === 'dict') return read(machine, value.cell);
  return value.type === 'none' ? empty : { ...empty, hidden: value.type === 'unknown' ? value.reason : t('a value that is not followed') };
}

/** What stands in `METADATA.yml` is rendered with Jinja when the DAG is made. */
function rendered(items: ReadonlyMap<string, DictItem>): Map<string, DictItem> {
  return new Map(
    [...items].map(([key, item]) => {
      const text = textOf(item.value);
      const open = text?.includes('{{') === true ? unknown(t('see {0}', text), item.value.site) : item.value;
      return [key, { ...item, value: open }];
    }),
  );
}

function addParts(building: Building, map: MapValue, parts: readonly string[]): void {
  const { files, folder, dag } = building;
  const flat = entryOf(map, 'ignore_subfolders')?.value;
  const onlyHere = flat?.type === 'boolean' && flat.value;
  addWaits(building, `${folder}/METADATA.yml`, map);
  for (const file of parts) {
    if (onlyHere && folderOf(file) !== folder) continue;
    const root = files.fragment(file)?.yaml ?? null;
    if (file.endsWith('/METADATA.yml')) addWaits(building, file, root);
    else if (file.endsWith('.py')) addSpec(building, file, root?.type === 'map' ? root : bareMap);
    // A notebook whose cell is not read holds nothing.
    else if (root?.type === 'map' && (root.entries.length > 0 || !file.endsWith('.ipynb'))) addSpec(building, file, root);
    else dag.hiddenTasks.push({ reason: t('see {0}', file), site: dag.call });
  }
  const first = settingOf(building, map, 'latest_only');
  if (first === null || first.type === 'boolean') {
    if (first?.value !== false) dag.tasks.push(madeTask(building, 'airflow.operators.latest_only.LatestOnlyOperator', new Map(), dag.call));
  } else dag.hiddenTasks.push({ reason: t('see {0}', 'latest_only'), site: dag.call });
  if (building.given.hidden !== null) dag.hiddenTasks.push({ reason: building.given.hidden, site: dag.call });
  const more = building.given.named.get('leaf_tasks_from_dict');
  if (more !== undefined && more.type !== 'none') dag.hiddenTasks.push({ reason: t('see {0}', 'leaf_tasks_from_dict'), site: more.site });
}

/** A Python file without a head is a task all the same. */
const bareMap: MapValue = { type: 'map', entries: [], from: 0, to: 0 };

function settingOf(building: Building, map: MapValue, key: string): Val | null {
  const own = entryOf(map, key)?.value;
  if (own !== undefined) return valOf(building.machine, `${building.folder}/METADATA.yml`, own);
  return building.given.named.get(key) ?? null;
}

/** One file is one task, or several where it has a `multi_task_spec`. */
function addSpec(building: Building, file: string, map: MapValue): void {
  const { machine, dag } = building;
  const items = argumentsIn(machine, file, map);
  const layers = [...groupLayers(building, folderOf(file)), building.layer];
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const many = [...(mapIn(map, 'multi_task_spec')?.entries ?? []), ...(mapIn(map, 'python_callable_partials')?.entries ?? [])];
  const ids = new Map(many.map(({ key, value }) => [key, value]));
  if (ids.size === 0) dag.tasks.push(taskOf(machine, file, map, items, layers, name.toLowerCase().trim()));
  for (const id of ids.keys()) {
    const own = mapIn(mapIn(map, 'multi_task_spec'), id);
    const together = new Map([...items, ...(own === undefined ? [] : argumentsIn(machine, file, own))]);
    dag.tasks.push(taskOf(machine, file, own ?? map, together, layers, id));
  }
  addWaits(building, file, map);
}

/** The defaults of the folders that a task stands in, the nearest first. `METADATA.yml` of a group replaces what `create_dag` gives all groups. */
function groupLayers(building: Building, folder: string): Layer[] {
  const { files, machine, given } = building;
  if (folder === building.folder) return [];
  const file = within(folder, 'METADATA.yml');
  const own = mapIn(files.fragment(file)?.yaml ?? undefined, 'default_args');
  const groups = contentOf(machine, given.named.get('task_group_defaults'), null);
  const shared = groups.items.get('default_args')?.value;
  const site: Site = own === undefined ? building.dag.call : siteIn(file, own);
  const content = own === undefined ? contentOf(machine, shared, groups.hidden) : { items: argumentsIn(machine, file, own), hidden: null };
  return [{ of: 'group', content, reason: null, site }, ...groupLayers(building, folderOf(folder))];
}

/** `external_dependencies`: a list of `dag: task`, or a map of DAGs with their `tasks`. Each is waited for once. */
function addWaits(building: Building, file: string, map: Value | null): void {
  const waits = entryOf(map ?? undefined, 'external_dependencies')?.value;
  const maps = waits?.type === 'list' ? waits.items : waits?.type === 'map' ? [waits] : [];
  for (const entry of maps.flatMap((one) => (one.type === 'map' ? one.entries : []))) {
    const tasks = entry.value.type === 'map' ? (entryOf(entry.value, 'tasks')?.value ?? entry.value) : entry.value;
    for (const task of tasks.type === 'list' ? tasks.items : [tasks]) {
      const key = `${entry.key} ${task.type === 'text' ? task.value : task.from}`;
      if (building.waits.has(key)) continue;
      building.waits.add(key);
      const site = siteIn(file, entry.keyRange);
      const named = new Map([...building.waiting, ['external_dag_id', { type: 'text', value: entry.key, site } as Val] as const]);
      building.dag.tasks.push(madeTask(building, 'airflow.sensors.external_task.ExternalTaskSensor', named, site));
    }
  }
}

/** A task that gusty makes by itself. */
function madeTask(building: Building, operator: string, named: ReadonlyMap<string, Val>, site: Site): TaskMade {
  const items = new Map([...named].map(([key, value]) => [key, { value, key: value.site }]));
  const task = taskOf(building.machine, site.file, { ...bareMap, from: site.from, to: site.to }, items, [building.layer], null);
  return { ...task, operator };
}
