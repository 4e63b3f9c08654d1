"""Privileges that one role has from another: who granted them is no difference, but only that one takes them back."""

import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge, statements

OBJECTS = """
create schema app; grant usage on schema app to public;
create table app.t (a int, b int);
create function app.f(i int) returns int language sql as 'select 1';
create sequence app.s;
create type app.e as enum ('a');
"""
GRANTS = {
    "table": ("select, update", "on app.t"),
    "column": ("select (a), update (a)", "on app.t"),
    "function": ("execute", "on function app.f"),
    "sequence": ("usage, select", "on sequence app.s"),
    "type": ("usage", "on type app.e"),
    "schema": ("create", "on schema app"),
}


def _through_alice(what: str, option: str = "") -> str:
    names, on = GRANTS[what]
    grant = _from_owner(what, "alice", "with grant option")
    return f"{grant} set role alice; grant {names} {on} to bob {option}; reset role;"


def _from_owner(what: str, to: str, option: str = "") -> str:
    names, on = GRANTS[what]
    return f"grant {names} {on} to {to} {option};"


@pytest.mark.parametrize("what", GRANTS)
def test_who_granted_it_is_no_difference(any_server: ShadowServer, what: str) -> None:
    owner = _from_owner(what, "alice", "with grant option") + _from_owner(what, "bob")
    assert statements(judge(any_server, OBJECTS + _through_alice(what), OBJECTS + owner)) == []


@pytest.mark.parametrize("what", GRANTS)
def test_what_another_role_granted_is_taken_back(any_server: ShadowServer, what: str) -> None:
    judge(any_server, OBJECTS + _through_alice(what), OBJECTS)
    judge(any_server, OBJECTS + _through_alice(what), OBJECTS + _from_owner(what, "alice", "with grant option"))
    without_option = _from_owner(what, "alice", "with grant option") + _from_owner(what, "bob")
    judge(any_server, OBJECTS + _through_alice(what, "with grant option"), OBJECTS + without_option)


@pytest.mark.parametrize("what", GRANTS)
def test_what_stays_outlives_its_grantor(any_server: ShadowServer, what: str) -> None:
    judge(any_server, OBJECTS + _through_alice(what), OBJECTS + _from_owner(what, "bob"))
    judge(any_server, OBJECTS + _through_alice(what), OBJECTS + _from_owner(what, "alice") + _from_owner(what, "bob"))
    judge(any_server, OBJECTS + _through_alice(what), "drop schema public;")


def test_what_two_granted_is_taken_back_from_both(any_server: ShadowServer) -> None:
    both = _through_alice("table") + "grant select, delete on app.t to bob;"
    judge(any_server, OBJECTS + both, OBJECTS + "grant delete on app.t to bob;")
    judge(any_server, OBJECTS + both, OBJECTS)


def test_what_others_granted_its_owner_is_taken_back_once_it_has_another(any_server: ShadowServer) -> None:
    table = "create table t (a int);" + _through_alice("table", "with grant option").replace("app.t", "t")
    judge(any_server, table, table + "alter table t owner to bob;")


def test_an_owner_who_had_something_from_another_role_comes_back(any_server: ShadowServer) -> None:
    granted = """
        create table t (a int);
        grant all on t to alice with grant option;
        set role alice; grant select on t to bob with grant option; reset role;
    """
    judge(any_server, granted + "alter table t owner to bob;", granted)
    judge(any_server, granted + "alter table t owner to bob;", "")
