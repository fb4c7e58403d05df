import assert from 'node:assert/strict';
import { fixture, readWorkspace } from './reading.ts';

suite('semantic models and metrics inside a model’s entry', () => {
  const harbour = readWorkspace(fixture('dbtSemantics'));

  test('have the ids that dbt gives, and none where the model turns them off', () => {
    const ids = harbour.linked.resources.map((resource) => resource.id).filter((id) => /^(?:metric|semantic_model)\./.test(id));
    assert.deepEqual(ids.sort(), [
      'metric.harbour.call_count',
      'metric.harbour.fee_per_call',
      'metric.harbour.fees',
      'metric.harbour.fees_so_far',
      'metric.harbour.twice',
      'semantic_model.harbour.calls',
      'semantic_model.harbour.fct_moves',
    ]);
  });

  test('read what dbt says they read', () => {
    assert.deepEqual(harbour.upstream('semantic_model.harbour.calls'), ['model.harbour.fct_calls']);
    assert.deepEqual(harbour.upstream('metric.harbour.fees'), ['semantic_model.harbour.calls']);
    assert.deepEqual(harbour.upstream('metric.harbour.fee_per_call'), ['metric.harbour.fees', 'metric.harbour.call_count']);
    assert.deepEqual(harbour.upstream('metric.harbour.fees_so_far'), ['metric.harbour.fees']);
    assert.deepEqual(harbour.upstream('metric.harbour.twice'), ['metric.harbour.fees']);
  });

  test('stand at their names, tell their own owner and the model’s description, and are written to by nobody', () => {
    const { anchor } = harbour.resource('semantic_model.harbour.calls');
    assert.equal(harbour.slice(anchor), 'calls');
    assert.equal(harbour.slice(harbour.resource('semantic_model.harbour.fct_moves').anchor), 'semantic_model');
    assert.deepEqual(harbour.told('semantic_model.harbour.calls', 'owner'), ['berths @ models/marts/_marts.yml:9']);
    assert.match(harbour.told('semantic_model.harbour.calls', 'description')[0] ?? '', /One row a call/);
    assert.deepEqual(harbour.places('semantic_model.harbour.calls', 'owner'), []);
    assert.deepEqual(harbour.problems, []);
  });
});
