"""Pairs of schemas whose partitions and heirs come, go and move with what ties them to parents, there and back."""

from tests.plan.schemas import Pair

_READ = """
create table p (a int) partition by list (a); create table {0} partition of p {1};
create view v_{0} as select a from {0};
create function f() returns bigint language sql begin atomic select count(*) from v_{0}; end;
"""
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
        + "insert into p values (1); insert into q values (1);"
        + "alter table p add constraint fk foreign key (a) references q (a);"
        + "alter table q add constraint fk foreign key (a) references p (a);",
        "create table n (a int unique) partition by list (a); create table m (a int unique) partition by list (a);"
        + "create table p1 partition of n for values in (1); create table q1 partition of m for values in (1);"
        + "insert into n values (1); insert into m values (1);"
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
    *(
        Pair(
            f"partition takes the bounds of one that {goes}, once a routine has let go of that",
            _READ.format("d", bounds),
            _READ.format("e", bounds) + stays,
        )
        for goes, bounds, stays in (
            ("goes", "default", ""),
            ("goes, too", "for values in (1)", ""),
            ("leaves", "default", "create table d (a int);"),
        )
    ),
]

_P = "create table p (a int not null, b int not null, c int) partition by list (a);"
_P1 = _P + "create table p1 partition of p for values in (1); insert into p values (1, 1), (1, 2);"
_SUM = ("select count(*), sum(b) from p",)
_BELOW = "create unique index {above} on only p (a, b); create unique index {below} on p1 (a, b);"
_BELOW += "alter index {above} attach partition {below};"
_KEY = "alter table p1 add constraint p1_key {kind} using index {below};"

INDEXES = [
    Pair(
        "index of a partition gets another name, and so does a key",
        _P1
        + _BELOW.format(above="pi", below="one")
        + "create index pc on p (c); comment on index one is 'x';"
        + "alter table p add constraint pk unique (a, c);",
        _P1
        + _BELOW.format(above="pi", below="other")
        + "create index pc on only p (c); create index p1_mine on p1 (c); alter index pc attach partition p1_mine;"
        + "comment on index other is 'x'; alter table only p add constraint pk unique (a, c);"
        + "alter table p1 add constraint own unique (a, c); alter index pk attach partition own;",
        _SUM,
    ),
    Pair(
        "partition comes to an index that is there, and to others just like it",
        _P + "create index pi on p (b);",
        _P
        + "create table p1 partition of p for values in (1); create index pi on p (b); create index pi_too on p (b);"
        + "create index own on p1 (b);",
    ),
    Pair(
        "table becomes a partition with an index of its own just like that which comes to both",
        _P + "create table p1 (like p); create index own on p1 (b); insert into p1 values (1, 1), (1, 2);",
        _P1 + "create index own on p1 (b); create index pi on only p (b); create index mine on p1 (b);"
        "alter index pi attach partition mine; create index z on p (c);",
        ("select count(*) from p1",),
    ),
    Pair(
        "index of a partition goes, and that of its parent stays without",
        _P1 + _BELOW.format(above="pi", below="one") + "alter table p add constraint pk primary key (a, b);",
        _P1 + "create unique index pi on only p (a, b); alter table only p add constraint pk primary key (a, b);",
        _SUM,
    ),
    Pair(
        "key of a partition that belongs to an index of its parent becomes an index",
        _P1 + _BELOW.format(above="pi", below="one") + _KEY.format(kind="primary key", below="one"),
        _P1 + _BELOW.format(above="pi", below="one"),
        _SUM,
    ),
    Pair(
        "index of a parent goes that a key of a partition belongs to",
        "create table r (a int primary key); insert into r values (1);"
        + _P1
        + _BELOW.format(above="pi", below="one")
        + _KEY.format(kind="unique", below="one")
        + "create index pc on p (c); alter table p add constraint fk foreign key (a) references r;"
        + "alter table p add constraint low check (b > 0);",
        "create table r (a int primary key); insert into r values (1);"
        + _P1
        + "alter table p1 add constraint p1_key unique (a, b); create index pc on p (c);"
        + "alter table p add constraint fk foreign key (a) references r;"
        + "alter table p add constraint low check (b > 0);",
        _SUM,
    ),
]

_HELD = "create table p (a int not null, b int not null, c int) partition by list (a);"
_HELD += "create table p1 partition of p for values in (1); insert into p values (1, 1, 2);"
_NEW = "create table p2 partition of p for values in (2);"
_TWINS = "create index i on p (b); create index j on p (b desc) with (fillfactor = 70); create index k on p (b);"
_KEYS = "alter table p add primary key (a, b); create unique index ui on p (a, b); create unique index uj on p (a, b);"
_KEYS += "create table r (a int, b int, foreign key (a, b) references p); insert into r values (1, 1);"

