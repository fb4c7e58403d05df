import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { english, render } from '../../../src/engine/l10n.ts';
import { readTeamFile } from '../../../src/engine/policy/config.ts';
import { questions } from '../../../src/engine/questions/list.ts';
import { lineIndex, lineStarts } from '../../../src/engine/text.ts';

const ids = questions.map(({ id }) => id);

/** A file that uses every key. */
const whole = `preset: standard
questions:
  owner-named: warning
  purpose-stated: off
paths:
  models/legacy/**:
    preset: core
    questions: {owner-named: off}
layers:
  staging: raw/**
  mart: [reports/**, "exports/*.sql"]
keys:
  owner: [meta.data_steward, tag:squad, doc:Steward]
provided:
  - paths: dags/**
    question: failure-told
    answer: "#data-oncall"
    evidence: task_policy in plugins/policies.py
helpers:
  - call: get_default_dag_args
    question: owner-named
    answer: data platform
roster:
  teams:
    - name: finance-data
      also: ["@shop/finance"]
      channel: "#finance-data"
      link: https://wiki.shop.example/finance
  people:
    - name: anna.lind@shop.example
      left: 2026-06-30
      successor: finance-data
placeholders:
  add: [data-team]
  remove: [admin]
review_days: {1: 60, 3: 400}
ask:
  - id: personal-data-checked
    short: Personal data?
    question: Does this hold personal data, and who has checked?
    why: Deleting it later means finding it first.
    keys: meta.personal_data
    kinds: [mart, dag]
waivers:
  - question: [owner-named, personal-data-checked]
    path: models/legacy/**
    reason: replaced by the new warehouse
    until: 2027-01-31
  - question: freshness-promised
    id: model.shop.calendar
    reason: it never changes
    not_applicable: true
`;

/** A text, the line of its problem, and what the message has to name. */
const wrong: readonly (readonly [string, number, RegExp])[] = [
  ['preset: standart\n', 1, /preset: standart .* did you mean standard\?/],
  ['preset: 3\n', 1, /preset: 3 is none of core, standard/],
  ['presett: core\n', 1, /no key presett; did you mean preset\?/],
  ['preset: core\nquestions: off\n', 2, /questions must be a mapping/],
  ['questions:\n  owner-namd: warning\n', 2, /no question owner-namd; did you mean owner-named\?/],
  ['questions:\n  owner-named: warn\n', 2, /questions\.owner-named: warn is none of off, hint, info, warning; did you mean warning\?/],
  ['questions:\n  owner-named: yes\n', 2, /questions\.owner-named/],
  ['paths:\n  ^models/.*$:\n    preset: core\n', 2, /looks like a regular expression/],
  ['paths:\n  models/(a|b)/*:\n    preset: core\n', 2, /looks like a regular expression/],
  ['paths:\n  /models:\n    preset: core\n', 2, /must be relative/],
  ['paths:\n  ../models:\n    preset: core\n', 2, /must be relative/],
  ['paths:\n  "models/[ab":\n    preset: core\n', 2, /not closed/],
  ['paths:\n  models:\n    question: {}\n', 3, /no key question; did you mean questions\?/],
  ['layers:\n  marts: reports\n', 2, /no key marts; did you mean mart\?/],
  ['keys:\n  owner: data_steward\n', 2, /keys\.owner.*meta\.steward/],
  ['provided:\n  question: owner-named\n', 1, /provided must be a list/],
  [
    'provided:\n  - question: owner-named\n    answer: #oncall\n    evidence: x\n',
    3,
    /provided\[1\]\.answer is empty; a text that begins with # needs quotes/,
  ],
  ['roster:\n  people:\n    - name: anna\n      left: 2027-02-30\n', 4, /2027-02-30 is no day/],
  [
    'roster:\n  people:\n    - name: anna\n      successor: finanse\n  teams:\n    - name: finance\n',
    4,
    /finanse is not in the roster; did you mean finance\?/,
  ],
  ['roster:\n  people:\n    - name: 42\n', 3, /name must be a text: put it in quotes/],
  ['review_days: 0\n', 1, /between 1 and 3650/],
  ['ask:\n  - id: Owner\n    short: x\n    question: x\n    why: x\n    keys: meta.x\n', 2, /words of small letters joined by dashes/],
  ['ask:\n  - id: owner-named\n    short: x\n    question: x\n    why: x\n    keys: meta.x\n', 2, /already/],
  ['waivers:\n  - question: owner-named\n    path: models\n    until: 2027-01-31\n', 2, /waivers\[1\]\.reason is missing/],
  ['waivers:\n  - question: owner-named\n    path: models\n    reason: " "\n    until: 2027-01-31\n', 4, /reason is empty/],
  ['waivers:\n  - question: owner-named\n    path: models\n    reason: x\n', 2, /waivers\[1\] needs an end/],
  ['waivers:\n  - question: owner-named\n    reason: x\n    until: 2027-01-31\n', 2, /waivers\[1\] needs a path or an id/],
  ['waivers:\n  - question: owner-named\n    path: models\n    reason: x\n    until: soon\n', 5, /soon is no day of the calendar/],
  ['preset: core\nroster: {}\npreset: standard\n', 3, /preset stands here twice/],
  ['preset: core\n---\npreset: standard\n', 2, /below --- is not read/],
  ['# ours\n---\npreset: core\n...\nquestions: {}\n', 4, /below \.\.\. is not read/],
  ['paths:\n  ../models:\n    preset: core\n', 2, /^paths\["\.\.\/models"\]: /],
  ['roster:\n  teams:\n    - name: finance\n    - name: "@Finance"\n', 4, /@Finance stands in the roster twice/],
  ['roster:\n  teams:\n    - {name: finance, also: [fin]}\n  people:\n    - name: fin\n', 5, /fin stands in the roster twice/],
  [
    'roster:\n  people:\n    - {name: anna, left: 2026-01-01, successor: bo}\n    - {name: bo, left: 2026-02-01, successor: anna}\n',
    3,
    /who takes over from anna leads back to anna/,
  ],
  ['placeholders:\n  remove: [airfow]\n', 2, /airfow is no placeholder; did you mean airflow\?/],
  ['placeholders:\n  add: [data]\n  remove: [data]\n', 3, /data is added and taken away/],
  [
    'waivers:\n  - question: owner-named\n    path: models\n    reason: x\n    until: 2027-01-31\n    not_applicable: true\n',
    5,
    /keep one of them/,
  ],
  ['- preset: core\n', 1, /must be a mapping/],
  ['preset: core\npaths: [models\n', 3, /./],
];

