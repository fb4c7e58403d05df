import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { airflow } from '../../../src/engine/airflow/airflow.ts';
import { render } from '../../../src/engine/l10n.ts';
import { alerts, type Fixture, fixture, lines, oneFile, owners } from './fixture.ts';

const project: Fixture = fixture('airflow');

const head = 'from airflow.sdk import DAG, dag, task\nfrom airflow.providers.standard.operators.empty import EmptyOperator\n';

suite('airflow: which DAGs there are', () => {
  test('ids, templates and what nobody calls', () => {
    const found = project.linked.resources.map(
      ({ id, template, unasked }) => `${id}${template ? ' template' : ''}${unasked ? ' unasked' : ''}`,
    );
    assert.deepEqual(found.filter((one) => !one.startsWith('dag.merged_') && !one.includes('known_')).sort(), [
      'asset.prices',
      'asset.rates',
      'dag.classic_export',
      'dag.classic_silent',
      'dag.dags/generated/feeds.py#dag template',
      'dag.dags/generated/feeds.py#feed template',
      'dag.dags/generated/feeds.py#made unasked',
      'dag.dags/tasks_of_many.py#never_called unasked',
      'dag.made_once',
      'dag.mails_the_board',
      'dag.many_owners',
      'dag.only_prints',
      'dag.price_import',
      'dag.price_kinds',
      'dag.price_list',
      'dag.price_report',
      'dag.put_together_2',
      'dag.put_together_comprehension',
      'dag.put_together_contact',
      'dag.put_together_defaults',
      'dag.put_together_operators',
      'dag.put_together_replaced',
      'dag.put_together_sorted',
      'dag.subclassed',
    ]);
  });

  test('the anchor is the name of the constructor, and the outline of the file alone has it too', () => {
    for (const { anchor, id } of project.linked.resources) {
      const text = project.texts.get(anchor.file) ?? '';
      assert.match(text.slice(anchor.from, anchor.to), /^(?:DAG|dag|asset|multi|CompanyDAG)$/, id);
      const fragment = project.files.fragment(anchor.file);
      assert.ok(fragment);
      assert.ok(
        airflow.outline(anchor.file, fragment).some((item) => item.from === anchor.from && item.to === anchor.to),
        `${id} in the outline`,
      );
    }
  });

  test('the version and the folder', () => {
    assert.deepEqual(
      project.linked.instances.map(({ root, version, versionFrom }) => [root, version, versionFrom?.file, versionFrom?.line]),
      [['dags', '3.3.2', 'requirements.txt', 2]],
    );
  });

  test('problems: keys that do nothing, and a function that is never called', () => {
    assert.deepEqual(
      project.linked.problems.map(({ file, line, message }) => `${file}:${line} ${render(message)}`),
      [
        'dags/classic.py:28 catchup does nothing in default_args: it is an argument of the DAG',
        'dags/classic.py:29 dagrun_timeout does nothing in default_args: it is an argument of the DAG',
        'dags/generated/feeds.py:33 Airflow does not come upon this DAG: nothing calls elsewhere()',
        'dags/tasks_of_many.py:75 this @dag function is never called, so Airflow does not see it',
      ],
    );
  });

  test('two DAGs whose ids cannot be read are told apart', () => {
    const made = oneFile(`${head}import os\ndag = DAG(os.environ["A"])\ndag = DAG(os.environ["B"])\n`);
    assert.deepEqual(
      made.linked.resources.map(({ id }) => id),
      ['dag.dags/a.py#dag', 'dag.dags/a.py#dag~2'],
    );
  });
});

