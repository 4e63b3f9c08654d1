"""Rules of a project and of a command line: what they decide, what they never do, and how a broken one is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from supatui.catalog.model import Catalog
from supatui.compare.clash import with_clashes
from supatui.compare.model import Clash, Side
from supatui.compare.three_way import merge
from supatui.errors import AddressError
from supatui.resolve.choice import By, Choice, Key
from supatui.resolve.review import Review
from supatui.resolve.rule_words import rule_book
from supatui.settings import load_settings
from tests.builders import catalog, column, enum, policy, privilege, table, view

ORDERS = table("orders", comment="base")
TOTAL = column(ORDERS, "total", "numeric(10,2)")
V = view("v", "select 1")
BASE = catalog(ORDERS, TOTAL, V)


def review(
    local: Catalog,
    remote: Catalog,
    *texts: str,
    base: Catalog | None = BASE,
    preset: str | None = None,
    prefer: str | None = None,
    allow: str = "",
) -> Review:
    return Review(merge(base, local, remote), book=rule_book(texts=texts, preset=preset, prefer=prefer, allow=[allow]))


def comments() -> tuple[Catalog, Catalog]:
    return (
        catalog(table("orders", comment="ours"), TOTAL, view("v", "select 2")),
        catalog(table("orders", comment="theirs"), TOTAL, view("v", "select 3")),
    )


def test_a_rule_decides_the_conflicts_that_it_is_about_and_says_which_rule_it_is() -> None:
    decided = review(*comments(), "kind=comment prefer=remote")
    resolution = decided.resolution_of(ORDERS.id)
    assert resolution is not None
    assert (resolution.choice, resolution.by, resolution.name) == (Choice.REMOTE, By.RULE, "--rule 1")
    assert decided.choice_of(V.id) is None


def test_the_first_rule_that_fits_decides() -> None:
    decided = review(*comments(), "attribute=comment prefer=local", "prefer=remote")
    assert decided.choice_of(ORDERS.id) is Choice.LOCAL
    assert decided.choice_of(V.id) is Choice.REMOTE


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("kind=view prefer=local", True),
        ("kind=table prefer=local", False),
        ("kind=table,view prefer=local", True),
        ("schema=public prefer=local", True),
        ("schema=pub* prefer=local", True),
        ("schema=billing prefer=local", False),
        ("name=v prefer=local", True),
        ("name=public.v prefer=local", True),
        ("name='w*' prefer=local", False),
        ("attribute=query prefer=local", True),
        ("attribute=options prefer=local", False),
        ("side=conflict prefer=local", True),
        ("side=local prefer=local", False),
        ("change=changed prefer=local", True),
        ("change=dropped prefer=local", False),
        ("hazard=none prefer=local", True),
        ("hazard=data prefer=local", False),
    ],
)
def test_a_rule_fits_by_kind_schema_name_attribute_side_change_and_hazard(text: str, fits: bool) -> None:
    assert (review(*comments(), text).choice_of(V.id) is Choice.LOCAL) is fits


def test_a_preference_leaves_what_only_the_other_side_changed_taken() -> None:
    local, remote = BASE, catalog(ORDERS, TOTAL, view("v", "select 3"))
    assert review(local, remote, "kind=view prefer=local").choice_of(V.id) is Choice.REMOTE
    assert review(local, remote, "kind=view side=remote prefer=local").choice_of(V.id) is Choice.LOCAL


def test_ignore_leaves_each_side_as_it_is() -> None:
    local = catalog(table("orders", comment="base", owner="ada"), TOTAL, V)
    ignored = review(local, BASE, "kind=owner ignore why='each server has its own'")
    assert ignored.choice_of(ORDERS.id) is Choice.SKIPPED
    resolution = ignored.resolution_of(ORDERS.id)
    assert resolution is not None
    assert resolution.reason == "each server has its own"
    assert ignored.target(Side.REMOTE).objects[ORDERS.id].attributes["owner"] == "postgres"


def test_never_is_decided_and_keeps_a_person_from_choosing() -> None:
    dropped = review(catalog(V), BASE, "kind=table change=dropped hazard=data never")
    assert dropped.choice_of(ORDERS.id) is Choice.SKIPPED
    assert dropped.why_not(ORDERS.id, Choice.LOCAL) == "--rule 1 says never"
    assert dropped.decide(ORDERS.id, Choice.LOCAL).refused[0].reason == "--rule 1 says never"
    assert ORDERS.id in dropped.target(Side.REMOTE).objects


def test_ask_makes_a_harmless_change_wait() -> None:
    waiting = review(BASE, catalog(ORDERS, TOTAL, view("v", "select 3")), "kind=view ask")
    assert waiting.choice_of(V.id) is None
    assert waiting.waits_because(V.id) == "--rule 1 leaves it to you"


def lossy() -> tuple[Catalog, Catalog, str]:
    narrower = catalog(ORDERS, column(ORDERS, "total", "numeric(10,1)"), V)
    return narrower, catalog(ORDERS, column(ORDERS, "total", "numeric(10,4)"), V), "data"


def opening() -> tuple[Catalog, Catalog, str]:
    return (
        catalog(ORDERS, TOTAL, V, policy(ORDERS, "p", using="a")),
        catalog(ORDERS, TOTAL, V, policy(ORDERS, "p", using="b")),
        "access",
    )


@pytest.mark.parametrize("case", [lossy, opening])
@pytest.mark.parametrize("words", ["prefer=local", ""])
def test_no_rule_decides_what_loses_data_or_widens_access_unless_it_says_so_by_name(
    case: Callable[[], tuple[Catalog, Catalog, str]], words: str
) -> None:
    local, remote, stake = case()
    rules, prefer = ([words], None) if words else ([], "local")
    waiting = review(local, remote, *rules, prefer=prefer)
    (key,) = waiting.undecided()
    assert f"does not allow {stake}" in (waiting.waits_because(key.id) or "")
    allowed = [f"{words} allow={stake}"] if words else []
    assert review(local, remote, *allowed, prefer=prefer, allow=stake).undecided() == ()


def test_a_wider_type_loses_nothing_and_a_rule_may_take_it() -> None:
    wide = catalog(ORDERS, column(ORDERS, "total", "numeric(14,2)"), V)
    wider = catalog(ORDERS, column(ORDERS, "total", "numeric(16,2)"), V)
    assert review(wide, wider, "prefer=remote").choice_of(TOTAL.id) is Choice.REMOTE
    narrower = review(wide, wider, "prefer=local")
    assert narrower.choice_of(TOTAL.id) is Choice.LOCAL  # fails on a value that does not fit, and loses none


def test_a_dropped_enum_value_is_data() -> None:
    e = enum("e", "a", "b")
    waiting = review(catalog(enum("e", "a")), catalog(enum("e", "b", "a")), "prefer=local", base=catalog(e))
    assert "does not allow data" in (waiting.waits_because(e.id) or "")


@pytest.mark.parametrize(("prefer", "text"), [("local", "select 2"), ("remote", "select 3"), ("base", "select 1")])
def test_prefer_is_the_last_rule(prefer: str, text: str) -> None:
    decided = review(*comments(), "kind=comment prefer=local", prefer=prefer)
    assert decided.choice_of(ORDERS.id) is Choice.LOCAL
    result = decided.result(V.id)
    assert result is not None
    assert result.attributes["query"] == text
    resolution = decided.resolution_of(V.id)
    assert resolution is not None
    assert resolution.name == f"--prefer {prefer}"


@pytest.mark.parametrize(("preset", "choice"), [("safe", None), ("ours", Choice.LOCAL), ("theirs", Choice.REMOTE)])
def test_presets_settle_contradictions(preset: str, choice: Choice | None) -> None:
    assert review(*comments(), preset=preset).choice_of(V.id) is choice


def test_additive_drops_nothing_and_brings_back_what_one_side_dropped() -> None:
    local = catalog(ORDERS, TOTAL, view("w"))
    assert review(local, BASE).target(Side.REMOTE).objects.keys() == {ORDERS.id, TOTAL.id, view("w").id}
    additive = review(local, BASE, preset="additive")
    for side in (Side.LOCAL, Side.REMOTE):
        assert additive.target(side).objects.keys() == {ORDERS.id, TOTAL.id, V.id, view("w").id}


def test_additive_asks_where_bringing_back_would_widen_access() -> None:
    given = privilege(ORDERS, "anon", "SELECT")
    base = catalog(ORDERS, TOTAL, V, given)
    waiting = review(catalog(ORDERS, TOTAL, V), base, preset="additive", base=base)
    assert waiting.choice_of(given.id) is None
    assert "does not allow access" in (waiting.waits_because(given.id) or "")


def test_without_a_base_only_rules_that_say_two_way_decide() -> None:
    local, remote = comments()
    assert review(local, remote, "prefer=local", base=None, prefer="local").choice_of(V.id) is None
    assert review(local, remote, "side=two-way prefer=local", base=None).choice_of(V.id) is Choice.LOCAL


FILE = """\
name = "x"

