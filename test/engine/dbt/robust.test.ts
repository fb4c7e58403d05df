import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dbt } from '../../../src/engine/dbt/dbt.ts';
import { withFacts } from '../../../src/engine/facts.ts';
import { fixture, readWorkspace } from './reading.ts';

const texts = fixture('dbtForms');
const readers: readonly (readonly [RegExp, string])[] = [
  [/dbt_project\.yml$/, 'project'],
  [/(?:packages|profiles)\.yml$/, 'packages'],
  [/\.ya?ml$/, 'properties'],
  [/\.sql$/, 'sql'],
  [/\.py$/, 'python-model'],
  [/\.md$/, 'docs'],
];
const readerOf = (file: string) => readers.find(([pattern]) => pattern.test(file))?.[1];

suite('broken and half-typed dbt files', () => {
  test('every prefix of every file reads, and its anchors stand inside it', () => {
    for (const [file, text] of Object.entries(texts)) {
      const reader = readerOf(file);
      if (!reader) continue;
      for (let end = 0; end <= text.length; end += 1 + (end % 3)) {
        const fragment = dbt.read(reader, text.slice(0, end));
        for (const item of dbt.outline(file, fragment))
          assert.ok(item.from >= 0 && item.to <= end && item.from < item.to, `${file} cut at ${end}`);
      }
    }
  });

  test('a workspace links and tells its facts whatever stands in one of its files', () => {
    const names = Object.keys(texts).filter((file) => readerOf(file));
    const change = fc.record({
      file: fc.constantFrom(...names),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      drop: fc.nat(30),
      by: fc.constantFrom('', '{{', '}}', '"', "'", '[', '{', ': ', '\n- ', '*x', '&x ', '<<: ', '{% if %}', '\t', '#', '|'),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const changed = { ...texts };
        for (const { file, at, drop, by } of changes) {
          const text = changed[file] ?? '';
          const from = Math.floor(at * text.length);
          changed[file] = text.slice(0, from) + by + text.slice(from + drop);
        }
        const { linked } = readWorkspace(changed);
        const keys = new Set(linked.resources.map((resource) => resource.key));
        assert.equal(keys.size, linked.resources.length);
        for (const resource of linked.resources) {
          const { anchor, upstream } = resource;
          const length = (changed[anchor.file] ?? '').length;
          assert.ok(anchor.from <= anchor.to && anchor.to <= Math.max(1, length), `${resource.id} in ${anchor.file}`);
          for (const edge of upstream) assert.ok(keys.has(edge.to), `${resource.id} reads ${edge.to}`);
          for (const facts of Object.values(withFacts(linked.facts(resource), {}))) {
            for (const found of facts) {
              const span = found.evidence?.span;
              if (span && span.file.endsWith('.csv') === false)
                assert.ok(span.to <= (changed[span.file] ?? '').length, `${resource.id}: ${span.file}`);
            }
          }
          linked.places(resource, 'owner');
          linked.places(resource, 'description');
        }
      }),
      { numRuns: 150 },
    );
  });

  test('long literals, long lists after FROM and deep branches are read, and what stands behind them too', () => {
    const long: Record<string, string> = {
      word: `select * from raw.a where token = '${'deadbeef'.repeat(60_000)}'`,
      names: `select * from raw.a${', b'.repeat(60_000)}`,
      branches: '{% if x %}{% for y in z %}'.repeat(20_000),
      added: `{% set names = [] %}${"{% do names.append('a') %}".repeat(10_000)}`,
      refs: "select * from {{ ref('other') }} union\n".repeat(10_000),
    };
    for (const [name, text] of Object.entries(long)) {
      const fragment = dbt.read('sql', `${text}\nunion all select * from {{ ref('last') }}`);
      assert.ok(fragment.kind === 'sql' && fragment.refs.some((ref) => ref.name === 'last'), name);
    }
  });

  test('ten thousand calls of config and of a macro that calls itself end in time', () => {
    const read = readWorkspace({
      'dbt_project.yml': 'name: shop\n',
      'macros/loop.sql': '{% macro a(x) %}{{ b(x) }}{{ b(x) }}{% endmacro %}{% macro b(x) %}{{ a(x) }}{{ a(x) }}{{ ref(x) }}{% endmacro %}',
      'models/many.sql': "{{ config(tags=['a']) }}\n".repeat(10_000),
      'models/deep.sql': "{{ a('many') }}",
    });
    assert.ok(read.upstream('model.shop.deep').includes('model.shop.many'));
  });

  test('YAML that nobody writes is told with its line, and costs no more than its length', () => {
    const told = (text: string) =>
      readWorkspace({ 'dbt_project.yml': 'name: shop\n', 'models/a.sql': 'select 1', 'models/a.yml': text }).problems;
    assert.deepEqual(told('models: [{name: a}]\n---\nmodels: []\n'), [
      'models/a.yml:2 A second YAML document begins here; dbt refuses the file',
    ]);
    assert.match(told('%a\n'.repeat(300_000)).join(), /^models\/a\.yml:\d+ .*models\/a\.yml:\d+ There are more than 100 errors/);
    const open = readWorkspace({
      'dbt_project.yml': 'name: shop\n',
      'models/a.sql': 'select 1',
      'models/a.yml': `models: [{name: a, description: "orders ${'{{ {% '.repeat(150_000)}"}]\n`,
    });
    assert.match(open.told('model.shop.a', 'description')[0] ?? '', /^orders/);
  });

  test('Python that is nested or chained beyond every stack is an error of its text', () => {
    const read = (text: string) => dbt.read('python-model', text);
    assert.equal(read(`def model(dbt, session):\n    return ${'dbt.ref("a") + '.repeat(400)}dbt.ref("b")\n`).problems.length, 0);
    const texts = ['('.repeat(300_000), `x = ${'not '.repeat(20_000)}1\n`, `x = ${'dbt.ref("a") + '.repeat(10_000)}1\n`];
    for (const text of texts) assert.ok(read(text).problems.length > 0, text.slice(0, 20));
  });

  test('blocks that never end are told, and of very many the first', () => {
    const { problems } = dbt.read('sql', '{% '.repeat(300_000));
    assert.ok(problems.length > 0 && problems.length <= 100);
  });
});
