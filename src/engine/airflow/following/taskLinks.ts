import { type Machine, read } from './machine.ts';
import type { DagMade, TaskMade } from './made.ts';
import type { Arguments, Val } from './values.ts';

/** Values inside lists and dicts are followed this deep. */
const deepest = 3;

/** Notes that what stands in `before` runs before what stands in `after`: `a >> b`, `b.set_upstream(a)`, `chain(a, b)`. */
export function link(machine: Machine, before: Val, after: Val): void {
  machine.made.links.push({ before, after, conditional: machine.branches > 0 || machine.loops > 0 });
  if (isAtHome(before) && isAtHome(after)) return;
  adopt(
    machine,
    [...tasksIn(machine, before, 0), ...tasksIn(machine, after, 0)].map(({ task }) => task),
  );
}

function isAtHome(value: Val): boolean {
  return value.type === 'task' && !value.task.homeless;
}

/** A task that was made without a DAG belongs to that of the task it is linked to; the defaults of that DAG no longer reach it. */
function adopt(machine: Machine, tasks: readonly TaskMade[]): void {
  if (tasks.every(({ homeless }) => !homeless)) return;
  const dag = machine.made.dags.find((one) => one.tasks.some((task) => tasks.includes(task)));
  for (const task of tasks) if (task.homeless && dag !== undefined) addTask(machine, dag, task);
}

/** Notes that a DAG of another file gets something from the one that is followed. */
export function touch(machine: Machine, dag: DagMade | null): void {
  if (dag !== null && dag.madeFor !== machine.run.file) machine.made.touched.add(dag.madeFor);
}

/** Puts a task that was made without a DAG into one. */
export function addTask(machine: Machine, dag: DagMade, task: TaskMade): void {
  touch(machine, dag);
  if (!dag.tasks.includes(task)) dag.tasks.push(task);
  task.homeless = false;
}

/** `chain(a, [b, c], d)`: one after the other; two lists of one length are linked in pairs. */
export function chain(machine: Machine, values: readonly Val[]): void {
  values.slice(1).forEach((after, at) => {
    const before = values[at];
    if (before === undefined) return;
    const [left, right] = [itemsOf(machine, before), itemsOf(machine, after)];
    if (left === null || right === null || left.length !== right.length) link(machine, before, after);
    else
      for (const [nth, one] of left.entries()) {
        const other = right[nth];
        if (other !== undefined) link(machine, one, other);
      }
  });
}

function itemsOf(machine: Machine, value: Val): readonly Val[] | null {
  const content = value.type === 'list' ? read(machine, value.cell) : null;
  return content === null || content.hidden !== null ? null : content.items;
}

/** What a task is handed from other tasks: it runs after them. */
export function linkArguments(machine: Machine, task: TaskMade, args: Arguments): void {
  const add = (value: Val): void => {
    if (value.type !== 'task' && value.type !== 'list' && value.type !== 'dict') return;
    for (const before of tasksIn(machine, value, 0))
      if (before.task !== task) link(machine, before, { type: 'task', task, site: task.site });
  };
  args.positional.forEach(add);
  args.named.forEach(add);
}

function tasksIn(machine: Machine, value: Val, depth: number): Extract<Val, { type: 'task' }>[] {
  if (value.type === 'task') return [value];
  if (depth >= deepest) return [];
  if (value.type === 'list') return read(machine, value.cell).items.flatMap((item) => tasksIn(machine, item, depth + 1));
  if (value.type === 'dict')
    return [...read(machine, value.cell).items.values()].flatMap((item) => tasksIn(machine, item.value, depth + 1));
  return [];
}
