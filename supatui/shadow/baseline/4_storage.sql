-- Schema storage: buckets, objects, and the name functions that policies call.
create type storage.buckettype as enum ('STANDARD', 'ANALYTICS', 'VECTOR');

create table storage.buckets (
    id text not null,
    name text not null,
    owner uuid,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    public boolean default false,
    avif_autodetection boolean default false,
    file_size_limit bigint,
    allowed_mime_types text[],
    owner_id text,
    type storage.buckettype not null default 'STANDARD',
    constraint buckets_pkey primary key (id)
);
create unique index bname on storage.buckets (name);

create table storage.objects (
    id uuid not null default gen_random_uuid(),
    bucket_id text constraint "objects_bucketId_fkey" references storage.buckets (id),
    name text,
    owner uuid,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    last_accessed_at timestamp with time zone default now(),
    metadata jsonb,
    path_tokens text[] generated always as (string_to_array(name, '/')) stored,
    version text,
    owner_id text,
    user_metadata jsonb,
    constraint objects_pkey primary key (id)
);
create unique index bucketid_objname on storage.objects (bucket_id, name);
create index name_prefix_search on storage.objects (name text_pattern_ops);

create table storage.buckets_analytics (
    id text not null primary key,
    type storage.buckettype not null default 'ANALYTICS',
    format text not null default 'ICEBERG',
    created_at timestamp with time zone not null default now(),
    updated_at timestamp with time zone not null default now()
);

create table storage.s3_multipart_uploads (
    id text not null primary key,
    in_progress_size bigint not null default 0,
    upload_signature text not null,
    bucket_id text not null references storage.buckets (id),
    key text not null collate "C",
    version text not null,
    owner_id text,
    created_at timestamp with time zone not null default now(),
    user_metadata jsonb
);

create table storage.s3_multipart_uploads_parts (
    id uuid not null default gen_random_uuid() primary key,
    upload_id text not null references storage.s3_multipart_uploads (id) on delete cascade,
    size bigint not null default 0,
    part_number integer not null,
    bucket_id text not null references storage.buckets (id),
    key text not null collate "C",
    etag text not null,
    owner_id text,
    version text not null,
    created_at timestamp with time zone not null default now()
);

create table storage.migrations (
    id integer not null primary key,
    name character varying(100) not null unique,
    hash character varying(40) not null,
    executed_at timestamp without time zone default current_timestamp
);

create function storage.foldername(name text) returns text[]
language sql immutable
as $$ select parts[1 : array_length(parts, 1) - 1] from (select string_to_array(name, '/') as parts) as split $$;

create function storage.filename(name text) returns text
language sql immutable
as $$ select parts[array_length(parts, 1)] from (select string_to_array(name, '/') as parts) as split $$;

create function storage.extension(name text) returns text
language sql immutable
as $$ select parts[array_length(parts, 1)] from (select string_to_array(name, '.') as parts) as split $$;

create function storage.search(
    prefix text,
    bucketname text,
    limits integer default 100,
    levels integer default 1,
    offsets integer default 0,
    search text default '',
    sortcolumn text default 'name',
    sortorder text default 'asc'
) returns table (
    name text,
    id uuid,
    updated_at timestamp with time zone,
    created_at timestamp with time zone,
    last_accessed_at timestamp with time zone,
    metadata jsonb
)
language sql stable
as $$
    select o.name, o.id, o.updated_at, o.created_at, o.last_accessed_at, o.metadata
    from storage.objects as o
    where o.bucket_id = bucketname and starts_with(o.name, prefix || search)
    order by o.name
    limit limits offset offsets
$$;

do $owners$
declare
    item record;
begin
    for item in
        select c.relname as name
        from pg_catalog.pg_class as c
        where c.relnamespace = 'storage'::pg_catalog.regnamespace and c.relkind = 'r'
        order by c.relname
    loop
        execute pg_catalog.format('alter table storage.%I owner to supabase_storage_admin', item.name);
        execute pg_catalog.format('alter table storage.%I enable row level security', item.name);
    end loop;
    for item in
        select p.oid::pg_catalog.regprocedure::text as signature
        from pg_catalog.pg_proc as p
        where p.pronamespace = 'storage'::pg_catalog.regnamespace
        order by 1
    loop
        execute pg_catalog.format('alter function %s owner to supabase_storage_admin', item.signature);
    end loop;
end
$owners$;
alter type storage.buckettype owner to supabase_storage_admin;

grant all on storage.buckets, storage.objects, storage.buckets_analytics
to postgres, anon, authenticated, service_role;
grant all on storage.s3_multipart_uploads, storage.s3_multipart_uploads_parts to postgres, service_role;
grant select on storage.s3_multipart_uploads, storage.s3_multipart_uploads_parts to anon, authenticated;
grant all on all functions in schema storage to postgres, anon, authenticated, service_role;
