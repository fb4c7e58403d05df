import assert from 'node:assert/strict';
import { matchesSomewhere, readRegexp } from '../../../src/engine/airflow/reading/regexps.ts';
import { render } from '../../../src/engine/l10n.ts';
import { workspace } from './fixture.ts';

const dag = (name: string) => `from airflow import DAG\ndag = DAG("${name}")\n`;
const files = ['a', 'old/a', 'old/keep', 'gold/a', 'team/old/a', 'team/orders_dag'];

/** The DAG files that are asked about, and those of which nobody knows. */
function loaded(ignores: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}): string[] {
  const texts = files.map((file) => [`dags/${file}.py`, dag(file.replaceAll('/', '_'))] as const);
  const found = workspace(new Map([...texts, ...Object.entries({ ...ignores, ...more })]));
  return found.linked.resources.map(({ anchor, unasked }) => `${anchor.file.slice(5, -3)}${unasked === null ? '' : ' ?'}`).sort();
}

const two = { 'requirements.txt': 'apache-airflow==2.9.3\n' };
const three = { 'requirements.txt': 'apache-airflow==3.1.0\n' };

suite('airflow: .airflowignore', () => {
  test('Airflow 2 looks for an expression anywhere in the path, Airflow 3 holds a glob against names and paths', () => {
    const ignores = { 'dags/.airflowignore': 'old/\n' };
    assert.deepEqual(loaded(ignores, two), ['a', 'team/orders_dag']);
    assert.deepEqual(loaded(ignores, three), ['a', 'gold/a', 'team/orders_dag']);
  });

  test('the setting goes before the version', () => {
    const ignores = { 'dags/.airflowignore': 'old/\n' };
    assert.deepEqual(loaded(ignores, { ...two, 'airflow.cfg': '[core]\ndag_ignore_file_syntax = glob\n' }), [
      'a',
      'gold/a',
      'team/orders_dag',
    ]);
    assert.deepEqual(loaded(ignores, { ...three, '.env': 'AIRFLOW__CORE__DAG_IGNORE_FILE_SYNTAX=regexp\n' }), ['a', 'team/orders_dag']);
  });

  test('without a version, what both read alike holds, and the rest is not known', () => {
    assert.deepEqual(loaded({ 'dags/.airflowignore': 'old/\n' }), ['a', 'gold/a ?', 'team/orders_dag']);
    assert.deepEqual(loaded({ 'dags/.airflowignore': '^team/.*_dag\\.py$\n' }), [
      'a',
      'gold/a',
      'old/a',
      'old/keep',
      'team/old/a',
      'team/orders_dag ?',
    ]);
  });

  test('globs: negation, nesting, and a folder that is hidden with all that is in it', () => {
    assert.deepEqual(loaded({ 'dags/.airflowignore': 'a.py\n!gold/a.py\n' }, three), ['gold/a', 'old/keep', 'team/orders_dag']);
    assert.deepEqual(loaded({ 'dags/.airflowignore': '/old\n!keep.py\n' }, three), ['a', 'gold/a', 'team/old/a', 'team/orders_dag']);
    assert.deepEqual(loaded({ 'dags/.airflowignore': '**/old/**\n', 'dags/team/.airflowignore': '!old/**\n*_dag.py\n' }, three), [
      'a',
      'gold/a',
      'team/old/a',
    ]);
  });

  test('expressions: a nested file speaks of the whole path, a wrong line is passed over, a comment ends it', () => {
    assert.deepEqual(loaded({ 'dags/team/.airflowignore': '^old\n^team/old # gone\n*.py\n' }, two), [
      'a',
      'gold/a',
      'old/a',
      'old/keep',
      'team/orders_dag',
    ]);
    assert.deepEqual(loaded({ 'dags/.airflowignore': '(g|^)old/[a-j]\\.py|_dag\n' }, two), ['a', 'old/keep', 'team/old/a']);
  });

  test('an expression that is not followed says so, and names itself', () => {
    const found = workspace(
      new Map([
        ['dags/a.py', dag('a')],
        ['dags/.airflowignore', '# all but ours\n^(?!team/).*$\n'],
        ['requirements.txt', two['requirements.txt']],
      ]),
    );
    assert.deepEqual(
      found.linked.resources.map(({ id, unasked }) => [id, unasked && render(unasked)]),
      [['dag.a', 'whether Airflow loads it is not known: see ^(?!team/).*$ in dags/.airflowignore']],
    );
  });

  test('no expression takes long', () => {
    const text = 'a'.repeat(200);
    for (const pattern of [
      '(a*)*b',
      '(a|a)*b',
      '((a+)+)+$b',
      '(a*a*a*a*)*b',
      '.*.*.*.*.*.*b',
      '(((((a?)?)*)*)*)*b',
      `${'('.repeat(400)}a`,
    ]) {
      const regexp = readRegexp(pattern);
      if (typeof regexp === 'string') continue;
      assert.notEqual(matchesSomewhere(regexp, text), true, pattern);
    }
  });

  test('a DAG that a hidden file makes is one where a file that is loaded calls it', () => {
    const factory = 'from airflow import DAG\n\ndef make(name):\n    return DAG(name)\n';
    const found = workspace(
      new Map([
        ['dags/lib/factory.py', factory],
        ['dags/flows.py', '# airflow dag\nfrom lib.factory import make\n\nflow = make("flows")\n'],
        ['dags/.airflowignore', 'lib\n'],
      ]),
    );
    assert.deepEqual(
      found.linked.resources.map(({ id, unasked }) => [id, unasked]),
      [['dag.flows', null]],
    );
  });
});
