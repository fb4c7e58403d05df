"""The tables that DAGs hand over to each other."""

from airflow.sdk import Asset

shop_tables = Asset("shop_tables", uri="duckdb://warehouse/raw_shop")
payment_tables = Asset("payment_tables", uri="duckdb://warehouse/raw_payments")
orders = Asset("orders", uri="duckdb://warehouse/marts/fct_orders")
