-- operator_class.sql: one row per operator class and operator or function of it, the same but for what pg_depend knows
-- the latter by.   Placeholders: schemas (oids).   Server: 14 and later.
-- pg_depend says what belongs to the class and what only to its family: since 14 the access method decides it.
-- Source: PostgreSQL manual, pg_opclass, pg_amop, pg_amproc.
with items as (
    select
        o.refobjid as class_oid,
        ao.oid::bigint as operator_oid,
        0::bigint as function_oid,
        false as is_function,
        ao.amopstrategy as number,
        'operator ' || ao.amopstrategy || ' ' || ao.amopopr::pg_catalog.regoperator::text || coalesce(
            ' for order by ' || pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.opfname), ''
        ) as definition
    from pg_catalog.pg_depend as o
    join pg_catalog.pg_amop as ao on ao.oid = o.objid
    left join pg_catalog.pg_opfamily as s on s.oid = ao.amopsortfamily
    left join pg_catalog.pg_namespace as sn on sn.oid = s.opfnamespace
    where
        o.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
        and o.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass
    union all
    select
        o.refobjid,
        0,
        ap.oid::bigint,
        true,
        ap.amprocnum,
        'function ' || ap.amprocnum || ' (' || pg_catalog.format_type(ap.amproclefttype, null) || ', '
        || pg_catalog.format_type(ap.amprocrighttype, null) || ') ' || ap.amproc::pg_catalog.regprocedure::text
    from pg_catalog.pg_depend as o
    join pg_catalog.pg_amproc as ap on ap.oid = o.objid
    where
        o.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
        and o.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass
)

select
    n.nspname::text as schema_name,
    c.opcname::text as name,
    m.amname::text as signature,
    c.oid::bigint as oid,
    k.operator_oid,
    k.function_oid,
    pg_catalog.format_type(c.opcintype, null) as type,
    nullif(c.opcdefault, false) as is_default,
    pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.opfname) as family,
    case when c.opckeytype <> 0 then pg_catalog.format_type(c.opckeytype, null) end as storage,
    (
        select pg_catalog.array_agg(i.definition order by i.is_function, i.number, i.definition)
        from items as i
        where i.class_oid = c.oid
    ) as members,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_opclass as c
join pg_catalog.pg_am as m on m.oid = c.opcmethod
join pg_catalog.pg_opfamily as f on f.oid = c.opcfamily
join pg_catalog.pg_namespace as fn on fn.oid = f.opfnamespace
join pg_catalog.pg_namespace as n on n.oid = c.opcnamespace
join pg_catalog.pg_roles as r on r.oid = c.opcowner
left join items as k on k.class_oid = c.oid
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_opclass'::pg_catalog.regclass and d.objsubid = 0
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
