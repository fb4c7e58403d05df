import assert from 'node:assert/strict';
import { render } from '../../../src/engine/l10n.ts';
import type { FixKey, Place } from '../../../src/engine/model.ts';
import { fixture, readWorkspace } from './reading.ts';

/** `id file: models[orders].config.meta.owner`. */
function told(place: Place): string {
  const { target } = place;
  if (target.writer === 'yaml') {
    const path = target.path.map((step) => (typeof step === 'string' ? `.${step}` : `[${step.is}]`)).join('');
    return `${place.id} ${place.file}${place.creates ? ' (new)' : ''}: ${path.slice(1)}`;
  }
  return target.writer === 'jinja-config'
    ? `${place.id} ${place.file}: config(${target.path.join('.')})${target.call ? '' : ' (new)'}`
    : place.id;
}

suite('where an answer about a dbt resource can be written', () => {
  const harbour = readWorkspace(fixture('dbtForms'));
  const places = (id: string, key: FixKey = 'owner') => harbour.places(id, key).map(told);

  test('the entry first, then the folder that says it now, the file itself last; what would be overruled is left out', () => {
    assert.deepEqual(places('model.harbour.fct_invoices'), [
      'entry harbour/models/marts/finance/_finance.yml: models[fct_invoices].config.meta.owner',
      'folder:marts/finance harbour/dbt_project.yml: models.harbour.marts.finance.+meta.owner',
      'config harbour/models/marts/finance/fct_invoices.sql: config(meta.owner)',
    ]);
  });

  test('a folder says how many it covers and how many say otherwise', () => {
    const folder = harbour.places('model.harbour.mart_channels', 'owner').find((place) => place.id === 'folder:marts');
    assert.equal(folder && render(folder.detail), '7 models, of which 5 already say otherwise');
  });

  test('values behind an anchor are never written to', () => {
    assert.deepEqual(places('model.harbour.stg_erp__invoices'), [
      'config harbour/models/staging/erp/stg_erp__invoices.sql: config(meta.owner) (new)',
    ]);
    assert.equal(places('model.harbour.stg_erp__customers', 'description')[0], undefined);
  });

  test('a config made by a macro is not touched', () => {
    assert.ok(!places('model.harbour.mart_ltv').some((place) => place.startsWith('config ')));
  });

  test('a source table, then its whole source, with the meta that is there', () => {
    assert.deepEqual(places('source.harbour.erp.invoices').slice(0, 2), [
      'entry shared_sources/erp.yml: sources[erp].tables[invoices].meta.owner',
    ]);
    assert.deepEqual(places('source.harbour.erp.invoices', 'channel').slice(0, 2), [
      'entry shared_sources/erp.yml: sources[erp].tables[invoices].meta.channel',
      'source shared_sources/erp.yml: sources[erp].config.meta.channel',
    ]);
  });

  test('an exposure has an owner of its own', () => {
    assert.deepEqual(places('exposure.harbour.growth_board'), [
      'entry harbour/models/marts/growth/_schema/growth.yml: exposures[growth_board].owner.name',
    ]);
    assert.deepEqual(places('exposure.harbour.month_end'), ['entry harbour/macros/house.yml: exposures[month_end].owner.email']);
  });

  test('nothing is offered for what is never asked', () => {
    assert.deepEqual(places('model.rates.exchange_rates'), []);
  });

  test('a model without an entry: the file that describes its neighbours, else a new one', () => {
    assert.deepEqual(places('model.harbour.mart_ltv').slice(0, 2), [
      'new-entry harbour/models/marts/growth/_schema/growth.yml: models[mart_ltv].config.meta.owner',
      'new-file harbour/models/marts/growth/_growth.yml (new): models[mart_ltv].config.meta.owner',
    ]);
  });
});

