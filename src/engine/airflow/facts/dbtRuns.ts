import { type Message, t } from '../../l10n.ts';
import type { Statement } from '../../syntax/python.ts';
import { allStatements, partOf } from '../../syntax/pythonBodies.ts';
import type { DagMade, TaskMade } from '../following/made.ts';
import { hole, type Site, textOf, type Val } from '../following/values.ts';
import { callsIn } from '../reading/fragment.ts';
import type { DagContext } from './context.ts';
import { type DbtRunFound, dbtCommand, dbtCommands } from './dbtCommand.ts';
import { listed } from './effective.ts';

/** @returns every way in which a DAG runs dbt: shell commands, arguments of containers, Cosmos, dbt Cloud, dbt's own runner. */
export function dbtRunsOf(context: DagContext, dag: DagMade): readonly DbtRunFound[] {
  const known = context.runs.get(dag) ?? findRuns(context, dag);
  context.runs.set(dag, known);
  return known;
}

function findRuns(context: DagContext, dag: DagMade): DbtRunFound[] {
  const own = dag.by === 'cosmos' ? [cosmos(context, dag.args.named, dag.call)] : [];
  const groups = dag.hiddenTasks.flatMap(({ site, group }) => (group === undefined ? [] : [cosmos(context, group.named, site)]));
  return [...own, ...groups, ...dag.tasks.flatMap((task) => ofTaskMade(context, task))];
}

function ofTaskMade(context: DagContext, task: TaskMade): DbtRunFound[] {
  const isDbt = task.operator.includes('Dbt');
  if (isDbt && /DbtCloud\w*Operator$/.test(task.operator)) return [hiddenRun(t('a dbt Cloud job'), 'a dbt Cloud job', task.site)];
  const named = isDbt ? /(?:^|\.)Dbt(Run|Test|Build|Seed|Snapshot)(?:\w*)Operator$/.exec(task.operator) : null;
  if (named?.[1] !== undefined) return [operatorRun(context, named[1].toLowerCase(), task)];
  if (task.function !== null) return mayRun(context, task.function.part, task.function.definition.body) ? runnerCalls(task) : [];
  if (!scriptArguments.some((key) => mayHoldDbt(task.args.named.get(key)))) return [];
  const given = scriptArguments.flatMap((key) => task.args.named.get(key) ?? []);
  const scripts = given.map((value) => scriptOf(context, value));
  const script = scripts.join(' ');
  const commands = dbtCommands(script).map((run) => ({ ...run, site: task.site }));
  const [program] = commands.length > 0 ? [] : (runsDbt.exec(script) ?? []);
  return program === undefined ? commands : [hiddenRun(t('what {0} runs is not followed', program), program, task.site)];
}

/** A script or module that by its name runs dbt: `run_dbt.sh`, `utils.run_dbt_cloud_job`. */
const runsDbt =
  /[\w./-]*(?:(?:run|exec|execute|trigger|launch|start|build)[_-]dbt|dbt[_-](?:run|exec|execute|trigger|launch|build|job|cloud))[\w./-]*/i;

/** Arguments of operators that hold a command. */
export const scriptArguments = ['bash_command', 'command', 'cmds', 'arguments'];

function mayHoldDbt(value: Val | undefined): boolean {
  return value !== undefined && (value.type !== 'text' || value.value.includes('dbt'));
}

function scriptOf(context: DagContext, value: Val): string {
  if (value.type === 'list')
    return listed(context.machine, value)
      .items.map((item) => quoted(scriptOf(context, item)))
      .join(' ');
  return textOf(value) ?? (value.type === 'unknown' ? value.partial : undefined) ?? hole;
}

/** One item of a list of arguments; a whole script (`bash -c "…"`) is taken apart like a script. */
function quoted(item: string): string {
  return /\s/.test(item) && !/\bdbt\s/.test(item) ? `"${item}"` : item;
}

