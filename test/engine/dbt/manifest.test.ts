import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { type Coach, createCoach } from '../../../src/engine/coach.ts';
import { manifestReader } from '../../../src/engine/dbt/reading/manifest.ts';
import type { ResourceView } from '../../../src/engine/views.ts';
import { nodeWorkspace } from '../../../src/node/workspace.ts';

const texts: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: harbour\nmodels:\n  harbour:\n    +meta: {channel: "#harbour"}\n',
  'macros/settings.sql': "{% macro settings() %}{{ return({'meta': {'owner': 'berths'}}) }}{% endmacro %}\n",
  'macros/feed.sql': '{% macro feed() %}{{ return(ref(var("feed"))) }}{% endmacro %}\n',
  'models/stg_ships.sql': 'select 1 as ship\n',
  'models/stg_berths.sql': 'select 1 as berth\n',
  'models/fct_calls.sql': "{{ config(**settings()) }}\n\nselect *  from {{ ref('stg_ships') }}\njoin {{ feed() }} using (day)\n\n",
  'models/old_calls.sql': "{{ config(enabled=var('keep_old')) }}\nselect 1 as a\n",
  'models/_models.yml': 'models:\n  - name: fct_calls\n    description: One row a call.\n',
};

const began = Date.parse('2026-11-20T10:00:00Z');

/** As dbt-core 1.12 sums a text up: runs of white space count as one space. */
function checksum(file: string): object {
  const compact = (texts[file] ?? '').trim().split(/\s+/).join(' ');
  return { name: 'sha256', checksum: createHash('sha256').update(compact).digest('hex') };
}

function node(file: string, more: object): object {
  return { resource_type: 'model', original_file_path: file, checksum: checksum(file), patch_path: null, raw_code: '{"\\"}', ...more };
}

/** The shape of what dbt 1.12 wrote for this project, without the parts that nobody reads here. */
function manifest(version = 'v12'): string {
  return JSON.stringify({
    metadata: {
      dbt_schema_version: `https://schemas.getdbt.com/dbt/manifest/${version}.json`,
      dbt_version: '1.12.6',
      generated_at: new Date(began + 3000).toISOString(),
      invocation_started_at: new Date(began).toISOString(),
      env: {},
    },
    nodes: {
      'model.harbour.stg_ships': node('models/stg_ships.sql', { config: { enabled: true, meta: {} }, depends_on: { nodes: [] } }),
      'model.harbour.fct_calls': node('models/fct_calls.sql', {
        patch_path: 'harbour://models/_models.yml',
        config: { enabled: true, group: null, meta: { owner: 'berths', channel: '#harbour' } },
        depends_on: { macros: [], nodes: ['model.harbour.stg_ships', 'model.harbour.stg_berths'] },
      }),
    },
    macros: { 'macro.harbour.feed': { macro_sql: '{% }{ "]' } },
    disabled: { 'model.harbour.old_calls': [node('models/old_calls.sql', { config: { enabled: false }, depends_on: { nodes: [] } })] },
  });
}

