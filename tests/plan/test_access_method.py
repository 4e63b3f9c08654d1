"""Another access method for a table that is there: in place, or refused where no statement does it."""

import pytest

from supatui.errors import PlanError
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge


def test_a_table_takes_another_access_method_where_there_is_a_statement_for_it(any_server: ShadowServer) -> None:
    method = "create access method m type table handler heap_tableam_handler; create table t (a int)"
    before, after = (f"{method} {using}; insert into t values (1);" for using in ("", "using m"))
    for first, second in ((before, after), (after, before)):
        if any_server.major >= 15:
            judge(any_server, first, second, keeps=("select a from t",))
        else:
            with pytest.raises(PlanError, match="cannot change its access method"):
                judge(any_server, first, second)
