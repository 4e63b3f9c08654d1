"""Scenarios of sequences that belong to a column: they have its table's owner, and come and go with it."""

from tests.merge.scenario import LOCAL, REMOTE, Scenario

OWNED = "create table t (id integer); create table u (id integer); create sequence s owned by t.id;"
HANDED = (
    "alter table u owner to alice; alter sequence s owned by none; alter sequence s owner to alice;"
    "alter sequence s owned by u.id;"
)
SERIAL = "create table t (id integer, n serial);"
LOST = "alter table t drop column n;"

SCENARIOS = [
    Scenario(
        "a sequence given here to a column of another owner's table and the former table's owner there",
        OWNED,
        local=HANDED,
        remote="alter table t owner to bob;",
        merged=HANDED + "alter table t owner to bob;",
    ),
    Scenario(
        "a sequence given there to a column of another owner's new table and the former table dropped here",
        OWNED.replace("create table u (id integer); ", ""),
        local="alter sequence s owned by none; drop table t;",
        remote="create table u (id integer);" + HANDED,
        conflicts=("sequence:public.s owned_by",),
        choices={"sequence:public.s owned_by": REMOTE},
        merged="create table u (id integer);" + HANDED + "drop table t;",
    ),
    *(
        Scenario(
            f"a serial column dropped here and {words} there, {choice}",
            SERIAL,
            local=LOST,
            remote=change,
            conflicts=("column:public.t.n",),
            choices={"column:public.t.n": choice},
            merged=LOST if choice is LOCAL else change,
        )
        for words, change in (
            ("its sequence changed", "alter sequence t_n_seq cycle;"),
            ("its default changed", "alter table t alter n set default nextval('t_n_seq') * 2;"),
        )
        for choice in (LOCAL, REMOTE)
    ),
]
