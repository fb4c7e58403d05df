import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { type Coach, createCoach } from '../../../src/engine/coach.ts';
import type { PlaceView } from '../../../src/engine/views.ts';
import { applyEdits, invertEdits } from '../../../src/engine/writers/apply.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';

const question = 'first-step-written';
const value = 'restart "it": then wait, it\'s slow';
const line = `Runbook: ${value}`;

async function coachOn(files: Record<string, string>): Promise<Coach> {
  const coach = createCoach({ workspace: memoryWorkspace(files), today: '2026-11-22' });
  await coach.load();
  return coach;
}

/** Answers at a place, and holds the edit to what every edit keeps. @returns the changed file. */
async function answeredAt(files: Record<string, string>, id: string, place: string, said = value): Promise<string> {
  const coach = await coachOn(files);
  const key = coach.resource(id)?.key ?? '';
  const result = await coach.edits(key, question, place, said);
  assert.ok('edits' in result, JSON.stringify(result));
  const file = result.edits[0]?.file ?? '';
  const before = files[file] ?? '';
  const after = applyEdits(before, result.edits);
  assert.equal(applyEdits(after, invertEdits(before, result.edits)), before);
  const now = await coachOn({ ...files, [file]: after });
  assert.equal(now.resource(id)?.answers.find((answer) => answer.id === question)?.state, 'answered', after);
  if (now.places(key, question).some((one) => one.id === place)) {
    assert.deepEqual(await now.edits(key, question, place, said), { edits: [] }, 'twice');
  }
  return after;
}

async function offered(files: Record<string, string>, id: string): Promise<readonly PlaceView[]> {
  const coach = await coachOn(files);
  return coach.places(coach.resource(id)?.key ?? '', question).filter(({ opens }) => !opens);
}

const head = '"""Loads rides."""\nfrom airflow.sdk import DAG\nfrom airflow.providers.standard.operators.empty import EmptyOperator\n\n';
const dag = (id: string, doc: string) => `with DAG("${id}", ${doc}):\n    EmptyOperator(task_id="load")\n`;
const python = (before: string, doc: string) => ({ 'dags/rides.py': head + before + dag('rides', doc) });
const escaped = value.replaceAll('"', '\\"');

suite('the docstring of a file that has none, where it is the documentation', () => {
  const imports =
    'from __future__ import annotations\nfrom airflow.sdk import DAG\nfrom airflow.providers.standard.operators.empty import EmptyOperator\n\n';
  const body = imports + dag('rides', 'doc_md=__doc__');

  for (const top of ['', '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n', '# Owned by nobody yet.\n\n', '\n\n', '\uFEFF'])
    test(`it stands first, below ${JSON.stringify(top)}`, async () => {
      const docstring = '"""Runbook: restart "it": then wait, it\'s slow"""\n\n';
      assert.equal(await answeredAt({ 'dags/rides.py': top + body }, 'dag.rides', 'doc_md'), top + docstring + body);
    });

  test('Windows lines, and a value that ends in a quote or in .md', async () => {
    const text = body.replaceAll('\n', '\r\n');
    const quoted = await answeredAt({ 'dags/rides.py': text }, 'dag.rides', 'doc_md', 'say "please"');
    assert.equal(quoted, `"""Runbook: say "please\\""""\r\n\r\n${text}`);
    const named = await answeredAt({ 'dags/rides.py': text }, 'dag.rides', 'doc_md', 'see rides.md');
    assert.equal(named, `"""Runbook: see rides.md\r\n"""\r\n\r\n${text}`);
  });

  test('two answers for two DAGs are lines of one docstring', async () => {
    const text = body + dag('fines', 'doc_md=__doc__');
    const coach = await coachOn({ 'dags/rides.py': text });
    const key = coach.resource('dag.rides')?.key ?? '';
    const asked = ['first-step-written', 'freshness-promised'];
    const said = 'daily by 06:30 UTC';
    const done = await coach.editsOfMany(asked.map((question) => ({ key, question, place: 'doc_md', value: said })));
    assert.deepEqual(done.refused, []);
    const after = applyEdits(text, done.edits);
    assert.equal(after, `"""Runbook: ${said}\nSLA: ${said}\n"""\n\n${text}`);
    const now = await coachOn({ 'dags/rides.py': after });
    for (const id of ['dag.rides', 'dag.fines'])
      for (const question of asked) assert.equal(now.resource(id)?.answers.find((answer) => answer.id === question)?.state, 'answered');
  });

  test('not where another file takes it, nor where None is written', async () => {
    const taken = {
      'dags/words.py': 'WORDS = __doc__\n',
      'dags/rides.py': `from words import WORDS\n${imports}${dag('rides', 'doc_md=WORDS')}`,
    };
    for (const files of [taken, python('', 'doc_md=None')])
      assert.deepEqual(
        (await offered(files, 'dag.rides')).filter(({ id }) => id === 'doc_md'),
        [],
      );
  });
});

