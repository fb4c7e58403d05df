import { type Message, t } from '../../l10n.ts';
import type { FileSet, Value } from '../../model.ts';
import { type Machine, newCell } from '../following/machine.ts';
import type { DagMade, Layer } from '../following/made.ts';
import type { Programs } from '../following/programs.ts';
import { placeKey } from '../following/sites.ts';
import { type DictItem, unknown, type Val } from '../following/values.ts';
import type { AirflowFragment, YamlLoader } from '../reading/fragments.ts';
import { dagFilesOf, defaultsAbove, loaderRoot, type YamlDag, yamlDagsIn } from '../reading/yamlFiles.ts';
import { argumentsIn, entryOf, type MapValue, mapIn, siteIn } from '../reading/yamlValues.ts';
import { gustyDags } from './gusty.ts';
import { dagOf, groupLayer, programFor, taskOf, type YamlMade } from './yamlMade.ts';

/** What dag-factory hands to a DAG (1.1.0, `DagBuilder.build`); other keys are dropped in silence. */
const passedOn: ReadonlySet<string> = new Set(
  (
    'dag_display_name description concurrency max_active_tasks timetable catchup max_active_runs dagrun_timeout default_view orientation ' +
    'template_searchpath render_template_as_native_obj sla_miss_callback on_success_callback on_failure_callback default_args doc_md ' +
    'access_control is_paused_upon_creation params user_defined_macros start_date end_date schedule schedule_interval tags'
  ).split(' '),
);

/** Arguments of a DAG that are easily taken for ones that dag-factory knows. */
export const droppedByFactory: readonly string[] = [
  'owner_links',
  'deadline',
  'fail_fast',
  'fail_stop',
  'max_consecutive_failed_dag_runs',
  'owner',
];

/** Every DAG that loaders of the workspace make of YAML files. */
export function yamlDags(files: FileSet<AirflowFragment>, programs: Programs, ignored: (file: string) => boolean): YamlMade[] {
  const found = new Map<string, YamlMade>();
  for (const file of files.all) {
    const loader = file.endsWith('.py') && !ignored(file) ? files.fragment(file)?.loader : null;
    if (loader == null) continue;
    for (const made of loader.tool === 'gusty' ? gustyDags(files, programs, file) : factoryDags(files, programs, file, loader)) {
      const key = placeKey(files, made.dag.anchor);
      if (!found.has(key)) found.set(key, made);
    }
  }
  return [...found.values()];
}

function factoryDags(files: FileSet<AirflowFragment>, programs: Programs, loaderFile: string, loader: YamlLoader): YamlMade[] {
  const hidden = loader.ownDefaults ? t('see {0}', loaderFile) : null;
  return dagFilesOf(files, loaderFile, loader).flatMap((file) => {
    const root = files.fragment(file)?.yaml ?? null;
    const above = loader.ownDefaults
      ? []
      : defaultsAbove(files, file, loaderRoot(loaderFile)).map((one) => ({ file: one, map: files.fragment(one)?.yaml ?? null }));
    return yamlDagsIn(root).map((dag) => {
      const program = programFor(files, programs, file);
      const given = [{ file, map: dag.map as Value | null }, ...above];
      const shared = { file, map: mapIn(root ?? undefined, 'default') ?? null };
      return {
        dag: factoryDag(program.machine, file, dag, [...given, shared], [given[0] ?? shared, shared, ...above], hidden),
        program,
        loader: loaderFile,
      };
    });
  });
}

interface Source {
  readonly file: string;
  readonly map: Value | null;
}

/** `sources`: where arguments of the DAG stand, the strongest first; `forDefaults` the same for `default_args`, whose order differs (1.1.0, `build_dags`). */
function factoryDag(
  machine: Machine,
  file: string,
  dag: YamlDag,
  sources: readonly Source[],
  forDefaults: readonly Source[],
  hidden: Message | null,
): DagMade {
  const own = over(sources.map((source) => argsOf(machine, source)));
  const defaults = over(
    forDefaults.map(({ file: from, map }) => argsOf(machine, { file: from, map: mapIn(map ?? undefined, 'default_args') ?? null })),
  );
  const named = new Map<string, Val>([['dag_id', { type: 'text', value: dag.name, site: siteIn(file, dag.key) }]]);
  for (const [key, item] of own) if (passedOn.has(key)) named.set(key, item.value);
  for (const [key, item] of own) if (key.startsWith('doc_md_')) named.set('doc_md', docsBehind(key, item));
  const at = entryOf(dag.map, 'default_args')?.value ?? dag.key;
  const defaultsVal: Val = { type: 'dict', cell: newCell(machine, { items: defaults, hidden }), site: siteIn(file, at) };
  named.set('default_args', defaultsVal);
  const made = dagOf(machine, siteIn(file, dag.key), { positional: [], named, hidden }, defaultsVal);
  addTasks(machine, file, dag.map, made, { of: 'dag', content: { items: defaults, hidden }, reason: null, site: defaultsVal.site });
  return made;
}

/** The file of `doc_md_file_path` counts as its path; what a function returns is not known. */
function docsBehind(key: string, item: DictItem): Val {
  return key === 'doc_md_file_path' && item.value.type === 'text' ? item.value : unknown(t('see {0}', key), item.value.site);
}

function argsOf(machine: Machine, { file, map }: Source): ReadonlyMap<string, DictItem> {
  return map?.type === 'map' ? argumentsIn(machine, file, map) : new Map();
}

/** Entries of several maps, the strongest map first. */
function over(all: readonly ReadonlyMap<string, DictItem>[]): Map<string, DictItem> {
  return new Map([...all].reverse().flatMap((one) => [...one]));
}

function addTasks(machine: Machine, file: string, map: MapValue, dag: DagMade, defaults: Layer): void {
  const groups = mapIn(map, 'task_groups');
  for (const { id, config } of tasksIn(map)) {
    const items = argumentsIn(machine, file, config);
    const group = entryOf(config, 'task_group_name')?.value;
    const ofGroup = group?.type === 'text' ? mapIn(mapIn(groups, group.value), 'default_args') : undefined;
    const layers: Layer[] = ofGroup === undefined ? [defaults] : [groupLayer(machine, file, ofGroup), defaults];
    dag.tasks.push(taskOf(machine, file, config, items, layers, id));
  }
}

/** Tasks stand in a map by their id, or in a list with their `task_id`. */
function tasksIn(map: MapValue): { id: string | null; config: MapValue }[] {
  const tasks = entryOf(map, 'tasks')?.value;
  if (tasks?.type === 'map') return tasks.entries.flatMap(({ key, value }) => (value.type === 'map' ? [{ id: key, config: value }] : []));
  if (tasks?.type !== 'list') return [];
  return tasks.items.flatMap((item) => {
    const id = entryOf(item, 'task_id')?.value;
    return item.type === 'map' ? [{ id: id?.type === 'text' ? id.value : null, config: item }] : [];
  });
}
