"""Address: one text syntax for everything that a schema can come from."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from supatui.errors import AddressError

FORMS = (
    "postgresql://user@host:5432/name, service=NAME, migrations:DIR, migrations:DIR@VERSION, "
    "sql:FILE or sql:DIR, snapshot:FILE, mcp:, mcp:@BRANCH, mcp:https://HOST/PATH, mcp:COMMAND, empty:"
)


class AddressKind(StrEnum):
    LIVE = "live"
    """A database that answers: by URL or by a name in pg_service.conf."""
    MIGRATIONS = "migrations"
    SQL = "sql"
    SNAPSHOT = "snapshot"
    MCP = "mcp"
    """A database that answers through an MCP server, which can only read it."""
    EMPTY = "empty"


class Address(NamedTuple):
    """One address, understood. Only `conninfo` and `server` may hold a password."""

    kind: AddressKind
    label: str
    """For people: no scheme, no password."""
    conninfo: str | None = None
    """What libpq takes; only for LIVE."""
    host: str | None = None
    """Of a LIVE address that names one; a path means a socket folder."""
    port: int | None = None
    path: Path | None = None
    """For MIGRATIONS, SQL and SNAPSHOT: absolute."""
    version: str | None = None
    """For MIGRATIONS: the last version that counts."""
    server: str | None = None
    """For MCP: the server's URL or the command line that starts it; empty is the linked project's own, `@REF` that of
    another project, such as a branch."""

    @property
    def is_database(self) -> bool:
        """Whether it is asked while it lives: it has rows, a version, and perhaps a history of migrations."""
        return self.kind in {AddressKind.LIVE, AddressKind.MCP}

    def __str__(self) -> str:
        return self.label

    def __repr__(self) -> str:
        return f"Address({self.kind.value!r}, {self.label!r})"


def parse_address(text: str, *, folder: Path | None = None) -> Address:
    """Understand an address; relative paths start at `folder` (default: where we are).

    Raises: AddressError. Its text never repeats what may hold a password.
    """
    text = text.strip()
    scheme, colon, rest = text.partition(":")
    if rest.startswith("//") and scheme in {"postgresql", "postgres"}:
        return _url(text, rest[2:])
    if service := re.fullmatch(r"service[=:]\s*([^\s'\\=]+)", text):
        return Address(AddressKind.LIVE, service[1], conninfo=f"service={service[1]}")
    if colon and scheme == "mcp":
        return _mcp(rest.strip())
    if text == "empty:":
        return Address(AddressKind.EMPTY, "empty")
    if colon and scheme in {"migrations", "sql", "snapshot"}:
        return _path(AddressKind(scheme), rest, folder or Path.cwd())
    where = f'"{mask(text)}"'
    if is_path_like(text) and not is_there(text, folder):
        hint = f"check the path and {_with_its_kind(text)}; a database is postgresql://HOST/NAME or service=NAME"
        raise AddressError("no such file or folder", where=where, hint=hint)
    raise AddressError("cannot understand the address", where=where, hint=_hint_for(text))


def is_path_like(text: str) -> bool:
    """Whether a path may be meant by what has no scheme; names of branches have slashes and dots as well."""
    return ("/" in text or "." in text) and not re.search(r"[:=@]", text)


def is_there(path: str, folder: Path | None = None) -> bool:
    """Whether it is a file or folder; relative ones start at `folder` (default: where we are)."""
    try:
        return ((folder or Path.cwd()) / Path(path).expanduser()).exists()
    except (OSError, RuntimeError, ValueError):  # too long for a path, a home of nobody, a NUL in it
        return False


_LOCAL_HOSTS = frozenset({"", "localhost", "::1", "host.docker.internal"})


def is_local_host(host: str) -> bool:
    """Whether a host is this machine: a socket's folder, or a name or address of its own."""
    return host in _LOCAL_HOSTS or host.startswith(("/", "@", "127."))


def mask(text: str) -> str:
    """The text with whatever may be a password or a Supabase token replaced, also when the URL is malformed."""
    text = re.sub(r"\bsbp_\w+", "sbp_***", text)
    masked = re.sub(r"(?s)(\w+://[^\s:@/]*):.*@", r"\1:***@", text)
    masked = re.sub(r"(?i)((?:ssl)?passw(?:or)?d)(\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&]+)", r"\1\2***", masked)
    return masked if masked != text or "@" not in text else re.sub(r"\S*@", "***@", text)


def _url(text: str, rest: str) -> Address:
    before, _, query = rest.partition("?")
    authority, _, path = before.partition("/")
    # libpq ends the credentials at the first "@" or "/", so a raw one in a password would turn up in its messages.
    if authority.count("@") > 1 or "@" in path or "@" in query.partition("=")[0]:
        hint = "percent-encode special characters of the password: @ is %40, / is %2F, : is %3A, # is %23, ? is %3F"
        raise AddressError("cannot tell the password from the host", where=f'"{mask(text)}"', hint=hint)
    if "[YOUR-PASSWORD]" in text:
        hint = "put the database password in its place, percent-encoded"
        raise AddressError("the password is still a placeholder", where=f'"{mask(text)}"', hint=hint)
    options = _query(query, text)
    hosts = authority.rpartition("@")[2]
    name, host, port = _first_host(hosts, options)
    database = unquote(path) or options.get("dbname", "")
    if host is not None and host.startswith("/"):
        label = f"{database or 'default database'} (socket)"
    else:
        label = f"{name or 'localhost'}/{database}" if database else name or "localhost"
    return Address(AddressKind.LIVE, label, conninfo=text, host=host, port=port)


