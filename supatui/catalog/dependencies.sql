-- dependencies.sql: one row per edge of pg_depend between things that a user made.   Server: 14 and later.
-- A view's rule stands for the view. Objects of the server itself have oids below 16384 (FirstNormalObjectId);
-- the schema public is 2200.
-- Source: PostgreSQL manual, pg_depend; deptype n normal, a auto, i internal, P and S partition.
select
    case
        when r.oid is not null then 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid::bigint
        else d.classid::bigint
    end as classid,
    coalesce(r.ev_class, d.objid)::bigint as objid,
    case when r.oid is not null then 0 else d.objsubid end as objsubid,
    d.refclassid::bigint as refclassid,
    d.refobjid::bigint as refobjid,
    d.refobjsubid as refobjsubid
from pg_catalog.pg_depend as d
left join pg_catalog.pg_rewrite as r
    on r.oid = d.objid and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.rulename = '_RETURN'
where
    d.deptype in ('n', 'a', 'i', 'P', 'S')
    and (d.refobjid >= 16384 or d.refobjid = 2200)
    and d.objid >= 16384
    and {among(coalesce(r.ev_class, d.objid))}
