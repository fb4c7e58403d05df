import assert from 'node:assert/strict';
import { createCoach } from '../../../src/engine/coach.ts';
import { inspectJson } from '../../../src/engine/reports/inspect.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';
import { readWorkspace } from './reading.ts';

/** What dbt 1.5 to 1.12 leaves out of `depends_on`, because it parses with `execute` and `is_incremental()` false, is conditional here. */
const texts = {
  'dbt_project.yml': 'name: shop\n',
  'models/_s.yml': 'sources:\n  - name: erp\n    tables: [{name: orders}, {name: late_orders}]\n',
  'models/watermarks.sql': 'select 1',
  'models/history.sql': 'select 1',
  'models/days.sql': 'select 1',
  'models/orders.sql': [
    "select * from {{ source('erp', 'orders') }} join {{ ref('days') }} using (day)",
    '{% if is_incremental() %}',
    "where day > (select max(day) from {{ ref('watermarks') }})",
    "union all select * from {{ source('erp', 'late_orders') }}",
    '{% endif %}',
    "{% if execute %}{% do run_query('select 1 from ' ~ ref('history')) %}{% endif %}",
  ].join('\n'),
};

suite('what a model reads only under a condition', () => {
  test('its edges, its readers and the evidence of answers say so', async () => {
    const coach = createCoach({ workspace: memoryWorkspace(texts), today: '2026-11-22' });
    await coach.load();
    const { resources } = JSON.parse([...inspectJson(coach, '.', '2026-11-22')].join(''));
    const named = (id: string) => resources.find((resource: { id: string }) => resource.id === id);
    const edges = named('model.shop.orders').upstream.map(({ id, conditional, line }: Record<string, unknown>) => [id, conditional, line]);
    assert.deepEqual(edges.toSorted(), [
      ['model.shop.days', false, 1],
      ['model.shop.history', true, 6],
      ['model.shop.watermarks', true, 3],
      ['source.shop.erp.late_orders', true, 4],
      ['source.shop.erp.orders', false, 1],
    ]);
    assert.equal(named('model.shop.watermarks').consumers[0].conditional, true);
    const routes = (id: string, question: string): string[] =>
      named(id)
        .questions.find((each: { id: string }) => each.id === question)
        .evidence.map(({ route }: { route: string }) => route);
    assert.deepEqual(routes('model.shop.watermarks', 'consumers-known'), ['orders reads it, only under a condition']);
    assert.deepEqual(routes('model.shop.days', 'consumers-known'), ['orders reads it']);
    assert.deepEqual(routes('model.shop.orders', 'source-known'), ['source', 'source, only under a condition']);
  });

  test('what a config that a macro makes may catch is not said to be missing', async () => {
    const entry = 'models:\n  - name: orders\n    columns: [{name: id, data_tests: [unique, {accepted_values: {values: [1]}}]}]\n';
    const told = async (config: string) => {
      const coach = createCoach({
        workspace: memoryWorkspace({
          'dbt_project.yml': 'name: shop\n',
          'models/orders.sql': `${config} select * from t`,
          'models/_m.yml': entry,
        }),
        today: '2026-11-22',
      });
      await coach.load();
      return coach.resource('model.shop.orders')?.answers.find(({ id }) => id === 'failure-modes-known')?.answer;
    };
    assert.equal(await told("{{ config(materialized='incremental') }}"), 'caught: twice, wrong · not: late, empty, changed');
    assert.equal(await told("{{ config(**ours(on_schema_change='fail')) }}"), 'caught: twice, wrong · not: empty');
  });

  test('a branch that hangs on what a macro is handed is read where it is taken, and only there', () => {
    const upstream = readWorkspace({
      'dbt_project.yml': 'name: port\nvars: {wide: true}\n',
      'models/_s.yml': 'sources:\n  - name: gauge\n    tables: [{name: tides}, {name: winds}]\n',
      ...Object.fromEntries(['ships', 'berths', 'cranes', 'pilots', 'tugs'].map((name) => [`models/${name}.sql`, 'select 1'])),
      'macros/calls.sql': [
        '{% macro calls_of(kind, with_tugs=false, sides=none) %}',
        "{% if kind == 'ship' %}select * from {{ ref('ships') }}",
        "{% elif kind in ('berth', 'crane') %}select * from {{ ref('berths') }} join {{ source('gauge', 'tides') }}",
        "{% else %}select * from {{ ref('pilots') }}{% endif %}",
        "{% if with_tugs and kind != 'crane' %}join {{ ref('tugs') }}{% endif %}",
        '{% if sides is not none %}{{ crossed(sides) }}{% endif %}',
        "{% if kind == 'ship' and target.name == 'prod' %}join {{ ref('cranes') }}{% endif %}",
        '{% endmacro %}',
        "{% macro crossed(sides) %}{{ source('gauge', 'winds') if sides == 'both' else ref('cranes') }}{% endmacro %}",
        "{% macro each_of(kinds) %}{% for kind in ['ships', 'tugs'] %}{% if kind in kinds %}{{ ref(kind) }}{% endif %}{% endfor %}{% endmacro %}",
      ].join('\n'),
      'models/of_ships.sql': "{{ calls_of('ship') }}",
      'models/of_berths.sql': "{{ calls_of('berth', with_tugs=true) }}",
      'models/of_cranes.sql': "{{ calls_of(kind='crane', with_tugs=true, sides='both') }}",
      'models/of_pilots.sql': "{{ calls_of('pilot', sides='one') }}",
      'models/of_any.sql': '{{ calls_of(target.name) }}',
      'models/of_vars.sql': "{{ calls_of('pilot', with_tugs=var('wide')) }}",
      'models/of_tugs.sql': "select * from {{ each_of(['tugs']) }}",
      'models/found.sql':
        "{% set found = [] %}{% for row in run_query('select 1') %}{% do found.append(row) %}{% endfor %}{% if found %}{{ ref('ships') }}{% endif %}",
      'models/in_place.sql': "{% set kind = 'ship' %}{% if kind == 'ship' %}{{ ref('ships') }}{% else %}{{ ref('berths') }}{% endif %}",
    }).upstream;
    const ids = (name: string) => upstream(`model.port.${name}`).map((id) => id.replace(/^(?:model|source)\.port\./, ''));
    assert.deepEqual(ids('of_ships'), ['ships', 'cranes?']);
    assert.deepEqual(ids('of_berths').toSorted(), ['berths', 'gauge.tides', 'tugs']);
    assert.deepEqual(ids('of_cranes').toSorted(), ['berths', 'gauge.tides', 'gauge.winds']);
    assert.deepEqual(ids('of_pilots').toSorted(), ['cranes', 'pilots']);
    assert.deepEqual(ids('of_any').toSorted(), ['berths?', 'cranes?', 'gauge.tides?', 'pilots?', 'ships?']);
    assert.deepEqual(ids('of_vars').toSorted(), ['pilots', 'tugs?']);
    assert.deepEqual(ids('of_tugs'), ['tugs']);
    assert.deepEqual(ids('in_place'), ['ships']);
    assert.deepEqual(ids('found'), ['ships?']);
  });

  test('where the adapter chooses a macro, what all of them read is read, and the rest perhaps; so is what a statement holds', () => {
    const { upstream } = readWorkspace({
      'dbt_project.yml': 'name: port\n',
      ...Object.fromEntries(['ships', 'berths', 'cranes', 'pilots'].map((name) => [`models/${name}.sql`, 'select 1'])),
      'macros/calls.sql': [
        "{% macro calls() %}{{ return(adapter.dispatch('calls', 'port')()) }}{% endmacro %}",
        "{% macro default__calls() %}select * from {{ ref('ships') }} join {{ ref('berths') }}{% endmacro %}",
        "{% macro snowflake__calls() %}select * from {{ ref('ships') }} join {{ ref('cranes') }}{% endmacro %}",
        "{% macro tolls() %}{{ adapter.dispatch(macro_name='tolls', macro_namespace='port')() }}{% endmacro %}",
        "{% macro default__tolls() %}select * from {{ ref('pilots') }}{% endmacro %}",
        "{% macro fees() %}{{ adapter.dispatch('fees', 'port')() }}{% endmacro %}",
        '{% macro default__fees() %}select 1{% endmacro %}',
        "{% macro redshift__fees() %}{{ default__fees() }} from {{ ref('pilots') }}{% endmacro %}",
      ].join('\n'),
      'models/by_calls.sql': '{{ calls() }}',
      'models/by_tolls.sql': '{{ tolls() }}',
      'models/by_fees.sql': '{{ fees() }}',
      'models/by_statement.sql':
        "{% call statement('newest', fetch_result=true) %}select max(id) from {{ ref('ships') }}{% endcall %}select * from {{ ref('berths') }}",
    });
    assert.deepEqual(upstream('model.port.by_calls').toSorted(), ['model.port.berths?', 'model.port.cranes?', 'model.port.ships']);
    assert.deepEqual(upstream('model.port.by_tolls'), ['model.port.pilots']);
    assert.deepEqual(upstream('model.port.by_fees'), ['model.port.pilots?']);
    assert.deepEqual(upstream('model.port.by_statement').toSorted(), ['model.port.berths', 'model.port.ships?']);
  });
});
