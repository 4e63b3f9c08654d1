-- relations.sql: one row per table, view, materialized view or foreign table.
-- Placeholders: schemas (oids).   Server: 14 and later.
-- Equal fingerprints on two servers of one major version: all that the queries of kinds/ read of the relation and of its
-- parts is equal. They say more than those, and leave out only what the server counts by itself (row estimates) and the
-- oids, which differ between databases: what a user made goes by its name, what the server brings (oids below 16384) by
-- its oid. So columns that were dropped, or what nobody is shown, may make them differ without a difference to show.
-- The fingerprint is null for what is not a user's: it is the server's, the platform's or an extension's.
with relation as materialized (
    select
        c.*,
        n.nspname,
        n.oid = any ({schemas}) and not exists (
            select from pg_catalog.pg_depend as e
            where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e'
            and e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
        ) as is_own
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relpersistence <> 't'
),

parent as (
    select
        i.inhrelid as oid,
        pg_catalog.array_agg(i.inhparent::pg_catalog.regclass::text order by i.inhseqno) as names
    from pg_catalog.pg_inherits as i
    group by i.inhrelid
),

remark as (
    select d.classoid, d.objoid, d.objsubid, d.description
    from pg_catalog.pg_description as d
    where d.objoid >= 16384
),

part as (
    select
        c.oid as relation,
        pg_catalog.hash_record_extended(
            row(
                'relation'::text, c.relkind, c.relpersistence, c.relreplident, c.relispartition, c.relispopulated,
                c.relrowsecurity, c.relforcerowsecurity, c.reloptions, x.reloptions, c.relacl::text,
                pg_catalog.pg_get_userbyid(c.relowner), m.amname, s.spcname,
                case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end,
                case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end,
                case when c.relispartition then pg_catalog.pg_get_expr(c.relpartbound, c.oid) end,
                case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end,
                p.names, fs.srvname, f.ftoptions, d.description
            ),
            0
        ) as hash
    from relation as c
    left join pg_catalog.pg_class as x on x.oid = c.reltoastrelid
    left join pg_catalog.pg_am as m on m.oid = c.relam
    left join pg_catalog.pg_tablespace as s on s.oid = c.reltablespace
    left join pg_catalog.pg_foreign_table as f on f.ftrelid = c.oid
    left join pg_catalog.pg_foreign_server as fs on fs.oid = f.ftserver
    left join parent as p on p.oid = c.oid
    left join remark as d
        on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
    where c.is_own
    union all
    select
        a.attrelid,
        pg_catalog.hash_record_extended(
            row(
                'column'::text, a.attname, a.attnum, a.atttypmod, a.attnotnull, a.attstorage, a.attcompression,
                a.attidentity, a.attgenerated, a.attislocal, a.attinhcount, a.attstattarget, a.attoptions,
                a.attfdwoptions, a.attacl::text,
                case when a.atttypid < 16384 then a.atttypid end,
                case when a.atttypid >= 16384 then pg_catalog.format_type(a.atttypid, null) end,
                case when a.attcollation < 16384 then a.attcollation end,
                case when a.attcollation >= 16384 then a.attcollation::pg_catalog.regcollation::text end,
                -- a default names no columns; with the table, it would open every table
                pg_catalog.pg_get_expr(g.adbin, case a.attgenerated when '' then 0 else a.attrelid end)
            ),
            0
        )
    from relation as c
    join pg_catalog.pg_attribute as a on a.attrelid = c.oid
    left join pg_catalog.pg_attrdef as g on g.adrelid = a.attrelid and g.adnum = a.attnum
    where c.is_own and (a.attnum > 0 or a.attacl is not null) and not a.attisdropped
    union all
    select
        k.conrelid,
        pg_catalog.hash_record_extended(
            row(
                'constraint'::text, k.conname, k.contype, k.condeferrable, k.condeferred, k.convalidated, k.conislocal,
                k.coninhcount, k.connoinherit, k.conparentid <> 0, k.conkey, k.confkey, k.confupdtype, k.confdeltype,
                k.confmatchtype,
                k.confdelsetcols, -- since 15
                k.conenforced, k.conperiod, -- since 18
                f.nspname, f.relname,
                case when k.contype = 'x' then k.conexclop::pg_catalog.regoperator[]::text end,
                pg_catalog.pg_get_expr(k.conbin, k.conrelid), d.description
            ),
            0
        )
    from pg_catalog.pg_constraint as k
    left join relation as f on f.oid = k.confrelid
    left join remark as d
        on d.objoid = k.oid and d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
    where k.conrelid <> 0
    union all
    select
        i.indrelid,
        pg_catalog.hash_record_extended(
            row(
                'index'::text, x.relname, m.amname, x.reloptions, s.spcname, i.indisunique,
                i.indnullsnotdistinct, -- since 15
                i.indisprimary, i.indisexclusion, i.indimmediate, i.indisclustered, i.indisvalid, i.indisreplident,
                i.indnkeyatts, i.indkey, i.indoption,
                case
                    when 16384 <= any (i.indclass) or 16384 <= any (i.indcollation) then pg_catalog.pg_get_indexdef(x.oid)
                    else i.indclass::text || i.indcollation::text
                end,
                pg_catalog.pg_get_expr(i.indexprs, i.indrelid), pg_catalog.pg_get_expr(i.indpred, i.indrelid),
                case -- others have neither: statistics are an expression's, options a class's that is no user's and no btree's
                    when i.indexprs is not null or m.amname <> 'btree'
                        then
                            array(
                                select row(a.attnum, a.attstattarget, a.attoptions)::text
                                from pg_catalog.pg_attribute as a
                                where a.attrelid = x.oid and (a.attoptions is not null or a.attstattarget >= 0)
                                order by a.attnum
                            )
                end,
                p.names, d.description
            ),
            0
        )
    from pg_catalog.pg_index as i
    join pg_catalog.pg_class as x on x.oid = i.indexrelid
    left join pg_catalog.pg_am as m on m.oid = x.relam
    left join pg_catalog.pg_tablespace as s on s.oid = x.reltablespace
    left join parent as p on p.oid = x.oid
    left join remark as d on d.objoid = x.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
    union all
    select
        t.tgrelid,
        pg_catalog.hash_record_extended(
            row(
                'trigger'::text, t.tgname, t.tgenabled, t.tgparentid <> 0, pg_catalog.pg_get_triggerdef(t.oid),
                d.description
            ),
            0
        )
    from pg_catalog.pg_trigger as t
    left join remark as d on d.objoid = t.oid and d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
    where not t.tgisinternal or (t.tgparentid <> 0 and t.tgname !~ '^RI_ConstraintTrigger_') -- clones, before 15
    union all
    select
        r.ev_class,
        pg_catalog.hash_record_extended(
            row('rule'::text, r.rulename, r.ev_enabled, pg_catalog.pg_get_ruledef(r.oid), d.description), 0
        )
    from pg_catalog.pg_rewrite as r
    left join remark as d on d.objoid = r.oid and d.classoid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
    where r.ev_type <> '1'
    union all
    select
        y.polrelid,
        pg_catalog.hash_record_extended(
            row(
                'policy'::text, y.polname, y.polcmd, y.polpermissive,
                array(
                    select case when u.role_oid <> 0 then pg_catalog.pg_get_userbyid(u.role_oid) end
                    from pg_catalog.unnest(y.polroles) as u (role_oid)
                ),
                pg_catalog.pg_get_expr(y.polqual, y.polrelid), pg_catalog.pg_get_expr(y.polwithcheck, y.polrelid),
                d.description
            ),
            0
        )
    from pg_catalog.pg_policy as y
    left join remark as d on d.objoid = y.oid and d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass
    union all
    select
        o.refobjid,
        pg_catalog.hash_record_extended(
            row(
                'identity'::text, o.refobjsubid, n.nspname, c.relname, c.relpersistence, c.relacl::text,
                q.seqtypid, q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle, d.description
            ),
            0
        )
    from pg_catalog.pg_sequence as q
    join pg_catalog.pg_class as c on c.oid = q.seqrelid
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    join pg_catalog.pg_depend as o
        on o.objid = q.seqrelid
        and o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and o.deptype = 'i'
    left join remark as d on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
    union all
    select d.objoid, pg_catalog.hash_record_extended(row('comment on column'::text, d.objsubid, d.description), 0)
    from remark as d
    where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid <> 0
    union all
    select
        l.objoid, pg_catalog.hash_record_extended(row('label'::text, l.objsubid, l.provider, l.label), 0)
    from pg_catalog.pg_seclabel as l
    where l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
),

summary as (
    select p.relation, pg_catalog.bit_xor(p.hash) as fingerprint
    from part as p
    group by p.relation
)

select
    c.nspname::text as schema_name,
    c.relname::text as name,
    c.oid::bigint as oid,
    s.fingerprint,
    pg_catalog.pg_get_userbyid(c.relowner)::text as owner
from relation as c
left join summary as s on c.is_own and s.relation = c.oid
