import type { State } from '../../../src/engine/model.ts';

/** One state of one question in a small shop: which files make it, and of which resource. */
export interface Shown {
  readonly question: string;
  readonly framework: 'dbt' | 'airflow';
  readonly state: State;
  readonly about: string;
  readonly files: Readonly<Record<string, string>>;
}

const shop: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: shop\nversion: "1.0.0"\nprofile: shop\nrequire-dbt-version: ">=1.10.0"\n',
  'requirements.txt': 'apache-airflow==3.1.2\n',
  'models/staging/_sources.yml': 'sources:\n  - name: shop\n    tables:\n      - name: orders\n',
  'models/staging/stg_orders.sql': "select * from {{ source('shop', 'orders') }}\n",
  'models/marts/fct_orders.sql': "select * from {{ ref('stg_orders') }}\n",
  'seeds/regions.csv': 'region\nnorth\n',
};

const mart = 'model.shop.fct_orders';
const seed = 'seed.shop.regions';
const martFile = 'models/marts/fct_orders.sql';

/** The entry of the mart with more lines, each indented below its name. */
function entry(...lines: string[]): Record<string, string> {
  return { 'models/marts/_marts.yml': ['models:', '  - name: fct_orders', ...lines.map((line) => `    ${line}`), ''].join('\n') };
}

function meta(...pairs: string[]): Record<string, string> {
  return entry(`config: {meta: {${pairs.join(', ')}}}`);
}

function dbt(question: string, state: State, files: Record<string, string>, about = mart): Shown {
  return { question, framework: 'dbt', state, about, files: { ...shop, ...files } };
}

const dagHead = `from datetime import timedelta
from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator, SQLTableCheckOperator
from airflow.providers.slack.notifications.slack import SlackNotifier
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator
from company import texts, defaults
`;

const sqlTask = 'SQLExecuteQueryOperator(task_id="total", sql="insert into totals select sum(amount) from orders")';

/** A DAG with arguments and tasks. */
function dag(question: string, state: State, args: string, ...tasks: string[]): Shown {
  const body = (tasks.length > 0 ? tasks : [sqlTask]).map((task) => `    ${task}\n`).join('');
  const text = `${dagHead}\nwith DAG("daily_finance", schedule="@daily"${args === '' ? '' : `, ${args}`}):\n${body}`;
  return { question, framework: 'airflow', state, about: 'dag.daily_finance', files: { ...shop, 'dags/daily_finance.py': text } };
}

/** The same with more files in the workspace. */
function beside(shown: Shown, files: Record<string, string>): Shown {
  return { ...shown, files: { ...shown.files, ...files } };
}

/** Questions that one key of `meta` and one label of `doc_md` answer. */
const stated: readonly (readonly [string, string, string, string, string])[] = [
  ['first-step-written', 'runbook', 'https://wiki.shop.example/orders', 'Runbook', ''],
  ['impact-stated', 'impact', 'finance cannot close the month', 'Impact', ''],
  ['reviewed-recently', 'last_reviewed', '"2026-09-14"', 'Last reviewed', ''],
  ['health-visible', 'monitoring', 'https://bi.shop.example/orders', 'Monitoring', 'tier: 1'],
  ['freshness-promised', 'sla', 'daily by 07:00 UTC', 'SLA', ''],
  ['consumers-known', 'consumers', 'the finance team', 'Consumers', ''],
];

const byKey = stated.flatMap(([question, key, value, label, more]): Shown[] => {
  const extra = more === '' ? [] : [more];
  const words = value.replaceAll('"', '');
  return [
    dbt(question, 'answered', meta(...extra, `${key}: ${value}`)),
    dbt(question, 'weak', meta(...extra, `${key}: TBD`)),
    dbt(question, 'unanswered', meta(...extra, 'note: x')),
    dbt(question, 'unknown', meta(...extra, `${key}: "{{ var('x') }}"`)),
    dbt(question, 'not_applicable', {}, seed),
    dag(question, 'answered', `doc_md="${label}: ${words}"`),
    dag(question, 'weak', `doc_md="${label}: TBD"`),
    dag(question, 'unanswered', ''),
    dag(question, 'unknown', 'doc_md=texts.FINANCE'),
  ];
});

const incremental = (config: string, from = "source('shop', 'orders')") => ({
  [martFile]: `{{ config(materialized='incremental'${config}) }}\nselect * from {{ ${from} }}\n`,
});

const table = 'source.shop.shop.orders';