suite('airflow: owners', () => {
  test('default_args put together in every way', () => {
    const found = Object.fromEntries(
      ['spread', 'piped', 'called', 'copied', 'updated', 'constant', 'function', 'dotted', 'late', 'again'].map((name) => [
        name,
        owners(project, `dag.merged_${name}`),
      ]),
    );
    assert.deepEqual(found, {
      spread: ['spread 1 @dags/merged_defaults.py:14'],
      piped: ['piped 1 @dags/merged_defaults.py:15'],
      called: ['called 1 @dags/merged_defaults.py:16'],
      copied: ['copied 1 @dags/merged_defaults.py:18'],
      updated: ['updated 1 @dags/merged_defaults.py:20'],
      constant: ['billing-team 1 @dags/merged_defaults.py:21'],
      function: ['function 1 @dags/merged_defaults.py:41'],
      dotted: ['orders-team 1 @dags/common/args.py:12'],
      late: ['early 1 @dags/merged_defaults.py:48'],
      again: ['second 1 @dags/merged_defaults.py:55'],
    });
  });

  test('what cannot be known says why', () => {
    assert.deepEqual(owners(project, 'dag.unknown_environment'), ['? see os.environ.get("DAG_OWNER", "nobody")']);
    assert.deepEqual(owners(project, 'dag.unknown_variable'), ['? see Variable.get("owner", default="x")']);
    assert.deepEqual(owners(project, 'dag.unknown_branch'), ['? depends on PRODUCTION']);
    assert.deepEqual(owners(project, 'dag.unknown_package'), ['? see company_platform.defaults.default_args']);
    assert.deepEqual(owners(project, 'dag.unknown_splat'), ['? see company_args']);
    assert.deepEqual(owners(project, 'dag.known_over_splat'), ['surely 1 @dags/not_known.py:33']);
  });

  test('per task: arguments, groups, decorators, mapped tasks, a tag', () => {
    assert.deepEqual(owners(project, 'dag.many_owners'), [
      'outer 2 @dags/tasks_of_many.py:44',
      'platform 3 @dags/tasks_of_many.py:17',
      'mapped 1 @dags/tasks_of_many.py:52',
      'own 2 @dags/tasks_of_many.py:27',
      'shell 1 @dags/tasks_of_many.py:35',
      'group 1 @dags/tasks_of_many.py:39',
      'platform @dags/tasks_of_many.py:18',
    ]);
  });

  test('no owner is the shipped default, whose evidence is the constructor', () => {
    assert.deepEqual(owners(project, 'dag.classic_export'), [
      'airflow 3 @dags/classic.py:32',
      'books 1 @dags/classic.py:43',
      'accounting-platform @dags/classic.py:4',
    ]);
    assert.deepEqual(owners(project, 'asset.rates'), ['pricing 1 @dags/assets.py:15']);
    assert.deepEqual(owners(project, 'asset.prices'), ['airflow 1 @dags/assets.py:20']);
  });

  test('a constructor that makes many names the owners of all', () => {
    assert.deepEqual(owners(project, 'dag.dags/generated/feeds.py#feed'), [
      'feeds 1 @dags/common/args.py:28',
      'logistics 2 @dags/common/args.py:33',
    ]);
    assert.deepEqual(owners(project, 'dag.dags/generated/feeds.py#dag'), ['countries 1 @dags/generated/feeds.py:19']);
  });

  test('a cluster policy of the workspace could set what is not set', () => {
    const policy = 'def task_policy(task):\n    if task.owner == "airflow":\n        task.owner = "somebody"\n';
    const text = `${head}with DAG("a", schedule=None):\n    EmptyOperator(task_id="t")\nwith DAG("b", schedule=None, default_args={"owner": "own"}):\n    EmptyOperator(task_id="t")\n`;
    const found = oneFile(text, { 'config/airflow_local_settings.py': policy });
    assert.deepEqual(owners(found, 'dag.a'), ['? may be set by task_policy in config/airflow_local_settings.py']);
    assert.deepEqual(owners(found, 'dag.b'), ['own 1 @dags/a.py:5']);
  });

  test('a listener of the workspace may tell of what nothing else tells', () => {
    const listener =
      'from airflow.listeners import hookimpl\n\nclass Told:\n    @hookimpl\n    def on_task_instance_failed(self, previous_state, task_instance):\n        page(task_instance)\n';
    const text = `${head}with DAG("a", schedule=None):\n    EmptyOperator(task_id="t")\nwith DAG("b", schedule=None, default_args={"email": "b@shop.example"}):\n    EmptyOperator(task_id="t")\n`;
    const found = oneFile(text, { 'plugins/shop/failure_listener.py': listener });
    assert.deepEqual(alerts(found, 'dag.a'), ['? may be told by on_task_instance_failed in plugins/shop/failure_listener.py']);
    assert.deepEqual(alerts(found, 'dag.b'), ['defaults email b@shop.example all @dags/a.py:5']);
  });

  test('retries that the installation sets are no decision that the DAG shows', () => {
    const text = `${head}with DAG("a", schedule=None):\n    EmptyOperator(task_id="t")\n`;
    const found = oneFile(text, { 'docker-compose.yml': 'x:\n  environment:\n    AIRFLOW__CORE__DEFAULT_TASK_RETRIES: 2\n' });
    assert.deepEqual(
      lines(found.facts('dag.a').retry, ({ text: words }) => words),
      ['? docker-compose.yml says 2'],
    );
  });

  test('the owner of an asset stands in the task below it from Airflow 3.1', () => {
    const text = 'from airflow.sdk import asset, task\n\n@asset(schedule="@daily")\n@task(owner="pricing")\ndef rates():\n    return 1\n';
    const on = (version: string) => owners(oneFile(text, { 'requirements.txt': `apache-airflow==${version}\n` }), 'asset.rates');
    assert.deepEqual(on('3.1.0'), ['pricing 1 @dags/a.py:4']);
    assert.deepEqual(on('3.0.6'), ['? @asset over @task is not known before Airflow 3.1']);
  });

  test('two files that match one import are unknown, a file that is not there is named', () => {
    const text = `${head}from shared import ARGS\nfrom .missing import MORE\nwith DAG("a", default_args=ARGS):\n    EmptyOperator(task_id="t")\nwith DAG("b", default_args=MORE):\n    EmptyOperator(task_id="t")\n`;
    const args = 'ARGS = {"owner": "x"}\n';
    const found = oneFile(text, { 'dags/shared.py': args, 'plugins/shared.py': args });
    assert.deepEqual(owners(found, 'dag.a'), ['? dags/shared.py and plugins/shared.py both match']);
    assert.deepEqual(owners(found, 'dag.b'), ['? see .missing']);
  });
});

