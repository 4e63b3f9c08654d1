"""Which MCP server an address means: a program to start or a URL to ask, and what it is given."""

import os
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from supatui.errors import AddressError, ConnectError
from supatui.project.finding import REF, find_project
from supatui.project.project import Project
from supatui.project.secrets import TOKEN_VARIABLE, find_token
from supatui.sources.address import Address

PACKAGE = "@supabase/mcp-server-supabase"
VERSION = "0.13.0"
"""The release that the tests run against. Its answers are no agreed format, so a newer one waits for them."""
FEATURES = ("database", "debugging")
"""Groups of tools. With `docs`, the server fails when the documentation's own server cannot be reached."""
TOKENS_PAGE = "https://supabase.com/dashboard/account/tokens"
_NO_TOKEN = f"set {TOKEN_VARIABLE} or run supabase login; make a token at {TOKENS_PAGE}"
SUPABASES_HOST = re.compile(r"(.+\.)?supabase\.com")
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "host.docker.internal"})
_KEPT_BACK = ("PGPASSWORD", "SUPABASE_DB_PASSWORD", "SUPATUI_")
"""Beginnings of variables that are none of a server's business: passwords and addresses of databases."""


@dataclass(frozen=True, slots=True)
class Program:
    """A server that is started here and spoken to over its standard input and output."""

    label: str
    argv: tuple[str, ...] = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)

    @property
    def key(self) -> str:
        """The same for the same server and project."""
        return shlex.join(self.argv)

    @property
    def token(self) -> str | None:
        return self.environment.get(TOKEN_VARIABLE) or None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that answers at a URL."""

    label: str
    url: str = field(repr=False)
    token: str | None = field(repr=False)

    @property
    def may_sign_in(self) -> bool:
        """Whether to sign in by browser where the server asks for it: nobody gave a token, and nobody can listen."""
        parts = urlsplit(self.url)
        return self.token is None and (parts.scheme == "https" or parts.hostname in LOCAL_HOSTS)

    @property
    def key(self) -> str:
        """The same for the same server and project."""
        return self.url


def server_of(
    address: Address,
    *,
    features: Sequence[str] = FEATURES,
    start: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Program | Endpoint:
    """The server behind an MCP address, for the project of a folder.

    Raises: AddressError where no project is linked, ConnectError where there is no token, ProjectError.
    """
    assert address.server is not None
    variables = os.environ if environ is None else environ
    project = find_project(start, environ=variables)
    environment = variables if project is None else project.environment
    token = environment.get(TOKEN_VARIABLE) or None
    ref = project.ref if project is not None else variables.get("SUPABASE_PROJECT_ID") or None
    if not address.server:
        return _linked(_linked_ref(project, ref), token or _kept_token(environment), features, variables)
    if address.server.startswith("@"):
        named = _named_ref(address.server[1:], project)
        return _linked(named, token or _kept_token(environment), features, variables)
    if address.host is not None:
        if SUPABASES_HOST.fullmatch(address.host):
            token = token or _kept_token(environment)
        return _endpoint(address, token, ref, features)
    argv = shlex.split(address.server)
    if _is_supabases(argv):
        argv += _missing_flags(argv, ref, features)
        token = _required(token or _kept_token(environment), address.label)
    return Program(address.label, tuple(argv), _environment(variables, token))


def _kept_token(environment: Mapping[str, str]) -> str | None:
    """The token that `supabase login` keeps: for Supabase's own server alone, not for any that somebody names."""
    found = find_token(environment)
    return found.value if found is not None else None


def _named_ref(name: str, project: Project | None) -> str:
    """The ref behind a name of config.toml, or itself. Names of branches have become refs before."""
    if REF.match(name):
        return name
    known = project.remotes if project is not None else {}
    if name in known:
        return known[name]
    hint = "name a preview branch with --remote, which looks it up, or give its ref: mcp:@REF"
    raise AddressError("no project of this name", where=f'"mcp:@{name}"', hint=hint)


def _linked_ref(project: Project | None, ref: str | None) -> str:
    if ref is not None:
        return ref
    what = "no project is linked" if project is not None else "no supabase/config.toml here or above"
    hint = "run supabase link, or set SUPABASE_PROJECT_ID to the project's ref"
    raise AddressError(what, where="mcp:", hint=hint)


def _linked(ref: str, token: str | None, features: Sequence[str], variables: Mapping[str, str]) -> Program:
    label = f"{ref} through MCP"
    argv = ("npx", "-y", f"{PACKAGE}@{VERSION}", *_flags(ref, features))
    return Program(label, argv, _environment(variables, _required(token, label)))


def _required(token: str | None, label: str) -> str:
    if token is None:
        raise ConnectError("no access token", where=label, hint=_NO_TOKEN)
    return token


def _flags(ref: str | None, features: Sequence[str]) -> list[str]:
    bound = [f"--project-ref={ref}"] if ref else []
    return ["--read-only", *bound, f"--features={','.join(features)}"]


def _is_supabases(argv: Sequence[str]) -> bool:
    """Whether a command starts Supabase's server, whose flags are known; any other stays as it was written."""
    return any("mcp-server-supabase" in word for word in argv)


def _missing_flags(argv: Sequence[str], ref: str | None, features: Sequence[str]) -> list[str]:
    given = {word.partition("=")[0] for word in argv}
    return [flag for flag in _flags(ref, features) if flag.partition("=")[0] not in given]


def _environment(variables: Mapping[str, str], token: str | None) -> dict[str, str]:
    """What the program inherits: everything, since npx and proxies need much of it, but no database's password."""
    kept = {name: value for name, value in variables.items() if not name.startswith(_KEPT_BACK)}
    return kept if token is None else {**kept, TOKEN_VARIABLE: token}


def _endpoint(address: Address, token: str | None, ref: str | None, features: Sequence[str]) -> Endpoint:
    """The URL with the parameters that it lacks: they say the same as the flags do."""
    assert address.server is not None
    parts = urlsplit(address.server)
    if parts.scheme == "http" and token is not None and address.host not in LOCAL_HOSTS:
        hint = "use https://; over http:// anybody on the way can read the token"
        raise AddressError("the access token would travel in the open", where=address.label, hint=hint)
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    wanted = {"read_only": "true", "features": ",".join(features), **({"project_ref": ref} if ref else {})}
    query = urlencode({**wanted, **given}, safe=",")
    return Endpoint(address.label, urlunsplit(parts._replace(query=query)), token)
