"""Compression of foreign tables' columns, judged by pg_dump: said as they are made, since no ALTER says it."""

from itertools import permutations

import pytest

from supatui.errors import PlanError
from supatui.shadow import ShadowServer
from tests.kinds.judge import judge

_SERVER = "create foreign data wrapper w; create server s foreign data wrapper w;"
_FOREIGN = "create foreign table f (a int, b {}) server s;"
_WHOLE = "create table p (a int, b text) partition by range (a);"
_PARTITION = "create foreign table f partition of p for values from (1) to (5) server s;"
_PARENT = "create table p (a int, b text);"
_HEIR = "create foreign table f ({}) inherits (p) server s;"
_PACKED = "alter table p alter b set compression pglz;"
_PLAIN = "alter table p alter b set compression default;"

ALONE = (
    "",
    _FOREIGN.format("text"),
    _FOREIGN.format("text compression pglz"),
    _FOREIGN.format("varchar(9) compression pglz options (n 'b')"),
    "create foreign table f (a int) server s;",
)
PARTITIONS = (
    _WHOLE,
    _WHOLE + _PARTITION,
    _WHOLE + _PACKED + _PARTITION,
    _WHOLE + _PARTITION + _PACKED,
    _WHOLE + _PACKED + _PARTITION + _PLAIN,
)
HEIRS = (
    "",
    _PARENT,
    _PARENT + _HEIR.format(""),
    _PARENT + _PACKED + _HEIR.format(""),
    "create table p (a int);" + _HEIR.format(""),
    _PARENT.replace("text", "varchar(9)") + _PACKED + _HEIR.format(""),
)
OWN = (
    _PARENT + _HEIR.format("a int, b text compression pglz"),
    _PARENT + _HEIR.format("a int, b text") + _PACKED,
    _PARENT + _PACKED + _HEIR.format("a int, b text") + _PLAIN,
)

OF_A_DOMAIN = (
    "create domain d as text;" + _FOREIGN.format("d compression pglz"),
    "create domain d as varchar(9);" + _FOREIGN.format("d compression pglz"),
)

STATES = {
    "alone": ALONE,
    "of a domain": OF_A_DOMAIN,
    "partitions": PARTITIONS,
    "heirs": HEIRS,
    "heirs that declare it": (_PARENT, *OWN),
}


@pytest.mark.parametrize("states", STATES.values(), ids=STATES)
def test_each_compression_leads_to_each_other(any_server: ShadowServer, states: tuple[str, ...]) -> None:
    for before, after in permutations(states, 2):
        judge(any_server, _SERVER + before, _SERVER + after)


def test_a_column_that_only_comes_from_above_with_another_compression_is_refused(any_server: ShadowServer) -> None:
    with pytest.raises(PlanError, match="a parent has another"):
        judge(any_server, _SERVER, _SERVER + _PARENT + _HEIR.format("") + _PACKED)
