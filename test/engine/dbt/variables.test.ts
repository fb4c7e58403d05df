import assert from 'node:assert/strict';
import { render } from '../../../src/engine/l10n.ts';
import { readWorkspace } from './reading.ts';

const project = `name: harbour
vars:
  feed: ships
  old_calls: false
  kept_calls: true
  harbour:
    feed: berths
  secret: "{{ env_var('SECRET') }}"
models:
  harbour:
    archive:
      +enabled: "{{ var('archive', false) }}"
    live:
      +enabled: "{{ var('kept_calls', true) }}"
    drafts:
      +enabled: "{{ var('old_calls', true) }}"
`;

function read(texts: Readonly<Record<string, string>>) {
  return readWorkspace({
    'dbt_project.yml': project,
    'models/ships.sql': 'select 1 as ship',
    'models/berths.sql': 'select 1 as berth',
    ...texts,
  });
}

function unasked(read: ReturnType<typeof readWorkspace>, name: string): string | null {
  const { unasked: reason } = read.resource(`model.harbour.${name}`);
  return reason && render(reason);
}

suite('variables of a dbt project', () => {
  test('an edge by way of a variable is conditional: the command line may name another', () => {
    const calls = read({
      'models/calls.sql': "select * from {{ ref(var('feed')) }}",
      'models/by_default.sql': "select * from {{ ref(var('nobody_sets_it', 'ships')) }}",
      'macros/feed.sql': "{% macro feed() %}{{ return(ref(var('feed'))) }}{% endmacro %}",
      'models/by_macro.sql': 'select * from {{ feed() }}',
      'models/pieced.sql': "select * from {{ ref(var('feed') ~ '') }}",
      'macros/read.sql': '{% macro read(name) %}{{ return(ref(name)) }}{% endmacro %}',
      'models/handed.sql': "select * from {{ read(var('feed')) }}",
    });
    for (const [name, upstream] of [
      ['calls', 'berths'],
      ['by_default', 'ships'],
      ['by_macro', 'berths'],
      ['pieced', 'berths'],
      ['handed', 'berths'],
    ]) {
      assert.deepEqual(calls.upstream(`model.harbour.${name}`), [`model.harbour.${upstream}?`], name);
      assert.equal(calls.resource(`model.harbour.${name}`).hiddenUpstream, null);
    }
  });

  test('a variable without a value, with one that is made elsewhere, or that names nothing leaves the list open', () => {
    const open = read({
      'models/unset.sql': "select * from {{ ref(var('nobody_sets_it')) }}",
      'models/secret.sql': "select * from {{ ref(var('secret')) }}",
      'models/gone.sql': "select * from {{ ref(var('gone', 'no_such_model')) }}",
      'models/_e.yml': 'exposures:\n  - name: board\n    depends_on: ["ref(var(\'feed\'))"]\n',
    });
    for (const name of ['unset', 'secret', 'gone']) {
      assert.deepEqual(open.upstream(`model.harbour.${name}`), [], name);
      assert.ok(open.resource(`model.harbour.${name}`).hiddenUpstream, name);
    }
    assert.ok(open.resource('exposure.harbour.board').hiddenUpstream);
    assert.deepEqual(open.problems, []);
  });

  test('a variable that holds a ref or a source is read where it is used, also in a condition, a macro and another variable', () => {
    const harbour = {
      'dbt_project.yml': `name: harbour
vars:
  ships_table: "{{ ref('ships') }}"
  tides_table: "{{ source('gauge', 'tides') }}"
  calls_table: "{{ var('ships_table') }}"
  chosen: "{{ newest() }}"
  all_tables: ["{{ ref('berths') }}"]
`,
      'models/_sources.yml': 'sources:\n  - name: gauge\n    tables:\n      - name: tides\n',
      'macros/all.sql': "{% macro newest() %}{{ ref('berths') }}{% endmacro %}{% macro read(name) %}{{ var(name) }}{% endmacro %}",
      'models/plain.sql': "select * from {{ var('ships_table') }}",
      'models/tides.sql': "select * from {{ var('tides_table') }}",
      'models/calls.sql': "select * from {{ var('calls_table') }}",
      'models/chosen.sql': "select * from {{ var('chosen') }}",
      'models/kept.sql': "{% set table = var('ships_table') %}select * from {{ table }}",
      'models/asked.sql': "{% if var('ships_table') %}select 1{% endif %}",
      'models/by_macro.sql': "select * from {{ read('ships_table') }}",
      'models/listed.sql': "select '{{ var('all_tables') }}' as tables",
      'models/by_target.sql': 'select * from {{ var(target.name) }}',
    };
    const found = read(harbour);
    for (const [name, upstream] of [
      ['plain', ['model.harbour.ships?']],
      ['tides', ['source.harbour.gauge.tides?']],
      ['calls', ['model.harbour.ships?']],
      ['chosen', ['model.harbour.berths?']],
      ['kept', ['model.harbour.ships?']],
      ['asked', ['model.harbour.ships?']],
      ['by_macro', ['model.harbour.ships?']],
      ['listed', []],
    ] as const) {
      assert.deepEqual(found.upstream(`model.harbour.${name}`), upstream, name);
      assert.equal(found.resource(`model.harbour.${name}`).hiddenUpstream, null, name);
    }
    assert.ok(found.resource('model.harbour.by_target').hiddenUpstream);
    const circular = read({ ...harbour, 'dbt_project.yml': 'name: harbour\nvars:\n  ships_table: "{{ var(\'ships_table\') }}"\n' });
    assert.ok(circular.resource('model.harbour.plain').hiddenUpstream);
  });

  test('what a variable turns off is not asked, and why', () => {
    const off = 'the variable old_calls disables it';
    const linked = read({
      'models/in_file.sql': "{{ config(enabled=var('old_calls', true)) }} select 1",
      'models/in_entry.sql': 'select 1',
      'models/cast.sql': "{{ config(enabled=(var('old_calls') | as_bool)) }} select 1",
      'models/_m.yml': 'models:\n  - name: in_entry\n    config: {enabled: "{{ var(\'old_calls\') | as_bool }}"}\n',
      'models/on.sql': "{{ config(enabled=var('kept_calls', false)) }} select 1",
      'models/negated.sql': "{{ config(enabled=not var('kept_calls')) }} select 1",
      'models/either.sql': "{{ config(enabled=var('old_calls') or target.name == 'dev') }} select 1",
      'models/both.sql': "{{ config(enabled=var('kept_calls') and (var('old_calls') | as_bool)) }} select 1",
      'models/archive/old.sql': 'select 1',
      'models/live/new.sql': 'select 1',
      'models/drafts/draft.sql': 'select 1',
    });
    assert.equal(unasked(linked, 'in_file'), off);
    assert.equal(unasked(linked, 'in_entry'), off);
    assert.equal(unasked(linked, 'on'), null);
    assert.equal(unasked(linked, 'cast'), off);
    assert.equal(unasked(linked, 'negated'), 'the variable kept_calls disables it');
    assert.equal(unasked(linked, 'either'), null);
    assert.equal(unasked(linked, 'both'), off);
    assert.equal(unasked(linked, 'old'), 'the variable archive disables it');
    assert.equal(unasked(linked, 'new'), null);
  });

  test('a condition over variables is worked out; what hangs on anything else turns nothing off', () => {
    const enabled = (condition: string) => `{{ config(enabled = ${condition}) }} select 1`;
    const linked = read({
      'models/marts.sql': enabled("( ( var('marts_on', false) == true or var('old_calls') == True ) and var('kept_calls') | as_bool )"),
      'models/same.sql': enabled("var('feed') == 'ships'"),
      'models/among.sql': enabled("var('feed') not in ['berths', 'tides']"),

      'models/chosen.sql': enabled("(var('old_calls') if var('kept_calls') else true)"),
      'models/inner.sql': enabled("var('marts_on', var('old_calls', true))"),
      'models/on.sql': enabled("var('feed') in ['berths'] and (var('marts_on', false) or var('kept_calls'))"),
      'models/dev.sql': enabled("target.name == 'dev' or var('old_calls')"),
      'models/prod.sql': enabled("target.name == 'prod' and var('old_calls')"),
      'models/joined.sql': enabled("var('feed') ~ target.name == 'ships'"),
      'models/cast_whole.sql': enabled("(var('feed') == 'berths' and var('marts_on', false)) | as_bool"),
      'models/counted.sql': enabled("var('feed') | length > 3"),
      'models/secret_one.sql': enabled("var('secret') == 'a'"),
      'models/nobody.sql': enabled("var('nobody_sets_it') == 'a'"),
      'models/text.sql': enabled("var('marts_on', 'false')"),
      'models/in_entry.sql': 'select 1',
      'models/_m.yml': `models:\n  - name: in_entry\n    config:\n      enabled: "{{ var('feed') == 'ships' and target.name == 'prod' }}"\n`,
    });
    assert.equal(unasked(linked, 'marts'), 'the variable marts_on disables it');
    for (const name of ['same', 'among', 'in_entry']) assert.equal(unasked(linked, name), 'the variable feed disables it', name);
    assert.equal(unasked(linked, 'chosen'), 'the variable old_calls disables it');
    assert.equal(unasked(linked, 'cast_whole'), 'the variable marts_on disables it');
    assert.equal(unasked(linked, 'inner'), 'the variable marts_on disables it');
    assert.equal(unasked(linked, 'prod'), 'the variable old_calls disables it');
    for (const name of ['on', 'dev', 'joined', 'counted', 'secret_one', 'nobody', 'text']) assert.equal(unasked(linked, name), null, name);
  });

  test('inside dbt_project.yml its own variables are not known yet, those of vars.yml are', () => {
    const own = read({ 'models/drafts/draft.sql': 'select 1' });
    assert.equal(unasked(own, 'draft'), null);
    const beside = readWorkspace({
      'dbt_project.yml': project.replace(/vars:[\s\S]*models:/, 'models:'),
      'vars.yml': 'vars:\n  old_calls: false\n  feed: ships\n',
      'models/drafts/draft.sql': 'select 1',
      'models/ships.sql': 'select 1',
      'models/calls.sql': "select * from {{ ref(var('feed')) }}",
    });
    assert.equal(unasked(beside, 'draft'), 'the variable old_calls disables it');
    assert.deepEqual(beside.upstream('model.harbour.calls'), ['model.harbour.ships?']);
  });

  test('of two files with one name the variable chooses', () => {
    const chosen = read({
      'models/a/calls.sql': "{{ config(enabled=var('old_calls')) }} select 1",
      'models/b/calls.sql': "{{ config(enabled=var('kept_calls')) }} select 1",
      'models/reader.sql': "select * from {{ ref('calls') }}",
    });
    const [edge] = chosen.resource('model.harbour.reader').upstream;
    const upstream = chosen.linked.resources.find((resource) => resource.key === edge?.to);
    assert.equal(upstream?.anchor.file, 'models/b/calls.sql');
    assert.deepEqual(chosen.problems, []);
  });

  test('an owner that a variable gives stays unknown', () => {
    const { owner } = read({
      'models/_m.yml': 'models:\n  - name: ships\n    config: {meta: {owner: "{{ var(\'feed\') }}"}}\n',
    }).facts('model.harbour.ships');
    assert.deepEqual(
      owner.map((found) => found.known),
      [false],
    );
  });
});
