import assert from 'node:assert/strict';
import { createCoach } from '../../../src/engine/coach.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';
import { fixture, readWorkspace } from './reading.ts';

const project = {
  'dbt_project.yml': 'name: chain\nvars:\n  feeds: [base, arbitrum]\n  ghost: "{{ env_var(\'GHOST\') }}"\n',
  'models/trades_base.sql': 'select 1',
  'models/trades_arbitrum.sql': 'select 1',
  'models/trades_optimism.sql': 'select 1',
  'models/_sources.yml':
    'sources:\n  - name: raw_base\n    tables: [{name: swaps}, {name: fees}]\n  - name: raw_arbitrum\n    tables: [{name: swaps}, {name: fees}]\n',
};

function upstreamOf(texts: Readonly<Record<string, string>>): string[] {
  const read = readWorkspace({ ...project, ...texts });
  assert.deepEqual(read.problems, []);
  assert.equal(read.resource('model.chain.all').hiddenUpstream, null);
  return read.upstream('model.chain.all');
}

const bothTrades = ['model.chain.trades_base', 'model.chain.trades_arbitrum'];
const perhaps = (ids: readonly string[]) => ids.map((id) => `${id}?`);

suite('names of refs that are put together', () => {
  const forms: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
    [
      'a loop over a literal list',
      { 'models/all.sql': "{% for c in ['base', 'arbitrum'] %}{{ ref('trades_' ~ c) }}{% endfor %}" },
      bothTrades,
    ],
    [
      'names that are set inside the loop',
      {
        'models/all.sql':
          "{% set chains = ['base', 'arbitrum'] %}{% for c in chains %}{% set name = 'trades_' + c %}{{ ref(name) }}{% endfor %}{% for c in chains %}{% set name = 'trades_' + c %}{{ ref(name) }}{% endfor %}",
      },
      [...bothTrades, ...bothTrades],
    ],
    [
      'pairs, which stay pairs',
      { 'models/all.sql': "{% for s, t in [('raw_base', 'swaps'), ('raw_arbitrum', 'fees')] %}{{ source(s, t) }}{% endfor %}" },
      ['source.chain.raw_base.swaps', 'source.chain.raw_arbitrum.fees'],
    ],
    [
      'dicts that a macro is handed',
      {
        'macros/union.sql':
          "{% macro union_all(sources=[]) %}{% for s in sources %}{{ source('raw_' ~ s.chain, s['table']) }}{% endfor %}{% endmacro %}",
        'models/all.sql':
          "{% set config_sources = [{'chain': 'base', 'table': 'swaps'}, {'chain': 'arbitrum', 'table': 'fees'}] %}{{ union_all(sources=config_sources) }}",
      },
      perhaps(['source.chain.raw_base.swaps', 'source.chain.raw_arbitrum.fees']),
    ],
    [
      'a list that a macro returns, without those that are left out',
      {
        'macros/chains.sql': "{% macro chains() %}{{ return(['base', 'arbitrum']) }}{% endmacro %}",
        'models/all.sql': "{% for c in chains() if c != 'x' %}{{ ref('trades_' ~ c) }}{% endfor %}",
      },
      perhaps(bothTrades),
    ],
    [
      'a list that is added to',
      {
        'models/all.sql':
          "{% set found = [] %}{% for c in ['base', 'arbitrum'] %}{% do found.append('trades_' ~ c) %}{% endfor %}{% for name in found %}{{ ref(name) }}{% endfor %}",
      },
      bothTrades,
    ],
    ['a list of variables', { 'models/all.sql': "{% for c in var('feeds') %}{{ ref('trades_' ~ c) }}{% endfor %}" }, perhaps(bothTrades)],
    [
      'a name that branches choose',
      {
        'models/all.sql':
          "{% if target.name == 'prod' %}{% set c = 'base' %}{% else %}{% set c = 'arbitrum' %}{% endif %}{{ ref('trades_' ~ c) }}",
      },
      perhaps(bothTrades),
    ],
    [
      'either a model or a pair, as a macro asks how long it is',
      {
        'macros/any.sql':
          '{% macro any(table) %}{% if table | length == 2 %}{{ source(table[0], table[1]) }}{% else %}{{ ref(table) }}{% endif %}{% endmacro %}',
        'models/all.sql': "{{ any(['raw_base', 'swaps']) }} {{ any('trades_base') }}",
      },
      perhaps(['source.chain.raw_base.swaps', 'model.chain.trades_base']),
    ],
    [
      'rows of a query: dbt must have seen those models elsewhere',
      {
        'models/all.sql':
          "-- depends_on: {{ ref('trades_base') }}\n{% set rows = run_query('select 1') %}{% if execute %}{% for row in rows %}{{ ref(row.name) }}{% endfor %}{% endif %}{% for row in rows %}{{ ref('trades_' ~ row[0]) }}{% endfor %}",
      },
      ['model.chain.trades_base'],
    ],
    [
      'a macro that goes on only when dbt runs',
      {
        'macros/late.sql':
          "{% macro late(relations) %}{% if not execute %}{{ return('') }}{% endif %}{% for r in relations %}{{ ref(r.name | lower) }}{% endfor %}{% endmacro %}",
        'models/all.sql': '{{ late(look_around()) }}',
      },
      [],
    ],
  ];
  for (const [title, texts, expected] of forms) test(title, () => assert.deepEqual(upstreamOf(texts), expected));

  test('a name that grows from itself, and loops in loops, end in time', () => {
    const read = readWorkspace({
      ...project,
      'models/all.sql': `{% set n = 'a' %}${'{% set n = n ~ n %}'.repeat(5000)}{{ ref(n) }}`,
      'macros/round.sql': '{% macro round() %}{{ return(round()) }}{% endmacro %}',
      'models/more.sql': '{{ ref(round()) }}',
    });
    const many = `{% set all = [${"'trades', ".repeat(300)}] %}`;
    const loops = ['a', 'b', 'c', 'd'].map((name) => `{% for ${name} in all %}`).join('');
    const nested = readWorkspace({
      ...project,
      'models/all.sql': `${many}${loops}{{ ref(a ~ b ~ c ~ d ~ target.name) }} {{ source(a ~ b, c ~ d) }}${'{% endfor %}'.repeat(4)}`,
    });
    for (const found of [read.resource('model.chain.all'), read.resource('model.chain.more'), nested.resource('model.chain.all')])
      assert.ok(found.hiddenUpstream);
  });
});

