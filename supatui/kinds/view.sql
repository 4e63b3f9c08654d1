-- view.sql: one row per view or materialized view.   Placeholders: schemas (oids).   Server: 14 and later.
select
    case c.relkind when 'v' then 'view' else 'materialized_view' end as kind,
    n.nspname::text as schema_name,
    c.relname::text as name,
    c.oid::bigint as oid,
    c.reltype::bigint as type_oid,
    t.typarray::bigint as array_oid,
    pg_catalog.pg_get_viewdef(c.oid) as query,
    case
        when c.reloptions is not null
        then array(select o.option from pg_catalog.unnest(c.reloptions) as o (option) order by o.option collate "C")
    end as options,
    m.amname::text as access_method,
    s.spcname::text as tablespace,
    case when c.relkind = 'm' then c.relispopulated end as populated,
    ci.relname::text as cluster_on,
    r.rolname::text as owner,
    d.description as comment,
    array(
        select pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
        || case
            when a.attcollation <> (select y.typcollation from pg_catalog.pg_type as y where y.oid = a.atttypid)
            then ' collate ' || a.attcollation::pg_catalog.regcollation
            else ''
        end
        from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        order by a.attnum
    ) as fact_columns,
    (
        select pg_catalog.array_agg(fx.name::text order by fx.name)
        from pg_catalog.pg_index as f
        cross join lateral (
            select (select x.relname from pg_catalog.pg_class as x where x.oid = f.indexrelid) as name
        ) as fx
        where f.indrelid = c.oid and not f.indisvalid and c.relkind = 'm'
    ) as fact_failed_indexes,
    c.reloptions as fact_option_order,
    case when c.relkind = 'm' then c.reltuples::bigint end as fact_row_estimate
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_roles as r on r.oid = c.relowner
join pg_catalog.pg_type as t on t.oid = c.reltype
left join pg_catalog.pg_am as m on m.oid = c.relam and m.amname <> 'heap'
left join pg_catalog.pg_tablespace as s on s.oid = c.reltablespace
left join pg_catalog.pg_index as cx on cx.indrelid = c.oid and cx.indisclustered
left join pg_catalog.pg_class as ci on ci.oid = cx.indexrelid
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
where
    {among(c.oid)}
    and c.relkind in ('v', 'm')
    and c.relpersistence <> 't'
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
