"""Scenarios about parts of partitions that are so because of the whole: no change and no question of theirs."""

from tests.merge.from_both_sides import both_ways
from tests.merge.inheritance import P2, P, in_either_order
from tests.merge.scenario import LOCAL, REMOTE, Scenario

D = (
    "create table p (id integer not null, n text default 'x') partition by range (id);"
    "create table p1 partition of p for values from (0) to (10);"
)
INDEXED = P + "create index i on p (n);"
G = (
    "create table p (id integer not null, g integer generated always as (id * 2) stored) partition by range (id);"
    "create table p1 partition of p for values from (0) to (10);"
)
P2_IN_TWO = (
    "create table p2 partition of p for values from (10) to (20) partition by range (id);"
    "create table p21 partition of p2 for values from (10) to (15);"
)

TRIGGERED = """create table p (id integer, at date) partition by range (at);
create table p1 partition of p for values from ('2026-01-01') to ('2026-02-01');
create function g() returns trigger language plpgsql as 'begin return new; end';
create trigger x after insert on p for each row execute function g();"""

SCENARIOS = [
    *in_either_order("a partition here and a default of the whole", P, P2, "alter table p alter n set default 'y';"),
    *in_either_order(
        "a partition here and another default of the whole", D, P2, "alter table p alter n set default 'y';"
    ),
    *in_either_order("a partition here and a default lost by the whole", D, P2, "alter table p alter n drop default;"),
    *in_either_order("a partition here and a column with a default lost by the whole", D, P2, "alter table p drop n;"),
    *both_ways(
        *(
            Scenario(
                f"a column lost by the whole here, and {words} in a new partition there",
                D,
                local="alter table p drop column n;",
                remote=P2 + more,
                conflicts=("column:public.p.n", "table:public.p2"),
                choices={"column:public.p.n": REMOTE},
                merged=P2 + more,
            )
            for words, more in (
                ("another default of it", "alter table p2 alter n set default 'own';"),
                ("a comment on it", "comment on column p2.n is 'said';"),
                ("its values needed", "alter table p2 alter n set not null;"),
                ("a grant of it", "grant select (n) on p2 to alice;"),
            )
        )
    ),
    *in_either_order(
        "partitions of a partition here and a default of the whole",
        D,
        P2_IN_TWO,
        "alter table p alter n set default 'y';",
    ),
    *in_either_order(
        "a partition here and a default of the whole that calls a function",
        P + "create function f() returns text language sql as $$select 'a'$$;",
        P2,
        "alter table p alter n set default f();",
    ),
    *in_either_order(
        "a partition here and a default lost by the whole with its function",
        P + "create function f() returns text language sql as $$select 'a'$$; alter table p alter n set default f();",
        P2,
        "alter table p alter n drop default; drop function f();",
    ),
    *in_either_order(
        "a child here and a default of its parent",
        "create table p (id integer, n text);",
        "create table c (more text) inherits (p);",
        "alter table p alter n set default 'y';",
    ),
    *in_either_order(
        "a partition here and what the whole may lack again",
        P + "alter table p alter n set not null;",
        P2,
        "alter table p alter n drop not null;",
    ),
    Scenario(
        "a partition with a default of its own here and another default of the whole there",
        D,
        local="create table p2 partition of p (n default 'own') for values from (10) to (20);",
        remote="alter table p alter n set default 'y';",
        merged="alter table p alter n set default 'y';"
        "create table p2 partition of p (n default 'own') for values from (10) to (20);",
    ),
    Scenario(
        "a table with a default of its own attached here and another default of the whole there",
        D + "create table q (id integer not null, n text default 'own');",
        local="alter table p attach partition q for values from (10) to (20);",
        remote="alter table p alter n set default 'y';",
        merged="alter table p alter n set default 'y'; alter table p attach partition q for values from (10) to (20);",
    ),
    *in_either_order(
        "a partition here and a storage of the whole", P, P2, "alter table p alter n set storage external;"
    ),
    *in_either_order(
        "a partition here and a column that the whole generates no more",
        G,
        P2,
        "alter table p alter g drop expression;",
    ),
    *in_either_order("a partition here and an index lost by the whole", INDEXED, P2, "drop index i;"),
    *in_either_order(
        "a partition here and another index of the whole", INDEXED, P2, "drop index i; create index i on p (n, id);"
    ),
    *in_either_order(
        "a partition here and a key lost by the whole",
        P + "alter table p add constraint k primary key (id);",
        P2,
        "alter table p drop constraint k;",
    ),
    *(
        Scenario(
            f"a partition dropped here and {words} there",
            base,
            local="drop table p1;",
            remote=change,
            merged=f"drop table p1; {change}",
        )
        for words, base, change in (
            ("a column of the whole", P, "alter table p add column m integer;"),
            ("a default of the whole", P, "alter table p alter n set default 'y';"),
            ("a type of the whole", P, "alter table p alter n type varchar(20);"),
            ("an index of the whole", P, "create index i on p (n);"),
            ("a key of the whole", P, "alter table p add constraint k primary key (id);"),
        )
    ),
    Scenario(
        "a partition dropped here that is given a default of its own there",
        P,
        local="drop table p1;",
        remote="alter table p1 alter n set default 'own';",
        conflicts=("table:public.p1",),
        choices={"table:public.p1": REMOTE},
        merged="alter table p1 alter n set default 'own';",
    ),
    Scenario(
        "a partition dropped here with its whole and their type, and given a check there, kept",
        "create type e as enum ('x'); create domain d as e; create table p (id integer, n d) partition by range (id);"
        "create table p1 partition of p for values from (0) to (10);",
        local="drop table p; drop domain d; drop type e;",
        remote="alter table p1 add constraint c check (id > 0);",
        conflicts=("table:public.p1",),
        choices={"table:public.p1": REMOTE},
        merged="alter table p1 add constraint c check (id > 0);",
    ),
    Scenario(
        "a column that the whole loses here and gives another type there",
        P,
        local="alter table p drop column n;",
        remote="alter table p alter n type varchar(20);",
        conflicts=("column:public.p.n",),
        choices={"column:public.p.n": REMOTE},
        merged="alter table p alter n type varchar(20);",
    ),
    Scenario(
        "a column that the whole loses here and a view of a partition reads there",
        P,
        local="alter table p drop column n;",
        remote="create view v as select n from p1;",
        conflicts=("column:public.p.n",),
        choices={"column:public.p.n": REMOTE},
        merged="create view v as select n from p1;",
    ),
    Scenario(
        "an index that the whole loses here and a partition's is commented there",
        INDEXED,
        local="drop index i;",
        remote="comment on index p1_n_idx is 'used';",
        conflicts=("index:public.p.i",),
        choices={"index:public.p.i": REMOTE},
        merged="comment on index p1_n_idx is 'used';",
    ),
    Scenario(
        "a type of the whole here and a view and a check of a partition there",
        "create table p (id integer, n integer) partition by range (id);"
        "create table p1 partition of p for values from (0) to (10);",
        local="alter table p alter n type numeric;",
        remote="create view v as select n from p1 where n > 1; alter table p1 add constraint c check (n > 5);",
        merged="alter table p alter n type numeric;"
        "create view v as select n from p1 where n > 1; alter table p1 add constraint c check (n > 5);",
    ),
    Scenario(
        "two types of a column of the whole",
        P,
        local="alter table p alter n type varchar(10);",
        remote="alter table p alter n type varchar(20);",
        conflicts=("column:public.p.n type", "column:public.p1.n type"),
        choices={"column:public.p1.n type": LOCAL},
        merged="alter table p alter n type varchar(10);",
    ),
    Scenario(
        "a trigger disabled on a partition here, and dropped with that of the whole table there",
        TRIGGERED,
        local="alter table p1 disable trigger x;",
        remote="drop trigger x on p;",
        conflicts=("trigger:public.p.x",),
        choices={"trigger:public.p.x": REMOTE},
        merged="drop trigger x on p;",
    ),
    Scenario(
        "a trigger commented on a partition here, which stays, and dropped with that of the whole table there",
        TRIGGERED,
        local="comment on trigger x on p1 is 'first';",
        remote="drop trigger x on p;",
        conflicts=("trigger:public.p.x",),
        choices={"trigger:public.p.x": LOCAL},
        merged="comment on trigger x on p1 is 'first';",
    ),
]
