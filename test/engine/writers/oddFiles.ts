/** A small workspace that is written in every way that is allowed and few people choose. */
export const oddFiles: Readonly<Record<string, string>> = {
  'dbt_project.yml': `%YAML 1.1
---
"name": odd          # the name
'version': "1.0"
config-version: 2
require-dbt-version: [">=1.10.0", "<2.0.0"]
models:
    odd:
        marts: {+materialized: table, finance: {+tags: [money]}}
        staging:
        # nothing is said here yet
vars: {layer: "{{ env_var('LAYER', 'prod') }}"}
...
`,
  'models/marts/finance/fct_a.sql': "{{config(materialized='table',tags=['x',],)}}\nselect 1 as id",
  'models/marts/finance/fct_b.sql':
    '{#- nothing -#}\n{{ config(\n    materialized = "table"  \n  , meta = dict(tier=1)\n) }}\nselect 1 as id\n',
  'models/marts/finance/fct_c.sql': "-- a comment\n/* another */ {%- do config(meta={'tier': 1}) -%}\nselect 1 as id\n",
  'models/marts/fct_d.sql': 'select 1 as id\n',
  'models/marts/fct_e.sql': 'select 1 as id\n',
  'models/marts/fct_f.sql': "{{\n\tconfig(\n\t\tmaterialized='view',\n\t\tmeta={\n\t\t\t'tier': 2\n\t\t}\n\t)\n}}\nselect 1 as id\n",
  'models/staging/stg_a.sql': 'select 1 as id\n',
  'models/staging/stg_b.sql': 'select 1 as id\n',
  'models/staging/stg_c.sql': 'select 1 as id\n',
  // Lists at the column of their key, comments between keys, quoted keys, Jinja, a long line, a block with an indicator.
  'models/marts/finance/_finance.yml': `version: 2
models:
# the first
- name: fct_a
  # why it is there
  "description": "{{ doc('fct_a') }}"

  # and what else
  config:
    # tags only
    tags: ["x"]   # for now
  columns:
  - name: id
- "name": fct_b
  description: |2
      deeper than it has to be
    and less
  'config': {}
-   name:   fct_c
    description: >+
        kept

    docs: {show: true, node_color: "{{ 'red' if true else 'blue' }}"}
    meta_note: ${'long '.repeat(300)}
`,
  'models/marts/_marts.yml': `---
anchors:
- &defaults
  tags: [daily]
- &note Nobody knows.
models:
    - {name: fct_d, config: {<<: *defaults, "materialized": table}, description: *note}
    -   name: fct_e
        config:
            <<: *defaults
            meta: {
                tier: 1, # it pages
                "pages": yes
            }
    - name: fct_f
exposures: [{name: board, type: dashboard, owner: {email: board@odd.example}, depends_on: ["ref('fct_d')"]}]
sources:
- name: raw
  tables: [{name: a}, {name: "b", meta: {}}, {name: c}]
- name: bare
  tables:
  -
    name: x
  - name: y
    description: ~
`,
  'models/staging/_staging.yaml': `models:
 - name: stg_a
   meta:
    tier: 3
 - name: stg_b
   config:
     meta: # nothing yet
 - name: stg_c
   config: {
     meta: {
       owner: TODO
     }
   }
   description: 'It''s
     over two lines'`,
  'requirements.txt': 'apache-airflow==3.3.2\napache-airflow-providers-slack==9.11.1\n',
  'dags/one_line.py': `from airflow.sdk import DAG; from airflow.providers.standard.operators.bash import BashOperator as B
d = DAG("one_line", schedule=None, default_args=dict(retries=1)); t = B(task_id="t", bash_command="x", dag=d)
`,
  'dags/backslashes.py': `from airflow.sdk import \\
    DAG
from airflow.providers.standard.operators.bash import BashOperator

args: dict = \\
    {'retries': 1, 'email': ['a@odd.example',
     'b@odd.example'], }   # who

with DAG('backslashes', \\
         schedule='@daily', tags=('a', 'b'), \\
         default_args=args) as dag: BashOperator(task_id='t', bash_command='x')
`,
  'dags/comments.py': `from airflow.sdk import DAG  # noqa
from airflow.providers.standard.operators.bash import BashOperator

dag = DAG(  # the DAG ) of "all"
    # its name
    "comments"  # here
    ,  # and a comma
    schedule=(
        # twice a day, (really)
        "0 */12 * * *"
    ),
    doc_md=(
        "What it does"  # )
        " and why"
    )
    # the end
)
with dag: BashOperator(task_id="t", bash_command="x")
`,
  'dags/decorated.py': `import typing as t
from airflow.sdk import dag as make_dag, task, \\
    asset

TEAM: t.Final[str] = "tbd"

@make_dag(schedule=None, default_args={**{"retries": 1}, "owner": TEAM,},)
def decorated(day: str = "today") -> None:
\t"""What it is for."""
\t@task(retries=2)
\tdef load(x: t.Optional[int] = None) -> int: return x or 1
\tload()

decorated()


@make_dag
def bare():
\t@task
\tdef load(): ...
\tload()


bare()


@asset(schedule=None)
def prices(): ...
`,
  'dags/texts.py': `"""Several \\
DAGs"""
from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

WHY = r"C:\\rides" '\\n'
TAIL = f"{WHY} for {'all'}"
for name in ("x", "y"):
    with DAG(f"texts_{name}", schedule=None, doc_md=TAIL): BashOperator(task_id="t", bash_command="x")
with DAG("texts", schedule=None, doc_md=__doc__, default_args={"owner": "airflow"}): BashOperator(task_id="t", bash_command="x")
with DAG("texts_2", schedule=None, doc_md=WHY + f"{1}"): BashOperator(task_id="t", bash_command="x", owner=("todo"))
with DAG(dag_id=("nested"), schedule=None, doc_md=(("In brackets")), default_args=({"owner": (("n/a"))})): BashOperator(task_id="t", bash_command="x")
with DAG("shared", schedule=None, doc_md=WHY): BashOperator(task_id="t", bash_command="x")
`,
  'dags/of_yaml.py': `import os
from airflow import DAG
from dagfactory import load_yaml_dags
load_yaml_dags(globals_dict=globals(), config_filepath=os.path.join(os.path.dirname(__file__), "made.yml"))
`,
  'dags/made.yml': `# made
"default": {default_args: {retries: 1, start_date: "2026-01-01"}}
quoted:
  doc_md: 'It''s one line'
  tasks: [{task_id: t, operator: airflow.operators.bash.BashOperator, bash_command: x}]
plain:
  doc_md: One line   # with a remark
  default_args: {}
  tasks:
  - {task_id: t, operator: airflow.operators.bash.BashOperator, bash_command: x}
flow: {schedule: "@daily", doc_md: in a line, tasks: [{task_id: t, operator: airflow.operators.bash.BashOperator, bash_command: x}]}
folded:
  doc_md: >-
      One
      text

      in two

  tasks:
  - {task_id: t, operator: airflow.operators.bash.BashOperator, bash_command: x}
`,
};
