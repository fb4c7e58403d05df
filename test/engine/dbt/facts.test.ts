import assert from 'node:assert/strict';
import { render } from '../../../src/engine/l10n.ts';
import { fixture, readWorkspace } from './reading.ts';

suite('what a dbt project says about its resources', () => {
  const harbour = readWorkspace(fixture('dbtForms'));
  const routes = (id: string, fact: 'owner' | 'alert') =>
    harbour.facts(id)[fact].map((found) => (found.known ? render(found.evidence.route) : 'unknown'));

  test('owners in the order in which dbt lets them win', () => {
    assert.deepEqual(harbour.told('model.harbour.stg_erp__customers', 'owner'), [
      'crm @ harbour/models/staging/erp/stg_erp__customers.sql:3',
      'someone-else @ harbour/models/staging/erp/_erp.yml:13',
      'platform @ harbour/dbt_project.yml:16',
    ]);
    assert.deepEqual(routes('model.harbour.stg_erp__customers', 'owner'), [
      '`config(meta.owner)` in the file',
      'config.meta.owner',
      '`+meta` of models in dbt_project.yml',
    ]);
    assert.deepEqual(routes('model.harbour.fct_invoices', 'owner'), [
      '`+meta` of marts/finance in dbt_project.yml',
      '`+meta` of models in dbt_project.yml',
      'group finance',
    ]);
  });

  test('of several configs of an exposure one alone gives its meta', () => {
    const read = readWorkspace({
      'dbt_project.yml':
        'name: shop\nrequire-dbt-version: ">=1.10"\nexposures:\n  +meta: {runbook: all}\n  shop:\n    +meta: {tier: 2}\n    +tags: [seen]\n',
      'models/_e.yml': `exposures:
  - name: plain
  - name: own
    config: {meta: {sla: "daily by 07:00 UTC"}}
  - name: top
    meta: {sla: "daily by 08:00 UTC"}
`,
    });
    const told = (name: string) =>
      ['runbook', 'tier', 'promise'].map((fact) => read.told(`exposure.shop.${name}`, fact as 'tier').map((words) => words.split(' @')[0]));
    assert.deepEqual(told('plain'), [[], ['2'], []]);
    assert.deepEqual(told('own'), [[], [], ['stated daily by 07:00 UTC']]);
    assert.deepEqual(told('top'), [[], ['2'], ['stated daily by 08:00 UTC']]);
  });

  test('tests that are turned off by their entry or their folder check nothing; dbt before 1.8 does not know data_tests', () => {
    const trees = readWorkspace(fixture('dbtTrees'));
    const inert = (id: string, by: string) =>
      trees
        .facts(id)
        .check.flatMap((found) => (found.known && found.value.by === by ? [`${found.value.severity} ${found.inert ? 'off' : 'on'}`] : []));
    assert.deepEqual(inert('model.trees.payments', 'amounts'), ['error off']);
    assert.deepEqual(inert('model.trees.orders', 'none_is_lost'), ['warn on']);
    const older = readWorkspace({
      'dbt_project.yml': 'name: shop\nrequire-dbt-version: [">=1.5.0", "<1.8.0"]\n',
      'models/a.sql': 'select 1 as id',
      'models/_m.yml':
        'models:\n  - name: a\n    data_tests: [not_empty]\n    columns: [{name: id, tests: [unique]}, {name: b, data_tests: [unique]}]\n',
    });
    assert.deepEqual(older.told('model.shop.a', 'check'), ['twice unique(id) error @ models/_m.yml:4']);
  });

  test('a version wins over its model, and a table over its source', () => {
    assert.equal(harbour.told('model.harbour.fct_seats.v2', 'owner')[0], 'fleet-data @ harbour/models/marts/finance/_finance.yml:53');
    assert.equal(harbour.told('model.harbour.fct_seats.v1', 'owner')[0], 'fleet @ harbour/models/marts/finance/_finance.yml:45');
    assert.deepEqual(harbour.told('source.harbour.erp.invoices', 'owner').slice(0, 2), [
      'billing @ shared_sources/erp.yml:19',
      'erp-team @ shared_sources/erp.yml:9',
    ]);
  });

  test('owners as lists, in Python, in tags, in groups and of exposures', () => {
    assert.equal(harbour.told('source.harbour.erp.customers', 'owner')[0], 'crm crm-lead@harbour.example @ shared_sources/erp.yml:27');
    assert.equal(harbour.told('model.harbour.mart_signups', 'owner')[0], 'growth @ harbour/models/marts/growth/mart_signups.py:2');
    assert.equal(harbour.told('model.harbour.mart_channels', 'owner').at(-1), 'growth @ harbour/dbt_project.yml:34');
    assert.deepEqual(harbour.told('exposure.harbour.growth_board', 'owner'), [
      'Growth Analytics growth@harbour.example bi@harbour.example @ harbour/models/marts/growth/_schema/growth.yml:17',
    ]);
    assert.deepEqual(harbour.told('exposure.harbour.month_end', 'owner'), ['controlling@harbour.example @ harbour/macros/house.yml:7']);
  });

  test('a config made by a macro hides what it may set', () => {
    assert.deepEqual(harbour.told('model.harbour.mart_ltv', 'runbook'), ['unknown: see house_defaults(…)']);
    assert.equal(harbour.told('model.harbour.mart_ltv', 'owner')[0], 'unknown: see house_defaults(…)');
  });

  test('descriptions resolve their docs blocks', () => {
    assert.deepEqual(harbour.told('model.harbour.fct_invoices', 'description'), [
      'One row per invoice in euro. Controlling closes the month with it. @ harbour/models/marts/finance/finance.md:3',
    ]);
  });

  test('freshness is merged by threshold, and null takes the promise back', () => {
    const promise = (id: string) =>
      harbour.facts(id).promise.map((found) => (found.known ? `${found.value.by}: ${found.value.text}` : 'unknown'));
    assert.deepEqual(promise('source.harbour.erp.invoices'), ['freshness: warn after 12 hours, error after 1 day']);
    assert.deepEqual(promise('source.harbour.erp.lines'), ['freshness: warn after 12 hours, error after 3 days']);
    assert.deepEqual(promise('source.harbour.erp.customers'), ['none-promised: ']);
    assert.deepEqual(promise('model.harbour.fct_invoices'), ['stated: daily by 07:00 UTC', 'recency-test: dbt_utils_like_recency']);
  });

  test('sources: declared, and written out after FROM', () => {
    assert.deepEqual(harbour.told('model.harbour.invoice_corrections', 'source'), [
      'declared erp.lines @ harbour/models/marts/finance/invoice_corrections.sql:5',
      'hard-coded erp_archive.corrections_2019 @ harbour/models/marts/finance/invoice_corrections.sql:3',
    ]);
    assert.deepEqual(harbour.told('model.harbour.stg_erp__invoices', 'source'), [
      'declared erp.invoices @ harbour/models/staging/erp/stg_erp__invoices.sql:3',
    ]);
  });

  test('tests by what they would notice, with their severity', () => {
    const checks = harbour
      .facts('model.harbour.fct_invoices')
      .check.map((found) =>
        found.known ? `${found.value.mode} ${found.value.severity} ${found.value.by}${found.value.keyOnly ? ' (key)' : ''}` : 'unknown',
      );
    assert.deepEqual(checks, [
      'late error dbt_utils_like_recency',
      'twice error unique(invoice_id) (key)',
      'wrong error not_null(invoice_id) (key)',
      'wrong warn accepted_values(currency)',
      'wrong error relationships(currency)',
      'wrong warn amounts_are_positive',
    ]);
    assert.deepEqual(
      harbour.facts('model.harbour.mart_channels').check.map((found) => found.known && found.value.by),
      ['not_null(source)', 'channels_are_counted'],
    );
  });

  test('a colon too many behind the name of a test changes nothing', () => {
    const ships = readWorkspace({
      'dbt_project.yml': 'name: harbour\n',
      'models/ships.sql': 'select 1 as id',
      'models/_m.yml': [
        'models:',
        '  - name: ships',
        '    tests:',
        '      - "dbt_expectations.expect_table_row_count_to_be_between:":',
        '          min_value: 1',
        '    columns: [{name: id, tests: ["unique:"]}]',
      ].join('\n'),
    });
    assert.deepEqual(
      ships.facts('model.harbour.ships').check.map((found) => found.known && `${found.value.mode} ${found.value.by}`),
      ['empty dbt_expectations.expect_table_row_count_to_be_between', 'twice unique(id)'],
    );
  });

  test('whether a test runs that a template turns on is unknown', () => {
    const ships = readWorkspace({
      'dbt_project.yml': 'name: harbour\n',
      'models/ships.sql': 'select 1 as id',
      'models/_m.yml': `models:\n  - name: ships\n    columns: [{name: id, tests: [{unique: {config: {enabled: "{{ target.name == 'prod' }}"}}}]}]\n`,
    });
    assert.deepEqual(
      ships.facts('model.harbour.ships').check.map((found) => found.known),
      [false],
    );
  });

  test('on two warehouses a source without a column of time keeps its promise perhaps', () => {
    const promises = (...types: string[]) =>
      readWorkspace({
        'dbt_project.yml': 'name: harbour\n',
        'profiles.yml': `harbour:\n  outputs:\n${types.map((type) => `    ${type}: {type: ${type}}\n`).join('')}`,
        'models/_s.yml':
          'sources:\n  - name: erp\n    tables:\n      - name: ships\n        freshness: {warn_after: {count: 1, period: day}}\n',
      }).facts('source.harbour.erp.ships').promise[0];
    const [sure, never, perhaps] = [promises('snowflake', 'bigquery'), promises('duckdb'), promises('duckdb', 'snowflake')];
    assert.ok(sure?.known && !sure.inert && !sure.doubtful);
    assert.ok(never?.known && never.inert);
    assert.ok(perhaps?.known && perhaps.doubtful && !perhaps.inert);
  });

  test('tags that dbt_project.yml gives sources reach none of them, those of their entries do', () => {
    const gauges = readWorkspace({
      'dbt_project.yml': 'name: harbour\nsources:\n  harbour:\n    +tags: ["owner:pilots", nightly]\n    +meta: {tier: 1}\n',
      'models/_s.yml': 'sources:\n  - name: gauge\n    tags: [hourly]\n    tables: [{name: tides, config: {tags: [sea]}}]\n',
    });
    assert.deepEqual(gauges.resource('source.harbour.gauge.tides').tags?.toSorted(), ['hourly', 'sea']);
    assert.deepEqual(gauges.facts('source.harbour.gauge.tides').owner, []);
  });

  test('the rest of what a team writes down', () => {
    const id = 'model.harbour.fct_invoices';
    assert.deepEqual(harbour.told(id, 'failureMode'), [
      'late: the ERP copy stops @ harbour/models/marts/finance/_finance.yml:15',
      'twice, after a rerun of the copy @ harbour/models/marts/finance/_finance.yml:16',
    ]);
    assert.deepEqual(harbour.told(id, 'consumer'), [
      'Controlling controlling@harbour.example team @ harbour/models/marts/finance/_finance.yml:18',
      'CFO report @ harbour/models/marts/finance/_finance.yml:19',
    ]);
    assert.deepEqual(harbour.told(id, 'tier'), ['1 @ harbour/dbt_project.yml:31']);
    assert.deepEqual(harbour.told(id, 'review'), ['reviewed 2026-05-04 @ harbour/models/marts/finance/_finance.yml:20']);
    assert.deepEqual(harbour.told(id, 'rerun'), ['keyed invoice_id @ harbour/models/marts/finance/fct_invoices.sql:3']);
    assert.deepEqual(harbour.told(id, 'schemaGuard'), ['on-schema-change fail @ harbour/models/marts/finance/fct_invoices.sql:4']);
    assert.deepEqual(routes(id, 'alert'), ['`+meta` of marts/finance in dbt_project.yml', 'group finance']);
    assert.deepEqual(harbour.told('model.harbour.fct_seats.v1', 'retirement'), [
      'date 2026-12-31 2026-12-31 @ harbour/models/marts/finance/_finance.yml:48',
    ]);
    assert.deepEqual(harbour.told('model.harbour.fct_seats.v2', 'retirement'), []);
  });
});

