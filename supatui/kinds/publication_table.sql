-- publication_table.sql: one row per table that a publication names; the platform's publication may name a user's table.
-- Placeholders: schemas (oids).   Server: 14 and later.
-- name is the publication's. Columns are sorted by name, since their order says nothing.
-- Source: PostgreSQL manual, pg_publication_rel; column lists and filters since 15.
select
    n.nspname::text as schema_name,
    p.pubname::text as name,
    'table'::text as parent_kind,
    c.relname::text as parent_name,
    m.oid::bigint as oid,
    case -- since 15
        when m.prattrs is not null -- since 15
            then array( -- since 15
                select a.attname::text -- since 15
                from pg_catalog.unnest(m.prattrs::smallint[]) as u (attnum) -- since 15
                join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum = u.attnum -- since 15
                order by 1 -- since 15
            ) -- since 15
    end as columns, -- since 15
    pg_catalog.pg_get_expr(m.prqual, c.oid) as row_filter, -- since 15
    p.pubupdate or p.pubdelete as fact_needs_key
from pg_catalog.pg_publication_rel as m
join pg_catalog.pg_publication as p on p.oid = m.prpubid
join pg_catalog.pg_class as c on c.oid = m.prrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where
    c.relkind in ('r', 'p')
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where
            e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
            and (
                (e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid)
                or (e.classid = 'pg_catalog.pg_publication'::pg_catalog.regclass and e.objid = p.oid)
                or (e.classid = 'pg_catalog.pg_publication_rel'::pg_catalog.regclass and e.objid = m.oid)
            )
    )
