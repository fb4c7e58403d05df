import assert from 'node:assert/strict';
import { type Coach, createCoach } from '../../../src/engine/coach.ts';
import { applyEdits } from '../../../src/engine/writers/apply.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';

type Files = Record<string, string | null>;

const project = { 'dbt_project.yml': 'name: rental\nversion: "1.0"\nrequire-dbt-version: ">=1.10.0"\n' };
const rides = {
  ...project,
  'models/marts/fct_rides.sql': 'select 1 as id\n',
  'models/marts/_marts.yml': 'models:\n  - name: fct_rides\n    description: Rides per day.\n',
};

/** A DAG of one command. */
function dag(head: string, args: string): Files {
  const task = 'BashOperator(task_id="load", bash_command="load-rides")';
  return { 'dags/rides.py': `${head}\n\nwith DAG(\n    "rides",\n${args}):\n    ${task}\n` };
}

const two = 'from airflow import DAG\nfrom airflow.operators.bash import BashOperator';
const three = 'from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.bash import BashOperator';

/** What is written where, and what the question comes to then. */
interface Case {
  readonly name: string;
  readonly files: Files;
  readonly id: string;
  readonly question: string;
  readonly place: string;
  readonly value: string;
  readonly file: string;
  readonly after: string;
  readonly state: string;
}

/** A source of one table, with what stands in its entry. */
const app = (config: string) => `sources:\n  - name: app\n${config}    tables:\n      - name: rides\n`;
const ofDbt = (version: string) => ({ 'dbt_project.yml': `name: rental\nversion: "1.0"\nrequire-dbt-version: "${version}"\n` });

