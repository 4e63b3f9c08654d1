-- server.sql: one row per foreign server.   Server: 14 and later.   Source: PostgreSQL manual, pg_foreign_server.
select
    ''::text as schema_name,
    s.srvname::text as name,
    s.oid::bigint as oid,
    w.fdwname::text as wrapper,
    s.srvtype as type,
    s.srvversion as version,
    {options(s.srvoptions)} as options,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_foreign_server as s
join pg_catalog.pg_foreign_data_wrapper as w on w.oid = s.srvfdw
join pg_catalog.pg_roles as r on r.oid = s.srvowner
left join pg_catalog.pg_description as d
    on d.objoid = s.oid and d.classoid = 'pg_catalog.pg_foreign_server'::pg_catalog.regclass and d.objsubid = 0
where
    not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_foreign_server'::pg_catalog.regclass and e.objid = s.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
