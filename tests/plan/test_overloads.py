"""A routine that gets other arguments under whatever names it: only one of them may be there when text is read."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge

TABLE = "create table t (a int, b text, c text); insert into t values (1, 'x', 'y');"
COUNT = ("select count(*) from t",)
FORMS = {
    "number": "create function f(i bigint) returns text language sql immutable as 'select null';",
    "anything": "create function f(i anyelement) returns anyelement language sql immutable as 'select $1';",
    "two": "create function f(i int, j int default 2) returns text language sql immutable as 'select null';",
}
CALLERS = {
    "policy": "create policy p on t for select using (f(a) is not null);",
    "check": "alter table t add constraint k check (f(a) is null or true);",
    "index": "create index i on t (f(a));",
    "view": "create view v as select f(a) is null as n from t;",
    "materialized view": "create materialized view m as select f(a) is null as n from t;",
    "default": "alter table t alter c set default f(1)::text;",
    "domain": "create domain d as int check (f(value) is null); create table u (x d);",
    "trigger": "create function tf() returns trigger language plpgsql as 'begin return new; end';"
    "create trigger g before insert on t for each row when (f(new.a) is null) execute function tf();",
    "rule": "create rule r as on insert to t where f(new.a) is null do also delete from t;",
    "function": "create function g(i int) returns bool language sql begin atomic select f(i) is null; end;",
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(("before", "after"), [("number", "anything"), ("number", "two"), ("anything", "two")])
def test_a_caller_means_the_one_that_is_wanted(any_server: ShadowServer, caller: str, before: str, after: str) -> None:
    judge(any_server, FORMS[before] + TABLE + CALLERS[caller], FORMS[after] + TABLE + CALLERS[caller], keeps=COUNT)


@pytest.mark.parametrize("caller", ["view", "function", "default", "policy"])
def test_what_is_called_in_between_means_the_one_that_is_wanted(any_server: ShadowServer, caller: str) -> None:
    more = "create function f(i int, j int default 2, k int default 3) returns text language sql as 'select null';"
    between = "create function h(i int) returns text language sql begin atomic select f(i); end;"
    first = FORMS["two"] + between + TABLE + CALLERS[caller].replace("f(", "h(")
    judge(any_server, more + TABLE + CALLERS[caller], first, keeps=COUNT)
    judge(any_server, first, more + TABLE + CALLERS[caller], keeps=COUNT)
