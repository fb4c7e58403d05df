import assert from 'node:assert/strict';
import { render } from '../../../src/engine/l10n.ts';
import { fixture, readWorkspace } from './reading.ts';

suite('a dbt project, read the way dbt reads it', () => {
  const harbour = readWorkspace(fixture('dbtForms'));

  test('has the ids that dbt gives', () => {
    const own = harbour.linked.resources.filter((resource) => !resource.unasked).map((resource) => resource.id);
    assert.deepEqual(own.sort(), [
      'exposure.harbour.growth_board',
      'exposure.harbour.month_end',
      'model.harbour.fct_invoices',
      'model.harbour.fct_seats.v1',
      'model.harbour.fct_seats.v2',
      'model.harbour.invoice_corrections',
      'model.harbour.mart_channels',
      'model.harbour.mart_ltv',
      'model.harbour.mart_signups',
      'model.harbour.stg_erp__customers',
      'model.harbour.stg_erp__invoices',
      'seed.harbour.seat_maps',
      'snapshot.harbour.customers_history',
      'snapshot.harbour.invoices_history',
      'source.harbour.ads.spend',
      'source.harbour.erp.customers',
      'source.harbour.erp.invoices',
      'source.harbour.erp.lines',
    ]);
  });

  test('asks nothing of what is disabled or comes with a package', () => {
    const reasons = harbour.linked.resources.flatMap((resource) =>
      resource.unasked ? [`${resource.id}: ${render(resource.unasked)}`] : [],
    );
    assert.deepEqual(reasons.sort(), [
      'model.harbour.old_channels: it is disabled',
      'model.rates.exchange_rates: it belongs to the package rates',
      'source.harbour.ads.clicks: it is disabled',
    ]);
  });

  test('follows refs through set, filters, comments, loops, macros and packages', () => {
    assert.deepEqual(harbour.upstream('model.harbour.fct_invoices'), [
      'model.harbour.stg_erp__customers',
      'model.harbour.stg_erp__invoices',
      'model.harbour.invoice_corrections?',
      'model.rates.exchange_rates?',
      'model.rates.exchange_rates',
    ]);
    assert.deepEqual(harbour.upstream('model.harbour.stg_erp__customers'), ['source.harbour.erp.customers']);
    assert.deepEqual(harbour.upstream('model.harbour.invoice_corrections'), ['source.harbour.erp.lines']);
    assert.deepEqual(harbour.upstream('model.harbour.mart_channels'), [
      'source.harbour.ads.spend?',
      'model.harbour.stg_erp__invoices',
      'model.harbour.stg_erp__customers',
    ]);
    assert.deepEqual(harbour.upstream('model.harbour.mart_ltv'), ['model.harbour.stg_erp__customers', 'model.harbour.stg_erp__invoices']);
    assert.deepEqual(harbour.upstream('model.harbour.fct_seats.v2'), ['model.harbour.fct_seats.v1', 'seed.harbour.seat_maps']);
  });

  test('reads Python models, snapshots of both kinds and exposures', () => {
    assert.deepEqual(harbour.upstream('model.harbour.mart_signups'), ['model.harbour.stg_erp__customers', 'source.harbour.ads.spend']);
    assert.deepEqual(harbour.upstream('snapshot.harbour.customers_history'), ['model.harbour.stg_erp__customers']);
    assert.deepEqual(harbour.upstream('snapshot.harbour.invoices_history'), ['source.harbour.erp.invoices']);
    assert.deepEqual(harbour.upstream('exposure.harbour.growth_board'), [
      'model.harbour.mart_channels',
      'model.harbour.fct_seats.v2',
      'source.harbour.ads.spend',
    ]);
  });

  test('says why a list of upstreams may be incomplete', () => {
    const { hiddenUpstream } = readWorkspace({
      'dbt_project.yml': 'name: harbour\n',
      'models/seats.sql': "select * from {{ ref(var('seat_table')) }}",
    }).resource('model.harbour.seats');
    assert.equal(hiddenUpstream && render(hiddenUpstream), "ref(var('seat_table')) is resolved only when dbt runs");
    assert.equal(harbour.resource('model.harbour.fct_invoices').hiddenUpstream, null);
  });

  test('points at the words that make an edge', () => {
    const words = harbour.resource('model.harbour.fct_invoices').upstream.map((edge) => harbour.slice(edge.span));
    assert.deepEqual(words, [
      "ref('stg_erp__customers')",
      "ref('stg_erp__invoices')",
      "ref('invoice_corrections')",
      "convert_to_euro('i.amount')",
      "convert_to_euro('i.amount')",
    ]);
  });

  test('stands on the first words of a model and on its name in the properties', () => {
    const { anchor, mentions } = harbour.resource('model.harbour.stg_erp__customers');
    assert.equal(harbour.slice(anchor), '{{-');
    assert.deepEqual(mentions.map(harbour.slice), ['stg_erp__customers']);
    assert.equal(harbour.slice(harbour.resource('source.harbour.erp.lines').anchor), 'lines');
  });

  test('says the layer by the folder, and by where the project ends', () => {
    assert.equal(harbour.resource('model.harbour.stg_erp__invoices').layer, 'staging');
    assert.equal(harbour.resource('model.harbour.fct_seats.v1').layer, 'mart');
    assert.equal(harbour.resource('seed.harbour.seat_maps').layer, null);
  });

  test('finds nothing wrong with a project that dbt parses', () => {
    assert.deepEqual(harbour.problems, []);
  });
});

