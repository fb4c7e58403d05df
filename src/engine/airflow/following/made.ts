import type { Message } from '../../l10n.ts';
import type { Expr } from '../../syntax/python.ts';
import type { Arguments, Attributes, CallVal, Cell, DictContent, FunctionMade, Site, Val } from './values.ts';

/** A DAG that the statements of a file made: one run of one constructor. */
export interface DagMade {
  readonly by: 'DAG' | 'decorator' | 'subclass' | 'cosmos' | 'yaml';
  /** The name of the constructor or decorator: `DAG`, `dag`. */
  readonly anchor: Site;
  /** The call with its arguments; for a bare `@dag` its name. */
  readonly call: Site;
  /** The file whose statements were running. */
  readonly madeFor: string;
  readonly args: Arguments;
  /** Where arguments that are not there could come from: the constructor of a subclass. */
  readonly hiddenArgs: Message | null;
  /** What `default_args` held when the DAG was made, or null where none were given. */
  readonly defaults: Val | null;
  /** The call as it stands; null for a bare `@dag`, and for what no statement makes. */
  readonly expr: Extract<Expr, { type: 'call' }> | null;
  readonly attributes: Cell<Attributes>;
  readonly tasks: TaskMade[];
  /** Tasks may have been made where text cannot see, and why. */
  readonly hiddenTasks: {
    readonly reason: Message;
    readonly site: Site /** What a group of Cosmos was given. */;
    readonly group?: Arguments;
  }[];
  /** The function that `@dag` decorates. */
  readonly definition: FunctionMade | null;
  readonly inLoop: boolean;
  /** The function that made it, if that was followed with arguments that are not known. */
  readonly parametric: FunctionMade | null;
  /** The condition below which it is made, where that is not known. */
  readonly conditional: Message | null;
  /** The variable or function that holds it, where the id cannot be read. */
  holder: string | null;
}

/** Defaults that hold for a task, the strongest first. */
export interface Layer {
  readonly of: 'group' | 'dag' | 'operator';
  readonly content: DictContent | null;
  /** Why the content is not known. */
  readonly reason: Message | null;
  readonly site: Site;
}

export interface TaskMade {
  readonly site: Site;
  /** Dotted path of the operator's class, `task` for a decorated function. */
  readonly operator: string;
  readonly args: Arguments;
  readonly layers: readonly Layer[];
  readonly attributes: Cell<Attributes>;
  readonly function: FunctionMade | null;
  readonly inLoop: boolean;
  readonly taskId: string | null;
  /** It stands in a branch that may not be taken. */
  readonly conditional: boolean;
  /** It was made where there was no DAG, and belongs to none yet. */
  homeless: boolean;
}

export interface GroupMade {
  readonly dag: DagMade | null;
  readonly layers: readonly Layer[];
  readonly outer: GroupMade | null;
  /** Its tasks, those of groups inside it included. */
  readonly tasks: TaskMade[];
}

/** Something runs before something else. `conditional`: the statement stands in a branch or a loop. */
export interface TaskLink {
  readonly before: Val;
  readonly after: Val;
  readonly conditional: boolean;
}

/** An `@asset`: an asset and the DAG of one task that makes it. */
export interface AssetMade {
  readonly anchor: Site;
  readonly call: Site;
  readonly madeFor: string;
  readonly name: string | null;
  /** `@asset.multi`: a DAG that writes the assets of its `outlets`, and no asset itself. */
  readonly multi: boolean;
  readonly args: Arguments;
  readonly definition: FunctionMade;
  /** What `@task(...)` below it was given. */
  readonly taskArgs: Arguments | null;
  readonly inLoop: boolean;
  readonly parametric: boolean;
}

/** Everything that the statements of a file made. */
export interface Made {
  readonly dags: DagMade[];
  readonly assets: AssetMade[];
  readonly links: TaskLink[];
  /** Tasks that clean up: whether they fail does not count for the run. */
  readonly teardowns: Set<TaskMade>;
  /** Calls of tools that make DAGs of other files: gusty. */
  readonly loads: CallVal[];
  readonly uncalled: { readonly part: object; readonly site: Site }[];
  /** Files whose DAGs this one put tasks into: they are not what their own statements made of them. */
  readonly touched: Set<string>;
  /** DAGs that Airflow takes whatever holds them: their `with` body was followed, or their function called. */
  readonly registered: Set<DagMade>;
  /** The last name of the module that a DAG was bound to. */
  readonly named: Map<DagMade, string>;
  /** DAGs that went where text cannot follow them, and why: something there may keep them. */
  readonly strayed: Map<DagMade, Message>;
  /** It puts something that is not known among the names of the module: it may be any DAG that went astray. */
  keepsUnread: boolean;
}

/** Before any statement was followed. */
export function nothingMade(): Made {
  return {
    dags: [],
    assets: [],
    links: [],
    teardowns: new Set(),
    loads: [],
    uncalled: [],
    touched: new Set(),
    registered: new Set(),
    named: new Map(),
    strayed: new Map(),
    keepsUnread: false,
  };
}

/**
 * Statements that each made one task of literals and names and did nothing else, `load = BashOperator(task_id="load", dag=dag)`. Most lines of
 * a long DAG file are such, and all but one are the same while somebody types there: as long as the names that they read stand for the same,
 * the task is made again without working out its arguments.
 */
export interface TaskLines {
  /** By their `partOf`. */
  readonly known: WeakMap<object, TaskLine>;
  /** How many more are kept now. */
  room: number;
}

/** One of them. */
export interface TaskLine extends Pick<TaskMade, 'site' | 'operator' | 'args' | 'taskId'> {
  readonly file: string;
  /** What its names stood for, but for the one of the DAG. */
  readonly reads: readonly (readonly [name: string, value: Val])[];
  /** The name that was handed over as the DAG. */
  readonly dag: string | null;
  /** The name that the task is bound to. */
  readonly target: string | null;
  readonly steps: number;
}
