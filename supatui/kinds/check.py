"""Checks of tables; read by constraint.sql."""

from supatui.catalog.model import SchemaObject
from supatui.kinds import constraints
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.steps import with_hazard


def dangers(action: Action, item: SchemaObject) -> Action:
    """The step that adds the check to a table, with what that does to its rows."""
    if item.text("definition").endswith("NOT VALID"):
        return action
    action = with_hazard(action, HazardKind.SCAN, "every row is read, reads and writes wait")
    return with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where a row breaks it")


KIND = constraints.build("check", dangers, lock=Lock.ACCESS_EXCLUSIVE)
