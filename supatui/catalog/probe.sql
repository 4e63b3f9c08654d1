-- probe.sql: one row about the server and the schemas of the database.   Server: 14 and later.
select
    pg_catalog.current_setting('server_version_num')::integer as version,
    exists (
        select from pg_catalog.pg_roles as r where r.rolname = 'supabase_admin'
    ) and exists (
        select from pg_catalog.pg_namespace as n
        where n.nspname = 'auth' and pg_catalog.pg_get_userbyid(n.nspowner) ~ '^supabase_' -- else somebody's own
    ) as is_supabase,
    current_user::text as role,
    s.names as schema_names,
    s.oids as schema_oids,
    pg_catalog.array_agg(c.relname::text order by c.relname) as class_names,
    pg_catalog.array_agg(c.oid::bigint order by c.relname) as class_oids,
    (
        select pg_catalog.count(*)
        from pg_catalog.pg_class as r
        where r.relkind in ('r', 'p', 'v', 'm', 'f') and r.oid >= 16384
    ) as relations
from pg_catalog.pg_class as c
cross join (
    select
        pg_catalog.array_agg(n.nspname::text order by n.nspname) as names,
        pg_catalog.array_agg(n.oid::bigint order by n.nspname) as oids
    from pg_catalog.pg_namespace as n
    where n.nspname !~ '^pg_'
) as s
where c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace and c.relkind = 'r'
group by s.names, s.oids
