-- extension.sql: one row per extension.   Placeholders: managed_extensions.   Server: 14 and later.
-- The version and the comment come from the server's files and are facts.
select
    ''::text as schema_name,
    e.extname::text as name,
    e.oid::bigint as oid,
    n.nspname::text as schema,
    e.extversion as fact_version,
    e.extrelocatable as fact_relocatable
from pg_catalog.pg_extension as e
join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
where e.extname <> all ({managed_extensions})
