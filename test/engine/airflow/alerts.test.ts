import assert from 'node:assert/strict';
import { alerts, type Fixture, lines, oneFile, owners } from './fixture.ts';

const three = { 'requirements.txt': 'apache-airflow==3.2.1\n' };
const two = { 'requirements.txt': 'apache-airflow==2.9.3\n' };

const head =
  'from datetime import timedelta\n' +
  'from airflow.sdk import DAG, dag, task, teardown, chain, TaskGroup\n' +
  'from airflow.providers.standard.operators.empty import EmptyOperator\n' +
  'from airflow.providers.standard.operators.python import PythonOperator\n' +
  'from airflow.providers.slack.notifications.slack import SlackNotifier\n' +
  'from tell import page\n';

const tell = { 'dags/tell.py': 'import requests\n\ndef page(context):\n    requests.post("https://hooks.shop.example")\n' };

/** Alerts of `dag.a`, without the places. */
function told(text: string, more: Readonly<Record<string, string>> = three): string[] {
  return alerts(oneFile(head + text, { ...tell, ...more }), 'dag.a').map((line) => line.replace(/ @\S+/, ''));
}

suite('airflow: the service that a callback calls', () => {
  test('by the names and texts of what it calls, helpers included, not by what it logs', () => {
    const service = (body: string) => {
      const text = `import requests\nfrom airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\n\ndef helper(text):\n    SlackWebhookHook().send(text=text)\n\ndef tell(context):\n    ${body}\n\nwith DAG("a", on_failure_callback=tell):\n    EmptyOperator(task_id="t")\n`;
      return oneFile(text)
        .facts('dag.a')
        .alert.flatMap((fact) => (fact.known ? [fact.value.service ?? null] : []));
    };
    assert.deepEqual(service('helper("failed")'), ['Slack']);
    assert.deepEqual(service('requests.post("https://company.webhook.office.com/x", json={})'), ['Microsoft Teams']);
    assert.deepEqual(service('PagerdutyEventsHook().send_event(summary="failed")'), ['PagerDuty']);
    assert.deepEqual(service('from airflow.utils.email import send_email; send_email("x", "y")'), ['e-mail']);
    assert.deepEqual(service('requests.post(SLACK_URL, json={})'), ['Slack']);
    assert.deepEqual(service('print("nothing to slack"); ring(context)'), [null]);
  });
});

suite('airflow: tasks that are made by what is not followed', () => {
  const jobs = 'from fleet import jobs\n';
  const made = 'with DAG("a", default_args={"owner": "fleet"}):\n    for job in jobs:\n';

  test('may tell of their failures themselves, unless the DAG does', () => {
    assert.deepEqual(told(`${jobs}${made}        job.run()\n`), ['? see job.run(), where tasks are made']);
    assert.deepEqual(told(`${jobs}${made.replace('"a", ', '"a", on_failure_callback=page, ')}        job.run()\n`).length, 1);
  });

  test('are not there where a text or a row is only looked at', () => {
    const looks = 'name = job.name.lower().replace("-", "_")\n        EmptyOperator(task_id=name)\n        job.get("x")';
    const found = oneFile(`${head}${jobs}${made}        ${looks}\n`, { ...tell, ...three });
    assert.deepEqual(alerts(found, 'dag.a'), []);
    assert.deepEqual(owners(found, 'dag.a'), ['fleet 1 @dags/a.py:8']);
  });
});

