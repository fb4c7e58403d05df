"""Customers, segments and channels, as soon as there are new orders."""

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

from common.alerts import note_failure
from common.assets import orders, shop_tables

default_args = {
    "owner": "growth",
    "retries": 1,
}

with DAG(
    dag_id="marketing_refresh",
    schedule=[orders, shop_tables],
    start_date=pendulum.datetime(2025, 1, 1, tz="UTC"),
    default_args=default_args,
    on_failure_callback=note_failure,
    doc_md=__doc__,
    tags=["marketing"],
) as dag:
    snapshot = BashOperator(
        task_id="snapshot_products",
        bash_command="cd /opt/shop/transform && dbt snapshot",
    )
    build = BashOperator(
        task_id="build_marketing",
        bash_command="cd /opt/shop/transform && dbt build --select tag:marketing",
    )

    snapshot >> build
