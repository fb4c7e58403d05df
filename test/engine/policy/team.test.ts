import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Coach, createCoach } from '../../../src/engine/coach.ts';
import { initText } from '../../../src/engine/reports/init.ts';
import { applyEdits } from '../../../src/engine/writers/apply.ts';
import { nodeWorkspace } from '../../../src/node/workspace.ts';
import { joinedWorkspace } from '../../../src/vscode/worker/workerFiles.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';

const teamFile = '.pipeline-coach.yml';

/** A small project: a source, a model behind it, a mart, a mart in a folder of its own, and two DAGs in one file. */
const project: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\nmodel-paths: [models]\n',
  'models/staging/stg_orders.sql': "select order_id from {{ source('shop', 'orders') }}\n",
  'models/staging/_sources.yml': 'sources:\n  - name: shop\n    tables:\n      - name: orders\n',
  'models/marts/fct_orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
  'models/legacy/fct_old.sql': "select order_id from {{ ref('stg_orders') }}\n",
  'models/marts/_marts.yml':
    'models:\n  - name: fct_orders\n    config:\n      meta:\n        data_steward: finance-data\n        owner: TBD\n      tags: ["squad:growth"]\n',
  'dags/loads.py':
    'from airflow.sdk import DAG\n\nwith DAG("orders", schedule="@daily"):\n    pass\n\nwith DAG("refunds", schedule="@daily", doc_md="Steward: ops"):\n    pass\n',
};

const fct = 'model.shop.fct_orders';
const old = 'model.shop.fct_old';

async function coachOf(team: string | null, changes: Readonly<Record<string, string>> = {}): Promise<Coach> {
  const files: Record<string, string> = { ...project, ...changes, ...(team === null ? {} : { [teamFile]: team }) };
  const coach = createCoach({ workspace: memoryWorkspace(files), today: '2026-11-22' });
  await coach.load();
  return coach;
}

function answerOf(coach: Coach, id: string, question: string) {
  const answer = coach.resource(id)?.answers.find((one) => one.id === question);
  assert.ok(answer, `${id} has no ${question}`);
  return answer;
}

function messages(coach: Coach, file = teamFile): string[] {
  return coach.problems().flatMap((problem) => (problem.file === file ? [`${problem.line} ${problem.message}`] : []));
}

