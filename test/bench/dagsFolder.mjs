import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pick, prose, randomFrom } from './random.mjs';

const owners = ['finance-data', 'growth', 'data-platform', 'care'];

/**
 * Writes a folder of DAG files in the three usual shapes; half of them take their defaults from a shared file.
 * @param folder where it is written; made if it is not there
 * @param shape `dags`, and `bytes` of all of them together, reached by more tasks
 */
export function writeDagsFolder(folder, { dags, bytes, seed = 2 }) {
  const random = randomFrom(seed);
  mkdirSync(join(folder, 'dags/common'), { recursive: true });
  writeFileSync(join(folder, 'requirements.txt'), 'apache-airflow==3.3.2\n');
  writeFileSync(join(folder, 'dags/common/__init__.py'), '');
  writeFileSync(join(folder, 'dags/common/args.py'), sharedArguments);
  for (let index = 0; index < dags; index++) {
    writeFileSync(join(folder, 'dags', `dag_${String(index).padStart(4, '0')}.py`), dagFile(index, bytes / dags, random));
  }
}

const sharedArguments = `from datetime import timedelta


def tell_team(context):
    print(context["ti"].task_id)


BASE = {"owner": "data-platform", "retries": 2, "retry_delay": timedelta(minutes=5)}
default_args = {**BASE, "on_failure_callback": tell_team}
`;

/** @returns one DAG file of about so many bytes. */
export function dagFile(index, bytes, random = randomFrom(index)) {
  const shared = random() < 0.5;
  const defaults = shared ? 'default_args' : `{"owner": "${pick(random, owners)}", "retries": ${Math.floor(random() * 4)}}`;
  const imports = `from airflow.providers.standard.operators.bash import BashOperator\nfrom airflow.sdk import DAG, dag, task\nimport pendulum\n${shared ? '\nfrom common.args import default_args\n' : ''}`;
  const doc = `"""\n${prose(random, 120)}.\n\nSLA: daily by 07:00 UTC\n\n## Runbook\n\n${prose(random, 200)}.\n"""\n\n`;
  const keywords = `schedule="${index % 60} ${index % 24} * * *", start_date=pendulum.datetime(2025, 1, 1, tz="UTC"), catchup=False, default_args=${defaults}, doc_md=__doc__, tags=["bench"]`;
  const shape = [withDag, assigned, decorated][index % 3];
  const empty = doc + imports + shape(index, keywords, 0, random);
  const perTask = shape(index, keywords, 1, random).length - shape(index, keywords, 0, random).length;
  return doc + imports + shape(index, keywords, Math.max(1, Math.round((bytes - empty.length) / perTask)), random);
}

function withDag(index, keywords, tasks, random) {
  const lines = operators(tasks, random).map((line) => `    ${line}`);
  return `\nwith DAG("dag_${index}", ${keywords}) as dag:\n${lines.join('\n')}\n    ${chain(tasks)}\n`;
}

function assigned(index, keywords, tasks, random) {
  const lines = operators(tasks, random).map((line) => line.replace('task_id=', 'dag=dag, task_id='));
  return `\ndag = DAG(dag_id="dag_${index}", ${keywords})\n${lines.join('\n')}\n${chain(tasks)}\n`;
}

function decorated(index, keywords, tasks, random) {
  const body = Array.from(
    { length: tasks },
    (_, at) =>
      `    @task\n    def step_${at}():\n        """${prose(random, 60)}."""\n        rows = [row for row in range(${at}) if row % 2]\n        return len(rows)\n`,
  );
  const calls = Array.from({ length: tasks }, (_, at) => `step_${at}()`).join(' >> ');
  return `\n@dag(dag_id="dag_${index}", ${keywords})\ndef pipeline():\n${body.join('\n')}\n    ${calls || 'pass'}\n\n\npipeline()\n`;
}

function operators(tasks, random) {
  return Array.from(
    { length: tasks },
    (_, at) => `step_${at} = BashOperator(task_id="step_${at}", bash_command="run-step ${at} --note '${prose(random, 40)}'")`,
  );
}

function chain(tasks) {
  return tasks > 1 ? Array.from({ length: tasks }, (_, at) => `step_${at}`).join(' >> ') : 'pass';
}
