-- text_search_dictionary.sql: one row per text search dictionary.   Placeholders: schemas (oids).   Server: 14 and later.
-- Source: PostgreSQL manual, pg_ts_dict; dictinitoption is a list `name = 'value', ...` as the server quoted it.
select
    n.nspname::text as schema_name,
    t.dictname::text as name,
    t.oid::bigint as oid,
    pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(p.tmplname) as template,
    t.dictinitoption as options,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_ts_dict as t
join pg_catalog.pg_ts_template as p on p.oid = t.dicttemplate
join pg_catalog.pg_namespace as n on n.oid = t.dictnamespace
join pg_catalog.pg_namespace as tn on tn.oid = p.tmplnamespace
join pg_catalog.pg_roles as r on r.oid = t.dictowner
left join pg_catalog.pg_description as d
    on d.objoid = t.oid and d.classoid = 'pg_catalog.pg_ts_dict'::pg_catalog.regclass and d.objsubid = 0
where
    n.oid = any ({schemas})
    and not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_ts_dict'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
