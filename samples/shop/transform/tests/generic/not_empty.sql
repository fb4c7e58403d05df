{% test not_empty(model) %}

select 'the table is empty' as problem
where not exists (select 1 from {{ model }})

{% endtest %}
