select
    order_item_id,
    order_id,
    product_id,
    quantity,
    unit_price_cents / 100.0 as unit_price,
    discount_cents / 100.0 as discount
from {{ source('shop', 'order_items') }}
