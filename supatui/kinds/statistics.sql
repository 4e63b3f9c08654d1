-- statistics.sql: one row per extended statistics object.   Placeholders: schemas (oids).   Server: 14 and later.
-- It belongs to its table where both are in one schema; else only its dependencies tie it to the table.
-- Source: PostgreSQL manual, pg_statistic_ext; a target of -1, and of null since 17, is the default.
select
    n.nspname::text as schema_name,
    s.stxname::text as name,
    case
        when n.oid = c.relnamespace
            then case c.relkind when 'm' then 'materialized_view' when 'f' then 'foreign_table' else 'table' end
    end as parent_kind,
    c.relname::text as parent_name,
    s.oid::bigint as oid,
    pg_catalog.pg_get_statisticsobjdef(s.oid) as definition,
    nullif(s.stxstattarget, -1)::integer as target,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_statistic_ext as s
join pg_catalog.pg_class as c on c.oid = s.stxrelid
join pg_catalog.pg_namespace as n on n.oid = s.stxnamespace
join pg_catalog.pg_roles as r on r.oid = s.stxowner
left join pg_catalog.pg_description as d
    on d.objoid = s.oid and d.classoid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass and d.objsubid = 0
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where
            (e.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass and e.objid = s.oid and e.deptype = 'e')
            or (e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e')
    )
