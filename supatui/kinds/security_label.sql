-- security_label.sql: one row per object and provider that labels it.   Placeholders: excluded (schemas), managed.
-- Server: 14 and later.   name is the provider. The label of an identity's sequence is its column's, with the signature
-- `sequence`. Left out, as pg_dump leaves them out: labels of members of extensions and of types that come with something
-- else; and those of large objects, which are data. Labels of subscriptions stand with those of roles and databases.
-- Source: PostgreSQL manual, SECURITY LABEL, pg_seclabel, pg_shseclabel.
with labels as (
    select l.classoid, l.objoid, l.objsubid, l.provider, l.label from pg_catalog.pg_seclabel as l
    union
    select l.classoid, l.objoid, 0, l.provider, l.label
    from pg_catalog.pg_shseclabel as l
    where l.classoid = 'pg_catalog.pg_subscription'::pg_catalog.regclass
),

named as (
    select
        case
            when s.identity_table is not null then 'column'
            when l.objsubid = 0
                then case c.relkind
                    when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized_view'
                    when 'f' then 'foreign_table' else 'table'
                end
            else case c.relkind when 'c' then 'attribute' when 'v' then 'view_column' when 'm' then 'view_column'
                else 'column' end
        end as parent_kind,
        n.nspname,
        coalesce(s.identity_column, a.attname, c.relname) as parent_name,
        case
            when s.identity_table is not null then pg_catalog.quote_ident(s.identity_table)
            when l.objsubid <> 0 then pg_catalog.quote_ident(c.relname)
            else ''
        end as parent_parent,
        ''::text as parent_signature,
        l.classoid,
        case when c.relkind = 'c' then c.reltype else c.oid end as oid,
        case when c.relkind = 'c' then 'pg_catalog.pg_type'::pg_catalog.regclass else l.classoid end as member_class,
        case when s.identity_table is not null then c.oid::pg_catalog.regclass::text end as sequence,
        l.provider,
        l.label
    from labels as l
    join pg_catalog.pg_class as c on c.oid = l.objoid and l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
    left join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum = l.objsubid and l.objsubid <> 0
    left join lateral (
        select t.relname as identity_table, k.attname as identity_column
        from pg_catalog.pg_depend as d
        join pg_catalog.pg_class as t on t.oid = d.refobjid
        join pg_catalog.pg_attribute as k on k.attrelid = d.refobjid and k.attnum = d.refobjsubid
        where
            c.relkind = 'S'
            and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and d.objid = c.oid
            and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and d.deptype = 'i'
    ) as s on true
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where
        c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
        and c.relpersistence <> 't'
        and (c.relkind <> 'c' or l.objsubid <> 0)
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
        l.classoid, p.oid, l.classoid, null, l.provider, l.label
    from labels as l
    join pg_catalog.pg_proc as p on p.oid = l.objoid and l.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass
    join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    union all
    select
        case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite_type' when 'r' then 'range'
        else 'base_type' end,
        n.nspname, t.typname, '', '', l.classoid, t.oid, l.classoid, null, l.provider, l.label
    from labels as l
    join pg_catalog.pg_type as t on t.oid = l.objoid and l.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass
    join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
    where
        (t.typtype in ('e', 'd', 'c', 'r', 'b') or not t.typisdefined)
        and (
            t.typrelid = 0
            or exists (select from pg_catalog.pg_class as c where c.oid = t.typrelid and c.relkind = 'c')
        )
        and not exists (select from pg_catalog.pg_type as e where e.typarray = t.oid)
    union all
    select 'schema', n.nspname, n.nspname, '', '', l.classoid, n.oid, l.classoid, null, l.provider, l.label
    from labels as l
    join pg_catalog.pg_namespace as n
        on n.oid = l.objoid and l.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
    union all
    select 'language', '', g.lanname, '', '', l.classoid, g.oid, l.classoid, null, l.provider, l.label
    from labels as l
    join pg_catalog.pg_language as g on g.oid = l.objoid and l.classoid = 'pg_catalog.pg_language'::pg_catalog.regclass
    union all
    select 'event_trigger', '', t.evtname, '', '', l.classoid, t.oid, l.classoid, null, l.provider, l.label
    from labels as l
    join pg_catalog.pg_event_trigger as t
        on t.oid = l.objoid and l.classoid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass
    where pg_catalog.cardinality({managed}) = 0 or t.evtname !~ {managed_event_triggers}
    union all
    select 'publication', '', p.pubname, '', '', l.classoid, p.oid, l.classoid, null, l.provider, l.label
    from labels as l
    join pg_catalog.pg_publication as p
        on p.oid = l.objoid and l.classoid = 'pg_catalog.pg_publication'::pg_catalog.regclass
    where
        pg_catalog.cardinality({managed}) = 0
        or p.pubname <> all ({managed_publications})
    union all
    select 'subscription', '', s.subname, '', '', l.classoid, s.oid, l.classoid, null, l.provider, l.label
    from labels as l
    join pg_catalog.pg_subscription as s
        on s.oid = l.objoid and l.classoid = 'pg_catalog.pg_subscription'::pg_catalog.regclass
    where s.subdbid = (select b.oid from pg_catalog.pg_database as b where b.datname = pg_catalog.current_database())
)

select
    case when o.parent_kind = 'schema' then '' else o.nspname::text end as schema_name,
    o.provider as name,
    case when o.sequence is null then o.parent_kind else 'sequence' end as signature,
    o.parent_kind,
    o.parent_parent,
    o.parent_name::text as parent_name,
    o.parent_signature,
    o.label,
    o.sequence as fact_sequence
from named as o
where
    o.nspname !~ '^pg_'
    and o.nspname <> all ({excluded})
    and (o.oid >= 16384 or o.parent_kind = 'schema') -- as pg_dump does, beside the schema public
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = o.member_class and e.objid = o.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
