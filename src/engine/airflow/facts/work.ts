import type { Check, Facts, Found, SourceOfData, Stated } from '../../facts.ts';
import { t } from '../../l10n.ts';
import { ownCopy } from '../../text.ts';
import type { DagMade, TaskMade } from '../following/made.ts';
import { placeKey } from '../following/sites.ts';
import { textOf, type Val } from '../following/values.ts';
import { assetName, type DagContext, evidence, isGivenToNone } from './context.ts';
import { dbtRunsOf, scriptArguments } from './dbtRuns.ts';
import { listed, ofDag, ofTask } from './effective.ts';

/** What a DAG reads, as far as its arguments name it: what schedules it, inlets, the DAGs it waits for, what it transfers. */
export function sourcesOf(context: DagContext, dag: DagMade): Facts['source'] {
  const outcome = ofDag(context.machine, dag, 'schedule');
  const reads = !isGivenToNone(context, dag, 'inlets');
  const scheduling = outcome.type === 'value' ? assetsIn(context, outcome.value) : [];
  return [
    ...scheduling.map((name) => declared(name, evidence(context, outcome.type === 'value' ? outcome.site : dag.call, schedulingRoute))),
    ...dag.tasks.flatMap((task) => [
      ...(reads ? inletsOf(context, task) : []),
      ...awaitedBy(context, task),
      ...transferredBy(context, task),
    ]),
    ...dbtRunsOf(context, dag)
      .slice(0, 1)
      .map(
        ({ words, site }): Found<SourceOfData> => ({
          known: false,
          reason: t('the models of {0} name their own sources', words.length > 60 ? `${words.slice(0, 59)}…` : words),
          evidence: evidence(context, site, t('a dbt run')),
        }),
      ),
  ];
}

const schedulingRoute = t('the assets that schedule it');

function declared(name: string, where: ReturnType<typeof evidence>): Found<SourceOfData> {
  return { known: true, value: { how: 'declared', name }, evidence: where };
}

function assetsIn(context: DagContext, value: Val): string[] {
  return listed(context.machine, value).items.flatMap((item) => assetName(item) ?? []);
}

function inletsOf(context: DagContext, task: TaskMade): Facts['source'] {
  const inlets = ofTask(context.machine, task, 'inlets');
  if (inlets.type === 'hidden' && task.args.named.has('inlets'))
    return [{ known: false, reason: inlets.reason, evidence: evidence(context, inlets.site, t('inlets')) }];
  if (inlets.type !== 'value') return [];
  return listed(context.machine, inlets.value).items.flatMap((item) => {
    const name = assetName(item);
    return name === null ? [] : [declared(name, evidence(context, item.site, t('inlets')))];
  });
}

function awaitedBy(context: DagContext, task: TaskMade): Facts['source'] {
  if (!task.operator.includes('ExternalTask')) return [];
  const awaited = /ExternalTaskSensor(?:Async)?$/.test(task.operator) ? textOf(task.args.named.get('external_dag_id')) : null;
  return awaited === null ? [] : [declared(awaited, evidence(context, task.site, t('ExternalTaskSensor')))];
}

/** Arguments of transfer operators and sensors of Airflow's providers that name where the data comes from. */
const sourceArguments = [
  'source_project_dataset_table',
  'source_project_dataset_tables',
  'source_table',
  'source_bucket',
  's3_bucket',
  's3_key',
  'bucket_key',
  'bucket_name',
  'bucket',
  'prefix',
  'sql',
  'filepath',
  'endpoint',
  'table',
];

/** `S3ToRedshiftOperator` and its like read what stands left of `To`; a sensor waits for what it names. */
function transferredBy(context: DagContext, task: TaskMade): Facts['source'] {
  if (!task.operator.includes('To') && !task.operator.includes('Sensor')) return [];
  const operator = task.operator.slice(task.operator.lastIndexOf('.') + 1);
  const transfer = /^([A-Z]\w*?)To[A-Z]\w*Operator$/.exec(operator)?.[1];
  const waits = /Sensor(?:Async)?$/.test(operator) && !/^(?:ExternalTask|Time|DateTime|DayOfWeek|Python)/.test(operator);
  if (transfer === undefined && !waits) return [];
  const key = sourceArguments.find((name) => task.args.named.has(name));
  const value = key === undefined ? undefined : task.args.named.get(key);
  const text = textOf(value);
  const where = evidence(context, value?.site ?? task.site, t('{0}', operator));
  if (key === undefined) return transfer === undefined ? [] : [declared(transfer, where)];
  if (text === null || text.includes('{{')) return [{ known: false, reason: t('{0} of {1} is not known', key, operator), evidence: where }];
  return [declared(text.replace(/\s+/g, ' ').slice(0, 80), where)];
}

