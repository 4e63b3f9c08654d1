-- role_label.sql: one row per role and provider that labels it.   Placeholders: managed (schemas).
-- Server: 14 and later.   name is the provider.   Source: PostgreSQL manual, pg_shseclabel.
select
    ''::text as schema_name,
    l.provider as name,
    'role'::text as signature,
    'role'::text as parent_kind,
    r.rolname::text as parent_name,
    l.label
from pg_catalog.pg_shseclabel as l
join pg_catalog.pg_roles as r on r.oid = l.objoid and l.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass
where {user_role(r)}
