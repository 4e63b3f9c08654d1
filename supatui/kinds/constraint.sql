-- constraint.sql: one row per primary key, unique, foreign key, check or exclude constraint of a table that is not
-- inherited from a parent.   Placeholders: schemas (oids).   Server: 14 and later.
-- attached_to is the index of the partitioned parent that a partition's key belongs to.
select
    case c.contype
        when 'p' then 'primary_key' when 'u' then 'unique' when 'f' then 'foreign_key' when 'c' then 'check'
        else 'exclude'
    end as kind,
    n.nspname::text as schema_name,
    c.conname::text as name,
    case t.relkind when 'f' then 'foreign_table' else 'table' end as parent_kind,
    t.relname::text as parent_name,
    c.oid::bigint as oid,
    case when c.contype in ('p', 'u', 'x') then c.conindid::bigint end as index_oid,
    pg_catalog.pg_get_constraintdef(c.oid) as definition,
    case
        when x.reloptions is not null
        then array(select o.option from pg_catalog.unnest(x.reloptions) as o (option) order by o.option collate "C")
    end as options,
    s.spcname::text as tablespace,
    pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(pc.relname) as attached_to,
    d.description as comment,
    dx.description as index_comment,
    pg_catalog.array_remove( -- expressions have no name
        array(
            select (
                select a.attname::text from pg_catalog.pg_attribute as a where a.attrelid = c.conrelid and a.attnum = k.attnum
            )
            from pg_catalog.unnest(c.conkey) with ordinality as k (attnum, place)
            order by k.place
        ),
        null
    ) as fact_columns,
    pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.relname) as fact_referenced,
    x.reloptions as fact_option_order,
    xi.indisvalid as fact_valid,
    t.relkind = 'p' as fact_on_partitioned
from pg_catalog.pg_constraint as c
join pg_catalog.pg_class as t on t.oid = c.conrelid
join pg_catalog.pg_namespace as n on n.oid = t.relnamespace
left join pg_catalog.pg_class as x on x.oid = c.conindid and c.contype in ('p', 'u', 'x')
left join pg_catalog.pg_index as xi on xi.indexrelid = x.oid
left join pg_catalog.pg_tablespace as s on s.oid = x.reltablespace
left join pg_catalog.pg_inherits as h on h.inhrelid = x.oid
left join pg_catalog.pg_class as pc on pc.oid = h.inhparent
left join pg_catalog.pg_namespace as pn on pn.oid = pc.relnamespace
left join pg_catalog.pg_class as f on f.oid = c.confrelid
left join pg_catalog.pg_namespace as fn on fn.oid = f.relnamespace
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and d.objsubid = 0
left join pg_catalog.pg_description as dx
    on dx.objoid = x.oid and dx.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and dx.objsubid = 0
where
    {among(c.conrelid)}
    and c.contype in ('p', 'u', 'f', 'c', 'x')
    and (c.contype <> 'c' or c.conislocal)
    and (c.contype <> 'f' or c.conparentid = 0)
    and t.relkind in ('r', 'p', 'f')
    and t.relpersistence <> 't'
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
