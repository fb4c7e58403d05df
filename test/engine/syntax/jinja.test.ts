import assert from 'node:assert/strict';
import fc from 'fast-check';
import { blockExpression, scanJinja } from '../../../src/engine/syntax/jinja.ts';

const inner = (text: string) => scanJinja(text).blocks.map((block) => text.slice(block.inner.from, block.inner.to));

suite('Jinja blocks', () => {
  test('whitespace control, nested braces and braces in strings', () => {
    assert.deepEqual(inner(`{{- ref('a') -}} {%+ if x -%} {{ {'a': {'b': 1}} }} {{ "}} {{" ~ '%}' }}`), [
      "ref('a')",
      'if x',
      "{'a': {'b': 1}}",
      `"}} {{" ~ '%}'`,
    ]);
  });

  test('comments and raw bodies hold no blocks', () => {
    assert.deepEqual(inner("{# {{ ref('a') }} #}{% raw %}{{ ref('b') }}{% endraw %}{{ ref('c') }}"), ['raw', 'endraw', "ref('c')"]);
  });

  test('strings span lines, as in a post_hook', () => {
    const text = "{{ config(post_hook='\n  grant select\n', tags=['x']) }}{{ this }}";
    assert.equal(inner(text).length, 2);
  });

  test('what is never closed does not swallow what follows', () => {
    const text = "select {{ config(materialized='table' \n from {{ ref('orders') }} {% if x";
    const scan = scanJinja(text);
    assert.deepEqual(inner(text), ["ref('orders')"]);
    assert.deepEqual(
      scan.unclosed.map((range) => text.slice(range.from, range.to)),
      ['{{', '{%'],
    );
  });

  test('finds the expression of each statement', () => {
    const expressionOf = (text: string) => {
      const [block] = scanJinja(text).blocks;
      const expression = block && blockExpression(text, block);
      return expression ? text.slice(expression.from, expression.to) : null;
    };
    assert.equal(expressionOf("{% set x = ref('a') %}"), "ref('a')");
    assert.equal(expressionOf('{% for a, b in pairs.items() %}'), 'pairs.items()');
    assert.equal(expressionOf('{% elif is_incremental() and y == 1 %}'), 'is_incremental() and y == 1');
    assert.equal(expressionOf("{% call statement('x', fetch_result=True) %}"), "statement('x', fetch_result=True)");
    assert.equal(expressionOf('{% call(row) table(rows) %}'), 'table(rows)');
    assert.equal(expressionOf('{% macro ref(name) %}'), null);
    assert.equal(expressionOf('{% else %}'), null);
  });

  test('five megabytes of openings are read to their end', () => {
    for (const piece of ['{{ ', '{% ', '{# ', '{{ (', "{{ '", '{% raw %}', "{{ '\\' "]) {
      const { blocks, comments, unclosed } = scanJinja(piece.repeat(5_000_000 / piece.length));
      assert.ok(blocks.length + comments.length + unclosed.length > 0, piece);
    }
  });

  test('blocks never overlap and stand where they say', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      '{#',
      '#}',
      "'",
      '"',
      '(',
      ')',
      '{',
      '}',
      'ref',
      ' ',
      '\n',
      'raw',
      '-',
      '\\',
      'if',
      'endraw',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        let end = 0;
        for (const block of scanJinja(text).blocks) {
          assert.ok(block.from >= end && block.to <= text.length && block.from < block.to);
          assert.ok(block.inner.from >= block.from && block.inner.to <= block.to && block.inner.from <= block.inner.to);
          assert.ok(text.startsWith(block.kind === 'expression' ? '{{' : '{%', block.from));
          blockExpression(text, block);
          end = block.to;
        }
      }),
      { numRuns: 2000 },
    );
  });
});
