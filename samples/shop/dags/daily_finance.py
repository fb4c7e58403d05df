"""Builds the books of the day before, and has the report sent."""

from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG

from common.args import finance_args
from common.assets import orders

DOC = """
Builds everything that the month-end closing and the revenue dashboard need.

Consumers: the board, the controllers
SLA: daily by 07:00 UTC
Failure modes: settlements arrive late; a refund is booked twice

## Runbook

https://wiki.harbour-and-pine.example/runbooks/daily-finance

Last reviewed: 2026-09-14
"""

with DAG(
    dag_id="daily_finance",
    description="Orders, revenue and refunds of the day before, for the books and the board",
    schedule="0 5 * * *",
    start_date=pendulum.datetime(2025, 1, 1, tz="UTC"),
    catchup=False,
    default_args=finance_args,
    dagrun_timeout=timedelta(hours=2),
    doc_md=DOC,
    tags=["finance", "tier:1"],
) as dag:
    check_sources = BashOperator(
        task_id="check_sources",
        bash_command="cd /opt/shop/transform && dbt source freshness --select source:shop",
    )
    build = BashOperator(
        task_id="build_finance",
        bash_command="cd /opt/shop/transform && dbt build --select +fct_orders +fct_revenue_daily fct_refunds",
        outlets=[orders],
    )
    report = TriggerDagRunOperator(
        task_id="send_report",
        trigger_dag_id="board_report",
        retries=0,
    )

    check_sources >> build >> report