suite('where a value would count', () => {
  const files = {
    'dbt_project.yml': 'name: shop\nmodels:\n  shop:\n    marts:\n      +meta: {owner: airflow}\n',
    'models/marts/orders.sql': "{{ config(meta={'owner': 'todo'}) }}\nselect 1",
    'models/marts/lines.sql': 'select 1',
    'models/marts/rates_v1.sql': 'select 1',
    'models/marts/rates_v2.sql': 'select 1',
    'models/marts/_marts.yml':
      'models:\n  - name: orders\n  - name: lines\n    config: {group: finance}\n  - name: rates\n    latest_version: 2\n    versions:\n      - v: 1\n      - v: 2\n        config: {meta: {owner: tbd}}\ngroups:\n  - name: finance\n    owner: {name: Finance}\n',
  };
  const ids = (id: string, key: FixKey, more: Record<string, string> = {}) =>
    readWorkspace({ ...files, ...more })
      .places(id, key)
      .map((place) => place.id);

  test('a config() in the file overrules everything: only it takes the answer', () => {
    assert.deepEqual(ids('model.shop.orders', 'owner'), ['config']);
    assert.deepEqual(ids('model.shop.orders', 'sla'), ['entry', 'folder:marts', 'config']);
  });

  test('the folder that gives the value, the entry and the file; not the group behind them', () => {
    assert.deepEqual(ids('model.shop.lines', 'owner'), ['entry', 'folder:marts', 'config']);
    assert.deepEqual(ids('model.shop.lines', 'channel'), ['entry', 'group', 'folder:marts', 'config']);
  });

  test('before dbt 1.10 a group has no config, and its channel stands at its owner', () => {
    const channelOf = (version: string) => {
      const project = `${files['dbt_project.yml']}require-dbt-version: "${version}"\n`;
      const { places } = readWorkspace({ ...files, 'dbt_project.yml': project });
      return places('model.shop.lines', 'channel')
        .filter((place) => place.id === 'group')
        .map(told);
    };
    assert.deepEqual(channelOf('>=1.8,<1.10'), ['group models/marts/_marts.yml: groups[finance].owner.slack']);
    assert.deepEqual(channelOf('>=1.10'), ['group models/marts/_marts.yml: groups[finance].config.meta.channel']);
    assert.deepEqual(channelOf('>=1.8'), []);
  });

  test('a version has a place of its own, the only one where it says something itself', () => {
    assert.deepEqual(ids('model.shop.rates.v1', 'owner'), ['entry', 'version', 'folder:marts', 'config']);
    assert.deepEqual(ids('model.shop.rates.v2', 'owner'), ['version', 'config']);
  });

  test('a group can begin, an exposure, and a test; not over a file that is there', () => {
    const plain = { 'dbt_project.yml': 'name: shop\n' };
    assert.deepEqual(ids('model.shop.rates.v1', 'owner', plain), [
      'entry',
      'version',
      'join:finance',
      'new-group',
      'folder:marts',
      'config',
    ]);
    assert.ok(ids('model.shop.lines', 'consumers').includes('exposure'));
    assert.deepEqual(ids('model.shop.lines', 'check'), ['test']);
    assert.deepEqual(ids('model.shop.lines', 'check', { 'tests/assert_lines_is_right.sql': 'select 1' }), []);
  });
});

suite('entries that do not exist yet', () => {
  const models = {
    'dbt_project.yml': 'name: shop\n',
    'models/marts/orders.sql': 'select 1',
    'models/core/a.sql': 'select 1',
    'models/core/b.sql': 'select 1',
  };
  const first = (files: Record<string, string>, id: string) =>
    readWorkspace({ ...models, ...files })
      .places(id, 'owner')
      .map(told)[0];

  test('a file is named as the project names its files', () => {
    assert.equal(first({}, 'model.shop.orders'), 'new-file models/marts/_marts__models.yml (new): models[orders].config.meta.owner');
    assert.equal(
      first({ 'models/core/schema.yml': 'models: [{name: a}, {name: b}]\n' }, 'model.shop.orders'),
      'new-file models/marts/schema.yml (new): models[orders].config.meta.owner',
    );
    const each = { 'models/core/a.yml': 'models: [{name: a}]\n' };
    assert.equal(first(each, 'model.shop.orders'), 'new-file models/marts/orders.yml (new): models[orders].config.meta.owner');
    assert.equal(first(each, 'model.shop.b'), 'new-file models/core/b.yml (new): models[b].config.meta.owner');
  });

  test('an entry in another folder is found, so that none is written twice', () => {
    assert.equal(
      first({ 'models/core/all.yml': 'models: [{name: orders}]\n' }, 'model.shop.orders'),
      'entry models/core/all.yml: models[orders].config.meta.owner',
    );
  });

  test('before dbt 1.10 a source keeps its meta at the top', () => {
    const source = { 'models/s.yml': 'sources:\n  - name: web\n    tables:\n      - name: visits\n' };
    const path = (version: string) =>
      first({ ...source, 'dbt_project.yml': `name: shop\nrequire-dbt-version: "${version}"\n` }, 'source.shop.web.visits');
    assert.equal(path('>=1.8.0,<1.9.0'), 'entry models/s.yml: sources[web].tables[visits].meta.owner');
    assert.equal(path('>=1.10.0'), 'entry models/s.yml: sources[web].tables[visits].config.meta.owner');
    assert.equal(path('>=1.9.0'), 'entry models/s.yml: sources[web].tables[visits].meta.owner');
  });

  test('what a dbt that is allowed would lose is no place, nor is one that it would overrule', () => {
    const held = {
      'models/s.yml': 'sources:\n  - name: web\n    tables:\n      - {name: visits, config: {meta: {owner: TBD, tier: 1}}}\n',
    };
    const places = (version: string, key: 'owner' | 'runbook') =>
      readWorkspace({ ...models, ...held, 'dbt_project.yml': `name: shop\nrequire-dbt-version: "${version}"\n` })
        .places('source.shop.web.visits', key)
        .filter(({ id }) => id === 'entry')
        .map(told);
    assert.deepEqual(places('>=1.9.0', 'owner'), []);
    assert.deepEqual(places('>=1.9.0', 'runbook'), ['entry models/s.yml: sources[web].tables[visits].meta.runbook']);
    assert.deepEqual(places('>=1.10.0', 'owner'), ['entry models/s.yml: sources[web].tables[visits].config.meta.owner']);
  });
});
