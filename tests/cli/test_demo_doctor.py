"""demo and doctor."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

import psycopg
import pytest

from supatui.catalog.model import Catalog
from supatui.cli.doctor import as_text
from supatui.compare.model import Merge, Side
from supatui.compare.three_way import merge
from supatui.settings import Settings
from supatui.shadow import ShadowSettings
from supatui.sources import open_source
from supatui.sources.checkup import Checkup
from supatui.sources.demo import as_services, demo_databases
from supatui.sources.finding import Finding, Level
from tests.cli.conftest import WAIT_SECONDS, Ask


@pytest.fixture(scope="module")
def shop(shadow_settings: ShadowSettings) -> Merge:
    """The three databases of the demo, compared."""
    settings = Settings(cache_folder=shadow_settings.cache_folder)
    with demo_databases(settings) as addresses:
        read: dict[str, Catalog] = {
            name: open_source(address, settings=settings).read() for name, address in addresses._asdict().items()
        }
    return merge(read["base"], read["local"], read["remote"])


def test_the_shop_has_conflicts_of_at_least_four_kinds(shop: Merge) -> None:
    conflicts = [difference for difference in shop.differences if difference.side is Side.CONFLICT]
    assert {difference.id.kind for difference in conflicts} >= {"column", "policy", "function", "enum", "view"}
    assert any(one.local is None or one.remote is None for one in conflicts), "no delete against change"


def test_the_shop_tempts_to_lose_rows_and_changes_on_both_sides(shop: Merge) -> None:
    by_name = {(one.id.kind, one.id.name): one for one in shop.differences}
    assert by_name["table", "carts_old"].local is None
    assert by_name["column", "legacy_code"].remote is None
    assert {one.side for one in shop.differences} >= {Side.LOCAL, Side.REMOTE, Side.BOTH_SAME, Side.CONFLICT}
    assert not shop.local.unknown
    assert not shop.remote.unknown


def test_demo_prints_three_addresses_and_takes_everything_away_at_enter(start: Callable[..., Popen[str]]) -> None:
    process = start("demo", "--print")
    assert process.stdout is not None
    addresses = dict(process.stdout.readline().rstrip("\n").split("=", 1) for _ in range(3))
    assert list(addresses) == ["base", "local", "remote"]
    for address in addresses.values():
        with psycopg.connect(address) as connection:
            row = connection.execute("select count(*) from public.orders").fetchone()
            assert row is not None
            assert row[0] >= 200
    with psycopg.connect(addresses["remote"]) as connection:
        assert connection.execute("select count(*) from public.carts_old").fetchone() == (250,)
    out, err = process.communicate("\n", timeout=WAIT_SECONDS)
    assert (process.returncode, out, err) == (0, "", "")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(addresses["base"])


def test_the_demo_answers_under_names_that_stay_the_same(shadow_settings: ShadowSettings) -> None:
    settings = Settings(cache_folder=shadow_settings.cache_folder)
    with demo_databases(settings) as addresses, as_services(addresses) as named:
        assert named == ("service=acme_base", "service=acme_local", "service=acme_remote")
        by_name = open_source(named.local, settings=settings).read()
        assert by_name.fingerprint == open_source(addresses.local, settings=settings).read().fingerprint


def _project(folder: Path, migration: str) -> None:
    (folder / "supabase/migrations").mkdir(parents=True)
    (folder / "supabase/config.toml").write_text('project_id = "acme"\n[db]\nport = 1\nmajor_version = 17\n')
    (folder / "supabase/migrations/1_a.sql").write_text(migration)


def test_doctor_names_the_servers_the_project_and_what_stands_in(ask: Ask, tmp_path: Path) -> None:
    _project(tmp_path, "create extension vector; create extension if not exists hstore;")
    answer = ask("doctor", "--remote", "empty:")
    assert answer.code == 0, answer.out
    assert "PostgreSQL 18" in answer.out
    assert "project acme" in answer.out
    assert "vector is stood in for" in answer.out
    assert "hstore is there" in answer.out
    assert re.search(r"^ok +shadow server  \S", answer.out, re.MULTILINE)


def test_a_file_that_no_replay_runs_is_told_with_a_plan(ask: Ask, tmp_path: Path) -> None:
    _project(tmp_path, "create table public.a ();")
    (tmp_path / "supabase/migrations/later_2_b.sql").write_text("create table public.b ();")
    plan = ask("plan", "empty:", "migrations:supabase/migrations", "--no-proof", "--format", "human")
    assert "taken for granted: skipped, no migration's name: later_2_b.sql\n" in plan.out


def test_doctor_in_json_has_the_same_facts(ask: Ask, tmp_path: Path) -> None:
    _project(tmp_path, "")
    document = json.loads(ask("doctor", "--remote", "empty:", "--json").out)
    text = ask("doctor", "--remote", "empty:").out
    assert any(server["is_chosen"] for server in document["servers"])
    assert document["findings"]
    assert all(finding["detail"] in text for finding in document["findings"])


def test_doctor_ends_with_1_when_something_will_not_work(ask: Ask, tmp_path: Path) -> None:
    _project(tmp_path, 'create extension "no such extension";')
    answer = ask("doctor", "--remote", "postgresql://app:s3cret@127.0.0.1:1/shop")
    assert answer.code == 1
    assert "no such extension is absent" in answer.out
    assert "remote         cannot connect: Connection refused" in answer.out
    assert "s3cret" not in answer.out + answer.err


def test_doctor_ends_with_1_where_the_remote_that_was_named_lacks_its_password(ask: Ask, tmp_path: Path) -> None:
    _project(tmp_path, "")
    config = tmp_path / "supabase" / "config.toml"
    config.write_text(f'{config.read_text()}\n[remotes.staging]\nproject_id = "{"s" * 20}"\n')
    answer = ask("doctor", "--remote", "staging")
    assert answer.code == 1
    assert re.search(r"^problem +missing +remote: .*no password", answer.out, re.MULTILINE), answer.out


def test_doctor_looks_at_everything_where_the_migrations_cannot_be_run(ask: Ask, tmp_path: Path) -> None:
    """Two files of one version stop a replay; doctor says so in its table, and which files are none."""
    _project(tmp_path, "")
    folder = tmp_path / "supabase" / "migrations"
    (folder / "notes.sql").write_text("")
    skipped = ask("doctor", "--remote", "empty:")
    assert (skipped.code, "skipped: notes.sql" in skipped.out) == (0, True)
    version = next(folder.glob("[0-9]*.sql")).name.partition("_")[0]
    (folder / f"{version}_again.sql").write_text("")
    answer = ask("doctor", "--remote", "empty:")
    assert answer.code == 1
    assert f"two migrations of version {version}" in answer.out
    assert "shadow server" in answer.out


def test_doctor_ends_with_2_without_a_shadow_server(ask: Ask) -> None:
    answer = ask("doctor", "--shadow", "postgresql://app:s3cret@127.0.0.1:1/postgres")
    assert answer.code == 2
    assert "fatal" in answer.out
    assert "s3cret" not in answer.out + answer.err


def test_doctor_reads_the_schema_that_it_is_given(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "s.sql").write_text("create table t (); create extension hstore;")
    answer = ask("doctor", "sql:s.sql")
    assert answer.code == 0
    assert "address        sql:s.sql: " in answer.out
    assert "hstore is there" in answer.out
    (tmp_path / "s.sql").write_text("oops")
    assert ask("doctor", "sql:s.sql").code == 1


def test_what_a_server_says_is_no_command_to_the_terminal() -> None:
    text = as_text(Checkup((), (Finding(Level.NOTE, "advisors", "1 ERROR", "see \x1b[31mhttps://a"),)))
    assert "\x1b" not in text
    assert "see \\x1b[31mhttps://a" in text


def test_the_table_of_findings_is_aligned_and_cuts_nothing_at_80_columns() -> None:
    detail = f"push: does not own 12 tables and views in {'x' * 100}"
    checkup = Checkup((), (Finding(Level.PROBLEM, "remote rights", detail, "connect as the role that owns them"),))
    lines = as_text(checkup, 80).splitlines()
    assert max(map(len, lines)) <= 80
    start = next(line for line in lines if line.startswith("STATE")).index("FOUND")
    rows = lines[lines.index("") + 2 :]
    assert rows[0].startswith("problem  remote rights")
    assert [line[:start].strip() for line in rows[1:]] == [""] * len(rows[1:])
    told = "".join(line[start:] for line in rows)
    assert "x" * 100 in told
    assert told.endswith("mend: connect as the role that owns them")
