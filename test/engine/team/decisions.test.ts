import assert from 'node:assert/strict';
import { type Coach, createCoach } from '../../../src/engine/coach.ts';
import type { Edit } from '../../../src/engine/model.ts';
import type { Decision } from '../../../src/engine/views.ts';
import { applyEdits, invertEdits } from '../../../src/engine/writers/apply.ts';
import { joinedWorkspace } from '../../../src/vscode/worker/workerFiles.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';

const teamFile = '.pipeline-coach.yml';

const shop: Readonly<Record<string, string>> = {
  'transform/dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\nrequire-dbt-version: ">=1.10.0"\n',
  'transform/models/staging/_sources.yml':
    'sources:\n  - name: shop\n    tables:\n      - name: orders # from the shop\n      - name: items\n',
  'transform/models/staging/stg_orders.sql': "select order_id from {{ source('shop', 'orders') }}\n",
  'transform/models/marts/finance/fct_orders.sql': "{{ config(materialized='table') }}\n\nselect order_id from {{ ref('stg_orders') }}\n",
  'transform/models/marts/finance/fct_refunds.sql': "\n\nselect order_id from {{ ref('stg_orders') }}\n",
  'transform/models/marts/finance/_finance.yml':
    'version: 2\n\nmodels:\n  # the books\n  - name: fct_orders\n    description: Orders as finance books them.\n    columns:\n      - name: order_id\n',
  'dags/loads.py':
    'from airflow.sdk import DAG, dag\n\nwith DAG("orders", schedule="@daily"):\n    pass\n\n\ndef build():\n    with DAG(\n        "refunds", schedule="@daily"\n    ):\n        pass\n\n\nbuild()\n',
};

const waive: Decision = { how: 'waive', text: 'it goes in spring', more: '2027-01-31' };
const never: Decision = { how: 'not-applicable', text: 'a table of constants', more: '' };
const fct = 'model.shop.fct_orders';

async function coachOf(files: Record<string, string>): Promise<Coach> {
  const coach = createCoach({ workspace: memoryWorkspace(files), today: '2026-11-22' });
  await coach.load();
  return coach;
}

function answerOf(coach: Coach, id: string, question: string) {
  const answer = coach.resource(id)?.answers.find((one) => one.id === question);
  assert.ok(answer, `${id} has no ${question}`);
  return answer;
}

/** Writes a decision and reads everything anew. @returns the coach and the files after it. */
async function decided(files: Record<string, string>, id: string, question: string, place: string, decision: Decision) {
  const coach = await coachOf(files);
  const result = await coach.decide(coach.resource(id)?.key ?? '', question, place, decision);
  assert.ok('edits' in result, JSON.stringify(result));
  const after = { ...files };
  for (const file of new Set(result.edits.map((edit) => edit.file))) {
    const made: readonly Edit[] = result.edits.filter((edit) => edit.file === file);
    const before = files[file] ?? '';
    const text = applyEdits(before, made);
    assert.equal(applyEdits(text, invertEdits(before, made)), before);
    after[file] = text;
  }
  return { files: after, coach: await coachOf(after), edits: result.edits };
}

async function placesOf(coach: Coach, id: string, question: string, how: Decision['how']): Promise<string[]> {
  return (await coach.decisionPlaces(coach.resource(id)?.key ?? '', question, how)).map((place) => place.id);
}

