import assert from 'node:assert/strict';
import { airflow } from '../../../src/engine/airflow/airflow.ts';
import { render } from '../../../src/engine/l10n.ts';
import { applyEdits } from '../../../src/engine/writers/apply.ts';
import { write } from '../../../src/engine/writers/write.ts';
import { alerts, type Fixture, lines, owners, workspace } from './fixture.ts';

const loader = 'from airflow import DAG\nfrom dagfactory import load_yaml_dags\n\nload_yaml_dags(globals_dict=globals())\n';

const orders = `default:
  default_args:
    owner: shop-platform
    retries: 2
  tags: [shop]
load_orders:
  description: Loads the orders of a day
  schedule: "0 4 * * *"
  owner_links: { shop-platform: "https://wiki.shop.example" }
  default_args:
    on_failure_callback:
      callback: airflow.providers.slack.notifications.slack.SlackNotifier
      channel: "#orders"
      text: failed
  tasks:
    - task_id: fetch
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: fetch
    - task_id: publish
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: publish
      owner: publishing
      dependencies: [fetch]
load_returns:
  schedule: "@daily"
  catchup: false
  default_args: { owner: returns, catchup: false }
  tasks:
    fetch: { operator: airflow.operators.bash.BashOperator, bash_command: fetch, task_group_name: in }
  task_groups:
    in: { default_args: { owner: imports } }
`;

function factory(more: Readonly<Record<string, string>> = {}): Fixture {
  return workspace(new Map(Object.entries({ 'dags/load.py': loader, 'dags/shop/orders.yml': orders, ...more })));
}

