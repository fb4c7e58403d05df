import assert from 'node:assert/strict';
import { type Coach, createCoach } from '../../src/engine/coach.ts';
import { memoryWorkspace } from './memoryWorkspace.ts';

const finance = 'transform/models/marts/finance/';
const properties = `${finance}_finance.yml`;

/** A model of the shop that is owned and has its purpose, with these columns. */
const orders = (...columns: string[]) => `version: 2
models:
  - name: fct_orders
    description: One row per order, for the monthly close.
    meta:
      owner: finance-data
    columns:
${columns.map((name) => `      - name: ${name}\n`).join('')}`;

const dag = (schedule: string, tasks = '') => `from airflow.models.dag import DAG
from airflow.operators.bash import BashOperator
from defaults import default_args

with DAG("daily_finance", schedule="${schedule}", default_args=default_args, catchup=False) as dag:
    load = BashOperator(task_id="load", bash_command="load_orders")
${tasks}`;

const now: Record<string, string> = {
  '.pipeline-coach.yml': 'preset: standard\n',
  'transform/dbt_project.yml': 'name: shop\nversion: "1.0"\nconfig-version: 2\nprofile: shop\nmodel-paths: [models]\n',
  [`${finance}fct_orders.sql`]: "select order_id, total from {{ source('erp', 'orders') }}\n",
  'transform/models/marts/exposures.yml': `version: 2
exposures:
  - name: margin_board
    type: dashboard
    depends_on: [ref('fct_orders')]
    owner: {name: Sales, email: sales@shop.example}
`,
  'transform/models/staging/_sources.yml': 'version: 2\nsources:\n  - name: erp\n    tables:\n      - name: orders\n',
  [properties]: orders('order_id', 'total'),
  'dags/defaults.py': 'default_args = {"owner": "finance-data"}\n',
  'dags/daily_finance.py': dag('0 6 * * *'),
};

async function loaded(files: Record<string, string>): Promise<Coach> {
  const coach = createCoach({ workspace: memoryWorkspace(files), today: '2026-11-23' });
  await coach.load();
  return coach;
}

/** The question that comes next for a resource, before and after the coach is told what files said earlier. */
async function nextOf(id: string, files: Record<string, string>, earlier: Record<string, string | null>) {
  const coach = await loaded(files);
  const alone = coach.resource(id)?.next;
  coach.compare(new Map(Object.entries(earlier)));
  const compared = coach.resource(id)?.next;
  coach.compare(null);
  assert.equal(coach.resource(id)?.next, alone);
  return { alone, compared };
}

suite('what a change touches is asked first', () => {
  test('a column that is gone or has another name: who must agree', async () => {
    const found = await nextOf('model.shop.fct_orders', now, { [properties]: orders('order_id', 'amount') });
    assert.deepEqual(found, { alone: 'failure-told', compared: 'change-survivable' });
  });

  test('a column more, the same in other letters, or a list that is gone as a whole: nothing else than before', async () => {
    for (const columns of [['order_id'], ['ORDER_ID', 'Total']]) {
      const found = await nextOf('model.shop.fct_orders', now, { [properties]: orders(...columns) });
      assert.equal(found.compared, 'failure-told', columns.join());
    }
    const bare = { ...now, [properties]: orders().replace('    columns:\n', '') };
    const found = await nextOf('model.shop.fct_orders', bare, { [properties]: orders('order_id') });
    assert.equal(found.compared, found.alone);
  });

  test('another schedule: how fresh; another task: nothing else than before', async () => {
    const schedule = await nextOf('dag.daily_finance', now, { 'dags/daily_finance.py': dag('0 * * * *') });
    assert.deepEqual(schedule, { alone: 'failure-told', compared: 'freshness-promised' });
    const task = '    check = BashOperator(task_id="check", bash_command="check_orders")\n    load >> check\n';
    const same = await nextOf('dag.daily_finance', now, { 'dags/daily_finance.py': dag('0 6 * * *', task) });
    assert.equal(same.compared, 'failure-told');
  });

  test('a schedule that only running it would tell is no other one', async () => {
    const hidden = dag('0 6 * * *').replace('"0 6 * * *"', 'os.environ["WHEN"]');
    const { compared } = await nextOf('dag.daily_finance', now, { 'dags/daily_finance.py': hidden });
    assert.equal(compared, 'failure-told');
  });

  test('a new model: what it is for, and then who owns it; its neighbours stay', async () => {
    const file = `${finance}fct_refunds.sql`;
    const files = { ...now, [file]: "select refund_id from {{ ref('fct_orders') }}\n" };
    const { alone, compared } = await nextOf('model.shop.fct_refunds', files, { [file]: null });
    assert.deepEqual([alone, compared], ['owner-named', 'purpose-stated']);
    assert.equal((await nextOf('model.shop.fct_orders', files, { [file]: null })).compared, 'failure-told');
    const said = {
      ...files,
      [`${finance}_refunds.yml`]: orders('order_id')
        .replaceAll('fct_orders', 'fct_refunds')
        .replace(/ {4}meta:\n.*\n/, ''),
    };
    assert.equal((await nextOf('model.shop.fct_refunds', said, { [file]: null })).compared, 'owner-named');
  });

  test('an entry in a file that was there is new; a model that was moved is not', async () => {
    const file = 'transform/models/staging/_sources.yml';
    const files = {
      ...now,
      [file]: `${now[file]}      - name: refunds\n`,
      [`${finance}fct_refunds.sql`]: "select refund_id from {{ source('erp', 'refunds') }}\n",
    };
    const coach = await loaded(files);
    const next = () => ['orders', 'refunds'].map((table) => coach.resource(`source.shop.erp.${table}`)?.next);
    assert.deepEqual(next(), ['owner-named', 'owner-named']);
    coach.compare(new Map([[file, now[file] ?? '']]));
    assert.deepEqual(next(), ['owner-named', 'purpose-stated']);
    const moved = `transform/models/marts/sales/fct_orders.sql`;
    const { [`${finance}fct_orders.sql`]: sql = '', ...others } = now;
    const found = await nextOf('model.shop.fct_orders', { ...others, [moved]: sql }, { [moved]: null, [`${finance}fct_orders.sql`]: sql });
    assert.equal(found.compared, found.alone);
  });

  test('an alert that does not arrive comes before it, and what is typed on counts', async () => {
    const coach = await loaded(now);
    coach.compare(new Map([['dags/daily_finance.py', dag('0 * * * *')]]));
    await coach.open('dags/daily_finance.py', dag('0 * * * *'));
    assert.equal(coach.resource('dag.daily_finance')?.next, 'failure-told');
    await coach.open('dags/defaults.py', 'default_args = {"owner": "finance-data", "email_on_failure": True}\n');
    await coach.open('dags/daily_finance.py', dag('0 7 * * *'));
    assert.equal(coach.resource('dag.daily_finance')?.next, 'alert-arrives');
  });
});
