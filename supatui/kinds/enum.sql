-- enum.sql: one row per enum type.   Placeholders: schemas (oids).   Server: 14 and later.
select
    n.nspname::text as schema_name,
    t.typname::text as name,
    t.oid::bigint as oid,
    t.typarray::bigint as array_oid,
    array(
        select v.enumlabel::text
        from pg_catalog.pg_enum as v
        where v.enumtypid = t.oid
        order by v.enumsortorder
    ) as labels,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_type as t
join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
join pg_catalog.pg_roles as r on r.oid = t.typowner
left join pg_catalog.pg_description as d
    on d.objoid = t.oid and d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objsubid = 0
where
    t.typtype = 'e'
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
