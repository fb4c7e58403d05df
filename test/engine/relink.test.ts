import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Coach, createCoach } from '../../src/engine/coach.ts';
import { nodeWorkspace } from '../../src/node/workspace.ts';
import { memoryWorkspace } from './memoryWorkspace.ts';

const today = '2026-11-22';

/** Changes as people make them while they type: some alter what a file says, some which resources there are. */
const changes: readonly ((text: string) => string)[] = [
  (text) => text.replace(/ref\('(\w+)'\)/, "ref('stg_shop__orders')"),
  (text) => text.replace(/\{\{ ref\('\w+'\) \}\}/, '(select 1 as id)'),
  (text) => `${text}\n-- depends_on: {{ ref('dim_customers') }}\n`,
  (text) => text.replace(/owner: .*/, 'owner: somebody-else'),
  (text) => text.replace(/description: .*/, 'description: Rewritten while the coach looks on.'),
  (text) => text.replace(/ {2}- name: (\w+)/, '  - name: $1_renamed'),
  (text) => `${text}\n`,
  (text) => `\n\n${text}`,
  (text) => text.replace(/config\(/, 'config(enabled=false, '),
  (text) => text.slice(0, Math.floor(text.length / 2)),
  (text) => text.replace(/\+tags/, '+meta'),
  (text) => text.replace(/"owner": "[^"]*"/, '"owner": "somebody-else"'),
];

/** Changes of dbt_project.yml: some only give other configs, some decide which resources there are, or what they read. */
const projectChanges: readonly ((text: string) => string)[] = [
  (text) => text.replace(/owner: .*/, 'owner: somebody-else'),
  (text) => text.replace('\nmodels:', '\n# A line more.\nmodels:'),
  (text) => text.replace(/\+tags: \["\w+"\]/, '+tags: ["finance", "daily"]'),
  (text) => text.replace('+materialized: table', '+access: public'),
  (text) => text.replace('+materialized: table', '+enabled: false'),
  (text) => text.replace('+materialized: table', '+group: finance'),
  (text) => text.replace('+materialized: view', `+post-hook: "grant select on {{ ref('dim_customers') }} to reader"`),
  (text) => text.replace('staging:', 'intermediate:'),
  (text) => text.replace('\nseeds:', '\nvars:\n  days: 3\n\nseeds:'),
  (text) => text.replace('name: shop', 'name: shop2'),
  (text) => text.replace('seeds:\n  shop:', 'data_tests:\n  shop:\n    +enabled: false\nseeds:\n  shop:'),
  (text) => text.slice(0, Math.floor((text.length * 2) / 3)),
];

/** Pieces that are put into a Python text, some of which leave it broken. */
const pieces = [
  '',
  'x',
  '\n',
  '# a remark\n',
  '"',
  '(',
  '    ',
  'owner',
  "{'owner': 'somebody'}",
  'from common.args import *\n',
  '\nx = 1\n',
  '    pass\n',
];

/** A change of one file; null takes the file away or, where it is gone, brings it back. */
type Change = ((text: string) => string) | null;

const anywhere: fc.Arbitrary<Change> = fc
  .record({ at: fc.double({ min: 0, max: 1, noNaN: true }), drop: fc.constantFrom(0, 0, 1, 1, 20), put: fc.constantFrom(...pieces) })
  .map(({ at, drop, put }) => (text) => {
    const from = Math.floor(text.length * at);
    return text.slice(0, from) + put + text.slice(from + drop);
  });

async function textsIn(folder: string): Promise<Record<string, string>> {
  const workspace = nodeWorkspace(folder);
  const texts: Record<string, string> = {};
  for (const file of await workspace.list()) {
    const result = await workspace.read(file);
    if ('text' in result) texts[file] = result.text;
  }
  return texts;
}

function change(disk: Record<string, string>, texts: Readonly<Record<string, string>>, file: string, how: Change): void {
  if (how !== null) disk[file] = how(disk[file] ?? '');
  else if (file in disk) delete disk[file];
  else disk[file] = texts[file] ?? '';
}

suite('linking again after a change', () => {
  for (const [folder, how, numRuns] of [
    ['samples/shop', fc.constantFrom<Change>(...changes), 40],
    ['test/fixtures/airflow', fc.oneof({ weight: 4, arbitrary: anywhere }, fc.constantFrom<Change>(...changes, null)), 60],
    ['test/fixtures/airflow2', fc.oneof({ weight: 4, arbitrary: anywhere }, fc.constantFrom<Change>(...changes, null)), 40],
  ] as const) {
    test(`gives what a first link of ${folder} gives, whatever was typed before`, async function () {
      this.timeout(120_000);
      const texts = await textsIn(folder);
      const files = Object.keys(texts).filter((file) => /\.(?:sql|ya?ml|py)$/.test(file));
      const step = fc.record({ file: fc.constantFrom(...files), how });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          const disk = { ...texts };
          const coach = await loaded(disk);
          for (const { file, how } of steps) {
            change(disk, texts, file, how);
            await coach.changed([file]);
            everything(coach);
          }
          assert.deepEqual(everything(coach), everything(await loaded(disk)));
        }),
        { numRuns },
      );
    });
  }
});

suite('linking again after a change of dbt_project.yml', () => {
  const file = 'transform/dbt_project.yml';
  for (const unsaved of [false, true]) {
    test(`gives what a first link gives, ${unsaved ? 'typed and not saved' : 'on disk'}`, async function () {
      this.timeout(120_000);
      const texts = await textsIn('samples/shop');
      await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom(...projectChanges), { minLength: 1, maxLength: 6 }), async (steps) => {
          const disk = { ...texts };
          const coach = await loaded(disk);
          everything(coach);
          for (const step of steps) {
            change(disk, texts, file, step);
            if (unsaved) await coach.open(file, disk[file] ?? '');
            else await coach.changed([file]);
            everything(coach);
          }
          if (unsaved) await coach.close(file);
          assert.deepEqual(everything(coach), everything(await loaded(disk)));
        }),
        { numRuns: 30 },
      );
    });
  }

  test('reaches a model that only the folder gives an owner', async () => {
    const disk = await textsIn('samples/shop');
    const coach = await loaded(disk);
    const owned = [...coach.resources()].filter(({ owners }) => owners.includes('growth'));
    assert.ok(owned.length > 0);
    await coach.open(file, (disk[file] ?? '').replace('owner: growth', 'owner: growth-and-more'));
    for (const { key, answers } of owned) {
      const isFolder = answers.some(({ id, evidence }) => id === 'owner-named' && evidence[0]?.file === file);
      if (isFolder) assert.deepEqual(coach.resource(key)?.owners, ['growth-and-more']);
    }
  });
});

async function loaded(files: Record<string, string>): Promise<Coach> {
  const coach = createCoach({ workspace: memoryWorkspace(files), today });
  await coach.load();
  return coach;
}

function everything(coach: Coach): unknown {
  const resources = [...coach.resources()];
  const places = resources.map(({ key }) => coach.places(key, 'owner-named'));
  return { resources, places, problems: coach.problems(), frameworks: coach.frameworks() };
}