function problemsOf(text: string): { line: number; message: string }[] {
  const starts = lineStarts(text);
  return readTeamFile(text, ids).problems.map(({ from, message }) => ({
    line: lineIndex(starts, from) + 1,
    message: render(message, english),
  }));
}

suite('team file', () => {
  test('a file that uses every key is in force', () => {
    assert.deepEqual(problemsOf(whole), []);
    assert.equal(readTeamFile(whole, ids).data?.questions?.['purpose-stated'], 'off');
  });

  test('marks around one document are no second one, and a name that also has a handle is no other', () => {
    const marked = '# ours\n---\npreset: standard\nroster: {teams: [{name: finance, also: "@finance"}]}\n...\n# the end\n';
    assert.deepEqual(problemsOf(marked), []);
  });

  test('an empty file, and sections with nothing in them, say nothing', () => {
    for (const text of ['', '# later\n', 'waivers:\n  # - question: owner-named\nroster:\n'])
      assert.deepEqual(readTeamFile(text, ids).data, {});
  });

  for (const [text, line, words] of wrong) {
    test(`says where and what: ${text.trim().split('\n').join(' / ')}`, () => {
      const problems = problemsOf(text);
      assert.ok(
        problems.some((problem) => problem.line === line && words.test(problem.message)),
        JSON.stringify(problems),
      );
      assert.equal(readTeamFile(text, ids).data, null);
    });
  }

  test('no message is left to the validator', () => {
    for (const [text] of wrong) for (const { message } of problemsOf(text)) assert.doesNotMatch(message, /Invalid input|\{\d\}|undefined/);
  });

  test('never throws, and every place lies in the text, whatever is cut or put in', () => {
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(40),
        fc.constantFrom('', ':', '\n', '- ', '[', '*a', '"', ' 1', '{{ x }}', '<<: '),
        (at, cut, put) => {
          const text = whole.slice(0, at) + put + whole.slice(at + cut);
          const { data, problems } = readTeamFile(text, ids);
          assert.equal(data === null, problems.length > 0);
          for (const { from, to } of problems) assert.ok(from >= 0 && to <= text.length, `${from}-${to} of ${text.length}`);
        },
      ),
    );
  });
});

suite('docs/team-file.md', () => {
  const page = readFileSync('docs/team-file.md', 'utf8');
  const examples = [...page.matchAll(/```yaml\n([^`]*)```/g)].map((match) => match[1] ?? '');

  test('every example of the page is a team file in force', () => {
    assert.ok(examples.length > 5);
    for (const example of examples) assert.deepEqual(problemsOf(example), [], example);
  });

  test('the page shows every key', () => {
    const schema = JSON.parse(readFileSync('media/config.schema.json', 'utf8')) as { properties: object };
    for (const key of Object.keys(schema.properties)) assert.match(page, new RegExp(`^${key}:`, 'm'), key);
  });
});
