"""Going through a folder beside the inventory: in steps, in order, within bounds, never wrong about what is gone."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.inventory import Inventory, Known
from agent.journal import Journal
from agent.tree import Spot, Tree, signature_of
from agent.watch import scan
from agent.watch.scan import Found, Survey
from policies.label import Label
from policies.model import ZoneId

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def inventory(tmp_path: Path) -> Iterator[Inventory]:
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    yield Inventory(journal)
    journal.close()


@pytest.fixture
def share(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    return tmp_path / "share"


def put(share: Path, *paths: str) -> None:
    for path in paths:
        (share / path).parent.mkdir(parents=True, exist_ok=True)
        (share / path).write_text(path.encode("utf-8", "surrogateescape").hex())


def know(inventory: Inventory, share: Path, *paths: str, device: int | None = None) -> None:
    """Have files in the inventory as they are, or as they were before they went."""
    journal = inventory._journal
    for path in paths:
        there = (share / path).lstat() if os.path.lexists(share / path) else share.lstat()
        signature = signature_of(there)
        if device is not None:
            signature = signature._replace(device=device)
        known = Known(
            spot=Spot(str(share), path), zone=ZoneId("z"), signature=signature, digest="d" * 64, label=Label()
        )
        journal.write(lambda db, known=known: Inventory.add(db, known, (), NOW))  # type: ignore[misc]


def through(survey: Survey, *, changed: int = 1000) -> Found:
    """All steps as one."""
    whole = Found()
    while not whole.is_over:
        found = survey.step(changed=changed, budget_s=60)
        whole.changed += found.changed
        whole.gone += found.gone
        whole.unreadable += found.unreadable
        whole.seen += found.seen
        whole.is_over, whole.after = found.is_over, found.after
    return whole


def paths(spots: list[Spot]) -> list[str]:
    return [spot.path for spot in spots]


NAMES = ["a", "a.txt", "a-b", "b", "b0", "é", "資料", os.fsdecode(b"\xff\xfe"), "line\nbreak", " ", "zz", "A"]


@pytest.mark.parametrize("seed", range(12))
def test_is_what_a_plain_comparison_finds_whatever_the_sizes_of_its_pieces(
    share: Path, inventory: Inventory, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(scan, "LISTED", chance.choice([1, 2, 5, 1000]))
    monkeypatch.setattr(scan, "PAGE", chance.choice([1, 2, 7, 1000]))
    there = {"/".join(chance.choices(NAMES, k=chance.randint(1, 4))) + "/" + chance.choice(NAMES) for _ in range(40)}
    there = {path for path in there if not any(other.startswith(path + "/") for other in there)}
    put(share, *there)
    known = {path for path in there if chance.random() < 0.5}
    gone = {f"{chance.choice(sorted(there))}/{chance.choice(NAMES)}x" for _ in range(10)} | {"gone", "0/1/2"}
    gone |= {path.rpartition("/")[0] + "-gone/file" for path in sorted(there)[:5]}
    changed = {path for path in known if chance.random() < 0.3}
    know(inventory, share, *known, *gone)
    for path in changed:
        (share / path).write_text("something else")
    found = through(Survey(Tree(share), "", inventory), changed=chance.choice([1, 3, 1000]))
    assert sorted(paths(found.changed)) == sorted((there - known) | changed)
    assert paths(found.changed) == sorted(paths(found.changed), key=os.fsencode)
    assert set(paths(found.gone)) == gone
    assert len(found.gone) == len(gone)
    assert found.seen == len(there)


def test_goes_on_behind_any_file(share: Path, inventory: Inventory) -> None:
    put(share, *(f"{folder}/{name}" for folder in ("a", "a-b", "a/b", "b") for name in ("1", "2", "b.txt", "資料")))
    whole = paths(through(Survey(Tree(share), "", inventory)).changed)
    for place, after in enumerate(whole):
        rest = through(Survey(Tree(share), "", inventory, after=after))
        assert paths(rest.changed) == whole[place + 1 :]
        assert rest.gone == []


def test_goes_on_behind_a_file_that_is_gone_and_calls_nothing_before_it_gone(share: Path, inventory: Inventory) -> None:
    put(share, "a/1", "c/1")
    know(inventory, share, "a/0", "b/1", "b/2", "c/0")
    rest = through(Survey(Tree(share), "", inventory, after="b/1"))
    assert paths(rest.changed) == ["c/1"]
    assert paths(rest.gone) == ["b/2", "c/0"]


def test_each_step_says_where_the_next_may_begin(share: Path, inventory: Inventory) -> None:
    put(share, *(f"{number // 10}/{number}" for number in range(100)))
    survey, seen, shares = Survey(Tree(share), "", inventory), [], []
    while True:
        found = survey.step(changed=7, budget_s=60)
        seen += paths(found.changed)
        shares.append(found.share)
        assert found.is_over or found.after == seen[-1]
        if found.is_over:
            break
    assert len(seen) == 100
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.3
    assert shares[-1] == 1.0


def test_a_step_ends_when_its_time_is_over(share: Path, inventory: Inventory) -> None:
    put(share, *(f"{number}" for number in range(200)))
    ticks = iter(range(10_000))
    found = Survey(Tree(share), "", inventory, monotonic=lambda: next(ticks)).step(budget_s=3)
    assert not found.is_over
    assert 0 < found.seen < 200


def test_one_folder_is_gone_through_and_its_neighbours_are_not(share: Path, inventory: Inventory) -> None:
    put(share, "a/1", "a/deep/2", "a-b/3", "a0", "b/4")
    know(inventory, share, "a/gone", "a-b/gone", "b/gone")
    found = through(Survey(Tree(share), "a", inventory))
    assert paths(found.changed) == ["a/1", "a/deep/2"]
    assert paths(found.gone) == ["a/gone"]


def test_of_a_folder_that_went_away_all_is_gone(share: Path, inventory: Inventory) -> None:
    put(share, "b")
    know(inventory, share, *(f"a/{number}" for number in range(700)), "b")
    found = through(Survey(Tree(share), "a", inventory))
    assert (len(found.gone), found.changed, found.unreadable) == (700, [], [])


def test_what_is_on_another_file_system_now_is_not_gone(share: Path, inventory: Inventory) -> None:
    """A stick that is taken out leaves an empty folder behind."""
    know(inventory, share, "a", "b/c", device=share.lstat().st_dev + 1)
    assert through(Survey(Tree(share), "", inventory)).gone == []


def test_the_number_of_a_device_alone_makes_no_change(share: Path, inventory: Inventory) -> None:
    """Numbers of devices change when a machine starts, or a file system is mounted again."""
    put(share, "a")
    know(inventory, share, "a", device=share.lstat().st_dev + 1)
    assert through(Survey(Tree(share), "", inventory)).changed == []


class Closed(Tree):
    """A tree with a folder that may not be entered; root may enter all that there really are."""

    def __init__(self, root: Path, closed: str) -> None:
        super().__init__(root)
        self._closed = closed

    @contextmanager
    def folder(self, path: str, *, create: bool = False) -> Iterator[int]:
        if path == self._closed:
            raise PermissionError(13, "Permission denied")
        with super().folder(path, create=create) as fd:
            yield fd


@pytest.mark.parametrize("closed", ["", "b", "b/deep"])
def test_what_cannot_be_entered_is_told_and_nothing_in_it_is_gone(
    share: Path, inventory: Inventory, closed: str
) -> None:
    put(share, "a/1", "b/deep/2", "b/3", "c/4")
    know(inventory, share, f"{closed}/known".lstrip("/"), f"{closed}/x/known".lstrip("/"))
    found = through(Survey(Closed(share, closed), "", inventory))
    assert paths(found.unreadable) == [closed]
    assert found.gone == []
    assert not [path for path in paths(found.changed) if path.startswith(closed + "/") or not closed]


def test_a_missing_root_is_unreadable_and_nothing_is_gone(tmp_path: Path, inventory: Inventory) -> None:
    know(inventory, tmp_path, "share/a")
    found = through(Survey(Tree(tmp_path / "share"), "", inventory))
    assert paths(found.unreadable) == [""]
    assert found.gone == []


def test_what_another_watch_has_is_passed_by(share: Path, inventory: Inventory) -> None:
    put(share, "a/1", "inner/2", "inner/deep/3", "z/4")
    know(inventory, share, "inner/gone", "other/gone")
    tree = Tree(share)
    tree.others = frozenset({"inner"})
    found = through(Survey(tree, "", inventory))
    assert paths(found.changed) == ["a/1", "z/4"]
    assert paths(found.gone) == ["other/gone"]


def test_staging_and_links_are_passed_by(share: Path, inventory: Inventory, tmp_path: Path) -> None:
    put(tmp_path / "outside", "secret")
    put(share, ".sekimori/C-1", "deep/.sekimori/2")
    (share / "link").symlink_to(tmp_path / "outside")
    (share / "file").symlink_to(tmp_path / "outside" / "secret")
    assert paths(through(Survey(Tree(share), "", inventory)).changed) == ["deep/.sekimori/2"]


def test_a_folder_that_becomes_a_link_leads_nowhere(share: Path, inventory: Inventory, tmp_path: Path) -> None:
    put(tmp_path / "outside", "secret")
    put(share, "a/1", "b/2")
    survey = Survey(Tree(share), "", inventory)
    survey.step(changed=1, budget_s=60)
    (share / "b" / "2").unlink()
    (share / "b").rmdir()
    (share / "b").symlink_to(tmp_path / "outside")
    assert through(survey).changed == []


def test_a_folder_of_very_many_files_is_never_listed_whole(
    share: Path, inventory: Inventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "LISTED", 50)
    put(share, *(f"{number:04}" for number in range(1000)))
    survey, seen = Survey(Tree(share), "", inventory), []
    while not (found := survey.step(changed=40, budget_s=60)).is_over:
        seen += paths(found.changed)
        assert max((len(level.keys) for level in survey._levels), default=0) <= 50
    assert seen + paths(found.changed) == [f"{number:04}" for number in range(1000)]
