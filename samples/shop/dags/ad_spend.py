"""What the ads cost, per channel and day, from the advertising networks."""

import pendulum
from airflow.sdk import dag, task


@dag(
    schedule="15 4 * * *",
    start_date=pendulum.datetime(2026, 2, 1, tz="UTC"),
    catchup=False,
    default_args={"retries": 3},
    tags=["marketing", "ingest"],
)
def ad_spend():
    @task
    def fetch(network):
        return [{"network": network, "spend": 0}]

    @task
    def merge(costs):
        return [row for network in costs for row in network]

    @task(owner="growth")
    def publish(rows):
        print(f"{len(rows)} rows")

    publish(merge([fetch.override(task_id="fetch_search")("search"), fetch.override(task_id="fetch_social")("social")]))


ad_spend()
