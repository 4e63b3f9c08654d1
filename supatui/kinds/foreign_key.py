"""Foreign keys of tables; read by constraint.sql."""

from supatui.catalog.model import SchemaObject
from supatui.kinds import constraints
from supatui.kinds.action import Action, HazardKind, Lock
from supatui.kinds.steps import with_hazard


def _dangers(action: Action, item: SchemaObject) -> Action:
    if item.text("definition").endswith("NOT VALID"):
        return action
    action = with_hazard(action, HazardKind.SCAN, "every row of both tables is read, writes wait")
    return with_hazard(action, HazardKind.FAILS_ON_DATA, "fails where a referenced row is missing")


KIND = constraints.build("foreign_key", "foreign key", "foreign keys", 60, _dangers, lock=Lock.SHARE_ROW_EXCLUSIVE)
