-- The platform's schemas and the search path that unqualified names of projects rely on.
create schema extensions authorization postgres;
create schema auth authorization supabase_admin;
create schema storage authorization supabase_admin;
create schema realtime authorization supabase_admin;
create schema vault authorization supabase_admin;
create schema graphql authorization supabase_admin;
create schema graphql_public authorization supabase_admin;
create schema supabase_functions authorization supabase_admin;
create schema pgbouncer authorization pgbouncer;
create schema supabase_migrations authorization postgres;

grant usage on schema public, extensions, auth, storage, realtime, graphql_public
to postgres, anon, authenticated, service_role;
grant all on schema extensions to dashboard_user;
grant usage on schema vault, graphql, supabase_functions to postgres, service_role;
grant usage on schema graphql, supabase_functions to anon, authenticated;
-- Foreign keys are checked as the owner of the referenced table, who needs to enter its schema.
grant all on schema auth to supabase_auth_admin, dashboard_user;
grant all on schema storage to supabase_storage_admin, dashboard_user;
grant all on schema realtime to supabase_realtime_admin, dashboard_user;
grant all on schema supabase_functions to supabase_functions_admin;

do $search_path$
begin
    execute pg_catalog.format(
        'alter database %I set search_path to "$user", public, extensions', pg_catalog.current_database());
end
$search_path$;
