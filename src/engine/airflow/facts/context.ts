import type { Cache } from '../../cache.ts';
import { type Message, t } from '../../l10n.ts';
import type { Evidence, FileSet } from '../../model.ts';
import { type Machine, read } from '../following/machine.ts';
import type { DagMade, TaskMade } from '../following/made.ts';
import { placeKey, spanOf } from '../following/sites.ts';
import { type Site, textOf, type Val } from '../following/values.ts';
import type { AirflowFragment } from '../reading/fragments.ts';
import type { Platform } from '../setup/platform.ts';
import type { VersionInUse } from '../setup/version.ts';
import type { DbtRunFound } from './dbtCommand.ts';
import { type Outcome, ofTask } from './effective.ts';

/** What is needed to say what a DAG's code says. */
export interface DagContext {
  readonly files: FileSet<AirflowFragment>;
  readonly machine: Machine;
  readonly version: VersionInUse;
  readonly platform: Platform;
  /** The dbt commands that were found already. */
  readonly runs: WeakMap<DagMade, readonly DbtRunFound[]>;
  /** Whether the body of a function could run dbt, by its part. */
  readonly mayRunDbt: WeakMap<object, boolean>;
  /** Texts of tasks that were looked at, which are nearly always the same while somebody types. */
  readonly speaksOfChecks: Cache<string, boolean>;
  /** The keys that a DAG's tasks were given. */
  readonly given: WeakMap<DagMade, Given>;
}

export function evidence(context: Pick<DagContext, 'files'>, site: Site, route: Message): Evidence {
  return { span: spanOf(context.files, site), route };
}

/** @returns that what a DAG's tasks hold is not known, because there may be some that text cannot see. */
export function unseenTasks(context: Pick<DagContext, 'files'>, { reason, site }: DagMade['hiddenTasks'][number]) {
  return {
    known: false as const,
    reason: t('{0}, where tasks are made', reason),
    evidence: evidence(context, site, t('tasks that are made elsewhere')),
  };
}

/** @returns where a value of `default_args` or an argument was read, in words. */
export function routeOf(outcome: Extract<Outcome, { type: 'value' }>, key: string, home: string): Message {
  const named =
    outcome.of === 'task' ? t('{0} of a task', key) : outcome.of === 'group' ? t('default_args of a task group') : t('default_args');
  return outcome.site.file === home ? named : t('{0}, from {1}', named, outcome.site.file);
}

/** One value that holds for some of the tasks. */
export interface Distinct {
  readonly outcome: Outcome;
  readonly tasks: readonly TaskMade[];
}

/** What holds for the tasks of a DAG under a key, each distinct value once. Without tasks: what its defaults say. */
export function distinct(context: DagContext, dag: DagMade, key: string): readonly Distinct[] {
  if (dag.tasks.length > 0 && isGivenToNone(context, dag, key)) return [{ outcome: { type: 'absent' }, tasks: dag.tasks }];
  const found = new Map<string, { outcome: Outcome; tasks: TaskMade[] }>();
  // Tasks mostly share what defaults give them.
  const bySite = new Map<Site, { outcome: Outcome; tasks: TaskMade[] }>();
  const { own, anyOwn } = givenTo(context, dag);
  const byDefaults = !anyOwn && !own.has(key);
  let last: { readonly layers: TaskMade['layers']; readonly tasks: TaskMade[] } | null = null;
  for (const task of dag.tasks) {
    if (byDefaults && last?.layers === task.layers) {
      last.tasks.push(task);
      continue;
    }
    const outcome = ofTask(context.machine, task, key);
    const site = outcome.type === 'absent' ? null : outcome.site;
    const shared = site && bySite.get(site);
    if (shared) {
      shared.tasks.push(task);
      last = { layers: task.layers, tasks: shared.tasks };
      continue;
    }
    const at = site ? placeKey(context.files, site) : '';
    const known = found.get(at) ?? { outcome, tasks: [] };
    known.tasks.push(task);
    last = { layers: task.layers, tasks: known.tasks };
    found.set(at, known);
    if (site) bySite.set(site, known);
  }
  return [...found.values()];
}

/** The keys that some task of a DAG was given, itself or by defaults. `any`: there may be others. */
export interface Given {
  readonly keys: ReadonlySet<string>;
  readonly any: boolean;
  /** The same of tasks themselves, without their defaults. */
  readonly own: ReadonlySet<string>;
  readonly anyOwn: boolean;
}

/** @returns whether no task of a DAG has a value under a key for certain. */
export function isGivenToNone(context: DagContext, dag: DagMade, key: string): boolean {
  const known = givenTo(context, dag);
  return !known.any && !known.keys.has(key);
}

function givenTo(context: DagContext, dag: DagMade): Given {
  const known = context.given.get(dag) ?? givenIn(context.machine, dag.tasks);
  context.given.set(dag, known);
  return known;
}

function givenIn(machine: Machine, tasks: readonly TaskMade[]): Given {
  const own = new Set<string>();
  let anyOwn = false;
  const layers = new Set<TaskMade['layers'][number]>();
  for (const task of tasks) {
    for (const key of task.args.named.keys()) own.add(key);
    for (const key of read(machine, task.attributes).keys()) own.add(key);
    anyOwn ||= task.args.hidden !== null;
    for (const layer of task.layers) layers.add(layer);
  }
  const keys = new Set(own);
  let any = anyOwn;
  for (const { content } of layers) {
    any ||= content === null || content.hidden !== null;
    for (const key of content?.items.keys() ?? []) keys.add(key);
  }
  return { keys, any, own, anyOwn };
}

/** @returns the name of an asset, or the URI of a dataset; null for anything else. */
export function assetName(value: Val): string | null {
  if (value.type === 'asset') return value.asset.name;
  if (value.type !== 'call' || !/^airflow\..*\b(?:Asset|Dataset|AssetAlias|DatasetAlias|Model)(?:\.ref)?$/.test(value.path)) return null;
  const { positional, named } = value.args;
  return textOf(named.get('name') ?? positional[0] ?? named.get('uri'));
}