/** What words of tasks, operators and commands say that something may be looked at. */
const looksLikeCheck =
  /check|(?<!la|grea|con)test|valid|quality|assert|verif|expectation|audit|anomal|soda|reconcil|monte_?carlo|compare|dq_/i;

/** In a DAG of fewer tasks it takes longer to remember what their texts say than to look again. */
const manyTasks = 200;

/** Tasks that by their name may check the data, without being an operator that is known to. */
export function possibleChecks(context: DagContext, dag: DagMade, isKnownCheck: (task: TaskMade) => boolean): Found<Check>[] {
  const speaks = (text: string): boolean => {
    if (dag.tasks.length < manyTasks) return looksLikeCheck.test(text);
    const known = context.speaksOfChecks.get(text);
    if (known !== undefined) return known;
    const speaks = looksLikeCheck.test(text);
    context.speaksOfChecks.set(ownCopy(text), speaks);
    return speaks;
  };
  let silent = '';
  const task = dag.tasks.find((one) => {
    if (isKnownCheck(one)) return false;
    if (one.operator !== silent && speaks(one.operator)) return true;
    silent = one.operator;
    return speaks(one.taskId ?? '') || speaks(scriptOf(one));
  });
  if (task === undefined) return [];
  return [{ known: false, reason: t('{0} may check the data', nameOf(task)), evidence: evidence(context, task.site, t('a task')) }];
}

/** The first tasks whose work text does not follow, of those that are made elsewhere and of those that stand here: one is enough for a doubt. */
export function unreadOf(context: DagContext, dag: DagMade): Found<Stated>[] {
  const elsewhere = dag.hiddenTasks.find(({ group }) => group === undefined);
  const dbt = new Set(dbtRunsOf(context, dag).map(({ site }) => placeKey(context.files, site)));
  const body = dag.tasks.find((task) => isUnread(task) && !(dbt.size > 0 && dbt.has(placeKey(context.files, task.site))));
  const found: Found<Stated>[] = [];
  if (elsewhere !== undefined) {
    const { reason, site } = elsewhere;
    found.push({ known: false, reason, evidence: evidence(context, site, t('tasks that are made elsewhere')) });
  }
  if (body !== undefined) {
    const operator = body.operator.slice(body.operator.lastIndexOf('.') + 1);
    found.push({ known: true, value: { text: nameOf(body) }, evidence: evidence(context, body.site, t('{0}', operator)) });
  }
  return found;
}

/** Operators whose arguments say all that they do. */
const plainOperators =
  /(?:Empty|Dummy|LatestOnly|TriggerDagRun|ShortCircuit|Email|SlackAPIPost|SlackWebhook|To[A-Z]\w*)Operator$|Sensor(?:Async)?$|\.(?:Dbt\w*|\w*Check)Operator$/;
const sqlOperators =
  /(?:SQLExecuteQuery|Postgres|MySql|Snowflake\w*|BigQueryInsertJob|BigQueryExecuteQuery|Redshift\w*|Trino|Athena|Jdbc|Sqlite)Operator$/;

/** Python, operators of the team's own, containers, jobs of other services, scripts: whatever they do stands elsewhere. */
function isUnread(task: TaskMade): boolean {
  if (task.function !== null || /Python|^task$/.test(task.operator)) return true;
  if (!/^(?:airflow|cosmos)\./.test(task.operator)) return true;
  if (plainOperators.test(task.operator)) return false;
  if (sqlOperators.test(task.operator)) return !isWrittenOut(task);
  return true;
}

/** SQL that stands in the DAG's own file. */
function isWrittenOut(task: TaskMade): boolean {
  const sql = textOf(task.args.named.get('sql')) ?? '';
  return sql !== '' && !/\.sql\s*$/.test(sql) && !sql.includes('{%');
}

/** The command of a task as far as it is written out, or the name of the function that it calls. */
function scriptOf(task: TaskMade): string {
  const callable = task.args.named.get('python_callable');
  if (callable?.type === 'function') return callable.made.definition.name;
  let script = '';
  for (const key of scriptArguments) {
    const text = textOf(task.args.named.get(key));
    if (text !== null) script = script === '' ? text : `${script} ${text}`;
  }
  return script;
}

function nameOf(task: TaskMade): string {
  return task.taskId ?? task.operator.slice(task.operator.lastIndexOf('.') + 1);
}
