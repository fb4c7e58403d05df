import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Value } from '../../../src/engine/model.ts';
import { entryOf, fieldOf, readYaml } from '../../../src/engine/syntax/yaml.ts';

function plain(value: Value | null | undefined): unknown {
  switch (value?.type) {
    case 'text':
    case 'number':
    case 'boolean':
      return value.value;
    case 'list':
      return value.items.map(plain);
    case 'map':
      return Object.fromEntries(value.entries.map((entry) => [entry.key, plain(entry.value)]));
    case 'hidden':
      return '<hidden>';
    default:
      return null;
  }
}

const read = (text: string) => plain(readYaml(text).root);

suite('YAML as PyYAML reads it', () => {
  test('words, numbers and dates', () => {
    assert.deepEqual(read('a: yes\nb: Off\nc: y\nd: 0o10\ne: 010\nf: 1_000\ng: 2026-11-22\nh: "on"\ni: ~\nj: 1e3\nk: 1.5\nl: null\nm: -3'), {
      a: true, b: false, c: 'y', d: '0o10', e: 8, f: 1000, g: '2026-11-22', h: 'on', i: null, j: '1e3', k: 1.5, l: null, m: -3,
    }); // biome-ignore format: a table
  });

  test('the last of two equal keys wins', () => {
    assert.deepEqual(read('owner: a\nowner: b\n'), { owner: 'b' });
  });

  test('merge keys: own keys win, then the first map; merged and aliased values are shared', () => {
    const { root, problems } = readYaml(
      'base: &b {owner: core, tier: 2}\nmore: &m {tier: 3, channel: x}\nmeta:\n  <<: [*b, *m]\n  owner: own\ncopy: *b\n',
    );
    assert.deepEqual(problems, []);
    const meta = fieldOf(root, 'meta');
    assert.deepEqual(plain(meta), { owner: 'own', tier: 2, channel: 'x' });
    assert.equal(fieldOf(meta, 'owner')?.shared, undefined);
    assert.equal(fieldOf(meta, 'tier')?.shared, true);
    assert.equal(fieldOf(root, 'base')?.shared, true);
    assert.equal(fieldOf(root, 'copy')?.shared, true);
  });

  test('ranges cut out the words that stand there, behind a byte order mark and with Windows line ends', () => {
    const text = '\uFEFFmodels:\r\n- name: orders\r\n  meta:\r\n    owner: "the team"\r\n';
    const { root } = readYaml(text);
    const models = fieldOf(root, 'models');
    const owner = models?.type === 'list' ? entryOf(fieldOf(models.items[0], 'meta'), 'owner') : undefined;
    assert.ok(owner);
    assert.equal(text.slice(owner.keyRange.from, owner.keyRange.to), 'owner');
    assert.equal(text.slice(owner.value.from, owner.value.to), '"the team"');
  });

  test('an error costs one value and no more', () => {
    const { root, broken, problems } = readYaml('models:\n  - name: a\n    owner: @alice\n  - name: b\n');
    assert.equal(broken, true);
    assert.equal(problems.length, 1);
    assert.deepEqual(plain(root), { models: [{ name: 'a', owner: '@alice' }, { name: 'b' }] });
  });

  test('a template outside quotes is hidden, not a mapping', () => {
    assert.deepEqual(read('owner: {{ team }}\nname: orders\n'), { owner: '<hidden>', name: 'orders' });
  });

  test('a mapping, a list or a template that stands as a key costs its entry alone, and is a problem with its place', () => {
    for (const key of ['? {a: b}\n', '? [a, b]\n', '{{ team }}']) {
      const text = `models:\n  - name: orders\n${key}: c\nseeds: [x]\n`;
      const { root, broken, problems } = readYaml(text);
      assert.deepEqual(plain(root), { models: [{ name: 'orders' }], seeds: ['x'] });
      assert.equal(broken, true);
      assert.deepEqual(
        problems.map(({ from, to }) => text.slice(from, to)),
        [key.replace('? ', '').trim()],
      );
    }
    assert.equal(readYaml('owner: {{ team }}\n').problems.length, 1);
  });

  test('tabs, an unknown alias and an empty text', () => {
    assert.equal(readYaml('a:\n\t- b\n').broken, true);
    assert.deepEqual(read('a: *nope\nb: 1\n'), { a: '<hidden>', b: 1 });
    assert.equal(readYaml('').root, null);
    assert.equal(readYaml('# nothing\n').root, null);
  });

  test('aliases that multiply stay small', () => {
    const lines = ['l0: &l0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++)
      lines.push(
        `l${level}: &l${level} [${Array(10)
          .fill(`*l${level - 1}`)
          .join(', ')}]`,
      );
    const { root } = readYaml(lines.join('\n'));
    // A thousand billion items, which is what they stand for, would fit into no text.
    assert.doesNotThrow(() => JSON.stringify(root));
    assert.ok(Array.isArray(plain(fieldOf(root, 'l0'))));
  });

  test('never throws and keeps every range inside the text', () => {
    const inside = (value: Value, length: number): boolean => {
      if (value.from < 0 || value.to > length || value.from > value.to) return false;
      if (value.type === 'list') return value.items.every((item) => inside(item, length));
      return value.type !== 'map' || value.entries.every((entry) => inside(entry.value, length));
    };
    const piece = fc.constantFrom(
      'a',
      ': ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&x ',
      '*x',
      '<<: ',
      '|\n',
      '#',
      '\t',
      '? ',
      '!',
      ',',
      '{{ x }}',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const { root, problems } = readYaml(text);
        assert.ok(problems.every((problem) => problem.from >= 0 && problem.to <= text.length));
        assert.ok(root === null || inside(root, text.length));
      }),
      { numRuns: 2000 },
    );
  });

  test('brackets nested without end are a problem, not a crash', () => {
    const { broken } = readYaml('['.repeat(200_000));
    assert.equal(broken, true);
  });

  test('megabytes of errors are read no further than the first of them go, what stands before them stays', () => {
    const good = 'models:\n  - name: fct_calls\n'.padEnd(3000, '#');
    for (const junk of ['a: b: c\n', '\ta: 1\n', 'a: ]\n', '- - x\n -y\n', '*a\n']) {
      const { root, problems, broken } = readYaml(`${good}\n${junk.repeat(500_000)}`);
      assert.equal(broken, true);
      assert.match(problems.at(-1)?.message.message ?? '', /the rest is not read/);
      assert.ok(problems.length <= 21 && problems.every(({ to }) => to <= 262_144));
      if (junk.startsWith('a')) assert.deepEqual(plain(fieldOf(root, 'models')), [{ name: 'fct_calls' }]);
    }
  });

  test('a large text without errors is read to its end, wherever its parts are cut', () => {
    const text = Array.from({ length: 20_000 }, (_, at) => `- {name: "model ${at}",\n   tags: [a, 'b']}\n- |\n  text\n`).join('');
    const { root, problems } = readYaml(text);
    assert.deepEqual(problems, []);
    assert.equal(root?.type === 'list' && root.items.length, 40_000);
  });
});