suite('airflow: alerts and promises', () => {
  test('callbacks on every level, with their channels, and those that tell nobody', () => {
    assert.deepEqual(alerts(project, 'dag.mails_the_board'), ['dag notifier board@shop.internal all @dags/tasks_of_many.py:59']);
    assert.deepEqual(alerts(project, 'dag.only_prints'), ['defaults callback - all quiet @dags/tasks_of_many.py:67']);
    assert.deepEqual(alerts(project, 'dag.many_owners'), [
      'defaults callback #data-oncall all @dags/tasks_of_many.py:17',
      'defaults callback - some quiet @dags/tasks_of_many.py:17',
      'task callback #copies all @dags/tasks_of_many.py:50',
    ]);
    assert.deepEqual(alerts(project, 'dag.merged_dotted'), ['defaults callback #data-oncall all @dags/common/args.py:15']);
    assert.deepEqual(alerts(project, 'asset.rates'), ['dag callback #data-oncall all @dags/assets.py:14']);
  });

  test('mail, unless it is switched off', () => {
    assert.deepEqual(alerts(project, 'dag.classic_export'), [
      'defaults email books@shop.internal, data@shop.internal all @dags/classic.py:23',
      'stated channel #accounting-alerts all @dags/classic.py:5',
    ]);
    assert.deepEqual(alerts(project, 'dag.classic_silent'), []);
  });

  test('sla does nothing on Airflow 3, works on 2, and is doubtful where the version is not known', () => {
    const text = `from airflow import DAG\nfrom datetime import timedelta\nfrom airflow.operators.empty import EmptyOperator\nwith DAG("a", default_args={"sla": timedelta(hours=2)}):\n    EmptyOperator(task_id="t")\n`;
    const promise = (found: Fixture) => lines(found.facts('dag.a').promise, ({ by, text: words }) => `${by} ${words}`);
    assert.deepEqual(promise(oneFile(text, { 'requirements.txt': 'apache-airflow==2.9.3\n' })), ['sla 2 hours @dags/a.py:4']);
    assert.deepEqual(promise(oneFile(text, { Dockerfile: 'FROM apache/airflow:3.1.2-python3.12\n' })), [
      'sla 2 hours @dags/a.py:4 inert: sla does nothing on Airflow 3',
    ]);
    assert.deepEqual(promise(oneFile(text)), [
      'sla 2 hours @dags/a.py:4 doubtful: sla does nothing on Airflow 3, and the version in use is not known',
    ]);
  });

  test('what looks like an alert or a promise and is none says so', () => {
    const three = { 'requirements.txt': 'apache-airflow==3.2.0\n' };
    const mail = oneFile(
      `${head}with DAG("a", default_args={"email_on_failure": True}, sla_miss_callback=print):\n    EmptyOperator(task_id="t")\n`,
      three,
    );
    assert.deepEqual(alerts(mail, 'dag.a'), [
      'defaults email - some @dags/a.py:3 inert: email_on_failure does nothing without an address in email',
      'dag callback - all @dags/a.py:3 inert: sla_miss_callback does nothing on Airflow 3',
    ]);
    const deadline = (callback: string) =>
      `${head}from datetime import timedelta\nfrom airflow.sdk.definitions.deadline import AsyncCallback, DeadlineAlert, DeadlineReference\nfrom airflow.providers.smtp.notifications.smtp import SmtpNotifier\nfrom tell import late\ndef own(context):\n    pass\nwith DAG("a", deadline=DeadlineAlert(DeadlineReference.DAGRUN_QUEUED_AT, timedelta(minutes=30), AsyncCallback(${callback}))):\n    EmptyOperator(task_id="t")\n`;
    const promised = (callback: string) =>
      lines(
        oneFile(deadline(callback), { ...three, 'dags/tell.py': 'def late():\n    pass\n' }).facts('dag.a').promise,
        ({ text }) => text,
      );
    assert.deepEqual(promised('late'), ['30 minutes @dags/a.py:9']);
    assert.deepEqual(promised('SmtpNotifier'), ['30 minutes @dags/a.py:9']);
    assert.deepEqual(promised('own'), [
      '30 minutes @dags/a.py:9 inert: its callback is defined in the file of the DAG and cannot be loaded where it runs',
    ]);
    assert.deepEqual(promised('SmtpNotifier(to="a@b.c")'), [
      '30 minutes @dags/a.py:9 inert: its callback wants the class of a notifier, not an instance',
    ]);
  });

  test('a deadline, and what the documentation says', () => {
    const promise = (id: string) => lines(project.facts(id).promise, ({ by, text }) => `${by} ${text}`);
    assert.deepEqual(promise('dag.price_list'), ['deadline 2 hours @dags/assets.py:33']);
    assert.deepEqual(promise('dag.many_owners'), ['stated daily by 06:00 UTC @dags/tasks_of_many.py:24']);
    assert.deepEqual(
      lines(project.facts('dag.many_owners').consumer, ({ name }) => name),
      ['the finance team @dags/tasks_of_many.py:23', 'the board @dags/tasks_of_many.py:23'],
    );
    assert.deepEqual(
      lines(project.facts('dag.classic_export').runbook, ({ text }) => text),
      ['Clear the failed task. The files are written anew. @dags/classic.py:10'],
    );
    assert.deepEqual(
      lines(project.facts('dag.classic_export').tier, ({ text }) => text),
      ['2 @dags/classic.py:8'],
    );
    assert.deepEqual(
      lines(project.facts('dag.many_owners').tier, ({ text }) => text),
      ['1 @dags/common/tags.py:5'],
    );
  });
});

