import type { Alert, Found } from '../../facts.ts';
import type { DagMade, TaskMade } from '../following/made.ts';
import type { DagContext } from './context.ts';
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
export function withReach(dag: DagMade, routes: readonly Route[]): Found<Alert>[] {
  const working = routes.filter(({ fact }) => tells(fact));
  const covered = new Set(working.flatMap(({ tasks }) => tasks));
  const everyone = dag.tasks.every((task) => covered.has(task)) && (dag.hiddenTasks.length === 0 || working.some(coversHidden));
  return routes.map(({ fact, tasks }) => {
    if (!fact.known) return fact;
    const own = tasks.length === dag.tasks.length && (dag.hiddenTasks.length === 0 || coversHidden({ fact, tasks }));
    return { ...fact, value: { ...fact.value, reaches: own || (everyone && tells(fact)) ? ('all' as const) : ('some' as const) } };
  });
}

function tells(fact: Found<Alert>): boolean {
  return fact.known && fact.value.on === 'failure' && !fact.value.quiet && fact.inert === undefined;
}

/** Tasks that text cannot see take the defaults of the DAG, and their failure is one of the run. */
function coversHidden({ fact }: Route): boolean {
  return fact.known && (fact.value.level === 'defaults' || fact.value.level === 'dag');
}
