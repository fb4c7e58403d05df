select
    customer_id,
    lower(trim(email)) as email,
    country,
    cast(created_at as timestamp) as created_at,
    marketing_consent
from {{ source('shop', 'customers') }}
