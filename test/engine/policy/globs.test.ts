import assert from 'node:assert/strict';
import fc from 'fast-check';
import { globObjection, pathMatcher } from '../../../src/engine/policy/globs.ts';

/** A glob, what it matches, and what it does not. */
const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['models', ['models/a.sql', 'models/deep/a.sql'], ['my_models/a.sql', 'x/models/a.sql', 'modelsx/a.sql']],
  ['models/*', ['models/a.sql', 'models/deep/a.sql'], ['other/a.sql']],
  ['models/*.sql', ['models/a.sql', 'models/.sql'], ['models/deep/a.sql', 'models/a.sqlx']],
  ['models/**', ['models/a.sql', 'models/.hidden/a.sql'], ['model/a.sql']],
  ['**/legacy/**', ['legacy/a.sql', 'x/legacy/a.sql', 'x/y/legacy/z/a.sql'], ['x/legacy_too/a.sql']],
  ['**/*_raw.sql', ['a_raw.sql', 'x/y/a_raw.sql'], ['a_raw.sql.bak']],
  ['**.sql', ['a.sql', 'x/y/a.sql'], ['x/a.yml']],
  ['{models,dags/old}/**', ['models/a.sql', 'dags/old/a.py'], ['dags/new/a.py', '{models/a.sql']],
  ['models/{stg_{a,b},fct}*', ['models/stg_b_x.sql', 'models/fct.sql'], ['models/stg_c.sql']],
  ['models/v[0-9].sql', ['models/v1.sql'], ['models/va.sql', 'models/v12.sql']],
  ['models/[!_]*', ['models/a.sql'], ['models/_a.yml']],
  ['models/?.sql', ['models/a.sql'], ['models/ab.sql', 'models//.sql']],
  ['a+b {x}/y@z.sql', ['a+b {x}/y@z.sql'], ['aab x/y@z.sql']],
  ['./models/', ['models/a.sql'], ['a.sql']],
];

suite('paths of a team file', () => {
  for (const [glob, matching, others] of cases) {
    test(glob, () => {
      assert.equal(globObjection(glob), null);
      const matches = pathMatcher([glob]);
      for (const file of matching) assert.ok(matches(file), file);
      for (const file of others) assert.ok(!matches(file), file);
    });
  }

  test('they begin in the folder that is given', () => {
    const matches = pathMatcher(['models'], 'transform/');
    assert.ok(matches('transform/models/a.sql'));
    assert.ok(!matches('models/a.sql'));
  });

  test('no glob that is accepted ever throws, and a path is matched by its own name', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'b', '/', '*', '?', '[', ']', '{', '}', ',', '!', '-', '.', ' ', '^', 'ü'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(letters, letters, (glob, file) => typeof pathMatcher([glob])(file) === 'boolean'),
      { numRuns: 3000 },
    );
    assert.ok(globObjection('models/[z-a].sql'));
    const plain = fc.string({ unit: fc.constantFrom('a', 'B', '_', '/', '.', ' ', '@', '-', 'ü'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(plain, (path) => {
        const file = path.replace(/^[./ ]+|[/]+$/g, '').replace(/\/+/g, '/');
        fc.pre(file !== '' && globObjection(file) === null);
        return pathMatcher([file])(file);
      }),
    );
  });

  test('what could be matched for minutes is refused', () => {
    for (const glob of ['*a*a*a*a', '**/a/**/a/**/a/**/a/**', `${'a/'.repeat(200)}*`]) assert.ok(globObjection(glob), glob);
    const matches = pathMatcher(['**/a*a*a/**/a*a*a/**/b']);
    assert.equal(matches(`${`${'a'.repeat(60)}/`.repeat(30)}c`), false);
  });
});