function operatorRun(context: DagContext, verb: string, task: TaskMade): DbtRunFound {
  const words = (names: readonly string[]) =>
    names.flatMap((name) => {
      const value = task.args.named.get(name);
      return value === undefined ? [] : listed(context.machine, value).items.map((item) => textOf(item) ?? hole);
    });
  const args = [
    verb,
    ...flag('--select', words(['select', 'models'])),
    ...flag('--exclude', words(['exclude'])),
    ...flag('--project-dir', words(['project_dir', 'dir'])),
  ];
  const [run] = dbtCommand(args, null);
  return run === undefined ? hiddenRun(t('an operator of dbt'), `dbt ${verb}`, task.site) : { ...run, site: task.site };
}

function flag(name: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [name, ...values];
}

/** A function is looked through once, however often a DAG is followed that calls it. */
function mayRun(context: DagContext, part: object, body: readonly Statement[]): boolean {
  const known = context.mayRunDbt.get(part);
  if (known !== undefined) return known;
  let found = false;
  for (const statement of allStatements(body)) {
    found ||= statement.type === 'return' && statement.value?.type === 'string';
    found ||= callsIn(statement).some(({ callee }) => callee.type === 'attribute' && callee.name === 'invoke');
  }
  context.mayRunDbt.set(part, found);
  return found;
}

/** `dbtRunner().invoke(["build", "--select", "x"])` in the body of a task. */
function runnerCalls(task: TaskMade): DbtRunFound[] {
  const found: DbtRunFound[] = [];
  for (const statement of allStatements(task.function?.definition.body ?? [])) {
    for (const call of callsIn(statement)) {
      if (call.callee.type !== 'attribute' || call.callee.name !== 'invoke') continue;
      const [list] = call.args;
      if (list?.type !== 'list') continue;
      const args = list.items.map((item) => (item.type === 'string' ? item.value : hole));
      found.push(
        ...dbtCommand(args, null).map((run) => ({
          ...run,
          site: { file: task.function?.scope.file ?? task.site.file, part: partOf(statement), from: call.from, to: call.to },
        })),
      );
    }
    if (statement.type === 'return' && statement.value?.type === 'string' && task.function?.decorator !== null) {
      found.push(...dbtCommands(statement.value.value).map((run) => ({ ...run, site: task.site })));
    }
  }
  return found;
}

/** Cosmos builds what `RenderConfig` selects, everything without it. */
function cosmos(context: DagContext, named: ReadonlyMap<string, Val>, site: Site): DbtRunFound {
  const render = named.get('render_config');
  const project = named.get('project_config');
  const args = render?.type === 'call' ? render.args.named : new Map<string, Val>();
  const selected = (name: string) => {
    const value = args.get(name);
    return value === undefined || value.type === 'none' ? null : listed(context.machine, value).items.map((item) => textOf(item) ?? hole);
  };
  const select = selected('select');
  const exclude = selected('exclude') ?? [];
  const path = project?.type === 'call' ? (project.args.named.get('dbt_project_path') ?? project.args.positional[0]) : undefined;
  const unclear =
    (render !== undefined && render.type !== 'call') ||
    args.has('selector') ||
    [...(select ?? []), ...exclude].some((word) => word.includes(hole));
  return {
    words: ['Cosmos', ...(select ?? [])].join(' ').replaceAll(hole, '…'),
    verb: testsNothing(args.get('test_behavior')) ? 'run' : 'build',
    select,
    exclude,
    projectDir: pathText(path),
    hidden: unclear ? t('a selection that is not known') : null,
    site,
  };
}

/** Cosmos 1.x tests what it has built, unless told not to. */
function testsNothing(behavior: Val | undefined): boolean {
  return behavior?.type === 'external' && behavior.path.endsWith('TestBehavior.NONE');
}

function pathText(value: Val | undefined): string | null {
  if (value === undefined) return null;
  if (value.type === 'call' && /\bPath$/.test(value.path)) return pathText(value.args.positional[0]);
  return textOf(value);
}

function hiddenRun(reason: Message, words: string, site: Site): DbtRunFound {
  return { words, verb: null, select: null, exclude: [], projectDir: null, hidden: reason, site };
}
