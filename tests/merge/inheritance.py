"""Scenarios of a new heir on one side and a change of its parent on the other: the server hands the change down."""

from tests.merge.scenario import LOCAL, Scenario

P = (
    "create table p (id integer not null, n text) partition by range (id);"
    "create table p1 partition of p for values from (0) to (10);"
)
P2 = "create table p2 partition of p for values from (10) to (20);"
C = "create table c (more text) inherits (p);"


def in_either_order(name: str, base: str, heir: str, parent: str) -> tuple[Scenario, Scenario]:
    """The heir on local and the parent's change on remote, and the other way round."""
    return (
        Scenario(f"{name} there", base, local=heir, remote=parent, merged=heir + parent),
        Scenario(f"{name}, from the other side", base, local=parent, remote=heir, merged=heir + parent),
    )


SCENARIOS = [
    *in_either_order(
        "a partition here and a column of the whole", P, P2, "alter table p add column m integer not null default 7;"
    ),
    *in_either_order("a partition here and an index of the whole", P, P2, "create index p_n on p (n);"),
    *in_either_order(
        "a partition here and a unique key of the whole", P, P2, "alter table p add constraint once unique (id, n);"
    ),
    *in_either_order(
        "a partition here and a primary key of the whole", P, P2, "alter table p add constraint p_key primary key (id);"
    ),
    *in_either_order(
        "a partition here and a check of the whole", P, P2, "alter table p add constraint ok check (n <> '');"
    ),
    *in_either_order(
        "a partition here and a foreign key of the whole",
        P + "create table u (n text primary key);",
        P2,
        "alter table p add constraint p_fk foreign key (n) references u (n);",
    ),
    *in_either_order(
        "a partition here and a trigger of the whole",
        P + "create function f() returns trigger language plpgsql as 'begin return new; end';",
        P2,
        "create trigger tr before insert on p for each row execute function f();",
    ),
    *in_either_order("a partition here and a type of the whole", P, P2, "alter table p alter n type varchar(20);"),
    *in_either_order("a partition here and a column lost by the whole", P, P2, "alter table p drop column n;"),
    *in_either_order(
        "a partition in partitions here and a column of the whole",
        P,
        "create table p2 partition of p for values from (10) to (20) partition by range (id);"
        "create table p21 partition of p2 for values from (10) to (15);",
        "alter table p add column m integer;",
    ),
    *in_either_order(
        "a table attached here and what the whole may not lack",
        P + "create table q (id integer not null, n text);",
        "alter table p attach partition q for values from (10) to (20);",
        "alter table p alter n set not null;",
    ),
    *in_either_order(
        "a table attached here and a column of the whole",
        P + "create table q (id integer not null, n text);",
        "alter table p attach partition q for values from (10) to (20);",
        "alter table p add column m integer;",
    ),
    Scenario(
        "a child here and a column of its parent there",
        "create table p (id integer); create table c (id integer);",
        local="alter table c inherit p;",
        remote="alter table p add column m integer;",
        merged="alter table c add column m integer; alter table p add column m integer; alter table c inherit p;",
    ),
    Scenario(
        "a column of a parent here and a child there",
        "create table p (id integer); create table c (id integer);",
        local="alter table p add column m integer;",
        remote="alter table c inherit p;",
        merged="alter table c add column m integer; alter table p add column m integer; alter table c inherit p;",
    ),
    *in_either_order(
        "a new child here and a column of its parent",
        "create table p (id integer, n text);",
        C,
        "alter table p add column m integer default 7;",
    ),
    *in_either_order(
        "a new child here and a check of its parent",
        "create table p (id integer, n text);",
        C,
        "alter table p add constraint ok check (n <> '');",
    ),
    *in_either_order(
        "a new child here and a column lost by its parent",
        "create table p (id integer, n text);",
        C,
        "alter table p drop column n;",
    ),
    Scenario(
        "a child here whose index reads a column that its parent loses there",
        "create table p (id integer, n text);",
        local="create table c (more text) inherits (p); create index c_n on c (n);",
        remote="alter table p drop column n;",
        merged="create table c (more text) inherits (p); create index c_n on c (n);",
        conflicts=("column:public.p.n", "table:public.c"),
        choices={"column:public.p.n": LOCAL, "table:public.c": LOCAL},
    ),
    Scenario(
        "a parent loses here a column that a new child's index reads there",
        "create table p (id integer, n text);",
        local="alter table p drop column n;",
        remote="create table c (more text) inherits (p); create index c_n on c (n);",
        merged="alter table p drop column n;",
        conflicts=("column:public.p.n", "table:public.c"),
        choices={"column:public.p.n": LOCAL, "table:public.c": LOCAL},
    ),
    Scenario(
        "a child changed here that is dropped there with its parent",
        "create schema old; create table t (id integer); create table c () inherits (t);",
        local="drop schema old; alter table c replica identity nothing;",
        remote="drop table c; drop table t;",
        conflicts=("table:public.c",),
        choices={"table:public.c": LOCAL},
        merged="drop schema old; alter table c replica identity nothing;",
    ),
]
