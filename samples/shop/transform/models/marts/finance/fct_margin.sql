select
    lines.product_id,
    date_trunc('month', lines.ordered_at) as month,
    sum(lines.net_amount) as net_revenue,
    sum(lines.net_amount - lines.quantity * products.cost_cents / 100.0) as margin
from {{ ref('int_order_lines') }} as lines
join {{ ref('products_history') }} as products
    on products.product_id = lines.product_id
    and lines.ordered_at >= products.dbt_valid_from
    and lines.ordered_at < coalesce(products.dbt_valid_to, current_timestamp)
group by 1, 2
