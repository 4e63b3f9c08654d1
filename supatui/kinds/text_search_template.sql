-- text_search_template.sql: one row per text search template.   Placeholders: schemas (oids).   Server: 14 and later.
-- Source: PostgreSQL manual, pg_ts_template.
select
    n.nspname::text as schema_name,
    t.tmplname::text as name,
    t.oid::bigint as oid,
    nullif(t.tmplinit::oid, 0)::pg_catalog.regproc::text as init,
    t.tmpllexize::pg_catalog.regproc::text as lexize,
    d.description as comment
from pg_catalog.pg_ts_template as t
join pg_catalog.pg_namespace as n on n.oid = t.tmplnamespace
left join pg_catalog.pg_description as d
    on d.objoid = t.oid and d.classoid = 'pg_catalog.pg_ts_template'::pg_catalog.regclass and d.objsubid = 0
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_ts_template'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
