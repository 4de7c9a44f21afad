"""Sticks put in, written to and taken out, under a whole agent."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.control import ask
from agent.places.finder import Finder
from agent.places.settings import PlacesSettings, Sticks
from tests.support.agent_house import House, build_house
from tests.support.sticks import FAT, LoopStick, lacking, loop_stick, run
from tests.unit.agent.desktop.test_telling import session_of

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "sticks can be made")

MARK = b"SECRET-4711-qubit-readout"
SECRET = b"SECRET assembly of the qubit readout chain, DRAWING 4711\n" + MARK * 200
ORDINARY = b"Cafeteria menu of the week, " * 4000


def wait_for(true: Callable[[], object], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.02)


@pytest.fixture(params=["ext4", FAT])
def stick(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LoopStick]:
    with loop_stick(tmp_path, "LAB STICK", request.param) as made:
        yield made


def house_for(folder: Path, sticks: str) -> House:
    house = build_house(folder, zones=("qsensor", "common"))
    config = house.data / "config.toml"
    places = f'[places]\nfind = false\nsync = false\nsticks = "{sticks}"\nstick_folders = ["{folder}/media"]\n'
    text = config.read_text()
    start, end = text.index("[places]"), text.index("[limits]")
    config.write_text(text[:start] + places + text[end:])
    return house


def status(house: House) -> dict[str, object]:
    return dict(ask(house.data, {"do": "status"}))


def watched(house: House) -> dict[str, str]:
    return {str(each["path"]): str(each["state"]) for each in status(house)["watches"]}  # type: ignore[attr-defined]


def put_in(house: House, stick: LoopStick) -> None:
    stick.put_in()
    wait_for(lambda: watched(house).get(str(stick.point)) == "watching")


def verdicts(house: House) -> dict[str, object]:
    return {
        Path(str(each["path"])).name: each["verdict"]
        for each in ask(house.data, {"do": "recent", "limit": 99})["recent"]
    }


def save_source(house: House) -> Path:
    ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
    source = house.shares["qsensor"] / "spec.txt"
    source.write_bytes(SECRET)
    wait_for(lambda: verdicts(house).get("spec.txt") == "allow")
    return source


def by_cp(source: Path, target: Path) -> None:
    run("cp", source, target)


def by_dd(source: Path, target: Path) -> None:
    run("dd", f"if={source}", f"of={target}", "bs=777", "conv=fsync")


def by_rsync(source: Path, target: Path) -> None:
    run("rsync", "--times", source, target)


def by_file_manager(source: Path, target: Path) -> None:
    """A temporary name, then the rename, then the times of the source."""
    partial = target.with_name(f".goutputstream-{target.name}")
    shutil.copyfile(source, partial)
    partial.rename(target)
    status = source.stat()
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))


WAYS = (by_cp, by_dd, by_rsync, by_file_manager)


def test_what_is_written_to_a_stick_is_judged_and_the_stick_comes_out_clean(tmp_path: Path, stick: LoopStick) -> None:
    house = house_for(tmp_path, "watch")
    plain = tmp_path / "menu.txt"
    plain.write_bytes(ORDINARY)
    with house.running():
        source = save_source(house)
        put_in(house, stick)
        for way in WAYS:
            way(source, stick.point / f"{way.__name__}-spec.txt")
            way(plain, stick.point / f"{way.__name__}-menu.txt")
        wait_for(lambda: len(house.server.events("hold")) == len(WAYS))
        wait_for(lambda: sum(name.endswith("-menu.txt") for name in verdicts(house)) == len(WAYS))
        left = {path.name for path in stick.point.iterdir() if path.is_file() and not path.name.startswith("Sekimori")}
        assert {name for name in left if "spec" in name or "menu" in name} == {
            f"{way.__name__}-menu.txt" for way in WAYS
        }
        for way in WAYS:
            assert (stick.point / f"{way.__name__}-menu.txt").read_bytes() == ORDINARY
        held = [event for event in house.server.events("transfer") if event["case"]]
        assert {event["decision"]["verdict"] for event in held} <= {"block", "hold"}  # type: ignore[index]
        assert {event["transfer"]["channel"] for event in held} == {"removable"}  # type: ignore[index]
        assert all(house.held(str(event["case"])) == SECRET for event in held)
        assert list((stick.point / ".sekimori").iterdir()) == []
        stick.take_out()
        wait_for(lambda: str(stick.point) not in watched(house))
    assert stick.holds(ORDINARY[:512])
    assert not stick.holds(MARK), "whoever finds the stick could read it out of what was removed"


@pytest.mark.parametrize("stick", ["ext4"], indirect=True)
@pytest.mark.parametrize("prepared", ["a file", "a link", "another's full folder"])
def test_a_stick_that_was_prepared_against_staging_takes_nothing_along(
    tmp_path: Path, stick: LoopStick, prepared: str
) -> None:
    stick.put_in()
    staging = stick.point / ".sekimori"
    match prepared:
        case "a file":
            staging.write_bytes(b"in the way")
        case "a link":
            staging.symlink_to(tmp_path)
        case _:
            staging.mkdir()
            if "full" in prepared:
                (staging / "kept.txt").write_bytes(ORDINARY)
            os.chown(staging, 65534, 65534)
    stick.take_out()
    house = house_for(tmp_path, "watch")
    with house.running():
        source = save_source(house)
        put_in(house, stick)
        by_cp(source, stick.point / "spec.txt")
        wait_for(lambda: any(event["state"] == "held" for event in house.server.events("hold")))
        assert not (stick.point / "spec.txt").exists()
        kept = [path for path in stick.point.rglob("*") if path.is_file() and path.read_bytes() == ORDINARY]
        assert len(kept) == ("full" in prepared)
        stick.take_out()
    assert not stick.holds(MARK)


@pytest.mark.parametrize("stick", ["ext4", FAT], indirect=True)
def test_a_stick_without_room_for_a_notice_takes_nothing_along(tmp_path: Path, stick: LoopStick) -> None:
    house = house_for(tmp_path, "watch")
    with house.running():
        source = save_source(house)
        put_in(house, stick)
        with (stick.point / "filler.bin").open("wb", buffering=0) as out, contextlib.suppress(OSError):
            while out.write(b"x" * len(SECRET)):
                pass
        with (stick.point / "filler.bin").open("r+b") as out:
            out.truncate((stick.point / "filler.bin").stat().st_size - 16384)
        by_cp(source, stick.point / "spec.txt")
        with (stick.point / "filler2.bin").open("wb", buffering=0) as out, contextlib.suppress(OSError):
            while out.write(b"x" * 512):
                pass
        wait_for(lambda: any(event["state"] == "held" for event in house.server.events("hold")))
        assert not (stick.point / "spec.txt").exists()
        stick.take_out()
    assert not stick.holds(MARK)


def test_a_stick_put_in_again_is_watched_again_and_what_lay_on_it_is_not_called_a_move(
    tmp_path: Path, stick: LoopStick
) -> None:
    stick.put_in()
    (stick.point / "old.txt").write_bytes(b"SECRET of long ago that nobody here ever saw")
    stick.take_out()
    time.sleep(0.05)  # what lies there is older than the moment at which the stick comes in
    house = house_for(tmp_path, "watch")
    with house.running():
        source = save_source(house)
        put_in(house, stick)
        wait_for(lambda: "old.txt" in verdicts(house))
        assert verdicts(house)["old.txt"] == "allow"
        stick.take_out()
        wait_for(lambda: str(stick.point) not in watched(house))
        put_in(house, stick)
        by_cp(source, stick.point / "new.txt")
        wait_for(lambda: house.server.events("hold"))
        assert not (stick.point / "new.txt").exists()
        assert (stick.point / "old.txt").exists()
        stick.take_out()
    states = [(event["state"], event["detail"]) for event in house.server.events("state")]
    assert states.count(("stick-watching", str(stick.point))) == 2


@pytest.mark.parametrize("stick", ["ext4"], indirect=True)
def test_a_stick_that_is_only_to_be_read_takes_nothing(tmp_path: Path, stick: LoopStick) -> None:
    stick.put_in()
    (stick.point / "talk.txt").write_bytes(ORDINARY)
    stick.take_out()
    house = house_for(tmp_path, "read-only")
    with house.running():
        stick.put_in()
        wait_for(lambda: [each["state"] for each in status(house)["sticks"]] == ["read-only"])  # type: ignore[attr-defined]
        with pytest.raises(OSError, match="Read-only"):
            (stick.point / "x.txt").write_bytes(b"x")
        assert (stick.point / "talk.txt").read_bytes() == ORDINARY
        stick.take_out()
        wait_for(lambda: not status(house)["sticks"])
    assert ("stick-read-only", str(stick.point)) in [
        (event["state"], event["detail"]) for event in house.server.events("state")
    ]


@pytest.mark.parametrize("stick", ["ext4"], indirect=True)
@pytest.mark.parametrize("wanted", [Sticks.READ_ONLY, Sticks.BLOCK])
def test_people_are_told_of_a_stick_once_each_time_it_comes(tmp_path: Path, stick: LoopStick, wanted: Sticks) -> None:
    told: list[str] = []
    settings = PlacesSettings(find=False, sync=False, sticks=wanted, stick_folders=(str(tmp_path / "media"),))
    finder = Finder(settings, (), tmp_path / "data", lambda: None, told=lambda one: told.append(one.state))
    for times in (1, 2):
        stick.put_in()
        for _ in range(3):
            finder.look()
        assert told == [told[0]] * times
        if wanted is Sticks.READ_ONLY:
            stick.take_out()
        finder.look()
    finder.stop()


@pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="a screen needs dbus-daemon")
@pytest.mark.parametrize("stick", ["ext4"], indirect=True)
@pytest.mark.parametrize(("wanted", "said"), [("read-only", "nothing can be written"), ("block", "was taken off")])
def test_whoever_is_logged_in_is_told_what_became_of_the_stick(
    tmp_path: Path, stick: LoopStick, wanted: str, said: str
) -> None:
    house = house_for(tmp_path, wanted)
    config = house.data / "config.toml"
    desktop = f'[desktop]\nlanguage = "en"\nruntime_folder = "{tmp_path}/run"\ngather_s = 0\n'
    config.write_text(config.read_text() + desktop)
    with session_of(65534, tmp_path / "run") as screen, house.running():
        stick.put_in()
        shown = screen.next()
        assert shown["title"] == "About a stick"
        assert said in shown["body"]
        wait_for(lambda: status(house)["sticks"])
        stick.take_out()


@pytest.mark.parametrize("stick", [FAT], indirect=True)
def test_a_stick_that_is_in_use_when_it_should_be_read_only_is_watched_until_it_can_be(
    tmp_path: Path, stick: LoopStick
) -> None:
    house = house_for(tmp_path, "read-only")
    stick.put_in()
    with (stick.point / "open.txt").open("wb") as out, house.running():
        assert "is watched instead" in " ".join(status(house)["problems"])  # type: ignore[arg-type]
        assert watched(house)[str(stick.point)] == "watching"
        out.write(b"done")
        out.close()
        wait_for(lambda: [each["state"] for each in status(house)["sticks"]] == ["read-only"])  # type: ignore[attr-defined]
        stick.take_out()


@pytest.mark.parametrize("stick", ["ext4"], indirect=True)
def test_a_stick_that_is_refused_is_taken_off_at_once(tmp_path: Path, stick: LoopStick) -> None:
    house = house_for(tmp_path, "block")
    with house.running():
        stick.put_in()
        wait_for(lambda: not stick.is_in)
        wait_for(lambda: ("stick-blocked", str(stick.point)) in [
            (event["state"], event["detail"]) for event in house.server.events("state")
        ])  # fmt: skip
    assert stick.point.exists()
