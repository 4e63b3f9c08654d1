-- probe.sql: one row about the server.   Server: 14 and later.
select
    pg_catalog.current_setting('server_version_num')::integer as version,
    exists (
        select from pg_catalog.pg_roles as r where r.rolname = 'supabase_admin'
    ) and exists (
        select from pg_catalog.pg_namespace as n where n.nspname = 'auth'
    ) as is_supabase,
    current_user::text as role,
    pg_catalog.array_agg(c.relname::text order by c.relname) as class_names,
    pg_catalog.array_agg(c.oid::bigint order by c.relname) as class_oids
from pg_catalog.pg_class as c
where c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace and c.relkind = 'r'
