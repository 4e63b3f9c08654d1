"""Settings: where they come from, which wins, and how a wrong one is told."""

from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from supatui.errors import AddressError
from supatui.settings import default_cache_folder, default_state_folder, load_settings

Write = Callable[[str, str], Path]

FULL = """\
version = 1
name = "acme"
local = "migrations:supabase/migrations"
remote = "postgresql://app:s3cret@h/db"
remote_is_production = false

[shadow]
url = "postgresql://shadow:s3cret@localhost/postgres"
major = 17

[timeouts]
connect_seconds = 3
"""


def test_the_nearest_file_counts_and_its_paths_start_beside_it(tmp_path: Path, write: Write) -> None:
    write("supatui.toml", 'name = "outer"')
    file = write("project/supabase/supatui.toml", FULL)
    (tmp_path / "project/deep/er").mkdir(parents=True)
    settings = load_settings(tmp_path / "project/deep/er", environ={})
    assert settings.file == file
    assert settings.local == f"migrations:{file.parent}/supabase/migrations"
    assert (settings.name, settings.shadow_major, settings.connect_timeout_seconds) == ("acme", 17, 3)
    assert settings.remote_is_production is False


def test_options_win_over_the_environment_and_that_over_the_file(tmp_path: Path, write: Write) -> None:
    write("supatui.toml", 'name = "file"\nlocal = "empty:"\nremote = "empty:"')
    environ = {"SUPATUI_LOCAL_URL": "sql:env", "SUPATUI_REMOTE_URL": "sql:env", "SUPATUI_NAME": ""}
    settings = load_settings(tmp_path, environ=environ, remote="sql:option", local=None)
    assert (settings.name, settings.local, settings.remote) == ("file", "sql:env", "sql:option")


@pytest.mark.parametrize("words", ['["roles", "parameters"]', '"roles, parameters"'])
def test_what_is_read_besides_is_a_list_or_a_text(tmp_path: Path, write: Write, words: str) -> None:
    write("supatui.toml", f"with = {words}")
    assert load_settings(tmp_path, environ={}).optional == "roles, parameters"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('name = "x"\nremotes = "y"', 2, "remotes"),
        ('[shadow]\nurl = "x"\n\n[shadows]\nx = 1', 4, "shadows"),
        ('name = "x"\n[shadow]\n# bin = 1\nbinn = "x"', 4, "shadow.binn"),
        ("timeouts.connect_seconds = 0", 1, "timeouts.connect_seconds"),
        ("\n\nname = 3", 3, "name"),
        ("remote_is_production = 'yes'", 1, "remote_is_production"),
        ("[timeouts]\nlock_seconds = true", 2, "timeouts.lock_seconds"),
        ("local = ' '", 1, "local"),
        ("version = 2", 1, "version"),
        ("with = []", 1, "with"),
        ("with = ['roles', 1]", 1, "with"),
    ],
)
def test_a_wrong_key_is_named_with_its_line(tmp_path: Path, write: Write, text: str, line: int, key: str) -> None:
    file = write("supatui.toml", text)
    with pytest.raises(AddressError) as caught:
        load_settings(tmp_path, environ={})
    assert caught.value.what == f'cannot use the key "{key}"'
    assert caught.value.where == f"{file}, line {line}"


def test_a_file_that_is_no_toml_is_told(tmp_path: Path, write: Write) -> None:
    write("supatui.toml", "name = ")
    with pytest.raises(AddressError, match="cannot read the settings"):
        load_settings(tmp_path, environ={})


@pytest.mark.parametrize(
    ("variable", "value"),
    [("SUPATUI_SUPABASE", "maybe"), ("SUPATUI_LOCK_SECONDS", "-1"), ("SUPATUI_CONNECT_SECONDS", "٣")],
)
def test_a_wrong_variable_is_named(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(AddressError) as caught:
        load_settings(tmp_path, environ={variable: value})
    assert variable in caught.value.where


def test_the_repr_holds_no_password(tmp_path: Path, write: Write) -> None:
    write("supatui.toml", FULL)
    assert "s3cret" not in repr(load_settings(tmp_path, environ={}))


@pytest.mark.parametrize("home", ["/home/ada", "/", "home", None])
@pytest.mark.parametrize("given", [None, "", "/somewhere", "in/here"])
def test_what_is_kept_is_where_the_platform_says(
    home: str | None, given: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in (("HOME", home), ("XDG_CACHE_HOME", given), ("XDG_STATE_HOME", given)):
        if value is None:
            monkeypatch.delenv(variable, raising=False)
        else:
            monkeypatch.setenv(variable, value)
    assert default_cache_folder() == platformdirs.user_cache_path("supatui", appauthor=False)
    assert default_state_folder() == platformdirs.user_state_path("supatui", appauthor=False)
