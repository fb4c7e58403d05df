import assert from 'node:assert/strict';
import { noFacts } from '../../../src/engine/facts.ts';
import { buildGraph } from '../../../src/engine/graph/graph.ts';
import { select } from '../../../src/engine/graph/selection.ts';
import type { Linked } from '../../../src/engine/linked.ts';
import type { Resource } from '../../../src/engine/model.ts';

/** A small project in the order of its lineage: raw orders → stg_orders → fct_orders → exposure, and dim_dates apart. */
const project = [
  resource('source', 'shop.orders', [], ['shop', 'staging', 'shop', 'orders']),
  resource('model', 'stg_orders', ['shop.orders'], ['shop', 'staging', 'stg_orders'], ['nightly']),
  resource('model', 'stg_payments', [], ['shop', 'staging', 'stg_payments']),
  resource('model', 'fct_orders', ['stg_orders', 'stg_payments'], ['shop', 'marts', 'finance', 'fct_orders'], ['nightly', 'finance']),
  resource('model', 'dim_dates', [], ['shop', 'marts', 'dim_dates']),
];

function resource(kind: 'model' | 'source', name: string, reads: string[], fqn: string[], tags: string[] = []): Resource {
  const folder = fqn.slice(1, -1).join('/');
  const span = { file: `transform/models/${folder}/${name}.sql`, from: 0, to: 6, line: 1, column: 1 };
  return {
    key: name,
    id: `${kind}.shop.${name}`,
    kind,
    name,
    framework: 'dbt',
    project: 'transform',
    layer: null,
    anchor: span,
    mentions: [],
    upstream: reads.map((to) => ({ to, via: 'ref', conditional: false, span })),
    runs: [],
    fqn,
    tags,
    unasked: null,
    hiddenUpstream: null,
    template: false,
  };
}

function names(words: string[] | null, exclude: string[] = []): string[] | 'unknown' {
  const linked: Linked = { instances: [], resources: project, problems: [], facts: () => noFacts, places: () => [] };
  const selected = select(project, buildGraph([linked]), words, exclude);
  return 'unknown' in selected ? 'unknown' : selected.resources.map((found) => found.name).sort();
}

suite("dbt's selection syntax", () => {
  const cases: readonly (readonly [string, string[]])[] = [
    ['fct_orders', ['fct_orders']],
    ['+fct_orders', ['fct_orders', 'shop.orders', 'stg_orders', 'stg_payments']],
    ['1+fct_orders', ['fct_orders', 'stg_orders', 'stg_payments']],
    ['stg_orders+', ['fct_orders', 'stg_orders']],
    ['@stg_orders', ['fct_orders', 'shop.orders', 'stg_orders', 'stg_payments']],
    ['tag:nightly', ['fct_orders', 'stg_orders']],
    ['tag:nightly,tag:finance', ['fct_orders']],
    ['tag:nightly,stg_*', ['stg_orders']],
    ['path:models/marts', ['dim_dates', 'fct_orders']],
    ['models/marts/finance', ['fct_orders']],
    ['marts', ['dim_dates', 'fct_orders']],
    ['marts.finance', ['fct_orders']],
    ['shop.marts.dim_dates', ['dim_dates']],
    ['source:shop.orders+', ['fct_orders', 'shop.orders', 'stg_orders']],
    ['no_such_model', []],
  ];
  for (const [word, expected] of cases) test(word, () => assert.deepEqual(names([word]), expected));

  test('words are a union, excluded ones are taken away, and nothing named is everything', () => {
    assert.deepEqual(names(['dim_dates', 'stg_orders']), ['dim_dates', 'stg_orders']);
    assert.deepEqual(names(['marts'], ['tag:finance']), ['dim_dates']);
    assert.equal(names(null).length, project.length);
  });

  test('what depends on an earlier run is unknown', () => {
    assert.equal(names(['state:modified+']), 'unknown');
    assert.equal(names(['marts'], ['result:error']), 'unknown');
  });
});