suite('what the team decides', () => {
  test('a question that is off is not asked, and a path takes it back', async () => {
    const coach = await coachOf('questions: {owner-named: off}\npaths:\n  models/legacy: {questions: {owner-named: warning}}\n');
    assert.equal(answerOf(coach, fct, 'owner-named').asked, false);
    assert.equal(answerOf(coach, old, 'owner-named').asked, true);
    assert.equal(answerOf(coach, old, 'owner-named').severity, 'warning');
  });

  test('the last matching path wins', async () => {
    const coach = await coachOf(
      'paths:\n  models/**: {questions: {owner-named: off}}\n  models/marts/**: {questions: {owner-named: info}}\n',
    );
    assert.equal(answerOf(coach, fct, 'owner-named').severity, 'info');
    assert.equal(answerOf(coach, old, 'owner-named').asked, false);
  });

  test('layers of the team come before folders and prefixes', async () => {
    const coach = await coachOf('layers: {intermediate: models/legacy}\n');
    assert.equal(coach.resource(old)?.layer, 'intermediate');
    assert.equal(coach.resource(fct)?.layer, 'mart');
  });

  for (const [how, spelling, id, owner] of [
    ['meta', 'meta.data_steward', fct, 'finance-data'],
    ['a tag', 'tag:squad', fct, 'growth'],
    ['documentation', 'doc:Steward', 'dag.refunds', 'ops'],
  ] as const) {
    test(`an owner in the team's own words, in ${how}, answers`, async () => {
      const before = answerOf(await coachOf(null), id, 'owner-named');
      assert.notEqual(before.state, 'answered');
      const after = answerOf(await coachOf(`keys: {owner: "${spelling}"}\n`), id, 'owner-named');
      assert.equal(after.state, 'answered');
      assert.equal(after.answer, owner);
      assert.notEqual(after.evidence[0]?.file, teamFile);
    });
  }

  test('people under a key of the team have their names there, alone or in a list', async () => {
    const owners = async (owner: string) => {
      const entry = `models:\n  - name: fct_orders\n    config: {meta: {crew: {lead: ${owner}}}}\n`;
      return (await coachOf('keys: {owner: meta.crew.lead}\n', { 'models/marts/_marts.yml': entry })).resource(fct)?.owners;
    };
    assert.deepEqual(await owners('{name: Anna Lind, email: anna@shop.test, since: 2024}'), ['Anna Lind']);
    assert.deepEqual(await owners('[{email: anna@shop.test}, {name: Bo}]'), ['anna@shop.test', 'Bo']);
    assert.deepEqual(await owners('[growth, finance]'), ['growth', 'finance']);
  });

  test('what is provided answers for its place, with evidence in the team file', async () => {
    const coach = await coachOf(
      'provided:\n  - paths: dags\n    question: failure-told\n    answer: "#data-oncall"\n    evidence: task_policy in plugins/policies.py\n',
    );
    const told = answerOf(coach, 'dag.orders', 'failure-told');
    assert.equal(told.state, 'answered');
    assert.equal(told.answer, '#data-oncall');
    assert.deepEqual(
      told.evidence.map(({ file, line }) => `${file}:${line}`),
      [`${teamFile}:2`],
    );
    assert.notEqual(answerOf(coach, fct, 'failure-told').answer, '#data-oncall');
  });

  test('a call whose result text cannot see answers what the team says it answers', async () => {
    const dag = {
      'dags/helped.py':
        'from airflow.sdk import DAG\nfrom company.defaults import get_default_dag_args\n\nwith DAG("helped", schedule="@daily", default_args=get_default_dag_args()) as dag:\n    EmptyOperator(task_id="a")\n'.replace(
          '\n\n',
          '\nfrom airflow.providers.standard.operators.empty import EmptyOperator\n\n',
        ),
    };
    assert.equal(answerOf(await coachOf(null, dag), 'dag.helped', 'owner-named').state, 'unknown');
    const coach = await coachOf('helpers:\n  - call: get_default_dag_args\n    question: owner-named\n    answer: data platform\n', dag);
    assert.equal(answerOf(coach, 'dag.helped', 'owner-named').answer, 'data platform');
    assert.equal(answerOf(coach, 'dag.helped', 'failure-told').state, 'unknown');
  });

  test('a helper that answers nothing is reported: its call may be misspelt', async () => {
    const files = {
      'dags/loads.py':
        'from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.bash import BashOperator\nfrom company.defaults import get_args\n\nwith DAG("orders", default_args=get_args()):\n    BashOperator(task_id="a", bash_command="a")\n',
    };
    const helpers = (call: string) => `helpers:\n  - {call: ${call}, question: owner-named, answer: data platform}\n`;
    assert.deepEqual(messages(await coachOf(helpers('get_args'), files)), []);
    assert.deepEqual(messages(await coachOf(helpers('get_arg'), files)), [
      '2 get_arg() answers nothing: no question is open because of it',
    ]);
  });

  test("placeholders are the team's to add and remove", async () => {
    const coach = await coachOf('keys: {owner: meta.data_steward}\nplaceholders: {add: [Finance-Data], remove: [tbd]}\n');
    assert.equal(answerOf(coach, fct, 'owner-named').answer, 'TBD');
    assert.equal(answerOf(coach, fct, 'owner-named').state, 'answered');
  });

  test("the team's own question is asked of the kinds it names, and answered by its keys", async () => {
    const ask =
      'ask:\n  - id: steward-known\n    short: Steward?\n    question: Who is the steward?\n    why: We promised.\n    keys: meta.data_steward\n    kinds: mart\n';
    const coach = await coachOf(ask);
    assert.equal(answerOf(coach, fct, 'steward-known').answer, 'finance-data');
    assert.equal(answerOf(coach, old, 'steward-known').state, 'unanswered');
    assert.equal(answerOf(coach, old, 'steward-known').asked, true);
    assert.equal(answerOf(coach, 'dag.orders', 'steward-known').state, 'not_applicable');
    assert.ok(coach.questions().some(({ id, question }) => id === 'steward-known' && question === 'Who is the steward?'));
  });

  test("the team's own question is answered by writing under its keys, in dbt and in Airflow, and says where it is asked", async () => {
    const ask =
      'ask:\n  - id: pii-checked\n    short: Personal data?\n    question: Who has checked?\n    why: The law.\n    keys: [tag:pii, meta.pii, "doc:Personal data"]\n';
    for (const id of [old, 'dag.orders']) {
      const coach = await coachOf(ask);
      const key = coach.resource(id)?.key ?? '';
      for (const { id: place } of coach.places(key, 'pii-checked')) {
        const result = await coach.edits(key, 'pii-checked', place, 'anna, in May');
        assert.ok('edits' in result && result.edits.length > 0, `${id} ${place} ${JSON.stringify(result)}`);
        const changes: Record<string, string> = {};
        for (const edit of result.edits) changes[edit.file] = applyEdits(changes[edit.file] ?? project[edit.file] ?? '', [edit]);
        const answer = answerOf(await coachOf(ask, changes), id, 'pii-checked');
        assert.equal(answer.state, 'answered', `${place} ${JSON.stringify(changes)}`);
        assert.equal(answer.answer, 'anna, in May');
      }
      assert.ok(coach.places(key, 'pii-checked').length > 0, id);
      const at = coach.questions().find((one) => one.id === 'pii-checked')?.askedAt;
      assert.deepEqual([at?.file, at?.line], [teamFile, 2]);
    }
  });

  test('a path that matches no file is reported with its line', async () => {
    const coach = await coachOf(
      'paths:\n  models/legcy: {preset: standard}\n  models/legacy: {preset: core}\nlayers:\n  mart: [models/marts, reports]\n',
    );
    assert.deepEqual(messages(coach), ['2 models/legcy matches no file of the workspace', '5 reports matches no file of the workspace']);
    assert.deepEqual(coach.teamFileErrors(), []);
  });

  test('who took over is who is still here, also where the first successor has left too', async () => {
    const people = ['{name: fct-team, left: 2026-01-31, successor: anna}', '{name: anna, left: 2026-06-30, successor: bo}', '{name: bo}'];
    const owned = { 'models/_owned.yml': 'models:\n  - name: fct_orders\n    config: {meta: {owner: fct-team}}\n' };
    const coach = await coachOf(`preset: standard\nroster:\n  people: [${people.join(', ')}]\n`, owned);
    const { state, reason } = answerOf(coach, fct, 'owner-still-here');
    assert.deepEqual([state, reason], ['weak', 'fct-team left on 2026-01-31; bo took over']);
  });

  test('whom CODEOWNERS names is suggested for the file and answers nothing', async () => {
    const coach = await coachOf('roster: {teams: [{name: data-platform}], people: [{name: anna, left: 2026-06-30}]}\n', {
      '.github/CODEOWNERS': '* @shop/everyone\n/models/legacy/ @shop/finance\n',
    });
    const key = coach.resource(old)?.key;
    assert.deepEqual(coach.values('owner-named', key), ['data-platform', '@shop/finance']);
    assert.notEqual(answerOf(coach, old, 'owner-named').state, 'answered');
  });
});

