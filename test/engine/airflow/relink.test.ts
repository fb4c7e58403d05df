import assert from 'node:assert/strict';
import fc from 'fast-check';
import { airflow } from '../../../src/engine/airflow/airflow.ts';
import type { Linked } from '../../../src/engine/linked.ts';
import { placedModule } from '../syntax/placedModule.ts';
import { owners, workspace } from './fixture.ts';

/** Everything that a link says, as text. */
function said(linked: Linked): string {
  const resources = linked.resources.map((resource) => ({
    resource,
    facts: linked.facts(resource),
    places: linked.places(resource, 'owner'),
  }));
  return JSON.stringify({ resources, instances: linked.instances, problems: linked.problems, runs: linked.dbtRuns });
}

function asRead({ module, ...rest }: ReturnType<typeof airflow.read>): unknown {
  return { ...rest, module: module && placedModule(module) };
}

const imports = 'from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.empty import EmptyOperator\n';

const dag = (id: string, more: string) => `${imports}${more}\nwith DAG("${id}", default_args=ARGS):\n    EmptyOperator(task_id="t")\n`;

/** Texts that the files of a workspace take on in turn; null stands for no such file. */
const states: Readonly<Record<string, readonly (string | null)[]>> = {
  'dags/one.py': [dag('one', 'from common.args import ARGS'), dag('one', 'ARGS = {"owner": "own"}'), 'x = ('],
  'dags/two.py': [dag('two', 'from shared import ARGS'), dag('two', 'from common.args import *')],
  'dags/three.py': [
    `${imports}from base import dag\nwith dag:\n    EmptyOperator(task_id="third", owner="third")\n`,
    `${imports}from base import dag\nEmptyOperator(task_id="third", owner="another", dag=dag)\n`,
    null,
  ],
  'dags/base.py': [dag('base', 'from common.args import ARGS').replace('):', ') as dag:'), null],
  'dags/common/args.py': [
    'ARGS = {"owner": "first"}\n',
    'from shared import ARGS\nARGS["owner"] = "changed"\n',
    'from one import ARGS\n',
    null,
  ],
  'dags/shared.py': ['ARGS = {"owner": "shared"}\n', 'from common.args import ARGS\n', null],
  'plugins/shared.py': [null, 'ARGS = {"owner": "plugin"}\n'],
  'requirements.txt': ['apache-airflow==3.1.0\n', 'apache-airflow==2.9.0\n'],
};

