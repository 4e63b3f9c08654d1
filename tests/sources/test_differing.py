"""Two live databases that are read as far as they differ, from the command line down."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from supatui.catalog.differing import FEWEST_RELATIONS
from supatui.cli.program import run
from supatui.errors import ConnectError
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase, ShadowServer
from supatui.sources import parse_address
from supatui.sources.differing import read_differing
from tests.kinds.judge import load

TABLES = f"""do $$begin
  for n in 1..{FEWEST_RELATIONS} loop
    execute format('create table t_%s (id integer primary key, word text)', n);
  end loop;
end$$;"""


@pytest.fixture
def two(server: ShadowServer) -> Iterator[tuple[ShadowDatabase, ShadowDatabase]]:
    with ExitStack() as stack:
        first, second = (stack.enter_context(server.create_database()) for _ in range(2))
        for one in (first, second):
            load(one, TABLES)
        yield first, second


def nothing(plural: str, done: int, total: int) -> None:
    assert done <= total, (plural, done, total)


def test_diff_and_plan_tell_what_differs_and_leave_the_rest(
    two: tuple[ShadowDatabase, ShadowDatabase], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = two
    sides = ("--local", first.url, "--remote", second.url)
    assert run(["diff", *sides]) == 0
    assert f"2 objects compared, {FEWEST_RELATIONS} relations by fingerprint" in capsys.readouterr().out
    load(second, "alter table t_7 add note text; comment on table t_9 is 'nine'")
    assert run(["diff", *sides]) == 1
    assert "2 differ" in capsys.readouterr().out
    assert run(["plan", first.url, second.url, "--no-proof"]) == 0
    said = capsys.readouterr().out
    assert "alter table public.t_7 add column note text" in said
    assert "comment on table public.t_9 is 'nine'" in said
    assert said.count(";") == 2


def test_progress_never_passes_its_end(two: tuple[ShadowDatabase, ShadowDatabase]) -> None:
    first, second = two
    load(second, "alter table t_7 add note text")
    addresses = parse_address(first.url), parse_address(second.url)
    old, new = read_differing(addresses, Settings(), (nothing, nothing))
    assert old.left_out == new.left_out == FEWEST_RELATIONS - 1


def test_what_fails_on_one_side_ends_the_other(two: tuple[ShadowDatabase, ShadowDatabase]) -> None:
    first, _ = two
    addresses = parse_address(first.url), parse_address("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(ConnectError):
        read_differing(addresses, Settings(), (nothing, nothing))