suite('facts that depend on the version of dbt', () => {
  const source = 'sources:\n  - name: web\n    config:\n      meta: {owner: growth}\n    tables:\n      - name: visits\n';
  const owner = (version: string | null) => {
    const project = `name: shop\n${version ? `require-dbt-version: ${version}\n` : ''}`;
    const [found] = readWorkspace({ 'dbt_project.yml': project, 'models/s.yml': source }).facts('source.shop.web.visits').owner;
    assert.ok(found?.known);
    return found.inert ? 'inert' : found.doubtful ? 'doubtful' : 'works';
  };

  test('config.meta of a source does nothing before 1.10', () => {
    assert.equal(owner('"<1.10.0"'), 'inert');
    assert.equal(owner('["~=1.9.0"]'), 'inert');
    assert.equal(owner('[">=1.7.0", "<2.0.0"]'), 'doubtful');
    assert.equal(owner('">=1.10.0"'), 'works');
    assert.equal(owner(null), 'works');
  });

  test('a pin is narrower than a range, and is named as the place', () => {
    const { linked } = readWorkspace({
      'transform/dbt_project.yml': 'name: shop\nrequire-dbt-version: ">=1.5.0"\n',
      'requirements.txt': 'pandas==2.2.0\ndbt-core==1.8.7  # until the summer\ndbt-duckdb\n',
    });
    const [instance] = linked.instances;
    assert.equal(instance?.version, '==1.8.7');
    assert.equal(`${instance?.versionFrom?.file}:${instance?.versionFrom?.line}`, 'requirements.txt:2');
  });

  test('a lock beside a requirement is narrower, and of two without an end the later one', () => {
    const version = (texts: Record<string, string>) =>
      readWorkspace({ 'transform/dbt_project.yml': 'name: shop\nrequire-dbt-version: ">=1.8.0"\n', ...texts }).linked.instances[0]?.version;
    const wanted = { 'pyproject.toml': 'dependencies = [\n    "dbt-core>=1.12.0",\n]\n' };
    assert.equal(version(wanted), '>=1.12.0');
    assert.equal(version({ ...wanted, 'uv.lock': 'name = "dbt-core"\nversion = "1.12.3"\n' }), '1.12.3');
    assert.equal(version({ ...wanted, 'transform/requirements.txt': 'dbt-core==1.9.1\n' }), '==1.9.1');
  });
});

