-- default_privilege.sql: one row per role, schema, kind of object and grantee of ALTER DEFAULT PRIVILEGES.
-- Placeholders: excluded (schemas), managed.   Server: 14 and later.
-- name is the grantee, parent_name would be no object: the role that creates stands in for_role. Without a schema a row
-- says what replaces the built-in privileges, so builtin ones that were revoked appear with an empty list.
-- Source: PostgreSQL manual, pg_default_acl.
select
    coalesce(n.nspname::text, '') as schema_name,
    coalesce(g.rolname::text, 'public') as name,
    w.rolname::text || ' ' || d.class_title as signature,
    w.rolname::text as fact_for_role,
    d.class_title as fact_object_class,
    coalesce(d.privileges, '{}'::text[]) as privileges,
    coalesce(d.builtin, '{}'::text[]) as fact_builtin
from (
    select
        a.oid, a.defaclrole, a.defaclnamespace,
        case a.defaclobjtype
            when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
            when 'n' then 'schemas' else 'large objects'
        end as class_title,
        coalesce(x.grantee, b.grantee) as grantee,
        x.privileges,
        b.privileges as builtin
    from pg_catalog.pg_default_acl as a
    cross join lateral (
        select u.grantee,
            (select pg_catalog.array_agg(y.privilege_type || case when y.is_grantable then '*' else '' end order by y.privilege_type)
             from pg_catalog.aclexplode(a.defaclacl) as y where y.grantee = u.grantee) as privileges
        from (
            select e.grantee from pg_catalog.aclexplode(a.defaclacl) as e
            union
            select e.grantee
            from pg_catalog.aclexplode(
                pg_catalog.acldefault(
                    (case a.defaclobjtype when 'S' then 's' else a.defaclobjtype end)::"char", a.defaclrole
                )
            ) as e
            where a.defaclnamespace = 0
        ) as u
    ) as x
    left join lateral (
        select e.grantee,
            pg_catalog.array_agg(e.privilege_type || case when e.is_grantable then '*' else '' end order by e.privilege_type)
                as privileges
        from pg_catalog.aclexplode(
            pg_catalog.acldefault((case a.defaclobjtype when 'S' then 's' else a.defaclobjtype end)::"char", a.defaclrole)
        ) as e
        where a.defaclnamespace = 0
        group by e.grantee
    ) as b on b.grantee = x.grantee
) as d
join pg_catalog.pg_roles as w on w.oid = d.defaclrole
left join pg_catalog.pg_namespace as n on n.oid = d.defaclnamespace
left join pg_catalog.pg_roles as g on g.oid = d.grantee
where
    d.privileges is distinct from d.builtin
    and (n.oid is null or (n.nspname !~ '^pg_' and n.nspname <> all ({excluded})))
    and (g.oid is not null or d.grantee = 0)
    and not (pg_catalog.cardinality({managed}) > 0 and w.rolname ~ '^supabase_')
