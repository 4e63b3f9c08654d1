-- foreign_data_wrapper.sql: one row per foreign-data wrapper.   Server: 14 and later.
-- Source: PostgreSQL manual, pg_foreign_data_wrapper.
select
    ''::text as schema_name,
    w.fdwname::text as name,
    w.oid::bigint as oid,
    pg_catalog.quote_ident(hn.nspname) || '.' || pg_catalog.quote_ident(h.proname) as handler,
    pg_catalog.quote_ident(vn.nspname) || '.' || pg_catalog.quote_ident(v.proname) as validator,
    {options(w.fdwoptions)} as options,
    r.rolname::text as owner,
    d.description as comment
from pg_catalog.pg_foreign_data_wrapper as w
join pg_catalog.pg_roles as r on r.oid = w.fdwowner
left join pg_catalog.pg_proc as h on h.oid = w.fdwhandler
left join pg_catalog.pg_namespace as hn on hn.oid = h.pronamespace
left join pg_catalog.pg_proc as v on v.oid = w.fdwvalidator
left join pg_catalog.pg_namespace as vn on vn.oid = v.pronamespace
left join pg_catalog.pg_description as d
    on d.objoid = w.oid
    and d.classoid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass
    and d.objsubid = 0
where
    not exists (
        select from pg_catalog.pg_depend as e
        where
            e.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass
            and e.objid = w.oid
            and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    )
