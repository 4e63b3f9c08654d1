-- domain_constraint.sql: one row per check of a domain.   Placeholders: schemas (oids).   Server: 14 and later.
-- Not null is an attribute of the domain, although 18 stores it as a constraint (contype n).
select
    n.nspname::text as schema_name,
    c.conname::text as name,
    'domain'::text as parent_kind,
    t.typname::text as parent_name,
    c.oid::bigint as oid,
    pg_catalog.pg_get_constraintdef(c.oid) as definition,
    d.description as comment
from pg_catalog.pg_constraint as c
join pg_catalog.pg_type as t on t.oid = c.contypid
join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and d.objsubid = 0
where
    c.contype = 'c'
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
