-- text_search_configuration.sql: one row per text search configuration.   Placeholders: schemas (oids).
-- Server: 14 and later. Mappings are texts such as `asciiword: public.thesaurus, simple`, in the parser's order.
-- Source: PostgreSQL manual, pg_ts_config, pg_ts_config_map, ts_token_type.
select
    n.nspname::text as schema_name,
    c.cfgname::text as name,
    c.oid::bigint as oid,
    pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.prsname) as parser,
    (
        select pg_catalog.array_agg(pg_catalog.quote_ident(k.alias) || ': ' || m.dictionaries order by k.tokid)
        from (
            select
                u.maptokentype,
                pg_catalog.string_agg(
                    u.mapdict::pg_catalog.regdictionary::text, ', ' order by u.mapseqno
                ) as dictionaries
            from pg_catalog.pg_ts_config_map as u
            where u.mapcfg = c.oid
            group by u.maptokentype
        ) as m
        join pg_catalog.ts_token_type(c.cfgparser) as k on k.tokid = m.maptokentype
    ) as mappings,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_ts_config as c
join pg_catalog.pg_ts_parser as p on p.oid = c.cfgparser
join pg_catalog.pg_namespace as n on n.oid = c.cfgnamespace
join pg_catalog.pg_namespace as pn on pn.oid = p.prsnamespace
join pg_catalog.pg_roles as r on r.oid = c.cfgowner
left join pg_catalog.pg_description as d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass and d.objsubid = 0
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
