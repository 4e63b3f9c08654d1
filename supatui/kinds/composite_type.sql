-- composite_type.sql: one row per free-standing composite type.   Placeholders: schemas (oids).   Server: 14 and later.
select
    n.nspname::text as schema_name,
    c.relname::text as name,
    c.oid::bigint as oid,
    c.reltype::bigint as type_oid,
    t.typarray::bigint as array_oid,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_type as t on t.oid = c.reltype
join pg_catalog.pg_roles as r on r.oid = t.typowner
left join pg_catalog.pg_description as d
    on d.objoid = t.oid and d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objsubid = 0
where
    c.relkind = 'c'
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
