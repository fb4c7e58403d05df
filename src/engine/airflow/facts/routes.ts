import type { Alert, Found } from '../../facts.ts';
import type { DagMade, TaskMade } from '../following/made.ts';
import type { DagContext } from './context.ts';
import { ofTask } from './effective.ts';
import { silentTasks } from './reach.ts';

/** An alert with the tasks whose failure it tells. */
export interface Route {
  readonly fact: Found<Alert>;
  readonly tasks: readonly TaskMade[];
}

/** The tasks whose failure makes the whole run fail, or may: what a callback of the DAG is called for. */
export function tasksOfRun(context: DagContext, dag: DagMade): readonly TaskMade[] {
  const silent = silentTasks(context, dag);
  return silent.size === 0 ? dag.tasks : dag.tasks.filter((task) => !silent.has(task));
}

/** What each route reaches. Where routes that work tell the failure of every task together, each of them is enough: nobody is left out. */
export function withReach(context: DagContext, dag: DagMade, routes: readonly Route[]): Found<Alert>[] {
  const able = dag.tasks.filter((task) => !isMarkedDone(context, task));
  const needed = able.length === 0 ? dag.tasks : able;
  const working = routes.filter(({ fact }) => tells(fact));
  const covers = (tasks: readonly TaskMade[]): boolean => {
    const covered = new Set(tasks);
    return needed.every((task) => covered.has(task));
  };
  const everyone = covers(working.flatMap(({ tasks }) => tasks)) && (dag.hiddenTasks.length === 0 || working.some(coversHidden));
  return routes.map(({ fact, tasks }) => {
    if (!fact.known) return fact;
    const own = covers(tasks) && (dag.hiddenTasks.length === 0 || coversHidden({ fact, tasks }));
    return { ...fact, value: { ...fact.value, reaches: own || (everyone && tells(fact)) ? ('all' as const) : ('some' as const) } };
  });
}

/** An empty task that nothing hangs on is never run: the scheduler marks it done (`DagRun.schedule_tis`, Airflow 2.4 to 3.3), so it cannot fail. */
function isMarkedDone(context: DagContext, task: TaskMade): boolean {
  return (
    /^airflow\..*\.(?:Empty|Dummy)Operator$/.test(task.operator) &&
    task.args.hidden === null &&
    ['on_execute_callback', 'on_success_callback', 'inlets', 'outlets'].every((key) => ofTask(context.machine, task, key).type === 'absent')
  );
}

function tells(fact: Found<Alert>): boolean {
  return fact.known && fact.value.on === 'failure' && !fact.value.quiet && fact.inert === undefined;
}

/** Tasks that text cannot see take the defaults of the DAG, and their failure is one of the run. */
function coversHidden({ fact }: Route): boolean {
  return fact.known && (fact.value.level === 'defaults' || fact.value.level === 'dag');
}
