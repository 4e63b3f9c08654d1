-- view_column.sql: one row per column of a view or materialized view that carries a comment, a default, a privilege,
-- a security label or a setting.   Placeholders: schemas (oids).   Server: 14 and later.
select
    n.nspname::text as schema_name,
    a.attname::text as name,
    case c.relkind when 'v' then 'view' else 'materialized_view' end as parent_kind,
    c.relname::text as parent_name,
    case
        when c.relkind = 'm' and a.attstorage <> t.typstorage
            then case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end
    end as storage,
    case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as compression,
    nullif(a.attstattarget, -1)::integer as statistics,
    a.attoptions as options,
    d.description as comment,
    a.attnum::integer as fact_position,
    case t.typstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end
        as fact_type_storage
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_type as t on t.oid = a.atttypid
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = a.attnum
where
    {among(a.attrelid)}
    and c.relkind in ('v', 'm')
    and a.attnum > 0
    and not a.attisdropped
    and (
        a.atthasdef or a.attacl is not null or a.attstattarget >= 0 or d.description is not null
        or exists (
            select from pg_catalog.pg_seclabel as l
            where
                l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
                and l.objoid = c.oid and l.objsubid = a.attnum
        )
        or (c.relkind = 'm' and (a.attstorage <> t.typstorage or a.attcompression <> '' or a.attoptions is not null))
    )
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