suite('airflow: what it is for', () => {
  test('the description, then what the documentation says beside its labels', () => {
    const words = (text: string) =>
      lines(oneFile(`${head}with DAG("a", ${text}):\n    EmptyOperator(task_id="t")\n`).facts('dag.a').description, (fact) => fact.text);
    assert.deepEqual(words('description="Loads", doc_md="Owner: us\\n\\nLoads the orders"'), [
      'Loads @dags/a.py:3',
      'Loads the orders @dags/a.py:3',
    ]);
    assert.deepEqual(words('doc_md="SLA: daily"'), []);
    assert.deepEqual(words('doc_md="docs/a.md"'), ['? see docs/a.md']);
    assert.deepEqual(words('doc_md=__doc__'), []);
  });
});

suite('airflow: who depends on whom', () => {
  const upstream = (id: string) => project.resource(id).upstream.map(({ to, via }) => `${to} ${via}`);

  test('triggers, sensors, markers and assets', () => {
    assert.deepEqual(upstream('dag.classic_export'), ['dags:dag.many_owners ExternalTaskSensor']);
    assert.deepEqual(upstream('dag.merged_late'), ['dags:dag.classic_export TriggerDagRunOperator']);
    assert.deepEqual(upstream('dag.merged_again'), ['dags:dag.classic_export ExternalTaskMarker']);
    assert.deepEqual(upstream('dag.price_list'), [
      'dags:dag.price_import schedule',
      'dags:asset.rates schedule',
      'dags:asset.prices inlets',
    ]);
    assert.deepEqual(upstream('asset.prices'), ['dags:asset.rates inlets']);
    // A function of several assets is a DAG that writes them.
    assert.deepEqual(upstream('dag.price_kinds'), ['dags:dag.price_import schedule']);
    assert.deepEqual(upstream('dag.price_report'), ['dags:dag.price_kinds schedule']);
  });

  test('every run of dbt that a DAG makes, in its words and with what it selects', () => {
    assert.deepEqual(
      project.linked.dbtRuns?.map(({ runner, words, select, exclude, projectDir, hidden }) => ({
        runner,
        words,
        select,
        exclude,
        projectDir,
        hidden,
      })),
      [
        {
          runner: 'dags:dag.classic_export',
          words: 'dbt build --select +fct_books --exclude tag:slow',
          select: ['+fct_books'],
          exclude: ['tag:slow'],
          projectDir: '/opt/dbt/shop',
          hidden: null,
        },
        {
          runner: 'dags:dag.classic_export',
          words: 'dbt test -s fct_books',
          select: ['fct_books'],
          exclude: [],
          projectDir: '/opt/dbt/shop',
          hidden: null,
        },
        {
          runner: 'dags:dag.many_owners',
          words: 'dbt run --select tag:nightly',
          select: ['tag:nightly'],
          exclude: [],
          projectDir: null,
          hidden: null,
        },
      ],
    );
  });
});

