-- extension_dependence.sql: one row per routine, index, materialized view or trigger that goes when an extension goes.
-- Placeholders: schemas (oids).   Server: 14 and later.   name is the extension's. Triggers count without the clones
-- of partitions, as for pg_dump, which does not say it of aggregates; an index of a constraint is that constraint.
-- Source: PostgreSQL manual, pg_depend, deptype x; ALTER FUNCTION ... DEPENDS ON EXTENSION.
select
    o.schema_name,
    x.extname::text as name,
    o.kind as signature,
    o.kind as parent_kind,
    o.name as parent_name,
    o.parent as parent_parent,
    o.signature as parent_signature,
    x.extname::text as fact_extension
from (
    select
        'pg_catalog.pg_proc'::pg_catalog.regclass as classid,
        p.oid,
        p.pronamespace as namespace,
        n.nspname::text as schema_name,
        case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end as kind,
        p.proname::text as name,
        '' as parent,
        pg_catalog.array_to_string(
            array(
                select pg_catalog.format_type(a.type_oid, null)
                from pg_catalog.unnest(p.proargtypes) with ordinality as a (type_oid, place)
                order by a.place
            ),
            ', '
        ) as signature
    from pg_catalog.pg_proc as p
    join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    union all
    select
        'pg_catalog.pg_class'::pg_catalog.regclass,
        c.oid,
        c.relnamespace,
        n.nspname::text,
        case
            when c.relkind = 'm' then 'materialized_view'
            else coalesce(
                case k.contype when 'p' then 'primary_key' when 'u' then 'unique' when 'x' then 'exclude' end, 'index'
            )
        end,
        coalesce(k.conname, c.relname)::text,
        coalesce(pg_catalog.quote_ident(t.relname), ''),
        ''
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    left join pg_catalog.pg_index as i on i.indexrelid = c.oid
    left join pg_catalog.pg_class as t on t.oid = i.indrelid
    left join pg_catalog.pg_constraint as k on k.conindid = c.oid and k.contype in ('p', 'u', 'x')
    where c.relkind in ('m', 'i', 'I')
    union all
    select
        'pg_catalog.pg_trigger'::pg_catalog.regclass,
        g.oid,
        t.relnamespace,
        n.nspname::text,
        'trigger',
        g.tgname::text,
        pg_catalog.quote_ident(t.relname),
        ''
    from pg_catalog.pg_trigger as g
    join pg_catalog.pg_class as t on t.oid = g.tgrelid
    join pg_catalog.pg_namespace as n on n.oid = t.relnamespace
    where not g.tgisinternal and g.tgparentid = 0
) as o
join pg_catalog.pg_depend as d on d.classid = o.classid and d.objid = o.oid and d.deptype = 'x'
join pg_catalog.pg_extension as x
    on x.oid = d.refobjid and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
where
    o.namespace = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = o.classid and e.objid = o.oid and e.deptype = 'e'
    )
