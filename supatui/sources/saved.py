"""Sources that need no server: a snapshot file, and nothing at all."""

from typing import TYPE_CHECKING

from supatui.catalog.model import EMPTY, Catalog
from supatui.catalog.snapshot import from_json
from supatui.errors import SnapshotError
from supatui.sources.address import Address
from supatui.sources.optional import optional_words, without_optional

if TYPE_CHECKING:
    from supatui.catalog.introspect import Progress


class SnapshotSource:
    """A catalog saved by `supatui snapshot`."""

    def __init__(self, address: Address, optional: str | None = None) -> None:
        """`optional`: what was asked for besides."""
        self.address, self.optional = address, optional

    @property
    def label(self) -> str:
        return self.address.label

    @property
    def conninfo(self) -> None:
        return None

    def read(self, progress: "Progress | None" = None) -> Catalog:
        path = self.address.path
        assert path is not None
        asked = optional_words(self.optional)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            hint = "check the path, or make it: supatui snapshot ADDRESS -o FILE"
            raise SnapshotError("cannot read the snapshot", where=f"{path}: {error}", hint=hint) from error
        catalog = from_json(text, label=self.label)
        if missing := sorted(asked - set(catalog.optional)):
            hint = f"make it again: supatui snapshot ADDRESS --with {','.join(sorted(asked))} -o FILE"
            raise SnapshotError(f"it was saved without {' and '.join(missing)}", where=str(path), hint=hint)
        return without_optional(catalog, asked)

    def cancel(self) -> None:
        """A file is read at once; there is nothing to stop."""

    def close(self) -> None:
        """Nothing is held."""


class EmptySource:
    """The schema of a database that nobody has touched."""

    @property
    def label(self) -> str:
        return EMPTY.label

    @property
    def conninfo(self) -> None:
        return None

    def read(self, progress: "Progress | None" = None) -> Catalog:
        return EMPTY

    def cancel(self) -> None:
        """There is nothing to stop."""

    def close(self) -> None:
        """Nothing is held."""
