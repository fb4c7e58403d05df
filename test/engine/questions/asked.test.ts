import assert from 'node:assert/strict';
import { type Coach, createCoach } from '../../../src/engine/coach.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';

/** A ferry line: many declared source tables, staging, marts, a semantic layer, and DAGs with owners, factories and examples. */
const ferries: Readonly<Record<string, string>> = {
  'transform/dbt_project.yml': [
    'name: ferries',
    'version: "1.0"',
    'profile: ferries',
    'models:',
    '  ferries:',
    '    +meta: {owner: timetable-team}',
    '',
  ].join('\n'),
  'transform/seeds/harbours.csv': 'code,name\nHAM,Hamburg\n',
  'transform/models/staging/_sources.yml':
    'sources:\n  - name: ticketing\n    tables:\n      - name: tickets\n      - name: old_vouchers\n',
  'transform/models/staging/stg_tickets.sql': "select * from {{ source('ticketing', 'tickets') }}\n",
  'transform/models/mart/sales/tickets_per_day.sql': "select * from {{ ref('stg_tickets') }}\n",
  'transform/models/mart/sales/refunds_per_day.sql':
    "{{ config(**sales_defaults('refunds', days=7)) }}\nselect * from {{ ref('tickets_per_day') }}\n",
  'transform/models/mart/sales/_sales.yml': [
    'models:',
    '  - name: tickets_per_day',
    '    config:',
    '      contract: {enforced: true}',
    '    columns:',
    '      - name: day',
    '        data_tests: [not_null, unique]',
    '  - name: all_days',
    '    time_spine: {standard_granularity_column: day}',
    '',
  ].join('\n'),
  'transform/models/mart/all_days.sql': 'select 1 as day\n',
  'requirements.txt': 'apache-airflow==2.10.4\n',
  'dags/departures.py': [
    'from airflow import DAG',
    'from airflow.operators.bash import BashOperator',
    '',
    'with DAG(',
    '    dag_id="departures",',
    '    schedule="@hourly",',
    '    default_args={"owner": "anna@ferries.example.org, bo@ferries.example.org, chi@ferries.example.org", "email_on_failure": True},',
    '):',
    '    BashOperator(task_id="load", bash_command="./load.sh")',
    '',
  ].join('\n'),
  'dags/line_factory.py': [
    'from airflow import DAG',
    'from airflow.operators.bash import BashOperator',
    '',
    'def make(line):',
    '    with DAG(dag_id=f"line_{line}", schedule="@daily") as dag:',
    '        BashOperator(task_id="load", bash_command="./load.sh")',
    '    return dag',
    '',
  ].join('\n'),
  'dags/lines.py':
    'from line_factory import make\nfrom lines_of_the_year import lines\n\nfor line in lines():\n    globals()[line] = make(line)\n',
  'dags/jobs/examples/copy_me.py': [
    'from airflow import DAG',
    'from airflow.operators.bash import BashOperator',
    '',
    'with DAG(dag_id="copy_me", schedule=None):',
    '    BashOperator(task_id="say", bash_command="echo hello")',
    '',
  ].join('\n'),
};

async function coachOn(more: Readonly<Record<string, string>> = {}): Promise<Coach> {
  const coach = createCoach({ workspace: memoryWorkspace({ ...ferries, ...more }), today: '2026-11-22' });
  await coach.load();
  return coach;
}

function answerOf(coach: Coach, id: string, question: string) {
  const found = coach.resource(id)?.answers.find((answer) => answer.id === question);
  assert.ok(found, `${id} has no answer to ${question}: ${[...coach.resources()].map((one) => one.id).join(', ')}`);
  return found;
}

async function titles(coach: Coach, file: string, line = 0): Promise<readonly string[]> {
  const anchor = (await coach.anchors(file))[line];
  assert.ok(anchor);
  return coach.row(anchor, true).lenses.map((lens) => lens.title);
}

