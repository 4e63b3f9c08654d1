-- role.sql: one row per role, those of the server and of the Supabase platform left out. Passwords are never read.
-- Placeholders: managed (schemas).   Server: 14 and later.   Source: PostgreSQL manual, pg_roles, pg_db_role_setting.
select
    ''::text as schema_name,
    r.rolname::text as name,
    r.oid::bigint as oid,
    nullif(r.rolsuper, false) as superuser,
    nullif(not r.rolinherit, false) as noinherit,
    nullif(r.rolcreaterole, false) as createrole,
    nullif(r.rolcreatedb, false) as createdb,
    nullif(r.rolcanlogin, false) as login,
    nullif(r.rolreplication, false) as replication,
    nullif(r.rolbypassrls, false) as bypassrls,
    nullif(r.rolconnlimit, -1)::integer as connection_limit,
    nullif(r.rolvaliduntil, 'infinity')::text as valid_until, -- a date can only be taken back by saying infinity
    e.entries as settings,
    h.entries as database_settings,
    pg_catalog.shobj_description(r.oid, 'pg_authid') as comment
from pg_catalog.pg_roles as r
left join lateral (
    select pg_catalog.array_agg(o.entry order by o.entry) as entries
    from pg_catalog.pg_db_role_setting as s
    cross join pg_catalog.unnest(s.setconfig) as o (entry)
    where s.setrole = r.oid and s.setdatabase = 0
) as e on true
left join lateral (
    select pg_catalog.array_agg(o.entry order by o.entry) as entries
    from pg_catalog.pg_db_role_setting as s
    join pg_catalog.pg_database as b on b.oid = s.setdatabase
    cross join pg_catalog.unnest(s.setconfig) as o (entry)
    where s.setrole = r.oid and b.datname = pg_catalog.current_database()
) as h on true
where {user_role(r)}
