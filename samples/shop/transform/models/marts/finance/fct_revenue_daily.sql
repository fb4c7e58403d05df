select
    cast(ordered_at as date) as day,
    count(*) as orders,
    sum(net_amount) as net_revenue,
    sum(refunded_amount) as refunds
from {{ ref('fct_orders') }}
group by 1
