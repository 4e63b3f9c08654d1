-- event_trigger.sql: one row per event trigger, those that the Supabase platform brings left out.
-- Placeholders: managed (schemas), managed_event_triggers (pattern).   Server: 14 and later.
-- function is what runs, as a qualified name without its brackets.   Source: PostgreSQL manual, pg_event_trigger.
select
    ''::text as schema_name,
    t.evtname::text as name,
    t.oid::bigint as oid,
    t.evtevent::text as event,
    t.evttags as tags,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname) as function,
    case t.evtenabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' end as enabled,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_event_trigger as t
join pg_catalog.pg_proc as p on p.oid = t.evtfoid
join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
join pg_catalog.pg_roles as r on r.oid = t.evtowner
left join pg_catalog.pg_description as d
    on d.objoid = t.oid and d.classoid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass and d.objsubid = 0
where
    (pg_catalog.cardinality({managed}) = 0 or t.evtname !~ {managed_event_triggers})
    and not exists (
        select from pg_catalog.pg_depend as e
        where
            e.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
