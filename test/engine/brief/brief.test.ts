import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { type BriefAnswers, gap, nothingSaid as open } from '../../../src/engine/brief/answers.ts';
import { dagFile, dagText } from '../../../src/engine/brief/dagText.ts';
import { entryContent, modelSql } from '../../../src/engine/brief/dbtText.ts';
import { type Coach, createCoach } from '../../../src/engine/coach.ts';
import { applyEdits } from '../../../src/engine/writers/apply.ts';
import { nodeWorkspace } from '../../../src/node/workspace.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';

const today = '2026-11-22';
const said: BriefAnswers = {
  purpose: 'Decides "which" offers stay',
  reads: [],
  consumers: 'the shop team',
  owner: 'growth',
  promise: 'daily by 08:00 UTC',
  channel: '#growth-alerts',
  failureModes: 'offers arrive late; an offer counts twice',
  sourceChange: 'fail',
};

async function coachOn(files: Record<string, string> | null): Promise<Coach> {
  const coach = createCoach({ workspace: files === null ? nodeWorkspace('samples/shop') : memoryWorkspace(files), today });
  await coach.load();
  return coach;
}

async function newDag(
  files: Record<string, string> | null,
  folder: string,
  name: string,
  answers: BriefAnswers,
): Promise<{ file: string; text: string }> {
  const found = await (await coachOn(files)).newPipeline('dag', folder, name);
  ok('exemplar' in found);
  return { file: dagFile(folder, name, found.exemplar), text: dagText(name, answers, found.exemplar, found.exemplarText, today) };
}

/** What the engine reads of a text beside the files of the sample that it needs. */
async function reads(file: string, text: string, beside: Record<string, string>, id: string) {
  const coach = await coachOn({ ...beside, [file]: text });
  const resource = coach.resource(id);
  ok(resource, `${id} is not read from\n${text}`);
  return { resource, problems: coach.problems(), state: (question: string) => resource.answers.find((answer) => answer.id === question) };
}

const shared = {
  'requirements.txt': 'apache-airflow==3.1.2\n',
  'dags/common/__init__.py': '',
  'dags/common/args.py': 'default_args = {"owner": "data-platform", "retries": 2}\n',
};
const tasks = 'from airflow.providers.standard.operators.bash import BashOperator\n';

