-- transform.sql: one row per transform.   Server: 14 and later.   Source: PostgreSQL manual, pg_transform.
select
    ''::text as schema_name,
    pg_catalog.format_type(t.trftype, null) as name,
    l.lanname::text as signature,
    t.oid::bigint as oid,
    nullif(t.trffromsql::oid, 0)::pg_catalog.regprocedure::text as from_sql,
    nullif(t.trftosql::oid, 0)::pg_catalog.regprocedure::text as to_sql,
    d.description as comment
from pg_catalog.pg_transform as t
join pg_catalog.pg_language as l on l.oid = t.trflang
left join pg_catalog.pg_description as d
    on d.objoid = t.oid and d.classoid = 'pg_catalog.pg_transform'::pg_catalog.regclass and d.objsubid = 0
where
    t.oid >= 16384
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_transform'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
