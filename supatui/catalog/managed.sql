-- managed.sql: one row per object that is left out because it is the Supabase platform's: (kind, schema_name, name,
-- number). What is a part of one (columns, indexes, triggers of its own tables) comes with it and has no row. The members
-- of an extension are one row with their number.
-- Placeholders: managed (schemas), managed_extensions, managed_publications, managed_event_triggers (pattern).
-- Server: 14 and later.   Source: PostgreSQL manual, pg_depend; pg_identify_object.
with members as (
    select d.classid, d.objid, e.extname
    from pg_catalog.pg_depend as d
    join pg_catalog.pg_extension as e on e.oid = d.refobjid
    where d.deptype = 'e' and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
)

select 'schema' as kind, ''::text as schema_name, n.nspname::text as name, 1 as number
from pg_catalog.pg_namespace as n
where n.nspname = any ({managed})
union all
select o.type, n.nspname::text, o.identity, 1
from pg_catalog.pg_namespace as n
join pg_catalog.pg_depend as d
    on d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and d.refobjid = n.oid and d.deptype = 'n'
cross join lateral pg_catalog.pg_identify_object(d.classid, d.objid, 0) as o
where
    n.nspname = any ({managed})
    and d.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass
    and not exists (select from members as m where m.classid = d.classid and m.objid = d.objid)
union all
select 'extension', '', e.extname::text, 1
from pg_catalog.pg_extension as e
where e.extname = any ({managed_extensions})
union all
select 'members of extension', '', m.extname::text, pg_catalog.count(*)::integer
from members as m
group by m.extname
union all
select 'role', '', r.rolname::text, 1
from pg_catalog.pg_roles as r
where r.rolname !~ '^pg_' and not ({user_role(r)})
union all
select distinct 'membership', '', r.rolname::text || ' in ' || g.rolname::text, 1
from pg_catalog.pg_auth_members as m
join pg_catalog.pg_roles as r on r.oid = m.member
join pg_catalog.pg_roles as g on g.oid = m.roleid
where r.rolname !~ '^pg_' and not ({user_role(r)}) and not ({user_role(g)})
union all
select 'publication', '', p.pubname::text, 1
from pg_catalog.pg_publication as p
where p.pubname = any ({managed_publications})
union all
select 'event trigger', '', t.evtname::text, 1
from pg_catalog.pg_event_trigger as t
where
    t.evtname ~ {managed_event_triggers}
    and not exists (
        select from members as m
        where m.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass and m.objid = t.oid
    )
union all
select 'privileges of foreign-data wrapper', '', w.fdwname::text, 1
from pg_catalog.pg_foreign_data_wrapper as w
where w.fdwacl is not null
union all
select
    'default privileges',
    coalesce(n.nspname::text, ''),
    'of ' || r.rolname::text || ' on '
    || case a.defaclobjtype
        when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
        when 'n' then 'schemas' else 'large objects'
    end || coalesce(' in ' || n.nspname::text, ''),
    1
from pg_catalog.pg_default_acl as a
join pg_catalog.pg_roles as r on r.oid = a.defaclrole
left join pg_catalog.pg_namespace as n on n.oid = a.defaclnamespace
where r.rolname ~ '^supabase_' or n.nspname = any ({managed})
order by 1, 2, 3
