-- parameter_privilege.sql: one row per role (name) and configuration parameter (signature) that it may set.
-- Placeholders: managed (schemas).   Server: 15 and later.   Source: PostgreSQL manual, pg_parameter_acl.
-- A star marks the grant option.
select
    ''::text as schema_name,
    coalesce(r.rolname, 'public')::text as name,
    p.parname::text as signature,
    pg_catalog.array_agg(
        x.privilege_type || case when x.is_grantable then '*' else '' end order by x.privilege_type
    ) as privileges
from pg_catalog.pg_parameter_acl as p
cross join pg_catalog.aclexplode(p.paracl) as x
left join pg_catalog.pg_roles as r on r.oid = x.grantee
where x.grantee = 0 or {user_role(r)}
group by r.rolname, p.parname
