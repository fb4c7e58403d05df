import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { type Coach, createCoach } from '../../../src/engine/coach.ts';
import type { ManyEdits } from '../../../src/engine/views.ts';
import { applyEdits, type Change, composeEdits, invertEdits } from '../../../src/engine/writers/apply.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';

type Files = Record<string, string | null>;

const files: Files = {
  'dbt_project.yml': 'name: rental\nversion: "1.0"\nrequire-dbt-version: ">=1.10.0"\nseeds:\n  rental:\n    +meta: {owner: anna}\n',
  'models/marts/fct_rides.sql': 'select 1 as id\n',
  'models/marts/fct_damage.sql': 'select 1 as id\n',
  'models/marts/fct_fines.sql': "{{ config(meta={'owner': 'anna', 'sla': 'daily'}, tags=['team:anna']) }}\nselect 1 as id\n",
  'models/marts/_marts.yml':
    'models:\n  - name: fct_damage\n    config: {meta: {owner: "anna"}} # since the move\nexposures:\n  - name: map\n    type: dashboard\n    owner: {name: anna, email: map@rental.example}\n',
  'seeds/zones.csv': 'id\n1\n',
  'dags/common.py': 'defaults = {"owner": \'anna\', "retries": 1}\n',
  'dags/rides.py':
    'from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.bash import BashOperator\nfrom common import defaults\n\nwith DAG("rides", default_args=defaults):\n    BashOperator(task_id="load", bash_command="load-rides")\nwith DAG("fines"):\n    BashOperator(task_id="load", bash_command="load-fines", owner="anna")\n',
};

