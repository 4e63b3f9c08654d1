-- trigger.sql: one row per trigger that a user made; clones on partitions belong to their parent's.
-- On tables of the platform only those whose function is the user's.   Placeholders: excluded.   Server: 14 and later.
with made as materialized ( -- else the planner, who expects one, may look for them once for each schema
    select t.*
    from pg_catalog.pg_trigger as t
    where {among(t.tgrelid)} and not t.tgisinternal and t.tgparentid = 0
)

select
    n.nspname::text as schema_name,
    t.tgname::text as name,
    case c.relkind when 'v' then 'view' when 'f' then 'foreign_table' else 'table' end as parent_kind,
    c.relname::text as parent_name,
    t.oid::bigint as oid,
    pg_catalog.pg_get_triggerdef(t.oid) as definition,
    case t.tgenabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' end as enabled,
    d.description as comment,
    nullif(t.tgconstraint <> 0, false) as fact_constraint,
    c.relkind = 'p' as fact_on_partitioned
from made as t
join pg_catalog.pg_class as c on c.oid = t.tgrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_proc as p on p.oid = t.tgfoid
join pg_catalog.pg_namespace as pn on pn.oid = p.pronamespace
left join pg_catalog.pg_description as d
    on d.objoid = t.oid and d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass and d.objsubid = 0
where
    c.relkind in ('r', 'p', 'v', 'f')
    and n.nspname !~ '^pg_'
    and (
        n.nspname <> all ({excluded})
        or (n.nspname = any ({managed}) and pn.nspname !~ '^pg_' and pn.nspname <> all ({excluded}))
    )
    and not exists (
        select from pg_catalog.pg_depend as e
        where
            e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
            and (
                (e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid)
                or (e.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass and e.objid = t.oid)
            )
    )
