import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createCoach } from '../../src/engine/coach.ts';
import { memoryWorkspace } from './memoryWorkspace.ts';

type Files = Record<string, string>;

/** What a snippet answers where it is put; `weak`: it says that it is not filled in yet. */
interface Case {
  readonly file: string;
  readonly prefix: string;
  readonly put: (text: string) => Files;
  readonly id: string;
  readonly questions: readonly string[];
  readonly weak: boolean;
}

const project = 'name: rental\nversion: "1.0"\nrequire-dbt-version: ">=1.10.0"\nprofile: rental\n';
const ride = 'model.rental.fct_rides';

const cases: readonly Case[] = [
  { file: 'dbt-properties', prefix: 'coach-owner', put: inModel, id: ride, questions: ['owner-named'], weak: true },
  { file: 'dbt-properties', prefix: 'coach-meta', put: inModel, id: ride, questions: ['owner-named', 'failure-told'], weak: true },
  {
    file: 'dbt-properties',
    prefix: 'coach-freshness',
    put: inSource,
    id: 'source.rental.app.rides',
    questions: ['freshness-promised'],
    weak: false,
  },
  {
    file: 'dbt-properties',
    prefix: 'coach-exposure',
    put: inExposures,
    id: 'exposure.rental.dashboard_name',
    questions: ['owner-named'],
    weak: true,
  },
  { file: 'dbt-properties', prefix: 'coach-group', put: inGroups, id: ride, questions: ['owner-named'], weak: true },
  { file: 'dbt-sql', prefix: 'coach-owner', put: inSql, id: ride, questions: ['owner-named'], weak: true },
  { file: 'airflow-python', prefix: 'coach-owner', put: inDag, id: 'dag.rides', questions: ['owner-named'], weak: true },
  { file: 'airflow-python', prefix: 'coach-alert', put: inDag, id: 'dag.rides', questions: ['failure-told'], weak: true },
  { file: 'airflow-python', prefix: 'coach-deadline', put: inDag, id: 'dag.rides', questions: ['freshness-promised'], weak: false },
  { file: 'airflow-python', prefix: 'coach-docs', put: inDag, id: 'dag.rides', questions: ['failure-told', 'purpose-stated'], weak: true },
];

suite('snippets', () => {
  for (const { file, prefix, put, id, questions, weak } of cases) {
    test(`${prefix} of ${file}: ${weak ? 'weak as it is inserted, answered once filled in' : 'answered'}`, async () => {
      const body = bodyOf(file, prefix);
      for (const question of questions) {
        if (weak) assert.equal(await stateOf(put(expand(body)), id, question), 'weak', `${question} as inserted`);
        assert.equal(await stateOf(put(expand(body).replace(/<[^>]*>/g, 'fleet rebalancing')), id, question), 'answered', question);
      }
    });
  }
});

suite('the snippet of the team file', () => {
  test('is accepted as it is inserted', async () => {
    const files = { ...inModel(''), '.pipeline-coach.yml': `${expand(bodyOf('dbt-properties', 'coach-team-file'))}\n` };
    const coach = createCoach({ workspace: memoryWorkspace(files), today: '2026-11-22' });
    await coach.load();
    assert.deepEqual(coach.problems(), []);
    assert.notEqual(coach.resource(ride)?.answers.find(({ id }) => id === 'owner-is-real')?.state, undefined);
  });
});

async function stateOf(files: Files, id: string, question: string): Promise<string | undefined> {
  const coach = createCoach({ workspace: memoryWorkspace(files), today: '2026-11-22' });
  await coach.load();
  assert.deepEqual(coach.problems(), []);
  return coach.resource(id)?.answers.find((answer) => answer.id === question)?.state;
}

function bodyOf(file: string, prefix: string): string {
  const snippets = JSON.parse(readFileSync(`snippets/${file}.json`, 'utf8')) as Record<string, { prefix: string[]; body: string[] }>;
  const found = Object.values(snippets).find((snippet) => snippet.prefix.includes(prefix));
  assert.ok(found, `${file} has no ${prefix}`);
  return found.body.join('\n');
}

/** What stands in the file when somebody takes every default. */
function expand(body: string): string {
  return body
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace('$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE', '2026-11-22')
    .replaceAll('$0', '');
}

function indented(text: string, by: number): string {
  return text.replace(/^/gm, ' '.repeat(by));
}

function inModel(text: string): Files {
  return {
    'dbt_project.yml': project,
    'models/marts/fct_rides.sql': 'select 1 as id\n',
    'models/_models.yml': `models:\n  - name: fct_rides\n${indented(text, 4)}\n`,
  };
}

function inSource(text: string): Files {
  return {
    'dbt_project.yml': project,
    'models/_sources.yml': `sources:\n  - name: app\n${indented(text, 4)}\n    tables:\n      - name: rides\n`,
  };
}

function inExposures(text: string): Files {
  return {
    'dbt_project.yml': project,
    'models/marts/model.sql': 'select 1 as id\n',
    'models/_exposures.yml': `exposures:\n${indented(text, 2)}\n`,
  };
}

function inGroups(text: string): Files {
  return {
    'dbt_project.yml': project,
    'models/marts/fct_rides.sql': "{{ config(group='group_name') }}\nselect 1 as id\n",
    'models/_groups.yml': `groups:\n${indented(text, 2)}\n`,
  };
}

function inSql(text: string): Files {
  return { 'dbt_project.yml': project, 'models/marts/fct_rides.sql': `${text}select 1 as id\n` };
}

function inDag(text: string): Files {
  const task = 'BashOperator(task_id="load", bash_command="load-rides")';
  const imports = 'from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.bash import BashOperator\n';
  const more = ['coach-alert-import', 'coach-deadline-imports'].map((prefix) => bodyOf('airflow-python', prefix)).join('\n');
  return { 'dags/rides.py': `${imports}${more}\n\nwith DAG(\n    "rides",\n${indented(text, 4)}\n):\n    ${task}\n` };
}
