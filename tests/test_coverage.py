"""The table of what is proven is made of what judged plans contained, and shows its holes."""

from pathlib import Path

import pytest

from tests.builders import catalog, column, table
from tests.coverage import main
from tests.record import FOLDER_VARIABLE, Fact, recorded, remember


def test_the_table_has_what_was_remembered_and_names_what_was_never_altered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    before, after = table("t", comment="old"), table("t", comment="new")
    for major in (16, 17):
        remember(major, catalog(before), catalog(after, column(after, "c", type="int")), ["table"])
    facts = recorded(tmp_path)
    assert Fact(16, "table", "altered", "comment") in facts
    assert Fact(17, "column", "created") in facts
    assert main(["--record", str(tmp_path)]) == 0
    rows = {line.split(" | ")[0]: line.split(" | ") for line in capsys.readouterr().out.splitlines()}
    assert rows["| table"][1:5] == ["16–17", "", "16–17", "16–17"]
    assert rows["| column"][2] == "16–17"
    assert rows["| schema"][1:4] == ["", "", ""]
    assert any(line.startswith("- table: persistence") for line in rows)
    assert "- schema: never seen" in rows


def test_nothing_is_written_down_unless_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    remember(18, catalog(), catalog(table("t")))
    assert not recorded(tmp_path)
