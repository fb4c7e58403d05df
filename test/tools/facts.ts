import { airflow } from '../../src/engine/airflow/airflow.ts';
import type { DagContext } from '../../src/engine/airflow/facts/context.ts';
import { assetNames } from '../../src/engine/airflow/facts/edges.ts';
import { listed, type Outcome, ofDag, ofTask } from '../../src/engine/airflow/facts/effective.ts';
import type { DagMade, TaskMade } from '../../src/engine/airflow/following/made.ts';
import { createPrograms } from '../../src/engine/airflow/following/programs.ts';
import { textOf, type Val } from '../../src/engine/airflow/following/values.ts';
import { dbt } from '../../src/engine/dbt/dbt.ts';
import { testsOf } from '../../src/engine/dbt/facts/checks.ts';
import { configOf, type Level } from '../../src/engine/dbt/linking/configs.ts';
import { isDisabled } from '../../src/engine/dbt/linking/levels.ts';
import { levelsIn } from '../../src/engine/dbt/linking/linkedNode.ts';
import { hiddenReason, readMeta } from '../../src/engine/dbt/linking/meta.ts';
import { type DbtNode, indexProjects } from '../../src/engine/dbt/linking/nodes.ts';
import { findProjects } from '../../src/engine/dbt/linking/project.ts';
import { scopesOf } from '../../src/engine/dbt/linking/scopes.ts';
import { frameworks } from '../../src/engine/frameworks.ts';
import type { Message } from '../../src/engine/l10n.ts';
import { english, render } from '../../src/engine/l10n.ts';
import type { Value } from '../../src/engine/model.ts';
import { createReading } from '../../src/engine/reading.ts';
import { entryOf } from '../../src/engine/syntax/yaml.ts';
import { nodeWorkspace } from '../../src/node/workspace.ts';

/**
 * What the engine reads of every dbt node and every DAG, beyond what `inspect` says: for the judges alone.
 * A value is `{ known }`, `{ unknown: why }`, or missing where nothing is set. Prints JSON about the folder that is its argument.
 */
type Told = { readonly known: unknown } | { readonly unknown: string };

async function main(root: string): Promise<void> {
  const workspace = nodeWorkspace(root);
  const reading = createReading(workspace, frameworks, await workspace.list());
  await reading.settle();
  const told = {
    dbt: dbtNodes(reading.filesFor(dbt) as Parameters<typeof dbt.link>[0]),
    airflow: dags(reading.filesFor(airflow) as Parameters<typeof airflow.link>[0]),
  };
  process.stdout.write(JSON.stringify(told));
}

function because(reason: Message): Told {
  return { unknown: render(reason, english) };
}

function dbtNodes(files: Parameters<typeof dbt.link>[0]) {
  const indexes = indexProjects(files, findProjects(files));
  const scopes = scopesOf(files, indexes);
  return indexes
    .filter((index) => index.project.installedIn === null)
    .flatMap((index) =>
      index.nodes.map((node) => {
        const scope = scopes.get(index.project.folder);
        const levels = scope ? levelsIn(scope, node, index) : [];
        const severities = index.configs.levels('data_tests', [index.project.name, ...(node.placed?.folders ?? []), '']);
        return {
          id: node.id,
          project: node.project.folder === '' ? '.' : node.project.folder,
          kind: node.kind,
          meta: metaOf(levels, files),
          ...Object.fromEntries(['group', 'access', 'contract', 'materialized'].map((key) => [key, configTold(levels, key)])),
          tags: tagsOf(levels),
          tests: node.version?.value && entryOf(node.version.value, 'columns') ? null : testNames(node, isDisabled(severities)),
        };
      }),
    );
}

function metaOf(levels: readonly Level[], files: Parameters<typeof dbt.link>[0]): Record<string, Told> {
  const keys = levels.flatMap((level) => {
    const meta = entryOf(level.value, 'meta')?.value;
    return meta?.type === 'map' ? meta.entries.map((entry) => entry.key) : [];
  });
  const told = [...new Set(keys)].flatMap((key): [string, Told][] => {
    const [first] = readMeta({ levels, ofMeta: levels, files, metaInConfig: {} }, [[key]]);
    if (first === undefined) return [];
    return [[key, first.known ? { known: plain(first.value) } : because(first.reason)]];
  });
  return Object.fromEntries(told);
}

function configTold(levels: readonly Level[], key: string): Told | undefined {
  const config = configOf(levels, key);
  if (config === null) return undefined;
  const reason = hiddenReason(config.value);
  return reason === null ? { known: plain(config.value) } : because(reason);
}

function tagsOf(levels: readonly Level[]): Told {
  const values = levels.flatMap((level) => {
    const value = entryOf(level.value, 'tags')?.value;
    if (level.value.type === 'hidden') return [level.value];
    return value === undefined ? [] : value.type === 'list' ? value.items : [value];
  });
  const hidden = values.map(hiddenReason).find((reason) => reason !== null);
  const open = levels.find((level) => level.value.type === 'map' && level.value.hidden);
  if (hidden) return because(hidden);
  if (open?.value.type === 'map' && open.value.hidden) return because(open.value.hidden);
  return { known: [...new Set(values.map((value) => String(plain(value))))].sort() };
}

