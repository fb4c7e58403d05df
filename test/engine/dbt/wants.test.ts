import assert from 'node:assert/strict';
import { dbt } from '../../../src/engine/dbt/dbt.ts';
import type { DbtFragment } from '../../../src/engine/dbt/reading/fragments.ts';

const texts: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: shop\nprofile: shop\n',
  'models/orders.sql': "select * from {{ ref('holidays') }}",
  'lib/dates/dbt_project.yml': 'name: dates\n',
  'lib/dates/models/holidays.sql': 'select 1 as day',
  'dbt_packages/dates/dbt_project.yml': 'name: dates\n',
  'dbt_packages/dates/models/holidays.sql': "select * from {{ ref('calendar') }}",
};

suite('which dbt files are read', () => {
  for (const file of ['packages.yml', 'dependencies.yml'])
    test(`${file} decides whether a package is read in its folder or where it is installed`, () => {
      const fragments = new Map<string, DbtFragment>();
      const all = [...Object.keys(texts), file];
      const files = {
        all,
        has: (name: string) => all.includes(name),
        fragment: (name: string) => fragments.get(name),
        span: () => assert.fail(),
      };
      const wantedOnce = (packages: string) => {
        fragments.set(file, dbt.read('packages', packages));
        for (const want of [...dbt.wants(files)])
          if (!fragments.has(want.file)) fragments.set(want.file, dbt.read(want.reader, texts[want.file] ?? ''));
        return [...dbt.wants(files)].map((want) => want.file).filter((name) => name.endsWith('holidays.sql'));
      };
      wantedOnce('packages: []\n');
      assert.deepEqual(wantedOnce('packages:\n  - local: lib/dates\n'), ['lib/dates/models/holidays.sql']);
      assert.deepEqual(wantedOnce('packages:\n  - package: acme/dates\n    version: 1.0.0\n'), [
        'lib/dates/models/holidays.sql',
        'dbt_packages/dates/models/holidays.sql',
      ]);
    });
});
