-- cast.sql: one row per cast that a user made.   Server: 14 and later.
-- Those from a range to its multirange come with the type (deptype i).   Source: PostgreSQL manual, pg_cast.
select
    ''::text as schema_name,
    pg_catalog.format_type(c.castsource, null) || ' as ' || pg_catalog.format_type(c.casttarget, null) as name,
    c.oid::bigint as oid,
    case c.castmethod when 'f' then 'function' when 'i' then 'inout' else 'binary' end as method,
    nullif(c.castfunc, 0)::pg_catalog.regprocedure::text as function,
    case c.castcontext when 'a' then 'assignment' when 'i' then 'implicit' end as context,
    d.description as comment
from pg_catalog.pg_cast as c
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_cast'::pg_catalog.regclass and d.objsubid = 0
where
    c.oid >= 16384
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass and e.objid = c.oid and e.deptype in ('e', 'i')
    )
