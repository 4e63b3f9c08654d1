-- aggregate.sql: one row per aggregate.   Placeholders: schemas (oids).   Server: 14 and later.
-- What CREATE AGGREGATE takes by default is left out. Source: PostgreSQL manual, pg_aggregate; pg_dump's dumpAgg.
select
    n.nspname::text as schema_name,
    p.proname::text as name,
    pg_catalog.array_to_string(
        array(
            select pg_catalog.format_type(t.type_oid, null)
            from pg_catalog.unnest(p.proargtypes) with ordinality as t (type_oid, place)
            order by t.place
        ),
        ', '
    ) as signature,
    p.oid::bigint as oid,
    coalesce(nullif(pg_catalog.pg_get_function_arguments(p.oid), ''), '*') as arguments,
    pg_catalog.pg_get_function_result(p.oid) as result,
    case a.aggkind when 'n' then 'normal' when 'o' then 'ordered-set' else 'hypothetical' end as form,
    a.aggnumdirectargs::integer as direct_arguments,
    a.aggtransfn::pg_catalog.regproc::text as transition,
    pg_catalog.format_type(a.aggtranstype, null) as state,
    nullif(a.aggtransspace, 0) as state_size,
    a.agginitval as initial,
    nullif(a.aggfinalfn::oid, 0)::pg_catalog.regproc::text as final,
    nullif(a.aggfinalextra, false) as final_extra,
    case
        when a.aggfinalmodify <> case a.aggkind when 'n' then 'r' else 'w' end::"char"
            then case a.aggfinalmodify when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end
    end as final_modify,
    nullif(a.aggcombinefn::oid, 0)::pg_catalog.regproc::text as combine,
    nullif(a.aggserialfn::oid, 0)::pg_catalog.regproc::text as serial,
    nullif(a.aggdeserialfn::oid, 0)::pg_catalog.regproc::text as deserial,
    nullif(a.aggmtransfn::oid, 0)::pg_catalog.regproc::text as moving_transition,
    nullif(a.aggminvtransfn::oid, 0)::pg_catalog.regproc::text as moving_inverse,
    case when a.aggmtranstype <> 0 then pg_catalog.format_type(a.aggmtranstype, null) end as moving_state,
    nullif(a.aggmtransspace, 0) as moving_state_size,
    a.aggminitval as moving_initial,
    nullif(a.aggmfinalfn::oid, 0)::pg_catalog.regproc::text as moving_final,
    nullif(a.aggmfinalextra, false) as moving_final_extra,
    case
        when a.aggmtransfn::oid <> 0 and a.aggmfinalmodify <> case a.aggkind when 'n' then 'r' else 'w' end::"char"
            then case a.aggmfinalmodify when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end
    end as moving_final_modify,
    case
        when o.oid is not null
            then 'operator(' || pg_catalog.quote_ident(os.nspname) || '.' || o.oprname || ')'
    end as sort_operator,
    case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end as parallel,
    r.rolname::text as owner,
    d.description as comment,
    coalesce(p.proargnames, '{}'::text[]) as fact_argument_names,
    coalesce(p.proargmodes::text[], '{}'::text[]) as fact_argument_modes
from pg_catalog.pg_proc as p
join pg_catalog.pg_aggregate as a on a.aggfnoid = p.oid
join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
join pg_catalog.pg_roles as r on r.oid = p.proowner
left join pg_catalog.pg_operator as o on o.oid = a.aggsortop
left join pg_catalog.pg_namespace as os on os.oid = o.oprnamespace
left join pg_catalog.pg_description as d
    on d.objoid = p.oid and d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objsubid = 0
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where
            e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and e.objid = p.oid and e.deptype in ('e', 'i')
    )
