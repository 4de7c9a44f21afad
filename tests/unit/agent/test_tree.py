"""A watched folder is never left by a link, however quickly it is swapped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.tree import STAGING, Spot, Tree, shown


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    (tmp_path / "share").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("not here")
    return Tree(tmp_path / "share")


def test_a_folder_swapped_for_a_link_leads_nowhere(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "share" / "folder").symlink_to(tmp_path / "outside")
    spot = tree.spot("folder/secret.txt")
    with pytest.raises(OSError), tree.open(spot):
        pass
    with pytest.raises(OSError), tree.folder("folder", create=True):
        pass
    assert tree.status(spot) is None


def test_a_link_to_a_file_is_not_opened(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "share" / "a.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    with pytest.raises(OSError), tree.open(tree.spot("a.txt")):
        pass


def test_the_way_up_is_closed(tree: Tree) -> None:
    with pytest.raises(PermissionError), tree.open(tree.spot("../outside/secret.txt")):
        pass


def test_a_pipe_does_not_block(tree: Tree, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "share" / "pipe")
    with tree.open(tree.spot("pipe")) as fd:
        assert fd > 0


def test_staging_is_closed_to_others(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "share" / STAGING).mkdir(mode=0o777)
    with tree.staging():
        assert (tmp_path / "share" / STAGING).stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_somebody_elses_staging_is_put_aside_with_what_is_in_it(tree: Tree, tmp_path: Path) -> None:
    share = tmp_path / "share"
    (share / STAGING).mkdir()
    (share / STAGING / "kept.txt").write_text("theirs")
    os.chown(share / STAGING, 12345, 12345)
    with tree.staging() as staging:
        assert os.fstat(staging).st_uid == 0
        assert list((share / STAGING).iterdir()) == []
    assert [path.read_text() for path in share.glob("found-*/kept.txt")] == ["theirs"]


def test_spots_and_names() -> None:
    spot = Spot("/srv", "a/b.txt")
    assert (spot.full, spot.folder.path, spot.name) == ("/srv/a/b.txt", "a", "b.txt")
    assert Spot("/srv", ".sekimori/x").is_staging
    assert not Spot("/srv", ".sekimorix").is_staging
    assert shown("\udcffa") == "\ufffda"


def test_the_root_has_one_place(tree: Tree) -> None:
    """Another name for it would be another place for every file in it."""
    assert tree.spot(tree.root) == Spot(tree.root, "") == tree.spot(".")
