import assert from 'node:assert/strict';
import { readSql } from '../../../src/engine/dbt/reading/sql.ts';

const named = (text: string) => readSql(text).relations.map((relation) => relation.name);

suite('relations that SQL names without ref or source', () => {
  test('stand after FROM, JOIN and the commas of FROM', () => {
    assert.deepEqual(named('select * from erp.ships s, erp.berths as b, erp.calls where s.id = b.id'), [
      'erp.ships',
      'erp.berths',
      'erp.calls',
    ]);
    assert.deepEqual(named("select * from {{ ref('ships') }} s, erp.berths b join erp.calls on true"), ['erp.berths', 'erp.calls']);
    assert.deepEqual(named("select * from {{ ref('ships') }}, {{ source('erp', 'berths') }}"), []);
  });

  test('a column of the relation before the comma is none', () => {
    assert.deepEqual(named('select * from erp.ships s, s.crew'), ['erp.ships']);
    assert.deepEqual(named('select * from erp.ships, ships.crew, crew.papers'), ['erp.ships']);
    assert.deepEqual(named("select * from {{ ref('ships') }}, ships.crew"), []);
    assert.deepEqual(named("select * from {{ source('erp', 'ships') }} as s, unnest(s.crew), s.papers"), []);
  });

  test('commas outside FROM name nothing', () => {
    assert.deepEqual(named('select a.x, b.y from erp.ships a order by a.x, b.y'), ['erp.ships']);
    assert.deepEqual(named('select a.x from erp.ships group by erp.x, erp.y'), ['erp.ships']);
    assert.deepEqual(named('select extract(day from a.b), c.d from erp.ships limit 5, 6'), ['erp.ships']);
  });
});