suite('airflow: whom an alert reaches', () => {
  test('mails and callbacks of different tasks that cover every task together leave nobody out', () => {
    assert.deepEqual(
      told(
        'with DAG("a", default_args={"email": ["data@shop.example"]}):\n' +
          '    EmptyOperator(task_id="load")\n' +
          '    EmptyOperator(task_id="export", email=["export@shop.example"])\n' +
          '    EmptyOperator(task_id="quiet", email=None, on_failure_callback=page)\n',
      ),
      ['task callback - all', 'defaults email data@shop.example all', 'task email export@shop.example all'],
    );
  });

  test('an empty task that starts or ends the run cannot fail and needs nobody, unless something hangs on it', () => {
    const ends = (more: string) =>
      told(
        'with DAG("a"):\n' +
          `    start = EmptyOperator(task_id="start"${more})\n` +
          '    load = PythonOperator(task_id="load", python_callable=print, on_failure_callback=page)\n' +
          '    start >> load >> EmptyOperator(task_id="end")\n',
      );
    assert.deepEqual(ends(''), ['task callback - all']);
    assert.deepEqual(ends(', on_success_callback=page'), ['task callback - some']);
    assert.deepEqual(ends(', outlets=["orders"]'), ['task callback - some']);
  });

  test('a task that nobody hears of is left out', () => {
    assert.deepEqual(
      told(
        'with DAG("a", default_args={"email": ["data@shop.example"]}):\n' +
          '    EmptyOperator(task_id="load")\n' +
          '    EmptyOperator(task_id="export", email_on_failure=False)\n',
      ),
      ['defaults email data@shop.example some'],
    );
  });

  const run = (body: string) => told(`with DAG("a", on_failure_callback=page):\n${body}`)[0];

  test('a callback of the DAG is called for every task whose failure fails the run', () => {
    assert.equal(run('    EmptyOperator(task_id="t") >> EmptyOperator(task_id="u", trigger_rule="none_failed")\n'), 'dag callback - all');
    assert.equal(
      run(
        '    t = EmptyOperator(task_id="t")\n    t >> EmptyOperator(task_id="clean", trigger_rule="all_done")\n    t >> EmptyOperator(task_id="u")\n',
      ),
      'dag callback - all',
    );
  });

  test('a leaf that runs whatever happened hides what failed before it', () => {
    const rules = [
      '    EmptyOperator(task_id="t") >> EmptyOperator(task_id="clean", trigger_rule="all_done")\n',
      '    from airflow.task.trigger_rule import TriggerRule\n    chain(EmptyOperator(task_id="t"), EmptyOperator(task_id="u"), EmptyOperator(task_id="clean", trigger_rule=TriggerRule.ALL_DONE))\n',
      '    with TaskGroup("g") as g:\n        EmptyOperator(task_id="t") >> EmptyOperator(task_id="u")\n    end = EmptyOperator(task_id="clean", trigger_rule="all_done")\n    g >> end\n',
      '    @task\n    def load():\n        return 1\n    @task(trigger_rule="all_done")\n    def clean(rows):\n        print(rows)\n    clean(load())\n',
      '    t = EmptyOperator(task_id="t")\n    t.set_downstream(EmptyOperator(task_id="clean", trigger_rule="always"))\n',
    ];
    for (const rule of rules) assert.equal(run(rule), 'dag callback - some', rule);
  });

  test('teardowns, watchers and what cannot be followed hide nothing', () => {
    const fine = [
      '    t = EmptyOperator(task_id="t")\n    t >> EmptyOperator(task_id="drop", trigger_rule="all_done").as_teardown()\n',
      '    @task\n    def load():\n        return 1\n    @teardown\n    def drop(rows):\n        print(rows)\n    drop(load())\n',
      '    @task(trigger_rule="all_done")\n    def watcher():\n        raise ValueError("a task failed")\n    EmptyOperator(task_id="t") >> watcher()\n',
      '    EmptyOperator(task_id="t") >> PythonOperator(task_id="end", trigger_rule="all_done", python_callable=page_all)\n',
      '    tasks = [EmptyOperator(task_id=name) for name in names()]\n    tasks >> EmptyOperator(task_id="clean", trigger_rule="all_done")\n',
      '    t = EmptyOperator(task_id="t")\n    if ON:\n        t >> EmptyOperator(task_id="clean", trigger_rule="all_done")\n',
    ];
    for (const rule of fine) assert.equal(run(rule), 'dag callback - all', rule);
  });

  test('tasks that are hidden from a callback of the DAG may be told of by their own', () => {
    assert.deepEqual(
      told(
        'with DAG("a", on_failure_callback=page):\n    EmptyOperator(task_id="t", email="t@shop.example") >> EmptyOperator(task_id="clean", trigger_rule="all_done")\n',
      ),
      ['dag callback - all', 'task email t@shop.example all'],
    );
  });
});

