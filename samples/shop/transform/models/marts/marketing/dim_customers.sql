with orders as (

    select
        customer_id,
        count(*) as orders,
        min(ordered_at) as first_order_at,
        max(ordered_at) as last_order_at,
        sum(net_amount) as lifetime_value
    from {{ ref('fct_orders') }}
    group by 1

)

select
    customers.customer_id,
    customers.email,
    customers.country,
    customers.created_at,
    customers.marketing_consent,
    coalesce(orders.orders, 0) as orders,
    orders.first_order_at,
    orders.last_order_at,
    coalesce(orders.lifetime_value, 0) as lifetime_value
from {{ ref('stg_shop__customers') }} as customers
left join orders using (customer_id)
