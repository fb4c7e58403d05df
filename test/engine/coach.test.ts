import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Coach, createCoach } from '../../src/engine/coach.ts';
import type { AnswerView } from '../../src/engine/views.ts';
import { applyEdits } from '../../src/engine/writers/apply.ts';
import { nodeWorkspace } from '../../src/node/workspace.ts';
import { memoryWorkspace } from './memoryWorkspace.ts';

const today = '2026-11-22';

/** A project of a bike rental: one staging model, two marts, a dashboard; and the DAG that runs it. */
function rental(): Record<string, string | null> {
  return {
    'transform/dbt_project.yml':
      'name: rental\nversion: "1.0"\nprofile: rental\nmodels:\n  rental:\n    marts:\n      +meta: {owner: fleet}\n',
    'transform/models/staging/stg_rides.sql': "select * from {{ source('app', 'rides') }}\n",
    'transform/models/staging/_sources.yml':
      'sources:\n  - name: app\n    tables:\n      - name: rides\n        description: One row per ride, from the app.\n',
    'transform/models/marts/fct_rides.sql': "{{ config(materialized='table') }}\n\nselect * from {{ ref('stg_rides') }}\n",
    'transform/models/marts/fct_damage.sql': "select * from {{ ref('stg_rides') }}\n",
    'transform/models/marts/_marts.yml':
      'models:\n  - name: fct_rides\n    description: Rides per day, for the rebalancing of stations.\n  - name: fct_damage\n    config:\n      meta:\n        owner: workshop\n',
    'transform/models/marts/_exposures.yml':
      'exposures:\n  - name: station_map\n    type: dashboard\n    owner: {name: City desk}\n    depends_on: ["ref(\'fct_rides\')"]\n',
    'dags/rides.py':
      'from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.bash import BashOperator\n\nwith DAG(\n    dag_id="rides",\n    schedule="@daily",\n) as dag:\n    BashOperator(task_id="build", bash_command="dbt build --select fct_rides")\n',
  };
}

async function coachOn(files: Record<string, string | null>): Promise<Coach> {
  const coach = createCoach({ workspace: memoryWorkspace(files), today });
  await coach.load();
  return coach;
}

function answerOf(coach: Coach, id: string, question: string): AnswerView {
  const found = coach.resource(id)?.answers.find((answer) => answer.id === question);
  assert.ok(found, `${id} has no answer to ${question}`);
  return found;
}

