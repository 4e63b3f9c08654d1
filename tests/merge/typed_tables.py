"""Scenarios about tables of composite types: what the type hands down is so because of the type alone.

Source: PostgreSQL manual, CREATE TABLE, OF; ALTER TYPE, CASCADE.
"""

from tests.merge.from_both_sides import both_ways
from tests.merge.scenario import LOCAL, REMOTE, Scenario

Y = "create type y as (a text, b integer); create table t of y;"
ADDED = "alter type y add attribute c integer cascade;"
RETYPED = "alter type y alter attribute a type varchar(9) cascade;"
DROPPED = "alter type y drop attribute b cascade;"

SCENARIOS = [
    *both_ways(
        Scenario(
            "an attribute of another type here, the table of its type dropped there",
            Y,
            local=RETYPED,
            remote="drop table t;",
            merged=RETYPED + "drop table t;",
        ),
        Scenario(
            "an attribute added here and another table of its type there",
            Y,
            local=ADDED,
            remote="create table u of y;",
            merged=ADDED + "create table u of y;",
        ),
        Scenario(
            "an attribute dropped here and another table of its type there",
            Y,
            local=DROPPED,
            remote="create table u of y (a not null);",
            merged=DROPPED + "create table u of y (a not null);",
        ),
        Scenario(
            "an attribute dropped here with the domain that it is of, and a table of its type there",
            "create domain d as boolean check (value); create type y as (a date, b d[], c d);",
            local="alter type y drop attribute b; alter type y drop attribute c; drop domain d;",
            remote="create table u of y (a not null);",
            merged="alter type y drop attribute b; alter type y drop attribute c; drop domain d;"
            "create table u of y (a not null);",
        ),
        Scenario(
            "an attribute dropped here with the domain that it is of, whose column there has a default",
            "create domain d as boolean; create type y as (a date, b d);",
            local="alter type y drop attribute b; drop domain d;",
            remote="create table u of y (b default true);",
            conflicts=("attribute:public.y.b", "domain:public.d", "table:public.u"),
            choices={"attribute:public.y.b": REMOTE, "domain:public.d": REMOTE},
            merged="create table u of y (b default true);",
        ),
        Scenario(
            "an attribute dropped here whose column in another table of its type has an index there",
            Y,
            local=DROPPED,
            remote="create table u of y; create index i on u (b);",
            conflicts=("attribute:public.y.b", "table:public.u"),
            choices={"attribute:public.y.b": REMOTE},
            merged="create table u of y; create index i on u (b);",
        ),
        Scenario(
            "an attribute of two other types under a table of its type",
            Y,
            local=RETYPED,
            remote=RETYPED.replace("9", "5"),
            conflicts=("attribute:public.y.a type", "column:public.t.a type"),
            choices={"attribute:public.y.a type": REMOTE},
            merged=RETYPED.replace("9", "5"),
        ),
        Scenario(
            "an attribute dropped here whose column in a table of its type a new view there reads",
            Y,
            local=DROPPED,
            remote="create view v as select b from t;",
            conflicts=("attribute:public.y.b",),
            choices={"attribute:public.y.b": REMOTE},
            merged="create view v as select b from t;",
        ),
        Scenario(
            "an attribute added here, and what the table of its type has besides there",
            Y,
            local=ADDED,
            remote="create index i on t (a); alter table t alter b set not null;",
            merged=ADDED + "create index i on t (a); alter table t alter b set not null;",
        ),
        *(
            Scenario(
                f"{words} here, and {change} there",
                Y + "create type x as (a text, b integer);",
                local=parting,
                remote=f"alter type y {change} cascade;",
                conflicts=(*asked, "table:public.t of_type"),
                choices={asked[0]: LOCAL},
                merged=f"{parting} alter type y {change} cascade;",
            )
            for words, parting in (
                ("a table parted from its type", "alter table t not of;"),
                ("a table of another type", "alter table t of x;"),
            )
            for change, asked in (
                ("add attribute c integer", ["column:public.t.c"]),
                ("alter attribute b type bigint", ["column:public.t.b type"]),
                ("drop attribute b", ["column:public.t.b"]),
            )
        ),
        Scenario(
            "a table of another type with other columns here, and another type of its former type's there",
            Y + "create type x as (a text, b date);",
            local="drop table t; create table t of x;",
            remote="alter type y alter attribute b type bigint cascade;",
            conflicts=("column:public.t.b type", "table:public.t of_type"),
            choices={"table:public.t of_type": LOCAL},
            merged="drop table t; create table t of x; alter type y alter attribute b type bigint;",
        ),
    ),
]
