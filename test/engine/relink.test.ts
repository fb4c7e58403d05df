import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Coach, createCoach } from '../../src/engine/coach.ts';
import { nodeWorkspace } from '../../src/node/workspace.ts';
import { memoryWorkspace } from './memoryWorkspace.ts';

const today = '2026-11-22';

/** Changes as people make them while they type: some alter what a file says, some which resources there are. */
const changes: readonly ((text: string) => string)[] = [
  (text) => text.replace(/ref\('(\w+)'\)/, "ref('stg_shop__orders')"),
  (text) => text.replace(/\{\{ ref\('\w+'\) \}\}/, '(select 1 as id)'),
  (text) => `${text}\n-- depends_on: {{ ref('dim_customers') }}\n`,
  (text) => text.replace(/owner: .*/, 'owner: somebody-else'),
  (text) => text.replace(/description: .*/, 'description: Rewritten while the coach looks on.'),
  (text) => text.replace(/ {2}- name: (\w+)/, '  - name: $1_renamed'),
  (text) => `${text}\n`,
  (text) => `\n\n${text}`,
  (text) => text.replace(/config\(/, 'config(enabled=false, '),
  (text) => text.slice(0, Math.floor(text.length / 2)),
  (text) => text.replace(/\+tags/, '+meta'),
  (text) => text.replace(/"owner": "[^"]*"/, '"owner": "somebody-else"'),
];

/** Changes of dbt_project.yml: some only give other configs, some decide which resources there are, or what they read. */
const projectChanges: readonly ((text: string) => string)[] = [
  (text) => text.replace(/owner: .*/, 'owner: somebody-else'),
  (text) => text.replace('\nmodels:', '\n# A line more.\nmodels:'),
  (text) => text.replace(/\+tags: \["\w+"\]/, '+tags: ["finance", "daily"]'),
  (text) => text.replace('+materialized: table', '+access: public'),
  (text) => text.replace('+materialized: table', '+enabled: false'),
  (text) => text.replace('+materialized: table', '+group: finance'),
  (text) => text.replace('+materialized: view', `+post-hook: "grant select on {{ ref('dim_customers') }} to reader"`),
  (text) => text.replace('staging:', 'intermediate:'),
  (text) => text.replace('\nseeds:', '\nvars:\n  days: 3\n\nseeds:'),
  (text) => text.replace('name: shop', 'name: shop2'),
  (text) => text.replace('seeds:\n  shop:', 'data_tests:\n  shop:\n    +enabled: false\nseeds:\n  shop:'),
  (text) => text.slice(0, Math.floor((text.length * 2) / 3)),
];

/** Pieces that are put into a Python text, some of which leave it broken. */
const pieces = [
  '',
  'x',
  '\n',
  '# a remark\n',
  '"',
  '(',
  '    ',
  'owner',
  "{'owner': 'somebody'}",
  'from common.args import *\n',
  '\nx = 1\n',
  '    pass\n',
];

/** A change of one file; null takes the file away or, where it is gone, brings it back. */
type Change = ((text: string) => string) | null;

const anywhere: fc.Arbitrary<Change> = fc
  .record({ at: fc.double({ min: 0, max: 1, noNaN: true }), drop: fc.constantFrom(0, 0, 1, 1, 20), put: fc.constantFrom(...pieces) })
  .map(({ at, drop, put }) => (text) => {
    const from = Math.floor(text.length * at);
    return text.slice(0, from) + put + text.slice(from + drop);
  });

async function textsIn(folder: string): Promise<Record<string, string>> {
  const workspace = nodeWorkspace(folder);
  const texts: Record<string, string> = {};
  for (const file of await workspace.list()) {
    const result = await workspace.read(file);
    if ('text' in result) texts[file] = result.text;
  }
  return texts;
}

function change(disk: Record<string, string>, texts: Readonly<Record<string, string>>, file: string, how: Change): void {
  if (how !== null) disk[file] = how(disk[file] ?? '');
  else if (file in disk) delete disk[file];
  else disk[file] = texts[file] ?? '';
}

suite('linking again after a change', () => {
  for (const [folder, how, numRuns] of [
    ['samples/shop', fc.constantFrom<Change>(...changes), 40],
    ['test/fixtures/airflow', fc.oneof({ weight: 4, arbitrary: anywhere }, fc.constantFrom<Change>(...changes, null)), 60],
    ['test/fixtures/airflow2', fc.oneof({ weight: 4, arbitrary: anywhere }, fc.constantFrom<Change>(...changes, null)), 40],
  ] as const) {
    test(`gives what a first link of ${folder} gives, whatever was typed before`, async function () {
      this.timeout(120_000);
      const texts = await textsIn(folder);
      const files = Object.keys(texts).filter((file) => /\.(?:sql|ya?ml|py)$/.test(file));
      const step = fc.record({ file: fc.constantFrom(...files), how });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          const disk = { ...texts };
          const coach = await loaded(disk);
          for (const { file, how } of steps) {
            change(disk, texts, file, how);
            await coach.changed([file]);
            everything(coach);
          }
          assert.deepEqual(everything(coach), everything(await loaded(disk)));
        }),
        { numRuns },
      );
    });
  }
});

