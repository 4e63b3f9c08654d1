-- base_type.sql: one row per base type or shell type.   Placeholders: schemas (oids).   Server: 14 and later.
-- Array types are left out: they come with their element. What CREATE TYPE takes by default is left out, too.
-- Source: PostgreSQL manual, pg_type; pg_dump's dumpBaseType.
select
    n.nspname::text as schema_name,
    t.typname::text as name,
    t.oid::bigint as oid,
    t.typarray::bigint as array_oid,
    nullif(not t.typisdefined, false) as shell,
    case when t.typisdefined then t.typlen::integer end as length,
    nullif(t.typinput::oid, 0)::pg_catalog.regproc::text as input,
    nullif(t.typoutput::oid, 0)::pg_catalog.regproc::text as output,
    nullif(t.typreceive::oid, 0)::pg_catalog.regproc::text as receive,
    nullif(t.typsend::oid, 0)::pg_catalog.regproc::text as send,
    nullif(t.typmodin::oid, 0)::pg_catalog.regproc::text as modifier_input,
    nullif(t.typmodout::oid, 0)::pg_catalog.regproc::text as modifier_output,
    nullif(t.typanalyze::oid, 0)::pg_catalog.regproc::text as analyze,
    nullif(t.typsubscript::oid, 0)::pg_catalog.regproc::text as subscript,
    case when t.typelem <> 0 then pg_catalog.format_type(t.typelem, null) end as element,
    nullif(t.typbyval and t.typisdefined, false) as by_value,
    case when t.typisdefined then t.typalign::text end as alignment,
    case
        when t.typisdefined
            then case t.typstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end
    end as storage,
    case when t.typisdefined then t.typcategory::text end as category,
    nullif(t.typispreferred, false) as preferred,
    t.typdefault as default,
    nullif(t.typdelim, ',')::text as delimiter,
    nullif(t.typcollation <> 0, false) as collatable,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_type as t
join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
join pg_catalog.pg_roles as r on r.oid = t.typowner
left join pg_catalog.pg_description as d
    on d.objoid = t.oid and d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objsubid = 0
where
    (t.typtype = 'b' or not t.typisdefined)
    and not exists (select from pg_catalog.pg_type as e where e.typarray = t.oid)
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where
            e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and e.objid = t.oid and e.deptype in ('e', 'i')
    )
