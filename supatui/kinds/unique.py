"""Unique constraints of tables; read by constraint.sql."""

from supatui.catalog.model import SchemaObject
from supatui.kinds import constraints
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.steps import with_hazard


def _dangers(action: Action, item: SchemaObject) -> Action:
    if item.text("definition").endswith("NOT VALID"):
        return action
    action = with_hazard(action, HazardKind.INDEX, "an index is built, reads and writes wait")
    return with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where values repeat")


KIND = constraints.build("unique", _dangers, lock=Lock.ACCESS_EXCLUSIVE)
