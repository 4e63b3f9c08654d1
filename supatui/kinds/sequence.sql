-- sequence.sql: one row per sequence that is no identity column's.   Placeholders: schemas (oids).   Server: 14 and later.
-- owned_by is the path of the column in the same schema; identity sequences belong to their column.
select
    n.nspname::text as schema_name,
    c.relname::text as name,
    case when t.relkind = 'f' then 'foreign_table' when t.oid is not null then 'table' end as belongs_kind,
    t.relname::text as belongs_name,
    c.oid::bigint as oid,
    case c.relpersistence when 'u' then 'unlogged' else 'permanent' end as persistence,
    pg_catalog.format_type(s.seqtypid, null) as type,
    s.seqstart as start,
    s.seqincrement as increment,
    s.seqmin as minimum,
    s.seqmax as maximum,
    s.seqcache as cache,
    s.seqcycle as cycle,
    pg_catalog.quote_ident(t.relname) || '.' || pg_catalog.quote_ident(a.attname) as owned_by,
    case when t.oid is null then r.rolname::text end as owner,
    d.description as comment,
    t.relname::text as fact_owning_table,
    a.attname::text as fact_owning_column
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_sequence as s on s.seqrelid = c.oid
join pg_catalog.pg_roles as r on r.oid = c.relowner
left join pg_catalog.pg_depend as o
    on o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and o.objid = c.oid
    and o.objsubid = 0
    and o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and o.refobjsubid > 0
    and o.deptype in ('a', 'i')
left join pg_catalog.pg_class as t on t.oid = o.refobjid
left join pg_catalog.pg_attribute as a on a.attrelid = o.refobjid and a.attnum = o.refobjsubid
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
where
    c.relkind = 'S'
    and o.deptype is distinct from 'i'
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
