-- membership.sql: one row per role (name) that is a member of another (signature), whoever granted it.
-- Placeholders: managed (schemas).   Server: 14 and later.   Source: PostgreSQL manual, pg_auth_members.
-- inherit is absent where it is as the member's own attribute says, which is what a grant without words gives.
select
    ''::text as schema_name,
    r.rolname::text as name,
    g.rolname::text as signature,
    nullif(pg_catalog.bool_or(m.admin_option), false) as admin,
    case when pg_catalog.bool_or(m.inherit_option) <> r.rolinherit -- since 16
        then case when pg_catalog.bool_or(m.inherit_option) then 'true' else 'false' end -- since 16
    end as inherit, -- since 16
    nullif(not pg_catalog.bool_or(m.set_option), false) as no_set, -- since 16
    r.rolinherit as fact_inherits
from pg_catalog.pg_auth_members as m
join pg_catalog.pg_roles as r on r.oid = m.member
join pg_catalog.pg_roles as g on g.oid = m.roleid
where
    {user_role(r)}
    -- who creates a role on the platform becomes its member without a word, since 16
    or ({user_role(g)} and r.rolname in ('anon', 'authenticated', 'authenticator', 'service_role'))
group by r.rolname, g.rolname, r.rolinherit
