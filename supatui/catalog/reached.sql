-- reached.sql: the relations (oids) that a change of some objects may reach, or that it names, one row each.
-- Placeholders: reaching and changed (rows of classid, objid, objsubid, as pg_depend knows the objects).
-- Server: 14 and later.
-- Reached is what depends on something that is made anew or changes its type, on and on: with a part what it is a part of
-- (deptype i: with its rule a view, with an attribute its type), with a generated column's expression the column, with a
-- relation its heirs, with a column what holds whole rows of its table. objsubid is -1 for a relation with all its columns.
-- Named is what changed objects refer to, the ancestors of a relation that is made anew, with the columns that it has from
-- them, and all relations that share an ancestor with a changed one: the default partition has to let a new one's rows go,
-- also those of one that is made anew. So are the tables that inherit from one that a publication comes to name or no
-- longer names, which takes them along. Views that these read, also through views and routines, are used: what they call
-- says along which path the names in its body are looked up. So are tables whose rows a type has, also as an array or a
-- domain: no cast leads to them.
-- Source: PostgreSQL manual, pg_depend, pg_inherits.
with recursive changed (classid, objid, objsubid) as (values {changed}),

reached (classid, objid, objsubid) as (
    values {reaching}
    union
    select s.classid, s.objid, s.objsubid
    from reached as r
    cross join lateral (
        select
            d.classid,
            d.objid,
            case when d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0 then -1 else d.objsubid end
                as objsubid
        from pg_catalog.pg_depend as d
        where
            d.refclassid = r.classid
            and d.refobjid = r.objid
            and (r.objsubid = -1 or d.refobjsubid = r.objsubid)
        union all
        select
            d.refclassid,
            d.refobjid,
            case when d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjsubid = 0 then -1 else d.refobjsubid end
        from pg_catalog.pg_depend as d
        where d.classid = r.classid and d.objid = r.objid and d.deptype = 'i'
        union all
        select
            d.classid,
            d.objid,
            case when d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0 then -1 else d.objsubid end
        from pg_catalog.pg_class as c
        join pg_catalog.pg_type as t on t.oid = c.reltype
        join pg_catalog.pg_depend as d
            on d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.refobjid in (t.oid, t.typarray)
        where
            r.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and r.objsubid > 0 and c.oid = r.objid
            and d.deptype <> 'i' -- the array type is the row type's own
        union all
        select 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, i.inhrelid, -1
        from pg_catalog.pg_inherits as i
        where r.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and i.inhparent = r.objid
        union all
        select 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, g.adrelid, g.adnum
        from pg_catalog.pg_attrdef as g
        join pg_catalog.pg_attribute as a on a.attrelid = g.adrelid and a.attnum = g.adnum
        where r.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and g.oid = r.objid and a.attgenerated <> ''
    ) as s
),

above (oid) as (
    select r.objid
    from reached as r
    where r.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and r.objsubid = -1
    union
    select i.inhparent
    from above as a
    join pg_catalog.pg_inherits as i on i.inhrelid = a.oid
),

ancestor (oid) as (
    select c.objid
    from changed as c
    where c.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    union
    select i.inhparent
    from ancestor as a
    join pg_catalog.pg_inherits as i on i.inhrelid = a.oid
),

family (oid) as (
    select a.oid
    from ancestor as a
    union
    select p.prrelid
    from changed as c
    join pg_catalog.pg_publication_rel as p
        on c.classid = 'pg_catalog.pg_publication_rel'::pg_catalog.regclass and p.oid = c.objid
    join pg_catalog.pg_class as t on t.oid = p.prrelid and t.relkind = 'r'
    union
    select i.inhrelid
    from family as f
    join pg_catalog.pg_inherits as i on i.inhparent = f.oid
),

named (classid, objid) as (
    select r.classid, r.objid
    from reached as r
    union
    select d.refclassid, d.refobjid
    from changed as c
    join pg_catalog.pg_depend as d
        on d.classid = c.classid and d.objid = c.objid and (d.objsubid = c.objsubid or c.objsubid = -1)
    union
    select 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, f.oid
    from family as f
    union
    select 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, a.oid
    from above as a
    union
    select 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, s.oid
    from reached as r
    join pg_catalog.pg_inherits as i
        on r.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and i.inhrelid = r.objid
    join pg_catalog.pg_partitioned_table as p on p.partrelid = i.inhparent and p.partdefid <> 0
    cross join lateral (values (p.partrelid), (p.partdefid)) as s (oid)
),

used (classid, objid) as (
    select n.classid, n.objid
    from named as n
    union
    select c.classid, c.objid
    from changed as c
    union
    select s.classid, s.objid
    from used as u
    cross join lateral (
        select d.refclassid as classid, d.refobjid as objid
        from pg_catalog.pg_rewrite as w
        join pg_catalog.pg_depend as d
            on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = w.oid
        where u.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and w.ev_class = u.objid and w.ev_type = '1'
        union all
        select d.refclassid, d.refobjid
        from pg_catalog.pg_depend as d
        where
            u.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
            and d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
            and d.objid = u.objid
        union all
        select 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, b.oid
        from pg_catalog.pg_type as t
        cross join lateral (values (t.typbasetype), (t.typelem)) as b (oid)
        where u.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and t.oid = u.objid and b.oid <> 0
    ) as s
    where s.classid <> 'pg_catalog.pg_class'::pg_catalog.regclass or exists (
        select from pg_catalog.pg_class as v
        where v.oid = s.objid and v.relkind in ('m', 'v')
    )
)

select distinct
    coalesce(
        i.indrelid, nullif(k.conrelid, 0), g.adrelid, t.tgrelid, y.polrelid, w.ev_class, nullif(z.typrelid, 0), c.oid
    )::bigint as relation
from used as o
left join pg_catalog.pg_class as c
    on o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and c.oid = o.objid
left join pg_catalog.pg_index as i on i.indexrelid = c.oid
left join pg_catalog.pg_constraint as k
    on o.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and k.oid = o.objid
left join pg_catalog.pg_attrdef as g
    on o.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and g.oid = o.objid
left join pg_catalog.pg_trigger as t
    on o.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass and t.oid = o.objid
left join pg_catalog.pg_policy as y
    on o.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and y.oid = o.objid
left join pg_catalog.pg_rewrite as w
    on o.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and w.oid = o.objid
left join pg_catalog.pg_type as z
    on o.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and z.oid = o.objid
