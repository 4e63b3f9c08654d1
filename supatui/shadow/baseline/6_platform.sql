-- Webhooks, the GraphQL entry point, the pooler's schema and the migration history.
create function supabase_functions.http_request() returns trigger
language plpgsql security definer
set search_path = supabase_functions
as $$
begin
    return new;
end
$$;
alter function supabase_functions.http_request() owner to supabase_functions_admin;
grant execute on function supabase_functions.http_request() to postgres, anon, authenticated, service_role;

create function graphql_public.graphql(
    "operationName" text default null,
    query text default null,
    variables jsonb default null,
    extensions jsonb default null
) returns jsonb
language sql
as $$
    select graphql.resolve(
        query := query,
        variables := coalesce(variables, '{}'),
        "operationName" := "operationName",
        extensions := extensions
    )
$$;
alter function graphql_public.graphql(text, text, jsonb, jsonb) owner to supabase_admin;
grant execute on function graphql_public.graphql(text, text, jsonb, jsonb)
to postgres, anon, authenticated, service_role;

create function pgbouncer.get_auth(p_usename text) returns table (username text, password text)
language sql security definer
set search_path = ''
as $$ select null::text, null::text where false $$;
alter function pgbouncer.get_auth(text) owner to supabase_admin;

create table supabase_migrations.schema_migrations (
    version text not null primary key,
    statements text[],
    name text
);
alter table supabase_migrations.schema_migrations owner to postgres;
create table supabase_migrations.seed_files (
    path text not null primary key,
    hash text not null
);
alter table supabase_migrations.seed_files owner to postgres;
