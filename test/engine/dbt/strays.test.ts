import assert from 'node:assert/strict';
import { readWorkspace } from './reading.ts';

const model = "-- orders\nselect * from {{ ref('stg_orders') }}";

/** @returns what is said about files, beside a project that has nothing wrong. */
function problemsOf(texts: Record<string, string>, project = 'name: shop\n'): readonly string[] {
  return readWorkspace({ 'shop/dbt_project.yml': project, 'shop/models/stg_orders.sql': 'select 1', ...texts }).problems;
}

suite('models that no project reads', () => {
  test('below no project, or beside the paths of one: a problem with its line, once for every folder', () => {
    assert.deepEqual(problemsOf({ 'other/models/a.sql': model, 'other/models/deep/b.sql': model }), [
      'other/models/a.sql:2 It is written for dbt, and no dbt_project.yml stands above it',
    ]);
    assert.deepEqual(problemsOf({ 'shop/old/models/a.sql': model }), [
      'shop/old/models/a.sql:2 It is written for dbt, and shop/old/models is in no path that shop/dbt_project.yml names: dbt does not read it',
    ]);
    assert.deepEqual(
      problemsOf({ 'shop/transform/x.sql': 'select 1' }, 'name: shop\nmodel-paths: [transform]\n').map((problem) => problem.split(' ')[0]),
      [],
    );
    assert.match(problemsOf({ 'shop/models/a.sql': model }, 'name: shop\nmodel-paths: [model]\n')[0] ?? '', /^shop\/models\/a\.sql:2 /);
  });

  test('a folder of models without any project', () => {
    assert.deepEqual(readWorkspace({ 'models/a.sql': model }).problems, [
      'models/a.sql:2 It is written for dbt, and no dbt_project.yml stands above it',
    ]);
  });

  test('nothing is said of other SQL, nor of what dbt, git or the project leaves out', () => {
    assert.deepEqual(readWorkspace({ 'app/models/users.sql': 'select * from users', 'queries/a.sql': model }).problems, []);
    const left = {
      'shop/.dbtignore': 'drafts/\n',
      '.gitignore': 'scratch/\n',
      'shop/drafts/models/a.sql': model,
      'scratch/models/a.sql': model,
      'shop/target/compiled/models/a.sql': model,
      'shop/dbt_packages/dates/integration_tests/models/a.sql': model,
      'shop/analyses/models/a.sql': "select * from {{ ref('stg_orders') }}",
      'venv/lib/site-packages/tool/models/a.sql': model,
    };
    assert.deepEqual(problemsOf(left), []);
  });
});
