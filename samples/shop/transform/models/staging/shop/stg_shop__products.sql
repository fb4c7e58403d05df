select
    product_id,
    sku,
    title,
    category,
    cost_cents / 100.0 as unit_cost
from {{ source('shop', 'products') }}