suite('a brief for a new DAG', () => {
  test('is written in the image of its neighbours: constructor, imports, where default_args come from', async () => {
    const { file, text } = await newDag(null, 'dags', 'offer_prices', said);
    equal(file, 'dags/offer_prices.py');
    match(text, /^from common\.args import default_args$/m);
    match(text, /^from airflow\.sdk import DAG$/m);
    match(text, /default_args=\{\*\*default_args, "owner": "growth"\}/);
    match(text, /start_date=pendulum\.datetime\(2025, 1, 1, tz="UTC"\)/);
    const { resource, problems, state } = await reads(file, text, shared, 'dag.offer_prices');
    deepEqual(problems, []);
    deepEqual(resource.owners, ['growth']);
    for (const question of [
      'owner-named',
      'consumers-known',
      'freshness-promised',
      'failure-told',
      'failure-modes-known',
      'purpose-stated',
    ])
      equal(state(question)?.state, 'answered', question);
  });

  test('what is left open is a visible gap that answers nothing', async () => {
    const { file, text } = await newDag(
      {
        'dags/one.py': `${tasks}from airflow.sdk import DAG\n\nwith DAG("one", default_args={"owner": "ops"}):\n    BashOperator(task_id="a", bash_command="a")\n`,
      },
      'dags',
      'two',
      open,
    );
    match(text, new RegExp(`"owner": "${gap}"`));
    const { state } = await reads(file, text, {}, 'dag.two');
    for (const question of ['owner-named', 'consumers-known', 'freshness-promised', 'failure-told', 'purpose-stated'])
      ok(['weak', 'unanswered'].includes(state(question)?.state ?? ''), `${question}: ${state(question)?.state}`);
  });

  const shapes: Readonly<Record<string, { files: Record<string, string>; holds: RegExp; file?: string; id?: string }>> = {
    'a decorated function': {
      files: {
        'dags/a.py':
          'from airflow.sdk import dag, task\nfrom common.args import default_args\n\n\n@dag(schedule="@daily", default_args=default_args)\ndef a():\n    @task\n    def one():\n        pass\n\n    one()\n\n\na()\n',
      },
      holds: /^@dag\([\s\S]*^def new_one\(\):$[\s\S]*^new_one\(\)$/m,
    },
    'an assignment with a dict of its own, in a file named after its kind': {
      files: {
        'dags/dag_a.py': `${tasks}from datetime import datetime, timedelta\nfrom airflow import DAG\n\ndefault_args = {"owner": "ops", "retry_delay": timedelta(minutes=5)}\n\ndag = DAG("a", schedule="@daily", start_date=datetime(2024, 1, 1), default_args=default_args)\n\nBashOperator(task_id="b", bash_command="b", dag=dag)\n`,
      },
      holds: /^default_args = \{"owner": "growth", "retry_delay": timedelta\(minutes=5\)\}$/m,
      file: 'dags/dag_new_one.py',
    },
    'a function of the team that makes DAGs': {
      files: {
        'dags/common/make.py':
          'from airflow.sdk import DAG\n\n\ndef make_dag(dag_id, owner, schedule):\n    return DAG(dag_id, schedule=schedule, default_args={"owner": owner})\n',
        'dags/a.py': '# airflow\nfrom common.make import make_dag\n\ndag = make_dag("a", owner="ops", schedule="@daily")\n',
        'dags/b.py': '# airflow\nfrom common.make import make_dag\n\ndag = make_dag("b", owner="ops", schedule="@daily")\n',
      },
      holds: /^dag = make_dag\("new_one", owner="growth", schedule="@daily"\)$/m,
      id: 'dag.dags/common/make.py#dag',
    },
  };
  for (const [name, { files, holds, file: expected, id }] of Object.entries(shapes)) {
    test(`follows ${name}`, async () => {
      const all = { ...shared, ...files };
      const { file, text } = await newDag(all, 'dags', 'new_one', said);
      match(text, holds);
      equal(file, expected ?? 'dags/new_one.py');
      // What a function of the team makes is one resource, which only the first of its DAGs gives an owner here.
      const { resource } = await reads(file, text, all, id ?? 'dag.new_one');
      deepEqual(resource.owners, [id ? 'ops' : 'growth']);
    });
  }

  test('stands alone where there is no neighbour, and never takes a name that is taken', async () => {
    const { text } = await newDag({}, 'dags', 'first', open);
    match(text, /^from airflow import DAG$/m);
    deepEqual(await (await coachOn(null)).newPipeline('dag', 'dags', 'daily_finance'), {
      refused: 'There is a daily_finance already, in dags/daily_finance.py.',
    });
  });
});

suite('a brief for a new model or source', () => {
  test('the model is read with its entry, which stands where its neighbours’ entries stand', async () => {
    const coach = await coachOn(null);
    const found = await coach.newPipeline('model', 'transform/models/marts/finance', 'fct_offers');
    ok('entry' in found && found.file);
    equal(found.file, 'transform/models/marts/finance/fct_offers.sql');
    equal(found.entry.file, 'transform/models/marts/finance/_finance.yml');
    const written = await coach.entryEdits(found.entry.file, found.entry.path, entryContent(said, found.entry.meta));
    ok('edits' in written);
    const before = await nodeWorkspace('samples/shop').read(found.entry.file);
    ok('text' in before);
    const sql = modelSql({ ...said, reads: ["ref('stg_a')", "source('shop', 'orders')"] }, found.siblingText);
    const { resource, state } = await reads(
      found.file,
      sql,
      {
        'transform/dbt_project.yml': 'name: shop\nversion: "1"\nprofile: shop\n',
        'transform/models/marts/finance/_finance.yml': applyEdits(before.text, written.edits),
        'transform/models/stg_a.sql': 'select 1 as id\n',
        'transform/models/_s.yml': 'sources:\n  - name: shop\n    tables:\n      - name: orders\n',
      },
      'model.shop.fct_offers',
    );
    deepEqual(resource.upstream.map(({ name }) => name).sort(), ['shop.orders', 'stg_a']);
    for (const question of ['owner-named', 'consumers-known', 'freshness-promised', 'failure-told', 'purpose-stated'])
      equal(state(question)?.state, 'answered', question);
  });

  test('what the folder says already gets no gap that would hide it', async () => {
    const found = await (await coachOn(null)).newPipeline('model', 'transform/models/marts/marketing', 'mart_offers');
    ok('entry' in found);
    deepEqual(found.given, ['owner']);
    const content = JSON.stringify(entryContent(open, found.entry.meta, found.given));
    ok(!content.includes('"owner"') && content.includes('"sla":"TODO"'), content);
    ok(JSON.stringify(entryContent(said, found.entry.meta, found.given)).includes('"owner":"growth"'));
  });

  test('a table joins its source; a new source gets a file named as the others are', async () => {
    const coach = await coachOn(null);
    const table = await coach.newPipeline('source', 'transform/models/staging/shop', 'shop.returns');
    ok('entry' in table);
    deepEqual([table.entry.file, table.entry.creates], ['transform/models/staging/shop/_shop__sources.yml', false]);
    const fresh = await coach.newPipeline('source', 'transform/models/staging/mail', 'mail.sent');
    ok('entry' in fresh);
    deepEqual([fresh.entry.file, fresh.entry.creates], ['transform/models/staging/mail/_mail__sources.yml', true]);
    deepEqual(await coach.newPipeline('source', 'transform/models', 'shop.orders'), {
      refused: 'There is a shop.orders already, in transform/models/staging/shop/_shop__sources.yml.',
    });
  });

  test('SQL keeps the case and the shape of a neighbour and invents no column', () => {
    match(modelSql({ ...open, reads: ["ref('a')"] }, 'SELECT id FROM t\n'), /^SELECT \*\nFROM \{\{ ref\('a'\) \}\}$/m);
    match(
      modelSql({ ...open, reads: ["ref('a')"] }, "with a as (\n    select * from {{ ref('x') }}\n)\nselect * from a"),
      /^with a as \($/m,
    );
  });
});
