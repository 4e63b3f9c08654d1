"""The sample shop, merged on a real server: written files lead both databases to one schema, rollbacks lead back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from supatui.catalog.model import Catalog
from supatui.compare.model import Merge, Side
from supatui.compare.three_way import merge
from supatui.plan.build import build_plan
from supatui.plan.render import as_sql
from supatui.report.migration_files import Order, new_files
from supatui.report.writing import NewFile
from supatui.resolve.choice import Choice
from supatui.resolve.review import Review
from supatui.settings import Settings
from supatui.shadow import ShadowSettings
from supatui.sources import open_source
from supatui.sources.demo import DemoAddresses, demo_databases
from supatui.sources.pool import POOL
from supatui.sources.statements import PieceKind, split


@pytest.fixture
def settings(shadow_settings: ShadowSettings) -> Iterator[Settings]:
    yield Settings(cache_folder=shadow_settings.cache_folder, shadow_major=18)
    POOL.close()


@pytest.fixture
def demo(settings: Settings) -> Iterator[DemoAddresses]:
    with demo_databases(settings) as addresses:
        yield addresses


def read(address: str, settings: Settings) -> Catalog:
    source = open_source(address, settings=settings)
    try:
        return source.read()
    finally:
        source.close()


def run(address: str, text: str, settings: Settings) -> None:
    """Run a file's statements one by one, as psql would."""
    source = open_source(address, settings=settings)
    assert source.conninfo is not None
    try:
        with psycopg.connect(source.conninfo, autocommit=True) as connection:
            for piece in split(text):
                if piece.kind is PieceKind.STATEMENT:
                    connection.execute(piece.sql.encode())
    finally:
        source.close()


def files_of(review: Review, folder: Path) -> dict[str, NewFile]:
    """The files by their place below `supabase/`, without version and name."""
    plans = [build_plan(review.merge.catalog(side), review.target(side)) for side in (Side.LOCAL, Side.REMOTE)]
    order = Order(folder, "merge", datetime(2026, 11, 22, 14, 20, 3, tzinfo=UTC))
    made = new_files(review, plans[0], plans[1], order, as_sql=as_sql)
    return {each.path.relative_to(folder / "supabase").as_posix().replace("20261122142003_", ""): each for each in made}


@pytest.mark.slow  # three databases and a server of their own for each choice
@pytest.mark.parametrize("choice", [Choice.LOCAL, Choice.REMOTE, Choice.BASE])
def test_written_files_make_both_sides_equal_and_rollbacks_lead_back(
    choice: Choice, demo: DemoAddresses, settings: Settings, tmp_path: Path
) -> None:
    merged: Merge = merge(*(read(address, settings) for address in demo))
    review = Review(merged)
    for key in review.undecided():
        review.decide(key.id, choice, key.attribute)
    assert (review.undecided(), review.problems()) == ((), ())
    assert review.target(Side.LOCAL).fingerprint == review.target(Side.REMOTE).fingerprint
    files = files_of(review, tmp_path)

    run(demo.local, files["migrations/merge.sql"].text, settings)
    run(demo.remote, files["supatui/remote/merge.sql"].text, settings)
    fingerprints = {read(address, settings).fingerprint for address in (demo.local, demo.remote)}
    assert fingerprints == {review.target(Side.LOCAL).fingerprint}

    run(demo.local, files["supatui/rollbacks/merge.sql"].text, settings)
    run(demo.remote, files["supatui/remote/merge.rollback.sql"].text, settings)
    assert read(demo.local, settings).fingerprint == merged.local.fingerprint
    assert read(demo.remote, settings).fingerprint == merged.remote.fingerprint


def test_the_sample_shop_has_conflicts_of_several_kinds_and_a_tempting_loss(
    demo: DemoAddresses, settings: Settings
) -> None:
    review = Review(merge(*(read(address, settings) for address in demo)))
    assert len({difference.id.kind for difference in review.conflicts()}) >= 4
    waiting = {str(key.id) for key in review.undecided()}
    assert "table:public.carts_old" in waiting
    assert review.summary().total >= 20


def test_rules_alone_make_plans_that_run(demo: DemoAddresses, settings: Settings, tmp_path: Path) -> None:
    review = Review(merge(*(read(address, settings) for address in demo)))
    files = files_of(review, tmp_path)
    run(demo.local, files["migrations/merge.sql"].text, settings)
    run(demo.remote, files["supatui/remote/merge.sql"].text, settings)
    assert read(demo.local, settings).fingerprint == review.target(Side.LOCAL).fingerprint
    assert read(demo.remote, settings).fingerprint == review.target(Side.REMOTE).fingerprint
