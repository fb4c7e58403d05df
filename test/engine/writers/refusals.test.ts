import assert from 'node:assert/strict';
import { render } from '../../../src/engine/l10n.ts';
import type { Content, Range, Target, YamlStep } from '../../../src/engine/model.ts';
import { applyEdits } from '../../../src/engine/writers/apply.ts';
import { addImport } from '../../../src/engine/writers/python.ts';
import { write } from '../../../src/engine/writers/write.ts';

const orders: YamlStep = { key: 'name', is: 'fct_orders' };

function metaOwner(...path: YamlStep[]): Target {
  return { writer: 'yaml', path: ['models', orders, ...path], shape: 'value' };
}

function rangeOf(text: string, part: string): Range {
  const from = text.indexOf(part);
  assert.ok(from >= 0, `${part} is not in the text`);
  return { from, to: from + part.length };
}

function refusal(file: string, text: string | null, target: Target, content: Content = 'finance-data'): string {
  const result = write(file, text, target, content);
  assert.ok('refused' in result, JSON.stringify(result));
  return render(result.refused);
}

function written(file: string, text: string, target: Target, content: Content = 'finance-data'): string {
  const result = write(file, text, target, content);
  assert.ok('edits' in result, JSON.stringify(result));
  return applyEdits(text, result.edits);
}