suite('airflow: what stops an alert', () => {
  test('a notifier with what it was shipped with, or whose class stands there', () => {
    const notified = (notifier: string) => told(`with DAG("a", on_failure_callback=${notifier}):\n    EmptyOperator(task_id="t")\n`);
    assert.deepEqual(notified('SlackNotifier(text="failed", channel="#data")'), ['dag notifier #data all']);
    assert.deepEqual(notified('SlackNotifier(text="failed")'), [
      'dag notifier #general all inert: no channel is given, so it goes to #general, as the notifier is shipped',
    ]);
    assert.deepEqual(notified('SlackNotifier(channel="#data")'), [
      'dag notifier #data all inert: no text is given, so it says what the notifier is shipped with',
    ]);
    assert.deepEqual(notified('SlackNotifier(**given())'), ['dag notifier - all']);
    assert.deepEqual(notified('SlackNotifier'), ['dag notifier - all inert: the class of a notifier stands there, and nothing makes one']);
  });

  test('a notifier that is made and never passed on', () => {
    assert.deepEqual(told('tell = SlackNotifier(text="failed", channel="#data")\nwith DAG("a"):\n    EmptyOperator(task_id="t")\n'), [
      'dag notifier - some inert: SlackNotifier is made and never passed on',
    ]);
    assert.deepEqual(
      told(
        'tell = SlackNotifier(text="failed", channel="#data")\nwith DAG("a", on_failure_callback=[tell]):\n    EmptyOperator(task_id="t")\n',
      ),
      ['dag notifier #data all'],
    );
  });

  test('mail on retries alone, where nothing is retried', () => {
    const mailed = (args: string) =>
      told(`with DAG("a", default_args={"email": "data@shop.example", ${args}}):\n    EmptyOperator(task_id="t")\n`);
    assert.deepEqual(mailed('"email_on_failure": False, "email_on_retry": True, "retries": 0'), [
      'defaults email data@shop.example all inert: mail is sent on a retry alone, and nothing is retried',
    ]);
    assert.deepEqual(mailed('"email_on_failure": False, "email_on_retry": True, "retries": 2'), ['defaults email data@shop.example all']);
    assert.deepEqual(mailed('"email_on_failure": False'), []);
  });

  test('an address that cannot be read is one', () => {
    const mailed = (email: string) =>
      told(`from airflow.models import Variable\nwith DAG("a", default_args={"email": ${email}}):\n    EmptyOperator(task_id="t")\n`);
    assert.deepEqual(mailed('[Variable.get("DEVS")]'), ['defaults email - all']);
    assert.deepEqual(mailed('["", None]'), []);
    assert.deepEqual(mailed('[]'), []);
  });

  test("mail over a backend of one's own, on the releases that passed it by", () => {
    const text = 'with DAG("a", default_args={"email": "data@shop.example"}):\n    EmptyOperator(task_id="t")\n';
    const on = (version: string) =>
      told(text, { 'requirements.txt': `apache-airflow${version}\n`, 'airflow.cfg': '[email]\nemail_backend = shop.mail.send\n' })[0];
    assert.equal(
      on('==3.2.1'),
      'defaults email data@shop.example all doubtful: Airflow 3.2 does not send over shop.mail.send, but over the connection smtp_default',
    );
    assert.equal(
      on('==3.3.0'),
      'defaults email data@shop.example all doubtful: Airflow 3.3.0 does not send over shop.mail.send, but over the connection smtp_default',
    );
    for (const version of ['==3.1.8', '==3.3.1', '==2.11.0']) assert.equal(on(version), 'defaults email data@shop.example all', version);
    assert.equal(
      told(text, { ...three, 'airflow.cfg': '[email]\nemail_backend = airflow.utils.email.send_email_smtp\n' })[0],
      'defaults email data@shop.example all',
    );
  });

  test('a list of callbacks before Airflow 2.6', () => {
    const text = 'with DAG("a", on_failure_callback=[page]):\n    EmptyOperator(task_id="t")\n';
    assert.deepEqual(told(text, { 'requirements.txt': 'apache-airflow==2.5.1\n' }), [
      'dag callback - all inert: a list of callbacks is not called before Airflow 2.6',
    ]);
    assert.deepEqual(told(text, { 'requirements.txt': 'apache-airflow==2.6.0\n' }), ['dag callback - all']);
  });
});

