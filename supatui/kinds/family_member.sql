-- family_member.sql: one row per operator or support function of an operator family that belongs to no class of it.
-- Placeholders: schemas (oids).   Server: 14 and later.
-- Source: PostgreSQL manual, pg_amop, pg_amproc; whose they are says pg_depend, as for pg_dump.
select
    n.nspname::text as schema_name,
    i.name,
    m.amname::text as signature,
    'operator_family'::text as parent_kind,
    f.opfname::text as parent_name,
    m.amname::text as parent_signature,
    i.operator_oid,
    i.function_oid,
    i.definition
from (
    select
        'pg_catalog.pg_amop'::pg_catalog.regclass as classid,
        ao.oid,
        ao.amopfamily as family_oid,
        'operator ' || ao.amopstrategy || ' (' || pg_catalog.format_type(ao.amoplefttype, null) || ', '
        || pg_catalog.format_type(ao.amoprighttype, null) || ')' as name,
        ao.oid::bigint as operator_oid,
        0::bigint as function_oid,
        'operator ' || ao.amopstrategy || ' ' || ao.amopopr::pg_catalog.regoperator::text || coalesce(
            ' for order by ' || pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.opfname), ''
        ) as definition
    from pg_catalog.pg_amop as ao
    left join pg_catalog.pg_opfamily as s on s.oid = ao.amopsortfamily
    left join pg_catalog.pg_namespace as sn on sn.oid = s.opfnamespace
    union all
    select
        'pg_catalog.pg_amproc'::pg_catalog.regclass,
        ap.oid,
        ap.amprocfamily,
        t.name,
        0,
        ap.oid::bigint,
        t.name || ' ' || ap.amproc::pg_catalog.regprocedure::text
    from pg_catalog.pg_amproc as ap
    cross join lateral (
        select
            'function ' || ap.amprocnum || ' (' || pg_catalog.format_type(ap.amproclefttype, null) || ', '
            || pg_catalog.format_type(ap.amprocrighttype, null) || ')' as name
    ) as t
) as i
join pg_catalog.pg_opfamily as f on f.oid = i.family_oid
join pg_catalog.pg_am as m on m.oid = f.opfmethod
join pg_catalog.pg_namespace as n on n.oid = f.opfnamespace
where
    exists (
        select from pg_catalog.pg_depend as o
        where
            o.classid = i.classid
            and o.objid = i.oid
            and o.refclassid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass
            and o.refobjid = f.oid
    )
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass and e.objid = f.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
