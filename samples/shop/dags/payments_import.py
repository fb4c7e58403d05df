"""Fetches the settlement files of the payment provider."""

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

from common.args import default_args
from common.assets import payment_tables

with DAG(
    dag_id="payments_import",
    description="Settlements and refunds of the day before, from the payment provider's SFTP server",
    schedule="30 3 * * *",
    start_date=pendulum.datetime(2025, 1, 1, tz="UTC"),
    catchup=False,
    default_args=default_args,
    tags=["ingest"],
) as dag:
    fetch = BashOperator(
        task_id="fetch_files",
        bash_command="sftp-fetch settlements/{{ ds }} /data/payments/{{ ds }}",
    )
    load = BashOperator(
        task_id="load_files",
        bash_command="load-csv /data/payments/{{ ds }} raw_payments",
        outlets=[payment_tables],
    )

    fetch >> load
