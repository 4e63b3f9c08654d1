-- rule.sql: one row per rewrite rule of a table or view; what makes a view a view (on select) belongs to the view.
-- Placeholders: schemas (oids).   Server: 14 and later.
-- Source: PostgreSQL manual, pg_rewrite; ev_type 1 is select, ev_enabled O the ordinary state.
select
    n.nspname::text as schema_name,
    r.rulename::text as name,
    case c.relkind when 'v' then 'view' else 'table' end as parent_kind,
    c.relname::text as parent_name,
    r.oid::bigint as oid,
    pg_catalog.pg_get_ruledef(r.oid) as definition,
    case r.ev_enabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' end as enabled,
    d.description as comment
from pg_catalog.pg_rewrite as r
join pg_catalog.pg_class as c on c.oid = r.ev_class
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join pg_catalog.pg_description as d
    on d.objoid = r.oid and d.classoid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objsubid = 0
where
    {among(r.ev_class)}
    and r.ev_type <> '1'
    and c.relkind in ('r', 'p', 'v')
    and c.relpersistence <> 't'
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where
            e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
            and (
                (e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid)
                or (e.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and e.objid = r.oid)
            )
    )
