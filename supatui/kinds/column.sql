-- column.sql: one row per column of a table.   Placeholders: schemas (oids).   Server: 14 and later.
-- An identity column brings its sequence, with its type where that is not the column's and its persistence where that
-- is not the table's; a generated one its expression. Plain defaults are objects of their own.
select
    n.nspname::text as schema_name,
    a.attname::text as name,
    case c.relkind when 'f' then 'foreign_table' else 'table' end as parent_kind,
    c.relname::text as parent_name,
    c.oid::bigint as oid,
    a.attnum::integer as subid,
    g.oid::bigint as expression_oid,
    i.seqrelid::bigint as sequence_oid,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
    case
        when a.attcollation <> t.typcollation
            then pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname)
    end as collation,
    a.attnotnull as not_null,
    case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end as generated,
    case when g.oid is not null then pg_catalog.pg_get_expr(g.adbin, g.adrelid) end as expression,
    case when i.seqrelid is not null -- a partition has its identity from its parent, since 17
        then case a.attidentity when 'a' then 'always' when 'd' then 'by default' end
    end as identity,
    i.name as identity_sequence,
    i.options as identity_options,
    case when i.seqtypid <> a.atttypid then pg_catalog.format_type(i.seqtypid, null) end as identity_type,
    case -- since 15
        when i.relpersistence <> c.relpersistence -- since 15
            then case i.relpersistence when 'u' then 'unlogged' else 'logged' end -- since 15
    end as identity_persistence, -- since 15
    i.comment as identity_comment,
    case
        when a.attstorage <> t.typstorage
            then case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end
    end as storage,
    case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as compression,
    nullif(a.attstattarget, -1)::integer as statistics,
    a.attoptions as options,
    {options(a.attfdwoptions)} as foreign_options,
    case -- since 18
        when nn.coninhcount = 0 and nn.conname <> c.relname || '_' || a.attname || '_not_null' -- since 18
            and pg_catalog.octet_length(c.relname || '_' || a.attname || '_not_null') < 64 -- since 18
            then nn.conname::text -- since 18
    end as not_null_name, -- since 18
    nullif(not nn.convalidated, false) as not_null_unvalidated, -- since 18
    nullif(nn.connoinherit, false) as not_null_no_inherit, -- since 18
    nd.description as not_null_comment, -- since 18
    nn.conname::text as fact_not_null_constraint, -- since 18
    nullif(nn.conislocal and nn.coninhcount > 0, false) as fact_not_null_own, -- since 18
    exists ( -- since 18
        select from pg_catalog.pg_constraint as o -- since 18
        where o.conname = nn.conname and o.connamespace = nn.connamespace -- since 18
            and o.oid <> nn.oid and nn.coninhcount = 0 -- since 18
            and not exists ( -- since 18
                -- what an heir has from here comes later
                select from pg_catalog.pg_inherits as h -- since 18
                where h.inhrelid = o.conrelid and h.inhparent = nn.conrelid -- since 18
            ) -- since 18
    ) as fact_not_null_namesake, -- since 18
    d.description as comment,
    a.attnum::integer as fact_position,
    case t.typstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end
        as fact_type_storage,
    t.typtype = 'e' as fact_is_enum,
    exists ( -- a partitioned table's key: source, StorePartitionKey
        select from pg_catalog.pg_depend as k
        where
            c.relkind = 'p'
            and k.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and k.objid = c.oid and k.objsubid = a.attnum
            and k.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and k.refobjid = c.oid and k.refobjsubid = 0
            and k.deptype = 'i'
    ) as fact_partitions,
    a.attislocal as fact_local,
    a.attinhcount > 0 as fact_inherited
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_type as t on t.oid = a.atttypid
left join pg_catalog.pg_collation as co on co.oid = a.attcollation
left join pg_catalog.pg_namespace as cn on cn.oid = co.collnamespace
left join pg_catalog.pg_attrdef as g on g.adrelid = a.attrelid and g.adnum = a.attnum and a.attgenerated <> ''
left join (
    select
        o.refobjid,
        o.refobjsubid,
        s.seqrelid,
        s.seqtypid,
        pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(sc.relname) as name,
        sc.relpersistence,
        array[
            'start with ' || s.seqstart, 'increment by ' || s.seqincrement, 'minvalue ' || s.seqmin,
            'maxvalue ' || s.seqmax, 'cache ' || s.seqcache, case when s.seqcycle then 'cycle' else 'no cycle' end
        ] as options,
        sd.description as comment
    from pg_catalog.pg_depend as o
    join pg_catalog.pg_sequence as s on s.seqrelid = o.objid
    join pg_catalog.pg_class as sc on sc.oid = o.objid
    join pg_catalog.pg_namespace as sn on sn.oid = sc.relnamespace
    left join pg_catalog.pg_description as sd
        on sd.objoid = sc.oid and sd.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and sd.objsubid = 0
    where
        o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and o.refobjsubid > 0
        and o.deptype = 'i'
) as i on a.attidentity <> '' and i.refobjid = a.attrelid and i.refobjsubid = a.attnum
left join pg_catalog.pg_constraint as nn -- since 18
    on nn.conrelid = a.attrelid and nn.contype = 'n' and nn.conkey = array[a.attnum] -- since 18
left join pg_catalog.pg_description as nd -- since 18
    on nd.objoid = nn.oid and nd.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass -- since 18
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = a.attnum
where
    {among(a.attrelid)}
    and c.relkind in ('r', 'p', 'f')
    and c.relpersistence <> 't'
    and a.attnum > 0
    and not a.attisdropped
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
