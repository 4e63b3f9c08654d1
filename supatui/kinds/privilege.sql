-- privilege.sql: one row per object and role whose privileges are not what PostgreSQL gives by itself.
-- Placeholders: excluded (schemas), managed, managed_extensions.   Server: 14 and later.
-- A star marks the grant option. The order of grants says nothing and is left out; so do grantors, which are a fact where
-- others than the owner granted something: only these can take it back.
-- fact_builtin is what the role has where nothing was granted or revoked (acldefault); on a member of an extension and
-- on what the server brings, what the extension's script and initdb left (pg_init_privs).
-- The privileges of an identity's sequence are its column's, with the signature `sequence`.
-- Those of a system column are its table's, with the column's name as signature.
-- Source: PostgreSQL manual, Privileges; aclexplode, acldefault.
with identities as ( -- those with privileges of their own
    select d.objid as oid, d.refobjid as table_oid, d.refobjsubid as attnum
    from pg_catalog.pg_class as s
    join pg_catalog.pg_depend as d on d.objid = s.oid
    where
        s.relkind = 'S'
        and s.relacl is not null
        and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.deptype = 'i'
        and d.refobjsubid > 0
),

owned as (
    select
        case c.relkind
            when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized_view'
            when 'f' then 'foreign_table' else 'table'
        end as parent_kind,
        n.nspname,
        c.relname as parent_name,
        ''::text as parent_parent,
        ''::text as parent_signature,
        ''::text as system_column,
        'pg_catalog.pg_class'::pg_catalog.regclass as classid,
        c.oid,
        c.relacl as acl,
        case when c.relkind = 'S' then 's'::"char" else 'r'::"char" end as class,
        c.relowner as owner
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where
        c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        and c.relacl is not null
        and c.relpersistence <> 't'
        and (c.relkind = 'S' or {among(c.oid)})
        and not (c.relkind = 'S' and c.oid in (select k.oid from identities as k))
    union all
    select
        'column', n.nspname, a.attname, pg_catalog.quote_ident(c.relname), '', '',
        'pg_catalog.pg_class'::pg_catalog.regclass, s.oid, s.relacl, 's'::"char", s.relowner
    from identities as k
    join pg_catalog.pg_class as s on s.oid = k.oid
    join pg_catalog.pg_class as c on c.oid = k.table_oid
    join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum = k.attnum
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where s.relacl is not null and {among(k.table_oid)}
    union all
    select
        case when c.relkind in ('v', 'm') then 'view_column' else 'column' end,
        n.nspname, a.attname, pg_catalog.quote_ident(c.relname), '', '',
        'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, a.attacl, 'c'::"char", c.relowner
    from pg_catalog.pg_attribute as a
    join pg_catalog.pg_class as c on c.oid = a.attrelid
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where
        {among(c.oid)}
        and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and a.attacl is not null
        and not a.attisdropped
        and a.attnum > 0
    union all
    select
        case c.relkind when 'f' then 'foreign_table' else 'table' end,
        n.nspname, c.relname, '', '', a.attname::text,
        'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, a.attacl, 'c'::"char", c.relowner
    from pg_catalog.pg_attribute as a
    join pg_catalog.pg_class as c on c.oid = a.attrelid
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where
        {among(c.oid)}
        and c.relkind in ('r', 'p', 'f')
        and a.attacl is not null
        and a.attnum < 0
    union all
    select
        case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end,
        n.nspname, p.proname, '',
        pg_catalog.array_to_string(
            array(
                select pg_catalog.format_type(a.type_oid, null)
                from pg_catalog.unnest(p.proargtypes) with ordinality as a (type_oid, place)
                order by a.place
            ),
            ', '
        ),
        '',
        'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, p.proacl, 'f'::"char", p.proowner
    from pg_catalog.pg_proc as p
    join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    where p.proacl is not null
    union all
    select
        case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite_type' when 'r' then 'range'
        else 'base_type' end,
        n.nspname, t.typname, '', '', '',
        'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.typacl, 'T'::"char", t.typowner
    from pg_catalog.pg_type as t
    join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
    where t.typacl is not null and t.typtype in ('e', 'd', 'c', 'r', 'b')
    union all
    select
        'schema', n.nspname, n.nspname, '', '', '',
        'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid, n.nspacl, 'n'::"char", n.nspowner
    from pg_catalog.pg_namespace as n
    where n.nspacl is not null
    union all
    select
        'language', ''::pg_catalog.name, l.lanname, '', '', '',
        'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, l.lanacl, 'l'::"char", l.lanowner
    from pg_catalog.pg_language as l
    where l.lanacl is not null
    union all
    select
        'foreign_data_wrapper', ''::pg_catalog.name, w.fdwname, '', '', '',
        'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid, w.fdwacl, 'F'::"char", w.fdwowner
    from pg_catalog.pg_foreign_data_wrapper as w
    where w.fdwacl is not null and pg_catalog.cardinality({managed}) = 0
    union all
    select
        'server', ''::pg_catalog.name, s.srvname, '', '', '',
        'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, s.srvacl, 'S'::"char", s.srvowner
    from pg_catalog.pg_foreign_server as s
    where s.srvacl is not null
),