suite('a value that cannot be written exactly is not written', () => {
  test('a mapping behind an alias belongs to others too', () => {
    const text = 'models:\n  - name: base\n    meta: &meta\n      owner: a\n  - name: fct_orders\n    meta: *meta\n';
    assert.match(refusal('m.yml', text, metaOwner('meta', 'owner')), /shared by an anchor/);
  });

  test('the anchor of an alias is not changed either', () => {
    const text = 'models:\n  - name: fct_orders\n    meta: &meta\n      owner: a\n  - name: other\n    meta: *meta\n';
    assert.match(refusal('m.yml', text, metaOwner('meta', 'owner')), /shared by an anchor/);
  });

  test('an anchor that nothing refers to is no reason to refuse', () => {
    const text = 'models:\n  - name: fct_orders\n    meta: &meta\n      owner: a\n';
    assert.equal(written('m.yml', text, metaOwner('meta', 'owner')), text.replace('owner: a', 'owner: finance-data'));
  });

  test('an anchor before nothing stays with its key', () => {
    const text = 'models:\n  - name: fct_orders\n    meta:\n      owner: &owner   # who?\n';
    assert.equal(written('m.yml', text, metaOwner('meta', 'owner')), text.replace('&owner', '&owner finance-data'));
  });

  test('a whole entry that stands behind an alias is left alone', () => {
    const text = 'anchors:\n  - &orders\n    name: fct_orders\nmodels:\n  - *orders\n';
    assert.match(refusal('m.yml', text, metaOwner('meta', 'owner')), /shared by an anchor/);
  });

  test('a new mapping would hide what a merge key brings', () => {
    const text = 'd: &d\n  meta: {tier: 1}\nmodels:\n  - name: fct_orders\n    config:\n      <<: *d\n';
    assert.match(refusal('m.yml', text, metaOwner('config', 'meta', 'owner')), /merged anchor/);
  });

  test('an entry is found by its name as dbt reads it, and none is written twice', () => {
    const text = 'models:\n  - name: y\n    versions:\n      - v: 1.0\n';
    const version: Target = {
      writer: 'yaml',
      path: ['models', { key: 'name', is: 'y' }, 'versions', { key: 'v', is: '1.0' }, 'config', 'meta', 'owner'],
      shape: 'value',
    };
    const config = '        config:\n          meta:\n            owner: finance-data\n';
    assert.equal(written('m.yml', text, version), text + config);
  });

  test('a list of owners is not replaced by one', () => {
    const text = 'models:\n  - name: fct_orders\n    meta:\n      owner: [anna, ben]\n';
    assert.match(refusal('m.yml', text, metaOwner('meta', 'owner')), /stands there already/);
  });

  test('a value in the way is not turned into a mapping', () => {
    const text = 'models:\n  - name: fct_orders\n    meta: finance\n';
    assert.match(refusal('m.yml', text, metaOwner('meta', 'owner')), /cannot be put below/);
  });

  test('models that are a mapping take no entry', () => {
    assert.match(refusal('m.yml', 'models:\n  fct_orders: {}\n', metaOwner('meta', 'owner')), /no list/);
  });

  test('a file with a syntax error is left alone, and the line is named', () => {
    const text = 'models:\n  - name: fct_orders\n    meta: {owner: a\n  - name: b\n';
    assert.match(refusal('m.yml', text, metaOwner('meta', 'owner')), /syntax error in line \d/);
  });

  test('two documents in one file are left alone', () => {
    assert.match(refusal('m.yml', 'models: []\n---\nmodels: []\n', metaOwner('meta', 'owner')), /syntax error/);
  });

  test('dbt would render braces', () => {
    assert.match(refusal('m.yml', 'models: []\n', metaOwner('meta', 'owner'), '{{ var("x") }}'), /rendered by dbt/);
    assert.match(
      refusal('m.sql', 'select 1\n', { writer: 'jinja-config', call: null, path: ['meta', 'owner'] }, 'a {% b'),
      /rendered by dbt/,
    );
  });

  test('a text block at the end of an unended file keeps its value', () => {
    const text = 'models:\n  - name: fct_orders\n    description: |\n      One row per order.';
    assert.equal(
      written('m.yml', text, metaOwner('config', 'meta', 'owner')),
      'models:\n  - name: fct_orders\n    config:\n      meta:\n        owner: finance-data\n    description: |\n      One row per order.',
    );
    const nested: Target = { writer: 'yaml', path: ['x', 'owner'], shape: 'value' };
    assert.match(refusal('m.yml', 'x:\n  text: |\n    words', nested), /no final newline/);
  });

  test('an empty line below a text block that keeps its own would be a part of it', () => {
    const text = 'models:\n  - name: a\n\n  - name: b\n    description: |+\n      One row.\n\n';
    const config = '    config:\n      meta:\n        owner: finance-data\n';
    assert.equal(written('m.yml', text, metaOwner('config', 'meta', 'owner')), `${text}  - name: fct_orders\n${config}`);
  });

  test('a file that is gone is not made from half a value', () => {
    assert.match(refusal('d.py', null, { writer: 'python-dict', dict: { from: 0, to: 2 }, key: 'owner' }), /gone/);
  });

  test('a dict that has moved is not looked for elsewhere', () => {
    const text = 'import os\nargs = {"retries": 2}\n';
    const target: Target = { writer: 'python-dict', dict: { from: 7, to: 21 }, key: 'owner' };
    assert.match(refusal('d.py', text, target), /has changed/);
  });

  test('a call that is being typed is left alone', () => {
    const text = 'dag = DAG("orders", schedule=\nnext = 1\n';
    const result = write('d.py', text, { writer: 'python-keyword', call: { from: 6, to: 29 }, path: ['default_args', 'owner'] }, 'x');
    assert.ok('refused' in result);
  });

  test('default_args that come from elsewhere are not written over', () => {
    const text = 'dag = DAG("orders", default_args=args)\n';
    const target: Target = {
      writer: 'python-keyword',
      call: rangeOf(text, 'DAG("orders", default_args=args)'),
      path: ['default_args', 'owner'],
    };
    assert.match(refusal('d.py', text, target), /args is not written out/);
  });

  test('a keyword that `**` may bring would be given twice', () => {
    const text = 'dag = DAG("orders", **settings)\n';
    const target: Target = { writer: 'python-keyword', call: rangeOf(text, 'DAG("orders", **settings)'), path: ['default_args', 'owner'] };
    assert.match(refusal('d.py', text, target), /\*\*settings may set default_args/);
  });

  test('a call that takes a generator takes nothing beside it', () => {
    const text = 'dag = build(name for name in names)\n';
    const target: Target = { writer: 'python-keyword', call: rangeOf(text, 'build(name for name in names)'), path: ['owner'] };
    assert.match(refusal('d.py', text, target), /not written out/);
  });

  test('a comment inside a value is not lost', () => {
    const text = 'args = {"owner": ("air"  # both words\n    "flow")}\n';
    const target: Target = { writer: 'python-dict', dict: rangeOf(text, text.slice(7, -1)), key: 'owner' };
    assert.match(refusal('d.py', text, target), /comment inside/);
  });

  test('a key before `**` may be set again by it', () => {
    const text = 'args = {"owner": "airflow", **base}\n';
    const target: Target = { writer: 'python-dict', dict: rangeOf(text, '{"owner": "airflow", **base}'), key: 'owner' };
    assert.match(refusal('d.py', text, target), /\*\* may set owner again/);
  });

  test('an owner that is computed is not replaced', () => {
    const text = 'args = {"owner": Variable.get("owner")}\n';
    const target: Target = { writer: 'python-dict', dict: rangeOf(text, '{"owner": Variable.get("owner")}'), key: 'owner' };
    assert.match(refusal('d.py', text, target), /not a plain value/);
  });

  test('a first config is not put beside one that came in between', () => {
    const text = '{{ config(materialized="table") }}\nselect 1\n';
    assert.match(refusal('m.sql', text, { writer: 'jinja-config', call: null, path: ['meta', 'owner'] }), /has changed/);
  });

  test('the meta of a config that a variable holds is left alone', () => {
    const text = '{{ config(meta=finance_meta) }}\nselect 1\n';
    const target: Target = { writer: 'jinja-config', call: rangeOf(text, 'config(meta=finance_meta)'), path: ['meta', 'owner'] };
    assert.match(refusal('m.sql', text, target), /finance_meta is not written out/);
  });

  test('a doc_md that names a file is not text', () => {
    const text = 'dag = DAG("orders", doc_md="docs/orders.md")\n';
    const target: Target = {
      writer: 'doc',
      literal: rangeOf(text, '"docs/orders.md"'),
      call: rangeOf(text, 'DAG'),
      label: 'Owner',
      adds: false,
    };
    assert.match(refusal('d.py', text, target), /name of a file/);
  });

  test('an f-string is put together when it runs: a line stands behind it', () => {
    const text = 'dag = DAG("orders", doc_md=f"Loads {table}")\n';
    const target: Target = {
      writer: 'doc',
      literal: rangeOf(text, 'f"Loads {table}"'),
      call: rangeOf(text, 'DAG'),
      label: 'Owner',
      adds: false,
    };
    assert.equal(written('d.py', text, target), 'dag = DAG("orders", doc_md=f"Loads {table}" + "\\n\\nOwner: finance-data")\n');
  });
});

