-- user_mapping.sql: one row per role, or public, and foreign server that it has a login for.   Server: 14 and later.
-- name is the role's. The view shows options only to superusers, owners of the server and the role itself; where they
-- are not shown, they are one entry that says so.   Source: PostgreSQL manual and source of pg_user_mappings.
select
    ''::text as schema_name,
    coalesce(r.rolname::text, 'public') as name,
    'server'::text as parent_kind,
    s.srvname::text as parent_name,
    m.umid::bigint as oid,
    case
        when
            m.umoptions is not null
            or o.rolsuper
            or (m.umuser = 0 and pg_catalog.pg_has_role(s.srvowner, 'USAGE'))
            or (
                r.rolname = current_user
                and (
                    pg_catalog.pg_has_role(s.srvowner, 'USAGE') or pg_catalog.has_server_privilege(s.oid, 'USAGE')
                )
            )
            then {options(m.umoptions)}
        else array['(not readable)']
    end as options
from pg_catalog.pg_user_mappings as m
join pg_catalog.pg_foreign_server as s on s.oid = m.srvid
join pg_catalog.pg_roles as o on o.rolname = current_user
left join pg_catalog.pg_roles as r on r.oid = m.umuser
where
    (r.oid is not null or m.umuser = 0)
    and not exists (
        select from pg_catalog.pg_depend as e
        where
            e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
            and (
                (e.classid = 'pg_catalog.pg_user_mapping'::pg_catalog.regclass and e.objid = m.umid)
                or (e.classid = 'pg_catalog.pg_foreign_server'::pg_catalog.regclass and e.objid = s.oid)
            )
    )
