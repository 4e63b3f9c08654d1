-- language.sql: one row per procedural language that is no extension's.   Server: 14 and later.
-- Source: PostgreSQL manual, pg_language.
select
    ''::text as schema_name,
    l.lanname::text as name,
    l.oid::bigint as oid,
    nullif(l.lanpltrusted, false) as trusted,
    nullif(l.lanplcallfoid, 0)::pg_catalog.regproc::text as handler,
    nullif(l.laninline, 0)::pg_catalog.regproc::text as inline,
    nullif(l.lanvalidator, 0)::pg_catalog.regproc::text as validator,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_language as l
join pg_catalog.pg_roles as r on r.oid = l.lanowner
left join pg_catalog.pg_description as d
    on d.objoid = l.oid and d.classoid = 'pg_catalog.pg_language'::pg_catalog.regclass and d.objsubid = 0
where
    l.oid >= 16384
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_language'::pg_catalog.regclass and e.objid = l.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