suite('what dbt renders besides the text of a model', () => {
  const kiosks = readWorkspace(fixture('dbtNames'));

  test('hooks read too: of the file, of the folder, of the entry', () => {
    assert.deepEqual(kiosks.upstream('model.kiosks.sales_hooked'), [
      'source.kiosks.tills.sales_turku',
      'model.kiosks.stg_sales_oslo',
      'model.kiosks.stg_sales_turku?',
      'model.kiosks.opening_log',
    ]);
    assert.deepEqual(kiosks.upstream('snapshot.kiosks.sales_history'), ['model.kiosks.stg_sales_oslo', 'model.kiosks.opening_log']);
    const entry = readWorkspace({
      ...project,
      'models/all.sql': 'select 1',
      'models/_all.yml': 'models:\n  - name: all\n    config:\n      post_hook: "analyze {{ ref(\'trades_base\') }}"\n',
    });
    assert.deepEqual(entry.upstream('model.chain.all'), ['model.chain.trades_base']);
    const [edge] = entry.resource('model.chain.all').upstream;
    assert.equal(edge?.span.file, 'models/_all.yml');
  });

  test('a macro that calls config() does it for the model', () => {
    assert.deepEqual(kiosks.told('model.kiosks.sales_nightly', 'owner'), ['night-shift @ macros/house.sql:6']);
  });

  test('a text of YAML that a model sets is read', () => {
    assert.deepEqual(kiosks.upstream('model.kiosks.sales_yaml'), ['model.kiosks.stg_sales_turku', 'model.kiosks.opening_log']);
  });

  test('a singular test looks at every model of its loop', () => {
    for (const name of ['stg_sales_riga', 'stg_sales_oslo'])
      assert.deepEqual(kiosks.told(`model.kiosks.${name}`, 'check'), ['wrong no_empty_city error @ tests/no_empty_city.sql:1']);
  });
});