granted as (
    select
        o.classid, o.oid, o.parent_kind, o.parent_name, o.system_column, x.grantee,
        pg_catalog.array_agg(
            x.privilege_type || case when x.is_grantable then '*' else '' end
            order by x.privilege_type
        ) as privileges
    from owned as o
    cross join lateral ( -- several may have granted the same
        select e.grantee, e.privilege_type, pg_catalog.bool_or(e.is_grantable) as is_grantable
        from pg_catalog.aclexplode(o.acl) as e
        group by e.grantee, e.privilege_type
    ) as x
    group by o.classid, o.oid, o.parent_kind, o.parent_name, o.system_column, x.grantee
),

builtin as (
    select
        o.classid, o.oid, o.parent_kind, o.parent_name, o.system_column, x.grantee,
        pg_catalog.array_agg(x.privilege_type || case when x.is_grantable then '*' else '' end order by x.privilege_type)
            as privileges
    from owned as o
    cross join lateral pg_catalog.aclexplode(
        coalesce(
            (
                select i.initprivs
                from pg_catalog.pg_init_privs as i
                where
                    i.classoid = o.classid
                    and i.objoid = o.oid
                    and not (o.parent_kind = 'schema' and o.nspname = 'public') -- made anew, it has none of these
                    and case
                        when o.class = 'c'
                        then (
                            select a.attname from pg_catalog.pg_attribute as a
                            where a.attrelid = i.objoid and a.attnum = i.objsubid
                        ) = coalesce(nullif(o.system_column, ''), o.parent_name)
                        else i.objsubid = 0
                    end
            ),
            case when o.class <> 'c' then pg_catalog.acldefault(o.class, o.owner) end
        )
    ) as x
    group by o.classid, o.oid, o.parent_kind, o.parent_name, o.system_column, x.grantee
)

select
    case when o.parent_kind = 'schema' then '' else o.nspname::text end as schema_name,
    coalesce(r.rolname::text, 'public') as name,
    case when o.class = 's' then 'sequence' when o.system_column <> '' then o.system_column else o.parent_kind end as signature,
    o.parent_kind,
    o.parent_parent,
    o.parent_name::text as parent_name,
    o.parent_signature,
    coalesce(p.granted, '{}'::text[]) as privileges,
    coalesce(p.builtin, '{}'::text[]) as fact_builtin,
    coalesce(p.grantee = o.owner, false) as fact_is_owner,
    (
        select pg_catalog.array_agg(x.privilege_type || ' ' || a.rolname order by x.privilege_type, a.rolname)
        from pg_catalog.aclexplode(o.acl) as x
        join pg_catalog.pg_roles as a on a.oid = x.grantor
        where x.grantee = p.grantee
        having pg_catalog.bool_or(x.grantor <> o.owner)
    ) as fact_grantors,
    m.extname::text as fact_extension,
    case when o.class = 's' and o.parent_kind = 'column' then o.oid::pg_catalog.regclass::text end as fact_sequence
from owned as o
join (
    select
        coalesce(g.classid, b.classid) as classid,
        coalesce(g.oid, b.oid) as oid,
        coalesce(g.parent_kind, b.parent_kind) as parent_kind,
        coalesce(g.parent_name, b.parent_name) as parent_name,
        coalesce(g.system_column, b.system_column) as system_column,
        coalesce(g.grantee, b.grantee) as grantee,
        g.privileges as granted,
        b.privileges as builtin
    from granted as g
    full join builtin as b
        on b.classid = g.classid
        and b.oid = g.oid
        and b.parent_kind = g.parent_kind
        and b.parent_name = g.parent_name
        and b.system_column = g.system_column
        and b.grantee = g.grantee
) as p
    on p.classid = o.classid and p.oid = o.oid and p.parent_kind = o.parent_kind and p.parent_name = o.parent_name
    and p.system_column = o.system_column
left join pg_catalog.pg_roles as r on r.oid = p.grantee
left join pg_catalog.pg_depend as e
    on e.classid = o.classid and e.objid = o.oid and e.objsubid = 0 and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
left join pg_catalog.pg_extension as m on m.oid = e.refobjid
where
    p.granted is distinct from p.builtin
    and (
        (o.nspname !~ '^pg_' and o.nspname <> all ({excluded}))
        or (pg_catalog.cardinality({managed}) = 0 and o.nspname = 'pg_catalog')  -- as pg_dump does
    )
    and (o.oid >= 16384 or o.nspname <> '' or pg_catalog.cardinality({managed}) = 0)
    and not exists (
        select from pg_catalog.pg_depend as i
        where
            i.classid = o.classid
            and i.objid = o.oid
            and i.deptype = 'i'
            -- a partitioned table depends on its own key columns; an identity's sequence is its column's
            and i.refobjid <> i.objid
            and not (o.class = 's' and o.parent_kind = 'column')
    )
    and (
        m.oid is null
        or (
            (m.extname <> all ({managed_extensions}) or pg_catalog.cardinality({managed}) = 0)
            and o.parent_kind <> 'view_column'
            -- the platform gives its default privileges on every member; what was taken away is somebody's will
            and (pg_catalog.cardinality({managed}) = 0 or not coalesce(p.builtin <@ p.granted, p.builtin is null))
        )
    )
    and (r.oid is not null or p.grantee = 0)
