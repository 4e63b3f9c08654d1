-- domain.sql: one row per domain; its checks are domain_constraint.   Placeholders: schemas (oids).   Server: 14 and later.
-- Not null has a name since 17; it is absent where it is the usual one.
select
    n.nspname::text as schema_name,
    t.typname::text as name,
    t.oid::bigint as oid,
    t.typarray::bigint as array_oid,
    pg_catalog.format_type(t.typbasetype, t.typtypmod) as base_type,
    case
        when t.typcollation <> b.typcollation
            then pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(c.collname)
    end as collation,
    case
        when t.typdefault is null and b.typdefault is not null then 'NULL' -- said, against the base type's
        else pg_catalog.pg_get_expr(t.typdefaultbin, 0) -- null where it comes from the base type
    end as default,
    t.typnotnull as not_null,
    case -- since 17
        when nn.conname <> t.typname || '_not_null' and pg_catalog.octet_length(t.typname || '_not_null') < 64 -- since 17
            then nn.conname::text -- since 17
    end as not_null_name, -- since 17
    nd.description as not_null_comment, -- since 17
    nn.conname::text as fact_not_null_constraint, -- since 17
    t.typdefault is not null and t.typdefaultbin is null as fact_inherits_default,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_type as t
join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
join pg_catalog.pg_type as b on b.oid = t.typbasetype
join pg_catalog.pg_roles as r on r.oid = t.typowner
left join pg_catalog.pg_collation as c on c.oid = t.typcollation
left join pg_catalog.pg_namespace as cn on cn.oid = c.collnamespace
left join pg_catalog.pg_constraint as nn on nn.contypid = t.oid and nn.contype = 'n' -- since 17
left join pg_catalog.pg_description as nd -- since 17
    on nd.objoid = nn.oid and nd.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass -- since 17
left join pg_catalog.pg_description as d
    on d.objoid = t.oid and d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objsubid = 0
where
    t.typtype = 'd'
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