suite('waivers', () => {
  const waiver = (until: string) =>
    `waivers:\n  - {question: owner-named, path: models/legacy, reason: replaced in spring, until: ${until}}\n`;

  test('a question is waived with its reason and its last day, and no longer asked', async () => {
    const answer = answerOf(await coachOf(waiver('2026-11-22')), old, 'owner-named');
    assert.equal(answer.state, 'waived');
    assert.match(answer.reason ?? '', /2026-11-22.*replaced in spring/);
    assert.equal(answer.evidence[0]?.file, teamFile);
  });

  test('one that has ended asks again, before everything else, and is reported', async () => {
    const ended = waiver('2026-11-21').replace('owner-named', 'wrong-but-green-caught');
    const coach = await coachOf(ended);
    const answer = answerOf(coach, old, 'wrong-but-green-caught');
    assert.equal(answer.state, 'unanswered');
    assert.match(answer.reason ?? '', /ended on 2026-11-21/);
    assert.equal(coach.resource(old)?.next, 'wrong-but-green-caught');
    assert.notEqual((await coachOf(null)).resource(old)?.next, 'wrong-but-green-caught');
    assert.match(messages(coach).join(), /^2 .*ended on 2026-11-21/);
  });

  test('one that holds again through another waiver asks nothing', async () => {
    const later = waiver('2027-01-31').replace('waivers:\n', '');
    const answer = answerOf(await coachOf(waiver('2026-11-21') + later), old, 'owner-named');
    assert.equal(answer.state, 'waived');
  });

  test('one that nothing needs is reported: all that it holds for is answered', async () => {
    const owned = { 'models/legacy/_legacy.yml': 'models:\n  - name: fct_old\n    config: {meta: {owner: finance-data}}\n' };
    assert.deepEqual(messages(await coachOf(waiver('2027-01-31'))), []);
    assert.match(messages(await coachOf(waiver('2027-01-31'), owned)).join(), /^2 .*not needed/);
    const comment = '-- coach: waive owner-named until 2027-01-31 because it goes\n';
    const inCode = { ...owned, 'models/legacy/fct_old.sql': `${comment}${project['models/legacy/fct_old.sql']}` };
    assert.match(messages(await coachOf(null, inCode), 'models/legacy/fct_old.sql').join(), /^1 .*not needed/);
  });

  test('what of the say in one file comes to nothing is told without the others', async () => {
    const comment = '-- coach: waive owner-named until 2027-01-31\n';
    const coach = await coachOf(`${waiver('2026-11-21')}layers: {mart: gone}\n`, {
      'models/legacy/fct_old.sql': `${comment}${project['models/legacy/fct_old.sql']}`,
    });
    const told = (file: string) => coach.idleSay(file).map((problem) => `${problem.file}:${problem.line}`);
    assert.deepEqual(told(teamFile), [`${teamFile}:2`, `${teamFile}:3`]);
    assert.deepEqual(told('models/legacy/fct_old.sql'), ['models/legacy/fct_old.sql:1']);
    assert.deepEqual(told('models/marts/fct_orders.sql'), []);
    for (const file of [teamFile, 'models/legacy/fct_old.sql'])
      assert.deepEqual(
        coach.idleSay(file),
        coach.problems().filter((problem) => problem.file === file),
      );
  });

  test('one in the meta of a folder is needed as long as one model of it needs it', async () => {
    const coach = await coachOf(null, {
      'dbt_project.yml': `${project['dbt_project.yml']}models:\n  shop:\n    +meta: {pipeline_coach: {waive: [{question: owner-named, reason: it goes, until: 2027-01-31}]}}\n`,
      'models/marts/_marts.yml': 'models:\n  - name: fct_orders\n    config: {meta: {owner: finance-data}}\n',
    });
    assert.equal(answerOf(coach, old, 'owner-named').state, 'waived');
    assert.equal(answerOf(coach, fct, 'owner-named').state, 'answered');
    assert.deepEqual(messages(coach, 'dbt_project.yml'), []);
  });

  test('one for a resource that does not exist is reported with the name that is near', async () => {
    const waivers = `waivers:\n  - {question: owner-named, id: [${fct}, ${fct}s], reason: it goes, until: 2027-01-31}\n`;
    const found = messages(await coachOf(waivers));
    assert.ok(
      found.some((message) => message.endsWith(`There is no ${fct}s for this waiver; did you mean ${fct}?`)),
      found.join('\n'),
    );
  });

  test('one that holds for nothing is reported', async () => {
    const coach = await coachOf(waiver('2027-01-31').replace('models/legacy', 'models/gone'));
    assert.match(messages(coach).join(), /^2 .*holds for nothing/);
  });

  test('not applicable is no waiver with an end', async () => {
    const coach = await coachOf(`waivers:\n  - {question: owner-named, id: ${old}, reason: a test model, not_applicable: true}\n`);
    assert.equal(answerOf(coach, old, 'owner-named').state, 'not_applicable');
    assert.equal(answerOf(coach, old, 'owner-named').reason, 'a test model');
  });

  test('what is answered stays answered', async () => {
    const coach = await coachOf(
      `keys: {owner: meta.data_steward}\nwaivers:\n  - {question: owner-named, id: ${fct}, reason: x, until: 2027-01-31}\n`,
    );
    assert.equal(answerOf(coach, fct, 'owner-named').state, 'answered');
  });

  test('a comment in SQL waives', async () => {
    const text = `-- coach: waive owner-named until 2027-01-31 because it goes in spring\n${project['models/legacy/fct_old.sql']}`;
    const answer = answerOf(await coachOf(null, { 'models/legacy/fct_old.sql': text }), old, 'owner-named');
    assert.equal(answer.state, 'waived');
    assert.equal(answer.evidence[0]?.file, 'models/legacy/fct_old.sql');
  });

  test('a comment in Python waives for what stands right below it', async () => {
    const text = project['dags/loads.py']?.replace(
      'with DAG("refunds"',
      '# coach: not-applicable failure-told because by hand only\nwith DAG("refunds"',
    );
    const coach = await coachOf(null, { 'dags/loads.py': text ?? '' });
    assert.equal(answerOf(coach, 'dag.refunds', 'failure-told').state, 'not_applicable');
    assert.notEqual(answerOf(coach, 'dag.orders', 'failure-told').state, 'not_applicable');
  });

  test('a comment above everything is about the whole file', async () => {
    const coach = await coachOf(null, {
      'dags/loads.py': `# coach: waive failure-told until 2027-01-31 because of the move\n${project['dags/loads.py']}`,
    });
    for (const id of ['dag.orders', 'dag.refunds']) assert.equal(answerOf(coach, id, 'failure-told').state, 'waived', id);
  });

  test('meta waives; the lists of the folder and of the model both hold', async () => {
    const item = (question: string) => `{question: ${question}, reason: it goes in spring, until: 2027-01-31}`;
    const coach = await coachOf(null, {
      'dbt_project.yml': `${project['dbt_project.yml']}models:\n  shop:\n    legacy:\n      +meta: {pipeline_coach: {waive: [${item('owner-named')}]}}\n`,
      'models/legacy/_legacy.yml': `models:\n  - name: fct_old\n    config:\n      meta: {pipeline_coach: {waive: [${item('purpose-stated')}]}}\n`,
    });
    assert.equal(answerOf(coach, old, 'owner-named').state, 'waived');
    assert.equal(answerOf(coach, old, 'purpose-stated').state, 'waived');
  });

  for (const [comment, words] of [
    ['waive owner-named until 2027-01-31', /gives no reason/],
    ['waive owner-named because soon', /has no end/],
    ['waive owner-named until 2027-02-30 because soon', /no day of the calendar/],
    ['waive owner-named until 2026-01-31 because soon', /ended on 2026-01-31/],
    ['waive owner-nmaed until 2027-01-31 because soon', /no question owner-nmaed; did you mean owner-named\?/],
    ['wave owner-named', /names no question/],
  ] as const) {
    test(`a comment that waives nothing is reported: ${comment}`, async () => {
      const coach = await coachOf(null, { 'models/legacy/fct_old.sql': `-- coach: ${comment}\n${project['models/legacy/fct_old.sql']}` });
      assert.match(messages(coach, 'models/legacy/fct_old.sql').join(), words);
      assert.equal(answerOf(coach, old, 'owner-named').state, 'unanswered');
    });
  }
});

