import assert from 'node:assert/strict';
import { render, verbatim } from '../../../src/engine/l10n.ts';
import { lines, oneFile, owners, workspace } from './fixture.ts';

const dag = 'from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.empty import EmptyOperator\n';

suite('airflow: which files are read', () => {
  test('files that make no DAG and that nothing imports are looked at and not parsed', () => {
    const found = oneFile(`${dag}from common.a import ARGS\ndag = DAG("a", default_args=ARGS)\n`, {
      'dags/common/a.py': 'from .b import ARGS\n',
      'dags/common/b.py': 'ARGS = {}\n',
      'src/service.py': 'import os\n',
      'src/airflow_notes.py': 'import airflow\n',
      'dbt_packages/x/dag.py': `${dag}dag = DAG("x")\n`,
    });
    const parsed = found.files.all.filter((file) => found.files.fragment(file)?.module);
    assert.deepEqual(parsed, ['dags/a.py', 'dags/common/a.py', 'dags/common/b.py']);
    assert.equal(found.files.fragment('dbt_packages/x/dag.py'), undefined);
  });

  test('what .airflowignore hides is no DAG', () => {
    const found = oneFile(`${dag}dag = DAG("a")\n`, {
      'dags/old/b.py': `${dag}dag = DAG("b")\n`,
      'dags/c.py': `${dag}dag = DAG("c")\n`,
      'dags/.airflowignore': '# gone\nold/\nc.py\n',
    });
    assert.deepEqual(
      found.linked.resources.map(({ id }) => id),
      ['dag.a'],
    );
  });

  test('a file without the word airflow is not imported, unless the installation says otherwise', () => {
    const cosmos = 'from cosmos import DbtDag\ndag = DbtDag(dag_id="a")\n';
    const unasked = (text: string, more: Readonly<Record<string, string>> = {}) => oneFile(text, more).resource('dag.a').unasked?.message;
    assert.equal(unasked(cosmos), 'Airflow passes over a Python file in which the word airflow does not stand');
    assert.equal(unasked(`# for Airflow\n${cosmos}`), undefined);
    assert.equal(unasked(cosmos, { 'airflow.cfg': '[core]\ndag_discovery_safe_mode = False\n' }), undefined);
  });

  test('examples and tests are not asked', () => {
    const found = oneFile(`${dag}dag = DAG("a")\n`, {
      'example_dags/b.py': `${dag}dag = DAG("b")\n`,
      'tests/dags/test_c.py': `${dag}dag = DAG("c")\n`,
    });
    assert.deepEqual(
      found.linked.resources.map(({ id, unasked }) => `${id} ${unasked?.message ?? ''}`),
      ['dag.a ', 'dag.b an example', 'dag.c a test'],
    );
  });

  test('the version: pins, images, runtimes, bounds, imports', () => {
    const version = (files: Readonly<Record<string, string>>, text = `${dag.replace('airflow.sdk', 'airflow')}DAG("a")\n`) =>
      oneFile(text, files).linked.instances[0]?.version;
    assert.equal(version({ 'requirements.txt': '# apache-airflow==1.0\napache-airflow[celery]==2.9.3\n' }), '2.9.3');
    assert.equal(version({ Dockerfile: 'FROM apache/airflow:slim-2.10.5-python3.11\n' }), '2.10.5');
    assert.equal(version({ Dockerfile: 'FROM quay.io/astronomer/astro-runtime:12.1.0\n' }), '2.10');
    assert.equal(version({ Dockerfile: 'FROM astrocrpublic.azurecr.io/runtime/astro-runtime:3.1-2\n' }), '3.1');
    assert.equal(version({ 'pyproject.toml': '[project]\ndependencies = [\n  "apache-airflow>=3.0,<4",\n]\n' }), '>=3.0');
    assert.equal(version({ 'pyproject.toml': '[tool.poetry.dependencies]\napache-airflow = "^2.8.1"\n' }), '>=2.8.1');
    assert.equal(
      version({ 'pyproject.toml': '[tool.poetry.dependencies]\napache-airflow = { version = "2.8.1", extras = ["x"] }\n' }),
      '2.8.1',
    );
    assert.equal(version({ 'requirements.txt': 'Apache_Airflow[celery] ~= 2.8.1\n' }), '2.8.1');
    assert.equal(version({ 'requirements.txt': 'apache-airflow-core===3.0.2\n' }), '3.0.2');
    const published = 'https://raw.githubusercontent.com/apache/airflow/constraints-2.7.2/constraints-3.11.txt';
    assert.equal(version({ 'requirements.txt': `--constraint "${published}"\napache-airflow\n` }), '2.7.2');
    assert.equal(version({ 'constraints/all.txt': 'x==1\n', 'requirements/base.txt': 'apache-airflow==2.6.1\n' }), '2.6.1');
    assert.equal(version({ 'Pipfile.lock': '{"default": {"apache-airflow": {"hashes": [], "version": "==2.8.2"}}}' }), '2.8.2');
    assert.equal(version({ 'poetry.lock': '[[package]]\nname = "apache-airflow"\nversion = "2.8.4"\n' }), '2.8.4');
    assert.equal(version({ Dockerfile: 'ARG AIRFLOW_VERSION=2.10.4\nFROM apache/airflow:$AIRFLOW_VERSION-python3.11\n' }), '2.10.4');
    assert.equal(version({ 'docker/airflow.Dockerfile': 'FROM --platform=linux/amd64 apache/airflow:3.0.1 AS base\n' }), '3.0.1');
    assert.equal(
      version({ Dockerfile: 'FROM python:3.11\nENV AIRFLOW_VERSION 2.5.3\nRUN pip install "apache-airflow==$AIRFLOW_VERSION"\n' }),
      '2.5.3',
    );
    assert.equal(version({ Dockerfile: 'FROM astrocrpublic.azurecr.io/runtime:3.0-4\n' }), '3.0');
    assert.equal(
      version({
        'pyproject.toml': 'dependencies = ["apache-airflow>=2.8"]\n',
        'uv.lock': '[[package]]\nname = "apache-airflow"\nversion = "3.1.5"\n',
      }),
      '3.1.5',
    );
    assert.equal(version({ 'setup.py': 'setup(install_requires=["apache-airflow==2.9.1", "requests"])\n' }), '2.9.1');
    assert.equal(version({ 'setup.cfg': '[options]\ninstall_requires =\n    apache-airflow[celery]==2.9.2\n' }), '2.9.2');
    assert.equal(version({ 'environment.yml': 'dependencies:\n  - python=3.11\n  - conda-forge::airflow=2.9.3\n' }), '2.9.3');
    assert.equal(version({ 'environment-dev.yaml': 'dependencies:\n  - pip:\n    - apache-airflow[celery]>=2.8,<3\n' }), '>=2.8');
    assert.equal(version({ 'docker-compose.yml': 'x:\n  image: apache/airflow:3.0.1\n' }), '3.0.1');
    assert.equal(version({ 'requirements.txt': 'apache-airflow-providers-google==10.0\n' }), null);
    assert.equal(version({}, `${dag}dag = DAG("a")\n`), '>=3');
  });

  test('a bound below the next major version settles the major version alone', () => {
    const text = `${dag.replace('airflow.sdk', 'airflow')}with DAG("a", on_failure_callback=[f]):\n    EmptyOperator(task_id="t", sla=5)\n`;
    const doubts = (requirement: string) =>
      lines(oneFile(text, { 'requirements.txt': requirement }).facts('dag.a').promise, ({ by }) => by).map((line) =>
        line.split(' ').slice(2).join(' '),
      );
    assert.deepEqual(doubts('apache-airflow>=2.5,<3\n'), doubts('apache-airflow==2.11\n'));
    assert.notDeepEqual(doubts('apache-airflow>=2.5\n'), doubts('apache-airflow==2.11\n'));
  });

  test('a folder of DAGs that only the settings name is one project', () => {
    const text = (id: string) =>
      `${dag}from company_args import ARGS\nwith DAG("${id}", default_args=ARGS):\n    EmptyOperator(task_id="t")\n`;
    const files = {
      'flows/finance/a.py': text('a'),
      'flows/sales/b.py': text('b'),
      'plugins/company_args.py': 'ARGS = {"owner": "company"}\n',
    };
    const projects = (more: Readonly<Record<string, string>>) =>
      workspace(new Map(Object.entries({ ...files, ...more }))).linked.resources.map(({ project }) => project);
    assert.deepEqual(projects({}), ['flows/finance', 'flows/sales']);
    assert.deepEqual(projects({ 'airflow.cfg': '[core]\ndags_folder = /opt/airflow/flows\n' }), ['flows', 'flows']);
    assert.deepEqual(projects({ 'docker-compose.yml': 'x:\n  environment:\n    AIRFLOW__CORE__DAGS_FOLDER: /opt/flows/\n' }), [
      'flows',
      'flows',
    ]);
    assert.deepEqual(owners(workspace(new Map(Object.entries(files))), 'dag.b'), ['company 1 @plugins/company_args.py:1']);
  });

  test('what is set for one installation does not hold for another', () => {
    const text = `${dag}with DAG("a"):\n    EmptyOperator(task_id="t")\n`;
    const found = workspace(
      new Map([
        ['a/dags/x.py', text],
        ['b/dags/y.py', text.replace('"a"', '"b"')],
        ['c/dags/z.py', text.replace('"a"', '"c"')],
        ['a/airflow.cfg', '[operators]\ndefault_owner = in-the-file\n'],
        ['a/docker-compose.yml', 'x:\n  environment:\n    AIRFLOW__OPERATORS__DEFAULT_OWNER: a-team\n'],
        ['b/plugins/policy.py', 'def task_policy(task):\n    task.owner = "b-team"\n'],
        ['c/dags/plugins/policy.py', 'def task_policy(task):\n    task.owner = "c-team"\n'],
      ]),
    );
    assert.deepEqual(owners(found, 'dag.a'), ['a-team 1 @a/docker-compose.yml:3']);
    assert.deepEqual(owners(found, 'dag.b'), ['? may be set by task_policy in b/plugins/policy.py']);
    assert.deepEqual(owners(found, 'dag.c'), ['airflow 1 @c/dags/z.py:3']);
  });

  test('the default owner of the installation', () => {
    const text = `${dag}with DAG("a"):\n    EmptyOperator(task_id="t")\n`;
    assert.deepEqual(
      owners(oneFile(text, { 'airflow.cfg': '[core]\ndefault_owner = no\n[operators]\ndefault_owner = the-house\n' }), 'dag.a'),
      ['the-house 1 @airflow.cfg:4'],
    );
    assert.deepEqual(owners(oneFile(text, { '.env': 'AIRFLOW__OPERATORS__DEFAULT_OWNER=envy\n' }), 'dag.a'), ['envy 1 @.env:1']);
  });

  test('folders: two of them, and DAGs that stand in none named dags', () => {
    const found = workspace(
      new Map([
        ['a/dags/x.py', `${dag}dag = DAG("x")\n`],
        ['b/dags/x.py', `${dag}dag = DAG("x")\n`],
        ['pipelines/y.py', `${dag}dag = DAG("y")\n`],
        ['pipelines/sub/z.py', `${dag}dag = DAG("z")\n`],
      ]),
    );
    assert.deepEqual(
      found.linked.resources.map(({ key }) => key),
      ['a/dags:dag.x', 'b/dags:dag.x', 'pipelines:dag.z', 'pipelines:dag.y'],
    );
  });

  test('of what is no Python the DAGs are found that can be told, with all their facts', () => {
    const found = (text: string) => {
      const { linked } = oneFile(text);
      return linked.resources.map((resource) =>
        [resource.id, ...lines(linked.facts(resource).owner, ({ names }) => names.join('+'))].join(' '),
      );
    };
    assert.deepEqual(found('\u0000'), []);
    assert.deepEqual(found('import airflow\n@dag'), []);
    assert.deepEqual(found('from airflow import DAG\ndag = DAG('), ['dag.dags/a.py#dag']);
    assert.deepEqual(found('from airflow import DAG\nprint "a"\nexcept X, e:\ndag = DAG("a")\n'), ['dag.a']);
  });

  test('a class of DAGs under another name, and classes derived from it, wherever they are written', () => {
    const base = 'from airflow import DAG as Base\n\nclass Pipeline(Base):\n    pass\n';
    const text =
      'from airflow.operators.empty import EmptyOperator\nfrom common.base import Pipeline\n\nwith Pipeline("a", default_args={"owner": "x"}):\n    EmptyOperator(task_id="dag")\n';
    assert.deepEqual(owners(oneFile(text, { 'dags/common/base.py': base }), 'dag.a'), ['x 1 @dags/a.py:4']);
    assert.deepEqual(
      owners(
        oneFile(
          'import airflow\nfrom airflow.decorators import dag as pipeline\n@pipeline(default_args={"owner": "x"})\ndef b():\n    t()\nb()\n',
        ),
        'dag.b',
      ),
      ['x @dags/a.py:3', '? see t(), where tasks are made'],
    );
  });

  test('a factory is called for its effect, in a with, in a loop', () => {
    const factory = `${dag}def make(name):\n    with DAG(name, default_args={"owner": name}) as made:\n        EmptyOperator(task_id="t")\n    return made\n`;
    const calls = (call: string) =>
      owners(oneFile(`# airflow dags\nfrom common.factory import make\n\n${call}`, { 'dags/common/factory.py': factory }), 'dag.one');
    for (const call of [
      'make("one")\n',
      'globals().update(x=make("one"))\n',
      'with make("one") as dag:\n    pass\n',
      'for name in ["one"]:\n    dag = make(name)\n',
    ])
      assert.deepEqual(calls(call), ['one 1 @dags/a.py:4'], call);
  });

  test('a file that only calls a factory of the workspace is followed', () => {
    const factory =
      'from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\n\ndef make(name, owner):\n    with DAG(name, default_args={"owner": owner}) as dag:\n        EmptyOperator(task_id="t")\n    return dag\n';
    const caller = '# Airflow DAGs of the flows\nfrom common.factory import make\n\nflow = make("flows", owner="flow-team")\n';
    const texts = { 'dags/flows.py': caller, 'dags/common/factory.py': factory };
    const found = workspace(new Map(Object.entries(texts)));
    assert.deepEqual(
      found.linked.resources.map(({ id, template, anchor }) => [id, template, anchor.file]),
      [['dag.flows', true, 'dags/common/factory.py']],
    );
    assert.deepEqual(owners(found, 'dag.flows'), ['flow-team 1 @dags/flows.py:4']);
    const tested = workspace(new Map(Object.entries({ 'tests/test_flows.py': caller, 'dags/common/factory.py': factory })));
    assert.deepEqual(
      render(tested.resource('dag.dags/common/factory.py#dag').unasked ?? verbatim('')),
      'Airflow does not come upon this DAG: nothing calls make()',
    );
  });
});