suite('a manifest of dbt laid over what text leaves open', () => {
  let root = '';

  function write(file: string, text: string, changed: number): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    utimesSync(join(root, file), changed / 1000, changed / 1000);
  }

  async function load(): Promise<Coach> {
    const coach = createCoach({ workspace: nodeWorkspace(root), today: '2026-11-22' });
    await coach.load();
    return coach;
  }

  function find(coach: Coach, name: string): ResourceView {
    const found = coach.resource(`model.harbour.${name}`);
    assert.ok(found, name);
    return found;
  }

  const upstream = (view: ResourceView) => view.upstream.map((edge) => `${edge.id} via ${edge.via}`).sort();
  const owner = (view: ResourceView) => view.answers.find((answer) => answer.id === 'owner-named');

  function assertOpen(coach: Coach, what: string): void {
    const calls = find(coach, 'fct_calls');
    assert.deepEqual(upstream(calls), ['model.harbour.stg_ships via ref'], what);
    assert.equal(owner(calls)?.state, 'unknown', what);
  }

  setup(() => {
    root = mkdtempSync(join(tmpdir(), 'manifest-'));
    for (const [file, text] of Object.entries(texts)) write(file, text, began - 60_000);
    write('target/manifest.json', manifest(), began + 4000);
  });

  teardown(() => rmSync(root, { recursive: true, force: true }));

  test('gives the edges and the owner that macros and variables hide, and says where they come from', async () => {
    const coach = await load();
    const calls = find(coach, 'fct_calls');
    assert.deepEqual(upstream(calls), [
      'model.harbour.stg_berths via target/manifest.json of 2026-11-20',
      'model.harbour.stg_ships via ref',
    ]);
    assert.equal(calls.hiddenUpstream, null);
    const named = owner(calls);
    assert.equal(named?.answer, 'berths');
    assert.deepEqual(
      named?.evidence.map(({ file, line, column, route }) => [file, line, manifest().slice(column - 1, column + 16), route]),
      [['target/manifest.json', 1, '{"resource_type":', 'target/manifest.json of 2026-11-20']],
    );
    assert.equal(find(coach, 'old_calls').unasked, 'it is disabled');
    assert.deepEqual(coach.problems(), []);
  });

  test('says which version of dbt wrote it, unless a file of requirements pins one', async () => {
    const version = (coach: Coach) => coach.frameworks().map((instance) => instance.version);
    assert.deepEqual(version(await load()), ['1.12.6']);
    write('requirements.txt', 'dbt-core==1.10.2\n', began - 60_000);
    assert.deepEqual(version(await load()), ['==1.10.2']);
  });

  test('leaves what text says for certain to the text', async () => {
    const told = find(await load(), 'fct_calls').answers.find((answer) => answer.id === 'failure-told');
    assert.deepEqual(
      told?.evidence.map(({ file }) => file),
      ['dbt_project.yml'],
    );
  });

  test('counts for nothing once a text, an entry, a macro or the project has changed', async () => {
    write('models/fct_calls.sql', `${texts['models/fct_calls.sql']}-- more\n`, began - 60_000);
    assertOpen(await load(), 'another text');
    write('models/fct_calls.sql', texts['models/fct_calls.sql'] ?? '', began + 60_000);
    assert.equal(owner(find(await load(), 'fct_calls'))?.answer, 'berths', 'the same text, written again');
    for (const file of ['models/_models.yml', 'macros/feed.sql', 'dbt_project.yml']) {
      write(file, texts[file] ?? '', began + 1000);
      assertOpen(await load(), file);
      write(file, texts[file] ?? '', began - 60_000);
    }
    rmSync(join(root, 'models/_models.yml'));
    assertOpen(await load(), 'the entry is gone');
  });

  test('counts for nothing while a file that it was made from is open and not saved', async () => {
    const coach = await load();
    await coach.open('models/_models.yml', texts['models/_models.yml'] ?? '');
    assert.equal(owner(find(coach, 'fct_calls'))?.answer, 'berths');
    await coach.open('models/_models.yml', `${texts['models/_models.yml']}    docs: {show: false}\n`);
    assertOpen(coach, 'half-typed');
    await coach.close('models/_models.yml');
    assert.equal(owner(find(coach, 'fct_calls'))?.answer, 'berths');
  });

  test('that lacks what text is sure of is not believed', async () => {
    write('target/manifest.json', manifest().replace('"model.harbour.stg_ships","model', '"model'), began + 4000);
    assert.deepEqual(upstream(find(await load(), 'fct_calls')), ['model.harbour.stg_ships via ref']);
  });

  test('of dbt 2.0 counts too: it leaves out what is null, adds words of its own, and sums a Python model up as it stands', async () => {
    const python =
      'import os\n\n\ndef model(dbt, session):\n    dbt.config(tags=os.environ["TAGS"], meta={"owner": os.environ["OWNER"]})\n    return dbt.ref("stg_ships")\n';
    const made = JSON.parse(manifest());
    made.metadata.dbt_version = '2.0.0-preview.210';
    for (const held of Object.values<Record<string, unknown>>(made.nodes)) {
      held['classifiers'] = [];
      held['depends_on'] = {
        ...(held['depends_on'] as object),
        nodes_with_ref_location: [['model.harbour.stg_ships', { file: 'x', line: 1 }]],
      };
      if (held['patch_path'] === null) delete held['patch_path'];
      else held['patch_path'] = 'models/_models.yml';
    }
    made.nodes['model.harbour.fct_moves'] = {
      resource_type: 'model',
      original_file_path: 'models/fct_moves.py',
      checksum: createHash('sha256').update(python).digest('hex'),
      depends_on: { nodes: ['model.harbour.stg_ships'] },
      config: { meta: { owner: 'moves' } },
    };
    write('models/fct_moves.py', python, began - 60_000);
    write('target/manifest.json', JSON.stringify(made), began + 4000);
    const coach = await load();
    assert.deepEqual(upstream(find(coach, 'fct_calls')), [
      'model.harbour.stg_berths via target/manifest.json of 2026-11-20',
      'model.harbour.stg_ships via ref',
    ]);
    assert.equal(owner(find(coach, 'fct_calls'))?.answer, 'berths');
    assert.equal(owner(find(coach, 'fct_moves'))?.answer, 'moves');
  });

  test('that is cut, of an unknown version or no manifest at all is a problem', async () => {
    const bad: readonly [string, RegExp][] = [
      [manifest().slice(0, -30), /ends in the middle/],
      [manifest('v20'), /version https:.*v20\.json, which is not read/],
      ['{"nodes": {}}', /does not say its version/],
      ['\0'.repeat(30_000_000), /no JSON object/],
      ['', /no JSON object/],
    ];
    for (const [text, problem] of bad) {
      write('target/manifest.json', text, began + 4000);
      const coach = await load();
      assert.deepEqual(
        coach.problems().map(({ file, line }) => [file, line]),
        [['target/manifest.json', 1]],
      );
      assert.match(coach.problems()[0]?.message ?? '', problem);
      assertOpen(coach, String(problem));
    }
  });
});

