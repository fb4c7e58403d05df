import assert from 'node:assert/strict';
import { projectionOf } from '../../../src/engine/dbt/reading/projection.ts';
import { scanJinja } from '../../../src/engine/syntax/jinja.ts';

const how = (text: string) => projectionOf(text, scanJinja(text))?.how ?? null;

suite('how a model takes its columns', () => {
  const cases: readonly (readonly [string, string | null, string])[] = [
    ['everything of the source', 'star', "select * from {{ source('shop', 'orders') }}"],
    ['everything of the source, under an alias', 'star', "select o.*, current_date as loaded from {{ source('shop', 'orders') }} as o"],
    ['everything but one column', 'star', "{{ config(materialized='table') }}\nselect * except (name) from {{ source('shop', 'orders') }}"],
    [
      'everything, renamed in a CTE that names columns',
      'list',
      "with source as (select * from {{ source('shop', 'orders') }}),\nrenamed as (select id as order_id, count(*) as n from source)\nselect * from renamed",
    ],
    ['named columns, a star in a comment and in a product', 'list', "select id, -- *\n a * b as c from {{ source('shop', 'orders') }}"],
    ['a macro in place of the list', 'made', "select {{ dbt_utils.star(source('shop', 'orders')) }} from {{ source('shop', 'orders') }}"],
    ['a macro in place of the statement', 'made', "{{ config(tags=['a']) }}\n-- all of it\n{{ latest(source('shop', 'orders')) }}"],
    ['a macro in place of a CTE', 'made', "with o as (\n  {{ latest(source('shop', 'orders')) }}\n)\nselect * from o"],
    [
      'everything of one relation among several',
      'made',
      "select c.* from {{ ref('c') }} c left join {{ source('shop', 'orders') }} o on o.id = c.id",
    ],
    ['everything, below a comment for dbt', 'star', "-- depends_on: {{ ref('c') }}\nselect * from {{ source('shop', 'orders') }}"],
    [
      'everything, behind a condition',
      'star',
      "select * from {{ source('shop', 'orders') }} where day > (select max(day) from {{ this }})",
    ],
    ['no SELECT at all', null, "insert into x values (1) {# {{ source('shop', 'orders') }} #}"],
  ];
  for (const [name, expected, text] of cases) test(`${name}: ${expected}`, () => assert.equal(how(text), expected));

  test('on every prefix, the place that decides lies in the text', () => {
    for (const [, , text] of cases)
      for (let end = 0; end <= text.length; end++) {
        const prefix = text.slice(0, end);
        const found = projectionOf(prefix, scanJinja(prefix));
        if (found) assert.ok(found.from >= 0 && found.from < found.to && found.to <= end, prefix);
      }
  });
});
