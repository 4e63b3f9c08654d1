-- dependencies.sql: one row per edge of pg_depend between things that a user made.   Server: 14 and later.
-- A view's rule stands for the view. Objects of the server itself have oids below 16384 (FirstNormalObjectId);
-- the schema public is 2200.
-- pg_depend does not say which columns a MERGE in a function's body sets: they are found by name in the stored tree, among
-- those of the relations that the function uses.
-- Source: PostgreSQL manual, pg_depend; deptype n normal, a auto, i internal, P and S partition. dependency.c,
-- find_expr_references_walker, 15 to 18; outfuncs.c, outToken, for the backslashes in names.
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
    on r.oid = d.objid and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.ev_type = '1'
where
    d.deptype in ('n', 'a', 'i', 'P', 'S')
    and (d.refobjid >= 16384 or d.refobjid = 2200)
    and d.objid >= 16384
    and {among(coalesce(r.ev_class, d.objid))}
union all
select distinct
    d.classid::bigint as classid,
    d.objid::bigint as objid,
    0 as objsubid,
    d.refclassid::bigint as refclassid,
    d.refobjid::bigint as refobjid,
    a.attnum::integer as refobjsubid
from pg_catalog.pg_proc as p
join pg_catalog.pg_depend as d
    on d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.refobjid >= 16384
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
join pg_catalog.pg_attribute as a on a.attrelid = d.refobjid and a.attnum > 0 and not a.attisdropped
where
    p.oid >= 16384
    and p.prosqlbody::text like '%MERGEACTION :match%'
    and pg_catalog.strpos(
        p.prosqlbody::text,
        ':resname '
        || pg_catalog.regexp_replace(a.attname::text, '^(?=[<"0-9+-])|(?=[\s()\\]|\x7b|\x7d)', '\\', 'g')
        || ' :ressortgroupref '
    ) > 0
    and {among(p.oid)}