const small = {
  'dbt_project.yml': 'name: shop\nprofile: shop\n',
  'models/orders.sql': 'select 1 as order_id',
};

suite('what would break a dbt project', () => {
  test('two entries for one model are named with both places', () => {
    const { problems } = readWorkspace({
      ...small,
      'models/a.yml': 'models:\n  - name: orders\n',
      'models/b.yml': 'models:\n  - name: orders\n',
    });
    assert.deepEqual(problems, ['models/b.yml:2 orders is described twice; dbt refuses that. The other entry is in models/a.yml, line 2']);
  });

  test('an entry for a model that is not there', () => {
    const { problems } = readWorkspace({ ...small, 'models/a.yml': 'models:\n  - name: orders\n  - name: order\n' });
    assert.deepEqual(problems, ['models/a.yml:3 order is described here, and no model of that name exists']);
  });

  test('a ref to nothing is a problem, but not inside a branch, and not where a package is missing', () => {
    const sql = "select * from {{ ref('gone') }}";
    assert.deepEqual(readWorkspace({ ...small, 'models/x.sql': sql }).problems, [
      "models/x.sql:1 ref('gone') names nothing in the workspace",
    ]);
    assert.deepEqual(readWorkspace({ ...small, 'models/x.sql': `{% if execute %}${sql}{% endif %}` }).problems, []);
    const missing = readWorkspace({
      ...small,
      'models/x.sql': sql,
      'packages.yml': 'packages:\n  - package: dbt-labs/snowplow\n    version: 1.0.0\n',
    });
    assert.deepEqual(missing.problems, []);
    assert.match(render(missing.resource('model.shop.x').hiddenUpstream ?? { message: '', args: [] }), /not installed here \(snowplow\)/);
  });

  test('a package of a private repository that is not there makes its refs unknown', () => {
    const read = readWorkspace({
      ...small,
      'models/x.sql': "select * from {{ ref('gone') }}",
      'packages.yml': 'packages:\n  - private: acme/dbt-vault\n    provider: github\n',
    });
    assert.deepEqual(read.problems, []);
    assert.match(render(read.resource('model.shop.x').hiddenUpstream ?? { message: '', args: [] }), /not installed here \(dbt_vault\)/);
  });

  test('what is wrong in macros, tests and lists of packages has its place', () => {
    const { problems } = readWorkspace({
      ...small,
      'macros/cents.sql': '{% macro cents(x) %}\n{{ x / 100 \n{% endmacro %}',
      'tests/no_refunds.sql': "select 1\nfrom {{ ref('orders') ",
      'packages.yml': 'packages:\n  - local: @nowhere\n',
    });
    assert.deepEqual(
      problems.map((problem) => problem.split(' ')[0]),
      ['packages.yml:2', 'macros/cents.sql:2', 'tests/no_refunds.sql:2'],
    );
  });

  test('a properties file with an error still answers from what reads well', () => {
    const read = readWorkspace({
      ...small,
      'models/a.yml': 'models:\n  - name: orders\n    meta:\n      owner: finance\n      channel: @here\n',
    });
    assert.deepEqual(read.told('model.shop.orders', 'owner'), ['finance @ models/a.yml:4']);
    assert.equal(read.problems.length, 1);
    assert.match(read.problems[0] ?? '', /^models\/a\.yml:5 /);
  });

  test('a broken dbt_project.yml is a problem and the models stay', () => {
    const read = readWorkspace({ ...small, 'dbt_project.yml': 'name: shop\nmodels:\n  shop: [\n' });
    assert.equal(read.resource('model.shop.orders').name, 'orders');
    assert.match(read.problems[0] ?? '', /^dbt_project\.yml:/);
  });

  test('two files of one name, unless enabled decides between them', () => {
    const twin = { ...small, 'models/old/orders.sql': 'select 2 as order_id' };
    assert.deepEqual(readWorkspace(twin).problems, [
      'models/orders.sql:1 dbt finds orders twice; the other one is in models/old/orders.sql',
    ]);
    const chosen = readWorkspace({
      ...twin,
      'models/old/orders.sql': '{{ config(enabled=false) }} select 2',
      'models/x.sql': "select * from {{ ref('orders') }}",
    });
    assert.deepEqual(chosen.problems, []);
    const [edge] = chosen.resource('model.shop.x').upstream;
    assert.equal(chosen.linked.resources.find((resource) => resource.key === edge?.to)?.anchor.file, 'models/orders.sql');
  });

  test('models that read each other, or themselves, are linked and nothing hangs', () => {
    const read = readWorkspace({ ...small, 'models/a.sql': "{{ ref('b') }}", 'models/b.sql': "{{ ref('a') }} {{ ref('b') }}" });
    assert.deepEqual(read.upstream('model.shop.b'), ['model.shop.a', 'model.shop.b']);
    assert.deepEqual(read.problems, [
      'models/a.sql:1 a reads b, which is made from it: dbt refuses a circle',
      'models/b.sql:1 b reads a, which is made from it: dbt refuses a circle',
    ]);
    const self = {
      ...small,
      'models/c.sql': "select 1\nfrom {{ ref('c') }}",
      'models/d.sql': "{{ ref('c') }} {% if x %}{{ ref('d') }}{% endif %}",
    };
    assert.deepEqual(readWorkspace(self).problems, ['models/c.sql:2 c reads itself, which dbt refuses']);
  });
});