suite('a workspace as a user meets it', () => {
  test('the row of a model says who reads it and who owns it', async () => {
    const coach = await coachOn(rental());
    const [anchor] = await coach.anchors('transform/models/marts/fct_rides.sql');
    assert.ok(anchor);
    const titles = coach.row(anchor).lenses.map((lens) => lens.title);
    assert.deepEqual([titles[0], titles[2]], ['1 dashboard', 'owner fleet']);
  });

  test('a project whose models lie beside its own files is read to its end: no file has two readers', async () => {
    const coach = await coachOn({
      'dbt_project.yml': 'name: rental\nprofile: rental\nmodel-paths: ["."]\n',
      'profiles.yml': 'rental:\n  outputs: {dev: {type: duckdb}}\n',
      'packages.yml': 'packages:\n  - package: acme/dates\n    version: 1.0.0\n',
      '_models.yml': 'models:\n  - name: rides\n    config: {meta: {owner: fleet}}\n',
      'rides.sql': 'select 1 as ride',
    });
    assert.equal(answerOf(coach, 'model.rental.rides', 'owner-named').answer, 'fleet');
  });

  test('before anything was read, the row stands and asks nothing', async () => {
    const coach = createCoach({ workspace: memoryWorkspace(rental()), today });
    const file = 'dags/rides.py';
    await coach.open(file, rental()[file] ?? '');
    const [anchor] = await coach.anchors(file);
    assert.equal(anchor?.line, 4);
    const lenses = coach.row(anchor).lenses;
    assert.equal(lenses.length, 4);
    assert.ok(lenses.every((lens) => lens.title.endsWith('…') && !lens.open));
  });

  test('the DAG that runs a model is its runner, not its consumer', async () => {
    const coach = await coachOn(rental());
    const model = coach.resource('model.rental.fct_rides');
    assert.deepEqual(
      model?.runBy.map((runner) => runner.id),
      ['dag.rides'],
    );
    assert.deepEqual(
      model?.consumers.map((consumer) => consumer.id),
      ['exposure.rental.station_map'],
    );
  });

  test('the folder, the entry and the source each answer where they stand', async () => {
    const coach = await coachOn(rental());
    assert.equal(answerOf(coach, 'model.rental.fct_rides', 'owner-named').evidence[0]?.file, 'transform/dbt_project.yml');
    assert.equal(answerOf(coach, 'model.rental.fct_damage', 'owner-named').answer, 'workshop');
    const purpose = answerOf(coach, 'model.rental.stg_rides', 'purpose-stated');
    assert.deepEqual([purpose.state, purpose.inherited], ['answered', true]);
  });

  test('an answer is one insertion, becomes the answer, and can be taken back to the byte', async () => {
    const files = rental();
    const coach = await coachOn(files);
    const id = 'model.rental.stg_rides';
    const key = coach.resource(id)?.key ?? '';
    assert.equal(answerOf(coach, id, 'owner-named').state, 'unanswered');
    for (const place of coach.places(key, 'owner-named')) {
      const result = await coach.edits(key, 'owner-named', place.id, 'fleet-data');
      assert.ok('edits' in result, `${place.id}: ${JSON.stringify(result)}`);
      const before = files[place.file] ?? '';
      const after = applyEdits(before, result.edits);
      assert.ok(after.length > before.length);
      const written = await coachOn({ ...files, [place.file]: after });
      const answer = answerOf(written, id, 'owner-named');
      assert.deepEqual([place.id, answer.state, answer.answer], [place.id, 'answered', 'fleet-data']);
    }
  });

  test('a second failure mode comes behind the first, which is kept', async () => {
    const files = rental();
    const file = 'dags/rides.py';
    files[file] = (files[file] ?? '').replace(
      'schedule="@daily",',
      'schedule="@daily",\n    doc_md="Failure modes: late when the app is down",',
    );
    files[file] = (files[file] ?? '').replace('dbt build', 'dbt run');
    const coach = await coachOn(files);
    assert.equal(answerOf(coach, 'dag.rides', 'failure-modes-known').state, 'weak');
    const key = coach.resource('dag.rides')?.key ?? '';
    const result = await coach.edits(key, 'failure-modes-known', 'doc_md', 'empty on holidays');
    assert.ok('edits' in result, JSON.stringify(result));
    const after = applyEdits(files[file] ?? '', result.edits);
    assert.ok(after.includes('Failure modes: late when the app is down; empty on holidays"'), after);
    assert.equal(answerOf(await coachOn({ ...files, [file]: after }), 'dag.rides', 'failure-modes-known').state, 'answered');
  });

  test('a placeholder for a failure mode is weak, not missing', async () => {
    const files = rental();
    files['transform/models/marts/_marts.yml'] = 'models:\n  - name: fct_damage\n    config: {meta: {failure_modes: [TBD]}}\n';
    assert.equal(answerOf(await coachOn(files), 'model.rental.fct_damage', 'failure-modes-known').state, 'weak');
  });

  test('a model that may be read by one that hides its refs is not said to have no reader', async () => {
    const files = rental();
    assert.equal(answerOf(await coachOn(files), 'model.rental.fct_damage', 'consumers-known').state, 'unanswered');
    files['transform/models/marts/fct_union.sql'] = "{% for part in parts() %}select * from {{ ref('fct_' ~ part) }}{% endfor %}\n";
    const answer = answerOf(await coachOn(files), 'model.rental.fct_damage', 'consumers-known');
    assert.equal(answer.state, 'unknown');
    assert.match(answer.reason ?? '', /^fct_union may read it/);
  });

  test('a singular test looks at content, whatever its name says', async () => {
    const files = rental();
    files['transform/tests/damage_comes_from_a_unique_source.sql'] = "select * from {{ ref('fct_damage') }} where cost < 0\n";
    const answer = answerOf(await coachOn(files), 'model.rental.fct_damage', 'wrong-but-green-caught');
    assert.deepEqual([answer.state, answer.answer], ['answered', 'damage_comes_from_a_unique_source']);
  });

  test('a singular test that reads a source table looks at the source table', async () => {
    const files = rental();
    files['transform/tests/no_ride_of_last_year_came_late.sql'] =
      "select id from {{ source('app', 'rides') }} where started_at < current_date - interval '7 days'\n";
    const coach = await coachOn(files);
    assert.equal(answerOf(coach, 'source.rental.app.rides', 'wrong-but-green-caught').answer, 'no_ride_of_last_year_came_late');
  });

  test('unsaved text counts, and closing it gives the disk its say back', async () => {
    const coach = await coachOn(rental());
    const file = 'transform/models/marts/_marts.yml';
    await coach.open(file, 'models:\n  - name: fct_damage\n    config:\n      meta:\n        owner: insurers\n');
    assert.equal(answerOf(coach, 'model.rental.fct_damage', 'owner-named').answer, 'insurers');
    await coach.close(file);
    assert.equal(answerOf(coach, 'model.rental.fct_damage', 'owner-named').answer, 'workshop');
  });

  test('a file that appears, changes or goes away is noticed', async () => {
    const files = rental();
    const coach = await coachOn(files);
    const file = 'transform/models/marts/fct_fines.sql';
    files[file] = "select * from {{ ref('fct_rides') }}\n";
    await coach.changed([file]);
    assert.equal(coach.resource('model.rental.fct_rides')?.consumers.length, 2);
    delete files[file];
    await coach.changed([file]);
    assert.equal(coach.resource('model.rental.fct_fines'), undefined);
  });

  test('a file that is deleted under its open tab is gone, as it is for dbt; saved again it is back with the text of the tab', async () => {
    const files = rental();
    const coach = await coachOn(files);
    const file = 'transform/models/marts/_marts.yml';
    const text = files[file] ?? '';
    await coach.open(file, text);
    delete files[file];
    await coach.changed([file]);
    assert.equal(answerOf(coach, 'model.rental.fct_damage', 'owner-named').answer, 'fleet');
    assert.deepEqual(await coach.anchors(file), []);
    await coach.open(file, text.replace('workshop', 'insurers'));
    assert.equal(answerOf(coach, 'model.rental.fct_damage', 'owner-named').answer, 'fleet');
    files[file] = text.replace('workshop', 'insurers');
    await coach.changed([file]);
    assert.equal(answerOf(coach, 'model.rental.fct_damage', 'owner-named').answer, 'insurers');
    assert.equal((await coach.anchors(file)).length, 2);
  });

  test('a half-typed DAG keeps its resource, with its places moved', async () => {
    const files = rental();
    const coach = await coachOn(files);
    const file = 'dags/rides.py';
    const text = files[file] ?? '';
    await coach.open(file, text);
    const broken = text.replace('import DAG\n', 'import DAG\n"""unfinished\n');
    await coach.open(file, broken);
    const dag = coach.resource('dag.rides');
    assert.equal(dag?.line, 5);
    const [anchor] = await coach.anchors(file);
    assert.equal(broken.slice(anchor?.from, anchor?.to), 'DAG');
  });

  test('completion offers the owners in use, most used first', async () => {
    const coach = await coachOn(rental());
    assert.deepEqual([...coach.values('owner-named')].sort(), ['City desk', 'fleet', 'workshop']);
  });
});

