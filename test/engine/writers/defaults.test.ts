import assert from 'node:assert/strict';
import { type Coach, createCoach } from '../../../src/engine/coach.ts';
import { applyEdits } from '../../../src/engine/writers/apply.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';

const head = 'from airflow.sdk import DAG, dag\nfrom airflow.providers.standard.operators.bash import BashOperator\n\n';
const task = '    BashOperator(task_id="load", bash_command="load-rides")\n';
const common = 'base = {"owner": "anna", "retries": 1}\nplain = {"retries": 1}\nsettings = {"catchup": False}\n';

/** What stands in a file in front of the DAG, and how the DAG is called. */
const shapes: readonly (readonly [name: string, before: string, call: string, places: readonly string[]])[] = [
  ['nothing', '', 'DAG("rides")', ['dag-argument']],
  ['None', '', 'DAG("rides", default_args=None)', []],
  ['a copy', 'args = base.copy()\n', 'DAG("rides", default_args=args)', ['default_args']],
  ['a copy in the call', '', 'DAG("rides", default_args=base.copy())', ['default_args']],
  ['a copy that is updated', 'args = base.copy()\nargs.update({"owner": "carl"})\n', 'DAG("rides", default_args=args)', ['override']],
  ['an update with another dict', 'plain.update(base)\n', 'DAG("rides", default_args=plain)', ['override']],
  ['an update with something else', 'args = base.copy()\nargs.update(retries=3)\n', 'DAG("rides", default_args=args)', ['default_args']],
  ['an update by name', 'plain.update(owner="carl")\n', 'DAG("rides", default_args=plain)', ['override']],
  ['a key that is set', 'plain["owner"] = "carl"\n', 'DAG("rides", default_args=plain)', ['override']],
  ['an owner that is taken out', 'args = base.copy()\nargs.pop("owner")\n', 'DAG("rides", default_args=args)', ['override']],
  ['a dict that is spread', 'args = {**base, "retries": 2}\n', 'DAG("rides", default_args=args)', ['default_args']],
  ['a dict that is spread behind the owner', 'args = {"owner": "carl", **plain}\n', 'DAG("rides", default_args=args)', ['default_args']],
  ['a dict that is spread over the owner', 'args = {"owner": "carl", **base}\n', 'DAG("rides", default_args=args)', ['override']],
  ['dict()', 'args = dict(base, retries=2)\n', 'DAG("rides", default_args=args)', ['default_args']],
  ['dict() of a spread', 'args = dict(**base)\n', 'DAG("rides", default_args=args)', ['override']],
  ['a union', 'args = plain | {"depends_on_past": False}\n', 'DAG("rides", default_args=args)', ['override']],
  ['a dict of the call', '', 'DAG("rides", default_args={"retries": 1, **plain})', ['default_args']],
  ['other arguments by `**`', '', 'DAG("rides", **settings)', ['dag-argument']],
  ['defaults by `**`', 'whole = {"default_args": {"owner": "anna"}}\n', 'DAG("rides", **whole)', ['default_args']],
  ['an owner with a name of its own', 'OWNER = "anna"\nargs = {"owner": OWNER}\n', 'DAG("rides", default_args=args)', ['override']],
];

suite('default_args in every shape', () => {
  for (const [name, before, call, places] of shapes) {
    test(`${name}: what is offered is written, and is the owner then`, async () => {
      const text = `${head}${common}${before}with ${call}:\n${task}`;
      const coach = await coachOn(text);
      const key = coach.resource('dag.rides')?.key ?? '';
      const offered = coach.places(key, 'owner-named').filter(({ opens }) => !opens);
      assert.deepEqual(
        offered.map(({ id }) => id),
        places,
      );
      for (const { id } of offered) assert.deepEqual(await ownersAfter(coach, text, 'owner-named', id), ['fleet'], id);
    });
  }

  test('a description and documentation go beside what `**` is known to bring, and not where it differs', async () => {
    const text = `${head}${common}with DAG("rides", **settings):\n${task}`;
    const coach = await coachOn(text);
    const key = coach.resource('dag.rides')?.key ?? '';
    for (const [question, place] of [
      ['purpose-stated', 'description'],
      ['first-step-written', 'doc_md'],
    ] as const) {
      assert.deepEqual(
        coach.places(key, question).map(({ id }) => id),
        [place],
      );
      assert.ok('edits' in (await coach.edits(key, question, place, 'Restart it, then tell #fleet.')));
    }
    const many = await coachOn(`${head}for more in [{"doc_md": "Owner: anna"}, {}]:\n    with DAG("rides", **more):\n    ${task}`);
    const [template] = [...many.resources()];
    assert.ok(many.places(template?.key ?? '', 'first-step-written').every(({ opens }) => opens));
  });

  test('a task that was made where there was no DAG has none of its defaults: it takes an owner of its own', async () => {
    const late = 'stop = BashOperator(task_id="stop", bash_command="stop")\n';
    const text = `${head}rides = DAG("rides", default_args={"owner": "anna"})\nload = BashOperator(task_id="load", bash_command="load", dag=rides)\n${late}load >> stop\n`;
    const coach = await coachOn(text);
    const key = coach.resource('dag.rides')?.key ?? '';
    const [place] = coach.places(key, 'owner-named');
    assert.equal(place?.label, 'dags/rides.py: owner of stop');
    const result = await coach.edits(key, 'owner-named', place?.id ?? '', 'fleet');
    assert.ok('edits' in result);
    const after = applyEdits(text, result.edits);
    assert.equal(after, text.replace('"stop")', '"stop", owner="fleet")'));
    assert.deepEqual((await coachOn(after)).resource('dag.rides')?.owners, ['anna', 'fleet']);
  });

  test('a description that stands first, without its name, is left', async () => {
    const coach = await coachOn(`${head}with DAG("rides", "todo"):\n${task}`);
    const places = coach.places(coach.resource('dag.rides')?.key ?? '', 'purpose-stated');
    assert.ok(places.every(({ opens }) => opens));
  });
});

async function ownersAfter(coach: Coach, text: string, question: string, place: string): Promise<readonly string[] | undefined> {
  const result = await coach.edits(coach.resource('dag.rides')?.key ?? '', question, place, 'fleet');
  assert.ok('edits' in result, JSON.stringify(result));
  return (await coachOn(applyEdits(text, result.edits))).resource('dag.rides')?.owners;
}

async function coachOn(text: string): Promise<Coach> {
  const files = { 'dags/rides.py': text, 'requirements.txt': 'apache-airflow==3.1.2\n' };
  const coach = createCoach({ workspace: memoryWorkspace(files), today: '2026-11-22' });
  await coach.load();
  return coach;
}