function testNames(node: DbtNode, disabled: boolean): string[] {
  const entry = node.table?.value ?? node.placed?.entry.value;
  return entry
    ? testsOf(entry, false, node.version?.value)
        .filter((test) => test.enabled ?? !disabled)
        .map((test) => test.name.slice(test.name.lastIndexOf('.') + 1))
        .sort()
    : [];
}

function plain(value: Value): unknown {
  switch (value.type) {
    case 'list':
      return value.items.map(plain);
    case 'map':
      return Object.fromEntries(value.entries.map((entry) => [entry.key, plain(entry.value)]));
    case 'nothing':
      return null;
    case 'hidden':
      return render(value.reason, english);
    default:
      return value.value;
  }
}

function dags(files: Parameters<typeof airflow.link>[0]) {
  const programs = createPrograms(files);
  return files.all.flatMap((file) => {
    const program = files.fragment(file)?.makesDags ? programs.of(file) : null;
    return (program?.made.dags ?? []).map((dag) => dagTold({ files, machine: program?.machine } as DagContext, file, dag));
  });
}

function dagTold(context: DagContext, file: string, dag: DagMade) {
  const own = (...names: string[]) => told(context, ofDag(context.machine, dag, ...names));
  return {
    file,
    id: own('dag_id'),
    description: own('description'),
    docMd: own('doc_md'),
    tags: own('tags'),
    dagrunTimeout: own('dagrun_timeout'),
    catchup: own('catchup'),
    schedule: own('schedule', 'schedule_interval', 'timetable'),
    scheduledBy: assetsOf(context, ofDag(context.machine, dag, 'schedule')),
    callbacks: count(context, ofDag(context.machine, dag, 'on_failure_callback')),
    /** Text shows all of its tasks, each once. */
    whole: dag.hiddenTasks.length === 0 && dag.tasks.every((task) => task.taskId !== null && !task.conditional),
    template: dag.inLoop || dag.parametric,
    tasks: dag.tasks.map((task) => taskTold(context, task)),
  };
}

function taskTold(context: DagContext, task: TaskMade) {
  const own = (key: string) => told(context, ofTask(context.machine, task, key));
  return {
    id: task.taskId,
    ...Object.fromEntries(
      ['owner', 'retries', 'email', 'email_on_failure', 'execution_timeout', 'trigger_rule', 'sla'].map((key) => [key, own(key)]),
    ),
    callbacks: count(context, ofTask(context.machine, task, 'on_failure_callback')),
    inlets: assetsOf(context, ofTask(context.machine, task, 'inlets')),
    outlets: assetsOf(context, ofTask(context.machine, task, 'outlets')),
  };
}

function told(context: DagContext, outcome: Outcome): Told | undefined {
  if (outcome.type === 'absent') return undefined;
  if (outcome.type === 'hidden') return because(outcome.reason);
  const value = pythonValue(context, outcome.value);
  return value === undefined ? { unknown: `a ${outcome.value.type}` } : { known: value };
}

/** @returns the value as JSON holds it, an interval in seconds; undefined where it is none of these. */
function pythonValue(context: DagContext, value: Val): unknown {
  if (value.type === 'none') return null;
  if (value.type === 'text' || value.type === 'number' || value.type === 'boolean') return value.value;
  if (value.type === 'member') return pythonValue(context, value.value);
  if (value.type === 'external') return /\.TriggerRule\.(\w+)$/.exec(value.path)?.[1]?.toLowerCase();
  // Airflow tells a timetable by its expression, else by its class.
  if (value.type === 'call' && /Timetable$/.test(value.path))
    return textOf(value.args.positional[0]) ?? value.path.slice(value.path.lastIndexOf('.') + 1);
  if (value.type === 'call' && /(?:^|\.)timedelta$/.test(value.path)) return seconds(value.args.named, value.args.positional);
  if (value.type !== 'list') return undefined;
  const { items, hidden } = listed(context.machine, value);
  const values = items.map((item) => pythonValue(context, item));
  return hidden !== null || values.includes(undefined) ? undefined : values;
}

const units: Readonly<Record<string, number>> = { weeks: 604_800, days: 86_400, hours: 3_600, minutes: 60, seconds: 1 };

function seconds(named: ReadonlyMap<string, Val>, positional: readonly Val[]): number | undefined {
  let total = 0;
  for (const [unit, value] of [...named, ...positional.map((each, index) => [['days', 'seconds'][index] ?? '', each] as const)]) {
    const factor = units[unit];
    if (factor === undefined || value.type !== 'number') return undefined;
    total += factor * value.value;
  }
  return total;
}

/** How many callbacks stand there; null where that cannot be known. */
function count(context: DagContext, outcome: Outcome): number | null {
  if (outcome.type === 'absent' || (outcome.type === 'value' && outcome.value.type === 'none')) return 0;
  if (outcome.type === 'hidden') return null;
  const { items, hidden } = listed(context.machine, outcome.value);
  return hidden === null ? items.length : null;
}

/** Null where it cannot be known which there are. */
function assetsOf(context: DagContext, outcome: Outcome): string[] | null {
  if (outcome.type === 'absent') return [];
  if (outcome.type === 'hidden') return null;
  const names = assetNames(context, outcome.value);
  const { items, hidden } = listed(context.machine, outcome.value);
  return hidden === null && names.length >= items.filter((item) => textOf(item) === null && item.type !== 'none').length
    ? names.sort()
    : null;
}

main(process.argv[2] ?? '.').catch((error: unknown) => {
  process.stderr.write(String(error));
  process.exitCode = 1;
});