suite('what is left out', () => {
  test('dbt never sees what .dbtignore hides; what git ignores is read and not asked', () => {
    const read = readWorkspace({
      ...small,
      '.dbtignore': '# notes\nmodels/drafts/\n*.tmp.sql\n!keep.tmp.sql\n',
      '.gitignore': 'models/local/\n',
      'models/drafts/deep/a.sql': 'select 1',
      'models/b.tmp.sql': 'select 1',
      'models/keep.tmp.sql': 'select 1',
      'models/local/mine.sql': 'select 1',
    });
    const told = read.linked.resources.map((resource) => `${resource.name}${resource.unasked ? `: ${render(resource.unasked)}` : ''}`);
    assert.deepEqual(told, ['keep.tmp', 'mine: git ignores it', 'orders']);
  });

  test('a line of .dbtignore with too many wildcards is a problem, and takes no time; the others count', () => {
    const name = 'a'.repeat(200);
    const read = readWorkspace({
      ...small,
      '.dbtignore': `models/drafts/\n${'*a'.repeat(3000)}b\n`,
      'models/drafts/a.sql': 'select 1',
      [`models/${name}.sql`]: 'select 1',
    });
    assert.deepEqual(
      read.linked.resources.map((resource) => resource.name),
      [name, 'orders'],
    );
    assert.deepEqual(
      read.linked.problems.map(({ file, line, message }) => `${file}:${line} ${render(message)}`),
      [`.dbtignore:2 ${'*a'.repeat(30)} has too many wildcards`],
    );
  });

  test('what matches a pattern for names may be in git all the same, and is asked', () => {
    const read = readWorkspace({
      ...small,
      '.gitignore': '*.csv\n/models/wip_*\nmodels/scratch/*\n**/private/**\n',
      'seeds/rates.csv': 'a,b\n',
      'models/wip_orders.sql': 'select 1',
      'models/scratch/a.sql': 'select 1',
      'models/private/b.sql': 'select 1',
    });
    const silent = read.linked.resources.flatMap((resource) => (resource.unasked ? [resource.name] : []));
    assert.deepEqual(silent.sort(), ['a', 'b']);
    const listed = readWorkspace({ ...small, '.gitignore': '*\n!*/\n!*.sql\n!*.yml\n' });
    assert.deepEqual(
      listed.linked.resources.map((resource) => resource.unasked),
      listed.linked.resources.map(() => null),
    );
  });
});

