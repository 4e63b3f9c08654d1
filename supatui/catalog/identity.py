"""ObjectId: what an object is called, the same in every catalog, snapshot, draft and screen."""

from typing import NamedTuple

from supatui.catalog.quoting import ident


class ObjectId(NamedTuple):
    """Identity of one object. A tuple, so that it hashes and sorts at C speed.

    Text form: `column:public.orders.total`, `function:public.slugify(text)`, `schema:billing`.
    """

    kind: str
    """Name of the kind, as in `kinds/<kind>.py`."""
    schema: str
    """Unquoted schema name; empty for what lives outside schemas (schemas, extensions, default privileges)."""
    name: str
    """Unquoted, case preserved."""
    parent: str = ""
    """Path, inside the schema, of what it belongs to: `orders`, `orders.total`, `"f(integer)"`."""
    signature: str = ""
    """What else tells namesakes apart: a function's input types, the kind that a privilege is on."""

    @property
    def path(self) -> str:
        """The name inside its schema, quoted part by part; what a child has as its `parent`."""
        own = ident(self.name) + (f"({self.signature})" if self.kind in CALLABLE_KINDS else "")
        return f"{self.parent}.{own}" if self.parent else own

    def __str__(self) -> str:
        own = f"{ident(self.schema)}.{self.path}" if self.schema else self.path
        suffix = f" [{self.signature}]" if self.signature and self.kind not in CALLABLE_KINDS else ""
        return f"{self.kind}:{own}{suffix}"


CALLABLE_KINDS = frozenset({"function", "procedure", "aggregate"})
"""Kinds that PostgreSQL tells apart by their input types."""
