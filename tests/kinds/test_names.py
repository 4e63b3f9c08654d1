"""What kinds are called stands in a table of its own, which knows every kind and imports none."""

import pkgutil
import subprocess
import sys
from importlib import import_module

from supatui import kinds
from supatui.kinds import KINDS
from supatui.kinds.names import NAMES, name_of_kind


def test_every_module_of_a_kind_has_its_name() -> None:
    modules = [import_module(f"supatui.kinds.{module.name}") for module in pkgutil.iter_modules(kinds.__path__)]
    there = {module.__name__.rpartition(".")[2] for module in modules if hasattr(module, "KIND")}
    assert set(KINDS) == there
    assert [KINDS[name].name for name in KINDS] == list(NAMES)


def test_the_names_are_in_order_of_rank() -> None:
    assert list(NAMES) == sorted(NAMES, key=lambda name: (NAMES[name].rank, name))


def test_a_kind_of_a_later_version_comes_last_by_its_own_name() -> None:
    unknown = name_of_kind("property_graph")
    assert (unknown.title, unknown.plural) == ("property graph", "property graphs")
    assert unknown.rank > max(name.rank for name in NAMES.values())
    assert "property_graph" not in KINDS


def test_names_import_no_kind() -> None:
    code = "import sys, supatui.kinds.names; print(*sorted(name for name in sys.modules if 'kinds' in name))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["supatui.kinds", "supatui.kinds.names"]
