"""Pairs of schemas whose partitions come, go and move with what ties them to their parents, there and back."""

from tests.plan.schemas import Pair

LEAVING = [
    Pair(
        "partition leaves, and its parent's check and foreign key go with it or stay",
        "create table r (a int primary key); create table p (a int, b int check (b > 0), constraint low check (a > 0),"
        + " constraint own check (b < 9), constraint fk foreign key (a) references r) partition by list (a);"
        + "create table p1 partition of p for values in (1); create table p2 partition of p for values in (2);"
        + "insert into r values (1), (2); insert into p values (1, 1), (2, 2);",
        "create table r (a int primary key); create table p (a int, b int) partition by list (a);"
        + "create table p1 (a int, b int, constraint own check (b < 9));"
        + "create table p2 partition of p for values in (2, 3);"
        + "insert into r values (1), (2); insert into p1 values (1, 1); insert into p values (2, 2);",
        ("select sum(a) from p where a = 2", "select sum(b) from p1"),
    ),
    Pair(
        "partitions move from tables that refer to one another to others that do",
        "create table p (a int unique) partition by list (a); create table q (a int unique) partition by list (a);"
        + "create table p1 partition of p for values in (1); create table q1 partition of q for values in (1);"
        + "alter table p add constraint fk foreign key (a) references q (a);"
        + "alter table q add constraint fk foreign key (a) references p (a);",
        "create table n (a int unique) partition by list (a); create table m (a int unique) partition by list (a);"
        + "create table p1 partition of n for values in (1); create table q1 partition of m for values in (1);"
        + "alter table n add constraint nfk foreign key (a) references m (a);"
        + "alter table m add constraint mfk foreign key (a) references n (a);",
    ),
    Pair(
        "partition of a table that others refer to",
        "create table p (a int primary key) partition by list (a); create table p1 partition of p for values in (1);"
        + "create table t (a int references p); insert into p values (1); insert into t values (1);",
        "create table p (a int primary key) partition by list (a); create table p1 partition of p for values in (1);"
        + "create table p2 partition of p default partition by list (a); create table p22 partition of p2 default;"
        + "create table t (a int references p); insert into p values (1); insert into t values (1);",
        ("select sum(a) from t",),
    ),
]