suite('airflow: where an answer is written', () => {
  const places = (found: Fixture, id: string, key: 'owner' | 'description' | 'sla') =>
    found.linked.places(found.resource(id), key).map((place) => {
      const { target } = place;
      const range =
        target.writer === 'python-dict'
          ? target.dict
          : target.writer === 'python-override'
            ? target.expression
            : target.writer === 'doc'
              ? target.literal
              : 'call' in target
                ? target.call
                : null;
      const text = range === null ? '-' : (found.texts.get(place.file) ?? '').slice(range.from, range.to).replace(/\s+/g, ' ').slice(0, 40);
      return `${place.id} ${target.writer} ${text}`;
    });

  test('the literal of the DAG, the shared one, or a new argument', () => {
    assert.deepEqual(places(project, 'dag.merged_again', 'owner'), ['default_args python-dict {"owner": "second"}']);
    // The owner of the shared one is put together there, and is left as it is.
    assert.deepEqual(places(project, 'dag.merged_dotted', 'owner'), ['override python-override common.args.DEFAULT_ARGS']);
    assert.deepEqual(places(project, 'dag.mails_the_board', 'owner'), [
      'dag-argument python-keyword dag(schedule=None, on_failure_callback=S',
    ]);
    assert.deepEqual(places(project, 'dag.merged_piped', 'owner'), ['override python-override piped']);
  });

  test('a literal that is overruled later is no place', () => {
    assert.deepEqual(places(project, 'dag.merged_copied', 'owner'), ['override python-override copied']);
    const found = oneFile(
      `${head}args = {"retries": 1}\nargs["owner"] = "x"\nwith DAG("a", default_args=args):\n    EmptyOperator(task_id="t")\n`,
    );
    assert.deepEqual(places(found, 'dag.a', 'owner'), ['override python-override args']);
  });

  test('none where one answer would be written for many that differ', () => {
    assert.deepEqual(places(project, 'dag.dags/generated/feeds.py#feed', 'owner'), []);
    assert.deepEqual(places(project, 'dag.dags/generated/feeds.py#feed', 'description'), []);
  });

  test('an asset: the task below it; none can be added where it reads other assets', () => {
    assert.deepEqual(places(project, 'asset.rates', 'owner'), ['task-argument python-keyword task(owner="pricing")']);
    assert.deepEqual(places(project, 'asset.prices', 'owner'), []);
    assert.deepEqual(places(project, 'asset.prices', 'description'), ['description python-keyword asset(schedule=None)']);
  });

  test('a line of the documentation', () => {
    assert.deepEqual(places(project, 'dag.classic_export', 'sla'), [
      'doc_md doc """ ### Exports for the accountants **Ow',
      'deadline python-call DAG("classic_export", default_args=defau',
    ]);
    assert.deepEqual(places(project, 'dag.merged_again', 'sla'), [
      'doc_md doc -',
      'deadline python-call DAG("merged_again", schedule=None, defau',
    ]);
    assert.deepEqual(places(project, 'dag.merged_again', 'description'), [
      'description python-keyword DAG("merged_again", schedule=None, defau',
    ]);
  });
});

