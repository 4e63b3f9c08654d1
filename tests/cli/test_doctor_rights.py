"""doctor on a project: where everything comes from, what a role may do, how the history stands."""

import json
import re
import select
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from supatui.shadow import ShadowDatabase, ShadowServer
from tests.cli.conftest import Ask
from tests.kinds.judge import load
from tests.supabase_cli import Wire

REF = "abcdefghijklmnopqrst"
SCHEMA = """
create table public.orders (id int);
create schema private;
create schema supabase_migrations;
create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
insert into supabase_migrations.schema_migrations values ('1', '{"select 1"}', 'a'), ('3', '{"select 3"}', 'c');
"""
ROLES = ("doctor_reader", "doctor_owner")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (tmp_path / "supabase/config.toml").write_text('project_id = "shop"\n[db]\nmajor_version = 15\nport = 1\n')
    (folder / "1_a.sql").write_text("select 1;")
    (folder / "2_b.sql").write_text("lock table orders;")
    return folder


@pytest.fixture
def remote(server: ShadowServer) -> Iterator[ShadowDatabase]:
    with server.create_database() as made:
        load(made, SCHEMA)
        with psycopg.connect(made.conninfo, autocommit=True) as connection:
            connection.execute("create role doctor_reader login")
            connection.execute("create role doctor_owner login")
            connection.execute(SQL("grant create on database {} to doctor_owner").format(Identifier(made.name)))
            connection.execute("grant all on schema public, private, supabase_migrations to doctor_owner")
            connection.execute("grant all on supabase_migrations.schema_migrations to doctor_owner")
            connection.execute("alter table public.orders owner to doctor_owner")
            yield made
            for role in ROLES:
                connection.execute(SQL("drop owned by {} cascade").format(Identifier(role)))
                connection.execute(SQL("drop role {}").format(Identifier(role)))


