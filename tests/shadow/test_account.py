"""Folders that we and the server's account can both use."""

import os
from pathlib import Path

import pytest

from supatui.errors import ShadowError
from supatui.shadow import account
from supatui.shadow.account import NOBODY_UID, Account, private_folder

NOBODY = Account(NOBODY_UID, NOBODY_UID, is_other=True)


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What stands for /var/tmp."""
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o777)
    monkeypatch.setattr(account, "SHARED_PLACES", (folder,))
    return folder


def test_the_wanted_folder_is_taken_where_it_can_be_made(tmp_path: Path, shared: Path) -> None:
    wanted = tmp_path / "cache" / "supatui"
    assert private_folder(wanted) == wanted
    assert list(shared.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_replaced_by_one_of_our_own(tmp_path: Path, shared: Path) -> None:
    (tmp_path / "file").touch()
    assert private_folder(tmp_path / "file" / "cache") == shared / f"supatui-{os.geteuid()}"


def test_a_folder_that_others_can_write_is_never_used(tmp_path: Path, shared: Path) -> None:
    (tmp_path / "file").touch()
    trap = shared / f"supatui-{os.geteuid()}"
    trap.mkdir()
    trap.chmod(0o777)
    with pytest.raises(ShadowError) as caught:
        private_folder(tmp_path / "file" / "cache")
    assert str(trap) in caught.value.where


def test_a_link_in_a_shared_place_is_never_followed(tmp_path: Path, shared: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "elsewhere").mkdir()
    (shared / f"supatui-{os.geteuid()}").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ShadowError):
        private_folder(tmp_path / "file" / "cache")


def test_another_account_reaches_a_folder_only_through_open_ones(tmp_path: Path) -> None:
    open_folder = tmp_path / "open"
    open_folder.mkdir()
    open_folder.chmod(0o755)
    tmp_path.chmod(0o700)
    stranger = Account(os.geteuid() + 1, os.getegid() + 1, is_other=True)
    assert not stranger.can_reach(open_folder)
    assert stranger.can_reach(Path("/usr/bin"))


def test_our_own_processes_keep_our_account() -> None:
    ours = Account(os.geteuid(), os.getegid(), is_other=False)
    assert ours.identity == {}
    assert NOBODY.identity == {"user": NOBODY_UID, "group": NOBODY_UID, "extra_groups": []}
