"""The whole way on real databases: read, settle every conflict with the keys, prove both plans, write."""

from collections import Counter
from pathlib import Path

import pytest

from supatui.catalog.identity import ObjectId
from supatui.compare.model import Side
from supatui.plan.model import ProofState
from supatui.settings import Settings
from supatui.shadow import ShadowSettings
from supatui.sources.demo import demo_databases
from supatui.sources.sides import Sides
from supatui.tui.app import SupatuiApp
from supatui.tui.conflict import ConflictScreen
from supatui.tui.plan import PlanScreen
from supatui.tui.write import WriteScreen
from tests.tui.builders import NARROW, WIDE
from tests.tui.waiting import app_in, press, settle, text_of, until

MOST_KEYS = 3
"""Of one conflict, from where the former one left the person: getting there counts."""


@pytest.mark.slow  # makes three databases and proves two plans
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])
async def test_the_demo_is_settled_proven_and_written_with_the_keys(
    size: tuple[int, int], shadow_settings: ShadowSettings, tmp_path: Path
) -> None:
    settings = Settings(cache_folder=shadow_settings.cache_folder, state_folder=tmp_path / "state", shadow_major=18)
    with demo_databases(settings) as addresses:
        sides = Sides(
            local=addresses.local,
            remote=addresses.remote,
            base=addresses.base,
            project=tmp_path,
            name="acme",
            remote_is_production=True,
            base_reason="as both sides knew it last",
        )
        async with SupatuiApp(sides, settings=settings).run_test(size=size) as pilot:
            await settle(pilot)
            store = app_in(pilot).store
            assert store.review is not None
            assert len(store.conflict_ids) >= 4
            await press(pilot, "c")
            await settle(pilot)
            assert isinstance(app_in(pilot).screen, ConflictScreen)
            keys: Counter[ObjectId] = Counter()
            while not all(store.review.is_decided(one) for one in store.conflict_ids):
                screen = app_in(pilot).screen
                assert isinstance(screen, ConflictScreen)
                subject = screen.object_id
                keys[subject] += 1
                assert keys[subject] < MOST_KEYS, (
                    f"{subject} is open after {MOST_KEYS - 1} keys and the one to get here"
                )
                await press(pilot, "l")
                await settle(pilot)
            assert set(keys) >= set(store.conflict_ids[:1])
            assert "decided, p shows the plan" in text_of(pilot)
            await press(pilot, "p")
            await settle(pilot)
            assert isinstance(app_in(pilot).screen, PlanScreen)
            for side in (Side.REMOTE, Side.LOCAL):
                await press(pilot, "v")
                await until(pilot, lambda side=side: side in store.proofs and not store.proofs[side].running)  # type: ignore[misc]
                proof = store.proofs[side].proof
                assert proof is not None
                assert proof.state is ProofState.PROVEN, proof.failures
                await press(pilot, "t")
                await settle(pilot)
            await press(pilot, "w")
            await settle(pilot)
            screen = app_in(pilot).screen
            assert isinstance(screen, WriteScreen)
            await press(pilot, "enter")
            await settle(pilot)
            for question in screen.questions:
                await press(pilot, *question.fact, "enter")
                await settle(pilot)
            assert "wrote 6 files" in text_of(pilot), text_of(pilot)
            assert len(list((tmp_path / "supabase" / "migrations").glob("*.sql"))) == 1
            assert "proven" in next((tmp_path / "supabase" / "supatui" / "resolutions").glob("*.md")).read_text(
                encoding="utf-8"
            )
