"""Scenarios about extensions that one side moves to another schema while the other makes use of what belongs to them.

PostgreSQL renames members with the move (manual, ALTER EXTENSION), so that what says them contradicts nothing.
"""

from tests.merge.scenario import BASE, LOCAL, REMOTE, Scenario

HSTORE = "create schema one; create schema two; create extension hstore schema one; create table t (a integer, b text);"
TRIGRAMS = (
    "create schema one; create schema two; create extension pg_trgm schema one; create table t (a integer, b text);"
)
MOVED = "alter extension hstore set schema two;"
PLACE = "extension:hstore schema"
USED = "create table u (h one.hstore default 'k=>1', w text); create index i on u using gin (h);"


def _used(schema: str) -> str:
    """A column, a default, a check, an index, a function, a policy and a view that say members."""
    text = """
        alter table t add column h {0}.hstore default {0}.hstore('a', 'b'),
            add constraint c check (h operator({0}.?) 'a');
        create index t_h on t using gist (h {0}.gist_hstore_ops);
        create function f(x {0}.hstore) returns {0}.hstore language sql as $$ select x $$;
        create policy p on t using ({0}.exist(h, 'k'));
        create view v as select h operator({0}.->) 'k' as k from t;"""
    return text.replace("{0}", schema)


SCENARIOS = [
    Scenario(
        "an extension moved here and members used there",
        HSTORE,
        local=MOVED,
        remote=_used("one"),
        merged=MOVED + _used("two"),
    ),
    Scenario(
        "members used here and their extension moved there",
        HSTORE,
        local=_used("one"),
        remote=MOVED,
        merged=MOVED + _used("two"),
    ),
    *(
        Scenario(
            f"an extension moved here and members used {words}, the move refused",
            HSTORE,
            local=MOVED + here,
            remote=there,
            choices={PLACE: BASE},
            merged=_used("one"),
        )
        for words, here, there in (("there", "", _used("one")), ("here", _used("two"), ""))
    ),
    Scenario(
        "an extension moved here and an index by an operator class of it there",
        TRIGRAMS,
        local="alter extension pg_trgm set schema two;",
        remote="create index i on t using gin (b one.gin_trgm_ops);",
        merged="alter extension pg_trgm set schema two; create index i on t using gin (b two.gin_trgm_ops);",
    ),
    Scenario(
        "an extension moved here to a new schema, its former one dropped, and a column of its type there",
        "create schema one; create extension hstore schema one; create table t (a integer);",
        local="create schema two; alter extension hstore set schema two; drop schema one;",
        remote="alter table t add column h one.hstore;",
        merged="create schema two; alter extension hstore set schema two; drop schema one;"
        "alter table t add column h two.hstore;",
    ),
    Scenario(
        "an extension moved here, and what says its members changed there",
        HSTORE + USED,
        local=MOVED + "alter table u alter h set default 'k=>2';",
        remote="alter table u alter h set not null; comment on index i is 'kept';"
        "grant execute on function one.akeys(one.hstore) to alice;",
        merged=MOVED + "alter table u alter h set default 'k=>2', alter h set not null; comment on index i is 'kept';"
        "grant execute on function two.akeys(two.hstore) to alice;",
    ),
    Scenario(
        "an extension moved here, and what says its members dropped there",
        HSTORE + USED + "create view v as select one.akeys(h) as names from u;",
        local=MOVED,
        remote="drop view v; drop index i; alter table u drop column w;",
        merged=MOVED + "drop view v; drop index i; alter table u drop column w;",
    ),
    Scenario(
        "an extension moved here, and one default that says its members changed by both",
        HSTORE + USED,
        local=MOVED + "alter table u alter h set default two.hstore('a', 'b');",
        remote="alter table u alter h set default one.hstore('c', 'd');",
        conflicts=("default:public.u.h.h expression",),
        choices={"default:public.u.h.h expression": REMOTE},
        merged=MOVED + "alter table u alter h set default two.hstore('c', 'd');",
    ),
    *(
        Scenario(
            f"an extension moved by both to different schemas and used by both, {choice}'s place",
            HSTORE + "create schema three;",
            local=MOVED + "alter table t add column h two.hstore;",
            remote="alter extension hstore set schema three; create function f(three.hstore) returns integer"
            " language sql as 'select 1';",
            conflicts=(PLACE,),
            choices={PLACE: choice},
            merged=(f"alter extension hstore set schema {place};" if place != "one" else "")
            + f"alter table t add column h {place}.hstore; create function f({place}.hstore) returns integer"
            " language sql as 'select 1';",
        )
        for choice, place in ((LOCAL, "two"), (REMOTE, "three"), (BASE, "one"))
    ),
    Scenario(
        "an extension made by both in different schemas and used by both alike",
        "create schema one; create schema two; create table t (a integer);",
        local="create extension hstore schema one; alter table t add column h one.hstore;",
        remote="create extension hstore schema two; alter table t add column h two.hstore;",
        conflicts=(PLACE,),
        choices={PLACE: REMOTE},
        merged="create extension hstore schema two; alter table t add column h two.hstore;",
    ),
    Scenario(
        "an extension moved here, with a column of a member's name, and used there",
        HSTORE.replace("create table t", "create table one.akeys_of (akeys text[]); create table t"),
        local=MOVED,
        remote="create view v as select one.akeys('a=>1'::one.hstore) as names, akeys from one.akeys_of;",
        merged=MOVED + "create view v as select two.akeys('a=>1'::two.hstore) as names, akeys from one.akeys_of;",
    ),
    Scenario(
        "an extension moved here and grants on its members everywhere",
        HSTORE + "grant execute on function one.akeys(one.hstore) to alice;",
        local=MOVED + "grant execute on function two.avals(two.hstore) to alice;",
        remote="revoke execute on function one.skeys(one.hstore) from public;",
        merged=MOVED + "grant execute on function two.avals(two.hstore) to alice;"
        "revoke execute on function two.skeys(two.hstore) from public;",
    ),
]
