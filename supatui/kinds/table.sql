-- table.sql: one row per ordinary or partitioned table.   Placeholders: schemas (oids).   Server: 14 and later.
-- inherits and partition_of are qualified names; options are those of the table and, with their prefix, of its toast.
select
    n.nspname::text as schema_name,
    c.relname::text as name,
    c.oid::bigint as oid,
    c.reltype::bigint as type_oid,
    t.typarray::bigint as array_oid,
    case c.relpersistence when 'u' then 'unlogged' else 'permanent' end as persistence,
    case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end as of_type,
    case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end as partition_key,
    case when c.relispartition then p.parents[1] end as partition_of,
    case when c.relispartition then pg_catalog.pg_get_expr(c.relpartbound, c.oid) end as partition_bound,
    case when not c.relispartition then p.parents end as inherits,
    m.amname::text as access_method,
    s.spcname::text as tablespace,
    nullif(
        array(
            select o.option
            from pg_catalog.unnest(
                c.reloptions
                || array(select 'toast.' || t.option from pg_catalog.unnest(x.reloptions) as t (option))
            ) as o (option)
            order by o.option collate "C"
        ),
        '{}'::text[]
    ) as options,
    nullif(c.relrowsecurity, false) as row_security,
    nullif(c.relforcerowsecurity, false) as force_row_security,
    case c.relreplident
        when 'f' then 'full'
        when 'n' then 'nothing'
        when 'i' then coalesce('index ' || ri.relname, 'nothing') -- what the server does once the index is gone
    end as replica_identity,
    ci.relname::text as cluster_on,
    r.rolname::text as owner,
    d.description as comment,
    c.relkind = 'p' as fact_partitioned,
    c.reloptions
        || array(select 'toast.' || t.option from pg_catalog.unnest(x.reloptions) as t (option)) as fact_option_order,
    case when c.relispartition then u.names end as fact_unproven_checks, -- from above, for rows that were there before
    (
        select pg_catalog.array_agg(fx.name::text order by fx.name)
        from pg_catalog.pg_index as f
        cross join lateral (
            select (select x.relname from pg_catalog.pg_class as x where x.oid = f.indexrelid) as name
        ) as fx
        where f.indrelid = c.oid and not f.indisvalid and c.relkind = 'r'
    ) as fact_failed_indexes,
    c.reltuples::bigint as fact_row_estimate
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_roles as r on r.oid = c.relowner
left join pg_catalog.pg_type as t on t.oid = c.reltype
left join pg_catalog.pg_class as x on x.oid = c.reltoastrelid
left join pg_catalog.pg_am as m on m.oid = c.relam and (m.amname <> 'heap' or c.relkind = 'p') -- said for partitions
left join pg_catalog.pg_tablespace as s on s.oid = c.reltablespace
left join pg_catalog.pg_index as rx on rx.indrelid = c.oid and rx.indisreplident
left join pg_catalog.pg_class as ri on ri.oid = rx.indexrelid
left join pg_catalog.pg_index as cx on cx.indrelid = c.oid and cx.indisclustered
left join pg_catalog.pg_class as ci on ci.oid = cx.indexrelid
left join (
    select
        i.inhrelid,
        pg_catalog.array_agg(
            pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(pc.relname) order by i.inhseqno
        ) as parents
    from pg_catalog.pg_inherits as i
    join pg_catalog.pg_class as pc on pc.oid = i.inhparent
    join pg_catalog.pg_namespace as pn on pn.oid = pc.relnamespace
    group by i.inhrelid
) as p on p.inhrelid = c.oid
left join (
    select k.conrelid, pg_catalog.array_agg(k.conname::text order by k.conname) as names
    from pg_catalog.pg_constraint as k
    where k.contype = 'c' and not k.conislocal and not k.convalidated
    group by k.conrelid
) as u on c.relispartition and u.conrelid = c.oid
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
where
    {among(c.oid)}
    and c.relkind in ('r', 'p')
    and c.relpersistence <> 't'
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