suite('a line in the documentation of a DAG: Python', () => {
  const forms: readonly { name: string; before?: string; doc: string; after: string }[] = [
    { name: 'two texts side by side', doc: 'doc_md=("One" "two")', after: `doc_md=("One" "two\\n\\nRunbook: ${escaped}")` },
    { name: 'two texts and a plus', doc: 'doc_md="One" + "two"', after: `doc_md="One" + "two\\n\\nRunbook: ${escaped}"` },
    {
      name: 'a name at the end',
      before: 'TAIL = "tail"\n',
      doc: 'doc_md="One" + TAIL',
      after: `doc_md="One" + TAIL + "\\n\\nRunbook: ${escaped}"`,
    },
    {
      name: 'an f-string',
      before: 'TAIL = "tail"\n',
      doc: 'doc_md=f"One {TAIL}"',
      after: `doc_md=f"One {TAIL}" + "\\n\\nRunbook: ${escaped}"`,
    },
    {
      name: 'a text that is stripped',
      doc: 'doc_md="""\n  One\n""".strip()',
      after: `doc_md="""\n  One\n""".strip() + "\\n\\nRunbook: ${escaped}"`,
    },
    { name: 'a raw text', doc: 'doc_md=r"One \\d"', after: `doc_md=r"One \\d" "\\n\\nRunbook: ${escaped}"` },
    {
      name: 'a constant that grows',
      before: 'DOC = "One"\nDOC += "two"\n',
      doc: 'doc_md=DOC',
      after: `doc_md=DOC + "\\n\\nRunbook: ${escaped}"`,
    },
  ];
  for (const { name, before = '', doc, after } of forms) {
    test(name, async () => {
      const files = python(before, doc);
      assert.deepEqual(
        (await offered(files, 'dag.rides')).map(({ id }) => id),
        ['doc_md'],
      );
      assert.equal(await answeredAt(files, 'dag.rides', 'doc_md'), head + before + dag('rides', after));
    });
  }

  test('a text of several DAGs says so, and each can have a line of its own', async () => {
    const both = dag('rides', 'doc_md=DOC') + dag('fares', 'doc_md=DOC');
    const files = { 'dags/rides.py': `${head}DOC = "One"\n${both}` };
    assert.deepEqual(
      (await offered(files, 'dag.fares')).map(({ id, detail }) => [id, detail]),
      [
        ['own-doc_md', 'a line in the documentation of this DAG'],
        ['doc_md', 'holds for 2 DAGs'],
      ],
    );
    assert.match(await answeredAt(files, 'dag.fares', 'own-doc_md'), /DAG\("rides", doc_md=DOC\)[\s\S]*DAG\("fares", doc_md=DOC \+ "/);
    assert.match(await answeredAt(files, 'dag.fares', 'doc_md'), /DOC = "One\\n\\nRunbook/);
  });

  test('DAGs of a function that have a text each get the line where the function takes it', async () => {
    const made = `def make(name, doc):\n    with DAG(name, doc_md=doc) as made:\n        EmptyOperator(task_id="load")\n    return made\n\n\na = make("a", "One")\nb = make("b", "Two")\n`;
    const files = { 'dags/rides.py': head + made };
    const id = 'dag.dags/rides.py#made';
    assert.deepEqual(
      (await offered(files, id)).map((place) => [place.id, place.detail]),
      [['doc_md', 'all DAGs that this makes']],
    );
    assert.match(await answeredAt(files, id, 'doc_md'), /doc_md=doc \+ "/);
  });

  test('a text of another file is left alone: the line is added where the DAG takes it', async () => {
    const files = { 'dags/rides.py': `${head}from texts import DOC\n${dag('rides', 'doc_md=DOC')}`, 'dags/texts.py': 'DOC = "One"\n' };
    assert.match(await answeredAt(files, 'dag.rides', 'doc_md'), /doc_md=DOC \+ "/);
  });
});

suite('a line in the documentation of a DAG: YAML', () => {
  const loader = 'from gusty import create_dags\n\ncreate_dags(__file__, globals())\n';
  const file = 'dags/rides/METADATA.yml';
  const gusty = (text: string) => ({
    'dags/loader.py': loader,
    [file]: `schedule: "@daily"\n${text}\ntags: [a]\n`,
    'dags/rides/load.yml': 'operator: airflow.operators.bash.BashOperator\nbash_command: load\n',
  });
  const styles: Readonly<Record<string, string>> = {
    plain: 'doc_md: Loads rides   # short',
    'plain over two lines': 'doc_md: Loads\n  rides',
    'between single quotes': "doc_md: 'It''s about rides'",
    'between single quotes, over two lines': "doc_md: 'It''s\n  about rides'",
    'between double quotes': 'doc_md: "Loads \\"rides\\""',
    literal: 'doc_md: |\n  Loads rides\n',
    'literal, indented by two more': 'doc_md: |2-\n    Loads\n  rides',
    folded: 'doc_md: >-\n  Loads\n  rides',
    'folded, with what it keeps': 'doc_md: >+\n  Loads\n  rides\n',
  };
  for (const [style, text] of Object.entries(styles)) {
    for (const eol of ['\n', '\r\n']) {
      test(`${style}${eol === '\n' ? '' : ', CRLF'}`, async () => {
        const files = Object.fromEntries(Object.entries(gusty(text)).map(([name, one]) => [name, one.replaceAll('\n', eol)]));
        const was = docIn(files[file]);
        const after = await answeredAt(files, 'dag.rides', 'doc_md');
        assert.equal(docIn(after).trimEnd(), `${was.trimEnd()}\n\n${line}`);
        if (eol === '\r\n') assert.doesNotMatch(after, /[^\r]\n/);
        const other = await answeredAt({ ...files, [file]: after }, 'dag.rides', 'doc_md', 'it\'s "new"');
        assert.equal(docIn(other).trimEnd(), `${was.trimEnd()}\n\nRunbook: it's "new"`);
      });
    }
  }

  test('the documentation of a DAG that is written in YAML begins as a text, and takes further lines', async () => {
    const loader = 'from gusty import create_dag\nimport airflow\n\nrates = create_dag("rates")\n';
    const metadata = "description: 'Rates'\nschedule_interval: '0 6 * * *'\ndefault_args:\n  owner: 'pricing'\n";
    const rest = { 'dags/all.py': loader, 'dags/rates/ecb.yml': 'operator: airflow.operators.bash.BashOperator\nbash_command: fetch\n' };
    let texts: Record<string, string> = { ...rest, 'dags/rates/METADATA.yml': metadata };
    for (const [question, value] of [
      ['first-step-written', 'https://wiki.rental.example/run?a=1#b'],
      ['failure-told', '#rates'],
      ['freshness-promised', 'daily by 07:00 UTC'],
    ] as const) {
      const coach = await coachOn(texts);
      const key = coach.resource('dag.rates')?.key ?? '';
      assert.deepEqual(
        coach.places(key, question).map(({ id }) => id),
        ['doc_md'],
      );
      const result = await coach.edits(key, question, 'doc_md', value);
      assert.ok('edits' in result, JSON.stringify(result));
      texts = { ...texts, 'dags/rates/METADATA.yml': applyEdits(texts['dags/rates/METADATA.yml'] ?? '', result.edits) };
      const now = await coachOn(texts);
      assert.equal(now.resource('dag.rates')?.answers.find(({ id }) => id === question)?.state, 'answered');
    }
    assert.equal(
      texts['dags/rates/METADATA.yml'],
      `${metadata}doc_md: |\n  Runbook: https://wiki.rental.example/run?a=1#b\n  Alerts: #rates\n  SLA: daily by 07:00 UTC\n`,
    );
  });

  test('the last line of a file without a final newline', async () => {
    const files = { ...gusty(''), [file]: 'schedule: "@daily"\ndoc_md: |\n  Loads rides' };
    assert.equal(await answeredAt(files, 'dag.rides', 'doc_md'), `${files[file]}\n\n  ${line}`);
  });
});

function docIn(text: string | undefined): string {
  return parse(text ?? '', { version: '1.1' }).doc_md;
}
