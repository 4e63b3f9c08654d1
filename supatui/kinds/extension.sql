-- extension.sql: one row per extension.   Placeholders: managed_extensions.   Server: 14 and later.
-- The version comes from the server's files and is a fact. So does the comment, unless somebody wrote another one.
-- An extension keeps its schema by a dependency, except our stand-ins for those that make a schema for themselves; the
-- real ones name it in their control file. Its types and casts say what columns can become. The members of those that
-- may move to another schema are told by the names that come behind the schema's.
select
    ''::text as schema_name,
    e.extname::text as name,
    e.oid::bigint as oid,
    n.nspname::text as schema,
    nullif(d.description, a.comment) as comment,
    a.comment as fact_default_comment,
    e.extversion as fact_version,
    e.extrelocatable as fact_relocatable,
    n.nspname <> 'pg_catalog'
    and not e.extrelocatable
    and (
        exists (
            select from pg_catalog.pg_available_extension_versions() as v
            where v.name = e.extname and v.version = e.extversion and v.schema is not null
        )
        or not exists (
            select from pg_catalog.pg_depend as d
            where
                d.classid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                and d.objid = e.oid
                and d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
                and d.refobjid = n.oid
        )
    ) as fact_brings_schema,
    coalesce(m.names, '{}') as fact_members,
    coalesce(t.names, '{}') as fact_types,
    coalesce(t.string_names, '{}') as fact_string_types,
    coalesce(c.assigned, '{}') as fact_assigned_casts,
    coalesce(c.asked, '{}') as fact_asked_casts
from pg_catalog.pg_extension as e
join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
left join pg_catalog.pg_available_extensions() as a on a.name = e.extname
left join pg_catalog.pg_description as d
    on d.objoid = e.oid and d.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.objsubid = 0
left join lateral (
    select pg_catalog.array_agg(distinct o.name order by o.name) as names
    from (
        select coalesce(
            p.proname, o.oprname, y.typname, c.opcname, f.opfname, r.relname, s.cfgname, i.dictname, l.collname
        )::text as name
        from pg_catalog.pg_depend as b
        left join pg_catalog.pg_proc as p on b.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = b.objid
        left join pg_catalog.pg_operator as o
            on b.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass and o.oid = b.objid
        left join pg_catalog.pg_type as y on b.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and y.oid = b.objid
        left join pg_catalog.pg_opclass as c
            on b.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass and c.oid = b.objid
        left join pg_catalog.pg_opfamily as f
            on b.classid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass and f.oid = b.objid
        left join pg_catalog.pg_class as r on b.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and r.oid = b.objid
        left join pg_catalog.pg_ts_config as s
            on b.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass and s.oid = b.objid
        left join pg_catalog.pg_ts_dict as i
            on b.classid = 'pg_catalog.pg_ts_dict'::pg_catalog.regclass and i.oid = b.objid
        left join pg_catalog.pg_collation as l
            on b.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass and l.oid = b.objid
        where
            e.extrelocatable
            and b.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
            and b.refobjid = e.oid
            and b.deptype = 'e'
    ) as o
    where o.name is not null
) as m on true
left join lateral (
    select
        pg_catalog.array_agg(o.name order by o.name) as names,
        pg_catalog.array_agg(o.name order by o.name) filter (where o.typcategory = 'S') as string_names
    from (
        select pg_catalog.format_type(i.oid, null) as name, i.typcategory
        from pg_catalog.pg_depend as m
        join pg_catalog.pg_type as i on i.oid = m.objid
        where
            m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
            and m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
            and m.refobjid = e.oid
            and m.deptype = 'e'
            and i.typcategory <> 'A'
    ) as o
) as t on true
left join lateral (
    select
        pg_catalog.array_agg(o.name order by o.name) filter (where o.castcontext <> 'e') as assigned,
        pg_catalog.array_agg(o.name order by o.name) filter (where o.castcontext = 'e') as asked
    from (
        select
            pg_catalog.format_type(i.castsource, null) || ' as ' || pg_catalog.format_type(i.casttarget, null) as name,
            i.castcontext
        from pg_catalog.pg_depend as m
        join pg_catalog.pg_cast as i on i.oid = m.objid
        where
            m.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass
            and m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
            and m.refobjid = e.oid
            and m.deptype = 'e'
    ) as o
) as c on true
where e.extname <> all ({managed_extensions})