const dagHead = 'from airflow.sdk import DAG, dag, task\nfrom airflow.providers.standard.operators.bash import BashOperator\n';

/** DAGs that have little to do with each other, as most have: what one of them becomes is put in its place. */
const plainDags: Readonly<Record<string, string>> = {
  'dags/common/__init__.py': '',
  'dags/common/args.py': 'ARGS = {"owner": "shared", "retries": 2}\n\ndef say(context):\n    print(context)\n',
  'dags/a.py': `${dagHead}from common.args import ARGS\nwith DAG("a", default_args=ARGS, tags=["x"]) as d:\n    BashOperator(task_id="t", bash_command="run")\n`,
  'dags/b.py': `${dagHead}from common.args import ARGS, say\nARGS["on_failure_callback"] = say\nd = DAG("b", default_args=ARGS)\nt = BashOperator(dag=d, task_id="t", bash_command="dbt build")\nu = BashOperator(dag=d, task_id="u", owner="own")\nt >> u\n`,
  'dags/c.py': `${dagHead}@dag(dag_id="c", default_args={"owner": "c"})\ndef flow():\n    @task\n    def step():\n        return 1\n    step()\nflow()\nwith DAG("a", default_args={"owner": "second"}):\n    BashOperator(task_id="check_rows", email="x@y.z")\n`,
  'requirements.txt': 'apache-airflow==3.1.0\n',
};

const dagChanges: readonly ((text: string) => string)[] = [
  (text) => text.replace('DAG("a"', 'DAG("b"'),
  (text) => text.replace('task_id="t"', 'task_id="other"'),
  (text) => text.replace('task_id="t"', 'task_id="t", outlets=["orders"]'),
  (text) => text.replace('dbt build', 'dbt run --select orders'),
  (text) => text.replace('"shared"', '"others"'),
  (text) => text.replace('\nflow()', '\n'),
  (text) => text.replace('from common.args import ARGS', 'from common.args import *'),
  (text) => `${text}from airflow.sdk import TriggerDagRunOperator\nTriggerDagRunOperator(dag=d, task_id="next", trigger_dag_id="c")\n`,
  (text) => `${text}\nwith DAG("more") as more:\n    BashOperator(task_id="t")\n`,
];

suite('linking again after a change of DAG files', () => {
  test('gives what a first link gives, whatever was typed before', async function () {
    this.timeout(120_000);
    const files = Object.keys(plainDags).filter((file) => file.endsWith('.py'));
    const how = fc.oneof(anywhere, { weight: 2, arbitrary: fc.constantFrom<Change>(...dagChanges, null) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ file: fc.constantFrom(...files), how }), { minLength: 1, maxLength: 8 }), async (steps) => {
        const disk = { ...plainDags };
        const coach = await loaded(disk);
        everything(coach);
        for (const { file, how } of steps) {
          change(disk, plainDags, file, how);
          await coach.changed([file]);
          everything(coach);
        }
        assert.deepEqual(everything(coach), everything(await loaded(disk)));
      }),
      { numRuns: 150 },
    );
  });
});

/** A DAG file as long ones are: tasks by the line, of literals and names, and what else may stand between them. */
const taskLines = `from airflow.sdk import DAG, TaskGroup
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator as Step
from airflow.providers.standard.operators import python
from common.args import ARGS, TEAM
from elsewhere import DEFAULTS, switch

OWNER = "night-shift"
NAME = f"{OWNER}-team"
TRIES = 3
d = DAG("long", default_args=ARGS)
e = DAG("other", default_args={"owner": "other"})
one = BashOperator(dag=d, task_id="one", bash_command="run one")
two = BashOperator(dag=d, task_id="two", bash_command="dbt run", owner=OWNER)
three = Step(task_id="three", dag=d, owner=TEAM, retries=TRIES)
four = Step(task_id="check_four", dag=e, owner=NAME)
Step(task_id="six", dag=e, default_args=DEFAULTS)
if switch:
    next = python.TriggerDagRunOperator(task_id="next", dag=e, trigger_dag_id="a")
python.PythonOperator(task_id="five", dag=d, email="x@y.z")
one >> two >> three
with DAG("held", default_args={"owner": OWNER}) as held:
    Step(task_id="a", doc_md=__doc__)
    b = Step(task_id="b", retries=TRIES)
    with TaskGroup("g", default_args={"owner": "group"}):
        c = Step(task_id="c")
    three_again = Step(task_id="d", dag=d)
    b >> c
`;

