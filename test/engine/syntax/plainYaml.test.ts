import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readPlainYaml } from '../../../src/engine/syntax/plainYaml.ts';
import { readAnyYaml } from '../../../src/engine/syntax/yaml.ts';

const texts = ['test/fixtures', 'samples'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
);

/** What is read the quick way is what the parser's documents give, with no error. @returns whether it was. */
function agrees(text: string): boolean {
  const root = readPlainYaml(text);
  if (root === null) return false;
  assert.deepEqual(readAnyYaml(text), { root, problems: [], broken: false });
  return true;
}

const pieces = fc.constantFrom(
  ...[
    'a',
    'b: ',
    'key:',
    'key: ',
    '- ',
    '-',
    '\n',
    '\n',
    '\n  ',
    '\n    ',
    '\n ',
    '\r\n  ',
    ' ',
    '"',
    "'",
    '"x y"',
    "'it''s'",
    '\\',
    '\\n',
  ],
  ...[
    '|',
    '>',
    '|-\n',
    '>+\n',
    '|2\n',
    ':',
    '#',
    ' # c',
    '[',
    ']',
    '{',
    '}',
    '{a: b}',
    '[a, b]',
    ', ',
    '---',
    '---\n',
    '...',
    '1',
    'yes',
    '~',
  ],
  ...[
    '? ',
    '!',
    '&a',
    '*a',
    '%',
    '@',
    'two words',
    '\uFEFF',
    '<<: ',
    'é',
    '\u2028',
    'http://x:1/',
    '-x',
    '.',
    '{"a":1}',
    '"{{ x }}"',
    '\t',
  ],
);

suite('YAML read the quick way', () => {
  test('knows what people write', () => {
    for (const text of [
      'version: 2\n\nmodels:\n  # orders\n  - name: orders # one row each\n    columns:\n    - name: id\n      data_tests: [unique, not_null]\n',
      '---\nmodels:\n- name: orders\n  description: >-\n    two\n    lines\n\n  meta: {owner: "the team", tier: 1}\n',
      'a: words that\n  go on\nb: "so do\n  these"\nc: |\n  text\n\n   more\n\nd:\ne: \'it\'\'s\'\n"f": -1.5\n',
      '- - 1\n  - 2\n-\n- x: yes\n  y:\n    z\n'.replaceAll('\n', '\r\n'),
    ]) {
      assert.ok(agrees(text), text);
    }
    assert.ok(texts.filter(agrees).length > texts.length * 0.8);
  });

  test('leaves to the parser what it does not know', () => {
    for (const text of [
      '',
      '# nothing\n',
      'a: &x 1\n',
      'a: *x\n',
      'a: !t 1\n',
      '<<: {a: 1}\n',
      'a: b: c\n',
      'a: 1\n b: 2\n',
      'a: "x\n',
      'a:\n\t- b\n',
    ])
      assert.equal(readPlainYaml(text), null, text);
  });

  test('is what the parser reads, whatever is typed into a file', () => {
    const typed = fc.record({ text: fc.constantFrom(...texts), at: fc.nat(), removed: fc.nat(6), piece: pieces, lines: fc.nat(12) });
    fc.assert(
      fc.property(typed, ({ text, at, removed, piece, lines }) => {
        const all = text.split('\n');
        const from = at % all.length;
        const part = all.slice(from, from + 1 + lines).join('\n');
        const edit = at % (part.length + 1);
        agrees(part.slice(0, edit) + piece + part.slice(edit + removed));
      }),
      { numRuns: 5000 },
    );
  });

  test('is what the parser reads, however the pieces fall', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => void agrees(parts.join(''))),
      { numRuns: 5000 },
    );
  });
});
