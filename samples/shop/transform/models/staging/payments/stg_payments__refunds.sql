select
    refund_id,
    transaction_id,
    amount_cents / 100.0 as amount,
    reason,
    cast(refunded_at as timestamp) as refunded_at
from {{ source('payments', 'refunds') }}
