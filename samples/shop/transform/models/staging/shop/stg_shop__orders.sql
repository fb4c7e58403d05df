with source as (

    select * from {{ source('shop', 'orders') }}

)

select
    order_id,
    customer_id,
    status,
    channel,
    cast(ordered_at as timestamp) as ordered_at,
    cast(shipped_at as timestamp) as shipped_at,
    shipping_country,
    _loaded_at
from source
where not is_test_order
