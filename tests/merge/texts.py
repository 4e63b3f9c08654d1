"""Scenarios about long texts, which merge line by line once a server took them."""

from tests.merge.scenario import LOCAL, REMOTE, Scenario


def function(*lines: str, name: str = "f") -> str:
    """A function in PL/pgSQL with these lines between `begin` and `end`."""
    body = "\n".join(f"    {line}" for line in lines)
    return (
        f"create or replace function {name}() returns integer language plpgsql as $$\n"
        f"declare\n    n integer := 0;\nbegin\n{body}\n    return n;\nend\n$$;"
    )


FOUR = ("n := n + 1;", "n := n + 2;", "n := n + 3;", "n := n + 4;")
T = "create table t (a integer, b integer, c integer, d integer);"
SPARE_LINE = "declare\n    m integer;\n"
QUERY = "create or replace view v as select a, b, c from t where a > 0;"

SCENARIOS = [
    Scenario(
        "lines of a function far apart",
        function(*FOUR),
        local=function("n := n + 10;", *FOUR[1:]),
        remote=function(*FOUR[:3], "n := n + 40;"),
        merged=function("n := n + 10;", *FOUR[1:3], "n := n + 40;"),
    ),
    Scenario(
        "a line added here and one removed there",
        function(*FOUR),
        local=function("perform 1;", *FOUR),
        remote=function(*FOUR[:3]),
        merged=function("perform 1;", *FOUR[:3]),
    ),
    Scenario(
        "one line of a function in two ways",
        function(*FOUR),
        local=function("n := n + 10;", *FOUR[1:]),
        remote=function("n := n + 11;", *FOUR[1:]),
        conflicts=("function:public.f() body",),
        choices={"function:public.f() body": LOCAL},
        merged=function("n := n + 10;", *FOUR[1:]),
    ),
    Scenario(
        "neighbouring lines of a function",
        function(*FOUR),
        local=function("n := n + 10;", *FOUR[1:]),
        remote=function(FOUR[0], "n := n + 20;", *FOUR[2:]),
        conflicts=("function:public.f() body",),
        choices={"function:public.f() body": REMOTE},
        merged=function(FOUR[0], "n := n + 20;", *FOUR[2:]),
    ),
    Scenario(
        "a body here and a setting there",
        function(*FOUR),
        local=function("n := n + 10;", *FOUR[1:]),
        remote="alter function f() set search_path = ''; comment on function f() is 'counts';",
        merged=function("n := n + 10;", *FOUR[1:])
        + "alter function f() set search_path = ''; comment on function f() is 'counts';",
    ),
    Scenario(
        "lines that make no program together",
        function("if n = 0 then", "n := 1;", "n := 2;", "n := 3;", "end if;"),
        local=function("n := 1;", "n := 2;", "n := 3;"),
        remote=function("if n = 0 then", "n := 1;", "n := 22;", "n := 3;", "end if;"),
        merged=function("n := 1;", "n := 22;", "n := 3;"),
    ),
    Scenario(
        "a variable used here that is gone there, so that no server takes both",
        function(*FOUR).replace("declare\n", SPARE_LINE),
        local=function(*FOUR[:3], "m := 4;").replace("declare\n", SPARE_LINE),
        remote=function(*FOUR),
        conflicts=("function:public.f() body",),
        choices={"function:public.f() body": LOCAL},
        merged=function(*FOUR[:3], "m := 4;").replace("declare\n", SPARE_LINE),
    ),
    Scenario(
        "columns of a view here and its condition there",
        T + QUERY,
        local="create or replace view v as select a, b, c, d from t where a > 0;",
        remote="create or replace view v as select a, b, c from t where a > 1;",
        merged="create or replace view v as select a, b, c, d from t where a > 1;",
    ),
    Scenario(
        "the condition of a view in two ways",
        T + QUERY,
        local="create or replace view v as select a, b, c from t where a > 1;",
        remote="create or replace view v as select a, b, c from t where a > 2;",
        conflicts=("view:public.v query",),
        choices={"view:public.v query": REMOTE},
        merged="create or replace view v as select a, b, c from t where a > 2;",
    ),
    Scenario(
        "one column added to a view by each",
        T + "create view v as select a from t where a > 0;",
        local="create or replace view v as select a, b from t where a > 0;",
        remote="create or replace view v as select a, c from t where a > 0;",
        conflicts=("view:public.v query",),
        choices={"view:public.v query": LOCAL},
        merged="create or replace view v as select a, b from t where a > 0;",
    ),
    Scenario(
        "a view that groups here by what is gone there",
        T + "create view v as select a, b, count(c) as n from t where d > 0 group by a, b;",
        local="create or replace view v as"
        " select a, b, count(c) as n from t where d > 0 group by a, b having min(d) > 1;",
        remote="drop view v; create view v as select a, count(c) as n from t where d > 0 group by a;",
        conflicts=("view:public.v query",),
        choices={"view:public.v query": REMOTE},
        merged="drop view v; create view v as select a, count(c) as n from t where d > 0 group by a;",
    ),
    Scenario(
        "a materialized view's query here and its comment there",
        T + "create materialized view v as select a from t;",
        local="drop materialized view v; create materialized view v as select a, b from t;",
        remote="comment on materialized view v is 'kept';",
        merged="drop materialized view v; create materialized view v as select a, b from t;"
        "comment on materialized view v is 'kept';",
    ),
    Scenario(
        "lines of a comment",
        T + "comment on table t is E'one\\ntwo\\nthree\\nfour';",
        local="comment on table t is E'eins\\ntwo\\nthree\\nfour';",
        remote="comment on table t is E'one\\ntwo\\nthree\\nvier';",
        merged="comment on table t is E'eins\\ntwo\\nthree\\nvier';",
    ),
    Scenario(
        "a policy's subquery over several lines",
        T + "create policy p on t using (exists (select 1 from t as x join t as y on x.a = y.a"
        " where x.b > 0 and y.c > 0));",
        local="alter policy p on t using (exists (select 2 from t as x join t as y on x.a = y.a"
        " where x.b > 0 and y.c > 0));",
        remote="alter policy p on t using (exists (select 1 from t as x join t as y on x.a = y.a"
        " where x.b > 1 and y.c > 0));",
        merged="alter policy p on t using (exists (select 2 from t as x join t as y on x.a = y.a"
        " where x.b > 1 and y.c > 0));",
    ),
]
