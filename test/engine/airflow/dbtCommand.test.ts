import assert from 'node:assert/strict';
import { dbtCommands } from '../../../src/engine/airflow/facts/dbtCommand.ts';
import { hole } from '../../../src/engine/airflow/following/values.ts';
import { render } from '../../../src/engine/l10n.ts';

function found(script: string): string[] {
  return dbtCommands(script).map(({ verb, select, exclude, projectDir, hidden }) =>
    [
      verb,
      select === null ? 'all' : select.join(' '),
      exclude.length > 0 ? `not ${exclude.join(' ')}` : '',
      projectDir ?? '',
      hidden ? `? ${render(hidden)}` : '',
    ]
      .filter((part) => part !== '')
      .join(' | '),
  );
}

suite('airflow: dbt commands in scripts', () => {
  test('selections in every spelling', () => {
    assert.deepEqual(found('dbt build'), ['build | all']);
    assert.deepEqual(found('dbt --no-use-colors run -s a+ tag:b --full-refresh'), ['run | a+ tag:b']);
    assert.deepEqual(found('dbt run --models "a b" --exclude=c'), ['run | a b | not c']);
    assert.deepEqual(found("/usr/local/bin/dbt test --select 'a,tag:b' --project-dir /opt/dbt"), ['test | a,tag:b | /opt/dbt']);
    assert.deepEqual(found('dbt source freshness -s source:shop'), ['source freshness | source:shop']);
  });

  test('scripts: folders, several commands, variables before, line ends', () => {
    assert.deepEqual(found('set -e\ncd /opt/dbt && DBT_TARGET=prod dbt run \\\n  --select a && dbt test -s a; echo done'), [
      'run | a | /opt/dbt',
      'test | a | /opt/dbt',
    ]);
    assert.deepEqual(found('poetry run dbt seed'), ['seed | all']);
  });

  test('what cannot be known says why', () => {
    assert.deepEqual(found('dbt run --select {{ params.models }}'), ['run | {{ params.models }} | ? a selection that is not known']);
    assert.deepEqual(found(`cd ${hole} && dbt run -s ${hole}`), [`run | ${hole} | ? a selection that is not known`]);
    assert.deepEqual(found(`cd ${hole}/dbt && dbt run -s a`), ['run | a']);
    assert.deepEqual(found('dbt build --selector nightly'), ['build | all | ? selector nightly']);
  });

  test('what runs nothing is no command', () => {
    assert.deepEqual(found('dbt deps && dbt docs generate && dbt source snapshot'), []);
    assert.deepEqual(found('echo "dbt run"; python dbt_run.py'), []);
  });
});