suite('what templates and typing hide', () => {
  const read = (yaml: string) =>
    readWorkspace({ 'dbt_project.yml': 'name: shop\n', 'models/orders.sql': 'select 1', 'models/o.yml': yaml });

  test('a template in a value is unknown, with its words', () => {
    assert.deepEqual(
      read('models:\n  - name: orders\n    meta:\n      owner: "{{ env_var(\'OWNER\') }}"\n').told('model.shop.orders', 'owner'),
      ["unknown: dbt fills in {{ env_var('OWNER') }} when it runs"],
    );
    const unquoted = read('models:\n  - name: orders\n    meta:\n      owner: {{ team }}\n').facts('model.shop.orders').owner;
    assert.equal(unquoted[0]?.known, false);
  });

  test('an owner that is half-typed or commented out is an empty one, not none', () => {
    const [found] = read('models:\n  - name: orders\n    meta:\n      owner: #data\n').facts('model.shop.orders').owner;
    assert.deepEqual(found?.known && found.value.names, ['']);
  });

  test('owners by other names, in mappings and comma-separated', () => {
    const owners = (meta: string) =>
      read(`models:\n  - name: orders\n    config:\n      meta: ${meta}\n`)
        .facts('model.shop.orders')
        .owner.flatMap((found) => (found.known ? [found.value.names.join(' + ')] : ['unknown']));
    assert.deepEqual(owners('{owner: {name: Finance, email: f@shop.example}}'), ['Finance']);
    assert.deepEqual(owners('{owner: {name: "", email: f@shop.example}}'), ['f@shop.example']);
    assert.deepEqual(owners('{data_owner: "ann, bob"}'), ['ann + bob']);
    assert.deepEqual(owners('{dagster: {owners: ["team:core"]}}'), ['team:core']);
    assert.deepEqual(owners('{openmetadata: {owner: core}, team: crm}'), ['crm', 'core']);
  });
});
