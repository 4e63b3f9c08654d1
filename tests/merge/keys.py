"""Keys that one side put in the place of others, against what the other side's new parts need them for."""

from tests.merge.scenario import REMOTE, Scenario

T = "create table t (a integer not null constraint k unique, b text);"
AS_PRIMARY = "alter table t drop constraint k, add constraint k primary key (a);"
UNDER_ONE = (
    "alter table u drop constraint f;" + AS_PRIMARY + "alter table u add constraint f foreign key (a) references t (a);"
)
U = "create table u (a integer constraint f references t (a));"

SCENARIOS = [
    Scenario(
        "a unique constraint made the primary key here, and a foreign key to its column there",
        T,
        local="alter table t drop constraint k, add constraint t_pkey primary key (a);",
        remote=U,
        merged="alter table t drop constraint k, add constraint t_pkey primary key (a);" + U,
    ),
    Scenario(
        "a unique constraint made the primary key of its name here, and a foreign key to its column there",
        T,
        local=AS_PRIMARY,
        remote=U,
        merged=AS_PRIMARY + U,
    ),
    Scenario(
        "a unique constraint made the primary key under a foreign key here, and another one there",
        T + U,
        local=UNDER_ONE,
        remote="create table w (a integer constraint g references t (a));",
        merged=UNDER_ONE + "create table w (a integer constraint g references t (a));",
    ),
    Scenario(
        "an index of the same columns in another order for a unique constraint here, and a foreign key there",
        "create table t (a integer not null, b integer not null, c text, constraint k unique (a, b));",
        local="alter table t drop constraint k; create unique index i on t (b, a) include (c);",
        remote="create table w (a integer, b integer, constraint g foreign key (a, b) references t (a, b));",
        merged="alter table t drop constraint k; create unique index i on t (b, a) include (c);"
        "create table w (a integer, b integer, constraint g foreign key (a, b) references t (a, b));",
    ),
    Scenario(
        "a constraint that may be put off for a unique one here, and a foreign key there",
        T,
        local="alter table t drop constraint k, add constraint k2 unique (a) deferrable;",
        remote=U,
        conflicts=("unique:public.t.k",),
        choices={"unique:public.t.k": REMOTE},
        merged="alter table t add constraint k2 unique (a) deferrable;" + U,
    ),
    Scenario(
        "a primary key of another name here, and a view that groups by it there",
        "create table t (a integer constraint k primary key, b text);",
        local="alter table t rename constraint k to t_pkey;",
        remote="create view v as select a, b, count(*) from t group by a;",
        merged="alter table t rename constraint k to t_pkey;create view v as select a, b, count(*) from t group by a;",
    ),
    Scenario(
        "one of two keys dropped on either side, and a foreign key that needs one",
        T + "create unique index i on t (a);",
        local="alter table t drop constraint k;",
        remote="drop index i;" + U,
        conflicts=("unique:public.t.k",),
        choices={"unique:public.t.k": REMOTE},
        merged="drop index i;" + U,
    ),
]
