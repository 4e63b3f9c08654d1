"""Privileges that one role has from another: who granted them is no difference, but only that one takes them back."""

from collections.abc import Sequence

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
def test_what_the_owner_adds_to_the_grant_of_another_is_taken_back(any_server: ShadowServer, what: str) -> None:
    judge(any_server, OBJECTS + _through_alice(what), OBJECTS + _through_alice(what, "with grant option"))


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


OWNED = {
    "table": "table app.t",
    "column": "table app.t",
    "sequence": "sequence app.s",
    "schema": "schema app",
}
"""What all roles have no privileges on by themselves."""
FAMILY = ("alice", "bob", "postgres")
LINKS = {
    "alone": (),
    "on to one": ((0, 1, ""),),
    "on to all": ((0, 1, "with grant option"), (1, 2, "")),
    "on and on": ((0, 1, "with grant option"), (1, 2, "with grant option")),
}
"""Who of a family, which begins with the owner, grants what it has to whom."""


def _chain(what: str, owner: str, links: Sequence[tuple[int, int, str]]) -> str:
    names, on = GRANTS[what]
    family = (owner, *(one for one in FAMILY if one != owner))
    text = f"{OBJECTS} alter {OWNED[what]} owner to {owner};"
    for grantor, grantee, option in links:
        text += f"set role {family[grantor]}; grant {names} {on} to {family[grantee]} {option}; reset role;"
    return text


@pytest.mark.parametrize(
    ("what", "owner", "before", "after"),
    [
        *((what, "postgres", "on to all", "alone") for what in OWNED),
        ("table", "postgres", "on and on", "on to one"),
        ("column", "bob", "on and on", "on to all"),
        ("schema", "bob", "on to all", "on and on"),
        ("sequence", "postgres", "alone", "on and on"),
    ],
)
def test_what_was_granted_on_is_as_wanted_once_there_is_another_owner(
    any_server: ShadowServer, what: str, owner: str, before: str, after: str
) -> None:
    judge(any_server, _chain(what, "alice", LINKS[before]), _chain(what, owner, LINKS[after]))


def test_what_was_granted_on_by_the_way_goes_on_with_another_owner(any_server: ShadowServer) -> None:
    chain = _chain("table", "alice", LINKS["on to one"]).replace("to bob", "to bob with grant option")
    chain += "set role bob; grant select on app.t to public; reset role;"
    plan = judge(any_server, chain, chain + "alter table app.t owner to postgres;")
    assert statements(plan) == ["alter table app.t owner to postgres"]
