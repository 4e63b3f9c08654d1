-- range.sql: one row per range type, which brings its multirange type.   Placeholders: schemas (oids).
-- Server: 14 and later. The functions that build a range or a multirange belong to it: constructor_1_oid and so on.
-- Source: PostgreSQL manual, pg_range; pg_dump's dumpRangeType.
select
    n.nspname::text as schema_name,
    t.typname::text as name,
    t.oid::bigint as oid,
    t.typarray::bigint as array_oid,
    m.oid::bigint as multirange_oid,
    m.typarray::bigint as multirange_array_oid,
    k.oids[1] as constructor_1_oid,
    k.oids[2] as constructor_2_oid,
    k.oids[3] as constructor_3_oid,
    k.oids[4] as constructor_4_oid,
    k.oids[5] as constructor_5_oid,
    pg_catalog.format_type(g.rngsubtype, null) as subtype,
    case
        when not oc.opcdefault
            then pg_catalog.quote_ident(ocn.nspname) || '.' || pg_catalog.quote_ident(oc.opcname)
    end as subtype_operator_class,
    case
        when g.rngcollation <> s.typcollation
            then pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(c.collname)
    end as collation,
    nullif(g.rngcanonical::oid, 0)::pg_catalog.regproc::text as canonical,
    nullif(g.rngsubdiff::oid, 0)::pg_catalog.regproc::text as subtype_difference,
    pg_catalog.quote_ident(mn.nspname) || '.' || pg_catalog.quote_ident(m.typname) as multirange,
    r.rolname::text as owner,
    d.description as comment,
    mn.nspname::text as fact_multirange_schema,
    m.typname::text as fact_multirange_name
from pg_catalog.pg_range as g
join pg_catalog.pg_type as t on t.oid = g.rngtypid
join pg_catalog.pg_type as m on m.oid = g.rngmultitypid
join pg_catalog.pg_type as s on s.oid = g.rngsubtype
join pg_catalog.pg_opclass as oc on oc.oid = g.rngsubopc
join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
join pg_catalog.pg_namespace as mn on mn.oid = m.typnamespace
join pg_catalog.pg_namespace as ocn on ocn.oid = oc.opcnamespace
join pg_catalog.pg_roles as r on r.oid = t.typowner
cross join lateral (
    select
        array(
            select o.objid::bigint
            from pg_catalog.pg_depend as o
            where
                o.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                and o.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
                and o.refobjid in (t.oid, m.oid)
                and o.deptype = 'i'
            order by 1
        ) as oids
) as k
left join pg_catalog.pg_collation as c on c.oid = g.rngcollation
left join pg_catalog.pg_namespace as cn on cn.oid = c.collnamespace
left join pg_catalog.pg_description as d
    on d.objoid = t.oid and d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objsubid = 0
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
