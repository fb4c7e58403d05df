import assert from 'node:assert/strict';
import { type Coach, createCoach } from '../../../src/engine/coach.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';

/** A library: loans are staged and counted, a dashboard shows them; members are counted, and nobody in the repo reads that. */
const library: Readonly<Record<string, string>> = {
  'requirements.txt': 'apache-airflow==2.10.4\n',
  'library/dbt_project.yml': 'name: library\nversion: "1.0"\nprofile: library\n',
  'library/models/staging/stg_loans.sql': "select * from {{ source('desk', 'loans') }}\n",
  'library/models/staging/_sources.yml': 'sources:\n  - name: desk\n    tables: [{name: loans}]\n',
  'library/models/marts/loans_per_day.sql': "select * from {{ ref('stg_loans') }}\n",
  'library/models/marts/members.sql': 'select 1 as id\n',
  'library/models/marts/_marts.yml':
    'exposures:\n  - name: reading_room\n    type: dashboard\n    owner: {name: Reading Room}\n    depends_on: [ref("loans_per_day")]\n',
};

const head = 'import os\nfrom airflow import DAG\nfrom airflow.operators.bash import BashOperator\n';

async function coachOn(dag: string, files: Readonly<Record<string, string>> = library): Promise<Coach> {
  const coach = createCoach({ workspace: memoryWorkspace({ ...files, 'dags/nightly.py': `${head}${dag}` }), today: '2026-11-22' });
  await coach.load();
  return coach;
}

const inBash = (command: string) =>
  `with DAG("nightly", schedule="@daily", default_args={"owner": "catalogue-team"}):\n    BashOperator(task_id="t", bash_command=${command})\n`;

const inCosmos = (render: string) =>
  `from cosmos import DbtTaskGroup, ProjectConfig, RenderConfig\nfrom cosmos.constants import TestBehavior\n\nwith DAG("nightly", schedule="@daily", on_failure_callback=print):\n    DbtTaskGroup(project_config=ProjectConfig("/srv/library"), render_config=RenderConfig(${render}))\n`;

function answer(coach: Coach, id: string, question: string) {
  const found = coach.resource(id)?.answers.find((one) => one.id === question);
  assert.ok(found, id);
  return found;
}

function run(coach: Coach): string[] {
  return [...coach.resources()].filter((one) => one.runBy.length > 0).map(({ name }) => name);
}

suite('what a DAG runs by way of dbt', () => {
  test('Cosmos builds what its render config selects, and the models are told of by its DAG', async () => {
    const coach = await coachOn(inCosmos('exclude=["models/marts/members.sql"]'));
    assert.deepEqual(run(coach), ['loans_per_day', 'stg_loans']);
    const told = answer(coach, 'model.library.loans_per_day', 'failure-told');
    assert.deepEqual([told.state, told.inherited, told.answer], ['answered', true, 'print()']);
    assert.deepEqual(answer(coach, 'dag.nightly', 'wrong-but-green-caught').answer, 'dbt build');
    const untested = await coachOn(inCosmos('test_behavior=TestBehavior.NONE'));
    assert.notEqual(answer(untested, 'dag.nightly', 'wrong-but-green-caught').state, 'answered');
  });

  test('the consumers of a DAG are those of its models that it does not run itself', async () => {
    const used = answer(await coachOn(inBash('"dbt build"')), 'dag.nightly', 'consumers-known');
    assert.deepEqual([used.state, used.answer, used.evidence[0]?.route], ['answered', '1 dashboard', 'reading_room reads loans_per_day']);
    const staging = answer(await coachOn(inBash('"dbt build -s staging"')), 'dag.nightly', 'consumers-known');
    assert.deepEqual([staging.answer, staging.evidence[0]?.route], ['1 consumer', 'loans_per_day reads stg_loans']);
    const unread = answer(await coachOn(inBash('"dbt build -s members"')), 'dag.nightly', 'consumers-known');
    assert.deepEqual([unread.state, unread.reason], ['not_applicable', 'asked of the models that it runs']);
  });

  const unreadable: readonly (readonly [what: string, dag: string, why: string])[] = [
    ['a template that may hold a selection', inBash('"dbt run --target prod {{ params.more }}"'), 'a selection that is not known'],
    ['a variable of the shell', inBash('"dbt run --full-refresh $MORE"'), 'a selection that is not known'],
    ['a method that is not followed', inBash('"dbt run --exclude config.materialized:view"'), 'config.materialized:view is not followed'],
    ['a script of its own', inBash('"python -m tools.run_dbt_cloud_job 7"'), 'what tools.run_dbt_cloud_job runs is not followed'],
    ['a selector', inCosmos('selector="nightly"'), 'a selection that is not known'],
  ];
  for (const [what, dag, why] of unreadable)
    test(`with ${what} nobody knows what it builds`, async () => {
      const coach = await coachOn(dag);
      assert.deepEqual(run(coach), []);
      const told = answer(coach, 'model.library.members', 'failure-told');
      assert.deepEqual([told.state, told.reason], ['unknown', `the DAG nightly may run it: ${why}`]);
      const used = answer(coach, 'dag.nightly', 'consumers-known');
      assert.deepEqual([used.state, used.reason], ['unknown', `what it builds with dbt is not known: ${why}`]);
      assert.equal(answer(coach, 'model.library.stg_loans', 'failure-told').state, 'not_applicable');
    });

  test('what takes a value may take one that is not known', async () => {
    const command = `f"dbt run --target {os.environ['T']} --vars '{{{{ params.vars }}}}' --threads {os.environ['N']} --select members"`;
    assert.deepEqual(run(await coachOn(inBash(command))), ['members']);
  });

  test('of a job that text does not follow it is not said that it tests', async () => {
    const checked = answer(await coachOn(inBash('"./run_dbt.sh"')), 'dag.nightly', 'wrong-but-green-caught');
    assert.deepEqual([checked.state, checked.reason], ['unknown', './run_dbt.sh may test the data']);
  });

  test('a project that is not in the workspace may be read by anybody', async () => {
    const coach = await coachOn(inBash('"dbt build"'), { 'requirements.txt': 'apache-airflow==2.10.4\n' });
    assert.equal(
      answer(coach, 'dag.nightly', 'consumers-known').reason,
      'what it builds with dbt is not known: its project is not in the workspace',
    );
  });
});
