import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { createCoach } from '../../../src/engine/coach.ts';
import { inspectJson, inspectVersion } from '../../../src/engine/reports/inspect.ts';
import { inspectSchema } from '../../../src/engine/reports/inspectSchema.ts';
import { nodeWorkspace } from '../../../src/node/workspace.ts';
import { generatedFiles } from '../../generated.ts';

suite('inspect', () => {
  test('the files that are made from code are checked in as they are made', () => {
    for (const [file, text] of generatedFiles())
      assert.equal(readFileSync(file, 'utf8'), text, `${file} is out of date: run npm run generate`);
  });

  test('what it prints of the sample shop is what the schema promises', async () => {
    const coach = createCoach({ workspace: nodeWorkspace('samples/shop'), today: '2026-11-22' });
    await coach.load();
    const data = z.safeParse(inspectSchema, JSON.parse([...inspectJson(coach, 'samples/shop', '2026-11-22')].join('')));
    assert.ok(data.success, JSON.stringify(data.error?.issues, null, 1));
    assert.equal(data.data.version, inspectVersion);
    assert.deepEqual(data.data.frameworks.map(({ name }) => name).sort(), ['airflow', 'dbt']);
    assert.ok(data.data.resources.length > 20);
  });

  test('the schema knows no other version, no unknown key and no line 0', () => {
    const empty = { version: 1, root: '.', today: '2026-11-22', frameworks: [], resources: [], problems: [] };
    assert.ok(z.safeParse(inspectSchema, empty).success);
    for (const wrong of [{ version: 2 }, { extra: true }, { today: 'now' }, { problems: [{ file: 'a.yml', line: 0, message: '' }] }])
      assert.ok(!z.safeParse(inspectSchema, { ...empty, ...wrong }).success, JSON.stringify(wrong));
  });
});