suite('what a colleague would ask, and of what', () => {
  test('of a model before the marts, nobody asks how one would notice wrong numbers; a test of its own still counts', async () => {
    const plain = answerOf(await coachOn(), 'model.ferries.stg_tickets', 'wrong-but-green-caught');
    assert.deepEqual(
      [plain.state, plain.asked, plain.reason],
      ['not_applicable', false, 'its sources and the models that it feeds are asked'],
    );
    const tested = await coachOn({ 'transform/tests/no_ticket_is_free.sql': "select * from {{ ref('stg_tickets') }} where price <= 0\n" });
    assert.equal(answerOf(tested, 'model.ferries.stg_tickets', 'wrong-but-green-caught').answer, 'no_ticket_is_free');
  });

  test('where nothing comes after a model before the marts, no others are named that would be asked', async () => {
    const coach = await coachOn({ 'transform/models/staging/stg_gulls.sql': 'select 1 as id\n' });
    for (const question of ['failure-told', 'failure-modes-known', 'freshness-promised', 'consumers-known', 'purpose-stated']) {
      const { state, reason } = answerOf(coach, 'model.ferries.stg_gulls', question);
      assert.deepEqual([state, reason], ['not_applicable', 'nothing here reads it'], question);
    }
    assert.equal(answerOf(coach, 'model.ferries.stg_tickets', 'failure-told').reason, 'asked at the models that it feeds');
    assert.deepEqual((await titles(coach, 'transform/models/staging/stg_gulls.sql')).slice(0, 2), [
      'no consumers',
      'failure: nothing here reads it',
    ]);
  });

  test('a source table is asked about once something reads it; that nothing is known of it can be read before', async () => {
    const coach = await coachOn();
    const read = coach.resource('source.ferries.ticketing.tickets');
    const unread = coach.resource('source.ferries.ticketing.old_vouchers');
    assert.equal(read?.next, 'owner-named');
    assert.equal(unread?.next, null);
    const owner = answerOf(coach, 'source.ferries.ticketing.old_vouchers', 'owner-named');
    assert.deepEqual([owner.state, owner.asked], ['unanswered', false]);
    const later = await coachOn({
      'transform/models/staging/stg_vouchers.sql': "select * from {{ source('ticketing', 'old_vouchers') }}\n",
    });
    assert.equal(later.resource('source.ferries.ticketing.old_vouchers')?.next, 'owner-named');
  });

  test('a model where the project ends is asked who reads it elsewhere, before it is asked how fresh it must be', async () => {
    const coach = await coachOn({ 'transform/models/mart/sales/refunds_per_day.sql': "select * from {{ ref('tickets_per_day') }}\n" });
    const told = {
      'transform/models/mart/sales/_told.yml': 'models:\n  - name: refunds_per_day\n    meta: {channel: "#ferries", consumers: [TBD]}\n',
    };
    const asked = await coachOn({
      ...told,
      'transform/models/mart/sales/refunds_per_day.sql': "select * from {{ ref('tickets_per_day') }}\n",
    });
    const leaf = answerOf(coach, 'model.ferries.refunds_per_day', 'consumers-known');
    assert.deepEqual([leaf.state, leaf.question, leaf.short], ['unanswered', 'Who reads this outside the repo?', 'Who uses this?']);
    assert.match(answerOf(coach, 'model.ferries.tickets_per_day', 'consumers-known').question, /^Who uses this, and would they/);
    assert.match(answerOf(coach, 'dag.departures', 'consumers-known').question, /^Who uses this, and would they/);
    assert.equal(coach.resource('model.ferries.refunds_per_day')?.next, 'failure-told');
    assert.equal(asked.resource('model.ferries.refunds_per_day')?.next, 'freshness-promised', 'missing comes before weak');
    const other = await coachOn({
      ...told,
      'transform/models/mart/sales/refunds_per_day.sql': 'select 1 as day\n',
      'transform/models/mart/sales/_told.yml': 'models:\n  - name: refunds_per_day\n    meta: {channel: "#ferries"}\n',
    });
    assert.equal(other.resource('model.ferries.refunds_per_day')?.next, 'consumers-known');
  });

  for (const [what, args, asked] of [
    ['mail without an address', 'default_args={"email_on_failure": True}', 'alert-arrives'],
    ['a notifier with its shipped channel', 'on_failure_callback=SlackNotifier()', 'alert-arrives'],
    ['the class of a notifier', 'on_failure_callback=SlackNotifier', 'alert-arrives'],
    ['mail to nobody', 'default_args={"email": "airflow@example.com"}', 'failure-told'],
    ['a channel still to be filled in', 'on_failure_callback=SlackNotifier(channel="TBD", text="late")', 'failure-told'],
    ['a callback that logs', 'on_failure_callback=note', 'failure-told'],
  ] as const)
    test(`one alert that is none is asked about once: ${what}`, async () => {
      const text = [
        'import logging',
        'from airflow import DAG',
        'from airflow.operators.bash import BashOperator',
        'from airflow.providers.slack.notifications.slack import SlackNotifier',
        '',
        'def note(context):',
        '    logging.error("late")',
        '',
        `with DAG("tides", schedule="@daily", ${args}):`,
        '    BashOperator(task_id="load", bash_command="./load.sh")',
        '',
      ];
      const files = { 'dags/tides.py': text.join('\n') };
      const open = (coach: Coach) => ['failure-told', 'alert-arrives'].filter((question) => answerOf(coach, 'dag.tides', question).asked);
      assert.deepEqual(open(await coachOn(files)), [asked]);
      if (asked === 'failure-told') return;
      const off = await coachOn({ ...files, '.pipeline-coach.yml': 'questions: {alert-arrives: off}\n' });
      assert.deepEqual(open(off), ['failure-told'], 'who does not ask about alerts that do nothing is asked who is told');
    });

  test('a test that only warns catches nothing, whatever it looks at; one that is switched off guards no source', async () => {
    const entry = (severity: string, enabled = true) => ({
      'transform/models/mart/sales/_sales.yml': [
        'models:',
        '  - name: tickets_per_day',
        '    data_tests:',
        `      - elementary.schema_changes: {config: {severity: ${severity}, enabled: ${enabled}}}`,
        `      - elementary.freshness_anomalies: {timestamp_column: day, severity: ${severity}}`,
        '',
      ].join('\n'),
    });
    const told = async (files: Record<string, string>) => {
      const { state, reason } = answerOf(await coachOn(files), 'model.ferries.tickets_per_day', 'failure-modes-known');
      return [state, reason];
    };
    assert.deepEqual(await told(entry('warn')), ['weak', 'the tests only warn']);
    assert.deepEqual(await told(entry('error')), ['answered', null]);
    const reading = { 'transform/models/mart/sales/tickets_per_day.sql': "select * from {{ source('ticketing', 'tickets') }}\n" };
    const planned = async (enabled: boolean) => {
      const coach = await coachOn({ ...reading, ...entry('error', enabled) });
      const { state, reason } = answerOf(coach, 'model.ferries.tickets_per_day', 'source-change-planned');
      return [state, reason];
    };
    assert.deepEqual(await planned(true), ['answered', null]);
    assert.deepEqual(await planned(false), ['weak', 'the test elementary.schema_changes is disabled']);
  });

  test('who describes in prose who uses it is not told that nothing is there, nor is the prose a list of users', async () => {
    const described = (words: string) =>
      coachOn({
        'transform/models/mart/sales/refunds_per_day.sql': "select * from {{ ref('tickets_per_day') }}\n",
        'transform/models/mart/sales/_told.yml': `models:\n  - name: refunds_per_day\n    description: ${words}\n`,
        'dags/tides.py': [
          `"""${words}"""`,
          'from airflow import DAG',
          'from airflow.operators.bash import BashOperator',
          '',
          'with DAG("tides", schedule="@daily", doc_md=__doc__):',
          '    BashOperator(task_id="load", bash_command="./load.sh")',
          '',
        ].join('\n'),
      });
    for (const id of ['model.ferries.refunds_per_day', 'dag.tides']) {
      const prose = answerOf(await described('One line a day. Powers the board at the pier.'), id, 'consumers-known');
      assert.deepEqual([prose.state, prose.reason], ['unknown', 'see its description']);
      for (const words of ['Feeds of the timetable, with the power of each boat.', 'The rows of a day.'])
        assert.equal(answerOf(await described(words), id, 'consumers-known').state, 'unanswered', words);
    }
  });

  test('a folder `mart` makes marts, also of models that others read', async () => {
    assert.equal((await coachOn()).resource('model.ferries.tickets_per_day')?.layer, 'mart');
  });

  test('before the marts a list of columns is plan enough for a change of the source; reading whatever comes is asked about', async () => {
    const listing = { 'transform/models/staging/stg_tickets.sql': "select id, price, sold_at from {{ source('ticketing', 'tickets') }}\n" };
    const listed = answerOf(await coachOn(listing), 'model.ferries.stg_tickets', 'source-change-planned');
    assert.deepEqual([listed.state, listed.asked], ['weak', false]);
    const star = answerOf(await coachOn(), 'model.ferries.stg_tickets', 'source-change-planned');
    assert.deepEqual([star.state, star.asked], ['unanswered', true]);
    const mart = {
      'transform/models/mart/sales/tickets_per_day.sql': "select id, price from {{ source('ticketing', 'tickets') }}\n",
      'transform/models/mart/sales/_sales.yml': 'models: []\n',
    };
    const asked = answerOf(await coachOn(mart), 'model.ferries.tickets_per_day', 'source-change-planned');
    assert.deepEqual([asked.state, asked.asked], ['weak', true]);
  });

  test('nobody is asked how a table of the warehouse itself is kept', async () => {
    const coach = await coachOn({
      'transform/models/admin/_warehouse.yml':
        'sources:\n  - name: usage\n    schema: ACCOUNT_USAGE\n    tables: [{name: query_history}]\n',
      'transform/models/admin/slow_queries.sql': "select * from {{ source('usage', 'query_history') }}\n",
    });
    assert.equal(coach.resource('source.ferries.usage.query_history')?.unasked, 'the warehouse keeps it');
  });

  test('a test of one’s own that looks how old the rows are is a promise, whatever else it looks at', async () => {
    const coach = await coachOn({
      'transform/tests/tickets_freshness.sql': "select max(day) from {{ ref('tickets_per_day') }} having max(day) < current_date - 1\n",
    });
    assert.equal(answerOf(coach, 'model.ferries.tickets_per_day', 'freshness-promised').answer, 'tickets_freshness');
    assert.match(answerOf(coach, 'model.ferries.tickets_per_day', 'wrong-but-green-caught').answer ?? '', /tickets_freshness/);
  });

  test('a DAG that keeps house is asked nothing about data that it does not make, and still who is told', async () => {
    const coach = await coachOn({
      'dags/sweep_logs.py':
        'from airflow import DAG\nfrom airflow.operators.bash import BashOperator\n\nwith DAG("sweep_logs", schedule="@weekly", tags=["Maintenance", "ops"]):\n    BashOperator(task_id="sweep", bash_command="./sweep.sh")\n',
    });
    for (const question of ['consumers-known', 'freshness-promised', 'failure-modes-known', 'wrong-but-green-caught']) {
      const { state, reason } = answerOf(coach, 'dag.sweep_logs', question);
      assert.deepEqual([state, reason], ['not_applicable', 'it keeps house and feeds nobody'], question);
    }
    assert.equal(coach.resource('dag.sweep_logs')?.next, 'failure-told');
  });

  test('an entry of a package next door may describe the seed that is kept in place of its own', async () => {
    const coach = await coachOn({
      'transform/packages.yml': 'packages:\n  - local: ../rules\n',
      'transform/seeds/rules_exceptions.csv': 'rule,model\nowner,stg_tickets\n',
      'rules/dbt_project.yml': 'name: rules\nversion: "1.0"\n',
      'rules/seeds/rules_exceptions.csv': 'rule,model\n',
      'rules/seeds/_seeds.yml': 'seeds:\n  - name: rules_exceptions\n    description: What is let through.\n',
    });
    const purpose = answerOf(coach, 'seed.ferries.rules_exceptions', 'purpose-stated');
    assert.deepEqual([purpose.state, purpose.reason], ['unknown', 'the package rules may describe it']);
    assert.equal(answerOf(coach, 'seed.ferries.harbours', 'purpose-stated').state, 'unanswered');
  });

  test('a time spine and an example below the DAGs are asked nothing', async () => {
    const coach = await coachOn();
    assert.equal(coach.resource('model.ferries.all_days')?.unasked, 'a time spine, which MetricFlow reads');
    assert.deepEqual(await titles(coach, 'dags/jobs/examples/copy_me.py'), [
      'no consumers',
      'nothing asked',
      'nothing asked',
      'an example',
    ]);
  });

  test('a DAG that another repository waits for names its reader itself', async () => {
    const head = 'from airflow import DAG\nfrom airflow.operators.bash import BashOperator\n';
    const marker = 'from airflow.sensors.external_task import ExternalTaskMarker\n';
    const trigger = 'from airflow.operators.trigger_dagrun import TriggerDagRunOperator\n';
    const coach = await coachOn({
      'dags/tides.py': `${head}${marker}\nwith DAG("tides", schedule="@daily"):\n    ExternalTaskMarker(task_id="told", external_dag_id="harbour_forecast", external_task_id="wait_for_tides")\n`,
      'dags/moon.py': `${head}${trigger}from settings import next_dag\n\nwith DAG("moon", schedule="@daily"):\n    TriggerDagRunOperator(task_id="go", trigger_dag_id=next_dag)\n`,
      'dags/again.py': `${head}${trigger}\nwith DAG("again", schedule="@daily"):\n    TriggerDagRunOperator(task_id="go", trigger_dag_id="again")\n`,
    });
    const told = answerOf(coach, 'dag.tides', 'consumers-known');
    assert.deepEqual([told.state, told.answer, told.evidence[0]?.route], ['answered', 'harbour_forecast', 'external_dag_id']);
    assert.equal((await titles(coach, 'dags/tides.py'))[0], 'used by harbour_forecast');
    const moon = answerOf(coach, 'dag.moon', 'consumers-known');
    assert.deepEqual([moon.state, moon.reason], ['unknown', 'see settings.next_dag']);
    assert.equal(answerOf(coach, 'dag.again', 'consumers-known').state, 'unanswered', 'it only starts itself');
  });

  test('where a sensor waits for a DAG whose id cannot be read, it may be any that fits what can be', async () => {
    const sensor = [
      'from airflow import DAG',
      'from airflow.sensors.external_task import ExternalTaskSensor',
      'from settings import ferry_line',
      '',
      'with DAG("late_boats", schedule="@daily"):',
      '    ExternalTaskSensor(task_id="wait", external_dag_id=f"{ferry_line}departures", external_task_id="load")',
      '',
    ].join('\n');
    const coach = await coachOn({ 'dags/late_boats.py': sensor });
    const consumers = answerOf(coach, 'dag.departures', 'consumers-known');
    assert.equal(consumers.state, 'unknown');
    assert.match(consumers.reason ?? '', /^late_boats may wait for it: /);
    assert.equal(answerOf(coach, 'dag.late_boats', 'consumers-known').state, 'unanswered', 'it waits for no DAG of such a name');
    assert.equal(
      answerOf(
        await coachOn({ 'dags/late_boats.py': sensor.replace('late_boats', 'late_departures') }),
        'dag.late_departures',
        'consumers-known',
      ).state,
      'unanswered',
      'it does not wait for itself',
    );
  });

  test('who waits for a DAG whose dag_id cannot be read is not known', async () => {
    const coach = await coachOn();
    const [made] = [...coach.resources()].filter((one) => one.file === 'dags/line_factory.py');
    assert.ok(made);
    const consumers = answerOf(coach, made.id, 'consumers-known');
    assert.deepEqual([consumers.state, consumers.reason], ['unknown', 'who waits for it is not known: its dag_id cannot be read']);
  });
});

