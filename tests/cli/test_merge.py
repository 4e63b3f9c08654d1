"""merge: rules decide, both plans make both sides equal by pg_dump, rollbacks lead back; else a list and exit 3."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.sources.statements import PieceKind, split
from tests.cli.conftest import Ask
from tests.kinds.judge import ask as rows_of
from tests.kinds.judge import dump, load

BASE = """
create table orders (id bigint primary key, total numeric(10,2), note text);
create view totals as select id, total from orders;
create function tax(amount numeric) returns numeric language sql as 'select amount * 0.1';
comment on table orders is 'orders';
"""
LOCAL = f"""{BASE}
alter table orders add column customer bigint;
comment on table orders is 'orders of the shop';
create or replace function tax(amount numeric) returns numeric language sql as 'select amount * 0.2';
create index orders_customer on orders (customer);
drop view totals;
"""
REMOTE = f"""{BASE}
alter table orders add column paid boolean not null default false;
comment on table orders is 'all orders';
create or replace function tax(amount numeric) returns numeric language sql as 'select amount * 0.3';
alter table orders alter column note set not null;
"""


@dataclass(frozen=True, slots=True)
class Shop:
    server: ShadowServer
    base: ShadowDatabase
    local: ShadowDatabase
    remote: ShadowDatabase

    @property
    def sides(self) -> tuple[str, ...]:
        return ("--local", self.local.url, "--remote", self.remote.url, "--base", self.base.url)

    def dumps(self) -> tuple[list[str], list[str]]:
        """What pg_dump says of local and remote; in a table only what is there counts, not the order of columns."""
        local, remote = (
            [line for section in dump(self.server, one) for line in sorted(map(_bare, section.splitlines()))]
            for one in (self.local, self.remote)
        )
        return local, remote


def _bare(line: str) -> str:
    return line.rstrip(",")


@pytest.fixture
def shop(server: ShadowServer) -> Iterator[Shop]:
    with ExitStack() as stack:
        made = [stack.enter_context(server.create_database()) for _ in range(3)]
        for database, text in zip(made, (BASE, LOCAL, REMOTE), strict=True):
            load(database, text)
        yield Shop(server, *made)


def run(database: ShadowDatabase, text: str) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        for piece in split(text):
            if piece.kind is PieceKind.STATEMENT:
                connection.execute(piece.sql.encode())


def test_conflicts_that_no_rule_decides_are_listed_and_end_with_3(ask: Ask, shop: Shop) -> None:
    human, sql, document = (ask("merge", *shop.sides, "--format", style) for style in ("human", "sql", "json"))
    assert [human.code, sql.code, document.code] == [3, 3, 3]
    assert "2 undecided:" in human.out
    assert "table public.orders, comment" in human.out
    assert "function public.tax(numeric), body" in human.out
    assert (sql.out, "2 undecided:" in sql.err) == ("", True)
    found = json.loads(document.out)
    assert {each["attribute"] for each in found["undecided"]} == {"comment", "body"}
    assert (found["plans"], found["equal"]) == (None, None)


def test_what_looks_renamed_is_told_with_the_option_that_makes_it_a_rename(ask: Ask, server: ShadowServer) -> None:
    texts = [f"create table cart (id int primary key, {name} text not null, size int);" for name in ("a", "a", "b")]
    with ExitStack() as stack:
        base, local, remote = (stack.enter_context(server.create_database()) for _ in texts)
        for database, text in zip((base, local, remote), texts, strict=True):
            load(database, text)
        sides = ("--base", base.url, "--local", local.url, "--remote", remote.url)
        open_, named = (
            ask("merge", *sides, "--format", "json", *words) for words in ((), ("--rename", "public.cart.a=b"))
        )
    assert "looks renamed by remote: column public.cart.a to b (" in open_.err
    assert "--rename 'column:public.cart.a=b' compares it with itself" in open_.err
    (told,) = json.loads(open_.out)["looks_renamed"]
    assert (told["side"], told["from"], told["to"]) == ("remote", "column:public.cart.a", "column:public.cart.b")
    assert "looks renamed" not in named.err
    assert json.loads(named.out)["looks_renamed"] == []
    assert [one["choice"] for one in json.loads(named.out)["changes"]] == ["remote"]


@pytest.mark.parametrize(
    "words",
    [
        ("--prefer", "local"),
        ("--prefer", "remote"),
        ("--prefer", "base"),
        ("--preset", "ours"),
        ("--preset", "theirs"),
        ("--preset", "additive", "--rule", "kind=comment prefer=remote", "--prefer", "local"),
    ],
)
def test_both_plans_make_both_sides_equal_and_both_rollbacks_lead_back(
    ask: Ask, shop: Shop, words: tuple[str, ...]
) -> None:
    before = shop.dumps()
    assert before[0] != before[1]
    answers = {
        (side, way): ask("merge", *shop.sides, *words, "--to", side, "--format", "sql", *way)
        for side in ("local", "remote")
        for way in ((), ("--rollback", "--no-proof"))
    }
    assert {answer.code for answer in answers.values()} == {0}
    run(shop.local, answers["local", ()].out)
    run(shop.remote, answers["remote", ()].out)
    local, remote = shop.dumps()
    assert local == remote
    run(shop.local, answers["local", ("--rollback", "--no-proof")].out)
    run(shop.remote, answers["remote", ("--rollback", "--no-proof")].out)
    assert shop.dumps() == before


def test_a_plan_is_said_to_lead_to_the_merged_schema_and_its_rollback_from_it(ask: Ask, shop: Shop) -> None:
    words = ("merge", *shop.sides, "--prefer", "local", "--no-proof", "--to", "local")
    assert "\nto   the merged schema\n" in ask(*words).out
    assert "\nfrom the merged schema\nto   " in ask(*words, "--rollback").out


def test_what_was_left_out_is_all_that_differs_afterwards(ask: Ask, shop: Shop) -> None:
    words = ("--rule", "kind=comment ignore", "--prefer", "local", "--no-proof", "--format", "sql")
    for database, side in ((shop.local, "local"), (shop.remote, "remote")):
        run(database, ask("merge", *shop.sides, *words, "--to", side).out)
    local, remote = shop.dumps()
    assert {line for line in {*local} ^ {*remote} if line.strip()} == {
        "COMMENT ON TABLE public.orders IS 'orders of the shop';",
        "COMMENT ON TABLE public.orders IS 'all orders';",
    }


def test_json_says_for_each_change_what_was_chosen_by_which_rule_and_why(ask: Ask, shop: Shop, tmp_path: Path) -> None:
    rule = '\n[[rules]]\nkind = "comment"\nprefer = "remote"\nwhy = "written by support"\n'
    (tmp_path / "supatui.toml").write_text(rule)
    answer = ask("merge", *shop.sides, "--prefer", "local", "--json")
    document = json.loads(answer.out)
    assert answer.code == 0
    assert document["equal"] is True
    changes = {(each["id"], each["attribute"]): each for each in document["changes"]}
    comment = changes["table:public.orders", "comment"]
    assert comment == {
        "id": "table:public.orders",
        "attribute": "comment",
        "side": "conflict",
        "base": "orders",
        "local": "orders of the shop",
        "remote": "all orders",
        "choice": "remote",
        "by": "rule",
        "name": "supatui.toml, line 2",
        "reason": "written by support",
    }
    assert changes["function:public.tax(numeric)", "body"]["name"] == "--prefer local"
    assert changes["column:public.orders.paid", None]["name"] == "one-sided"
    for side in ("local", "remote"):
        assert document["plans"][side]["statements"]
        assert document["plans"][side]["proof"]["state"] == "proven"
    assert document["plans"]["local"]["to"]["fingerprint"] == document["plans"]["remote"]["to"]["fingerprint"]


def test_for_people_every_choice_and_the_outcome_are_said(ask: Ask, shop: Shop) -> None:
    text = ask("merge", *shop.sides, "--prefer", "local").out
    assert "table public.orders, comment: local (rule --prefer local)" in text
    assert "column public.orders.paid: remote (rule one-sided)" in text
    assert text.count("proven on PostgreSQL") == 2
    assert text.endswith("both sides are equal afterwards\n")


def test_a_choice_that_loses_rows_is_named_and_waits_until_it_is_allowed(ask: Ask, tmp_path: Path) -> None:
    for name, text in (("base", "create table t (id int);"), ("local", ""), ("remote", "create table t (id int);")):
        (tmp_path / f"{name}.sql").write_text(text)
    sides = ("--local", "sql:local.sql", "--remote", "sql:remote.sql", "--base", "sql:base.sql", "--no-proof")
    refused = ask("merge", *sides, "--rule", "kind=table prefer=change")
    assert refused.code == 3
    assert "--rule 1 would take local, but does not allow data: drops the table and its rows" in refused.out
    taken = ask("merge", *sides, "--rule", "kind=table prefer=change allow=data", "--to", "remote", "--format", "sql")
    assert (taken.code, "drop table public.t;" in taken.out) == (0, True)


@pytest.mark.parametrize("words", [("--prefer", "local"), ("--preset", "theirs")])
def test_pg_dump_proves_both_plans_where_it_is_asked(ask: Ask, shop: Shop, words: tuple[str, ...]) -> None:
    document = json.loads(ask("merge", *shop.sides, *words, "--proof", "pg_dump", "--json").out)
    steps = {side: plan["proof"]["steps"] for side, plan in document["plans"].items()}
    same = "pg_dump: the same as the goal after the plan, and as the start after the rollback"
    assert [side for side in steps if same in steps[side]] == ["local", "remote"]


def test_without_a_base_nothing_is_decided_unless_a_rule_says_two_way(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "local.sql").write_text("create view v as select 1 as a;")
    sides = ("--local", "sql:local.sql", "--remote", "empty:", "--no-proof")
    waiting = ask("merge", *sides, "--prefer", "local")
    assert (waiting.code, waiting.err.startswith("two-way: ")) == (3, True)
    assert "--rule 'side=two-way prefer=local'" in waiting.out
    assert "\n      base " not in waiting.out, "there is no base that could have or lack anything"
    taken = ask("merge", *sides, "--rule", "side=two-way prefer=local", "--format", "sql", "--to", "remote")
    assert (taken.code, "create view public.v" in taken.out) == (0, True)


@pytest.mark.parametrize(
    "words", [("--rule", "kind=tabel prefer=local"), ("--preset", "brave"), ("--prefer", "mine"), ("--allow", "all")]
)
def test_a_broken_rule_is_an_error_before_anything_is_read(ask: Ask, words: tuple[str, ...]) -> None:
    answer = ask("merge", "--local", "postgresql://nobody@127.0.0.1:1/x", "--remote", "empty:", *words)
    assert (answer.code, answer.out) == (2, "")
    assert "127.0.0.1" not in answer.err
    assert "say " in answer.err


def _body(*lines: str) -> str:
    text = "\n".join(lines)
    return f"create or replace function f() returns integer language plpgsql as $$\nbegin\n{text}\nend\n$$;"


def _sides(folder: Path, base: str, local: str, remote: str) -> tuple[str, ...]:
    for name, text in (("base", base), ("local", base + local), ("remote", base + remote)):
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")
    return ("--local", "sql:local.sql", "--remote", "sql:remote.sql", "--base", "sql:base.sql")


def test_a_text_that_a_server_takes_is_put_together_and_without_a_server_it_waits(ask: Ask, tmp_path: Path) -> None:
    base, local, remote = (_body(f"perform {a};", "perform 0;", f"return {b};") for a, b in ((1, 1), (2, 1), (1, 2)))
    sides = _sides(tmp_path, base, local, remote)
    merged = ask("merge", *sides, "--to", "local", "--format", "sql")
    assert merged.code == 0, merged.err
    assert "perform 2;\nperform 0;\nreturn 2;" in merged.out
    waiting = ask("merge", *sides, "--json", "--no-proof")
    assert waiting.code == 3
    assert [(one["id"], one["side"]) for one in json.loads(waiting.out)["undecided"]] == [
        ("function:public.f()", "merged")
    ]


def test_changes_that_no_server_takes_together_are_undecided_with_what_it_said(ask: Ask, tmp_path: Path) -> None:
    sides = _sides(
        tmp_path,
        "create table t (a integer);",
        "create function f(a text) returns boolean language sql as 'select true';"
        "alter table t drop column a; alter table t add column a text;",
        "alter table t add constraint positive check (a > 0);",
    )
    answer = ask("merge", *sides, "--rule", "hazard=rewrite prefer=change", "--json")
    assert answer.code == 3
    undecided = json.loads(answer.out)["undecided"]
    assert {(one["id"], one["side"]) for one in undecided} >= {
        ("check:public.t.positive", "conflict"),
        ("column:public.t.a", "conflict"),
    }
    assert any("operator does not exist" in one["reason"] for one in undecided)


def test_a_question_about_a_drop_says_what_the_other_side_made_of_it(ask: Ask, tmp_path: Path) -> None:
    base = "create table t (a integer, b integer);"
    sides = _sides(tmp_path, base, "alter table t drop column a;", "create view v as select a from t;")
    answer = ask("merge", *sides)
    assert answer.code == 3
    assert "! column public.t.a: local dropped it, remote changed view public.v" in answer.out


def test_using_says_how_values_become_a_type_that_one_side_gave(ask: Ask, tmp_path: Path) -> None:
    base = "create table t (a integer, b text);"
    retyped = "alter table t drop column a; alter table t add column a uuid;"
    sides = _sides(tmp_path, base, retyped, "comment on table t is 'told';")
    taken = ("--rule", "side=local prefer=change allow=data")
    without, with_it, wrong = (
        ask("merge", *sides, *taken, *using)
        for using in ((), ("--using", "public.t.a=gen_random_uuid()"), ("--using", "public.t.b=b"))
    )
    assert (without.code, "rows hold values of integer" in without.out) == (0, True)  # the plan counts them first
    assert "--using ''public.t.a=EXPRESSION''" in without.out
    assert with_it.code == 0, with_it.err
    assert "using gen_random_uuid()" in with_it.out
    assert (wrong.code, "keeps its type" in wrong.err) == (2, True)


FEELINGS = "create type mood as enum ('sad', 'ok'); create table t (m mood);"


@pytest.mark.parametrize("proof", [(), ("--no-proof",)])
def test_rows_of_the_database_that_would_be_changed_refuse_a_plan_that_they_would_stop(
    ask: Ask, tmp_path: Path, database: ShadowDatabase, proof: tuple[str, ...]
) -> None:
    load(database, FEELINGS + "comment on table t is 'told'; insert into t values ('sad'), ('ok');")
    _sides(tmp_path, FEELINGS, "", "")
    (tmp_path / "local.sql").write_text(FEELINGS.replace("'sad', ", ""), encoding="utf-8")
    sides = ("--local", "sql:local.sql", "--remote", database.url, "--base", "sql:base.sql", *proof)
    taken = ("--rule", "side=local prefer=change allow=data")
    both, there, here = (ask("merge", *sides, *taken, "--to", side) for side in ("both", "remote", "local"))
    assert [both.code, there.code, here.code] == [2, 2, 0], here.err
    assert "what the database holds is in the way: public.t.m: 1 rows hold sad" in both.err
    assert (both.out, both.err) == (there.out, there.err) == ("", both.err)
    assert "comment on table public.t is 'told'" in here.out
    mapped = ask("merge", *sides, *taken, "--map", "public.mood.sad=ok", "--to", "remote", "--format", "sql")
    assert mapped.code == 0, mapped.err
    wrong = ask("merge", *sides, *taken, "--map", "public.mood.sad=glad")
    assert (wrong.code, "will have no value 'glad'" in wrong.err) == (2, True)
    run(database, mapped.out)
    assert rows_of(database, "select m::text from t") == [("ok",), ("ok",)]


def test_a_text_that_follows_a_type_is_said_to_be_as_before_without_it(ask: Ask, tmp_path: Path) -> None:
    base = "create table t (a text constraint c check (a > 'b')); create view v as select 1 as n from t where a = 'c';"
    view = "create view v as select 1 as n from t where a = 'c';"
    typed = "create type e as enum ('c'); drop view v; alter table t drop constraint c, alter a type e using a::e;"
    sides = _sides(tmp_path, base, "alter table t drop constraint c, add constraint c check (a > 'a');", typed + view)
    answer = ask("merge", *sides, "--prefer", "local")
    assert answer.code == 0, answer.out + answer.err
    assert "view public.v, query: as before, with the type of column public.t.a" in answer.out


NEEDED_BASE = """
create function one() returns integer language sql as 'select 1';
create view ones as select one();
"""


@pytest.fixture
def needing(server: ShadowServer) -> Iterator[Shop]:
    """Local changed a function, its view, and remote dropped both."""
    local = "create function one() returns integer language sql as 'select 2'; create view ones as select one() + 1;"
    with ExitStack() as stack:
        made = [stack.enter_context(server.create_database()) for _ in range(3)]
        for database, text in zip(made, (NEEDED_BASE, local, ""), strict=True):
            load(database, text)
        yield Shop(server, *made)


def test_what_is_decided_says_what_it_needs_and_what_breaks(ask: Ask, needing: Shop) -> None:
    rule = ("--rule", "kind=view prefer=local")
    answer = ask("merge", *needing.sides, *rule, "--no-proof")
    assert answer.code == 3
    assert "what is decided leaves one choice only:" in answer.out
    assert "> function public.one() comes along as local: view public.ones needs it" in answer.out
    document = json.loads(ask("merge", *needing.sides, *rule, "--no-proof", "--json").out)
    (needed,) = document["needed"]
    assert needed == {
        "id": "function:public.one()",
        "attribute": None,
        "choice": "local",
        "because": "view:public.ones",
        "sentence": "function public.one() comes along as local: view public.ones needs it",
    }
    broken = ask("merge", *needing.sides, *rule, "--rule", "kind=function prefer=remote", "--no-proof")
    assert broken.code == 3
    assert "! view public.ones needs function public.one(), which remote does not have" in broken.out


@pytest.fixture
def named_twice(server: ShadowServer) -> Iterator[Shop]:
    with ExitStack() as stack:
        made = [stack.enter_context(server.create_database()) for _ in range(3)]
        table = "create table orders (id bigint primary key, note text);"
        sides = ("alter table orders rename to buys;", "alter table orders rename to sales;")
        for database, text in zip(made, (table, *(table + one for one in sides)), strict=True):
            load(database, text)
        yield Shop(server, *made)


def test_the_list_says_why_the_base_was_taken_and_how_a_name_stays(ask: Ask, named_twice: Shop) -> None:
    answer = ask("merge", *named_twice.sides)
    assert answer.code == 3
    assert "(as named by --base, the environment or supatui.toml)" in answer.out
    assert "one thing, local's name stays: --rename table:public.orders=buys" in answer.out
    assert "one thing, remote's name stays: --rename table:public.orders=sales" in answer.out
    told = ask("merge", *named_twice.sides, "--rename", "table:public.orders=buys", "--to", "remote")
    assert told.code == 0, told.err
    assert "rename to buys" in told.out.lower()


def test_two_renames_of_one_thing_are_refused(ask: Ask, named_twice: Shop) -> None:
    answer = ask("merge", *named_twice.sides, "--rename", "public.orders=buys", "--rename", "public.orders=sales")
    assert answer.code == 2
    assert "table public.orders is renamed twice" in answer.err
    assert "--rename public.orders=buys and --rename public.orders=sales" in answer.err


def test_a_comparison_says_why_its_base_was_taken(ask: Ask, named_twice: Shop) -> None:
    assert "(as named by --base" in ask("diff", *named_twice.sides).out
    two_way = ask("diff", *named_twice.sides[:4])
    assert "base    none: two-way, " in two_way.out


@pytest.mark.slow
def test_a_clash_says_once_why_and_heirs_show_what_follows(server: ShadowServer, ask: Ask) -> None:
    base = "create table p (id integer not null) partition by range (id); create table t (a integer not null);"
    local = "create table p1 partition of p for values from (0) to (9); alter table t add constraint k primary key (a);"
    with ExitStack() as stack:
        databases = [stack.enter_context(server.create_database()) for _ in range(3)]
        remote = "alter table p add column m integer; alter table t alter a drop not null;"
        for database, changes in zip(databases, ("", local, remote), strict=True):
            load(database, base + changes)
        names = ("--base", "--local", "--remote")
        sides = [word for pair in zip(names, (one.url for one in databases), strict=True) for word in pair]
        asked = ask("merge", *sides, "--to", "both", "--format", "human")
        document = json.loads(ask("merge", *sides, "--to", "both", "--format", "json").out)
        hasty = ask("merge", *sides, "--no-proof", "--json")
    assert document["not_handed_down"] is None
    assert json.loads(hasty.out)["not_handed_down"] in hasty.err
    assert "what table public.p1 would get or lose with the other side's changes of the parent" in hasty.err
    said = asked.out + asked.err
    assert asked.code == 3, said
    assert "+ column public.p1.m: follows column public.p.m" in said
    handed = {"id": "column:public.p1.m", "attribute": None, "source": "column:public.p.m", "change": "added"}
    assert document["handed_down"] == [handed]
    assert said.count("column public.t.a cannot be null, though one side says it may be null") == 1
