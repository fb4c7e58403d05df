-- A refund that is larger than its payment is a booking error, and finance wants to know the same day.
select
    order_id,
    paid_amount,
    refunded_amount
from {{ ref('fct_orders') }}
where refunded_amount > paid_amount
