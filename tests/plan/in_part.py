"""Reading only what differs, judged by reading everything: both must lead to the same plan."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import TypeVar

from supatui.catalog.differing import read_differing
from supatui.catalog.introspect import CatalogReading
from supatui.catalog.model import Catalog
from supatui.catalog.runner import PsycopgRunner
from supatui.errors import PlanError
from supatui.kinds.wishes import NO_WISHES, Wishes
from supatui.plan.build import build_plan
from supatui.plan.render import as_sql
from supatui.settings import Settings
from supatui.shadow import ShadowDatabase
from supatui.sources.live import reading_session
from supatui.sources.optional import kinds_to_read
from tests.kinds.judge import read

_Got = TypeVar("_Got")


def read_in_part(
    first: ShadowDatabase, second: ShadowDatabase, *, largest_share: float = 1.0
) -> tuple[Catalog, Catalog]:
    """What differs between two databases, however small they are."""
    with ExitStack() as stack:

        def begin(database: ShadowDatabase) -> CatalogReading:
            session = stack.enter_context(reading_session(database.conninfo, "test", Settings()))
            return CatalogReading(PsycopgRunner(session, where="test"), kinds_to_read(None), label="test")

        def on_both(job: Callable[[int], _Got]) -> tuple[_Got, _Got]:
            return job(0), job(1)

        return read_differing((begin(first), begin(second)), on_both, fewest=0, largest_share=largest_share)


def assert_same_plans(first: ShadowDatabase, second: ShadowDatabase, wishes: Wishes = NO_WISHES) -> int:
    """Plan there, as is wished, and back, with all of both and with what differs. How many relations were left out."""
    in_full = read(first), read(second)
    in_part = read_in_part(first, second)
    assert _plan(in_part[0], in_part[1], wishes) == _plan(in_full[0], in_full[1], wishes)
    assert _plan(in_part[1], in_part[0]) == _plan(in_full[1], in_full[0])
    return in_part[0].left_out


def _plan(old: Catalog, new: Catalog, wishes: Wishes = NO_WISHES) -> str:
    try:
        plan = build_plan(old, new, wishes=wishes)
    except PlanError as error:
        return f"refused: {error}"
    return as_sql(plan) + as_sql(plan, rollback=True)
