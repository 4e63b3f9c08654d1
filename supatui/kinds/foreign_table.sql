-- foreign_table.sql: one row per foreign table.   Placeholders: schemas (oids).   Server: 14 and later.
-- inherits and partition_of are qualified names.   Source: PostgreSQL manual, pg_foreign_table.
select
    n.nspname::text as schema_name,
    c.relname::text as name,
    c.oid::bigint as oid,
    c.reltype::bigint as type_oid,
    t.typarray::bigint as array_oid,
    s.srvname::text as server,
    {options(f.ftoptions)} as options,
    case when c.relispartition then p.parents[1] end as partition_of,
    case when c.relispartition then pg_catalog.pg_get_expr(c.relpartbound, c.oid) end as partition_bound,
    case when not c.relispartition then p.parents end as inherits,
    r.rolname::text as owner,
    d.description as comment,
    case when c.relispartition then u.names end as fact_unproven_checks -- from above, for what was there before
from pg_catalog.pg_foreign_table as f
join pg_catalog.pg_class as c on c.oid = f.ftrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_roles as r on r.oid = c.relowner
join pg_catalog.pg_foreign_server as s on s.oid = f.ftserver
left join pg_catalog.pg_type as t on t.oid = c.reltype
left join lateral (
    select
        pg_catalog.array_agg(i.inhparent::pg_catalog.regclass::text order by i.inhseqno) as parents
    from pg_catalog.pg_inherits as i
    where i.inhrelid = c.oid
) as p on true
left join (
    select k.conrelid, pg_catalog.array_agg(k.conname::text order by k.conname) as names
    from pg_catalog.pg_constraint as k
    where k.contype = 'c' and not k.conislocal and not k.convalidated
    group by k.conrelid
) as u on c.relispartition and u.conrelid = c.oid
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
where
    {among(f.ftrelid)}
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
