import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { teamFileSchema } from '../../../src/engine/policy/teamFileSchema.ts';
import { inYaml, type Wanted, wantedAt } from '../../../src/vscode/beside/vocabulary.ts';

/** What is offered at the bar in a text, in short: the first words or the question, and what is being typed. */
function offered(language: 'yaml' | 'python' | 'sql', marked: string, isTeamFile = false): string | null {
  const before = marked.slice(0, marked.indexOf('▏'));
  const lines = before.split('\n');
  const wanted: Wanted | null = wantedAt(language, lines, isTeamFile);
  if (!wanted) return null;
  const what = wanted.names ?? wanted.question ?? wanted.words.slice(0, 2).join(' ');
  return `${what}${wanted.after}| ${lines.at(-1)?.slice(wanted.from) ?? ''}`;
}

const model = 'models:\n  - name: orders\n';
const sameOffers: readonly (readonly [string, Parameters<typeof offered>, string | null])[] = [
  ['a key in meta', ['yaml', `${model}    config:\n      meta:\n        ow▏`], 'owner channel: | ow'],
  ['a key behind others', ['yaml', `${model}    meta: # ours\n      tier: 1\n\n      ▏`], 'owner channel: | '],
  ['a key of a folder', ['yaml', 'models:\n  shop:\n    marts:\n      +meta:\n        ▏'], 'owner channel: | '],
  ['not beside meta', ['yaml', `${model}    meta:\n      owner: x\n    ▏`], null],
  ['an owner', ['yaml', `${model}    meta:\n      owner: fin▏`], 'owner-named| fin'],
  ['a channel in quotes', ['yaml', `${model}    meta:\n      channel: "▏`], 'failure-told| '],
  ['an item of the consumers', ['yaml', `${model}    meta:\n      consumers:\n        - bo▏`], 'consumers-known| bo'],
  ['the owner of a group', ['yaml', 'groups:\n  - name: finance\n    owner:\n      name: ▏'], 'owner-named| '],
  ['the name of a model is nobody’s business', ['yaml', 'models:\n  - name: ▏'], null],
  ['a key in braces', ['yaml', `${model}    meta: {tier: 1, ▏`], 'owner channel: | '],
  ['a value in braces', ['yaml', `${model}    meta: {owner: a▏`], 'owner-named| a'],
  ['meta of a config()', ['sql', "{{ config(meta={'▏"], 'owner channel| '],
  ['the owner in a config()', ['sql', "{{ config(meta={'owner': 'f▏"], 'owner-named| f'],
  ['a key of default_args', ['python', 'default_args = {\n    "retries": 2,\n    "▏'], 'owner email| '],
  ['an owner in default_args', ['python', 'default_args = {\n    "owner": "a▏'], 'owner-named| a'],
  ['a channel of a notifier', ['python', 'x = SlackNotifier(channel="#▏'], 'failure-told| #'],
  ['not in another dict', ['python', 'params = {\n    "▏'], null],
  ['a label in doc_md', ['python', 'DAG(\n  doc_md="""\n  Purpose: money\n  Ru▏'], 'Purpose Owner: | Ru'],
  ['an owner in doc_md', ['python', 'DAG(\n  doc_md="""\n  Owner: a▏'], 'owner-named| a'],
  ['a label in the docstring of the file', ['python', '"""Loads.\n\nAl▏'], 'Purpose Owner: | Al'],
  ['not behind the docstring', ['python', '"""Loads."""\n\nAl▏'], null],
  ['a key of the team file', ['yaml', 'preset: core\nro▏', true], 'preset questions: | ro'],
  ['a preset', ['yaml', 'preset: ▏', true], 'core standard| '],
  ['a question of the team file', ['yaml', 'questions:\n  own▏', true], 'questions: | own'],
  ['how loudly it is asked', ['yaml', 'questions:\n  owner-named: ▏', true], 'off hint| '],
  ['a group that a model joins', ['yaml', 'models:\n  - name: a\n    config:\n      group: fin▏', false], 'groups| fin'],
  ['a group that a folder joins', ['yaml', 'models:\n  shop:\n    +group: ▏', false], 'groups| '],
  ['a group in the SQL', ['sql', "{{ config(group='▏", false], 'groups| '],
  ['what is waived', ['yaml', 'waivers:\n  - question: ▏', true], 'questions| '],
  ['a key of a waiver', ['yaml', 'waivers:\n  - question: owner-named\n    rea▏', true], 'question path: | rea'],
  ['a key in braces that quotes stand around', ['yaml', `${model}    "config": {"meta": {"tier": 1, ▏`], 'owner channel: | '],
  ['a key under quoted ones', ['yaml', `${model}    "config":\n      'meta':\n        ▏`], 'owner channel: | '],
  ['behind a list in braces', ['yaml', `${model}    meta: {owners: [a, "b, c"], ▏`], 'owner channel: | '],
  ['not in a list in braces', ['yaml', `${model}    meta: {owners: [a, ▏`], null],
  ['not over the bracket of a list', ['yaml', `${model}    meta:\n      owner: [▏`], null],
  ['not in a text of several lines', ['yaml', `${model}    meta:\n      sla: >-▏`], null],
  ['not without a blank', ['yaml', `${model}    meta:\n      owner:▏`], null],
  ['not in a remark', ['yaml', `${model}    meta:\n      # ow▏`], null],
  ['an owner in quotes that are single', ['yaml', `${model}    meta:\n      'owner': '▏`], 'owner-named| '],
  ['no group of another tool', ['yaml', 'concurrency:\n  group: ▏'], null],
  ['no meta of another tool', ['yaml', 'services:\n  - meta:\n      ▏'], null],
  ['an owner of a DAG in YAML', ['yaml', 'rates:\n  default_args:\n    owner: ▏'], 'owner-named| '],
  ['not in a list of mails', ['python', 'default_args = {\n    "email": ["a", "▏'], null],
  ['behind a list of mails', ['python', 'default_args = {"email": ["a", "b"], "▏'], 'owner email| '],
  ['not in a call', ['python', 'default_args = {"retry_delay": timedelta("a", "▏'], null],
  ['not in a text with a comma', ['python', 'default_args = {"email": "a, ▏'], null],
  ['not far below a docstring', ['python', `"""Loads.\n"""\n${'x = 1\n'.repeat(198)}▏`], null],
  ['a team of the roster', ['yaml', 'roster:\n  teams:\n    - name: ▏', true], 'owner-named| '],
];

