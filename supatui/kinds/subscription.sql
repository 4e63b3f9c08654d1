-- subscription.sql: one row per subscription of this database.   Placeholders: managed (schemas).   Server: 14 and later.
-- The connection string is only read by who may, with its passwords hidden. Its column may not even be named by others,
-- so the question for it is a text, which ts_stat runs: the string comes back as its only lexeme, behind a mark.
-- On Supabase it belongs to the environment. Whether a subscription runs is a state, not a part of the schema.
-- Source: PostgreSQL manual, pg_subscription, ts_stat.
select
    ''::text as schema_name,
    s.subname::text as name,
    s.oid::bigint as oid,
    {hidden(x.conninfo)} as connection,
    s.subpublications as publications,
    s.subslotname::text as slot_name,
    nullif(s.subbinary, false) as binary,
    case when s.substream then 'on' end as streaming, -- before 16
    case s.substream when 't' then 'on' when 'p' then 'parallel' end as streaming, -- since 16
    nullif(s.subsynccommit, 'off') as synchronous_commit,
    nullif(s.subtwophasestate <> 'd', false) as two_phase, -- since 15
    nullif(s.subdisableonerr, false) as disable_on_error, -- since 15
    nullif(s.subpasswordrequired, true) as password_required, -- since 16
    nullif(s.subrunasowner, false) as run_as_owner, -- since 16
    nullif(s.suborigin, 'any') as origin, -- since 16
    nullif(s.subfailover, false) as failover, -- since 17
    r.rolname::text as owner,
    d.description as comment,
    s.subenabled as fact_enabled
from pg_catalog.pg_subscription as s
join pg_catalog.pg_roles as r on r.oid = s.subowner
cross join lateral (
    select
        case
            when
                pg_catalog.cardinality({managed}) = 0
                and pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')
                then (
                    select pg_catalog.substr(w.word, 2)
                    from pg_catalog.ts_stat(
                        'select pg_catalog.array_to_tsvector(array[case when pg_catalog.octet_length(subconninfo) < 2000'
                        || ' then ''='' || subconninfo else ''=password=(hidden)'' end])'
                        || ' from pg_catalog.pg_subscription where oid = ' || s.oid
                    ) as w
                )
        end as conninfo
) as x
left join pg_catalog.pg_description as d
    on d.objoid = s.oid and d.classoid = 'pg_catalog.pg_subscription'::pg_catalog.regclass and d.objsubid = 0
where s.subdbid = (select b.oid from pg_catalog.pg_database as b where b.datname = pg_catalog.current_database())
