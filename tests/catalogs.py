"""Generated catalogs: small, consistent, and close enough to one another to clash often."""

from hypothesis import settings
from hypothesis import strategies as st

from supatui.catalog.model import Catalog, SchemaObject
from tests.builders import catalog, column, enum, item, table, view

settings.register_profile("supatui", deadline=None, max_examples=60)
settings.load_profile("supatui")

_TYPES = st.sampled_from(["text", "bigint", "numeric"])
_MAYBE = st.sampled_from([None, "one", "two"])
_LABELS = st.sampled_from([("a",), ("a", "b"), ("b", "a"), ("a", "b", "c"), ("c", "a")])


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """Up to two tables of two columns, with defaults, views that read a column, and an enum."""
    objects: list[SchemaObject] = []
    columns: list[SchemaObject] = []
    needs: list[tuple[SchemaObject, SchemaObject]] = []
    for name in draw(st.sets(st.sampled_from(["t", "u"]))):
        parent = table(name, row_security=draw(st.booleans()))
        objects.append(parent)
        for column_name in draw(st.sets(st.sampled_from(["c", "d"]))):
            made = column(parent, column_name, draw(_TYPES), not_null=draw(st.booleans()))
            columns.append(made)
            if draw(st.booleans()):
                objects.append(item("default", column_name, parent=made, expression=draw(st.sampled_from("01"))))
    for name in draw(st.sets(st.sampled_from(["v", "w"]))):
        source = draw(st.sampled_from([None, *columns]))
        said = {key: text for key in ("comment", "security") if (text := draw(_MAYBE)) is not None}
        made = view(name, f"select {source.id}" if source else "select 1", **said)
        objects.append(made)
        if source is not None:
            needs.append((made, source))
    if draw(st.booleans()):
        objects.append(enum("e", *draw(_LABELS)))
    return catalog(*objects, *columns, needs=needs)