suite('bad input', () => {
  test('broken YAML answers from the entries that read well, and is named with its line', async () => {
    const files = rental();
    files['transform/models/marts/_marts.yml'] =
      'models:\n  - name: fct_damage\n    config: {meta: {owner: workshop}}\n  - name: fct_rides\n    description: "open\n';
    const coach = await coachOn(files);
    assert.equal(answerOf(coach, 'model.rental.fct_damage', 'owner-named').answer, 'workshop');
    const problem = coach.problems().find((found) => found.file.endsWith('_marts.yml'));
    assert.ok(problem && problem.line >= 4, JSON.stringify(coach.problems()));
  });

  test('a file that is not UTF-8 is a problem; its neighbours are read', async () => {
    const files = rental();
    files['transform/models/marts/fct_damage.sql'] = null;
    const coach = await coachOn(files);
    assert.deepEqual(
      coach.problems().map(({ file, line }) => `${file}:${line}`),
      ['transform/models/marts/fct_damage.sql:1'],
    );
    assert.ok(coach.resource('model.rental.fct_rides'));
  });

  test('a properties file that is not UTF-8 may describe any model without an entry: nothing is called missing, and nothing is written beside it', async () => {
    const files = rental();
    files['transform/models/marts/_marts.yml'] = null;
    files['transform/models/marts/_rides.yml'] = 'models:\n  - name: fct_rides\n    config: {meta: {owner: fleet}}\n';
    const coach = await coachOn(files);
    const unread = 'transform/models/marts/_marts.yml could not be read, and may describe it';
    for (const question of ['owner-named', 'purpose-stated', 'wrong-but-green-caught']) {
      const { state, reason } = answerOf(coach, 'model.rental.fct_damage', question);
      assert.deepEqual([question, state, reason], [question, 'unknown', unread]);
    }
    const key = coach.resource('model.rental.fct_damage')?.key ?? '';
    const written = coach.places(key, 'owner-named').filter(({ opens }) => !opens);
    assert.deepEqual(written, []);
    assert.equal(answerOf(coach, 'model.rental.fct_rides', 'owner-named').answer, 'fleet');
  });

  test('a file of NUL bytes is a problem and is not read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coach-'));
    try {
      mkdirSync(join(folder, 'dags'));
      writeFileSync(join(folder, 'dags/rides.py'), rental()['dags/rides.py'] ?? '');
      writeFileSync(join(folder, 'dags/torn.py'), `from airflow import DAG\n${'\0'.repeat(1000)}`);
      const coach = createCoach({ workspace: nodeWorkspace(folder), today });
      await coach.load();
      assert.deepEqual(
        coach.problems().map(({ file, message }) => [file, message]),
        [['dags/torn.py', 'no text: it holds NUL bytes']],
      );
      assert.ok(coach.resource('dag.rides'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('no dbt_project.yml: SQL is nobody’s model, and nothing fails', async () => {
    const files = rental();
    delete files['transform/dbt_project.yml'];
    const coach = await coachOn(files);
    assert.deepEqual(
      [...coach.resources()].map((resource) => resource.id),
      ['dag.rides'],
    );
    assert.deepEqual(await coach.anchors('transform/models/marts/fct_rides.sql'), []);
  });

  test('two projects with a model of one name are kept apart', async () => {
    const files = rental();
    files['other/dbt_project.yml'] = 'name: rental\nversion: "1.0"\nprofile: x\n';
    files['other/models/fct_rides.sql'] = 'select 1 as id\n';
    const coach = await coachOn(files);
    assert.equal(coach.resource('model.rental.fct_rides'), undefined, 'an id that stands twice needs its project');
    const projects = [...coach.resources()].filter((resource) => resource.name === 'fct_rides').map((resource) => resource.project);
    assert.deepEqual(projects.sort(), ['other', 'transform']);
  });

  test('every prefix of every file is read without an exception', async () => {
    const files = rental();
    const coach = await coachOn(files);
    for (const [file, text] of Object.entries(files)) {
      for (let end = 0; end <= (text ?? '').length; end += 7) {
        await coach.open(file, (text ?? '').slice(0, end));
        for (const anchor of await coach.anchors(file)) assert.ok(coach.row(anchor, true).lenses.length > 0);
      }
      await coach.close(file);
    }
    assert.equal(answerOf(coach, 'model.rental.fct_damage', 'owner-named').answer, 'workshop');
  });

  test('a link that leads back to its own folder and 20 MB of SQL are passed over', async () => {
    const root = mkdtempSync(join(tmpdir(), 'rental-'));
    for (const [file, text] of Object.entries(rental())) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text ?? '');
    }
    symlinkSync(join(root, 'transform'), join(root, 'transform', 'models', 'loop'));
    writeFileSync(join(root, 'transform/models/huge.sql'), 'select 1 -- '.padEnd(20_000_000, 'x'));
    const coach = createCoach({ workspace: nodeWorkspace(root), today });
    await coach.load();
    rmSync(root, { recursive: true });
    assert.deepEqual(
      coach.problems().map((problem) => problem.file),
      ['transform/models/huge.sql'],
    );
    assert.equal([...coach.resources()].filter((resource) => resource.name === 'fct_rides').length, 1);
  });
});
