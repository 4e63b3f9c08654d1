-- operator_family.sql: one row per operator family.   Placeholders: schemas (oids).   Server: 14 and later.
-- The operators and functions that belong to no class of it are of kind family_member.
-- Source: PostgreSQL manual, pg_opfamily.
select
    n.nspname::text as schema_name,
    f.opfname::text as name,
    m.amname::text as signature,
    f.oid::bigint as oid,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_opfamily as f
join pg_catalog.pg_am as m on m.oid = f.opfmethod
join pg_catalog.pg_namespace as n on n.oid = f.opfnamespace
join pg_catalog.pg_roles as r on r.oid = f.opfowner
left join pg_catalog.pg_description as d
    on d.objoid = f.oid and d.classoid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass and d.objsubid = 0
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass and e.objid = f.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
