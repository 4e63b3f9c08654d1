-- local.sql: what happened on the laptop since base.sql.

-- Conflicts with remote.sql.
drop view reporting.daily_sales;
drop view reporting.customer_value;
alter table public.orders
    alter column total type numeric(12,2),
    alter column total set default 0,
    alter column total set not null;
create view reporting.daily_sales as
    select o.created_at::date as day, count(*) as orders, sum(o.total) as revenue
    from public.orders as o
    where o.status <> 'pending'
    group by 1;
comment on view reporting.daily_sales is 'What the morning mail shows';
grant select on reporting.daily_sales to service_role;
create view reporting.customer_value with (security_invoker = true) as
    select c.id, c.email, sum(o.total) as spent, max(o.created_at) as last_order_at
    from public.customers as c
    join public.orders as o on o.customer_id = c.id
    group by c.id, c.email;
grant select on reporting.customer_value to service_role;

alter policy "own rows" on public.orders
    using (customer_id in (select c.id from public.customers as c where c.user_id = (select auth.uid())));

create or replace function public.refresh_totals() returns integer
language plpgsql
as $$
declare
    changed integer;
begin
    update public.orders as o
    set total = coalesce((select sum(i.quantity * i.unit_price) from public.order_items as i where i.order_id = o.id), 0);
    get diagnostics changed = row_count;
    return changed;
end
$$;

alter type public.order_status add value 'refunded';
alter type public.order_status add value 'cancelled' after 'pending';

-- Only here.
alter table public.orders add column note text;
create index orders_note_idx on public.orders (note) where note is not null;
alter table public.customers add column phone text
    constraint phone_has_digits check (phone ~ '^[+0-9 ]+$');
alter table public.customers alter column name set not null;
comment on table public.customers is 'People with at least one order';
create table public.events_2026_12 partition of public.events
    for values from ('2026-12-01 00:00:00+00') to ('2027-01-01 00:00:00+00');
alter table billing.invoices alter column due_on set default (current_date + 14);

create table public.coupons (
    code text primary key,
    percent integer not null constraint percent_in_range check (percent between 1 and 90),
    product_id bigint references public.products (id) on delete cascade,
    valid_until date
);
comment on table public.coupons is 'Reductions that a customer types in';
alter table public.coupons enable row level security;
create policy "members read coupons" on public.coupons for select to authenticated
    using (valid_until is null or valid_until >= current_date);
grant select on public.coupons to authenticated;

-- Tempting: the rows go with it.
drop table public.carts_old;

-- The same on both sides.
create index orders_created_at_idx on public.orders (created_at);
create or replace function public.slugify(value text) returns text
language sql immutable strict parallel safe
as $$ select trim(both '-' from regexp_replace(lower(value), '[^a-z0-9]+', '-', 'g')) $$;

insert into public.coupons (code, percent, product_id)
select 'SAVE' || n, 5 * n, n
from generate_series(1, 9) as n;
update public.orders set note = 'leave at the door' where id % 25 = 0;
