-- access_method.sql: one row per access method that a user made.   Server: 14 and later.
-- Source: PostgreSQL manual, pg_am.
select
    ''::text as schema_name,
    a.amname::text as name,
    a.oid::bigint as oid,
    case a.amtype when 't' then 'table' else 'index' end as form,
    a.amhandler::pg_catalog.regproc::text as handler,
    d.description as comment
from pg_catalog.pg_am as a
left join pg_catalog.pg_description as d
    on d.objoid = a.oid and d.classoid = 'pg_catalog.pg_am'::pg_catalog.regclass and d.objsubid = 0
where
    a.oid >= 16384
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_am'::pg_catalog.regclass and e.objid = a.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