suite('reading a manifest piece by piece', () => {
  const whole = (text: string) => {
    const reader = manifestReader();
    reader.push(text);
    return reader.end();
  };

  test('gives the same wherever it is cut into pieces, and however it is laid out', () => {
    const pretty = JSON.stringify(JSON.parse(manifest()), null, 2);
    for (const text of [manifest(), pretty]) {
      const expected = whole(text);
      assert.equal(expected.nodes.length, 3);
      for (const held of expected.nodes) assert.match(text.slice(held.from, held.to), /^\{[\s\S]*"resource_type"[\s\S]*\}$|^\[[\s\S]*\]$/);
      for (const size of [1, 7, 64, 1000]) {
        const reader = manifestReader();
        for (let at = 0; at < text.length; at += size) assert.ok(reader.push(text.slice(at, at + size)));
        assert.deepEqual(reader.end(), expected);
      }
    }
    assert.equal(whole(pretty).lines.length, pretty.split('\n').length);
  });

  test('never throws, and keeps nothing of a text that is cut', () => {
    const text = manifest();
    for (let end = 0; end < text.length; end++) assert.deepEqual(whole(text.slice(0, end)).nodes, []);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(20), fc.constantFrom('', '{', '}', '"', '[', ']', ':', ',', '\\', '\0'), (at, drop, by) => {
        whole(text.slice(0, at) + by + text.slice(at + drop));
      }),
      { numRuns: 500 },
    );
  });

  test('stops at the first character of what is no JSON, and at a version that it does not know', () => {
    assert.equal(manifestReader().push('\0'.repeat(1000)), false);
    assert.equal(manifestReader().push(manifest('v8').slice(0, 200)), false);
  });
});
