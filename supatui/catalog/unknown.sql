-- unknown.sql: one row per user's object of a kind that is not understood yet: (kind, description, fingerprint).
-- Placeholders: excluded (schemas), managed.   Server: 14 and later.
with found as (
    select
        'subscription' as kind, 'pg_catalog.pg_subscription'::pg_catalog.regclass as classid, s.oid, null::oid as schema_oid
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