suite('many answers at once', () => {
  test('several edits of one file come to one change of the text as it was', () => {
    const words = fc.string({ maxLength: 6 });
    const step = fc.tuple(fc.nat(), fc.nat(3), words);
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.array(fc.array(step, { maxLength: 3 }), { maxLength: 5 }), (text, steps) => {
        let now = text;
        const made = steps.map((changes) => {
          const step: Change[] = apart(changes, now.length);
          now = applyEdits(now, step);
          return step;
        });
        const whole = composeEdits(text, made);
        assert.equal(applyEdits(text, whole), now);
        assert.equal(applyEdits(now, invertEdits(text, whole)), text);
      }),
      { numRuns: 500 },
    );
  });

  test('each resource gets its answer, in a new file, an entry, an SQL file and two DAGs of one file', async () => {
    const coach = await coachOn(files);
    const all = [...coach.resources()];
    const done = await coach.editsOfMany(all.map(({ key }) => ({ key, question: 'owner-named', place: null, value: 'bo' })));
    assert.deepEqual(done.refused, []);
    const now = await coachOn(applied(files, done));
    for (const { id } of all) assert.deepEqual([id, now.resource(id)?.owners], [id, ['bo']]);
    const again = await now.editsOfMany(all.map(({ key }) => ({ key, question: 'owner-named', place: null, value: 'bo' })));
    assert.deepEqual(again.edits, []);
  });

  test('five answers for everything in the sample, together: each is read back, nothing is replaced but what was weak, and once is enough', async () => {
    const shop = textsIn('samples/shop');
    const answers = [
      ['owner-named', 'fleet'],
      ['freshness-promised', 'daily by 06:30 UTC'],
      ['first-step-written', 'https://wiki.rental.example/run?a=1#b'],
      ['failure-told', '#fleet-alerts'],
      ['reviewed-recently', '2026-11-20'],
    ] as const;
    const coach = await coachOn(shop);
    const open = [...coach.resources()].flatMap(({ key, unasked, answers: all }) =>
      answers
        .filter(([id]) => unasked === null && all.some((one) => one.id === id && (one.state === 'unanswered' || one.state === 'weak')))
        .map(([question, value]) => ({ key, question, place: null, value })),
    );
    const done = await coach.editsOfMany(open);
    const now = await coachOn(applied(shop, done));
    const unwritten = done.refused.map(({ name }) => name);
    for (const { key, question } of open) {
      const resource = now.resource(key);
      if (unwritten.includes(resource?.id ?? '')) continue;
      assert.deepEqual([key, question, resource?.answers.find(({ id }) => id === question)?.state], [key, question, 'answered']);
    }
    assert.deepEqual(now.problems(), coach.problems());
    assert.deepEqual((await now.editsOfMany(open)).edits, []);
  });

  test('models without entries share one new file', async () => {
    const bare: Files = { 'dbt_project.yml': 'name: rental\n', 'models/a.sql': 'select 1', 'models/b.sql': 'select 1' };
    const coach = await coachOn(bare);
    const wanted = ['a', 'b'].map((name) => ({
      key: coach.resource(`model.rental.${name}`)?.key ?? '',
      question: 'owner-named',
      place: null,
      value: 'bo',
    }));
    const { edits } = await coach.editsOfMany(wanted);
    assert.equal(edits.length, 1);
    assert.ok(edits[0]?.create);
    assert.equal(
      edits[0]?.text,
      'models:\n  - name: a\n    config:\n      meta:\n        owner: bo\n  - name: b\n    config:\n      meta:\n        owner: bo\n',
    );
  });

  test('models of two files join one new group', async () => {
    const two: Files = {
      'dbt_project.yml': 'name: rental\n',
      'models/a.sql': 'select 1',
      'models/a.yml': 'models:\n  - name: a\n',
      'models/b.sql': 'select 1',
      'models/b.yml': 'models:\n  - name: b\n',
    };
    const coach = await coachOn(two);
    const wanted = ['a', 'b'].map((name) => ({
      key: coach.resource(`model.rental.${name}`)?.key ?? '',
      question: 'owner-named',
      place: 'new-group',
      value: 'Fleet',
    }));
    const now = await coachOn(applied(two, await coach.editsOfMany(wanted)));
    assert.deepEqual(
      ['a', 'b'].map((name) => now.resource(`model.rental.${name}`)?.owners),
      [['Fleet'], ['Fleet']],
    );
    const texts = applied(two, await coach.editsOfMany(wanted));
    assert.equal(Object.values(texts).filter((text) => text?.includes('groups:')).length, 1);
  });

  test('while nothing is saved, the coach goes on with the texts as they are', async () => {
    const coach = await coachOn(files);
    const key = coach.resource('dag.rides')?.key ?? '';
    await coach.editsOfMany([{ key, question: 'owner-named', place: null, value: 'bo' }]);
    assert.deepEqual(coach.resource('dag.rides')?.owners, ['anna']);
  });

  test('what cannot be written is named with its reason, and the rest is written', async () => {
    const coach = await coachOn(files);
    const key = coach.resource('model.rental.fct_rides')?.key ?? '';
    const done = await coach.editsOfMany([
      { key, question: 'owner-named', place: 'nowhere', value: 'bo' },
      { key, question: 'freshness-promised', place: null, value: 'daily' },
    ]);
    assert.deepEqual(done.refused, [{ name: 'model.rental.fct_rides', reason: 'there is no such place to write it' }]);
    assert.equal(done.edits.length, 1);
  });

  test('an owner who left is replaced wherever the name stands, and nothing else changes', async () => {
    const coach = await coachOn(files);
    const done = await coach.rename('owner-named', 'anna', 'bo');
    assert.deepEqual(done.refused, []);
    const after = applied(files, done);
    const expected = Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text?.replaceAll('anna', 'bo')]));
    assert.deepEqual(after, expected);
    const now = await coachOn(after);
    assert.deepEqual(
      [...now.resources()].filter(({ owners }) => owners.includes('anna')),
      [],
    );
  });

  test('a channel too, and a name that stands in a list', async () => {
    const coach = await coachOn({
      ...files,
      'models/marts/_marts.yml':
        'models:\n  - name: fct_damage\n    config:\n      meta:\n        channel: \'#damage\'\n        owners: [anna, "carl"]\n',
    });
    assert.deepEqual(
      (await coach.rename('failure-told', '#damage', '#repairs')).edits.map(({ text }) => text),
      ["'#repairs'"],
    );
    const carl = await coach.rename('owner-named', 'carl', '@finance');
    assert.deepEqual(
      carl.edits.map(({ text }) => text),
      ['"@finance"'],
    );
  });
});

/** Changes that do not overlap, within a text of that length. */
function apart(changes: readonly (readonly [number, number, string])[], length: number): Change[] {
  let at = 0;
  return changes.flatMap(([start, size, text]) => {
    const from = at + (start % (length - at + 1));
    const to = Math.min(length, from + size);
    at = to;
    return [{ from, to, text }];
  });
}

function textsIn(folder: string): Files {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = found.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(folder, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]));
}

function applied(texts: Files, { edits }: ManyEdits): Files {
  const changed = new Set(edits.map(({ file }) => file));
  const entries = [...changed].map((file) => [
    file,
    applyEdits(
      texts[file] ?? '',
      edits.filter((edit) => edit.file === file),
    ),
  ]);
  return { ...texts, ...Object.fromEntries(entries) };
}

async function coachOn(texts: Files): Promise<Coach> {
  const coach = createCoach({ workspace: memoryWorkspace(texts), today: '2026-11-22' });
  await coach.load();
  return coach;
}