suite('titles that read well on a long day', () => {
  test('owners who do not fit are counted', async () => {
    const [, failure, owner] = await titles(await coachOn(), 'dags/departures.py');
    assert.equal(owner, 'owner anna@ferries.example.org, bo@ferries.example.org +1');
    assert.equal(failure, 'email_on_failure does nothing without an address in email');
  });

  test('where the fact and what is wrong with it are too long together, what is wrong is said', async () => {
    const told = await coachOn({
      'transform/models/mart/sales/_sales.yml':
        'models:\n  - name: tickets_per_day\n    config: {meta: {channel: "#ferries"}, contract: {enforced: true}}\n',
    });
    assert.equal((await titles(told, 'transform/models/mart/sales/tickets_per_day.sql'))[1], 'only one way to fail is caught: changed');
  });

  test('what a macro sets is named by the macro, without its arguments', async () => {
    const [, , owner] = await titles(await coachOn(), 'transform/models/mart/sales/refunds_per_day.sql');
    assert.equal(owner, 'owner: see sales_defaults(…)');
  });

  test('a model that is asked nothing says so instead of putting questions as facts', async () => {
    const row = await titles(await coachOn(), 'transform/models/mart/all_days.sql');
    assert.deepEqual(row, ['no consumers', 'nothing asked', 'owner timetable-team', 'a time spine, which MetricFlow reads']);
  });

  test('a list that catches all five does not end in an empty one', async () => {
    const entry = [
      'models:',
      '  - name: tickets_per_day',
      '    config: {meta: {channel: "#ferries"}, contract: {enforced: true}}',
      '    data_tests:',
      '      - dbt_utils.recency: {datepart: day, field: day, interval: 1}',
      '      - dbt_utils.fewer_rows_than: {compare_model: ref("stg_tickets")}',
      '      - dbt_utils.expression_is_true: {expression: "price > 0"}',
      '      - unique: {column_name: day}',
      '',
    ];
    const coach = await coachOn({ 'transform/models/mart/sales/_sales.yml': entry.join('\n') });
    assert.equal(
      answerOf(coach, 'model.ferries.tickets_per_day', 'failure-modes-known').answer,
      'caught: late, empty, twice, wrong, changed',
    );
  });
});