suite('a waiver in meta that waives nothing', () => {
  for (const [waive, words] of [
    ['owner-named', /names no question.* in meta it has question, reason and until/],
    ['[{reason: it goes, until: 2027-01-31}]', /names no question/],
    ['{question: owner-nmaed, reason: it goes, until: 2027-01-31}', /no question owner-nmaed; did you mean owner-named\?/],
  ] as const)
    test(waive, async () => {
      const file = 'models/legacy/_legacy.yml';
      const coach = await coachOf(null, { [file]: `models:\n  - name: fct_old\n    meta: {pipeline_coach: {waive: ${waive}}}\n` });
      assert.match(messages(coach, file).join(), words);
      assert.equal(answerOf(coach, old, 'owner-named').state, 'unanswered');
    });
});

suite('several team files', () => {
  const off = 'questions: {owner-named: off}\n';
  const inLegacy = `models/legacy/${teamFile}`;

  test('one in a folder holds for what is below it, and alone', async () => {
    const coach = await coachOf(off, { [inLegacy]: 'questions: {purpose-stated: off}\n' });
    assert.equal(answerOf(coach, fct, 'owner-named').asked, false);
    assert.equal(answerOf(coach, fct, 'purpose-stated').asked, true);
    assert.equal(answerOf(coach, old, 'owner-named').asked, true);
    assert.equal(answerOf(coach, old, 'purpose-stated').asked, false);
  });

  test('its paths begin in its folder', async () => {
    const coach = await coachOf(null, {
      [inLegacy]: 'paths:\n  "*.sql": {questions: {owner-named: off}}\n  models: {preset: standard}\nlayers: {intermediate: "fct_*"}\n',
    });
    assert.equal(answerOf(coach, old, 'owner-named').asked, false);
    assert.equal(answerOf(coach, fct, 'owner-named').asked, true);
    assert.equal(coach.resource(old)?.layer, 'intermediate');
    assert.equal(coach.resource(fct)?.layer, 'mart');
    assert.deepEqual(messages(coach, inLegacy), ['3 models matches no file of the workspace']);
  });

  test('its waivers, its roster and its own questions are those of its folder', async () => {
    const coach = await coachOf(null, {
      [inLegacy]: `preset: standard
roster: {teams: [{name: legacy-team}]}
waivers: [{question: owner-named, path: "**", reason: it goes, until: 2027-01-31}]
ask: [{id: pii-checked, short: Personal data?, question: Is it personal?, why: The law., keys: meta.pii}]
`,
    });
    assert.equal(answerOf(coach, old, 'owner-named').state, 'waived');
    assert.notEqual(answerOf(coach, fct, 'owner-named').state, 'waived');
    assert.equal(answerOf(coach, old, 'pii-checked').asked, true);
    assert.equal(
      coach.resource(fct)?.answers.some(({ id }) => id === 'pii-checked'),
      false,
    );
    assert.deepEqual(coach.values('owner-named', coach.resource(old)?.key), ['legacy-team']);
    assert.deepEqual(coach.values('owner-named', coach.resource(fct)?.key), []);
  });

  test('where one is broken the others stay in force, and the message names its file', async () => {
    const coach = await coachOf(off, { [inLegacy]: 'preset: cor\n' });
    assert.equal(answerOf(coach, fct, 'owner-named').asked, false);
    assert.equal(coach.resource(old)?.open, 0);
    assert.deepEqual(
      coach.teamFileErrors().map(({ file, line }) => `${file}:${line}`),
      [`${inLegacy}:1`],
    );
  });

  test('every folder of a window has its own team file and its own CODEOWNERS', async () => {
    const shop = { ...project, [teamFile]: off, CODEOWNERS: '/models/ @shop/analytics\n' };
    const bank = { ...project, 'docs/CODEOWNERS': 'models/legacy @bank/all\n' };
    const workspace = joinedWorkspace([
      { prefix: 'shop', workspace: memoryWorkspace(shop) },
      { prefix: 'bank', workspace: memoryWorkspace(bank) },
    ]);
    const coach = createCoach({ workspace, today: '2026-11-22' });
    await coach.load();
    const of = (folder: string) => [...coach.resources()].find(({ id, file }) => id === old && file.startsWith(folder));
    const asked = (folder: string) => of(folder)?.answers.find(({ id }) => id === 'owner-named')?.asked;
    assert.deepEqual([asked('shop/'), asked('bank/')], [false, true]);
    assert.deepEqual(coach.values('owner-named', of('shop/')?.key), ['@shop/analytics']);
    assert.deepEqual(coach.values('owner-named', of('bank/')?.key), ['@bank/all']);
  });
});