const cases: readonly Case[] = [
  {
    name: 'how old a source may be, beside the column that tells it',
    files: { ...project, 'models/app.yml': app('    config:\n      loaded_at_field: loaded_at\n') },
    id: 'source.rental.app.rides',
    question: 'freshness-promised',
    place: 'freshness',
    value: '12 hours, 1 day',
    file: 'models/app.yml',
    after: `${app('    config:\n      loaded_at_field: loaded_at\n')}        config:\n          freshness:\n            warn_after:\n              count: 12\n              period: hour\n            error_after:\n              count: 1\n              period: day\n`,
    state: 'answered',
  },
  {
    name: 'how old all tables of a source may be; which column tells it is a gap, and counts for nothing',
    files: { ...project, 'models/app.yml': app('') },
    id: 'source.rental.app.rides',
    question: 'freshness-promised',
    place: 'source-freshness',
    value: '90 minutes',
    file: 'models/app.yml',
    after: app(
      '    config:\n      loaded_at_field: "<column>"\n      freshness:\n        warn_after:\n          count: 90\n          period: minute\n',
    ),
    state: 'weak',
  },
  {
    name: 'how old a source may be where dbt 1.9 reads it',
    files: { ...ofDbt('>=1.8.0,<1.10.0'), 'models/app.yml': app('    loaded_at_field: loaded_at\n') },
    id: 'source.rental.app.rides',
    question: 'freshness-promised',
    place: 'freshness',
    value: '2d',
    file: 'models/app.yml',
    after: `${app('    loaded_at_field: loaded_at\n')}        freshness:\n          warn_after:\n            count: 2\n            period: day\n`,
    state: 'answered',
  },
  {
    name: 'the day on which a model ends',
    files: { ...rides, 'models/marts/_marts.yml': 'models:\n  - name: fct_rides\n    description: "Deprecated: use fct_trips."\n' },
    id: 'model.rental.fct_rides',
    question: 'goodbye-planned',
    place: 'entry',
    value: '2027-01-31',
    file: 'models/marts/_marts.yml',
    after: 'models:\n  - name: fct_rides\n    description: "Deprecated: use fct_trips."\n    deprecation_date: "2027-01-31"\n',
    state: 'answered',
  },
  {
    name: 'the day on which a version ends: it has not that of its model',
    files: {
      ...project,
      'models/rides_v1.sql': 'select 1 as id\n',
      'models/rides.yml':
        'models:\n  - name: rides\n    description: Deprecated, use v2.\n    deprecation_date: 2026-12-31\n    versions:\n      - v: 1\n',
    },
    id: 'model.rental.rides.v1',
    question: 'goodbye-planned',
    place: 'version',
    value: '2027-01-31',
    file: 'models/rides.yml',
    after:
      'models:\n  - name: rides\n    description: Deprecated, use v2.\n    deprecation_date: 2026-12-31\n    versions:\n      - v: 1\n        deprecation_date: "2027-01-31"\n',
    state: 'answered',
  },
  {
    name: 'a deadline on Airflow 3.1, with its imports',
    files: {
      ...dag(`${three}\nfrom datetime import timedelta`, '    schedule="@daily",\n'),
      'requirements.txt': 'apache-airflow==3.1.2\n',
    },
    id: 'dag.rides',
    question: 'freshness-promised',
    place: 'deadline',
    value: '2 hours',
    file: 'dags/rides.py',
    after: `${three}\nfrom datetime import timedelta\nfrom airflow.providers.slack.notifications.slack_webhook import SlackWebhookNotifier\nfrom airflow.sdk.definitions.deadline import AsyncCallback, DeadlineAlert, DeadlineReference\n\nwith DAG(\n    "rides",\n    schedule="@daily",\n    deadline=DeadlineAlert(\n        reference=DeadlineReference.DAGRUN_QUEUED_AT,\n        interval=timedelta(hours=2),\n        callback=AsyncCallback(SlackWebhookNotifier, kwargs={"text": "{{ dag_run.dag_id }} is late"}),\n    ),\n):\n    BashOperator(task_id="load", bash_command="load-rides")\n`,
    state: 'answered',
  },
  {
    name: 'a deadline in a call of one line, in the quotes of the file',
    files: {
      'dags/rides.py': `${three.replaceAll('"', "'")}\n\nif True:\n  with DAG('rides'):\n    BashOperator(task_id='load', bash_command='load-rides')\n`,
      'requirements.txt': 'apache-airflow==3.3.0\n',
    },
    id: 'dag.rides',
    question: 'freshness-promised',
    place: 'deadline',
    value: '45 min',
    file: 'dags/rides.py',
    after: `${three}\nfrom datetime import timedelta\nfrom airflow.providers.slack.notifications.slack_webhook import SlackWebhookNotifier\nfrom airflow.sdk.definitions.deadline import AsyncCallback, DeadlineAlert, DeadlineReference\n\nif True:\n  with DAG('rides', deadline=DeadlineAlert(\n    reference=DeadlineReference.DAGRUN_QUEUED_AT,\n    interval=timedelta(minutes=45),\n    callback=AsyncCallback(SlackWebhookNotifier, kwargs={'text': '{{ dag_run.dag_id }} is late'}),\n  )):\n    BashOperator(task_id='load', bash_command='load-rides')\n`,
    state: 'answered',
  },
  {
    name: 'a new exposure, whose owner is a gap',
    files: rides,
    id: 'model.rental.fct_rides',
    question: 'consumers-known',
    place: 'exposure',
    value: 'Station map',
    file: 'models/marts/_exposures.yml',
    after:
      'exposures:\n  - name: station_map\n    label: Station map\n    type: dashboard\n    owner:\n      name: "<team>"\n    depends_on:\n      - ref(\'fct_rides\')\n',
    state: 'answered',
  },
  {
    name: 'a new group, and the model in it',
    files: rides,
    id: 'model.rental.fct_rides',
    question: 'owner-named',
    place: 'new-group',
    value: 'Fleet & rides',
    file: 'models/marts/_marts.yml',
    after:
      'models:\n  - name: fct_rides\n    description: Rides per day.\n    config:\n      group: fleet_rides\ngroups:\n  - name: fleet_rides\n    owner:\n      name: Fleet & rides\n',
    state: 'answered',
  },
  {
    name: 'a test that is weak until it is completed',
    files: rides,
    id: 'model.rental.fct_rides',
    question: 'wrong-but-green-caught',
    place: 'test',
    value: '',
    file: 'tests/assert_fct_rides_is_right.sql',
    after:
      "-- TODO: which rows must never be here? Say so below; the test fails where it finds one.\nselect *\nfrom {{ ref('fct_rides') }}\nwhere false\n",
    state: 'weak',
  },
  {
    name: 'a notifier, with its import below the others',
    files: { ...dag(`"""Rides."""\n${three}\n\nimport datetime`, ''), 'requirements.txt': 'apache-airflow==3.1.2\n' },
    id: 'dag.rides',
    question: 'failure-told',
    place: 'notifier',
    value: '#fleet',
    file: 'dags/rides.py',
    after: `"""Rides."""\n${three}\n\nimport datetime\nfrom airflow.providers.slack.notifications.slack import SlackNotifier\n\nwith DAG(\n    "rides",\n    on_failure_callback=SlackNotifier(channel="#fleet", text="{{ dag.dag_id }} failed: {{ run_id }}"),\n):\n    BashOperator(task_id="load", bash_command="load-rides")\n`,
    state: 'answered',
  },
  {
    name: 'an age as sla on Airflow 2, where timedelta is imported already',
    files: {
      ...dag(`from datetime import timedelta\n${two}`, '    schedule="@daily",\n    default_args={"owner": "fleet"},\n'),
      'requirements.txt': 'apache-airflow==2.10.4\n',
    },
    id: 'dag.rides',
    question: 'freshness-promised',
    place: 'sla',
    value: '90 min',
    file: 'dags/rides.py',
    after: `from datetime import timedelta\n${two}\n\nwith DAG(\n    "rides",\n    schedule="@daily",\n    default_args={"owner": "fleet", "sla": timedelta(minutes=90)},\n):\n    BashOperator(task_id="load", bash_command="load-rides")\n`,
    state: 'answered',
  },
  {
    name: 'the owner of an asset, below it',
    files: {
      'dags/rates.py': 'from airflow.sdk import asset\n\n\n@asset(schedule="@daily")\ndef rates():\n    ...\n',
      'requirements.txt': 'apache-airflow==3.1.2\n',
    },
    id: 'asset.rates',
    question: 'owner-named',
    place: 'task',
    value: 'pricing',
    file: 'dags/rates.py',
    after:
      'from airflow.sdk import asset\nfrom airflow.sdk import task\n\n\n@asset(schedule="@daily")\n@task(owner="pricing")\ndef rates():\n    ...\n',
    state: 'answered',
  },
  {
    name: 'the owner of the source, not of the DAG',
    files: dag(three, '    doc_md="Owner: fleet",\n'),
    id: 'dag.rides',
    question: 'source-owner-known',
    place: 'doc_md',
    value: 'app team, #app',
    file: 'dags/rides.py',
    after: `${three}\n\nwith DAG(\n    "rides",\n    doc_md="Owner: fleet\\nSource owner: app team, #app",\n):\n    BashOperator(task_id="load", bash_command="load-rides")\n`,
    state: 'answered',
  },
];

