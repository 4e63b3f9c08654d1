-- unknown.sql: one row per user's object of a kind that is not understood yet: (kind, description, fingerprint).
-- Placeholders: excluded (schemas), managed.   Server: 14 and later.
with found as (
    select
        'base type' as kind, 'pg_catalog.pg_type'::pg_catalog.regclass as classid, t.oid, t.typnamespace as schema_oid
    from pg_catalog.pg_type as t
    where t.typtype in ('b', 'p') and t.typelem = 0 and t.typcategory <> 'A'
    union all
    select 'conversion', 'pg_catalog.pg_conversion'::pg_catalog.regclass, c.oid, c.connamespace
    from pg_catalog.pg_conversion as c
    union all
    select 'operator', 'pg_catalog.pg_operator'::pg_catalog.regclass, o.oid, o.oprnamespace
    from pg_catalog.pg_operator as o
    union all
    select 'operator class', 'pg_catalog.pg_opclass'::pg_catalog.regclass, o.oid, o.opcnamespace
    from pg_catalog.pg_opclass as o
    union all
    select 'operator family', 'pg_catalog.pg_opfamily'::pg_catalog.regclass, o.oid, o.opfnamespace
    from pg_catalog.pg_opfamily as o
    union all
    select 'text search parser', 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, p.oid, p.prsnamespace
    from pg_catalog.pg_ts_parser as p
    union all
    select 'text search template', 'pg_catalog.pg_ts_template'::pg_catalog.regclass, t.oid, t.tmplnamespace
    from pg_catalog.pg_ts_template as t
    union all
    select 'foreign table', 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, c.relnamespace
    from pg_catalog.pg_class as c
    where c.relkind = 'f'
    union all
    select 'cast', 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid, null
    from pg_catalog.pg_cast as c
    union all
    select 'transform', 'pg_catalog.pg_transform'::pg_catalog.regclass, t.oid, null
    from pg_catalog.pg_transform as t
    union all
    select 'language', 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, null
    from pg_catalog.pg_language as l
    union all
    select 'access method', 'pg_catalog.pg_am'::pg_catalog.regclass, a.oid, null
    from pg_catalog.pg_am as a
    union all
    select 'foreign-data wrapper', 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, f.oid, null
    from pg_catalog.pg_foreign_data_wrapper as f
    union all
    select 'foreign server', 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, null
    from pg_catalog.pg_foreign_server as s
    union all
    select 'subscription', 'pg_catalog.pg_subscription'::pg_catalog.regclass, s.oid, null
    from pg_catalog.pg_subscription as s
    where s.subdbid = (select d.oid from pg_catalog.pg_database as d where d.datname = pg_catalog.current_database())
)

select
    f.kind,
    pg_catalog.pg_describe_object(f.classid, f.oid, 0) as name,
    '' as fingerprint
from found as f
left join pg_catalog.pg_namespace as n on n.oid = f.schema_oid
where
    f.oid >= 16384
    and (n.oid is null or (n.nspname !~ '^pg_' and n.nspname <> all ({excluded})))
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = f.classid and e.objid = f.oid and e.deptype in ('e', 'i')
    )
order by 1, 2
