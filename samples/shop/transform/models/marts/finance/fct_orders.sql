{{
    config(
        materialized='incremental',
        unique_key='order_id',
        on_schema_change='append_new_columns'
    )
}}

with lines as (

    select * from {{ ref('int_order_lines') }}

),

payments as (

    select * from {{ ref('int_payments_by_order') }}

),

totals as (

    select
        order_id,
        customer_id,
        min(ordered_at) as ordered_at,
        sum(gross_amount) as gross_amount,
        sum(net_amount) as net_amount
    from lines
    group by 1, 2

)

select
    totals.order_id,
    totals.customer_id,
    totals.ordered_at,
    totals.gross_amount,
    totals.net_amount,
    coalesce(payments.paid_amount, 0) as paid_amount,
    coalesce(payments.refunded_amount, 0) as refunded_amount
from totals
left join payments using (order_id)

{% if is_incremental() %}
-- Refunds arrive for up to sixty days: look that far back.
where totals.ordered_at > (select max(ordered_at) - interval 60 day from {{ this }})
{% endif %}
