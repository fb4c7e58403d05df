import type { Found, StatedConsumer } from '../../facts.ts';
import { type Message, verbatim } from '../../l10n.ts';
import { hiddenValue } from '../following/construct.ts';
import type { DagMade } from '../following/made.ts';
import { hole, type Site, textOf, type Val } from '../following/values.ts';
import { assetName, type DagContext, evidence, isGivenToNone } from './context.ts';
import { listed, ofDag, ofTask } from './effective.ts';

/** A link between DAGs and assets by the names that stand in the code; keys are found when all are known. */
export interface NamedEdge {
  /** What is read or waited for. */
  readonly from: { readonly kind: 'dag' | 'asset'; readonly name: string };
  /** Who depends on it; null stands for the DAG that the edge was found in. */
  readonly to: { readonly kind: 'dag' | 'asset'; readonly name: string } | null;
  readonly via: string;
  readonly conditional: boolean;
  readonly site: Site;
}

/** @returns the links that a DAG's tasks and schedule make. A DAG that triggers another feeds it. */
export function edgesOf(context: DagContext, dag: DagMade, own: string | null): NamedEdge[] {
  const found: NamedEdge[] = [];
  const schedule = ofDag(context.machine, dag, 'schedule');
  if (schedule.type === 'value') {
    for (const name of assetNames(context, schedule.value))
      found.push({ from: { kind: 'asset', name }, to: null, via: 'schedule', conditional: dag.conditional !== null, site: schedule.site });
  }
  const readsAssets = !isGivenToNone(context, dag, 'inlets');
  for (const task of dag.tasks) {
    const named = (key: string) => textOf(task.args.named.get(key));
    const triggered =
      task.args.named.has('trigger_dag_id') && /TriggerDagRunOperator$/.test(task.operator) ? named('trigger_dag_id') : null;
    if (triggered !== null && own !== null)
      found.push({
        from: { kind: 'dag', name: own },
        to: { kind: 'dag', name: triggered },
        via: 'TriggerDagRunOperator',
        conditional: task.conditional,
        site: task.site,
      });
    const external = named('external_dag_id');
    if (external !== null && /ExternalTaskSensor(?:Async)?$/.test(task.operator))
      found.push({
        from: { kind: 'dag', name: external },
        to: null,
        via: 'ExternalTaskSensor',
        conditional: task.conditional,
        site: task.site,
      });
    if (external !== null && own !== null && /ExternalTaskMarker$/.test(task.operator)) {
      found.push({
        from: { kind: 'dag', name: own },
        to: { kind: 'dag', name: external },
        via: 'ExternalTaskMarker',
        conditional: task.conditional,
        site: task.site,
      });
    }
    const inlets = readsAssets ? ofTask(context.machine, task, 'inlets') : null;
    if (inlets?.type === 'value')
      for (const name of assetNames(context, inlets.value))
        found.push({ from: { kind: 'asset', name }, to: null, via: 'inlets', conditional: task.conditional, site: inlets.site });
  }
  return found;
}

/** @returns the DAGs that this one names as coming after it, also those that stand in another repository; hidden where it names one that cannot be read. */
export function followersOf(context: DagContext, dag: DagMade, own: string | null): Found<StatedConsumer>[] {
  return dag.tasks.flatMap((task): Found<StatedConsumer>[] => {
    const key =
      task.operator.includes('TriggerDagRun') && /TriggerDagRunOperator$/.test(task.operator) ? 'trigger_dag_id' : 'external_dag_id';
    if (key === 'external_dag_id' && !task.operator.endsWith('ExternalTaskMarker')) return [];
    const outcome = ofTask(context.machine, task, key);
    if (outcome.type === 'absent') return [];
    const name = outcome.type === 'value' ? textOf(outcome.value) : null;
    const found = { evidence: evidence(context, outcome.site, verbatim(key)) };
    if (name === null) return [{ known: false, reason: outcome.type === 'hidden' ? outcome.reason : hiddenValue(outcome.value), ...found }];
    return name === own ? [] : [{ known: true, value: { name, contact: null, kind: 'dag' }, ...found }];
  });
}

/** A DAG that is waited for and cannot be read: why, and as much of its id as is known. */
export interface AwaitedUnread {
  readonly reason: Message;
  /** With `*` for what is not known. */
  readonly like: string;
}

/** @returns the DAGs that a DAG waits for and that cannot be read. */
export function awaitedUnreadOf(context: DagContext, dag: DagMade): AwaitedUnread[] {
  return dag.tasks.flatMap((task): AwaitedUnread[] => {
    if (!task.operator.includes('ExternalTask')) return [];
    const awaited = /ExternalTaskSensor(?:Async)?$/.test(task.operator) ? ofTask(context.machine, task, 'external_dag_id') : null;
    if (awaited === null || awaited.type === 'absent') return [];
    if (awaited.type === 'value') return textOf(awaited.value) === null ? [{ reason: hiddenValue(awaited.value), like: '*' }] : [];
    const given = task.args.named.get('external_dag_id');
    const like = given?.type === 'unknown' ? given.partial?.replaceAll(hole, '*') : undefined;
    return [{ reason: awaited.reason, like: like ?? '*' }];
  });
}

/** @returns why the schedule may hold more that a DAG depends on, or null. */
export function hiddenScheduleOf(context: DagContext, dag: DagMade): Message | null {
  const schedule = ofDag(context.machine, dag, 'schedule');
  return schedule.type === 'hidden' ? schedule.reason : null;
}

/** @returns the assets that the tasks of a DAG write, with the place that says so. */
export function outletsOf(context: DagContext, dag: DagMade): { readonly name: string; readonly site: Site }[] {
  if (isGivenToNone(context, dag, 'outlets')) return [];
  return dag.tasks.flatMap((task) => {
    const outlets = ofTask(context.machine, task, 'outlets');
    return outlets.type === 'value' ? assetNames(context, outlets.value).map((name) => ({ name, site: outlets.site })) : [];
  });
}

/** The assets in a list, in an expression of `|` and `&`, or in a timetable of assets. */
export function assetNames(context: DagContext, value: Val): string[] {
  return listed(context.machine, value).items.flatMap((item) => {
    const name = assetName(item);
    if (name !== null) return [name];
    if (
      item.type !== 'call' ||
      !/(?:AssetAll|AssetAny|DatasetAll|DatasetAny|AssetOrTimeSchedule|DatasetOrTimeSchedule|PartitionedAssetTimetable)$/.test(item.path)
    )
      return [];
    const inner = [...item.args.positional, item.args.named.get('assets'), item.args.named.get('datasets')];
    return inner.flatMap((one) => (one === undefined ? [] : assetNames(context, one)));
  });
}
