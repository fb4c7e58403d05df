with orders as (

    select * from {{ ref('stg_shop__orders') }}

),

items as (

    select * from {{ ref('stg_shop__order_items') }}

),

vat as (

    select * from {{ ref('vat_rates') }}

)

select
    items.order_item_id,
    orders.order_id,
    orders.customer_id,
    orders.ordered_at,
    items.product_id,
    items.quantity,
    items.quantity * items.unit_price - items.discount as gross_amount,
    (items.quantity * items.unit_price - items.discount) / (1 + coalesce(vat.rate, 0)) as net_amount
from items
join orders using (order_id)
left join vat on vat.country = orders.shipping_country
