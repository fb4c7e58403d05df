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

suite('linking again after a change', () => {
  let texts: Record<string, string>;

  suiteSetup(async () => {
    const workspace = nodeWorkspace('samples/shop');
    texts = {};
    for (const file of await workspace.list()) {
      const result = await workspace.read(file);
      if ('text' in result) texts[file] = result.text;
    }
  });

  test('gives what a first link gives, whatever was typed before', async function () {
    this.timeout(120_000);
    const files = Object.keys(texts).filter((file) => /\.(?:sql|ya?ml|py)$/.test(file));
    const step = fc.record({ file: fc.constantFrom(...files), change: fc.constantFrom(...changes) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const disk = { ...texts };
        const coach = await loaded(disk);
        for (const { file, change } of steps) {
          disk[file] = change(disk[file] ?? '');
          await coach.changed([file]);
          everything(coach);
        }
        assert.deepEqual(everything(coach), everything(await loaded(disk)));
      }),
      { numRuns: 40 },
    );
  });
});

async function loaded(files: Record<string, string>): Promise<Coach> {
  const coach = createCoach({ workspace: memoryWorkspace(files), today });
  await coach.load();
  return coach;
}

function everything(coach: Coach): unknown {
  return { resources: [...coach.resources()], problems: coach.problems(), frameworks: coach.frameworks() };
}
