"""Another access method for a table that is there: in place, or made again where no statement does it."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge


def test_a_table_takes_another_access_method_where_there_is_a_statement_for_it(any_server: ShadowServer) -> None:
    method = "create access method m type table handler heap_tableam_handler; create table t (a int)"
    before, after = (f"{method} {using}; insert into t values (1);" for using in ("", "using m"))
    for first, second in ((before, after), (after, before)):
        if any_server.major >= 15:
            judge(any_server, first, second, keeps=("select a from t",))
        else:
            with pytest.raises(AssertionError, match=r"public\.t: 1 rows are in it"):
                judge(any_server, first, second)


def test_a_table_without_rows_takes_another_access_method(any_server: ShadowServer) -> None:
    method = "create access method m type table handler heap_tableam_handler; create table t (a serial primary key)"
    rest = "; create view v as select a from t; comment on table t is 'x'; grant select on t to bob;"
    judge(any_server, method + rest, f"{method} using m{rest}")