suite('team files of a window of several folders', () => {
  const folders = (teams: Readonly<Record<string, string | null>>) =>
    Object.fromEntries(
      Object.entries(teams).map(([prefix, team]) => [prefix, { ...project, ...(team === null ? {} : { [teamFile]: team }) }] as const),
    );

  async function opened(all: Readonly<Record<string, Record<string, string>>>) {
    const workspace = joinedWorkspace(Object.entries(all).map(([prefix, files]) => ({ prefix, workspace: memoryWorkspace(files) })));
    const coach = createCoach({ workspace, today: '2026-11-22' });
    await coach.load();
    const owner = (folder: string) => {
      const resource = [...coach.resources()].find(({ id, file }) => id === old && file.startsWith(`${folder}/`));
      const answer = resource?.answers.find(({ id }) => id === 'owner-named');
      return { key: resource?.key ?? '', asked: answer?.asked, state: answer?.state, by: answer?.evidence[0]?.file };
    };
    return { coach, owner };
  }

  const waives = 'waivers: [{question: owner-named, path: models/legacy, reason: it goes, until: 2027-01-31}]\n';

  test('each holds in its folder alone, with paths that begin there; one that is broken stops no other', async () => {
    const { coach, owner } = await opened(
      folders({ shop: waives, bank: 'questions: {owner-named: off}\n', post: 'preset: cor\n', rail: null }),
    );
    assert.deepEqual([owner('shop').state, owner('shop').by], ['waived', `shop/${teamFile}`]);
    assert.deepEqual([owner('bank').state, owner('bank').asked], ['unanswered', false]);
    assert.equal(owner('post').asked, false, 'nothing is asked where the team cannot be read');
    assert.deepEqual([owner('rail').state, owner('rail').asked], ['unanswered', true]);
    const wrong = coach.teamFileErrors().map(({ file, line, message }) => `${file}:${line} ${message}`);
    assert.deepEqual(wrong, [`post/${teamFile}:1 preset: cor is none of core, standard; did you mean core?`]);
    assert.deepEqual(messages(coach, `shop/${teamFile}`), []);
  });

  test('a change of one is a change of that folder; a decision is written into the one of its folder', async () => {
    const shop: Record<string, string> = { ...project, [teamFile]: 'preset: core\n' };
    const { coach, owner } = await opened({ ...folders({ rail: null }), shop });
    shop[teamFile] = waives;
    await coach.changed([`shop/${teamFile}`]);
    assert.deepEqual([owner('shop').state, owner('rail').state], ['waived', 'unanswered']);
    for (const folder of ['shop', 'rail']) {
      const places = (await coach.decisionPlaces(owner(folder).key, 'owner-named', 'waive')).filter(({ file }) => file.endsWith(teamFile));
      assert.ok(places.length > 0, folder);
      for (const { file, creates } of places) assert.deepEqual([file, creates], [`${folder}/${teamFile}`, folder === 'rail']);
    }
  });
});

