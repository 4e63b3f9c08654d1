-- members.sql: one row per object that belongs to an extension.   Server: 14 and later.
-- Source: PostgreSQL manual, pg_depend, deptype e.
select
    d.classid::bigint as classid,
    d.objid::bigint as objid,
    e.extname::text as extension_name
from pg_catalog.pg_depend as d
join pg_catalog.pg_extension as e on e.oid = d.refobjid
where d.deptype = 'e' and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
union all
-- the row type's and the element's array types are no members themselves
select
    d.classid::bigint as classid,
    t.typarray::bigint as objid,
    e.extname::text as extension_name
from pg_catalog.pg_depend as d
join pg_catalog.pg_extension as e on e.oid = d.refobjid
join pg_catalog.pg_type as t on t.oid = d.objid and t.typarray <> 0
where
    d.deptype = 'e'
    and d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
    and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
