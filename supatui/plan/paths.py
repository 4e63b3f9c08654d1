"""Where bare names are looked up while a statement runs: quoted bodies hold them, and the server runs some at once.

A plan qualifies every name, so that a search path changes nothing about it but what routines find that it runs: for the
expression of an index or a generated column, a check of rows, a default for those that are there.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from supatui.catalog.identity import CALLABLE_KINDS, ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import ident, joined, sql
from supatui.plan.fold import Step

_RUNNING = frozenset(
    {
        *("table", "column", "default", "index", "exclude", "unique", "primary_key", "check"),
        *("domain", "domain_constraint", "materialized_view"),
    }
)
"""What may have its expressions simplified or computed when it is made or changed."""

_LEADING_ON = CALLABLE_KINDS | {
    *("operator", "operator_class", "operator_family", "cast", "domain", "domain_constraint", "range", "base_type"),
    *("view", "materialized_view"),
}
"""What calls routines of its own when it is used itself."""


def with_paths(steps: Sequence[Step], catalog: Catalog) -> list[Step]:
    """The steps; those that run routines with bare names in their bodies set a search path for as long as they take."""
    return [_with_path(step, catalog) for step in steps]


def _with_path(step: Step, catalog: Catalog) -> Step:
    path = _path(step, catalog) if step.action.transactional else ()
    if not path:
        return step
    names = joined(", ", [ident(one) for one in path])
    text = sql("set search_path to {};\n{};\nreset search_path", names, step.action.sql)
    return replace(step, action=replace(step.action, sql=text))


def _path(step: Step, catalog: Catalog) -> tuple[str, ...]:
    """The routines' own schemas, then what a session has by itself: public, and where extensions are kept."""
    started = [one for one in step.objects if one.kind in _RUNNING and one in catalog.objects]
    own = {one.schema for one in _used(started, catalog) if _looks_names_up(catalog.objects[one])} - {"public"}
    if not own:
        return ()
    kept = {item.text("schema") for item in catalog.objects.values() if item.id.kind == "extension"}
    return (*sorted(own), "public", *sorted(kept - own - {"public", "pg_catalog"}))


def _used(started: Iterable[ObjectId], catalog: Catalog) -> Iterator[ObjectId]:
    """Routines that these call, directly or through what they are made of."""
    waiting = list(started)
    seen = set(waiting)
    while waiting:
        one = waiting.pop()
        if one.kind in CALLABLE_KINDS:
            yield one
        parts = catalog.children.get(one, ()) if one.kind == "domain" else ()
        for needed in (*catalog.needs.get(one, ()), *parts):
            if needed not in seen and needed.kind in _LEADING_ON and needed in catalog.objects:
                seen.add(needed)
                waiting.append(needed)


def _looks_names_up(routine: SchemaObject) -> bool:
    """Whether its body is text that is read when it runs, along the path of the session."""
    if not routine.optional_text("body") or routine.optional_text("library"):
        return False
    has_own = any(one.startswith("search_path=") for one in routine.texts("config"))
    return routine.optional_text("language") != "internal" and not has_own
