-- conversion.sql: one row per encoding conversion.   Placeholders: schemas (oids).   Server: 14 and later.
-- Source: PostgreSQL manual, pg_conversion.
select
    n.nspname::text as schema_name,
    c.conname::text as name,
    c.oid::bigint as oid,
    pg_catalog.pg_encoding_to_char(c.conforencoding)::text as from_encoding,
    pg_catalog.pg_encoding_to_char(c.contoencoding)::text as to_encoding,
    c.conproc::pg_catalog.regproc::text as function,
    nullif(c.condefault, false) as is_default,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_conversion as c
join pg_catalog.pg_namespace as n on n.oid = c.connamespace
join pg_catalog.pg_roles as r on r.oid = c.conowner
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_conversion'::pg_catalog.regclass and d.objsubid = 0
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_conversion'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
