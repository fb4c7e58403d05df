select
    transaction_id,
    order_id,
    method,
    amount_cents / 100.0 as amount,
    cast(charged_at as timestamp) as charged_at
from {{ source('payments', 'transactions') }}
where outcome = 'succeeded'
