"""Generated catalogs: small, consistent, and close enough to one another to clash often."""

from hypothesis import settings
from hypothesis import strategies as st

from supatui.catalog.model import Catalog, SchemaObject
from tests.builders import catalog, column, enum, function, item, privilege, table, view

settings.register_profile("supatui", deadline=None, max_examples=60)
settings.load_profile("supatui")

_TYPES = st.sampled_from(["text", "bigint", "numeric"])
_MAYBE = st.sampled_from([None, "one", "two"])
_LABELS = st.sampled_from([("a",), ("a", "b"), ("b", "a"), ("a", "b", "c"), ("c", "a")])

_OPTIONS = st.sampled_from([None, ("a=1",), ("a=2",), ("a=1", "b=1"), ("b=2",)])
_GRANTS = st.sets(st.sampled_from(["DELETE", "INSERT", "SELECT", "SELECT*"])).map(lambda found: tuple(sorted(found)))
_STEPS = st.sampled_from(["", "one;", "two;"])


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """Up to two tables of two columns with defaults and grants, views that read a column, an enum, a function."""
    objects: list[SchemaObject] = []
    columns: list[SchemaObject] = []
    needs: list[tuple[SchemaObject, SchemaObject]] = []
    for name in draw(st.sets(st.sampled_from(["t", "u"]))):
        options = draw(_OPTIONS)
        parent = table(name, row_security=draw(st.booleans()), **({"options": options} if options else {}))
        objects.append(parent)
        grants = draw(_GRANTS)
        if grants and not {"SELECT", "SELECT*"} <= set(grants):
            objects.append(privilege(parent, "anon", *grants))
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
    if draw(st.booleans()):
        objects.append(function("f", "\n".join(["begin", draw(_STEPS), "half;", draw(_STEPS), "end"])))
    return catalog(*objects, *columns, needs=needs)
