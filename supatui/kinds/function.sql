-- function.sql: one row per function or procedure.   Placeholders: schemas (oids).   Server: 14 and later.
-- Cost and rows are left out where they are what CREATE FUNCTION takes by default.
select
    case p.prokind when 'p' then 'procedure' else 'function' end as kind,
    n.nspname::text as schema_name,
    p.proname::text as name,
    pg_catalog.array_to_string(
        array(
            select pg_catalog.format_type(a.type_oid, null)
            from pg_catalog.unnest(p.proargtypes) with ordinality as a (type_oid, place)
            order by a.place
        ),
        ', '
    ) as signature,
    p.oid::bigint as oid,
    pg_catalog.pg_get_function_arguments(p.oid) as arguments,
    pg_catalog.pg_get_function_result(p.oid) as result,
    l.lanname::text as language,
    nullif(p.prokind = 'w', false) as window,
    case p.provolatile when 'i' then 'immutable' when 's' then 'stable' end as volatility,
    nullif(p.proisstrict, false) as strict,
    nullif(p.prosecdef, false) as security_definer,
    nullif(p.proleakproof, false) as leakproof,
    case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end as parallel,
    nullif(p.procost, case when l.lanname in ('internal', 'c') then 1 else 100 end)::float8 as cost,
    nullif(p.prorows, case when p.proretset then 1000 else 0 end)::float8 as rows,
    nullif(p.prosupport::oid, 0)::pg_catalog.regproc::text as support,
    p.proconfig as config,
    (
        select pg_catalog.array_agg(pg_catalog.format_type(y.type_oid, null))
        from pg_catalog.unnest(p.protrftypes) as y (type_oid)
    ) as transforms,
    case when p.prosqlbody is null then p.prosrc end as body,
    p.probin as library,
    pg_catalog.pg_get_function_sqlbody(p.oid) as sql_body,
    r.rolname::text as owner,
    d.description as comment,
    p.pronargdefaults::integer as fact_defaults,
    coalesce(p.proargnames, '{}'::text[]) as fact_argument_names,
    coalesce(p.proargmodes::text[], '{}'::text[]) as fact_argument_modes
from pg_catalog.pg_proc as p
join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
join pg_catalog.pg_language as l on l.oid = p.prolang
join pg_catalog.pg_roles as r on r.oid = p.proowner
left join pg_catalog.pg_description as d
    on d.objoid = p.oid and d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objsubid = 0
where
    p.prokind in ('f', 'w', 'p')
    and n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where
            e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and e.objid = p.oid and e.deptype in ('e', 'i')
    )
