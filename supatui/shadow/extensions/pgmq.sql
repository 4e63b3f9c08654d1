-- pgmq 1.5: queues get their tables, messages go nowhere.
do $schema$
begin
    if pg_catalog.to_regnamespace('pgmq') is null then
        create schema pgmq;
    end if;
end
$schema$;

-- The real one lives in pgmq whatever the statement says; its tie to the schema that was named goes.
update pg_catalog.pg_extension
set extnamespace = 'pgmq'::pg_catalog.regnamespace
where extname = 'pgmq';
delete from pg_catalog.pg_depend
where
    classid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    and objid = (select e.oid from pg_catalog.pg_extension as e where e.extname = 'pgmq')
    and refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass;

create table pgmq.meta (
    queue_name character varying unique not null,
    is_partitioned boolean not null,
    is_unlogged boolean not null,
    created_at timestamp with time zone not null default now()
);
create type pgmq.message_record as (
    msg_id bigint,
    read_ct integer,
    enqueued_at timestamp with time zone,
    vt timestamp with time zone,
    message jsonb,
    headers jsonb
);
create type pgmq.queue_record as (
    queue_name character varying,
    is_partitioned boolean,
    is_unlogged boolean,
    created_at timestamp with time zone
);
create type pgmq.metrics_result as (
    queue_name text,
    queue_length bigint,
    newest_msg_age_sec integer,
    oldest_msg_age_sec integer,
    total_messages bigint,
    scrape_time timestamp with time zone
);

create function pgmq.create_non_partitioned(queue_name text) returns void
language plpgsql
as $$
begin
    execute pg_catalog.format(
        'create table if not exists pgmq.%I (msg_id bigint primary key generated always as identity, '
        'read_ct integer default 0 not null, enqueued_at timestamptz default now() not null, '
        'vt timestamptz not null, message jsonb, headers jsonb)', 'q_' || pg_catalog.lower(queue_name));
    execute pg_catalog.format(
        'create table if not exists pgmq.%I (msg_id bigint primary key, read_ct integer default 0 not null, '
        'enqueued_at timestamptz default now() not null, archived_at timestamptz default now() not null, '
        'vt timestamptz not null, message jsonb, headers jsonb)', 'a_' || pg_catalog.lower(queue_name));
    insert into pgmq.meta (queue_name, is_partitioned, is_unlogged)
    values (create_non_partitioned.queue_name, false, false)
    on conflict do nothing;
end
$$;
create function pgmq.drop_queue(queue_name text) returns boolean
language plpgsql
as $$
begin
    execute pg_catalog.format('drop table if exists pgmq.%I', 'q_' || pg_catalog.lower(queue_name));
    execute pg_catalog.format('drop table if exists pgmq.%I', 'a_' || pg_catalog.lower(queue_name));
    delete from pgmq.meta as m where m.queue_name = drop_queue.queue_name;
    return found;
end
$$;
create function pgmq.create(queue_name text) returns void
language sql
as $$ select pgmq.create_non_partitioned(queue_name) $$;
create function pgmq.create_unlogged(queue_name text) returns void
language sql
as $$ select pgmq.create_non_partitioned(queue_name) $$;
create function pgmq.create_partitioned(
    queue_name text,
    partition_interval text default '10000',
    retention_interval text default '100000'
) returns void
language sql
as $$ select pgmq.create_non_partitioned(queue_name) $$;
create function pgmq.list_queues() returns setof pgmq.queue_record
language sql
as $$ select queue_name, is_partitioned, is_unlogged, created_at from pgmq.meta $$;
create function pgmq.send(queue_name text, msg jsonb) returns setof bigint
language sql
as $$ select null::bigint where false $$;
create function pgmq.send(queue_name text, msg jsonb, delay integer) returns setof bigint
language sql
as $$ select null::bigint where false $$;
create function pgmq.send(queue_name text, msg jsonb, headers jsonb) returns setof bigint
language sql
as $$ select null::bigint where false $$;
create function pgmq.send_batch(queue_name text, msgs jsonb[]) returns setof bigint
language sql
as $$ select null::bigint where false $$;
create function pgmq.send_batch(queue_name text, msgs jsonb[], delay integer) returns setof bigint
language sql
as $$ select null::bigint where false $$;
create function pgmq.read(queue_name text, vt integer, qty integer, conditional jsonb default '{}') returns setof pgmq.message_record
language sql
as $$ select null::pgmq.message_record where false $$;
create function pgmq.read_with_poll(
    queue_name text,
    vt integer,
    qty integer,
    max_poll_seconds integer default 5,
    poll_interval_ms integer default 100,
    conditional jsonb default '{}'
) returns setof pgmq.message_record
language sql
as $$ select null::pgmq.message_record where false $$;
create function pgmq.pop(queue_name text) returns setof pgmq.message_record
language sql
as $$ select null::pgmq.message_record where false $$;
create function pgmq.set_vt(queue_name text, msg_id bigint, vt integer) returns setof pgmq.message_record
language sql
as $$ select null::pgmq.message_record where false $$;
create function pgmq.delete(queue_name text, msg_id bigint) returns boolean
language sql
as $$ select false $$;
create function pgmq.delete(queue_name text, msg_ids bigint[]) returns setof bigint
language sql
as $$ select null::bigint where false $$;
create function pgmq.archive(queue_name text, msg_id bigint) returns boolean
language sql
as $$ select false $$;
create function pgmq.archive(queue_name text, msg_ids bigint[]) returns setof bigint
language sql
as $$ select null::bigint where false $$;
create function pgmq.purge_queue(queue_name text) returns bigint
language sql
as $$ select 0::bigint $$;
create function pgmq.detach_archive(queue_name text) returns void
language sql
as $$ select null::void $$;
create function pgmq.metrics(queue_name text) returns pgmq.metrics_result
language sql
as $$ select null::pgmq.metrics_result $$;
create function pgmq.metrics_all() returns setof pgmq.metrics_result
language sql
as $$ select null::pgmq.metrics_result where false $$;