suite('airflow: a constructor that makes many', () => {
  test('what cannot be read of one of them is said rather than that they differ', () => {
    const text = `def make(name, owner):\n    with DAG(name, default_args={"owner": owner}):\n        EmptyOperator(task_id="t")\nmake("a", "x")\nmake("b", Variable.get("owner"))\n`;
    assert.deepEqual(owners(oneFile(`${head}from airflow.sdk import Variable\n${text}`), 'dag.dags/a.py#airflow.sdk.DAG'), [
      '? see Variable.get("owner")',
    ]);
  });
});

suite('airflow: which DAG a task belongs to', () => {
  const inDag = (text: string) => owners(oneFile(`${head}${text}`), 'dag.a');

  test('a with in brackets binds its name', () => {
    const text = 'with (\n    DAG("a", default_args={"owner": "x"}) as dag\n):\n    pass\nEmptyOperator(task_id="t", dag=dag)\n';
    assert.deepEqual(inDag(text), ['x 1 @dags/a.py:4']);
    assert.deepEqual(inDag(text.replace(' as dag', ' as dag, open("f") as dag2,')), ['x 1 @dags/a.py:4']);
  });

  test('a task without a DAG goes where it is linked to, without the defaults of that DAG', () => {
    const text =
      'dag = DAG("a", default_args={"owner": "x"})\nfirst = EmptyOperator(task_id="f", dag=dag)\nothers = [EmptyOperator(task_id=n) for n in ["b", "c"]]\nlast = EmptyOperator(task_id="l")\nfirst >> others >> last\nEmptyOperator(task_id="nowhere", owner="y")\n';
    assert.deepEqual(inDag(text), ['x 1 @dags/a.py:3', 'airflow 3 @dags/a.py:3']);
  });

  test('a DAG that is not followed is the one around, and nothing is known of its defaults where there is none', () => {
    const text = 'with DAG("a", default_args={"owner": "x"}) as dag:\n    EmptyOperator(task_id="t", dag=SHARED)\n';
    assert.deepEqual(inDag(text), ['x 1 @dags/a.py:3']);
    const linked =
      'dag = DAG("a", default_args={"owner": "x"})\nEmptyOperator(task_id="f", dag=dag) >> EmptyOperator(task_id="t", dag=elsewhere())\n';
    assert.deepEqual(inDag(linked), ['x 1 @dags/a.py:3', '? see elsewhere']);
  });
});

