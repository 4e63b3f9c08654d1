-- collation.sql: one row per collation.   Placeholders: schemas (oids).   Server: 14 and later.
-- The version of the library's data is a fact: it says nothing about what was wanted.
-- Source: PostgreSQL manual, pg_collation; pg_dump's dumpCollation. ICU's locale stands in collcollate
-- before 15, in colliculocale before 17, in colllocale since; rules are there since 16. A row as JSON takes them all.
select
    n.nspname::text as schema_name,
    c.collname::text as name,
    c.oid::bigint as oid,
    case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' when 'd' then 'default' else 'libc' end as provider,
    case
        when c.collprovider in ('i', 'b')
            then coalesce(j.row ->> 'colllocale', j.row ->> 'colliculocale', c.collcollate)
    end as locale,
    case when c.collprovider = 'c' then c.collcollate end as sort_locale,
    case when c.collprovider = 'c' then c.collctype end as character_locale,
    nullif(not c.collisdeterministic, false) as nondeterministic,
    j.row ->> 'collicurules' as rules,
    r.rolname::text as owner,
    d.description as comment,
    c.collversion as fact_version
from pg_catalog.pg_collation as c
join pg_catalog.pg_namespace as n on n.oid = c.collnamespace
join pg_catalog.pg_roles as r on r.oid = c.collowner
cross join lateral (select pg_catalog.to_jsonb(c) as row) as j
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_collation'::pg_catalog.regclass and d.objsubid = 0
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
