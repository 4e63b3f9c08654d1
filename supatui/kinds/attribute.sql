-- attribute.sql: one row per attribute of a free-standing composite type.   Placeholders: schemas (oids).   Server: 14 and later.
select
    n.nspname::text as schema_name,
    a.attname::text as name,
    'composite_type'::text as parent_kind,
    c.relname::text as parent_name,
    c.oid::bigint as oid,
    a.attnum::integer as subid,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
    case
        when a.attcollation <> t.typcollation
            then pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname)
    end as collation,
    d.description as comment,
    a.attnum::integer as fact_position
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_type as t on t.oid = a.atttypid
left join pg_catalog.pg_collation as co on co.oid = a.attcollation
left join pg_catalog.pg_namespace as cn on cn.oid = co.collnamespace
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = a.attnum
where
    c.relkind = 'c'
    -- few tables have any: by their index, instead of through all columns
    and a.attrelid = any (array(select k.oid from pg_catalog.pg_class as k where k.relkind = 'c'))
    and a.attnum > 0
    and not a.attisdropped
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and e.objid = c.reltype and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
