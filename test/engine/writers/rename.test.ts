import assert from 'node:assert/strict';
import { type Coach, createCoach } from '../../../src/engine/coach.ts';
import { applyEdits } from '../../../src/engine/writers/apply.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';

type Files = Record<string, string>;

const project: Files = { 'dbt_project.yml': 'name: rental\n', 'models/fct_damage.sql': 'select 1 as id\n' };
const properties = 'models/_m.yml';
const shared = 'The value is shared by an anchor: changing it here would change it elsewhere.';

/** A model with keys in its meta. */
function model(meta: string): string {
  return `models:\n  - name: fct_damage\n    config:\n      meta:\n${meta}`;
}

/** A DAG with that documentation, whose command names the same person. */
function dag(doc: string): string {
  const head = 'from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.bash import BashOperator\n\n';
  return `${head}with DAG("rides", default_args={"owner": "fleet"}, doc_md=${doc}):\n    BashOperator(task_id="load", bash_command="load anna")\n`;
}

/** @returns the texts once anna is somebody else, and why she was left somewhere. */
async function reassign(texts: Files, value = 'bo'): Promise<[Files, string[]]> {
  const { edits, refused } = await (await coachOn(texts)).rename('owner-named', 'anna', value);
  const after = Object.entries(texts).map(([file, text]) => [
    file,
    applyEdits(
      text,
      edits.filter((edit) => edit.file === file),
    ),
  ]);
  return [Object.fromEntries(after), refused.map(({ reason }) => reason)];
}

suite('Reassign Owner', () => {
  for (const [before, after, value] of [
    ['owner: "carl, anna,dora" # two', 'owner: "carl, bo,dora" # two'],
    ['owner: anna, carl', 'owner: carl', 'carl'],
    ['owner: joanna, anna', 'owner: joanna, bo'],
    ['owners: [anna, joanna]', 'owners: [bo, joanna]'],
  ] as const) {
    test(`among others: ${before}`, async () => {
      const [texts, left] = await reassign({ [properties]: model(`        ${before}\n`) }, value);
      assert.deepEqual([texts[properties], left], [model(`        ${after}\n`), []]);
    });
  }

  test('an anchor whose aliases are owners too is one change; one that stands for something else as well is left', async () => {
    const text = (other: string) => `${model('        owner: &who anna\n')}  - name: other\n    config: {meta: {${other}: *who}}\n`;
    assert.deepEqual(await reassign({ [properties]: text('owner') }), [{ [properties]: text('owner').replace('anna', 'bo') }, []]);
    assert.deepEqual(await reassign({ [properties]: text('reviewer') }), [{ [properties]: text('reviewer') }, [shared]]);
  });

  for (const doc of [
    '"Owner: ANNA"',
    '"Rides.\\n\\nOwner: ANNA\\nSLA: anna decides"',
    "'''\n    Rides that anna likes.\n\n    **Owner:** carl, ANNA\n    Tell first: anna\n    '''",
    '"""\n# Owner\n\n- ANNA\n"""',
    '"""\n| Owner | ANNA |\n| SLA | daily |\n"""',
  ]) {
    test(`a label of doc_md: ${JSON.stringify(doc)}`, async () => {
      const [texts, left] = await reassign({ 'dags/rides.py': dag(doc.replace('ANNA', 'anna')) });
      assert.deepEqual([texts['dags/rides.py'], left], [dag(doc.replace('ANNA', 'bo')), []]);
    });
  }

  test('a label of a Markdown file', async () => {
    const text = (owner: string) => `# Rides\n\nOwner: ${owner}, carl\nTell first: anna\n`;
    const files = { 'dags/rides.py': dag('"rides.md"'), 'dags/rides.md': text('anna') };
    assert.deepEqual(await reassign(files), [{ ...files, 'dags/rides.md': text('bo') }, []]);
  });

  test('what is left says where it stands, and why', async () => {
    const text = model('        owner: >-\n          anna\n');
    const { edits, refused } = await (await coachOn({ [properties]: text })).rename('owner-named', 'anna', 'bo');
    assert.deepEqual(edits, []);
    const [left] = refused;
    assert.deepEqual([left?.name, left?.reason], ['model.rental.fct_damage', 'The name stands in a text of several lines.']);
    assert.match(text.slice(left?.span?.from, left?.span?.to), /anna\s*$/);
  });

  test('a name that dbt would render is put nowhere', async () => {
    const files = { [properties]: model('        owner: anna\n') };
    const [texts, left] = await reassign(files, "{{ var('x') }}");
    assert.deepEqual([texts, left.length], [files, 1]);
  });
});

async function coachOn(texts: Files): Promise<Coach> {
  const coach = createCoach({ workspace: memoryWorkspace({ ...project, ...texts }), today: '2026-11-22' });
  await coach.load();
  return coach;
}
