-- operator.sql: one row per operator.   Placeholders: schemas (oids).   Server: 14 and later.
-- Operators without a function are only promised as commutator or negator of another; pg_dump leaves them out, too.
-- Source: PostgreSQL manual, pg_operator.
select
    n.nspname::text as schema_name,
    o.oprname::text as name,
    case when o.oprleft = 0 then 'none' else pg_catalog.format_type(o.oprleft, null) end
    || ', ' || pg_catalog.format_type(o.oprright, null) as signature,
    o.oid::bigint as oid,
    case when o.oprleft <> 0 then pg_catalog.format_type(o.oprleft, null) end as left_type,
    pg_catalog.format_type(o.oprright, null) as right_type,
    o.oprcode::pg_catalog.regproc::text as function,
    pg_catalog.quote_ident(cn.nspname) || '.' || c.oprname as commutator,
    pg_catalog.quote_ident(gn.nspname) || '.' || g.oprname as negator,
    nullif(o.oprrest::oid, 0)::pg_catalog.regproc::text as restrict,
    nullif(o.oprjoin::oid, 0)::pg_catalog.regproc::text as join,
    nullif(o.oprcanmerge, false) as merges,
    nullif(o.oprcanhash, false) as hashes,
    r.rolname::text as owner,
    d.description as comment,
    cn.nspname::text as fact_commutator_schema,
    c.oprname::text as fact_commutator_name,
    nullif(c.oprcode = 0, false) as commutator_promised,
    gn.nspname::text as fact_negator_schema,
    g.oprname::text as fact_negator_name,
    nullif(g.oprcode = 0, false) as negator_promised
from pg_catalog.pg_operator as o
join pg_catalog.pg_namespace as n on n.oid = o.oprnamespace
join pg_catalog.pg_roles as r on r.oid = o.oprowner
left join pg_catalog.pg_operator as c on c.oid = o.oprcom
left join pg_catalog.pg_namespace as cn on cn.oid = c.oprnamespace
left join pg_catalog.pg_operator as g on g.oid = o.oprnegate
left join pg_catalog.pg_namespace as gn on gn.oid = g.oprnamespace
left join pg_catalog.pg_description as d
    on d.objoid = o.oid and d.classoid = 'pg_catalog.pg_operator'::pg_catalog.regclass and d.objsubid = 0
where
    o.oprcode <> 0
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass and e.objid = o.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