function sourceOwner(owner: string): Record<string, string> {
  return {
    'models/staging/_sources.yml': `sources:\n  - name: shop\n    config: {meta: {owner: ${owner}}}\n    tables:\n      - name: orders\n`,
  };
}

function dashboard(line: string): Record<string, string> {
  const text = `exposures:\n  - name: revenue\n    type: dashboard\n    owner: {email: bi@shop.test}\n    depends_on: [ref('fct_orders')]\n    ${line}\n`;
  return { 'models/marts/_exposures.yml': text };
}

const team = {
  '.pipeline-coach.yml':
    'roster:\n  teams:\n    - name: finance-data\n  people:\n    - name: anna\n      left: 2026-06-30\n      successor: finance-data\n',
};

function withTeam(one: Shown): Shown {
  return { ...one, files: { ...one.files, ...team } };
}

/** Every state that is shown, by question. */
export const shown: readonly Shown[] = [
  ...byKey,
  dbt('source-known', 'answered', { [martFile]: "select * from {{ source('shop', 'orders') }}\n" }),
  dbt('source-known', 'weak', { [martFile]: 'select * from raw_shop.orders\n' }),
  dbt('source-known', 'unknown', { [martFile]: 'select * from {{ newest_orders() }}\n' }),
  dbt('source-known', 'not_applicable', {}),
  dag('source-known', 'answered', 'doc_md="Source: the replica of the shop"'),
  dag('source-known', 'weak', 'doc_md="Source: TBD"'),
  dag('source-known', 'unanswered', ''),
  dag('source-known', 'unknown', '', 'PythonOperator(task_id="load", python_callable=texts.load)'),

  dbt('source-change-planned', 'answered', incremental(", unique_key='id', on_schema_change='fail'")),
  dbt('source-change-planned', 'weak', { [martFile]: "select id, amount from {{ source('shop', 'orders') }}\n" }),
  dbt('source-change-planned', 'unanswered', { [martFile]: "select * from {{ source('shop', 'orders') }}\n" }),
  dbt('source-change-planned', 'unknown', { [martFile]: "{{ newest(source('shop', 'orders')) }}\n" }),
  dbt('source-change-planned', 'not_applicable', {}),
  dag('source-change-planned', 'answered', 'doc_md="Source changes: fail, the load compares the columns"'),
  dag('source-change-planned', 'weak', 'doc_md="Source: the shop\\nSource changes: TBD"'),
  dag('source-change-planned', 'unanswered', 'doc_md="Source: the shop"'),
  dag('source-change-planned', 'unknown', '', 'PythonOperator(task_id="load", python_callable=texts.load)'),
  dag('source-change-planned', 'not_applicable', ''),

  dbt('grain-stated', 'answered', entry('description: One row per order.')),
  dbt(
    'grain-stated',
    'weak',
    entry(
      'columns:',
      '  - name: order_id',
      '    data_tests: [{unique: {config: {enabled: false}}}, {no_duplicates: {config: {enabled: false}}}]',
    ),
  ),
  dbt('grain-stated', 'unanswered', {}),
  dbt('grain-stated', 'unknown', entry('description: "{{ doc(\'gone\') }}"')),
  dbt('grain-stated', 'not_applicable', {}, seed),

  dag('alert-arrives', 'answered', 'on_failure_callback=SlackNotifier(channel="#finance", text="failed")'),
  dag('alert-arrives', 'weak', 'default_args={"email_on_failure": True}'),
  dag('alert-arrives', 'unknown', 'doc_md="Alerts: #finance"'),
  dag('alert-arrives', 'not_applicable', ''),

  dbt(
    'wrong-but-green-caught',
    'answered',
    entry('columns:', '  - name: status', '    data_tests: [{accepted_values: {arguments: {values: [paid]}}}]'),
  ),
  dbt('wrong-but-green-caught', 'weak', entry('columns:', '  - name: status', '    data_tests: [not_null]')),
  dbt('wrong-but-green-caught', 'unanswered', entry('columns:', '  - name: order_id', '    data_tests: [unique, not_null]')),
  dbt('wrong-but-green-caught', 'not_applicable', {}, seed),
  dag(
    'wrong-but-green-caught',
    'answered',
    '',
    'SQLTableCheckOperator(task_id="sums", table="totals", checks={"n": {"check_statement": "count(*) > 0"}})',
  ),
  dag('wrong-but-green-caught', 'unanswered', ''),
  dag('wrong-but-green-caught', 'unknown', '', 'BashOperator(task_id="check_totals", bash_command="./check.sh")'),

  dbt('first-words-ready', 'answered', meta('tier: 1', 'consumers: [{name: board, contact: board@shop.test}]')),
  dbt('first-words-ready', 'weak', meta('tier: 1', 'contact: TBD')),
  dbt('first-words-ready', 'unanswered', meta('tier: 1')),
  dbt('first-words-ready', 'unknown', meta('tier: "{{ var(\'x\') }}"')),
  dbt('first-words-ready', 'not_applicable', {}),
  dag('first-words-ready', 'answered', 'tags=["tier:1"], doc_md="Tell first: board@shop.test"'),
  dag('first-words-ready', 'weak', 'tags=["tier:1"], doc_md="Tell first: TBD"'),
  dag('first-words-ready', 'unanswered', 'tags=["tier:1"]'),
  dag('first-words-ready', 'unknown', 'tags=["tier:1"], doc_md=texts.FINANCE'),
  dag('first-words-ready', 'not_applicable', ''),

  dbt('rerun-safe', 'answered', incremental(", unique_key='id'")),
  dbt('rerun-safe', 'weak', incremental(", unique_key='id', incremental_strategy='append'")),
  dbt('rerun-safe', 'unknown', { [martFile]: "{{ config(materialized=var('how')) }}\nselect 1 as id\n" }),
  dbt('rerun-safe', 'not_applicable', {}),
  dag('rerun-safe', 'answered', 'doc_md="Rerun: safe, each run replaces the partition of its day"'),
  dag('rerun-safe', 'weak', 'doc_md="Rerun: TBD"'),
  dag('rerun-safe', 'unknown', ''),

  dag('limits-set', 'answered', 'default_args={"retries": 2}, dagrun_timeout=timedelta(hours=1)'),
  dag('limits-set', 'weak', 'default_args={"retries": 2}'),
  dag('limits-set', 'unanswered', ''),
  dag('limits-set', 'unknown', 'default_args=defaults.COMMON'),
  beside(dag('limits-set', 'unknown', ''), { 'plugins/policies.py': 'def task_policy(task):\n    task.retries = 2\n' }),
  beside(dag('limits-set', 'unknown', 'default_args={"retries": 2}'), {
    'docker-compose.yml': 'x:\n  environment:\n    AIRFLOW__CORE__DEFAULT_TASK_EXECUTION_TIMEOUT: 3600\n',
  }),
  beside(dag('limits-set', 'answered', 'default_args={"retries": 2}, dagrun_timeout=timedelta(hours=1)'), {
    'config/airflow_local_settings.py': 'def task_policy(task):\n    task.retries = task.execution_timeout = None\n',
  }),
  beside(dag('limits-set', 'unanswered', ''), { 'plugins/policies.py': 'def task_policy(task):\n    task.owner = "data"\n' }),

  dbt('should-exist', 'answered', meta('consumers: []', 'decision: kept for the auditors')),
  dbt('should-exist', 'weak', meta('consumers: [nobody]', 'decision: TBD')),
  dbt('should-exist', 'unanswered', meta('consumers: nobody')),
  dbt('should-exist', 'not_applicable', {}),
  dag('should-exist', 'answered', 'doc_md="Consumers: nobody\\nDecisions: kept for the auditors"'),
  dag('should-exist', 'weak', 'doc_md="Consumers: nobody\\nDecisions: TBD"'),
  dag('should-exist', 'unanswered', 'doc_md="Consumers: nobody"'),
  dag('should-exist', 'not_applicable', ''),

  dbt('change-survivable', 'answered', entry('access: public', 'config: {contract: {enforced: true}}')),
  dbt('change-survivable', 'weak', entry('access: public', 'columns:', '  - name: id', '    constraints: [{type: not_null}]')),
  dbt('change-survivable', 'unanswered', entry('access: public')),
  dbt('change-survivable', 'not_applicable', {}),

  dbt('goodbye-planned', 'answered', entry('deprecation_date: 2027-03-31')),
  dbt('goodbye-planned', 'weak', entry('description: Deprecated, use fct_sales.')),
  dbt('goodbye-planned', 'not_applicable', {}),
  dag('goodbye-planned', 'answered', 'doc_md="Retire: 2027-03-31"'),
  dag('goodbye-planned', 'weak', 'tags=["deprecated"]'),
  dag('goodbye-planned', 'not_applicable', ''),

  dbt('source-owner-known', 'answered', sourceOwner('shop-platform'), table),
  dbt('source-owner-known', 'weak', sourceOwner('TBD'), table),
  dbt('source-owner-known', 'unanswered', {}, table),
  dbt('source-owner-known', 'unknown', sourceOwner('"{{ var(\'x\') }}"'), table),
  dbt('source-owner-known', 'not_applicable', {}, seed),
  dag('source-owner-known', 'answered', 'doc_md="Source owner: shop-platform"'),
  dag('source-owner-known', 'weak', 'doc_md="Source owner: TBD"'),
  dag('source-owner-known', 'unanswered', ''),
  dag('source-owner-known', 'unknown', 'doc_md=texts.FINANCE'),

  dbt('failure-modes-known', 'answered', meta('failure_modes: [late on Mondays, refunds twice]')),
  dbt('failure-modes-known', 'weak', meta('failure_modes: [late on Mondays]')),
  dbt('failure-modes-known', 'unanswered', {}),
  dbt('failure-modes-known', 'unknown', meta('failure_modes: "{{ var(\'x\') }}"')),
  dbt('failure-modes-known', 'not_applicable', {}, seed),
  dag('failure-modes-known', 'answered', 'doc_md="Failure modes: late on Mondays; refunds twice"'),
  dag('failure-modes-known', 'weak', 'doc_md="Failure modes: late on Mondays"'),
  dag('failure-modes-known', 'unanswered', ''),
  dag('failure-modes-known', 'unknown', '', 'BashOperator(task_id="check_totals", bash_command="./check.sh")'),

  dbt('failure-told', 'answered', meta('channel: "#finance"')),
  dbt('failure-told', 'weak', meta('channel: TBD')),
  dbt('failure-told', 'unanswered', {}),
  dbt('failure-told', 'unknown', meta('channel: "{{ var(\'x\') }}"')),
  dbt('failure-told', 'not_applicable', {}, seed),
  dag('failure-told', 'answered', 'on_failure_callback=SlackNotifier(channel="#finance", text="failed")'),
  dag('failure-told', 'weak', 'doc_md="Alerts: TBD"'),
  dag('failure-told', 'unanswered', ''),
  dag('failure-told', 'unknown', 'default_args=defaults.COMMON'),

  dbt('purpose-stated', 'answered', entry('description: Revenue per day, for the monthly closing.')),
  dbt('purpose-stated', 'weak', entry('description: fct orders')),
  dbt('purpose-stated', 'unanswered', {}),
  dbt('purpose-stated', 'unknown', entry('description: "{{ doc(\'gone\') }}"')),
  dag('purpose-stated', 'answered', 'description="Revenue per day, for the monthly closing."'),
  dag('purpose-stated', 'weak', 'description="daily finance"'),
  dag('purpose-stated', 'unanswered', ''),
  dag('purpose-stated', 'unknown', 'doc_md=texts.FINANCE'),

  dbt('value-confirmed', 'answered', dashboard('config: {meta: {last_reviewed: "2026-10-05"}}'), 'exposure.shop.revenue'),
  dbt('value-confirmed', 'weak', dashboard('config: {meta: {last_reviewed: "2027-02-30"}}'), 'exposure.shop.revenue'),
  dbt('value-confirmed', 'unanswered', dashboard('label: Revenue'), 'exposure.shop.revenue'),
  dbt('value-confirmed', 'not_applicable', {}, seed),

  dbt('owner-named', 'answered', meta('owner: finance-data')),
  dbt('owner-named', 'weak', meta('owner: TBD')),
  dbt('owner-named', 'unanswered', {}),
  dbt('owner-named', 'unknown', meta('owner: "{{ var(\'x\') }}"')),
  dag('owner-named', 'answered', 'default_args={"owner": "finance-data"}'),
  dag('owner-named', 'weak', 'default_args={"owner": "airflow"}'),
  dag('owner-named', 'unknown', 'default_args=defaults.COMMON'),

  ...(['owner-is-real', 'owner-still-here'] as const).flatMap((question): Shown[] => {
    const wrong = question === 'owner-is-real' ? 'legacy-squad' : 'anna';
    return [
      dbt(question, 'answered', { ...meta('owner: finance-data'), ...team }),
      dbt(question, 'weak', { ...meta(`owner: ${wrong}`), ...team }),
      dbt(question, 'not_applicable', meta('owner: finance-data')),
      withTeam(dag(question, 'answered', 'default_args={"owner": "finance-data"}')),
      withTeam(dag(question, 'weak', `default_args={"owner": "${wrong}"}`)),
      dag(question, 'not_applicable', 'default_args={"owner": "finance-data"}'),
    ];
  }),
];
