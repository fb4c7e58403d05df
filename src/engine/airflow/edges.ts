import type { Message } from '../l10n.ts';
import { hiddenValue } from './construct.ts';
import { assetName, type DagContext } from './context.ts';
import { listed, ofDag, ofTask } from './effective.ts';
import type { DagMade } from './made.ts';
import { type Site, textOf, type Val } from './values.ts';

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
      found.push({ from: { kind: 'asset', name }, to: null, via: 'schedule', conditional: false, site: schedule.site });
  }
  for (const task of dag.tasks) {
    const named = (key: string) => textOf(task.args.named.get(key));
    const triggered = /TriggerDagRunOperator$/.test(task.operator) ? named('trigger_dag_id') : null;
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
    const inlets = ofTask(context.machine, task, 'inlets');
    if (inlets.type === 'value')
      for (const name of assetNames(context, inlets.value))
        found.push({ from: { kind: 'asset', name }, to: null, via: 'inlets', conditional: task.conditional, site: inlets.site });
  }
  return found;
}

/** @returns why a DAG may depend on more than can be read, or null. */
export function hiddenUpstreamOf(context: DagContext, dag: DagMade): Message | null {
  const schedule = ofDag(context.machine, dag, 'schedule');
  if (schedule.type === 'hidden') return schedule.reason;
  for (const task of dag.tasks) {
    const awaited = /ExternalTaskSensor(?:Async)?$/.test(task.operator) ? ofTask(context.machine, task, 'external_dag_id') : null;
    if (awaited?.type === 'hidden') return awaited.reason;
    if (awaited?.type === 'value' && textOf(awaited.value) === null) return hiddenValue(awaited.value);
  }
  return null;
}

/** @returns the assets that the tasks of a DAG write, with the place that says so. */
export function outletsOf(context: DagContext, dag: DagMade): { readonly name: string; readonly site: Site }[] {
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
