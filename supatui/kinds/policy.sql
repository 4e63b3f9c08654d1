-- policy.sql: one row per row-level security policy, those that a user may put on tables of the platform included.
-- Placeholders: excluded (schemas), managed.   Server: 14 and later.
-- Source: PostgreSQL manual, pg_policy; a role oid of 0 means public.
select
    n.nspname::text as schema_name,
    p.polname::text as name,
    'table'::text as parent_kind,
    c.relname::text as parent_name,
    p.oid::bigint as oid,
    p.polpermissive as permissive,
    case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end
        as command,
    array(
        select coalesce(r.rolname::text, 'public')
        from pg_catalog.unnest(p.polroles) as u (role_oid)
        left join pg_catalog.pg_roles as r on r.oid = u.role_oid
        order by 1
    ) as roles,
    pg_catalog.pg_get_expr(p.polqual, p.polrelid) as using,
    pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as with_check,
    d.description as comment
from pg_catalog.pg_policy as p
join pg_catalog.pg_class as c on c.oid = p.polrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join pg_catalog.pg_description as d
    on d.objoid = p.oid and d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objsubid = 0
where
    {among(p.polrelid)}
    and n.nspname !~ '^pg_'
    and (
        n.nspname <> all ({excluded})
        or (n.nspname = any ({managed}) and n.nspname in ('auth', 'storage', 'realtime'))
    )
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
