-- role.sql: one row per role, those of the server and of the Supabase platform left out. Passwords are never read, and
-- what may be secret in a setting is hidden. fact_holds_elsewhere is where else it owns anything or is granted anything:
-- other databases, and what it owns of the server itself.
-- Placeholders: managed (schemas).   Server: 14 and later.   Source: PostgreSQL manual, pg_roles, pg_db_role_setting, pg_shdepend.
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
    {options(e.entries)} as settings,
    {options(h.entries)} as database_settings,
    pg_catalog.shobj_description(r.oid, 'pg_authid') as comment,
    w.places as fact_holds_elsewhere
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
left join lateral (
    select pg_catalog.array_agg(p.place order by p.place) as places
    from (
        select distinct
            case
                when d.dbid <> 0 then 'in database ' || pg_catalog.quote_ident(b.datname)
                else (pg_catalog.pg_identify_object(d.classid, d.objid, 0)).type || ' '
                    || (pg_catalog.pg_identify_object(d.classid, d.objid, 0)).identity
            end as place
        from pg_catalog.pg_shdepend as d
        left join pg_catalog.pg_database as b on b.oid = d.dbid
        where
            d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
            and d.refobjid = r.oid
            and (
                b.datname <> pg_catalog.current_database()
                or (
                    d.dbid = 0
                    and d.deptype = 'o'
                    and d.classid in (
                        'pg_catalog.pg_database'::pg_catalog.regclass, 'pg_catalog.pg_tablespace'::pg_catalog.regclass
                    )
                )
            )
    ) as p
) as w on true
where {user_role(r)}
