"""Written for Airflow 2 and never touched since: exports the marts for the accountants' own tool."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator

default_args = {
    "owner": "airflow",
    "depends_on_past": False,
    "email": ["data-oncall@harbour-and-pine.example"],
    "email_on_failure": True,
    "retries": 1,
    "retry_delay": timedelta(minutes=10),
    "sla": timedelta(hours=3),
    "catchup": False,
}

dag = DAG(
    "warehouse_export",
    default_args=default_args,
    description="warehouse_export",
    start_date=datetime(2023, 6, 1),
    schedule="0 6 * * 1-5",
)

start = EmptyOperator(task_id="start", dag=dag)

export_orders = BashOperator(
    task_id="export_orders",
    bash_command="export-table marts.fct_orders /data/export/orders.parquet",
    dag=dag,
)

export_refunds = BashOperator(
    task_id="export_refunds",
    bash_command="export-table marts.fct_refunds /data/export/refunds.parquet",
    owner="finance-data",
    dag=dag,
)

start >> [export_orders, export_refunds]