def _query(query: str, text: str) -> Mapping[str, str]:
    options: dict[str, str] = {}
    for pair in filter(None, query.split("&")):
        key, equals, value = pair.partition("=")
        if not equals or not re.fullmatch(r"\w+", key):
            hint = "write options as ?name=value&name=value, percent-encoded"
            raise AddressError("cannot read the options of the URL", where=f'"{mask(text)}"', hint=hint)
        options[key] = unquote(value)
    return options


def _first_host(hosts: str, options: Mapping[str, str]) -> tuple[str, str | None, int | None]:
    """(as shown, host, port) of the first of the hosts; those of the query win, as in libpq."""
    first = hosts.split(",")[0]
    matched = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(\d*))?", first)
    if matched is None:
        raise AddressError("cannot read the host of the URL", where="a host is name:port", hint=f"use {FORMS}")
    host = unquote(options.get("host", matched[1].strip("[]"))) or None
    port_text = options.get("port", matched[2] or "").split(",")[0]
    port = int(port_text) if port_text.isdigit() else None
    shown = "" if host is None else f"[{host}]" if ":" in host else host
    return (f"{shown}:{port}" if port else shown), host, port


def _mcp(server: str) -> Address:
    """`mcp:` and what may follow it. No error here repeats the text: it may hold a token."""
    if not server:
        return Address(AddressKind.MCP, "the linked project through MCP", server="")
    if server.startswith("@"):
        return Address(AddressKind.MCP, f"{server[1:]} through MCP", server=server)
    if re.match(r"https?://", server):
        return _mcp_url(server)
    import shlex  # only a command is split

    try:
        words = shlex.split(server)
    except ValueError as error:
        hint = "write it as in a shell, with every quote closed: mcp:npx -y some-server --read-only"
        raise AddressError(f"cannot read the command: {error}", where="mcp:", hint=hint) from None
    if any(word.partition("=")[0] == "--access-token" for word in words):
        hint = "leave --access-token out and set SUPABASE_ACCESS_TOKEN: arguments show in the list of processes"
        raise AddressError("an access token stands in the command", where=f"mcp:{words[0]}", hint=hint)
    return Address(AddressKind.MCP, f"{project_ref(words) or Path(words[0]).name} through MCP", server=server)


def _mcp_url(url: str) -> Address:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host:
        raise AddressError("cannot read the host of the URL", where="mcp:https://HOST/PATH", hint=f"use {FORMS}")
    if "@" in urlsplit(url).netloc:
        hint = "leave user and password out and set SUPABASE_ACCESS_TOKEN"
        raise AddressError("credentials stand in the URL", where=f"mcp:{host}", hint=hint)
    shown = f"{host}:{port}" if port else host
    (ref,) = parse_qs(parts.query).get("project_ref", [""])[:1]
    return Address(AddressKind.MCP, f"{ref or shown} through MCP", host=host, port=port, server=url)


def project_ref(words: Sequence[str]) -> str | None:
    """What a command line says behind `--project-ref`."""
    for number, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == "--project-ref":
            return value if equals else next(iter(words[number + 1 :]), None)
    return None


def _path(kind: AddressKind, rest: str, folder: Path) -> Address:
    version: str | None = None
    if kind is AddressKind.MIGRATIONS:
        before, at, after = rest.rpartition("@")
        if at and re.fullmatch(r"[0-9]+", after):
            rest, version = before, after
        elif at and not (folder / rest).exists():
            hint = "write the version as digits, as its file name begins: migrations:DIR@20261104101500"
            raise AddressError("cannot read the version", where=f'"{kind}:{rest}"', hint=hint)
    if not rest:
        raise AddressError("the address names no path", where=f'"{kind}:"', hint=f"use {FORMS}")
    path = (folder / Path(rest).expanduser()).absolute()
    shown = path.relative_to(folder) if path.is_relative_to(folder) else path
    label = f"{kind}:{shown}" + (f"@{version}" if version else "")
    return Address(kind, label, path=path, version=version)


def _with_its_kind(path: str) -> str:
    """How a path is written as an address, by its ending alone."""
    kinds = {".json": f"say snapshot:{path}", ".sql": f"say sql:{path}"}
    return kinds.get(Path(path).suffix, f"say migrations:{path} or sql:{path}")


def _hint_for(text: str) -> str:
    if text in {"", "empty"}:
        return f"use {FORMS}"
    path = Path(text)
    try:
        if path.is_dir():
            has_versions = any(re.match(r"[0-9]+_.*\.sql$", entry.name) for entry in path.iterdir())
            return f"for a folder say migrations:{text} or sql:{text}" if has_versions else f"say sql:{text}"
        if path.is_file():
            return f"say snapshot:{text}" if path.suffix == ".json" else f"say sql:{text}"
    except (OSError, ValueError):
        pass
    return f"use {FORMS}"
