"""Extensions that are made under default privileges: their members have what the script gives, and nothing else."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge

DEFAULTS = (
    "alter default privileges revoke execute on functions from public;"
    "alter default privileges grant select on tables to bob;"
)
EXTENSIONS = "create extension hstore schema public; create extension citext schema public;"


@pytest.mark.parametrize("after", [EXTENSIONS + DEFAULTS, EXTENSIONS], ids=["kept", "ended"])
def test_members_do_not_start_with_default_privileges(any_server: ShadowServer, after: str) -> None:
    judge(any_server, DEFAULTS, after)
    judge(any_server, after, DEFAULTS)


def test_members_have_what_is_meant_of_another_class_alone(any_server: ShadowServer) -> None:
    before = "alter default privileges grant execute on functions to bob;"
    judge(any_server, before, f"alter default privileges grant usage on types to bob; {EXTENSIONS}")


def test_a_table_beside_an_extension_starts_with_them(server: ShadowServer) -> None:
    table = "create table t (id int);"
    judge(server, DEFAULTS, EXTENSIONS + DEFAULTS + table)


def test_members_of_two_extensions_start_with_what_each_is_to_have(server: ShadowServer) -> None:
    defaults = "alter default privileges revoke execute on functions from public;"
    before = f"create extension citext schema public; {defaults} create extension hstore schema public;"
    judge(server, before, defaults)
    judge(server, defaults, before)
