import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, repository } from './roots.mjs';

/** @returns a dbt project and DAGs for each Airflow into which every snippet was put as somebody fills it in. */
export function snippetRoots(folder) {
  rmSync(folder, { recursive: true, force: true });
  return [
    make(folder, 'dbt-snippets', dbtFiles()),
    make(folder, 'airflow-3-snippets', dags('3.3.0', ['coach-owner', 'coach-docs', 'coach-alert', 'coach-deadline'])),
    make(folder, 'airflow-2-snippets', dags('2.11.0', ['coach-owner', 'coach-docs', 'coach-alert'])),
  ];
}

function make(folder, name, files) {
  for (const [file, text] of Object.entries(files)) {
    const path = join(folder, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return { ...describe(name, join(folder, name)), examples: true };
}

function dbtFiles() {
  const of = (prefix, by) => indented(body('dbt-properties', prefix), by);
  return {
    'dbt_project.yml': 'name: rental\nversion: "1.0"\nrequire-dbt-version: ">=1.10.0"\nprofile: rental\n',
    'models/model.sql': `${body('dbt-sql', 'coach-owner')}select 1 as id\n`,
    'models/rides.sql': 'select 1 as id\n',
    'models/fares.sql': "{{ config(group='group_name') }}\nselect 1 as id\n",
    'models/_models.yml': `models:\n  - name: rides\n${of('coach-meta', 4)}\n  - name: fares\n${of('coach-owner', 4)}\ngroups:\n${of('coach-group', 2)}\n`,
    'models/_sources.yml': `sources:\n  - name: app\n${of('coach-freshness', 4)}\n    tables:\n      - name: rides\n`,
    'models/_exposures.yml': `exposures:\n${of('coach-exposure', 2)}\n`,
  };
}

function dags(version, prefixes) {
  const sdk = version.startsWith('3');
  const imports = sdk
    ? 'from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.bash import BashOperator\n'
    : 'from airflow import DAG\nfrom airflow.operators.bash import BashOperator\n';
  const more = [...(sdk ? ['coach-deadline-imports'] : []), 'coach-alert-import']
    .map((prefix) => body('airflow-python', prefix))
    .join('\n');
  const files = prefixes.map((prefix) => {
    const args = indented(body('airflow-python', prefix), 4);
    const name = prefix.replaceAll('-', '_');
    const task = 'BashOperator(task_id="load", bash_command="load-rides")';
    return [`dags/${name}.py`, `${imports}${more}\n\nwith DAG(\n    "${name}",\n    schedule=None,\n${args}\n):\n    ${task}\n`];
  });
  return { ...Object.fromEntries(files), 'requirements.txt': `apache-airflow==${version}\n` };
}

/** What stands in the file when the gaps are filled in. */
function body(file, prefix) {
  const snippets = JSON.parse(readFileSync(join(repository, 'snippets', `${file}.json`), 'utf8'));
  const found = Object.values(snippets).find((snippet) => snippet.prefix.includes(prefix));
  if (!found) throw new Error(`${file} has no ${prefix}`);
  return found.body
    .join('\n')
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace('$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE', '2026-11-22')
    .replaceAll('$0', '')
    .replace(/<([^>]*)>/g, 'judged $1');
}

function indented(text, by) {
  return text.replace(/^/gm, ' '.repeat(by));
}
