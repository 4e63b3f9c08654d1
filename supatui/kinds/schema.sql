-- schema.sql: one row per schema of a user.   Placeholders: schemas (oids).   Server: 14 and later.
select
    ''::text as schema_name,
    n.nspname::text as name,
    n.oid::bigint as oid,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_namespace as n
join pg_catalog.pg_roles as r on r.oid = n.nspowner
left join pg_catalog.pg_description as d
    on d.objoid = n.oid and d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and d.objsubid = 0
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where
            e.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and e.objid = n.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
