import pytest

from supatui.shadow import ShadowServer
from tests.kinds.judge import judge
from tests.plan.schemas import Pair
from tests.plan.states_and_privileges import PAIRS


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_states_and_privileges_are_led_there_and_back(any_server: ShadowServer, pair: Pair) -> None:
    judge(any_server, pair.before, pair.after, keeps=pair.keeps, column_order=pair.column_order)
