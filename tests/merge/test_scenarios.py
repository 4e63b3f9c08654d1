"""Every scenario on a real server: the true conflicts and no others, both sides equal in the end, both ways back."""

import pytest
from _pytest.mark.structures import ParameterSet

from supatui.shadow import ShadowServer
from tests.merge import (
    attributes,
    from_both_sides,
    handed_down,
    inheritance,
    keys,
    kinds,
    leaving,
    moved_extensions,
    names,
    renames,
    rooms,
    semantic,
    sequences,
    sets,
    texts,
    typed_tables,
    whole,
)
from tests.merge.runner import run_scenario
from tests.merge.scenario import Scenario

SCENARIOS = [
    *attributes.SCENARIOS,
    *sets.SCENARIOS,
    *texts.SCENARIOS,
    *whole.SCENARIOS,
    *semantic.SCENARIOS,
    *sequences.SCENARIOS,
    *inheritance.SCENARIOS,
    *handed_down.SCENARIOS,
    *leaving.SCENARIOS,
    *moved_extensions.SCENARIOS,
    *names.SCENARIOS,
    *renames.SCENARIOS,
    *rooms.SCENARIOS,
    *kinds.SCENARIOS,
    *keys.SCENARIOS,
    *from_both_sides.SCENARIOS,
    *typed_tables.SCENARIOS,
]


SLOW = frozenset(
    one.name
    for one in (
        *texts.SCENARIOS,
        *semantic.SCENARIOS,
        *inheritance.SCENARIOS,
        *handed_down.SCENARIOS,
        *leaving.SCENARIOS,
        *rooms.SCENARIOS,
    )
)
"""Several schemas are built on the server to find what clashes, or to hear how it prints a text."""


def _parameter(one: Scenario) -> ParameterSet:
    marks = [pytest.mark.slow] if one.name in SLOW else []
    return pytest.param(one, id=one.name.replace(" ", "-"), marks=marks)


@pytest.mark.parametrize("scenario", map(_parameter, SCENARIOS))
def test_both_sides_become_the_expected_schema(server: ShadowServer, scenario: Scenario) -> None:
    run_scenario(server, scenario)


def test_names_tell_scenarios_apart() -> None:
    names = [one.name for one in SCENARIOS]
    assert len(names) == len(set(names)) >= 60
