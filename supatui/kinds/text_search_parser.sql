-- text_search_parser.sql: one row per text search parser.   Placeholders: schemas (oids).   Server: 14 and later.
-- Source: PostgreSQL manual, pg_ts_parser.
select
    n.nspname::text as schema_name,
    p.prsname::text as name,
    p.oid::bigint as oid,
    p.prsstart::pg_catalog.regproc::text as start,
    p.prstoken::pg_catalog.regproc::text as gettoken,
    p.prsend::pg_catalog.regproc::text as end,
    nullif(p.prsheadline::oid, 0)::pg_catalog.regproc::text as headline,
    p.prslextype::pg_catalog.regproc::text as lextypes,
    d.description as comment
from pg_catalog.pg_ts_parser as p
join pg_catalog.pg_namespace as n on n.oid = p.prsnamespace
left join pg_catalog.pg_description as d
    on d.objoid = p.oid and d.classoid = 'pg_catalog.pg_ts_parser'::pg_catalog.regclass and d.objsubid = 0
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_ts_parser'::pg_catalog.regclass and e.objid = p.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
