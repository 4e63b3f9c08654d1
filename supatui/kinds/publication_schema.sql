-- publication_schema.sql: one row per schema whose tables a publication publishes, whatever they are.
-- Placeholders: schemas (oids).   Server: 15 and later.
-- name is the publication's.   Source: PostgreSQL manual, pg_publication_namespace.
select
    ''::text as schema_name,
    p.pubname::text as name,
    'schema'::text as parent_kind,
    n.nspname::text as parent_name,
    m.oid::bigint as oid
from pg_catalog.pg_publication_namespace as m
join pg_catalog.pg_publication as p on p.oid = m.pnpubid
join pg_catalog.pg_namespace as n on n.oid = m.pnnspid
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_publication'::pg_catalog.regclass and e.objid = p.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