ARRIVALS = [
    Pair(f"partition comes below {what}", f"{_HELD} {above}", f"{_HELD} {_NEW} {above}", _SUM)
    for what, above in {
        "indexes that are like one another": _TWINS,
        "a key and indexes like it": _KEYS,
        "an index like one of its own": "create index i on p (b); create index own on p1 (b);",
    }.items()
] + [
    Pair(
        "partition comes without an index that its parent has",
        f"{_HELD} create index i on only p (b); create index i1 on p1 (b); alter index i attach partition i1;",
        f"{_HELD} {_NEW} create index i on only p (b); create index i1 on p1 (b); alter index i attach partition i1;",
        _SUM,
    ),
    Pair(
        "table becomes a partition without an index that its parent has",
        f"{_HELD} create table p2 (like p); create index i on only p (b);",
        f"{_HELD} {_NEW} create index i on only p (b);",
        _SUM,
    ),
    Pair(
        "partition comes with an index of its own like that of its parent",
        f"{_HELD} create index i on p (b);",
        f"{_HELD} {_NEW} create index i on p (b); create index a_first on p2 (b);",
        _SUM,
    ),
    Pair(
        "table with indexes that are like one another becomes a partition",
        f"{_HELD} {_TWINS} create table p2 (like p); create index y on p2 (b); create index x on p2 (b desc);",
        f"{_HELD} {_NEW} {_TWINS}",
        _SUM,
    ),
]

_TREE = "create table p (a int not null, b int not null) partition by list (a);"
_TREE += "create table p1 partition of p for values in ({bounds}) partition by range (b);"
_LEAF = "create table p11 partition of p1 for values from (0) to ({end});"
_ROW = "insert into p values (1, 1);"

TREES = [
    Pair(
        "indexes of partitions of partitions get other names",
        _TREE.format(bounds=1) + _LEAF.format(end=9) + _ROW + "create index i on p (b);",
        _TREE.format(bounds=1)
        + _LEAF.format(end=9)
        + _ROW
        + "create index i on only p (b); create index i1 on only p1 (b); create index i11 on p11 (b);"
        + "alter index i1 attach partition i11; alter index i attach partition i1;",
        _SUM,
    ),
    Pair(
        "partitioned partition leaves with its keys",
        _TREE.format(bounds=1) + _LEAF.format(end=9) + _ROW + "alter table p add primary key (a, b);",
        "create table p (a int not null, b int not null) partition by list (a);"
        + "create table p1 (a int constraint p_a_not_null not null, b int constraint p_b_not_null not null,"
        + " primary key (a, b)) partition by range (b);"
        + _LEAF.format(end=9)
        + "insert into p1 values (1, 1);",
        ("select count(*) from p1",),
    ),
    Pair(
        "partitions of partitions move, and the check of all goes",
        _TREE.format(bounds=1)
        + _LEAF.format(end=9)
        + _ROW
        + "alter table p add constraint low check (b > 0) not valid;",
        _TREE.format(bounds="1, 2") + _LEAF.format(end=10) + _ROW,
        _SUM,
    ),
    Pair(
        "partition moves, gets partitions of its own and a check that is not valid",
        _TREE.format(bounds=1),
        _TREE.format(bounds="1, 2") + _LEAF.format(end=9) + "alter table p add constraint low check (b > 0) not valid;",
    ),
    Pair(
        "partition moves whose rows what goes referred to",
        _TREE.format(bounds=1)
        + _LEAF.format(end=9)
        + _ROW
        + "alter table p add primary key (a, b); create table r (a int, b int, foreign key (a, b) references p);"
        + "alter table p11 add constraint fk foreign key (a, b) references p; insert into r values (1, 1);",
        _TREE.format(bounds="1, 2") + _LEAF.format(end=10) + _ROW + "alter table p add primary key (a, b);",
        _SUM,
    ),
]

_FAMILY = (
    "create table p (a int); create table h (a int, b int); insert into p values (1); insert into h values (2, 2);"
)
_LOW = "alter table p add constraint low check (a > 0);"
_OWN = "alter table h add constraint low check (a > 0);"
_SUM_OF_A = ("select count(*), sum(a) from h",)

CHECKS = [
    Pair(
        "table joins a parent that has a check", _FAMILY + _LOW, _FAMILY + "alter table h inherit p;" + _LOW, _SUM_OF_A
    ),
    Pair(
        "table joins a parent that has its check, too",
        _FAMILY + _LOW + _OWN,
        _FAMILY + "alter table h inherit p;" + _LOW,
        _SUM_OF_A,
    ),
    Pair(
        "check that a table has from its parent is no longer its own, too",
        _FAMILY + _LOW + _OWN + "alter table h inherit p;",
        _FAMILY + "alter table h inherit p;" + _LOW,
        _SUM_OF_A,
    ),
    Pair(
        "table gets another parent with the same check",
        _FAMILY + "create table q (like p); alter table h inherit p;" + _LOW + "create table g () inherits (h);",
        _FAMILY + "create table q (like p); alter table h inherit q; create table g () inherits (h);"
        " alter table q add constraint low check (a > 0);",
        _SUM_OF_A,
    ),
]
