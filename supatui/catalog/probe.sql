-- probe.sql: one row about the server and the schemas of the database.   Server: 14 and later.
select
    pg_catalog.current_setting('server_version_num')::integer as version,
    exists (
        select from pg_catalog.pg_roles as r where r.rolname = 'supabase_admin'
    ) and exists (
        select from pg_catalog.pg_namespace as n
        where n.nspname = 'auth' and pg_catalog.pg_get_userbyid(n.nspowner) ~ '^supabase_' -- else somebody's own
    ) as is_supabase,
    current_user::text as role,
    s.names as schema_names,
    s.oids as schema_oids,
    pg_catalog.array_agg(c.relname::text order by c.relname) as class_names,
    pg_catalog.array_agg(c.oid::bigint order by c.relname) as class_oids,
    (
        select pg_catalog.count(*)
        from pg_catalog.pg_class as r
        where r.relkind in ('r', 'p', 'v', 'm', 'f') and r.oid >= 16384
    ) as relations,
    -- Catalogs that everybody may read; the server's own objects have oids below 16384 (FirstNormalObjectId).
    array(
        select e.name
        from (
            select 'pg_am' as name where not exists (select from pg_catalog.pg_am as o where o.oid >= 16384)
            union all
            select 'pg_amop' as name where not exists (select from pg_catalog.pg_amop as o where o.oid >= 16384)
            union all
            select 'pg_amproc' as name where not exists (select from pg_catalog.pg_amproc as o where o.oid >= 16384)
            union all
            select 'pg_cast' as name where not exists (select from pg_catalog.pg_cast as o where o.oid >= 16384)
            union all
            select 'pg_collation' as name where not exists (select from pg_catalog.pg_collation as o where o.oid >= 16384)
            union all
            select 'pg_conversion' as name where not exists (select from pg_catalog.pg_conversion as o where o.oid >= 16384)
            union all
            select 'pg_event_trigger' as name where not exists (select from pg_catalog.pg_event_trigger as o where o.oid >= 16384)
            union all
            select 'pg_foreign_data_wrapper' as name where not exists (select from pg_catalog.pg_foreign_data_wrapper as o where o.oid >= 16384)
            union all
            select 'pg_foreign_server' as name where not exists (select from pg_catalog.pg_foreign_server as o where o.oid >= 16384)
            union all
            select 'pg_language' as name where not exists (select from pg_catalog.pg_language as o where o.oid >= 16384)
            union all
            select 'pg_opclass' as name where not exists (select from pg_catalog.pg_opclass as o where o.oid >= 16384)
            union all
            select 'pg_operator' as name where not exists (select from pg_catalog.pg_operator as o where o.oid >= 16384)
            union all
            select 'pg_opfamily' as name where not exists (select from pg_catalog.pg_opfamily as o where o.oid >= 16384)
            union all
            select 'pg_policy' as name where not exists (select from pg_catalog.pg_policy as o where o.oid >= 16384)
            union all
            select 'pg_publication' as name where not exists (select from pg_catalog.pg_publication as o where o.oid >= 16384)
            union all
            select 'pg_publication_rel' as name where not exists (select from pg_catalog.pg_publication_rel as o where o.oid >= 16384)
            union all
            select 'pg_statistic_ext' as name where not exists (select from pg_catalog.pg_statistic_ext as o where o.oid >= 16384)
            union all
            select 'pg_transform' as name where not exists (select from pg_catalog.pg_transform as o where o.oid >= 16384)
            union all
            select 'pg_ts_config' as name where not exists (select from pg_catalog.pg_ts_config as o where o.oid >= 16384)
            union all
            select 'pg_ts_dict' as name where not exists (select from pg_catalog.pg_ts_dict as o where o.oid >= 16384)
            union all
            select 'pg_ts_parser' as name where not exists (select from pg_catalog.pg_ts_parser as o where o.oid >= 16384)
            union all
            select 'pg_ts_template' as name where not exists (select from pg_catalog.pg_ts_template as o where o.oid >= 16384)
        ) as e
    ) as empty_catalogs
from pg_catalog.pg_class as c
cross join (
    select
        pg_catalog.array_agg(n.nspname::text order by n.nspname) as names,
        pg_catalog.array_agg(n.oid::bigint order by n.nspname) as oids
    from pg_catalog.pg_namespace as n
    where n.nspname !~ '^pg_'
) as s
where c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace and c.relkind = 'r'
group by s.names, s.oids