[[rules]]
kind = "comment"
prefer = "remote"

[[rules]]  # the second
name = ["v", "w*"]
prefer = "local"
why = "ours is newer"
"""


def test_a_rule_of_a_file_is_called_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "supatui.toml").write_text(FILE)
    settings = load_settings(tmp_path, environ={})
    decided = Review(merge(BASE, *comments()), book=rule_book(settings.rules))
    names = {str(one): found.name for one in (ORDERS.id, V.id) if (found := decided.resolution_of(one))}
    assert names == {"table:public.orders": "supatui.toml, line 3", "view:public.v": "supatui.toml, line 7"}


@pytest.mark.parametrize(
    ("text", "line", "key", "hint"),
    [
        ('[[rules]]\nkind = "comment"\nprefers = "remote"', 3, "prefers", "known keys"),
        ('\n[[rules]]\nkind = "comment"', 2, "prefer", "say what to prefer"),
        ('[[rules]]\nprefer = "mine"', 2, "prefer", 'there is no "mine"'),
        ('[[rules]]\nkind = "tabel"\nprefer = "local"', 2, "kind", 'there is no kind "tabel"'),
        ('[[rules]]\nprefer = "local"\nhazard = ["dta"]', 3, "hazard", 'there is no "dta"'),
        ('[[rules]]\nprefer = "local"\n\nallow = "everything"', 4, "allow", 'there is no "everything"'),
        ('[[rules]]\nprefer = "local"\nschema = 3', 3, "schema", "a text or a list of texts"),
        ('[[rules]]\nprefer = "local"\n[[rules]]\nprefer = "local"\nname = []', 5, "name", "a text or a list"),
    ],
)
def test_a_broken_rule_is_named_with_file_line_and_key(
    tmp_path: Path, text: str, line: int, key: str, hint: str
) -> None:
    (tmp_path / "supatui.toml").write_text(text)
    with pytest.raises(AddressError) as caught:
        rule_book(load_settings(tmp_path, environ={}).rules)
    assert caught.value.where == f"{tmp_path / 'supatui.toml'}, line {line}"
    assert f'"{key}"' in caught.value.what
    assert hint in caught.value.hint


@pytest.mark.parametrize("text", ["kind=tabel prefer=local", "kind=table", "prefer=x", "name='a prefer=local", "x=1"])
def test_a_broken_rule_of_the_command_line_is_named(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        rule_book(texts=[text])
    assert f"--rule {text}" in caught.value.where


def test_rules_that_are_no_tables_are_named(tmp_path: Path) -> None:
    (tmp_path / "supatui.toml").write_text("\nrules = 3")
    with pytest.raises(AddressError) as caught:
        load_settings(tmp_path, environ={})
    assert caught.value.where == f"{tmp_path / 'supatui.toml'}, line 2"


def test_members_of_a_clash_are_decided_alike_or_not_at_all() -> None:
    merged = merge(BASE, catalog(ORDERS, TOTAL, V, view("a")), catalog(ORDERS, TOTAL, V, view("z")))
    members = (Key(view("a").id, None), Key(view("z").id, None))
    clashing = with_clashes(merged, [Clash(members, "a needs what z took away")])
    alike = Review(clashing, book=rule_book(prefer="local"))
    assert [alike.choice_of(key.id) for key in members] == [Choice.LOCAL, Choice.LOCAL]
    torn = Review(clashing, book=rule_book(texts=["name=a prefer=local", "name=z prefer=remote"]))
    assert [torn.choice_of(key.id) for key in members] == [None, None]
    assert torn.waits_because(members[0].id) == "a needs what z took away"
    partly = Review(clashing, book=rule_book(texts=["name=a prefer=local"]))
    assert [partly.choice_of(key.id) for key in members] == [None, None]


def test_a_preference_leaves_alone_what_only_the_other_side_changed() -> None:
    dropped = catalog(ORDERS, V)
    assert review(dropped, BASE, prefer="remote", allow="data").undecided() == (Key(TOTAL.id, None),)
    taken = review(dropped, BASE, "side=local prefer=change allow=data", prefer="remote")
    assert taken.choice_of(TOTAL.id) is Choice.LOCAL


def _column_in_use(*texts: str, allow: str = "") -> Review:
    """Local reads a column in a new view and in an old one, which remote dropped."""
    fresh, old = view("fresh", "select total"), view("v", "select total", comment="ours")
    local = catalog(ORDERS, TOTAL, old, fresh, needs=[(fresh, TOTAL), (old, TOTAL)])
    return review(local, catalog(ORDERS, V), *texts, prefer="remote", allow=allow)


def test_a_preference_for_the_side_that_dropped_something_leaves_out_what_needs_it() -> None:
    decided = _column_in_use(allow="data")
    assert (decided.undecided(), decided.problems()) == ((), ())
    for key in (Key(view("fresh").id, None), Key(V.id, "query")):
        resolution = decided.resolution(key)
        assert resolution is not None
        assert (resolution.choice, resolution.by, resolution.name) == (Choice.REMOTE, By.RULE, "--prefer remote")
        assert resolution.reason.endswith("needs column public.orders.total, which remote does not have")
    assert decided.choice_of(V.id, "comment") is Choice.LOCAL
    for side in (Side.LOCAL, Side.REMOTE):
        assert view("fresh").id not in decided.target(side).objects
        assert decided.target(side).objects[V.id].attributes["query"] == "select 1"


def test_what_needs_something_is_not_left_out_where_the_rule_may_not_cost_that() -> None:
    waiting = _column_in_use()
    assert waiting.choice_of(view("fresh").id) is Choice.LOCAL
    assert waiting.choice_of(TOTAL.id) is None
    told = _column_in_use("name=fresh prefer=local", allow="data")
    assert told.choice_of(view("fresh").id) is Choice.LOCAL
    assert [problem.object for problem in told.problems()] == [view("fresh").id]
