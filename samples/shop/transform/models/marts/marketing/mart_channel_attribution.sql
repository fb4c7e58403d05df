-- Last click wins. Everybody knows better, and everybody asks for exactly this.
select
    channels.channel,
    channels.paid,
    cast(orders.ordered_at as date) as day,
    count(*) as orders
from {{ ref('stg_shop__orders') }} as orders
join {{ ref('marketing_channels') }} as channels using (channel)
group by 1, 2, 3
