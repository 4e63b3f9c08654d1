"""The access token and the database password: looked up where the Supabase CLI keeps them, and stored nowhere."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from supatui.project.environment import text_of

TOKEN_VARIABLE = "SUPABASE_ACCESS_TOKEN"  # the name of a variable, not a token
PASSWORD_VARIABLE = "SUPABASE_DB_PASSWORD"  # the name of a variable, not a password
NO_KEYRING_VARIABLE = "SUPABASE_NO_KEYRING"
KEYRING_SERVICE = "Supabase CLI"
_GO_PREFIX = "go-keyring-base64:"
"""How the Supabase CLI's own library writes values on macOS."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret, and where it was found."""

    value: str = field(repr=False)
    source: str
    """For people: `environment variable X`, `the system keyring`, a file."""


def find_token(environment: Mapping[str, str]) -> Secret | None:
    """The access token of the Management API. Source: Supabase CLI; its form is not judged, since newer ones exist."""
    if token := environment.get(TOKEN_VARIABLE, "").strip():
        return Secret(token, f"environment variable {TOKEN_VARIABLE}")
    for account in (environment.get("SUPABASE_PROFILE") or "supabase", "access-token"):
        if token := _from_keyring(account, environment):
            return Secret(token, "the system keyring")
    home = environment.get("SUPABASE_HOME")
    file = (Path(home) if home else _home(environment) / ".supabase") / "access-token"
    token = (text_of(file) or "").strip()
    return Secret(token, str(file)) if token else None


def find_password(environment: Mapping[str, str], ref: str) -> Secret | None:
    """The database password of a project: from the environment or an env file, else where `supabase link` put it."""
    if password := environment.get(PASSWORD_VARIABLE):
        return Secret(password, f"environment variable {PASSWORD_VARIABLE}")
    password = _from_keyring(ref, environment)
    return Secret(password, "the system keyring") if password else None


def _home(environment: Mapping[str, str]) -> Path:
    return Path(environment["HOME"]) if environment.get("HOME") else Path.home()


def read_from_keyring(service: str, account: str, environment: Mapping[str, str]) -> str:
    """Empty where there is nothing, no keyring, or none is wanted."""
    if not _is_keyring_wanted(environment):
        return ""
    import keyring  # slow to import, and not needed where the environment says it
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(service, account) or ""
    except KeyringError:
        return ""


def keep_in_keyring(service: str, account: str, value: str, environment: Mapping[str, str]) -> bool:
    """Whether the system keyring took it."""
    if not _is_keyring_wanted(environment):
        return False
    import keyring  # slow to import, and not needed where the environment says it
    from keyring.errors import KeyringError

    try:
        keyring.set_password(service, account, value)
    except KeyringError:
        return False
    return True


def _is_keyring_wanted(environment: Mapping[str, str]) -> bool:
    return environment.get(NO_KEYRING_VARIABLE, "").lower() in {"", "0", "false"}


def _from_keyring(account: str, environment: Mapping[str, str]) -> str:
    """What the Supabase CLI keeps; empty where there is nothing."""
    value = read_from_keyring(KEYRING_SERVICE, account, environment)
    if not value.startswith(_GO_PREFIX):
        return value
    try:
        return base64.b64decode(value.removeprefix(_GO_PREFIX), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
