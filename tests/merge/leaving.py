"""Scenarios of a table parted from its parent on one side, and a change of the parent on the other: what came first?"""

from tests.merge.scenario import BASE, LOCAL, REMOTE, Scenario

P = (
    "create table p (id integer, n text) partition by range (id);"
    "create table p1 partition of p for values from (0) to (10);"
)
P_IN_TWO = P + (
    "create table p2 partition of p for values from (10) to (20) partition by range (id);"
    "create table p21 partition of p2 for values from (10) to (15);"
)
DETACH = "alter table p detach partition p1;"
DETACHED = "table:public.p1 partition_of"
A = "create table a (id integer, n text); create table b (id integer, n text) inherits (a);"
PARTED = "table:public.b inherits"


def _either_way(name: str, base: str, parting: str, change: str, *asked: str) -> tuple[Scenario, Scenario]:
    """Parted here with the parent's change for the parent alone; and from the other side, not parted."""
    conflicts, choices = tuple(sorted(asked)), {asked[0]: LOCAL}
    return (
        Scenario(f"{name} there", base, parting, change, parting + change, conflicts, choices),
        Scenario(f"{name} there, from the other side", base, change, parting, change, conflicts, choices),
    )


SCENARIOS = [
    *(
        one
        for words, base, change, asked in (
            ("a column added", P, "alter table p add column m integer default 7;", ["column:public.p1.m"]),
            ("a column lost", P, "alter table p drop column n;", ["column:public.p1.n"]),
            ("a column retyped", P, "alter table p alter n type varchar(9);", ["column:public.p1.n type"]),
            ("a column not null", P, "alter table p alter n set not null;", ["column:public.p1.n not_null"]),
            ("a default", P, "alter table p alter n set default 'x';", ["default:public.p1.n.n"]),
            ("an index", P, "create index i on p (n);", ["index:public.p1.p1_n_idx"]),
            ("a key", P, "alter table p add constraint k unique (id);", ["unique:public.p1.p1_id_key"]),
            ("a check", P, "alter table p add constraint c check (n <> '');", []),
            (
                "a check lost",
                P + "alter table p add constraint c check (n <> '');",
                "alter table p drop constraint c;",
                ["check:public.p1.c"],
            ),
            (
                "a foreign key",
                P + "create table r (id integer primary key);",
                "alter table p add constraint f foreign key (id) references r;",
                [],
            ),
        )
        for one in _either_way(
            f"a partition detached here and {words} of the whole", base, DETACH, change, DETACHED, *asked
        )
    ),
    *_either_way(
        "a partition in partitions detached here and a column of the whole retyped",
        P_IN_TWO,
        "alter table p detach partition p2;",
        "alter table p alter n type varchar(9);",
        "table:public.p2 partition_of",
        "column:public.p2.n type",
        "column:public.p21.n type",
    ),
    *_either_way(
        "a child parted here and a column of its parent retyped",
        A,
        "alter table b no inherit a;",
        "alter table a alter n type varchar(9);",
        PARTED,
        "column:public.b.n type",
    ),
    *_either_way(
        "a child parted here and a check of its parent",
        A,
        "alter table b no inherit a;",
        "alter table a add constraint c check (n <> '');",
        PARTED,
    ),
    Scenario(
        "a partition detached here and a column of the whole there, left attached",
        P,
        local=DETACH,
        remote="alter table p add column m integer;",
        conflicts=("column:public.p1.m", DETACHED),
        choices={DETACHED: REMOTE},
        merged="alter table p add column m integer;",
    ),
    *(
        Scenario(
            f"a partition detached here and {words} of the whole there, as in the base",
            P,
            local=DETACH,
            remote=change,
            conflicts=(asked, DETACHED),
            choices={DETACHED: BASE},
            merged=change,
        )
        for words, change, asked in (
            ("a column", "alter table p add column m integer default 7;", "column:public.p1.m"),
            ("a column lost", "alter table p drop column n;", "column:public.p1.n"),
            ("a column retyped", "alter table p alter n type varchar(9);", "column:public.p1.n type"),
            ("an index", "create index i on p (n);", "index:public.p1.p1_n_idx"),
        )
    ),
    Scenario(
        "a partition with a column that is not null detached here and a column of the whole there",
        P + "alter table p alter id set not null;",
        local=DETACH,
        remote="alter table p add column m integer;",
        conflicts=("column:public.p1.id not_null_name", "column:public.p1.m", DETACHED),
        choices={DETACHED: REMOTE},
        merged="alter table p add column m integer;",
        minimum_version=18,
    ),
    Scenario(
        "a child parted here and what its parent alone may not hold there",
        A,
        local="alter table b no inherit a;",
        remote="alter table a add constraint c check (n <> '') no inherit; comment on column a.n is 'x';",
        merged="alter table b no inherit a; alter table a add constraint c check (n <> '') no inherit;"
        "comment on column a.n is 'x';",
    ),
    Scenario(
        "a partition detached here and a part of its own there",
        P,
        local=DETACH,
        remote="alter table p1 add constraint c check (n <> ''); create index i on p1 (n);"
        "alter table p1 alter n set default 'own';",
        merged=DETACH + "alter table p1 add constraint c check (n <> ''); create index i on p1 (n);"
        "alter table p1 alter n set default 'own';",
    ),
    Scenario(
        "a partition detached here and an index lost by the whole there",
        P + "create index i on p (n);",
        local=DETACH,
        remote="drop index i;",
        conflicts=("index:public.p1.p1_n_idx",),
        choices={"index:public.p1.p1_n_idx": LOCAL},
        merged=DETACH + "drop index i;",
    ),
]