suite('a team file that changes', () => {
  const off = 'questions: {owner-named: off}\n';

  async function started(team: string | null) {
    const files: Record<string, string> = { ...project, ...(team === null ? {} : { [teamFile]: team }) };
    const coach = createCoach({ workspace: memoryWorkspace(files), today: '2026-11-22' });
    await coach.load();
    return { files, coach, asked: () => answerOf(coach, fct, 'owner-named').asked };
  }

  test('it is in force as soon as it is there, and no longer when it is gone', async () => {
    const { files, coach, asked } = await started(null);
    assert.equal(asked(), true);
    files[teamFile] = off;
    await coach.changed([teamFile]);
    assert.equal(asked(), false);
    delete files[teamFile];
    await coach.changed([teamFile]);
    assert.equal(asked(), true);
  });

  test('a broken one leaves the last good one in force and says why', async () => {
    const { files, coach, asked } = await started(off);
    for (const broken of ['questions: {owner-named: of}\n', 'questions: [\n', `${off}waivers: [{question: owner-named, path: models}]\n`]) {
      files[teamFile] = broken;
      await coach.changed([teamFile]);
      assert.equal(asked(), false, broken);
      assert.ok(coach.teamFileErrors().length > 0, broken);
      assert.ok(messages(coach).length > 0, broken);
    }
    files[teamFile] = 'preset: core\n';
    await coach.changed([teamFile]);
    assert.equal(asked(), true);
    assert.deepEqual(coach.teamFileErrors(), []);
  });

  test('one that is a folder now, or cannot be read, leaves the last good one in force and says why', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coach-team-'));
    cpSync('samples/shop', folder, { recursive: true });
    const path = join(folder, teamFile);
    writeFileSync(path, 'questions: {owner-named: off}\n');
    const coach = createCoach({ workspace: nodeWorkspace(folder), today: '2026-11-22' });
    await coach.load();
    const asked = () => [...coach.resources()].some(({ answers }) => answers.some((one) => one.id === 'owner-named' && one.asked));
    assert.equal(asked(), false);
    const become: readonly (readonly [() => void, RegExp])[] = [
      [() => mkdirSync(path), /^a folder stands where a file is wanted$/],
      [() => symlinkSync(join(folder, 'gone.yml'), path), /^the file is not there$/],
      [() => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x41])), /^not UTF-8 text$/],
    ];
    for (const [make, words] of become) {
      rmSync(path, { recursive: true });
      make();
      await coach.changed([teamFile]);
      const [error, ...others] = coach.teamFileErrors();
      assert.match(error?.message ?? '', words);
      assert.deepEqual(others, []);
      assert.equal(asked(), false, String(words));
    }
    rmSync(path);
    await coach.changed([teamFile]);
    assert.equal(asked(), true);
    assert.deepEqual(coach.teamFileErrors(), []);
    rmSync(folder, { recursive: true });
  });

  test('one with the other ending of YAML is not passed over in silence', async () => {
    const { files, coach, asked } = await started('preset: core\n');
    files['.pipeline-coach.yaml'] = off;
    await coach.changed(['.pipeline-coach.yaml']);
    assert.equal(asked(), true);
    const [error] = coach.teamFileErrors();
    assert.equal(error?.file, '.pipeline-coach.yaml');
    assert.match(error?.message ?? '', /a team file is called \.pipeline-coach\.yml$/);
  });

  test('layers that change are in force at once', async () => {
    const { files, coach } = await started(off);
    assert.equal(coach.resource(old)?.layer, 'mart');
    for (const [team, layer] of [
      ['layers: {intermediate: models/legacy}\n', 'intermediate'],
      ['layers: {staging: models/legacy}\n', 'staging'],
      ['preset: core\n', 'mart'],
    ] as const) {
      files[teamFile] = team;
      await coach.changed([teamFile]);
      assert.equal(coach.resource(old)?.layer, layer);
    }
  });

  test('while it is typed in an editor the last good text stays in force', async () => {
    const { coach, asked } = await started(off);
    await coach.open(teamFile, `${off}layers:\n  mart: [\n`);
    assert.equal(asked(), false);
    await coach.open(teamFile, `${off}layers:\n  mart: [x]\n`);
    assert.deepEqual(coach.teamFileErrors(), []);
    assert.equal(asked(), false);
  });

  test('where there never was a good one, facts are shown and nothing is asked', async () => {
    const { coach } = await started('preset: cor\n');
    assert.equal(coach.resource(fct)?.open, 0);
    assert.equal(answerOf(coach, fct, 'owner-named').state, 'weak');
    assert.equal(coach.teamFileErrors().length, 1);
  });
});