suite('airflow: what tasks may check', () => {
  test('a word in a name is enough to ask no further, but latest is no test', () => {
    const checks = (id: string) =>
      lines(oneFile(`${head}with DAG("a"):\n    EmptyOperator(task_id="${id}")\n`).facts('dag.a').check, ({ by }) => by);
    assert.deepEqual(checks('test_orders'), ['? test_orders may check the data']);
    assert.deepEqual(checks('latest_only'), []);
  });
});

suite('airflow: bad input', () => {
  test('cycles of imports, recursion, star imports and exec end, and what they hide is unknown', () => {
    const text = `${head}from b import *\ndef f(x):\n    return f(x)\nexec("y = 1")\nwith DAG("a", default_args={"owner": f(1)}):\n    EmptyOperator(task_id="t")\nwith DAG("b", default_args=HIDDEN):\n    EmptyOperator(task_id="t")\n`;
    const found = oneFile(text, { 'dags/b.py': 'from a import *\nfrom elsewhere import *\nX = X + X\n' });
    assert.deepEqual(owners(found, 'dag.a'), ['? too much to follow']);
    assert.deepEqual(owners(found, 'dag.b'), ['? see elsewhere']);
  });

  test('a file without end is followed for a bounded time, and nothing is claimed of what is left', () => {
    const blow = Array.from(
      { length: 12 },
      (_, at) => `def f${at}(x):\n    for i in range(30):\n        ${at === 0 ? 'x = x' : `f${at - 1}(x)`}\n`,
    ).join('');
    const found = oneFile(
      `${head}${blow}with DAG("a", default_args={"owner": "x"}):\n    EmptyOperator(task_id="t")\n    f11(1)\n    EmptyOperator(task_id="u", owner="y")\n`,
    );
    assert.deepEqual(owners(found, 'dag.a'), ['x 1 @dags/a.py:39', '? too much to follow, where tasks are made']);
  });

  test('what a few lines double without end is not known', () => {
    const doubled = (first: string, line: string) => `b = ${first}\n${`${line}\n`.repeat(64)}`;
    const ways = [
      ['"x"', 'b = b + b'],
      ['"x"', 'b = f"{b}{b}"'],
      ['"x"', 'b = "".join([b, b])'],
      ['"x"', 'b = "{}{}".format(b, b)'],
      ['"x"', 'b = "%s%s" % (b, b)'],
      ['"xx"', 'b = b.replace("x", "xx")'],
      ['"x,x"', 'b = ",".join(b.split(",") + b.split(","))'],
      ['["x"]', 'b = b + b'],
      ['["x"]', 'b += b'],
      ['["x"]', 'b = [*b, *b]'],
      ['["x"]', 'b.extend(b)'],
      ['["x"]', 'b = copy.deepcopy([b, b])'],
      ['{"x": 1}', 'b = copy.deepcopy({"l": b, "r": b})'],
    ] as const;
    for (const [first, line] of ways) {
      const text = `${head}import copy\n${doubled(first, line)}with DAG("a", tags=b, default_args={"owner": b}):\n    EmptyOperator(task_id="t")\n`;
      const found = oneFile(text);
      // What comes after too much work is not read at all.
      const said = found.linked.resources.flatMap(({ id }) => owners(found, id));
      assert.deepEqual(
        said.filter((owner) => !owner.startsWith('?')),
        [],
        line,
      );
    }
    const all = JSON.stringify(Array.from({ length: 30 }, (_, at) => `x${at}`));
    const loops = ['p', 'q', 'r', 's', 't', 'u', 'v'].map((name) => `for ${name} in X`).join(' ');
    const found = oneFile(
      `${head}with DAG("a", default_args={"owner": "x"}):\n    EmptyOperator(task_id="t")\nX = ${all}\nb = [p + v ${loops}]\n`,
    );
    assert.deepEqual(owners(found, 'dag.a'), ['x 1 @dags/a.py:3', '? too much to follow, where tasks are made']);
  });

  test('what exec may have changed is not known', () => {
    const text = `${head}OWNER = "x"\nexec(open("settings").read())\nwith DAG("a", default_args={"owner": OWNER}):\n    EmptyOperator(task_id="t")\nwith DAG("b", default_args={"owner": "own"}):\n    EmptyOperator(task_id="t")\n`;
    assert.deepEqual(owners(oneFile(text), 'dag.a'), ['? see exec(open("settings").read())']);
    assert.deepEqual(owners(oneFile(text), 'dag.b'), ['own 1 @dags/a.py:7']);
  });

  test('Python 2, tabs and mixed line ends are read as far as they go', () => {
    const old =
      'from airflow import DAG\r\nfrom airflow.operators.bash_operator import BashOperator\nprint "loading"\nOWNER = u"old-team"\ntry:\n\tpass\nexcept Exception, e:\n\tprint e\n' +
      'dag = DAG("a", default_args={"owner": OWNER})\nif True:\n\tt = BashOperator(task_id="t", bash_command="x", dag=dag)\n';
    const found = oneFile(old);
    for (const owner of owners(found, 'dag.a')) assert.match(owner, /^(?:old-team 1 |\?)/);
    assert.ok(found.linked.resources.some(({ id }) => id === 'dag.a'));
  });

  test('a file of 5 MB that a generator wrote ends, and claims nothing of what it did not reach', () => {
    const task = (at: number) =>
      `    EmptyOperator(task_id="t${at}", owner="${at < 60_000 ? 'first' : 'last'}", doc="${'x'.repeat(30)}")\n`;
    const text = `${head}with DAG("a"):\n${Array.from({ length: 62_000 }, (_, at) => task(at)).join('')}`;
    assert.ok(text.length > 5_000_000);
    const found = owners(oneFile(text), 'dag.a');
    assert.match(found[0] ?? '', /^first /);
    assert.ok(
      found.some((owner) => owner.startsWith('last ') || owner.startsWith('?')),
      found.join(),
    );
  }).timeout(60_000);

  test('a long chain of imports ends', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 500 }, (_, at) => [
        `dags/m${at}.py`,
        `${head}from m${at + 1} import ARGS\ndag = DAG("m${at}", default_args=ARGS)\n`,
      ]),
    );
    const found = oneFile(`${head}from m0 import ARGS\n`, { ...chain, 'dags/m500.py': 'ARGS = {"owner": "far"}\n' });
    assert.deepEqual(owners(found, 'dag.m499'), ['far @dags/m500.py:1']);
    assert.deepEqual(owners(found, 'dag.m1'), ['? see dags/m42.py']);
  });

  test('no prefix of any file throws, and spans stay inside', () => {
    const texts = ['dags/tasks_of_many.py', 'dags/generated/feeds.py', 'dags/common/args.py', 'dags/classic.py'].map(
      (file) => [file, readFileSync(`test/fixtures/airflow/${file}`, 'utf8')] as const,
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.nat(20),
        fc.constantFrom('', '(', '"""', '\n  ', '**'),
        ([file, text], at, drop, put) => {
          const cut = at % (text.length + 1);
          const changed = drop > 15 ? text.slice(0, cut) : text.slice(0, cut) + put + text.slice(cut + drop);
          const others = Object.fromEntries(texts.filter(([other]) => other !== file));
          const found = oneFile('', { ...others, [file]: changed });
          for (const resource of found.linked.resources) {
            const length = found.texts.get(resource.anchor.file)?.length ?? 0;
            assert.ok(resource.anchor.to > resource.anchor.from && resource.anchor.to <= length);
            found.linked.facts(resource);
            for (const key of ['owner', 'description', 'sla'] as const) found.linked.places(resource, key);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
