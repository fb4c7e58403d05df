"""The central bank's reference rates, one file per day."""

from airflow.sdk import asset


@asset(schedule="@daily", uri="file:///data/reference/exchange_rates.csv", tags=["finance"])
def exchange_rates():
    print("fetching the rates of the day")
