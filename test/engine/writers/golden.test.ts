import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Range } from '../../../src/engine/model.ts';
import { applyEdits, invertEdits } from '../../../src/engine/writers/apply.ts';
import { write } from '../../../src/engine/writers/write.ts';
import { type EditCase, editCases, type Twin } from './cases.ts';

const folder = join(process.cwd(), 'test/fixtures/edits');

suite('an edit changes what it has to and no other byte', () => {
  test('every fixture has a case and every case a fixture', () => {
    const fixtures = readdirSync(folder).filter((name) => name.includes('.before.'));
    const named = editCases.map((each) => fileOf(each, 'before'));
    assert.deepEqual(fixtures.sort(), named.sort());
  });

  for (const each of editCases) {
    for (const twin of twinsOf(each)) {
      test(`${each.fixture}${twin === null ? '' : `, ${twin}`}`, () => checkEdit(each, twin));
    }
  }
});

function checkEdit(each: EditCase, twin: Twin | null): void {
  const marked = twinOf(read(each, 'before'), each, twin);
  const expected = twinOf(read(each, 'after'), each, twin);
  const { text, range } = unmark(marked);
  const edits = edited(each, text, range);
  const after = applyEdits(text, edits);
  assert.equal(after, expected);
  assert.ok(edits.filter((edit) => edit.to > edit.from).length <= 1, 'more than one stretch of text was replaced');
  assert.equal(applyEdits(after, invertEdits(text, edits)), text);
  const grown = { from: range.from, to: range.to + after.length - text.length };
  if (!each.fixture.startsWith('python-bare')) assert.deepEqual(edited(each, after, grown), [], 'the second time changed something');
}

function edited(each: EditCase, text: string, range: Range) {
  const result = write(each.fixture, text, each.target(range), each.content);
  assert.ok('edits' in result, JSON.stringify(result));
  return result.edits;
}

function unmark(marked: string): { text: string; range: Range } {
  const from = marked.indexOf('⟦');
  const to = marked.indexOf('⟧');
  return { text: marked.replace(/[⟦⟧]/g, ''), range: from < 0 ? { from: 0, to: 0 } : { from, to: to - 1 } };
}

function twinsOf(each: EditCase): (Twin | null)[] {
  const without = each.without ?? [];
  const wide: Twin[] = /\.(?:yml|py)$/.test(each.fixture) ? ['wide'] : [];
  const twins: Twin[] = ['crlf', 'bom', 'unended', ...wide];
  return [null, ...twins.filter((twin) => !without.includes(twin))];
}

/** The same file with other line ends, a byte order mark, no final newline, or four columns (YAML) or tabs (Python) a level. */
function twinOf(text: string, { fixture }: EditCase, twin: Twin | null): string {
  switch (twin) {
    case null:
      return text;
    case 'crlf':
      return text.replaceAll('\n', '\r\n');
    case 'bom':
      return `\uFEFF${text}`;
    case 'unended':
      return text.replace(/\n$/, '');
    case 'wide':
      if (fixture.endsWith('.py')) return text.replace(/^(?: {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4));
      return text.replace(/^ +/gm, (spaces) => spaces + spaces).replace(/^( *)- /gm, '$1-   ');
  }
}

function read(each: EditCase, state: 'before' | 'after'): string {
  return readFileSync(join(folder, fileOf(each, state)), 'utf8');
}

function fileOf({ fixture }: EditCase, state: 'before' | 'after'): string {
  const extension = extname(fixture);
  return `${fixture.slice(0, -extension.length)}.${state}${extension}`;
}
