"""Settings: what supatui.toml, the environment and the options say, in that order of rising strength."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypedDict, Unpack, cast

from supatui.errors import AddressError

FILE_NAME = "supatui.toml"
FILE_VERSION = 1

CONNECT_TIMEOUT_SECONDS = 10
"""Longest wait for a server to answer; a hosted one answers within two from anywhere."""
STATEMENT_TIMEOUT_SECONDS = 120
"""Longest single catalog query; at 50 000 objects the slowest takes about five."""
LOCK_TIMEOUT_SECONDS = 5
"""Catalog reads wait only for exclusive locks on catalogs; beyond this somebody blocks the server."""


def default_cache_folder() -> Path:
    """Where pristine clusters and the like are kept between runs."""
    if folder := _xdg_folder("XDG_CACHE_HOME", ".cache"):
        return folder
    from platformdirs import user_cache_path  # slow to import

    return user_cache_path("supatui", appauthor=False)


def default_state_folder() -> Path:
    """Where choices survive quitting when there is no project folder to keep them in."""
    if folder := _xdg_folder("XDG_STATE_HOME", ".local/state"):
        return folder
    from platformdirs import user_state_path  # slow to import

    return user_state_path("supatui", appauthor=False)


def _xdg_folder(variable: str, default: str) -> Path | None:
    """What platformdirs says on Linux, where no start waits for its import; None where only it knows.

    Source: XDG Base Directory Specification; a path that is not absolute does not count.
    """
    home, given = os.environ.get("HOME", ""), os.environ.get(variable, "")
    if sys.platform != "linux" or not home.startswith("/"):
        return None
    return (Path(given) if given.startswith("/") else Path(home) / default) / "supatui"


class SignIn(Protocol):
    """A sign-in by browser that waits for a person; every method may be called from any thread."""

    label: str
    """The server, for people."""
    url: str
    """Where to sign in; it holds no secret, and works for this sign-in alone."""

    def open_browser(self) -> None:
        """Send the person there."""

    def give_up(self) -> None:
        """End it: whatever waits for it fails."""

    def when_over(self, tell: Callable[[], None]) -> None:
        """Have `tell` called, from any thread, once nobody waits for it, however it ended."""


class RuleTable(NamedTuple):
    """One `[[rules]]` table, as it was written; what it means is understood where differences are."""

    file: Path
    line: int
    values: Mapping[str, object]
    lines: Mapping[str, int]
    """The line of each key."""


class NamedRemote(NamedTuple):
    """One entry of `[remotes]`: a database by a name, or what is to be known of one that config.toml names."""

    address: str | None
    """May hold a password, and stays out of the repr."""
    is_production: bool | None = None

    def __repr__(self) -> str:
        return f"NamedRemote(is_production={self.is_production})"


class Settings(NamedTuple):
    """Everything that can be said beforehand. None means that nobody said it.

    Addresses may hold passwords: there is no repr of it.
    """

    file: Path | None = None
    """The supatui.toml that was read."""
    name: str | None = None
    """What the person calls the project."""
    local: str | None = None
    remote: str | None = None
    base: str | None = None
    remote_is_production: bool | None = None
    remote_name: str | None = None
    """The name of `[remotes]` that the remote was chosen by."""
    remotes: Mapping[str, NamedRemote] = MappingProxyType({})
    supabase: bool | None = None
    """Whether shadow databases get the platform baseline; None asks the folder."""
    shadow_url: str | None = None
    shadow_bin: Path | None = None
    shadow_major: int | None = None
    """The major version that a shadow server should have: that of the database it stands in for."""
    classic_privileges: bool | None = None
    """Whether what postgres makes in public is granted to the API roles by itself, as in classic projects; None where
    no database was asked, and then it is."""
    plain_remote: bool = False
    """Whether the database that a replay is compared with lacks the platform, so that the replay should do without."""
    optional: str | None = None
    """What to read besides, in words with commas between: roles, parameters."""
    rules: tuple[RuleTable, ...] = ()
    """What is decided without a person, the first that fits first."""
    preset: str | None = None
    prefer: str | None = None
    cache_folder: Path = default_cache_folder()
    state_folder: Path = default_state_folder()
    connect_timeout_seconds: int = CONNECT_TIMEOUT_SECONDS
    statement_timeout_seconds: int = STATEMENT_TIMEOUT_SECONDS
    lock_timeout_seconds: int = LOCK_TIMEOUT_SECONDS
    show_sign_in: Callable[[SignIn], None] | None = None
    """Offers a person to sign in by browser; None where nobody is there to do it."""

    def __repr__(self) -> str:
        return f"Settings(file={self.file})"


class Options(TypedDict, total=False):
    """What a command line may override; None leaves what the file or the environment said."""

    name: str | None
    local: str | None
    remote: str | None
    base: str | None
    remote_is_production: bool | None
    supabase: bool | None
    shadow_url: str | None
    shadow_bin: Path | None
    shadow_major: int | None
    optional: str | None


class _Key(NamedTuple):
    field: str
    kind: type
    """str, bool, int or Path."""
    minimum: int = 0


_KEYS: Mapping[str, _Key] = {
    "name": _Key("name", str),
    "local": _Key("local", str),
    "remote": _Key("remote", str),
    "base": _Key("base", str),
    "remote_is_production": _Key("remote_is_production", bool),
    "supabase": _Key("supabase", bool),
    "with": _Key("optional", str),
    "preset": _Key("preset", str),
    "prefer": _Key("prefer", str),
    "shadow.url": _Key("shadow_url", str),
    "shadow.bin": _Key("shadow_bin", Path),
    "shadow.major": _Key("shadow_major", int, 14),
    "cache_folder": _Key("cache_folder", Path),
    "state_folder": _Key("state_folder", Path),
    "timeouts.connect_seconds": _Key("connect_timeout_seconds", int, 1),
    "timeouts.statement_seconds": _Key("statement_timeout_seconds", int, 1),
    "timeouts.lock_seconds": _Key("lock_timeout_seconds", int, 1),
}
"""Keys of supatui.toml, dotted, beside `version`."""

_TABLES = frozenset(key.rpartition(".")[0] for key in _KEYS) - {""}

_VARIABLES: Mapping[str, _Key] = {
    "SUPATUI_NAME": _KEYS["name"],
    "SUPATUI_LOCAL_URL": _KEYS["local"],
    "SUPATUI_REMOTE_URL": _KEYS["remote"],
    "SUPATUI_BASE_URL": _KEYS["base"],
    "SUPATUI_REMOTE_IS_PRODUCTION": _KEYS["remote_is_production"],
    "SUPATUI_SUPABASE": _KEYS["supabase"],
    "SUPATUI_WITH": _KEYS["with"],
    "SUPATUI_SHADOW_URL": _KEYS["shadow.url"],
    "SUPATUI_POSTGRES_BIN": _KEYS["shadow.bin"],
    "SUPATUI_CACHE_FOLDER": _KEYS["cache_folder"],
    "SUPATUI_STATE_FOLDER": _KEYS["state_folder"],
    "SUPATUI_CONNECT_SECONDS": _KEYS["timeouts.connect_seconds"],
    "SUPATUI_STATEMENT_SECONDS": _KEYS["timeouts.statement_seconds"],
    "SUPATUI_LOCK_SECONDS": _KEYS["timeouts.lock_seconds"],
}

_PATH_SCHEMES = ("migrations:", "sql:", "snapshot:")
_TRUE, _FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


def load_settings(
    start: Path | None = None, *, environ: Mapping[str, str] | None = None, **options: Unpack[Options]
) -> Settings:
    """The settings that hold in a folder.

    Raises: AddressError, which names the file, line and key, or the variable, that is wrong.
    """
    file = find_settings_file(start or Path.cwd())
    values: dict[str, object] = {}
    if file is not None:
        values.update(_read_file(file))
    values.update(_read_environment(os.environ if environ is None else environ))
    values.update({key: value for key, value in options.items() if value is not None})
    assert values.keys() <= set(Settings._fields), values.keys() - set(Settings._fields)
    return _with_named(Settings(file=file)._replace(**values))  # type: ignore[arg-type]  # each was checked by its key


def _with_named(settings: Settings) -> Settings:
    """The settings with what `[remotes]` says of the remote that was named."""
    name = settings.remote
    found = settings.remotes.get(name) if name is not None else None
    if found is None:
        return settings
    production = found.is_production if found.is_production is not None else settings.remote_is_production
    return settings._replace(remote=found.address or name, remote_name=name, remote_is_production=production)


def find_settings_file(start: Path) -> Path | None:
    """The nearest supatui.toml: in the folder itself, in its supabase/, then the same in each ancestor."""
    for folder in (start.resolve(), *start.resolve().parents):
        for candidate in (folder / FILE_NAME, folder / "supabase" / FILE_NAME):
            if candidate.is_file():
                return candidate
    return None


def _read_file(file: Path) -> dict[str, object]:
    import tomllib  # not every folder has such a file

    try:
        text = file.read_text(encoding="utf-8-sig")
        document = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AddressError("cannot read the settings", where=f"{file}: {error}", hint="correct the file") from error
    version = document.pop("version", FILE_VERSION)
    if version != FILE_VERSION:
        raise _wrong_key(file, text, "version", f"this supatui reads version {FILE_VERSION}")
    values: dict[str, object] = {"rules": _rule_tables(file, text, document.pop("rules", []))}
    values["remotes"] = _named_remotes(file, text, document.pop("remotes", {}))
    for key, value in _flattened(document):
        known = _KEYS.get(key)
        if known is None:
            raise _wrong_key(file, text, key, f"known keys are {', '.join(['version', 'rules', 'remotes', *_KEYS])}")
        values[known.field] = _checked(file, text, key, known, value)
    return values


def _named_remotes(file: Path, text: str, found: object) -> dict[str, NamedRemote]:
    """`[remotes]`: a name for an address, or for a table of `address` and `production`. Raises: AddressError."""
    if not isinstance(found, dict):
        raise _wrong_key(file, text, "remotes", "write it as a table: name = address")
    remotes: dict[str, NamedRemote] = {}
    for name, value in found.items():
        key, table = f"remotes.{name}", {"address": value} if isinstance(value, str) else value
        if not isinstance(table, dict) or not table.keys() <= {"address", "production"}:
            raise _wrong_key(file, text, key, "give it an address, or a table of address and production")
        address, production = table.get("address"), table.get("production")
        if not isinstance(address, str | None) or not isinstance(production, bool | None) or address == "":
            raise _wrong_key(file, text, key, "its address must be a text, its production true or false")
        remotes[name] = NamedRemote(_anchored(address, file.parent) if address else None, production)
    return remotes


def _rule_tables(file: Path, text: str, found: object) -> tuple[RuleTable, ...]:
    """The `[[rules]]` of a file, each with the lines of its keys. Raises: AddressError."""
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _wrong_key(file, text, "rules", "write each rule as a table of its own, under a line [[rules]]")
    headers = _table_lines(text)
    tables: list[RuleTable] = []
    for number, values in enumerate(found):
        line, lines = headers[number] if number < len(headers) else (line_of(text, "rules") or 1, {})
        tables.append(RuleTable(file, line, values, lines))
    return tuple(tables)


def _table_lines(text: str) -> list[tuple[int, dict[str, int]]]:
    """The line of each `[[rules]]`, and of each key below it."""
    found: list[tuple[int, dict[str, int]]] = []
    is_rule = False
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(r"\s*\[", line):
            if is_rule := re.match(r"\s*\[\[\s*[\"']?rules[\"']?\s*\]\]", line) is not None:
                found.append((number, {}))
        elif is_rule and (assigned := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line)):
            found[-1][1].setdefault(assigned[1], number)
    return found


def _flattened(document: Mapping[str, object], prefix: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for key, value in document.items():
        path = prefix + key
        if isinstance(value, dict) and path in _TABLES:
            found.extend(_flattened(cast("dict[str, object]", value), path + "."))  # tomllib gives string keys
        else:
            found.append((path, value))
    return found


def _checked(file: Path, text: str, key: str, known: _Key, value: object) -> object:
    wanted = str if known.kind is Path else known.kind
    if key == "with" and isinstance(value, list) and all(isinstance(word, str) for word in value):
        value = ", ".join(value) or value
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        names = {str: "a text" if key != "with" else "a list of texts", bool: "true or false", int: "a whole number"}
        raise _wrong_key(file, text, key, f"its value must be {names[wanted]}")
    if isinstance(value, int) and not isinstance(value, bool) and value < known.minimum:
        raise _wrong_key(file, text, key, f"its value must be at least {known.minimum}")
    if isinstance(value, str) and not value.strip():
        raise _wrong_key(file, text, key, "its value is empty; leave the key out instead")
    if known.kind is Path:
        return (file.parent / str(value)).resolve()
    if isinstance(value, str) and known.field in {"local", "remote", "base"}:
        return _anchored(value, file.parent)
    return value


def _anchored(address: str, folder: Path) -> str:
    """An address with its relative path made absolute: a file speaks of paths beside itself."""
    for scheme in _PATH_SCHEMES:
        if address.startswith(scheme):
            return scheme + str(folder / address.removeprefix(scheme))
    return address


def _wrong_key(file: Path, text: str, key: str, hint: str) -> AddressError:
    line = line_of(text, key)
    where = f"{file}, line {line}" if line else str(file)
    return AddressError(f'cannot use the key "{key}"', where=where, hint=hint)


def line_of(text: str, key: str) -> int | None:
    """The line that sets a dotted key: inside its table, dotted, or the table's own header."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line)
        if header:
            table = header[1].replace('"', "").replace(" ", "") + "."
            if table.rstrip(".") == key:
                return number
            continue
        assigned = re.match(r'\s*([\w".\- ]+?)\s*=', line)
        if assigned and table + assigned[1].replace('"', "").replace(" ", "") == key:
            return number
    return None


def _read_environment(environ: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for variable, known in _VARIABLES.items():
        text = environ.get(variable, "").strip()
        if text:
            values[known.field] = _from_text(variable, known, text)
    return values


def _from_text(variable: str, known: _Key, text: str) -> object:
    where = f"environment variable {variable}"
    if known.kind is bool:
        if text.lower() not in _TRUE | _FALSE:
            raise AddressError("cannot read a yes or no", where=where, hint="set it to true or false")
        return text.lower() in _TRUE
    if known.kind is int:
        if not text.isascii() or not text.isdigit() or int(text) < known.minimum:
            hint = f"set it to a whole number, {known.minimum} or more"
            raise AddressError("cannot read a number of seconds", where=where, hint=hint)
        return int(text)
    return Path(text).expanduser().absolute() if known.kind is Path else text
