select
    refunds.refund_id,
    transactions.order_id,
    refunds.amount,
    refunds.reason,
    refunds.refunded_at
from {{ ref('stg_payments__refunds') }} as refunds
join {{ ref('stg_payments__transactions') }} as transactions using (transaction_id)
