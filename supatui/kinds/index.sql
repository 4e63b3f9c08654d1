-- index.sql: one row per index that no constraint owns.   Placeholders: schemas (oids).   Server: 14 and later.
-- What a failed build left is no part of the schema, as for pg_dump: its relation names it. On a partitioned table an
-- index is not valid while a partition lacks it.
select
    n.nspname::text as schema_name,
    x.relname::text as name,
    case t.relkind when 'm' then 'materialized_view' else 'table' end as parent_kind,
    t.relname::text as parent_name,
    x.oid::bigint as oid,
    pg_catalog.pg_get_indexdef(x.oid) as definition,
    s.spcname::text as tablespace,
    pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(pc.relname) as attached_to,
    (
        select pg_catalog.array_agg(a.attnum::text || ' ' || a.attstattarget::text order by a.attnum)
        from pg_catalog.pg_attribute as a
        where a.attrelid = x.oid and a.attstattarget >= 0
    ) as statistics,
    d.description as comment,
    i.indisvalid as fact_valid,
    i.indisunique as fact_unique,
    t.relkind = 'p' as fact_on_partitioned
from pg_catalog.pg_index as i
join pg_catalog.pg_class as x on x.oid = i.indexrelid
join pg_catalog.pg_class as t on t.oid = i.indrelid
join pg_catalog.pg_namespace as n on n.oid = t.relnamespace
left join pg_catalog.pg_tablespace as s on s.oid = x.reltablespace
left join pg_catalog.pg_inherits as h on h.inhrelid = x.oid
left join pg_catalog.pg_class as pc on pc.oid = h.inhparent
left join pg_catalog.pg_namespace as pn on pn.oid = pc.relnamespace
left join pg_catalog.pg_description as d
    on d.objoid = x.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
where
    {among(i.indrelid)}
    and t.relkind in ('r', 'p', 'm')
    and t.relpersistence <> 't'
    and (i.indisvalid or t.relkind = 'p')
    and not exists (
        select from pg_catalog.pg_constraint as c
        where c.conindid = x.oid and c.contype in ('p', 'u', 'x')
    )
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