suite('a first team file', () => {
  test('holds the owners in use without placeholders and the spellings that are there, and is in force', async () => {
    const text = initText(
      await coachOf(null, { 'models/staging/_staging.yml': 'models:\n  - name: stg_orders\n    config: {meta: {owner: growth}}\n' }),
      '2026-11-22',
    );
    assert.match(text, /- name: growth\n/);
    assert.doesNotMatch(text, /TBD\n/);
    assert.match(text, /owner: \[meta\.data_steward\]/);
    const coach = await coachOf(text);
    assert.deepEqual(coach.teamFileErrors(), []);
    assert.equal(answerOf(coach, fct, 'owner-named').state, 'answered');
  });

  const owned = (names: readonly string[]) => ({
    'models/staging/_staging.yml': `models:\n  - name: stg_orders\n    config: {meta: {owner: [${names.map((name) => JSON.stringify(name)).join(', ')}]}}\n`,
  });

  test('tells people from teams by how their names are written', async () => {
    const text = initText(
      await coachOf(
        null,
        owned(['Anna Lind', 'alind@shop.example', 'data-team@shop.example', '@shop/finance', 'Customer Success', 'growth']),
      ),
      '2026-11-22',
    );
    assert.match(text, /\n {2}teams:\n( {4}- name: ("@shop\/finance"|Customer Success|data-team@shop\.example|growth)\n){4} {2}people:\n/);
    assert.match(text, /\n {2}people:\n( {4}- name: (Anna Lind|alind@shop\.example)\n){2}\n/);
  });

  test('proposes what a policy and a function may answer; filled in, it is in force and answers', async () => {
    const files = {
      'plugins/policies.py': 'def task_policy(task):\n    task.on_failure_callback = None\n',
      'dags/loads.py':
        'from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.bash import BashOperator\nfrom company.defaults import get_args\n\nwith DAG("orders", schedule="@daily"):\n    BashOperator(task_id="a", bash_command="a")\n\nwith DAG("refunds", schedule="@daily", default_args=get_args()):\n    BashOperator(task_id="a", bash_command="a")\n',
      'dags/more.py':
        'from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.bash import BashOperator\nfrom company.defaults import get_args\n\nwith DAG("returns", schedule="@daily", default_args=get_args()):\n    BashOperator(task_id="a", bash_command="a")\n',
    };
    const text = initText(await coachOf(null, files), '2026-11-22');
    const asWritten = await coachOf(text, files);
    assert.deepEqual(asWritten.teamFileErrors(), [], text);
    const told = answerOf(asWritten, 'dag.orders', 'failure-told');
    assert.deepEqual([told.state, told.answer, told.evidence[0]?.file], ['answered', 'whom task_policy names', teamFile]);
    assert.equal(told.evidence[0]?.route, 'provided: task_policy in plugins/policies.py');
    assert.equal(answerOf(asWritten, 'dag.returns', 'owner-named').state, 'unknown', 'what a function gives is only proposed');
    assert.match(text, /# {3}- call: get_args # in 2 places\n# {5}question: .*owner-named/);
    const filled = text
      .replace(/^# helpers:[\s\S]*?(?=^# Values)/m, (proposals) => proposals.replace(/^# ( {2}|helpers:)/gm, '$1'))
      .replace('whom task_policy names', '"#data-oncall"')
      .replaceAll('answer: ""', 'answer: "#data-oncall"');
    const coach = await coachOf(filled, files);
    assert.deepEqual(coach.teamFileErrors(), [], filled);
    assert.equal(answerOf(coach, 'dag.orders', 'failure-told').answer, '#data-oncall');
    assert.equal(answerOf(coach, 'dag.returns', 'owner-named').answer, '#data-oncall');
  });
});