suite('what a team says instead of answering', () => {
  test('a model can be waived in its entry, in the team file for it or its folders, and in its SQL', async () => {
    const coach = await coachOf(shop);
    assert.deepEqual(await placesOf(coach, fct, 'owner-named', 'waive'), [
      'entry',
      'team',
      'team:transform/models/marts/finance/**',
      'team:transform/models/marts/**',
      'team:transform/models/**',
      'comment',
    ]);
    assert.equal((await placesOf(coach, 'model.shop.fct_refunds', 'owner-named', 'waive'))[0], 'team');
    assert.deepEqual((await placesOf(coach, 'source.shop.shop.orders', 'owner-named', 'waive')).slice(0, 2), ['entry', 'team']);
    assert.deepEqual(await placesOf(coach, 'dag.orders', 'failure-told', 'waive'), ['team', 'team:dags/**', 'comment']);
  });

  for (const [id, question] of [
    [fct, 'owner-named'],
    ['model.shop.fct_refunds', 'owner-named'],
    ['source.shop.shop.orders', 'freshness-promised'],
    ['source.shop.shop.items', 'owner-named'],
    ['dag.orders', 'failure-told'],
    ['dag.refunds', 'failure-told'],
  ] as const) {
    for (const decision of [waive, never]) {
      test(`${question} of ${id}, ${decision.how}: it holds wherever it is written, for this one or for the folder`, async () => {
        const places = await placesOf(await coachOf(shop), id, question, decision.how);
        assert.ok(places.length >= 3);
        for (const place of places) {
          const { coach, files } = await decided(shop, id, question, place, decision);
          const answer = answerOf(coach, id, question);
          assert.equal(answer.state, decision.how === 'waive' ? 'waived' : 'not_applicable', `${place}: ${JSON.stringify(files)}`);
          assert.ok(answer.reason?.includes(decision.text), place);
          assert.deepEqual(coach.problems(), [], place);
          const others = [...coach.resources()].filter(
            (one) => one.id !== id && one.answers.find((a) => a.id === question)?.state === 'waived',
          );
          if (!place.startsWith('team:')) assert.deepEqual(others, [], place);
          const again = await coach.decide(coach.resource(id)?.key ?? '', question, place, decision);
          assert.deepEqual(again, { edits: [] }, place);
        }
      });
    }
  }

  test('what is written reads as a person would have written it', async () => {
    const entry = await decided(shop, fct, 'owner-named', 'entry', waive);
    assert.equal(
      entry.files['transform/models/marts/finance/_finance.yml'],
      shop['transform/models/marts/finance/_finance.yml']?.replace(
        '    columns:',
        '    config:\n      meta:\n        pipeline_coach:\n          waive:\n            - question: owner-named\n              reason: it goes in spring\n              until: "2027-01-31"\n    columns:',
      ),
    );
    const comment = await decided(shop, 'dag.refunds', 'failure-told', 'comment', never);
    assert.ok(
      comment.files['dags/loads.py']?.includes(
        'def build():\n    # coach: not-applicable failure-told because a table of constants\n    with DAG(\n',
      ),
    );
    const team = await decided(shop, 'dag.orders', 'failure-told', 'team:dags/**', waive);
    assert.equal(
      team.files[teamFile],
      'waivers:\n  - question: failure-told\n    path: dags/**\n    reason: it goes in spring\n    until: "2027-01-31"\n',
    );
    assert.equal(team.edits[0]?.create, true);
  });

  test('a team file that is there is added to, comments and line endings as they are', async () => {
    const text =
      '# ours\r\npreset: standard # all of it\r\n\r\nwaivers:\r\n  # the old warehouse\r\n  - {question: owner-named, path: transform/models/staging, reason: old, until: 2027-01-31}\r\n';
    const { files, coach } = await decided({ ...shop, [teamFile]: text }, fct, 'owner-named', 'team', waive);
    assert.ok(files[teamFile]?.startsWith(text.trimEnd()), files[teamFile]);
    assert.doesNotMatch(files[teamFile] ?? '', /[^\r]\n/);
    assert.equal(answerOf(coach, fct, 'owner-named').state, 'waived');
    assert.equal(answerOf(coach, 'model.shop.stg_orders', 'owner-named').state, 'waived');
  });

  for (const [where, files] of [
    [
      'the team file',
      { [teamFile]: `waivers:\n  - question: owner-named\n    id: ${fct}\n    reason: it moves # really\n    until: '2026-10-01'\n` },
    ],
    [
      'SQL',
      {
        'transform/models/marts/finance/fct_orders.sql': `-- coach: waive owner-named until 2026-10-01 because it moves\n${shop['transform/models/marts/finance/fct_orders.sql']}`,
      },
    ],
    [
      'meta',
      {
        'transform/models/marts/finance/_finance.yml':
          'models:\n  - name: fct_orders\n    config: {meta: {pipeline_coach: {waive: [{question: owner-named, reason: it moves, until: "2026-10-01"}]}}}\n',
      },
    ],
  ] as const) {
    test(`a waiver that has ended in ${where} is given another last day, and nothing else is touched`, async () => {
      const before: Record<string, string> = { ...shop, ...files };
      const [place = ''] = await placesOf(await coachOf(before), fct, 'owner-named', 'waive');
      assert.match(place, /^renew:/);
      const { files: after, coach } = await decided(before, fct, 'owner-named', place, waive);
      const [file = ''] = Object.keys(files);
      assert.equal(after[file], before[file]?.replace('2026-10-01', '2027-01-31'));
      assert.equal(answerOf(coach, fct, 'owner-named').state, 'waived');
      assert.deepEqual(coach.problems(), []);
    });
  }

  test('what holds for a whole place is said once, with how it is known', async () => {
    const said: Decision = { how: 'provided', text: '#data-oncall', more: 'task_policy in plugins/policies.py' };
    assert.deepEqual(await placesOf(await coachOf(shop), 'dag.orders', 'failure-told', 'provided'), ['team:dags/**', 'team:**']);
    for (const place of ['team:dags/**', 'team:**']) {
      const { coach, files } = await decided(shop, 'dag.orders', 'failure-told', place, said);
      assert.deepEqual(coach.teamFileErrors(), [], files[teamFile]);
      for (const id of ['dag.orders', 'dag.refunds']) assert.equal(answerOf(coach, id, 'failure-told').answer, '#data-oncall');
    }
  });

  test('a question of our own is in force at once, is asked of its kind, and two of the same words are two', async () => {
    const own: Decision = {
      how: 'ask',
      text: 'Does this hold personal data, and who has checked?',
      more: 'Deleting it later means finding it first.',
    };
    const first = await decided(shop, fct, 'owner-named', 'ask', own);
    assert.deepEqual(first.coach.problems(), []);
    const asked = first.coach.resource(fct)?.answers.at(-1);
    assert.equal(asked?.question, own.text);
    assert.equal(asked?.state, 'unanswered');
    assert.equal(asked?.short, 'Does this hold…?');
    const second = await decided(first.files, 'dag.orders', 'failure-told', 'ask', own);
    assert.deepEqual(second.coach.problems(), []);
    assert.equal(answerOf(second.coach, 'dag.orders', 'does-this-hold-personal-data-and-2').state, 'unanswered');
    for (const text of ['PII?', '¿Quién lo usa?', '2 rows a day, or more than that?', 'x'.repeat(200)])
      assert.deepEqual((await decided(shop, fct, 'owner-named', 'ask', { ...own, text })).coach.problems(), [], text);
  });

  test('no comment is offered that would be about another DAG too, or stand in a text', async () => {
    const coach = await coachOf({
      ...shop,
      'dags/loads.py': 'from airflow import DAG\n\nx = [DAG("one"), DAG("two")]\ny = """a\n"""; z = DAG("three")\n',
    });
    assert.ok(!(await placesOf(coach, 'dag.one', 'owner-named', 'waive')).includes('comment'));
    const result = await coach.decide(coach.resource('dag.three')?.key ?? '', 'owner-named', 'comment', waive);
    assert.ok('refused' in result, JSON.stringify(result));
  });

  test('what cannot be said is refused in words, and nothing is written', async () => {
    const coach = await coachOf({ ...shop, 'dags/loads.py': `x = """\n${'a\n'.repeat(2)}"""; ${shop['dags/loads.py']}` });
    const key = coach.resource(fct)?.key ?? '';
    for (const [decision, words] of [
      [{ ...waive, text: ' ' }, /reason/],
      [{ ...waive, more: '2027-02-30' }, /no day of the calendar/],
      [{ ...waive, more: '2026-11-21' }, /over already/],
      [{ ...waive, more: '' }, /until when/],
      [{ ...waive, text: 'because {{ this }}' }, /rendered by dbt/],
    ] as const) {
      const result = await coach.decide(key, 'owner-named', 'comment', decision);
      assert.match('refused' in result ? result.refused : '', words);
    }
    assert.ok('refused' in (await coach.decide(key, 'owner-named', 'nowhere', waive)));
    assert.ok('refused' in (await coach.decide('nothing', 'owner-named', 'team', waive)));
  });

  test('in a window of several folders the team file of the right one is begun', async () => {
    const workspace = joinedWorkspace(['one', 'two'].map((prefix) => ({ prefix, workspace: memoryWorkspace(shop) })));
    const coach = createCoach({ workspace, today: '2026-11-22' });
    await coach.load();
    const model = [...coach.resources()].find(({ id, file }) => id === fct && file.startsWith('two/'));
    const [place] = await coach.decisionPlaces(model?.key ?? '', 'owner-named', 'provided');
    assert.equal(place?.file, `two/${teamFile}`);
    assert.equal(place?.creates, true);
    assert.equal(place?.id, 'team:transform/models/marts/finance/**');
  });
});
