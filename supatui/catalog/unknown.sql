-- unknown.sql: one row per user's object of a kind that is not understood yet: (kind, description, fingerprint).
-- Placeholders: excluded (schemas).   Server: 14 and later.
-- Security labels are named here: who gives them a meaning is a module of the server, which a shadow does not have.
select
    'security label' as kind,
    l.provider || ' for ' || pg_catalog.pg_describe_object(l.classoid, l.objoid, l.objsubid) as name,
    pg_catalog.md5(l.label) as fingerprint
from pg_catalog.pg_seclabel as l
cross join lateral pg_catalog.pg_identify_object(l.classoid, l.objoid, l.objsubid) as o
where
    l.objoid >= 16384
    and (o.schema is null or (o.schema !~ '^pg_' and o.schema <> all ({excluded})))
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = l.classoid and e.objid = l.objoid and e.deptype in ('e', 'i')
    )
order by 1, 2
