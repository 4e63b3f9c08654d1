-- unknown.sql: one row per user's object of a kind that is not understood: (kind, description, fingerprint).
-- Placeholders: excluded (schemas).   Server: 14 and later.
-- No kind of 14 to 18 is here. A newer server may have relations, types and routines of kinds that nothing in kinds/
-- reads, and catalogs that pg_depend speaks of and nobody asks.
-- Source: PostgreSQL manual, pg_class.relkind, pg_type.typtype, pg_proc.prokind, pg_depend.
with strange as (
    select 'pg_catalog.pg_class'::pg_catalog.regclass as classid, c.oid, c.relkind::text as state
    from pg_catalog.pg_class as c
    where c.relkind not in ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I', 'c', 't')
    union all
    select 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.typtype::text
    from pg_catalog.pg_type as t
    where t.typtype not in ('b', 'c', 'd', 'e', 'm', 'p', 'r')
    union all
    select 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, p.prokind::text
    from pg_catalog.pg_proc as p
    where p.prokind not in ('f', 'p', 'a', 'w')
    union all
    select distinct d.classid, d.objid, ''
    from pg_catalog.pg_depend as d
    where
        d.objid >= 16384
        and d.classid = any (
            array(
                select c.oid
                from pg_catalog.pg_class as c
                where
                    c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
                    and c.relkind = 'r'
                    and c.relname not in (
                        'pg_am', 'pg_amop', 'pg_amproc', 'pg_attrdef', 'pg_cast', 'pg_class', 'pg_collation', 'pg_constraint',
                        'pg_conversion', 'pg_default_acl', 'pg_event_trigger', 'pg_extension', 'pg_foreign_data_wrapper',
                        'pg_foreign_server', 'pg_language', 'pg_largeobject', 'pg_namespace', 'pg_opclass', 'pg_operator',
                        'pg_opfamily', 'pg_policy', 'pg_proc', 'pg_publication', 'pg_publication_namespace', 'pg_publication_rel',
                        'pg_rewrite', 'pg_statistic_ext', 'pg_subscription', 'pg_transform', 'pg_trigger', 'pg_ts_config',
                        'pg_ts_dict', 'pg_ts_parser', 'pg_ts_template', 'pg_type', 'pg_user_mapping'
                    )
            )
        )
)

select
    o.type as kind,
    o.identity as name,
    pg_catalog.md5(s.state || o.identity) as fingerprint
from strange as s
cross join lateral pg_catalog.pg_identify_object(s.classid, s.oid, 0) as o
where
    s.oid >= 16384
    and (o.schema is null or (o.schema !~ '^pg_' and o.schema <> all ({excluded})))
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = s.classid and e.objid = s.oid and e.deptype in ('e', 'i', 'a')
    )
order by 1, 2