suite('what is completed', () => {
  for (const [name, args, expected] of sameOffers) test(name, () => assert.equal(offered(...args), expected));

  test('a value is read back as the text that it is', () => {
    for (const value of ['finance-data', '@finance', '#alerts', 'yes', '12', 'a: b', 'Anna "A" O\'Neil', 'data & more', 'x #y'])
      assert.equal(parse(`owner: ${inYaml(value)}`, { version: '1.1' }).owner, value);
  });

  test('the keys that are offered in a team file are those that it may hold', () => {
    const { shape } = teamFileSchema;
    const inside = {
      layers: shape.layers.def.innerType,
      keys: shape.keys.def.innerType,
      provided: shape.provided.def.innerType.def.element,
      helpers: shape.helpers.def.innerType.def.element,
      roster: shape.roster.def.innerType,
      teams: shape.roster.def.innerType.shape.teams.def.innerType.def.element,
      people: shape.roster.def.innerType.shape.people.def.innerType.def.element,
      placeholders: shape.placeholders.def.innerType,
      ask: shape.ask.def.innerType.def.element,
      waivers: shape.waivers.def.innerType.def.element,
    };
    assert.deepEqual(wantedAt('yaml', [''], true)?.words, Object.keys(shape));
    for (const [key, { shape }] of Object.entries(inside))
      assert.deepEqual(wantedAt('yaml', [`${key}:`, '  '], true)?.words, Object.keys(shape), key);
  });

  test('the words that are offered as values in a team file are those that it takes', () => {
    const { preset, questions } = teamFileSchema.shape;
    const offeredIn = (...lines: string[]) => wantedAt('yaml', lines, true)?.words;
    assert.deepEqual(offeredIn('preset: '), preset.def.innerType.options);
    assert.deepEqual(offeredIn('questions:', '  owner-named: '), questions.def.innerType.def.valueType.options);
  });

  test('every beginning of a file leads to an offer or to none, never to an error', () => {
    for (const [, [language, marked, isTeamFile = false]] of sameOffers)
      for (let end = 0; end < marked.length; end++) wantedAt(language, marked.slice(0, end).split('\n'), isTeamFile);
  });
});