suite('several projects in one workspace', () => {
  test('a folder of sources that two projects share belongs to both', () => {
    const read = readWorkspace({
      'sources/web.yml': 'sources:\n  - name: web\n    tables:\n      - name: visits\n',
      'daily/dbt_project.yml': 'name: daily\nprofile: p\nmodel-paths: ["models", "../sources"]\n',
      'daily/models/visits.sql': "select * from {{ source('web', 'visits') }}",
      'hourly/dbt_project.yml': 'name: hourly\nprofile: p\nmodel-paths: ["../sources"]\n',
    });
    const ids = read.linked.resources
      .filter((resource) => resource.kind === 'source')
      .map((resource) => `${resource.project} ${resource.id}`);
    assert.deepEqual(ids, ['daily source.daily.web.visits', 'hourly source.hourly.web.visits']);
    assert.deepEqual(read.upstream('model.daily.visits'), ['source.daily.web.visits']);
  });

  test('names that end in that of a template are models only where the project says so', () => {
    const texts = { ...small, 'models/late.sql.jinja': "select * from {{ ref('orders') }}" };
    assert.ok(!readWorkspace(texts).linked.resources.some(({ name }) => name.startsWith('late')));
    assert.deepEqual(readWorkspace(texts).problems, []);
    const read = readWorkspace({ ...texts, 'dbt_project.yml': 'name: shop\nflags: {allow_jinja_file_extensions: true}\n' });
    assert.deepEqual(read.upstream('model.shop.late'), ['model.shop.orders']);
  });

  test('an installed package is read for its ids and never asked; its own tests are not read', () => {
    const read = readWorkspace({
      'dbt_project.yml': 'name: shop\nprofile: p\n',
      'models/orders.sql': "select * from {{ ref('calendar') }}",
      'target/run/models/orders.sql': 'select 1',
      'dbt_packages/dates/dbt_project.yml': 'name: dates\n',
      'dbt_packages/dates/models/calendar.sql': 'select 1',
      'dbt_packages/dates/integration_tests/dbt_project.yml': 'name: dates_tests\n',
      'dbt_packages/dates/integration_tests/models/check.sql': 'select 1',
    });
    assert.deepEqual(
      read.linked.resources.map((resource) => [resource.id, resource.project, resource.unasked !== null]),
      [
        ['model.shop.orders', '.', false],
        ['model.dates.calendar', '.', true],
      ],
    );
    assert.deepEqual(read.upstream('model.shop.orders'), ['model.dates.calendar']);
    assert.deepEqual(
      read.linked.instances.map((instance) => instance.project),
      ['shop'],
    );
  });

  test('a source that a package and the team declare is the team’s, unless a flag has the package look at itself first', () => {
    const declared = 'sources:\n  - name: gov\n    tables: [{name: holidays}]\n';
    const files = {
      'packages.yml': 'packages:\n  - package: acme/dates\n    version: 1.0.0\n',
      'models/gov.yml': declared,
      'dbt_packages/dates/dbt_project.yml': 'name: dates\n',
      'dbt_packages/dates/models/gov.yml': declared,
      'dbt_packages/dates/models/days.sql': "select * from {{ source('gov', 'holidays') }}",
    };
    const project = 'name: shop\nprofile: p\n';
    const flag = 'flags: {require_ref_searches_node_package_before_root: true}\n';
    assert.deepEqual(readWorkspace({ ...files, 'dbt_project.yml': project }).upstream('model.dates.days'), ['source.shop.gov.holidays']);
    assert.deepEqual(readWorkspace({ ...files, 'dbt_project.yml': project + flag }).upstream('model.dates.days'), [
      'source.dates.gov.holidays',
    ]);
  });

  test('a function of the warehouse reads and is read; a file of that folder without an entry is none', () => {
    const read = readWorkspace({
      'dbt_project.yml': 'name: port\nprofile: p\n',
      'functions/_f.yml': 'functions:\n  - name: newest_call\n    returns: {data_type: integer}\n',
      'functions/newest_call.sql': "select max(id) from {{ ref('calls') }}",
      'functions/notes.sql': "select * from {{ ref('calls') }}",
      'models/calls.sql': 'select 1 as id',
      'models/newest.sql': "select {{ function('newest_call') }}() as id",
      'macros/newest.sql': "{% macro newest() %}{{ function('newest_call') }}(){% endmacro %}",
      'models/by_macro.sql': 'select {{ newest() }} as id',
    });
    assert.deepEqual(read.upstream('function.port.newest_call'), ['model.port.calls']);
    assert.deepEqual(read.upstream('model.port.newest'), ['function.port.newest_call']);
    assert.deepEqual(read.upstream('model.port.by_macro'), ['function.port.newest_call']);
    assert.equal(
      read.linked.resources.some(({ name }) => name === 'notes'),
      false,
    );
  });

  test('a package describes the seed that the team keeps in place of its own', () => {
    const team = {
      'dbt_project.yml': 'name: shop\nprofile: p\nseeds:\n  rules:\n    +enabled: false\n',
      'packages.yml': 'packages:\n  - package: acme/rules\n    version: 1.0.0\n',
      'seeds/rules_exceptions.csv': 'rule\nnone\n',
    };
    const read = readWorkspace({
      ...team,
      'dbt_packages/rules/dbt_project.yml': 'name: rules\n',
      'dbt_packages/rules/seeds/rules_exceptions.csv': 'rule\n',
      'dbt_packages/rules/seeds/_seeds.yml': 'seeds:\n  - name: rules_exceptions\n    description: What is let through.\n',
    });
    assert.deepEqual(read.told('seed.shop.rules_exceptions', 'description'), [
      'What is let through. @ dbt_packages/rules/seeds/_seeds.yml:3',
    ]);
    assert.deepEqual(read.places('seed.shop.rules_exceptions', 'owner'), []);
    assert.deepEqual(readWorkspace(team).told('seed.shop.rules_exceptions', 'description'), [
      'unknown: the package rules, which is not installed here, may describe it',
    ]);
  });

  test('a project whose integration tests install it stays a project', () => {
    const read = readWorkspace({
      'dbt_project.yml': 'name: dates\n',
      'models/calendar.sql': 'select 1',
      'integration_tests/dbt_project.yml': 'name: dates_tests\nprofile: p\n',
      'integration_tests/packages.yml': 'packages:\n  - local: ../\n',
      'integration_tests/models/check.sql': "select * from {{ ref('calendar') }}",
    });
    assert.equal(read.resource('model.dates.calendar').unasked, null);
    assert.deepEqual(read.upstream('model.dates_tests.check'), ['model.dates.calendar']);
  });

  test('where a team has a ref of its own, what it names is no problem, and unknown', () => {
    const port = readWorkspace({
      'dbt_project.yml': 'name: port\n',
      'macros/ref.sql': "{% macro ref(name) %}{{ return(builtins.ref(name ~ '_real')) }}{% endmacro %}",
      'models/ships_real.sql': 'select 1',
      'models/calls.sql': "select * from {{ ref('ships') }}",
      'models/tides.sql': "select * from {{ source('gauge', 'tides') }}",
    });
    assert.ok(port.resource('model.port.calls').hiddenUpstream);
    assert.equal(port.problems.length, 1);
    assert.match(port.problems[0] ?? '', /tides/);
  });

  test('a package names what the project of its integration tests holds', () => {
    const port = readWorkspace({
      'dbt_project.yml': 'name: port\nprofile: port\n',
      'models/calls.sql': "select * from {{ ref('ships') }} join {{ source('gauge', 'tides') }} using (day)",
      'integration_tests/dbt_project.yml': 'name: port_tests\nprofile: port\n',
      'integration_tests/packages.yml': 'packages:\n  - local: ../\n',
      'integration_tests/models/ships.sql': 'select 1',
      'integration_tests/models/_s.yml': 'sources:\n  - name: gauge\n    tables: [{name: tides}]\n',
      'integration_tests/models/reader.sql': "select * from {{ ref('calls') }}",
    });
    assert.deepEqual(port.upstream('model.port.calls'), ['model.port_tests.ships', 'source.port_tests.gauge.tides']);
    assert.deepEqual(port.upstream('model.port_tests.reader'), ['model.port.calls']);
    assert.deepEqual(port.problems, []);
  });
});
