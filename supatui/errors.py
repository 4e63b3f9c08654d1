"""Every failure a person can meet: what happened, where, what to do."""


class SupatuiError(Exception):
    """Base of every expected failure; anything else is a bug and keeps its traceback."""

    exit_code = 2

    def __init__(self, what: str, *, where: str, hint: str) -> None:
        super().__init__(f"{what}\n  where: {where}\n  try:   {hint}")
        self.what, self.where, self.hint = what, where, hint


class AddressError(SupatuiError):
    """An address, an option or a settings value that cannot be understood."""


class ConnectError(SupatuiError):
    """A server that does not answer or refuses the session."""


class PasswordRefusedError(ConnectError):
    """A server that does not take the password."""


class ConnectionLostError(SupatuiError):
    """A session that ended while something was being read or run."""


class CatalogPermissionError(SupatuiError):
    """A part of the catalog that the role may not read."""


class CancelledError(SupatuiError):
    """The person stopped it; nothing is wrong."""


class ReplayError(SupatuiError):
    """A migration or schema file that the shadow server refused."""


class ShadowError(SupatuiError):
    """No server for shadow databases could be found or started."""


class SnapshotError(SupatuiError):
    """A snapshot or draft file that cannot be read back."""


class PlanError(SupatuiError):
    """A difference that cannot be planned safely, with the reason."""


class ProofError(SupatuiError):
    """A plan that the shadow server did not confirm."""


class ProjectError(SupatuiError):
    """A project folder that is missing something or has a broken file."""


class WriteError(SupatuiError):
    """A file that could not be written; nothing was left behind."""


class HistoryError(SupatuiError):
    """The migration history of a database that could not be changed; it is as it was."""
