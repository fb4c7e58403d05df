"""
# Load the shop

Copies the tables of the web shop's database into `raw_shop`, every hour.

Source: the read replica of the shop's Postgres
SLA: hourly, at most 2 hours old

## Runbook

The replica lags after a release. Wait for ten minutes and clear the failed task before you call anyone:
https://wiki.harbour-and-pine.example/runbooks/load-shop
"""

import pendulum
from airflow.providers.smtp.notifications.smtp import SmtpNotifier
from airflow.sdk import dag, task

from common.args import default_args
from common.assets import shop_tables

TABLES = ["orders", "order_items", "customers", "products"]


@dag(
    schedule="@hourly",
    start_date=pendulum.datetime(2025, 1, 1, tz="UTC"),
    catchup=False,
    default_args=default_args,
    doc_md=__doc__,
    tags=["ingest", "tier:1"],
    on_failure_callback=SmtpNotifier(
        to="data-oncall@harbour-and-pine.example",
        from_email="airflow@harbour-and-pine.example",
        subject="{{ dag.dag_id }} failed",
        html_content="<p>{{ run_id }} failed. The runbook is in the DAG's docs.</p>",
    ),
)
def load_shop():
    @task
    def copy_table(table):
        print(f"copying {table} into raw_shop")

    @task(outlets=[shop_tables])
    def announce():
        print("raw_shop is complete")

    copy_table.expand(table=TABLES) >> announce()


load_shop()
