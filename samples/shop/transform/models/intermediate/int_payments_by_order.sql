select
    transactions.order_id,
    sum(transactions.amount) as paid_amount,
    sum(coalesce(refunds.amount, 0)) as refunded_amount,
    max(refunds.refunded_at) as last_refunded_at
from {{ ref('stg_payments__transactions') }} as transactions
left join {{ ref('stg_payments__refunds') }} as refunds using (transaction_id)
group by 1
