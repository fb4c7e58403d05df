"""Defaults of all DAGs. Import one of these instead of writing your own."""

from datetime import timedelta

from common.alerts import tell_finance

default_args = {
    "owner": "data-platform",
    "retries": 2,
    "retry_delay": timedelta(minutes=5),
}

finance_args = {
    **default_args,
    "owner": "finance-data",
    "on_failure_callback": tell_finance,
}
