import assert from 'node:assert/strict';
import { createCoach } from '../../../src/engine/coach.ts';
import type { Resource, ResourceKind } from '../../../src/engine/model.ts';
import { askingOf } from '../../../src/engine/questions/kinds.ts';
import { questions } from '../../../src/engine/questions/list.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';
import { cells } from './cells.ts';
import { shown } from './shown.ts';

const kinds: readonly (readonly [ResourceKind, 'staging' | 'mart' | null])[] = [
  ['source', null],
  ['model', 'staging'],
  ['model', 'mart'],
  ['seed', null],
  ['snapshot', null],
  ['exposure', null],
  ['dag', null],
  ['asset', null],
];

async function stateOf(files: Record<string, string>, id: string, question: string) {
  const coach = createCoach({ workspace: memoryWorkspace(files), today: '2026-11-22' });
  await coach.load();
  const resource = coach.resource(id);
  assert.ok(resource, `${id} is none of: ${[...coach.resources()].map((one) => one.id).join(', ')}`);
  return resource.answers.find((answer) => answer.id === question);
}

suite('every question of the catalogue', () => {
  test('has the right behaviour in every cell of the table of kinds', () => {
    assert.deepEqual(Object.keys(cells).sort(), questions.map(({ id }) => id).sort());
    for (const [id, row] of Object.entries(cells)) {
      const asked = kinds.map(([kind, layer]) => askingOf(id, { kind, layer } as Resource)).join('');
      assert.equal(asked, row, id);
    }
  });

  test('says whether its fix writes, scaffolds or opens, and writes under a key', () => {
    for (const { id, fix, short } of questions) {
      assert.ok(['writes', 'scaffolds', 'opens'].includes(fix.how), id);
      assert.equal(fix.how === 'opens' || fix.key !== null, true, id);
      assert.ok(short.message.length <= 24, `${id}: ${short.message}`);
    }
  });

  test('is shown answered, and in a state that is not, for each framework that it is asked of', () => {
    const asks = (id: string, framework: string) =>
      kinds.some(
        ([kind, layer]) =>
          (kind === 'dag' || kind === 'asset') === (framework === 'airflow') && askingOf(id, { kind, layer } as Resource) !== '-',
      );
    for (const { id } of questions) {
      for (const framework of ['dbt', 'airflow']) {
        const states = shown.filter((one) => one.question === id && one.framework === framework).map(({ state }) => state);
        assert.equal(states.includes('answered') && states.length > 2, asks(id, framework), `${id} of ${framework}: ${states.join(', ')}`);
      }
    }
  });

  for (const { question, framework, state, about, files } of shown)
    test(`${question} of ${framework}: ${state}`, async () => {
      const answer = await stateOf(files, about, question);
      assert.equal(answer?.state, state, JSON.stringify(answer, null, 1));
    });

  /** Of every question, the first shown of each framework that is open or unknown. */
  const open = shown.filter(({ state }) => state === 'unanswered' || state === 'weak' || state === 'unknown');
  const firsts = open.filter(
    (one, at) => open.findIndex((other) => other.question === one.question && other.framework === one.framework) === at,
  );

  test('is open or unknown somewhere, of each framework that it is asked of', () => {
    const seen = (all: typeof shown) => [...new Set(all.map((one) => `${one.question} of ${one.framework}`))].sort();
    assert.deepEqual(seen(firsts), seen(shown));
  });

  for (const { question, framework, about, files } of firsts) {
    for (const [end, state] of [
      ['until: 2027-01-31', 'waived'],
      ['not_applicable: true', 'not_applicable'],
    ] as const) {
      test(`${question} of ${framework}: ${state} by the team`, async () => {
        const team = `${files['.pipeline-coach.yml'] ?? ''}waivers: [{question: ${question}, id: "${about}", reason: it goes, ${end}}]\n`;
        const answer = await stateOf({ ...files, '.pipeline-coach.yml': team }, about, question);
        assert.equal(answer?.state, state, JSON.stringify(answer, null, 1));
        assert.match(answer?.reason ?? '', /it goes/);
      });
    }
  }
});
