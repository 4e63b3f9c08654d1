-- base.sql: a small shop on Supabase, as both sides knew it last. Runs on the platform baseline, as postgres.

create schema billing;
create schema reporting;

create type public.order_status as enum ('pending', 'paid', 'shipped');
create domain public.email_address as text check (value ~ '^[^@[:space:]]+@[^@[:space:]]+$');
create type billing.money_range as (low numeric(10,2), high numeric(10,2));
create sequence billing.invoice_number start with 1000;

create table public.customers (
    id bigint generated always as identity primary key,
    user_id uuid unique references auth.users (id) on delete set null,
    email public.email_address not null unique,
    name text,
    created_at timestamptz not null default now()
);
comment on table public.customers is 'Everybody who has ever ordered';

create table public.products (
    id bigint generated always as identity primary key,
    sku text not null unique,
    name text not null,
    price numeric(10,2) not null constraint price_not_negative check (price >= 0),
    tags text[] not null default '{}',
    legacy_code text
);

create table public.orders (
    id bigint generated always as identity primary key,
    customer_id bigint not null references public.customers (id),
    status public.order_status not null default 'pending',
    total numeric(10,2),
    shared boolean not null default false,
    created_at timestamptz not null default now()
);
comment on column public.orders.total is 'Sum of the items, kept by refresh_totals()';
create index orders_customer_id_idx on public.orders (customer_id);

create table public.order_items (
    order_id bigint not null references public.orders (id) on delete cascade,
    line integer not null,
    product_id bigint not null references public.products (id),
    quantity integer not null default 1 check (quantity > 0),
    unit_price numeric(10,2) not null,
    primary key (order_id, line)
);

create table public.carts_old (
    id bigint generated always as identity primary key,
    session_key text not null,
    content jsonb not null default '{}',
    abandoned_at timestamptz
);
comment on table public.carts_old is 'Carts of the previous shop; nobody has looked since the move';

create table public.events (
    happened_at timestamptz not null,
    customer_id bigint,
    name text not null,
    payload jsonb
) partition by range (happened_at);
create table public.events_2026_10 partition of public.events
    for values from ('2026-10-01 00:00:00+00') to ('2026-11-01 00:00:00+00');
create table public.events_2026_11 partition of public.events
    for values from ('2026-11-01 00:00:00+00') to ('2026-12-01 00:00:00+00');
create index events_name_idx on public.events (name, happened_at);

create table billing.invoices (
    number bigint primary key default nextval('billing.invoice_number'),
    order_id bigint not null unique references public.orders (id),
    issued_on date not null default current_date,
    due_on date
);
alter sequence billing.invoice_number owned by billing.invoices.number;

create function public.slugify(value text) returns text
language sql immutable strict
as $$ select trim(both '-' from regexp_replace(lower(value), '[^a-z0-9]+', '-', 'g')) $$;

create function public.refresh_totals() returns integer
language plpgsql
as $$
declare
    changed integer;
begin
    update public.orders as o
    set total = (select sum(i.quantity * i.unit_price) from public.order_items as i where i.order_id = o.id);
    get diagnostics changed = row_count;
    return changed;
end
$$;
comment on function public.refresh_totals() is 'Recounts every order; gives how many it touched';

create function public.normalise_email() returns trigger
language plpgsql
as $$
begin
    new.email := lower(new.email);
    return new;
end
$$;
create trigger normalise_email before insert or update of email on public.customers
    for each row execute function public.normalise_email();

create view reporting.daily_sales as
    select o.created_at::date as day, count(*) as orders, sum(o.total) as revenue
    from public.orders as o
    where o.status <> 'pending'
    group by 1;
comment on view reporting.daily_sales is 'What the morning mail shows';

create view reporting.customer_value with (security_invoker = true) as
    select c.id, c.email, sum(o.total) as spent
    from public.customers as c
    join public.orders as o on o.customer_id = c.id
    group by c.id, c.email;

create materialized view reporting.best_sellers as
    select p.id, p.sku, p.name, sum(i.quantity)::bigint as sold
    from public.products as p
    join public.order_items as i on i.product_id = p.id
    group by p.id, p.sku, p.name;
create unique index best_sellers_id_idx on reporting.best_sellers (id);

alter table public.customers enable row level security;
alter table public.orders enable row level security;
alter table public.order_items enable row level security;
alter table public.products enable row level security;

create policy "own profile" on public.customers for select to authenticated
    using (user_id = auth.uid());
create policy "own rows" on public.orders for select to authenticated
    using (customer_id in (select c.id from public.customers as c where c.user_id = auth.uid()));
create policy "items of own orders" on public.order_items for select to authenticated
    using (exists (select from public.orders as o where o.id = order_items.order_id));
create policy "members see products" on public.products for select to authenticated
    using (true);

grant select on public.customers, public.orders, public.order_items, public.products to authenticated;
grant usage on schema reporting to authenticated, service_role;
grant select on reporting.daily_sales, reporting.customer_value, reporting.best_sellers to service_role;
grant usage on schema billing to service_role;
grant select, insert, update on billing.invoices to service_role;

insert into auth.users (id, email)
select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'customer' || n || '@shop.example'
from generate_series(1, 120) as n;

insert into public.customers (user_id, email, name, created_at)
select u.id, u.email, 'Customer ' || row_number() over (order by u.id), timestamptz '2026-01-01 09:00:00+00'
from auth.users as u
order by u.id;

insert into public.products (sku, name, price, tags, legacy_code)
select 'SKU-' || lpad(n::text, 4, '0'), 'Product ' || n, 4.90 + n * 1.25, array['tag' || n % 7], 'OLD-' || n
from generate_series(1, 60) as n;

insert into public.orders (customer_id, status, shared, created_at)
select 1 + n % 120, (array['pending', 'paid', 'shipped'])[1 + n % 3]::public.order_status, n % 10 = 0,
    timestamptz '2026-10-01 08:00:00+00' + n * interval '2 hours'
from generate_series(1, 400) as n;

insert into public.order_items (order_id, line, product_id, quantity, unit_price)
select o.id, line, 1 + (o.id * line) % 60, 1 + (o.id + line) % 4, 4.90 + ((o.id * line) % 60) * 1.25
from public.orders as o
cross join generate_series(1, 2) as line;

select public.refresh_totals();

insert into public.carts_old (session_key, content, abandoned_at)
select 'session-' || n, jsonb_build_object('items', n % 5), timestamptz '2024-03-01 00:00:00+00' + n * interval '1 hour'
from generate_series(1, 250) as n;

insert into public.events (happened_at, customer_id, name, payload)
select timestamptz '2026-10-02 00:00:00+00' + n * interval '4 hours', 1 + n % 120,
    (array['visit', 'search', 'order'])[1 + n % 3], jsonb_build_object('n', n)
from generate_series(1, 300) as n;

insert into billing.invoices (order_id, issued_on, due_on)
select o.id, o.created_at::date, o.created_at::date + 14
from public.orders as o
where o.status = 'shipped'
order by o.id;

refresh materialized view reporting.best_sellers;
