import assert from 'node:assert/strict';
import { render } from '../../../src/engine/l10n.ts';
import type { AnswerKey, Place } from '../../../src/engine/model.ts';
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
  const places = (id: string, key: AnswerKey = 'owner') => harbour.places(id, key).map(told);

  test('the entry first, then group and folders, the file itself last', () => {
    assert.deepEqual(places('model.harbour.fct_invoices'), [
      'entry harbour/models/marts/finance/_finance.yml: models[fct_invoices].config.meta.owner',
      'group harbour/models/marts/finance/_finance.yml: groups[finance].owner.name',
      'folder:marts/finance harbour/dbt_project.yml: models.harbour.marts.finance.+meta.owner',
      'folder:marts harbour/dbt_project.yml: models.harbour.marts.+meta.owner',
      'config harbour/models/marts/finance/fct_invoices.sql: config(meta.owner)',
    ]);
  });

  test('a folder says how many it covers and how many say otherwise', () => {
    const folder = harbour.places('model.harbour.mart_channels', 'owner').find((place) => place.id === 'folder:marts');
    assert.equal(folder && render(folder.detail), '7 models, of which 5 already say otherwise');
  });

  test('values behind an anchor are never written to', () => {
    assert.deepEqual(places('model.harbour.stg_erp__invoices'), [
      'folder:staging/erp harbour/dbt_project.yml: models.harbour.staging.erp.+meta.owner',
      'folder:staging harbour/dbt_project.yml: models.harbour.staging.+meta.owner',
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
      'source shared_sources/erp.yml: sources[erp].config.meta.owner',
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
  });
});
