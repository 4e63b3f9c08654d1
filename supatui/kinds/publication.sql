-- publication.sql: one row per publication that is not the Supabase platform's; what it publishes stands in objects of
-- their own.   Placeholders: managed (schemas), managed_publications.
-- Server: 14 and later.   Source: PostgreSQL manual, pg_publication.
select
    ''::text as schema_name,
    p.pubname::text as name,
    p.oid::bigint as oid,
    nullif(p.puballtables, false) as all_tables,
    pg_catalog.array_remove(
        array[
            case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
            case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end
        ],
        null
    ) as publish,
    nullif(p.pubviaroot, false) as via_root,
    case p.pubgencols when 's' then 'stored' end as generated_columns, -- since 18
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_publication as p
join pg_catalog.pg_roles as r on r.oid = p.pubowner
left join pg_catalog.pg_description as d
    on d.objoid = p.oid and d.classoid = 'pg_catalog.pg_publication'::pg_catalog.regclass and d.objsubid = 0
where
    (
        pg_catalog.cardinality({managed}) = 0
        or p.pubname <> all ({managed_publications})
    )
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_publication'::pg_catalog.regclass and e.objid = p.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
