import { type Message, t } from '../l10n.ts';
import type { Evidence, FileSet } from '../model.ts';
import type { DbtRunFound } from './dbtRuns.ts';
import { type Outcome, ofTask } from './effective.ts';
import type { AirflowFragment } from './fragment.ts';
import type { Machine } from './machine.ts';
import type { DagMade, TaskMade } from './made.ts';
import type { Platform } from './platform.ts';
import { placeKey, spanOf } from './sites.ts';
import { type Site, textOf, type Val } from './values.ts';
import type { VersionInUse } from './version.ts';

/** What is needed to say what a DAG's code says. */
export interface DagContext {
  readonly files: FileSet<AirflowFragment>;
  readonly machine: Machine;
  readonly version: VersionInUse;
  readonly platform: Platform;
  /** The dbt commands that were found already. */
  readonly runs: WeakMap<DagMade, readonly DbtRunFound[]>;
}

export function evidence(context: Pick<DagContext, 'files'>, site: Site, route: Message): Evidence {
  return { span: spanOf(context.files, site), route };
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
export function distinct(context: DagContext, dag: DagMade, key: string): Distinct[] {
  const found = new Map<string, { outcome: Outcome; tasks: TaskMade[] }>();
  for (const task of dag.tasks) {
    const outcome = ofTask(context.machine, task, key);
    const at = outcome.type === 'absent' ? '' : placeKey(context.files, outcome.site);
    const known = found.get(at);
    if (known === undefined) found.set(at, { outcome, tasks: [task] });
    else known.tasks.push(task);
  }
  return [...found.values()];
}

/** @returns the name of an asset, or the URI of a dataset; null for anything else. */
export function assetName(value: Val): string | null {
  if (value.type === 'asset') return value.asset.name;
  if (value.type !== 'call' || !/^airflow\..*\b(?:Asset|Dataset|AssetAlias|DatasetAlias|Model)(?:\.ref)?$/.test(value.path)) return null;
  const { positional, named } = value.args;
  return textOf(named.get('name') ?? positional[0] ?? named.get('uri'));
}
