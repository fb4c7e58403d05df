select
    customer_id,
    email,
    case
        when orders = 0 then 'not yet'
        when orders = 1 then 'first order'
        when last_order_at < current_timestamp - interval 365 day then 'asleep'
        when lifetime_value > 500 then 'regular, large'
        else 'regular'
    end as segment
from {{ ref('dim_customers') }}
where marketing_consent
