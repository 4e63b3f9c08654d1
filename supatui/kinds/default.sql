-- default.sql: one row per default of a column of a table or view.   Placeholders: schemas (oids).   Server: 14 and later.
select
    n.nspname::text as schema_name,
    a.attname::text as name,
    case when c.relkind = 'v' then 'view_column' else 'column' end as parent_kind,
    pg_catalog.quote_ident(c.relname) as parent_parent,
    a.attname::text as parent_name,
    g.oid::bigint as oid,
    pg_catalog.pg_get_expr(g.adbin, 0) as expression, -- names no columns; with the table it would open every table
    c.relname::text as fact_relation,
    case c.relkind when 'v' then 'view' when 'f' then 'foreign_table' else 'table' end as fact_relation_kind
from pg_catalog.pg_attrdef as g
join pg_catalog.pg_attribute as a on a.attrelid = g.adrelid and a.attnum = g.adnum
join pg_catalog.pg_class as c on c.oid = g.adrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where
    {among(g.adrelid)}
    and {among(a.attrelid)}
    and a.attgenerated = ''
    and not a.attisdropped
    and c.relkind in ('r', 'p', 'f', 'v')
    and c.relpersistence <> 't'
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
