import assert from 'node:assert/strict';
import { render } from '../../../src/engine/l10n.ts';
import { type Fixture, oneFile, workspace } from './fixture.ts';

const head = `import os
from contextlib import ExitStack
from airflow.models import Variable
from airflow.sdk import DAG, dag, task
from airflow.providers.standard.operators.bash import BashOperator
`;

/** What is said of the DAGs of a file: those that Airflow takes by their names, the others with the reason. */
function said(found: Fixture): string[] {
  return found.linked.resources.map(({ id, unasked, doubtful }) => {
    const reason = unasked ?? doubtful;
    return `${id.replace('dag.dags/a.py', '')}${unasked ? ' not' : doubtful ? ' perhaps' : ''}${reason ? `: ${render(reason)}` : ''}`;
  });
}

const saidOf = (text: string, more: Readonly<Record<string, string>> = {}) => said(oneFile(`${head}${text}\n`, more));

const missed = (name: string, because: string) => `#${name} not: Airflow does not come upon this DAG: ${because}`;
const noName = 'no name of the module holds it';
const rebound = 'the name dag does not hold it in the end';

// What Airflow 2.11 and 3.3 hold of each of these files was looked at: both the same.
suite('airflow: which DAGs Airflow comes upon', () => {
  test('a name that is bound again or deleted no longer holds the DAG', () => {
    assert.deepEqual(saidOf('dag = DAG("rides")\ndag = None'), [missed('rides', rebound)]);
    assert.deepEqual(saidOf('dag = DAG("rides")\ndag = DAG("tickets")'), [missed('rides', rebound), 'dag.tickets']);
    assert.deepEqual(saidOf('dag = DAG("rides")\nfirst = dag\ndag = DAG("tickets")'), ['dag.rides', 'dag.tickets']);
    assert.deepEqual(saidOf('dag = DAG("rides")\ndel dag'), [missed('rides', rebound)]);
    assert.deepEqual(saidOf('dag = DAG("rides")\ndef dag():\n    pass'), [missed('rides', rebound)]);
    assert.deepEqual(saidOf('dag = DAG("rides")\nfor dag in ():\n    pass'), ['dag.rides']);
    assert.deepEqual(saidOf('dag = DAG("rides")\nx = [dag for dag in (1, 2)]'), ['dag.rides']);
    assert.deepEqual(saidOf('dag = DAG("rides")\ndag = dag or None'), ['dag.rides']);
  });

  test('whose body was left is taken whatever holds it', () => {
    assert.deepEqual(saidOf('with DAG("rides"):\n    pass'), ['dag.rides']);
    assert.deepEqual(saidOf('with DAG("rides") as dag:\n    pass\ndel dag'), ['dag.rides']);
    assert.deepEqual(saidOf('with DAG("rides") as dag:\n    pass\nwith DAG("tickets") as dag:\n    pass'), ['dag.rides', 'dag.tickets']);
    assert.deepEqual(saidOf('class A:\n    with DAG("rides") as dag:\n        pass'), ['dag.rides']);
    assert.deepEqual(saidOf('def make():\n    made = DAG("rides")\n    with made:\n        pass\nmake()'), ['dag.rides']);
  });

  test('auto_register=False leaves it to the names', () => {
    assert.deepEqual(saidOf('with DAG("rides", auto_register=False):\n    pass'), [missed('rides', noName)]);
    assert.deepEqual(saidOf('with DAG("rides", auto_register=False) as dag:\n    pass'), ['dag.rides']);
    assert.deepEqual(saidOf('OFF = False\nwith DAG("rides", auto_register=OFF):\n    pass'), [missed('rides', noName)]);
    assert.deepEqual(saidOf('@dag(auto_register=False)\ndef rides():\n    pass\nrides()'), [missed('rides', noName)]);
    assert.deepEqual(saidOf('@dag(auto_register=False)\ndef rides():\n    pass\nkept = rides()'), ['dag.rides']);
    assert.deepEqual(saidOf('with DAG("rides", auto_register=bool(os.environ.get("X"))):\n    pass'), [
      'dag.rides perhaps: depends on auto_register',
    ]);
  });

  test('a local of a function, an attribute, a list or nothing at all is no name of the module', () => {
    assert.deepEqual(saidOf('DAG("rides")'), [missed('rides', noName)]);
    assert.deepEqual(saidOf('def make():\n    dag = DAG("rides")\n    return dag\nmake()'), [missed('rides', noName)]);
    assert.deepEqual(saidOf('def make():\n    dag = DAG("rides")\nkept = make()'), [missed('rides', noName)]);
    assert.deepEqual(saidOf('def make():\n    dag = DAG("rides")\n    return dag\nkept = make()'), [
      'dag.rides template'.replace(' template', ''),
    ]);
    assert.deepEqual(saidOf('class A:\n    dag = DAG("rides")'), [missed('rides', noName)]);
    assert.deepEqual(saidOf('dags = [DAG("rides")]'), [missed('rides', noName)]);
    assert.deepEqual(saidOf('dags = {"a": DAG("rides")}'), [missed('rides', noName)]);
    assert.deepEqual(saidOf('class A:\n    def __init__(self):\n        self.dag = DAG("rides")\na = A()'), [missed('rides', noName)]);
    assert.deepEqual(saidOf('class A:\n    def __init__(self):\n        self.dag = DAG("rides")\na = A().dag'), ['dag.rides']);
    assert.deepEqual(saidOf('t = BashOperator(task_id="t", bash_command="x", dag=DAG("rides"))'), [missed('rides', noName)]);
    assert.deepEqual(saidOf('a, b = [DAG(n) for n in ("rides", "tickets")]'), ['#a']);
    assert.deepEqual(saidOf('print(d := DAG("rides"))'), ['dag.rides']);
  });

  test('names that are set through the module', () => {
    assert.deepEqual(saidOf('dags = {"a": DAG("rides")}\nglobals().update(dags)'), ['dag.rides']);
    assert.deepEqual(saidOf('globals().setdefault("x", DAG("rides"))'), ['dag.rides']);
    assert.deepEqual(saidOf('for name in ("rides", "tickets"):\n    locals()[name] = DAG(name)'), ['#airflow.sdk.DAG']);
    assert.deepEqual(saidOf('def make():\n    global kept\n    kept = DAG("rides")\nmake()'), ['dag.rides']);
    assert.deepEqual(saidOf('dags = [DAG(n) for n in os.listdir("x")]\nfor one in dags:\n    globals()[one.dag_id] = one'), ['#dags']);
  });

  test('a loop that binds one name leaves the last; what it makes is said once', () => {
    const found = oneFile(`${head}for name in ("rides", "tickets"):\n    dag = DAG(name)\n`);
    assert.deepEqual(said(found), ['dag.tickets']);
    assert.deepEqual(
      found.linked.problems.map(({ file, line, message }) => `${file}:${line} ${render(message)}`),
      ['dags/a.py:7 Airflow does not come upon all DAGs that this makes: the name dag does not hold it in the end'],
    );
    assert.deepEqual(saidOf('for name in ("rides", "tickets"):\n    with DAG(name) as dag:\n        pass'), ['#dag']);
    assert.deepEqual(saidOf('for name in Variable.get("names"):\n    made = DAG(name)'), ['#made']);
  });

  test('one problem stands at the constructor, as for a function below @dag that nothing calls', () => {
    const found = oneFile(`${head}dags = []\ndags.append(\n    DAG("rides", default_args={"catchup": False})\n)\n`);
    assert.deepEqual(
      found.linked.problems.map(({ file, line, message }) => `${file}:${line} ${render(message)}`),
      ['dags/a.py:8 Airflow does not come upon this DAG: no name of the module holds it'],
    );
  });

  test('a function that nothing calls makes none; one that may be called is doubtful', () => {
    const make = 'def make():\n    with DAG("rides") as dag:\n        pass\n    return dag';
    assert.deepEqual(saidOf(make), [missed('rides', 'nothing calls make()')]);
    assert.deepEqual(saidOf(`${make}\nprint(list(map(make, [])))`), ['dag.rides perhaps: nothing calls make()']);
    assert.deepEqual(saidOf(`${make}\nlater = lambda: make()`), ['dag.rides perhaps: nothing calls make()']);
    const unread = { 'dags/b.py': '# airflow dag\nfrom a import make\nMAKERS = {"x": make}\n' };
    assert.deepEqual(saidOf(make, unread), ['dag.rides perhaps: nothing calls make()']);
    const caller = { 'dags/b.py': '# airflow dag\nfrom a import make\nkept = make()\n' };
    assert.deepEqual(saidOf(make, caller), ['dag.rides']);
    const library = workspace(new Map([['src/lib/makers.py', `${head}${make}\n`]]));
    assert.deepEqual(said(library), ['dag.rides perhaps: nothing calls make()']);
  });

  test('another file may hold it', () => {
    const list = 'dags = [DAG("rides")]';
    assert.deepEqual(saidOf(list, { 'dags/b.py': '# airflow dag\nfrom a import dags\nkept = dags[0]\nprint("x")\n' }), [
      `dag.rides perhaps: ${noName}`,
    ]);
    assert.deepEqual(
      saidOf(list, { 'dags/b.py': '# airflow dag\nfrom a import dags\nfor one in dags:\n    globals()[one.dag_id] = one\n' }),
      ['dag.rides'],
    );
    assert.deepEqual(saidOf(list, { 'tests/test_a.py': 'import airflow\nfrom dags.a import dags\n' }), [missed('rides', noName)]);
  });

  test('where text cannot follow it, that is the reason', () => {
    assert.deepEqual(saidOf('from company import publish\npublish(DAG("rides"))'), ['dag.rides perhaps: see publish(DAG("rides"))']);
    assert.deepEqual(saidOf('with ExitStack() as stack:\n    stack.enter_context(DAG("rides"))'), [
      'dag.rides perhaps: see stack.enter_context(DAG("rides"))',
    ]);
    assert.deepEqual(saidOf('import sys\nsetattr(sys.modules[__name__], "x", DAG("rides"))'), [
      'dag.rides perhaps: see setattr(sys.modules[__name__], "x", DAG("rides"))',
    ]);
    assert.deepEqual(saidOf('def make():\n    made = DAG("rides")\n    yield made\nfor one in make():\n    globals()["x"] = one'), [
      'dag.rides',
    ]);
    assert.deepEqual(saidOf('dags = {}\ndags[os.environ["X"]] = DAG("rides")\nkept = dags["a"]'), [
      'dag.rides perhaps: see dags[os.environ["X"]]',
    ]);
  });

  test('what stands below a condition may not be there, and says on what it hangs', () => {
    assert.deepEqual(saidOf('if os.environ.get("ENV") == "prod":\n    dag = DAG("rides")'), [
      'dag.rides perhaps: depends on os.environ.get("ENV") == "prod"',
    ]);
    assert.deepEqual(
      saidOf('if Variable.get("on", default_var=False):\n    with DAG("rides") as dag:\n        pass\nelse:\n    dag = None'),
      ['dag.rides perhaps: depends on Variable.get("on", default_var=False)'],
    );
    assert.deepEqual(
      saidOf('def make(name):\n    if not os.environ.get("ON"):\n        return None\n    return DAG(name)\nkept = make("rides")'),
      ['dag.rides perhaps: depends on not os.environ.get("ON")'],
    );
    assert.deepEqual(saidOf('PROD = True\nif PROD:\n    dag = DAG("rides")'), ['dag.rides']);
    assert.deepEqual(saidOf('try:\n    dag = DAG("rides")\nexcept Exception:\n    dag = None'), ['dag.rides']);
    assert.deepEqual(saidOf('for name in os.listdir("x"):\n    with DAG(f"load_{name}"):\n        pass'), ['#airflow.sdk.DAG']);
    assert.deepEqual(saidOf('dag = DAG("rides") if os.environ.get("ON") else None'), [
      'dag.rides perhaps: see DAG("rides") if os.environ.get("ON") else None',
    ]);
  });

  test('things that hold themselves, and tuples of tuples without end', () => {
    const doubled = Array.from({ length: 60 }, () => 'k = (k, k)').join('\n');
    assert.deepEqual(saidOf(`k = (1,)\n${doubled}\nd = {k: 1}\ndags = [DAG("rides")]\ndags.append(dags)\nprint(first(dags))`), [
      'dag.rides perhaps: see first(dags)',
    ]);
    assert.deepEqual(saidOf('dag = DAG("rides")\nif hasattr(dag, "doc_md"):\n    kept = dag'), ['dag.rides']);
  });

  test('edges of a DAG that may not be there are conditional', () => {
    const found = oneFile(
      `${head}from airflow.sdk import Asset\nif os.environ.get("ON"):\n    dag = DAG("rides", schedule=[Asset("tickets")])\n`,
    );
    assert.deepEqual(
      found.resource('dag.rides').upstream.map(({ to, conditional }) => [to, conditional]),
      [['asset.tickets', true]],
    );
  });
});