suite('a value that YAML could take for something else is quoted', () => {
  for (const value of ['.', '.5', '1e3', 'yes', '2026-11-22', '@anna', '#data', '~', 'null', '0x1F', 'a: b']) {
    test(value, () => {
      const target: Target = { writer: 'yaml', path: ['models', { key: 'name', is: 'm' }, 'config', 'meta', 'owner'], shape: 'value' };
      const written = write('m.yml', 'models: []', target, value);
      assert.ok('edits' in written, JSON.stringify(written));
      assert.match(applyEdits('models: []', written.edits), /owner: ["']/);
    });
  }
});

suite('a new file', () => {
  test('begins with the version only where that is asked for', () => {
    const target = metaOwner('config', 'meta', 'owner');
    const entry = 'models:\n  - name: fct_orders\n    config:\n      meta:\n        owner: finance-data\n';
    const result = write('marts/_marts.yml', null, target, 'finance-data');
    assert.deepEqual(result, { edits: [{ file: 'marts/_marts.yml', from: 0, to: 0, text: entry, create: true }] });
    const versioned = write('marts/_marts.yml', null, target, 'finance-data', { version: true });
    assert.ok('edits' in versioned);
    assert.equal(applyEdits('', versioned.edits), `version: 2\n\n${entry}`);
  });
});

suite('an import', () => {
  const slack = 'airflow.providers.slack.notifications.slack';

  function withImport(text: string, before?: number): string {
    return applyEdits(text, addImport(text, slack, ['SlackNotifier'], before));
  }

  test('goes below the last import at the top level', () => {
    const text = 'import os\nfrom airflow.models import (\n    DAG,\n)  # noqa\n\nif os:\n    import sys\n';
    assert.equal(withImport(text), text.replace('# noqa\n', `# noqa\nfrom ${slack} import SlackNotifier\n`));
  });

  test('is not added twice', () => {
    const text = `from ${slack} import SlackNotifier\n`;
    assert.equal(withImport(text), text);
    assert.notEqual(withImport(text.replace('import SlackNotifier', 'import SlackNotifier as S')), text);
  });

  test('goes below the docstring where there are no imports, and keeps line ends', () => {
    assert.equal(withImport('"""Orders."""\r\nx = 1\r\n'), `"""Orders."""\r\n\r\nfrom ${slack} import SlackNotifier\r\nx = 1\r\n`);
    assert.equal(withImport('#!/usr/bin/env python\nx = 1\n'), `#!/usr/bin/env python\nfrom ${slack} import SlackNotifier\n\nx = 1\n`);
  });

  test('goes above the place that needs it', () => {
    const text = 'import os\nx = 1\nimport sys\n';
    assert.equal(withImport(text, text.indexOf('x')), text.replace('os\n', `os\nfrom ${slack} import SlackNotifier\n`));
  });
});