suite('airflow: DAGs that are YAML', () => {
  test('the DAGs of a dag-factory file, with their keys as anchors', () => {
    const found = factory();
    assert.deepEqual(
      found.linked.resources.map(({ id, project, anchor }) => [id, project, orders.slice(anchor.from, anchor.to)]),
      [
        ['dag.load_orders', 'dags', 'load_orders'],
        ['dag.load_returns', 'dags', 'load_returns'],
      ],
    );
    const fragment = found.files.fragment('dags/shop/orders.yml');
    assert.ok(fragment);
    assert.deepEqual(
      airflow.outline('dags/shop/orders.yml', fragment).map(({ name }) => name),
      ['load_orders', 'load_returns'],
    );
  });

  test('owners come from the task, its group, the DAG, the default block and defaults.yml', () => {
    const found = factory();
    assert.deepEqual(owners(found, 'dag.load_orders'), [
      'shop-platform 1 @dags/shop/orders.yml:3',
      'publishing 1 @dags/shop/orders.yml:22',
    ]);
    assert.deepEqual(owners(found, 'dag.load_returns'), ['imports 1 @dags/shop/orders.yml:31']);
    const bare = orders.replace('    owner: shop-platform\n', '');
    const above = factory({ 'dags/shop/orders.yml': bare, 'dags/defaults.yml': 'default_args:\n  owner: everyone\nschedule: "@hourly"\n' });
    assert.deepEqual(owners(above, 'dag.load_orders')[0], 'everyone 1 @dags/defaults.yml:2');
  });

  test('schedule, description and alerts stand in the YAML', () => {
    const facts = factory().facts('dag.load_orders');
    assert.deepEqual(
      lines(facts.schedule, ({ text }) => text),
      ['0 4 * * * @dags/shop/orders.yml:8'],
    );
    assert.deepEqual(
      lines(facts.description, ({ text }) => text),
      ['Loads the orders of a day @dags/shop/orders.yml:7'],
    );
    assert.deepEqual(alerts(factory(), 'dag.load_orders'), ['defaults notifier #orders all @dags/shop/orders.yml:12']);
  });

  test('keys that dag-factory drops, and keys of a DAG in default_args, are problems', () => {
    assert.deepEqual(
      factory().linked.problems.map(({ file, line, message }) => `${file}:${line} ${render(message)}`),
      [
        'dags/shop/orders.yml:9 owner_links does nothing here: dag-factory does not hand it on',
        'dags/shop/orders.yml:27 catchup does nothing in default_args: it is an argument of the DAG',
      ],
    );
  });

  test('an owner is written under the DAG, or in the block that all share', () => {
    const found = factory({ 'dags/shop/orders.yml': orders.replace('    owner: shop-platform\n', '') });
    const text = found.texts.get('dags/shop/orders.yml') ?? '';
    const places = found.linked.places(found.resource('dag.load_orders'), 'owner');
    assert.deepEqual(
      places.map(({ label, detail }) => `${render(label)} · ${render(detail)}`),
      [
        'dags/shop/orders.yml: load_orders.default_args.owner · this DAG only',
        'dags/shop/orders.yml: default.default_args.owner · holds for 2 DAGs',
      ],
    );
    for (const place of places) {
      const written = write(place.file, text, place.target, 'orders-team');
      assert.ok('edits' in written);
      const after = factory({ 'dags/shop/orders.yml': applyEdits(text, written.edits) });
      assert.match(owners(after, 'dag.load_orders')[0] ?? '', /^orders-team 1 /);
    }
  });

  test('defaults that the loader passes are not known; without a loader a YAML file is no DAG', () => {
    const own = loader.replace('globals()', 'globals(), defaults_config_dict=house()');
    const bare = orders.replace('    owner: shop-platform\n', '');
    assert.deepEqual(owners(factory({ 'dags/load.py': own, 'dags/shop/orders.yml': bare }), 'dag.load_orders'), [
      'publishing 1 @dags/shop/orders.yml:21',
      '? see dags/load.py',
    ]);
    assert.deepEqual(factory({ 'dags/load.py': '' }).linked.resources, []);
  });

  test('a loader that names its file reads that file only', () => {
    const named =
      'import dagfactory\nfrom airflow import DAG\nf = dagfactory.DagFactory("/opt/airflow/dags/config/jobs.yaml")\nf.generate_dags(globals())\n';
    const found = workspace(
      new Map([
        ['dags/load.py', named],
        ['dags/config/jobs.yaml', orders],
        ['dags/other.yml', orders.replaceAll('load_', 'other_')],
      ]),
    );
    assert.deepEqual(
      found.linked.resources.map(({ id }) => id),
      ['dag.load_orders', 'dag.load_returns'],
    );
  });

  const gusty =
    'from gusty import create_dag\nimport airflow\n\ndef to_slack(context):\n    slack.post(channel="#rates", text="failed")\n\n' +
    'for d in dirs():\n    globals()[d] = create_dag(d, latest_only=False, default_args={"on_failure_callback": to_slack, "retries": 2})\n';
  const metadata =
    'description: Rates of the central bank\nschedule_interval: "0 6 * * *"\ndefault_args:\n  owner: pricing\n  retry_delay: !timedelta "minutes: 2"\n';
  const folder = {
    'dags/all.py': gusty,
    'dags/rates/METADATA.yml': metadata,
    'dags/rates/fetch/METADATA.yml': 'tooltip: a task group\ndefault_args:\n  owner: imports\n',
    'dags/rates/fetch/ecb.yml': 'operator: airflow.operators.bash.BashOperator\nbash_command: fetch\n',
    'dags/rates/fetch/_notes.yml': 'operator: none\n',
    'dags/rates/load.sql':
      '---\noperator: warehouse.LoadOperator\nowner: warehouse\nexternal_dependencies:\n  - orders: all\n---\nselect 1\n',
    'dags/rates/check.py': '# ---\n# python_callable: check\n# retries: 0\n# ---\ndef check():\n    pass\n',
  };

  test('a folder of gusty is a DAG of its files, with what create_dag was given', () => {
    const found = workspace(new Map(Object.entries(folder)));
    assert.deepEqual(
      found.linked.resources.map(({ id, upstream }) => [id, upstream.map(({ to, via }) => `${to} ${via}`)]),
      [['dag.rates', ['dag.orders ExternalTaskSensor']]],
    );
    assert.deepEqual(owners(found, 'dag.rates').sort(), [
      'imports 1 @dags/rates/fetch/METADATA.yml:3',
      'pricing 2 @dags/rates/METADATA.yml:4',
      'warehouse 1 @dags/rates/load.sql:3',
    ]);
    assert.deepEqual(alerts(found, 'dag.rates'), ['defaults callback #rates all @dags/all.py:8']);
    assert.deepEqual(lines(found.facts('dag.rates').retry, ({ text }) => text).sort(), [
      '0 @dags/rates/check.py:3',
      '2 @dags/all.py:8',
      '60 @dags/rates/METADATA.yml:1',
    ]);
    const [place] = found.linked.places(found.resource('dag.rates'), 'description');
    assert.deepEqual(place?.target, { writer: 'yaml', path: ['description'], shape: 'value' });
  });

  test('notebooks of gusty: the first cell that is a block of YAML, in its place', () => {
    const cell = (...source: readonly string[]) => ({ cell_type: 'markdown', metadata: {}, source });
    const notebook = (...cells: readonly unknown[]) =>
      `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
    const head = ['```yaml\n', 'operator: warehouse.NotebookOperator\n', 'owner: research\n', 'retries: 5\n', '```'];
    const found = workspace(
      new Map(
        Object.entries({
          ...folder,
          'dags/rates/model.ipynb': notebook(cell('# A model\n'), cell(...head), cell('```yaml\n', 'owner: nobody\n', '```')),
          'dags/rates/report.Rmd': '---\noperator: warehouse.ReportOperator\nowner: reports\n---\n\n# Rates\n',
          'dags/rates/odd.ipynb': notebook(cell('```yaml\n', 'owner: "in quotes"\n', '```'), cell(...head)),
        }),
      ),
    );
    const said = owners(found, 'dag.rates');
    assert.ok(said.includes('research 1 @dags/rates/model.ipynb:16'), said.join());
    assert.ok(said.includes('reports 1 @dags/rates/report.Rmd:3'), said.join());
    assert.ok(said.includes('? see dags/rates/odd.ipynb, where tasks are made'), said.join());
  });

  test('what several calls of create_dag give is not known, nor what is not read', () => {
    const twice = `${gusty}create_dag("elsewhere")\n`;
    const found = workspace(new Map(Object.entries({ ...folder, 'dags/all.py': twice, 'dags/rates/model.ipynb': '{}' })));
    assert.ok(owners(found, 'dag.rates').includes('? see dags/rates/model.ipynb, where tasks are made'));
    assert.deepEqual([...new Set(alerts(found, 'dag.rates'))], ['? see dags/all.py']);
  });

  test('callbacks of a dag-factory file lead to functions of the workspace', () => {
    const tell =
      'import requests\n\ndef to_slack(context, channel="#ops"):\n    requests.post("https://hooks.slack.com/x")\n\ndef to_log(context):\n    print(context)\n';
    const dag = (callback: string) =>
      `load:\n  default_args: { owner: shop }\n  ${callback}\n  tasks:\n    - { task_id: a, operator: airflow.operators.bash.BashOperator }\n`;
    const told = (callback: string) =>
      alerts(factory({ 'dags/shop/orders.yml': dag(callback), 'dags/common/tell.py': tell, 'plugins/told.py': tell }), 'dag.load');
    assert.deepEqual(told('on_failure_callback: common.tell.to_slack'), ['dag callback #ops all @dags/shop/orders.yml:3']);
    assert.deepEqual(told('on_failure_callback: told.to_log'), ['dag callback - all quiet @dags/shop/orders.yml:3']);
    assert.deepEqual(told('on_failure_callback: { callback: common.tell.to_slack, channel: "#shop" }'), [
      'dag callback #shop all @dags/shop/orders.yml:3',
    ]);
    assert.deepEqual(told('on_failure_callback_name: to_log\n  on_failure_callback_file: /opt/airflow/dags/common/tell.py'), [
      'dag callback - all quiet @dags/shop/orders.yml:3',
    ]);
    assert.deepEqual(told('on_failure_callback: common.tell.missing'), ['? see common.tell.missing']);
  });

  test('no prefix of a YAML file throws', () => {
    for (let to = 0; to <= orders.length; to += 7) {
      const found = factory({ 'dags/shop/orders.yml': orders.slice(0, to) });
      for (const resource of found.linked.resources) found.linked.facts(resource);
    }
  });
});