suite('airflow: told of a retry, told that it is late', () => {
  const kinds = (found: Fixture) => lines(found.facts('dag.a').alert, ({ on, route, channel }) => `${on} ${route} ${channel ?? '-'}`);

  test('a callback on retries does nothing where nothing is retried', () => {
    const text = (retries: number) =>
      `${head}with DAG("a", default_args={"on_retry_callback": page, "retries": ${retries}}):\n    EmptyOperator(task_id="t")\n`;
    assert.deepEqual(kinds(oneFile(text(1), { ...three, ...tell })), ['retry callback - @dags/a.py:7']);
    assert.deepEqual(kinds(oneFile(text(0), { ...three, ...tell })), [
      'retry callback - @dags/a.py:7 inert: it is called on a retry, and nothing is retried',
    ]);
  });

  test('a deadline tells that a run is late', () => {
    const text = `${head}from airflow.sdk import AsyncCallback, DeadlineAlert, DeadlineReference\nwith DAG("a", deadline=DeadlineAlert(reference=DeadlineReference.DAGRUN_QUEUED_AT, interval=timedelta(hours=1), callback=AsyncCallback(SlackNotifier, kwargs={"channel": "#late", "text": "late"}))):\n    EmptyOperator(task_id="t")\n`;
    assert.deepEqual(kinds(oneFile(text, three)), ['late notifier #late @dags/a.py:8']);
    assert.deepEqual(kinds(oneFile(text, two)), ['late notifier #late @dags/a.py:8 inert: deadline is not known before Airflow 3.1']);
  });

  test('sla_miss_callback works on Airflow 2, for tasks with an sla in a DAG with a time schedule', () => {
    const text = (args: string, defaults: string) =>
      `${head}with DAG("a", ${args}, default_args={${defaults}}):\n    EmptyOperator(task_id="t")\n`;
    const on = (args: string, defaults: string) => kinds(oneFile(text(args, defaults), { ...two, ...tell }));
    const sla = '"sla": timedelta(hours=1)';
    assert.deepEqual(on('schedule="@daily", sla_miss_callback=page', sla), ['late callback - @dags/a.py:7']);
    assert.deepEqual(on('schedule="@daily", sla_miss_callback=page', ''), [
      'late callback - @dags/a.py:7 inert: no task has an sla, so it is never called',
    ]);
    assert.deepEqual(on('schedule="@daily"', `${sla}, "sla_miss_callback": page`), [
      'late callback - @dags/a.py:7 inert: sla_miss_callback does nothing in default_args: it is an argument of the DAG',
    ]);
    const never = 'sla does nothing without a time schedule';
    assert.deepEqual(on('schedule=None, sla_miss_callback=page', sla), [`late callback - @dags/a.py:7 inert: ${never}`]);
    assert.deepEqual(on('schedule="@once", sla_miss_callback=page', sla), [`late callback - @dags/a.py:7 inert: ${never}`]);
    const promise = lines(oneFile(text('schedule=None', sla), two).facts('dag.a').promise, ({ text: words }) => words);
    assert.deepEqual(promise, [`1 hour @dags/a.py:7 inert: ${never}`]);
  });
});
