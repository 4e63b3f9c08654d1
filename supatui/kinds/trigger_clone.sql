-- trigger_clone.sql: one row per trigger of a partition that comes from the partitioned table's, and is in another state
-- or carries a comment.   Placeholders: schemas (oids).   Server: 14 and later.
-- fact_root_state is the state of the trigger that it comes from in the end.   Source: PostgreSQL manual, pg_trigger.
with recursive clones as (
    select t.oid, t.oid as root_oid
    from pg_catalog.pg_trigger as t
    join pg_catalog.pg_class as c on c.oid = t.tgrelid and c.relkind = 'p'
    where not t.tgisinternal and t.tgparentid = 0
    union all
    select t.oid, above.root_oid
    from clones as above
    join pg_catalog.pg_trigger as t on t.tgparentid = above.oid
)

select
    n.nspname::text as schema_name,
    t.tgname::text as name,
    case c.relkind when 'f' then 'foreign_table' else 'table' end as parent_kind,
    c.relname::text as parent_name,
    t.oid::bigint as oid,
    case t.tgenabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' else 'enabled' end as enabled,
    d.description as comment,
    case r.tgenabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' else 'enabled' end
        as fact_root_state,
    rn.nspname::text as fact_root_schema,
    rc.relname::text as fact_root_table,
    r.tgname::text as fact_root_name
from clones as k
join pg_catalog.pg_trigger as t on t.oid = k.oid
join pg_catalog.pg_trigger as r on r.oid = k.root_oid
join pg_catalog.pg_class as c on c.oid = t.tgrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_class as rc on rc.oid = r.tgrelid
join pg_catalog.pg_namespace as rn on rn.oid = rc.relnamespace
left join pg_catalog.pg_description as d
    on d.objoid = t.oid and d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass and d.objsubid = 0
where
    {among(t.tgrelid)}
    and k.oid <> k.root_oid
    and (t.tgenabled <> r.tgenabled or d.description is not null)
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