async function readersOf(texts: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const coach = createCoach({ workspace: memoryWorkspace({ ...project, ...texts }), today: '2026-11-22' });
  await coach.load();
  const told = [...coach.resources()].map((resource): [string, string] => {
    const answer = resource.answers.find(({ id }) => id === 'consumers-known');
    return [resource.name, `${answer?.state}${answer?.reason ? `: ${answer.reason}` : ''}`];
  });
  return new Map(told);
}

suite('who may be read by a model that does not say it', () => {
  test('only what fits the part of the name that is known, of its kind', async () => {
    const told = await readersOf({
      'models/all.sql': "{{ ref('trades_a' ~ target.name) }}",
      'models/raw.sql': "{{ source('raw_' ~ target.name, 'swaps') }}",
    });
    const unknown = (name: string, words: string) => `unknown: ${name} may read it: ${words} is resolved only when dbt runs`;
    assert.equal(told.get('trades_arbitrum'), unknown('all', "ref('trades_a' ~ target.name)"));
    assert.equal(told.get('trades_base'), 'unanswered');
    assert.equal(told.get('trades_optimism'), 'unanswered');
    assert.match(told.get('all') ?? '', /^unanswered/);
  });

  test('what it feeds cannot be read by it', async () => {
    const told = await readersOf({
      'models/all.sql': '{{ ref(target.name) }}',
      'models/report.sql': "select * from {{ ref('all') }}",
    });
    assert.match(told.get('trades_base') ?? '', /^unknown: all may read it/);
    assert.equal(told.get('report'), 'unanswered');
  });

  test('macros of packages that are not installed may read what they are handed the name of', async () => {
    const told = await readersOf({
      'packages.yml': 'packages:\n  - package: acme/vault\n    version: 1.0.0\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n',
      'models/all.sql': "{{ vault.hub(source_model=['trades_base'], key='id') }}",
      'models/more.sql': "{{ dbt_utils.union_relations(relations=[ref('trades_arbitrum')], include=['trades_optimism']) }}",
    });
    assert.equal(told.get('trades_base'), 'unknown: all may read it: the macro vault.hub is in a package that is not installed here');
    assert.equal(told.get('trades_optimism'), 'unanswered');
    assert.match(told.get('trades_arbitrum') ?? '', /^(?:answered|not_applicable)/);
  });

  test('codegen makes refs and sources of names: not installed it may read them, installed it does', async () => {
    const draft = {
      'packages.yml': 'packages:\n  - package: dbt-labs/codegen\n    version: 0.13.1\n',
      'models/draft.sql': "{{ codegen.generate_base_model('raw', 'trades_base') }} {{ codegen.generate_model_yaml(['trades_optimism']) }}",
    };
    const missing = await readersOf(draft);
    for (const name of ['trades_base', 'trades_optimism'])
      assert.match(
        missing.get(name) ?? '',
        /^unknown: draft may read it: the macro codegen\.\w+ is in a package that is not installed here$/,
      );
    assert.equal(missing.get('trades_arbitrum'), 'unanswered');
    const installed = await readersOf({
      ...draft,
      'dbt_packages/codegen/dbt_project.yml': 'name: codegen\n',
      'dbt_packages/codegen/macros/yaml.sql':
        "{% macro generate_model_yaml(names) %}{{ return(adapter.dispatch('generate_model_yaml', 'codegen')(names)) }}{% endmacro %}" +
        '{% macro default__generate_model_yaml(names) %}{% for name in names %}{% set one = ref(name) %}{% endfor %}{% endmacro %}',
    });
    assert.match(installed.get('trades_optimism') ?? '', /^(?:answered|not_applicable)/);
    assert.equal(installed.get('trades_arbitrum'), 'unanswered');
  });
});