def findings(ask: Ask, *arguments: str) -> dict[str, list[tuple[str, str]]]:
    """(level, detail) by subject."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in json.loads(ask("doctor", *arguments, "--json").out)["findings"]:
        found.setdefault(one["subject"], []).append((one["level"], one["detail"]))
    return found


def as_role(database: ShadowDatabase, role: str) -> str:
    return database.url.replace("postgres@", f"{role}@", 1)


def test_a_role_that_may_do_everything_and_a_history_that_has_to_be_mended(
    ask: Ask, remote: ShadowDatabase, folder: Path
) -> None:
    seen = findings(ask, "--remote", as_role(remote, "doctor_owner"))
    assert seen["remote role"] == [("ok", "doctor_owner: no special rights")]
    assert [level for level, _ in seen["remote rights"]] == ["ok", "ok", "ok"]
    assert seen["remote TLS"] == [("ok", "none, and none is needed on this machine")]
    assert seen["history"] == [("note", "1 applied, 1 out of order, 1 missing local")]
    assert seen["versions"] == [("note", "config.toml says 15, the remote runs PostgreSQL 18")]
    assert seen["migrations"][0] == ("ok", f"2 files in {folder}")
    assert "2_b.sql, line 1: supabase db push fails: LOCK TABLE" in seen["migrations"][1][1]


def test_a_role_that_may_little_is_told_what_for_each_command(ask: Ask, remote: ShadowDatabase, folder: Path) -> None:
    seen = findings(ask, "--remote", as_role(remote, "doctor_reader"))
    assert seen["remote rights"] == [
        ("note", "diff: reads every catalog, no rows in private"),
        ("problem", "pull: may not read the migration history"),
        (
            "note",
            "push: may not create schemas and extensions; may not create in private, public;"
            " does not own 1 tables and views",
        ),
    ]
    assert seen["history"][0][0] == "problem"
    assert ask("doctor", "--remote", as_role(remote, "doctor_reader")).code == 1


class Pooler(Wire):
    """What answers with TLS itself and asks the server without, as poolers do."""

    certificate: Path

    def _pump(self, client: socket.socket) -> None:
        if len(client.recv(8)) == 8:  # the question for TLS
            client.sendall(b"S")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            here, there = socket.socketpair()
            threading.Thread(target=super()._pump, args=(there,), daemon=True).start()
            with context.wrap_socket(client, server_side=True) as wrapped:
                _both_ways(wrapped, here)


def _both_ways(wrapped: ssl.SSLSocket, plain: socket.socket) -> None:
    while True:
        ready = [wrapped] if wrapped.pending() else select.select([wrapped, plain], [], [])[0]
        for one in ready:
            data = one.recv(65536)
            if not data:
                return
            (plain if one is wrapped else wrapped).sendall(data)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl that could make a certificate")
def test_tls_is_that_of_our_own_way_and_not_of_a_poolers(
    ask: Ask, remote: ShadowDatabase, folder: Path, tmp_path: Path
) -> None:
    certificate = tmp_path / "server.pem"
    wanted = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
    files = ("-keyout", str(tmp_path / "key.pem"), "-out", str(certificate))
    subprocess.run(["openssl", *wanted, *files], check=True, capture_output=True)
    certificate.write_text((tmp_path / "key.pem").read_text() + certificate.read_text())
    pooler = Pooler(remote)
    pooler.certificate = certificate
    seen = findings(ask, "--remote", pooler.url.replace("sslmode=disable", "sslmode=require"))
    assert seen["remote TLS"] == [("ok", "encrypted; none between pooler and server")]
    pooler.close()


def test_where_link_and_secrets_come_from_is_said_and_they_are_not(
    ask: Ask, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SUPABASE_NO_KEYRING", "1")
    temporary = folder.parent / ".temp"
    temporary.mkdir()
    (temporary / "project-ref").write_text(REF)
    (temporary / "pooler-url").write_text("postgresql://postgres.other@aws-0-eu.pooler.supabase.com:6543/postgres")
    seen = findings(ask)
    assert seen["link"] == [("ok", f"{REF}, as supabase/.temp/project-ref says")]
    assert seen["password"] == [("note", f"none for {REF}")]
    assert seen["pooler"] == [("note", "supabase/.temp/pooler-url is of another project, and not used")]
    assert seen["token"] == [("ok", "no access token")]
    (folder.parent / ".env").write_text("SUPABASE_DB_PASSWORD=s3cret-password\n")
    (tmp_path / ".supabase").mkdir()
    (tmp_path / ".supabase/access-token").write_text("sbp_s3cret-token")
    monkeypatch.setenv("SUPABASE_PROJECT_ID", REF)
    answer = ask("doctor", "--remote", "empty:")
    assert f"{REF}, as SUPABASE_PROJECT_ID says" in answer.out
    rows = [re.sub(" {2,}", " | ", line) for line in answer.out.splitlines()]
    assert "ok | password | from environment variable SUPABASE_DB_PASSWORD" in rows
    assert f"ok | token | from {tmp_path}/.supabase/access-token" in rows
    assert "ok | env files | supabase/.env, the first that sets a variable wins" in rows
    assert "s3cret" not in answer.out + answer.err


def test_what_git_shows_as_changed_is_named(ask: Ask, folder: Path) -> None:
    root = folder.parents[1]
    assert "git" not in findings(ask, "--remote", "empty:")
    for arguments in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *arguments], cwd=root, check=True)
    person = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run(["git", *person, "commit", "-qm", "first"], cwd=root, check=True)
    (folder / "1_a.sql").write_text("select 11;")
    (folder / "4_d.sql").write_text("select 4;")
    (folder / "notes.txt").write_text("")
    ((level, detail),) = findings(ask, "--remote", "empty:")["git"]
    assert level == "note"
    assert detail == "not committed: M supabase/migrations/1_a.sql, ?? supabase/migrations/4_d.sql"
