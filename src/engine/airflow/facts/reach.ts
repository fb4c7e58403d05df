import type { Statement } from '../../syntax/python.ts';
import { allStatements } from '../../syntax/pythonBodies.ts';
import { read } from '../following/machine.ts';
import type { DagMade, TaskMade } from '../following/made.ts';
import { textOf, type Val } from '../following/values.ts';
import { type DagContext, isGivenToNone } from './context.ts';
import { ofTask } from './effective.ts';

/** A task with one of these rules runs whatever its upstream tasks came to (`TriggerRuleDep` of Airflow 2.4 to 3.3). `dummy` is the old name of `always`. */
const runsAnyway: ReadonlySet<string> = new Set(['all_done', 'always', 'dummy']);

/**
 * The tasks whose failure certainly leaves the run a success. A run fails where one of its leaves failed or had to be left out
 * (`DagRun.update_state`, Airflow 2.4 to 3.3); teardowns do not count. Empty where the order of the tasks is not known for certain.
 */
export function silentTasks(context: DagContext, dag: DagMade): ReadonlySet<TaskMade> {
  const none = new Set<TaskMade>();
  if (isGivenToNone(context, dag, 'trigger_rule')) return none;
  const swallows = new Set(dag.tasks.filter((task) => swallowsFailures(context, task)));
  if (swallows.size === 0 || dag.hiddenTasks.length > 0) return none;
  const next = successors(context, dag);
  if (next === null) return none;
  const fails = new Map<TaskMade, boolean>();
  const failsRun = (task: TaskMade): boolean => {
    const known = fails.get(task);
    if (known !== undefined) return known;
    fails.set(task, true);
    const after = [...(next.get(task) ?? [])];
    const found = after.length === 0 || after.some((one) => !swallows.has(one) && failsRun(one));
    fails.set(task, found);
    return found;
  };
  return new Set(dag.tasks.filter((task) => !context.machine.made.teardowns.has(task) && !failsRun(task)));
}

/** The task runs after a failure and does not fail because of it. What it runs may raise for what failed before: then it is a watcher. */
function swallowsFailures(context: DagContext, task: TaskMade): boolean {
  const rule = ofTask(context.machine, task, 'trigger_rule');
  if (rule.type !== 'value' || !runsAnyway.has(ruleIn(rule.value) ?? '')) return false;
  if (task.function !== null) return !mayRaise(task.function.definition.body);
  const called = task.args.named.get('python_callable');
  if (called !== undefined) return called.type === 'function' && !mayRaise(called.made.definition.body);
  return /^airflow\..*\b(?:Empty|Dummy|Email|Slack\w*|Bash)Operator$/.test(task.operator);
}

function ruleIn(value: Val): string | null {
  if (value.type === 'external') return /\.TriggerRule\.([A-Z_]+)(?:\.value)?$/.exec(value.path)?.[1]?.toLowerCase() ?? null;
  return textOf(value)?.toLowerCase() ?? null;
}

/** Raises, or looks at how the run went, which is what watchers do. */
function mayRaise(body: readonly Statement[]): boolean {
  for (const statement of allStatements(body)) {
    if (statement.type === 'raise' || statement.type === 'opaque') return true;
    if (/dag_run|get_task_instances|upstream|state/.test(JSON.stringify(statement))) return true;
  }
  return false;
}

/** @returns the tasks that follow each task, or null where that is not known for certain. */
function successors(context: DagContext, dag: DagMade): Map<TaskMade, Set<TaskMade>> | null {
  const { links, teardowns } = context.machine.made;
  const own = new Set(dag.tasks);
  if (dag.tasks.some((task) => task.inLoop || task.conditional)) return null;
  const next = new Map<TaskMade, Set<TaskMade>>();
  const groups: { before: Val; after: Val }[] = [];
  const connect = (before: readonly TaskMade[], after: readonly TaskMade[]) => {
    for (const one of before) {
      if (!own.has(one)) continue;
      const known = next.get(one) ?? new Set<TaskMade>();
      for (const other of after) if (!teardowns.has(other)) known.add(other);
      next.set(one, known);
    }
  };
  for (const { before, after, conditional } of links) {
    if (conditional) return null;
    if (before.type === 'group' || after.type === 'group') groups.push({ before, after });
    else {
      const [left, right] = [endsOf(context, before, null), endsOf(context, after, null)];
      if (left === null || right === null) return null;
      connect(left, right);
    }
  }
  // Links within groups are all known now, so the ends of a group can be told.
  const between = groups.map(
    ({ before, after }) => [endsOf(context, before, 'last', next), endsOf(context, after, 'first', next)] as const,
  );
  for (const [left, right] of between) {
    if (left === null || right === null) return null;
    connect(left, right);
  }
  return next;
}

/** @returns the tasks that a value of a link stands for; null where it may stand for others. */
function endsOf(
  context: DagContext,
  value: Val,
  side: 'first' | 'last' | null,
  next: ReadonlyMap<TaskMade, ReadonlySet<TaskMade>> = new Map(),
): readonly TaskMade[] | null {
  if (value.type === 'task') return [value.task];
  if (value.type === 'group') {
    const { tasks } = value.group;
    const inside = new Set(tasks);
    const followed = (task: TaskMade) => [...(next.get(task) ?? [])].some((one) => inside.has(one));
    const led = (task: TaskMade) => tasks.some((one) => next.get(one)?.has(task) === true);
    return side === null ? null : tasks.filter((task) => (side === 'last' ? !followed(task) : !led(task)));
  }
  if (value.type !== 'list') return null;
  const { items, hidden } = read(context.machine, value.cell);
  if (hidden !== null) return null;
  const ends = items.map((item) => endsOf(context, item, side, next));
  return ends.includes(null) ? null : ends.flatMap((one) => one ?? []);
}