suite('an answer at each kind of place', () => {
  for (const { name, files, id, question, place, value, file, after, state } of cases) {
    test(name, async () => {
      const coach = await coachOn(files);
      const key = coach.resource(id)?.key ?? '';
      const offered = coach.places(key, question).map((one) => one.id);
      assert.ok(offered.includes(place), `${place} is not among ${offered.join(', ')}`);
      const result = await coach.edits(key, question, place, value);
      assert.ok('edits' in result, JSON.stringify(result));
      assert.ok(result.edits.every((edit) => edit.file === file));
      assert.equal(applyEdits(files[file] ?? '', result.edits), after);
      const now = await coachOn({ ...files, [file]: after });
      assert.deepEqual(now.problems(), []);
      assert.equal(now.resource(id)?.answers.find((answer) => answer.id === question)?.state, state);
    });
  }

  test('a group that is there is joined by what its owner owns, and is not made twice', async () => {
    const groups = {
      'models/_groups.yml': 'groups:\n  - name: fleet\n    owner: {name: Fleet}\n  - name: city\n    owner: {email: c@rental.org}\n',
    };
    const coach = await coachOn({ ...rides, ...groups });
    const write = (value: string) => coach.edits(coach.resource('model.rental.fct_rides')?.key ?? '', 'owner-named', 'new-group', value);
    const joined = await write('Fleet');
    assert.ok('edits' in joined);
    assert.deepEqual(
      joined.edits.map(({ text }) => text),
      ['    config:\n      group: fleet\n'],
    );
    assert.deepEqual(await write('City'), { refused: 'There is a group city already, and c@rental.org owns it.' });
  });

  test('a group that is there is a place of its own: it says who owns what is in it, and takes no other answer', async () => {
    const groups = {
      'models/_groups.yml':
        'groups:\n  - name: fleet\n    owner: {name: Fleet}\n  - name: city\n    owner: {name: City}\n  - name: new\n    owner: {name: tbd}\n',
      'models/marts/fct_fares.sql': "{{ config(group='city') }}\nselect 1 as id\n",
      'models/marts/fct_bare.sql': 'select 1 as id\n',
    };
    const coach = await coachOn({ ...rides, ...groups });
    const places = (id: string) =>
      coach
        .places(coach.resource(id)?.key ?? '', 'owner-named')
        .filter(({ value }) => value)
        .map(({ id: place, label, detail, value }) => [place, label, detail, value]);
    assert.deepEqual(places('model.rental.fct_rides'), [
      ['join:city', 'models/marts/_marts.yml: group city', 'fct_rides joins its 1 members; City owns them', 'City'],
      ['join:fleet', 'models/marts/_marts.yml: group fleet', 'fct_rides joins it; Fleet owns it', 'Fleet'],
    ]);
    assert.deepEqual(places('model.rental.fct_fares'), []);
    const key = coach.resource('model.rental.fct_bare')?.key ?? '';
    assert.deepEqual(await coach.edits(key, 'owner-named', 'join:fleet', 'City'), { refused: 'The group fleet is owned by Fleet.' });
    const joined = await coach.edits(key, 'owner-named', 'join:fleet', 'Fleet');
    assert.ok('edits' in joined);
    const [{ file, text } = { file: '', text: '' }] = joined.edits;
    assert.deepEqual([file, text], ['models/marts/_marts.yml', '  - name: fct_bare\n    config:\n      group: fleet\n']);
    const now = await coachOn({ ...rides, ...groups, [file]: applyEdits(rides['models/marts/_marts.yml'], joined.edits) });
    assert.deepEqual(now.resource('model.rental.fct_bare')?.owners, ['Fleet']);
  });

  test('an asset that reads another has no place for an owner: below @task nobody would hand it over', async () => {
    const coach = await coachOn({
      'dags/prices.py': 'from airflow.sdk import asset\n\n\n@asset(schedule=None)\ndef prices(rates):\n    ...\n',
      'requirements.txt': 'apache-airflow==3.3.2\n',
    });
    const places = coach.places(coach.resource('asset.prices')?.key ?? '', 'owner-named');
    assert.deepEqual(
      places.map(({ opens }) => opens?.line),
      [4],
    );
  });

  test('an age that is none is refused in words', async () => {
    const files = {
      ...dag(two, '    schedule="@daily",\n    default_args={"owner": "fleet"},\n'),
      'requirements.txt': 'apache-airflow==2.10.4\n',
    };
    const coach = await coachOn(files);
    const result = await coach.edits(coach.resource('dag.rides')?.key ?? '', 'freshness-promised', 'sla', 'soon');
    assert.deepEqual(result, { refused: 'An age is needed here, such as 2 hours.' });
  });

  test('who owns a source is written at the source, never as the owner of what reads it', async () => {
    const coach = await coachOn({
      ...rides,
      'models/app.yml': `${app('    config:\n      meta:\n        owner: app-team\n')}`,
      'models/marts/fct_rides.sql': "select * from {{ source('app', 'rides') }}\n",
    });
    const places = (id: string) =>
      coach.places(coach.resource(id)?.key ?? '', 'source-owner-known').map((place) => place.opens === undefined);
    assert.deepEqual(places('model.rental.fct_rides'), [false, false]);
    assert.deepEqual(places('source.rental.app.rides'), [true, true]);
  });

  test('a source that is told in two parts of one file: a table gets its answer where it stands', async () => {
    const parts = 'sources:\n  - name: app\n    tables:\n      - name: rides\n  - name: app\n    tables:\n      - name: fares\n';
    const coach = await coachOn({ ...project, 'models/app.yml': parts });
    const key = coach.resource('source.rental.app.fares')?.key ?? '';
    const result = await coach.edits(key, 'owner-named', 'entry', 'fleet');
    assert.ok('edits' in result);
    const after = `${parts}        config:\n          meta:\n            owner: fleet\n`;
    assert.equal(applyEdits(parts, result.edits), after);
    assert.deepEqual(await coach.edits(key, 'owner-named', 'source', 'fleet'), { refused: 'app stands there more than once.' });
    const many = await coach.editsOfMany(
      ['rides', 'fares'].map((name) => ({
        key: coach.resource(`source.rental.app.${name}`)?.key ?? '',
        question: 'owner-named',
        place: null,
        value: 'fleet',
      })),
    );
    const now = await coachOn({ ...project, 'models/app.yml': applyEdits(parts, many.edits) });
    assert.deepEqual(now.problems(), []);
    assert.deepEqual(
      [...now.resources()].map(({ owners }) => owners),
      [['fleet'], ['fleet']],
    );
  });

  test('what is no age or no day is refused in words, where a tool would read it', async () => {
    const coach = await coachOn({ ...rides, 'models/app.yml': app('    config:\n      loaded_at_field: loaded_at\n') });
    const [age, column, day] = await Promise.all([
      coach.edits(coach.resource('source.rental.app.rides')?.key ?? '', 'freshness-promised', 'freshness', 'by 07:00 UTC'),
      coach.edits(coach.resource('source.rental.app.rides')?.key ?? '', 'freshness-promised', 'freshness', '1 day, 2 days, 3 days'),
      coach.edits(coach.resource('model.rental.fct_rides')?.key ?? '', 'goodbye-planned', 'entry', '2027-02-31'),
    ]);
    assert.deepEqual(age, { refused: 'An age is needed here, or two: 12 hours, 24 hours.' });
    assert.deepEqual(column, age);
    assert.deepEqual(day, { refused: 'A date is needed here, such as 2027-01-31.' });
  });

  test('an age is not offered where a table says already how old it may be, or that nobody promises anything', async () => {
    for (const said of ['null', '{warn_after: {count: 1, period: day}}']) {
      const coach = await coachOn({ ...project, 'models/app.yml': app(`    freshness: ${said}\n`) });
      const places = coach.places(coach.resource('source.rental.app.rides')?.key ?? '', 'freshness-promised').map(({ id }) => id);
      assert.deepEqual(places, ['entry', 'source']);
    }
  });

  test('what is answered by hand leads to the resource and its entry', async () => {
    const coach = await coachOn(rides);
    const places = coach.places(coach.resource('model.rental.fct_rides')?.key ?? '', 'grain-stated');
    assert.deepEqual(
      places.map(({ label, opens }) => [label, opens?.line]),
      [
        ['models/marts/fct_rides.sql:1', 1],
        ['models/marts/_marts.yml:2', 2],
      ],
    );
  });
});

async function coachOn(files: Files): Promise<Coach> {
  const coach = createCoach({ workspace: memoryWorkspace(files), today: '2026-11-22' });
  await coach.load();
  return coach;
}