const lineChanges: readonly ((text: string) => string)[] = [
  (text) => text.replace('"night-shift"', '"day-shift"'),
  (text) => text.replace('TRIES = 3', 'TRIES = None'),
  (text) => text.replace('owner=OWNER', 'owner="own"'),
  (text) => text.replace('one >> two', 'OWNER = "later"\none >> two'),
  (text) => text.replace('one = Bash', 'd = e\none = Bash'),
  (text) => text.replace('four = Step', 'd.owner = "x"\ntwo.owner = "assigned"\nfour = Step'),
  (text) => text.replace('\nfour', '\none.owner = "assigned"\nfour'),
  (text) => text.replace('three = Step', 'd.default_args = {"owner": "since"}\nthree = Step'),
  (text) => text.replace('EmptyOperator as Step', 'EmptyOperator as Step, Step as EmptyOperator'),
  (text) => text.replace(/standard\.operators\.empty import \w+/, 'common.sql.operators.sql import SQLCheckOperator'),
  (text) => text.replace('python.PythonOperator', 'for n in range(2):\n    python.PythonOperator'),
  (text) => text.replace('if switch:', 'if True:'),
  (text) => text.replace('    Step(task_id="a"', '    Step(task_id="z")\n    Step(task_id="a"'),
  (text) => text.replace('with TaskGroup("g", default_args={"owner": "group"})', 'if TRIES'),
  (text) => text.replace('default_args=ARGS', 'default_args={**ARGS, "owner": OWNER}'),
  (text) => text.replace('TEAM = "data"', 'TEAM = "people"'),
  (text) => text.replace('"shared"', '"others"'),
  (text) => text.replace('from common.args import ARGS, TEAM', 'from common.args import *'),
  (text) => `"""Owner: the team of the head."""\n${text}`,
  (text) => text.replace('\n\n', '\n\n\n'),
  (text) => text.replace(/\ntwo = .*/, ''),
  (text) => text.replace('def say', 'class Step:\n    pass\n\ndef say'),
];

suite('linking again after a change of a file of many tasks', () => {
  test('gives what a first link gives, whatever was typed before', async function () {
    this.timeout(120_000);
    const texts = { ...plainDags, 'dags/common/args.py': `TEAM = "data"\n${plainDags['dags/common/args.py']}`, 'dags/long.py': taskLines };
    const file = fc.oneof(
      { weight: 4, arbitrary: fc.constant('dags/long.py') },
      // What imports it is followed again as well, and its lines are kept.
      { weight: 3, arbitrary: fc.constant('dags/common/args.py') },
      fc.constant('dags/a.py'),
    );
    const how = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...lineChanges) },
      anywhere,
      fc.constant((): string => taskLines),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ file, how }), { minLength: 2, maxLength: 8 }), async (steps) => {
        const disk: Record<string, string> = { ...texts };
        const coach = await loaded(disk);
        everything(coach);
        for (const { file, how } of steps) {
          change(disk, texts, file, how);
          await coach.changed([file]);
          everything(coach);
        }
        assert.deepEqual(everything(coach), everything(await loaded(disk)));
      }),
      { numRuns: 120 },
    );
  });
});

suite('linking again after a change of dbt_project.yml', () => {
  const file = 'transform/dbt_project.yml';
  for (const unsaved of [false, true]) {
    test(`gives what a first link gives, ${unsaved ? 'typed and not saved' : 'on disk'}`, async function () {
      this.timeout(120_000);
      const texts = await textsIn('samples/shop');
      await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom(...projectChanges), { minLength: 1, maxLength: 6 }), async (steps) => {
          const disk = { ...texts };
          const coach = await loaded(disk);
          everything(coach);
          for (const step of steps) {
            change(disk, texts, file, step);
            if (unsaved) await coach.open(file, disk[file] ?? '');
            else await coach.changed([file]);
            everything(coach);
          }
          if (unsaved) await coach.close(file);
          assert.deepEqual(everything(coach), everything(await loaded(disk)));
        }),
        { numRuns: 30 },
      );
    });
  }

  test('reaches a model that only the folder gives an owner', async () => {
    const disk = await textsIn('samples/shop');
    const coach = await loaded(disk);
    const owned = [...coach.resources()].filter(({ owners }) => owners.includes('growth'));
    assert.ok(owned.length > 0);
    await coach.open(file, (disk[file] ?? '').replace('owner: growth', 'owner: growth-and-more'));
    for (const { key, answers } of owned) {
      const isFolder = answers.some(({ id, evidence }) => id === 'owner-named' && evidence[0]?.file === file);
      if (isFolder) assert.deepEqual(coach.resource(key)?.owners, ['growth-and-more']);
    }
  });
});

async function loaded(files: Record<string, string>): Promise<Coach> {
  const coach = createCoach({ workspace: memoryWorkspace(files), today });
  await coach.load();
  return coach;
}

function everything(coach: Coach): unknown {
  const resources = [...coach.resources()];
  const places = resources.map(({ key }) => coach.places(key, 'owner-named'));
  return { resources, places, problems: coach.problems(), frameworks: coach.frameworks() };
}