suite('airflow: linking again', () => {
  test('a change of a shared file reaches the DAGs that import it, and a file that appears is seen', () => {
    const one = dag('one', 'from common.args import ARGS');
    assert.deepEqual(owners(workspace(new Map([['dags/one.py', one]])), 'dag.one'), ['? see common.args.ARGS']);
    const first = new Map([
      ['dags/one.py', one],
      ['dags/common/args.py', 'ARGS = {"owner": "first"}\n'],
    ]);
    assert.deepEqual(owners(workspace(first), 'dag.one'), ['first 1 @dags/common/args.py:1']);
    const second = new Map([...first, ['dags/common/args.py', '\nARGS = {"owner": "second"}\n']]);
    assert.deepEqual(owners(workspace(second), 'dag.one'), ['second 1 @dags/common/args.py:2']);
  });

  test('tasks that another file puts into a DAG are there once, and go with that file', () => {
    const base = `${imports}with DAG("base", default_args={"owner": "base"}) as dag:\n    EmptyOperator(task_id="own")\n`;
    const more = (owner: string) => `${imports}from base import dag\nwith dag:\n    EmptyOperator(task_id="more", owner="${owner}")\n`;
    const cached = new Map<string, ReturnType<typeof airflow.read>>();
    const read = (reader: string, text: string) => {
      const fragment = cached.get(reader + text) ?? airflow.read(reader, text);
      cached.set(reader + text, fragment);
      return fragment;
    };
    const said = (...files: [string, string][]) => owners(workspace(new Map([['dags/base.py', base], ...files]), read), 'dag.base');
    const own = 'base 1 @dags/base.py:3';
    assert.deepEqual(said(['dags/more.py', more('first')]), [own, 'first 1 @dags/more.py:5']);
    assert.deepEqual(said(['dags/more.py', more('first')]), [own, 'first 1 @dags/more.py:5']);
    assert.deepEqual(said(['dags/more.py', more('second')]), [own, 'second 1 @dags/more.py:5']);
    assert.deepEqual(said(), [own]);
  });

  test('what one DAG file changes of a module, another does not see', () => {
    const settings = 'class Team:\n    owner = "base"\n\ndef rename():\n    global NAME\n    NAME = "other"\n\nNAME = "base"\n';
    const changes = `import common\nimport common.settings\nfrom common.settings import Team, rename\nTeam.owner = "one"\nrename()\n`;
    const own = 'import common.settings\nARGS = {"owner": common.settings.Team.owner + common.settings.NAME}';
    const texts = {
      'dags/common/__init__.py': '',
      'dags/common/settings.py': settings,
      'dags/one.py': dag('one', `${changes}ARGS = {"owner": Team.owner}`),
      'dags/two.py': dag('two', own),
    };
    for (const files of [Object.entries(texts), Object.entries(texts).reverse()]) {
      const linked = workspace(new Map(files));
      assert.deepEqual(owners(linked, 'dag.one'), ['one 1 @dags/one.py:6']);
      assert.deepEqual(owners(linked, 'dag.two'), ['basebase 1 @dags/two.py:4']);
    }
  });

  test('a DAG file sees a cycle of imports as if it were the only one', () => {
    const texts = {
      'dags/common/args.py': 'from common.tell import CHANNEL\nARGS = {"owner": CHANNEL}\nTEAM = "data"\n',
      'dags/common/tell.py': 'CHANNEL = "#first"\nfrom common.args import *\nOWNED = {"owner": TEAM}\n',
      'dags/one.py': dag('one', 'from common.args import ARGS'),
      'dags/two.py': dag('two', 'from common.tell import OWNED as ARGS'),
      'dags/three.py': dag('three', 'from common.tell import OWNED\nfrom common.args import ARGS'),
    };
    for (const files of [Object.entries(texts), Object.entries(texts).reverse()]) {
      const linked = workspace(new Map(files));
      assert.deepEqual(owners(linked, 'dag.one'), ['#first 1 @dags/common/tell.py:1']);
      assert.deepEqual(owners(linked, 'dag.two'), ['data 1 @dags/common/args.py:3']);
      assert.deepEqual(owners(linked, 'dag.three'), ['#first 1 @dags/common/tell.py:1']);
    }
  });

  test('a long text that is edited is read as if it were new', () => {
    const dags = Array.from(
      { length: 150 },
      (_, at) => `with DAG("d${at}", default_args={"owner": "o${at}"}):\n    EmptyOperator(task_id="t")\n`,
    );
    const whole = `${imports}${dags.join('')}`;
    const edits = [
      { at: 200, drop: 0, put: 'x = 1\n' },
      { at: whole.length >> 1, drop: 3, put: '"""' },
      { at: whole.length - 5, drop: 0, put: '(\n' },
      { at: 40, drop: 1, put: '' },
    ];
    for (const { at, drop, put } of edits) {
      const changed = whole.slice(0, at) + put + whole.slice(at + drop);
      airflow.read('scan', whole);
      const again = airflow.read('scan', changed);
      airflow.read('module', 'x');
      assert.deepEqual(asRead(again), asRead(airflow.read('scan', changed)));
    }
  });

  test('whatever came before, the same files give the same answers', () => {
    const choice = fc.record(Object.fromEntries(Object.entries(states).map(([file, texts]) => [file, fc.constantFrom(...texts)])));
    const cached = new Map<string, ReturnType<typeof airflow.read>>();
    const read = (reader: string, text: string) => {
      const key = `${reader} ${text}`;
      const fragment = cached.get(key) ?? airflow.read(reader, text);
      cached.set(key, fragment);
      return fragment;
    };
    fc.assert(
      fc.property(fc.array(choice, { minLength: 1, maxLength: 4 }), (turns) => {
        for (const turn of turns) {
          const texts = new Map(Object.entries(turn).flatMap(([file, text]) => (typeof text === 'string' ? [[file, text] as const] : [])));
          assert.equal(said(workspace(texts, read).linked), said(workspace(texts).linked));
        }
      }),
      { numRuns: 150 },
    );
  });
});
