"""Notifications on a real session bus, to a real small service on it, as the person whose bus it is."""

from __future__ import annotations

import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agent.control import ask
from agent.desktop.language import language_of
from agent.desktop.settings import Desktop
from agent.desktop.telling import Telling, What
from agent.errors import AgentError
from policies.model import Verdict
from policies.wording import NOTICE_LANGUAGES, say
from tests.support.agent_house import House, build_house
from tests.support.held_file import MINUTES, in_force, let, ruled, stop, wait_for

NOBODY = 65534
ROOT = Path(__file__).resolve().parents[4]
pytestmark = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None or os.geteuid() != 0,
    reason="another person's session needs root and dbus-daemon",
)
CONFIG = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>
"""


@dataclass(frozen=True)
class Screen:
    """A session of somebody, with what was shown on it."""

    shown: queue.SimpleQueue[dict[str, Any]]

    def next(self) -> dict[str, Any]:
        return self.shown.get(timeout=30)


@contextmanager
def session_of(uid: int, runtime: Path) -> Iterator[Screen]:
    """A D-Bus session bus of that user and a notification service on it."""
    folder = runtime / str(uid)
    folder.mkdir(parents=True)
    for each in folder.parents:
        if each == Path("/tmp"):
            break
        each.chmod(each.stat().st_mode | 0o011)
    config = folder / "bus.conf"
    config.write_text(CONFIG.format(path=folder / "bus"))
    os.chown(folder, uid, uid)
    config.chmod(0o644)
    daemon = subprocess.Popen(
        [str(shutil.which("dbus-daemon")), "--nofork", f"--config-file={config}"],
        user=uid, group=uid, extra_groups=[], cwd="/",
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    service = None
    try:
        wait_for((folder / "bus").exists)
        service = subprocess.Popen(
            [sys.executable, "-m", "tests.support.notification_service", str(folder / "bus"), str(uid)],
            stdout=subprocess.PIPE, cwd=ROOT, text=True,
        )  # fmt: skip
        assert service.stdout is not None
        assert service.stdout.readline() == "ready\n"
        shown: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        reading = threading.Thread(target=lambda: [shown.put(json.loads(line)) for line in service.stdout])
        reading.start()
        yield Screen(shown)
    finally:
        for process in (service, daemon):
            if process is not None:
                process.terminate()
                process.wait(10)
        if service is not None and service.stdout is not None:
            reading.join(10)
            service.stdout.close()


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    return tmp_path / "run"


@contextmanager
def telling_to(runtime: Path, **settings: Any) -> Iterator[Telling]:
    telling = Telling(Desktop(runtime_folder=str(runtime), **settings), contact=lambda: "Research office")
    telling.start()
    try:
        yield telling
    finally:
        telling.stop()


def test_a_person_is_told_as_themselves_in_their_language(runtime: Path) -> None:
    with session_of(NOBODY, runtime) as screen:
        for language in NOTICE_LANGUAGES:
            with telling_to(runtime, language=language, gather_s=0) as telling:
                telling.tell(What.STOPPED, NOBODY, "C-7F3K2QXA")
                shown = screen.next()
            assert shown["member"] == "Notify"
            # Not the agent speaks on the person's bus, but the person.
            assert shown["uid"] == NOBODY
            assert shown["title"] == say("notice.title", {}, language)
            assert "C-7F3K2QXA" in shown["body"]
            assert "Research office" in shown["body"]


def test_what_comes_at_once_is_told_at_once(runtime: Path) -> None:
    with session_of(NOBODY, runtime) as screen, telling_to(runtime, language="en", gather_s=0.5) as telling:
        for number in range(20):
            telling.tell(What.STOPPED, NOBODY, f"C-{number:08}")
        assert "20 notices" in screen.next()["body"]
        assert screen.shown.empty()


def test_nothing_happens_where_there_is_no_session_or_it_is_turned_off(runtime: Path) -> None:
    with telling_to(runtime) as telling:
        telling.tell(What.STOPPED, NOBODY, "C-7F3K2QXA")
    with session_of(NOBODY, runtime) as screen:
        with telling_to(runtime, notify=False) as telling:
            telling.tell(What.STOPPED, NOBODY, "C-7F3K2QXA")
            telling.tell(What.STOPPED, 4242, "C-7F3K2QXB")
        assert screen.shown.empty()


def test_a_bus_that_somebody_else_put_there_is_none(runtime: Path) -> None:
    folder = runtime / str(NOBODY)
    folder.mkdir(parents=True)
    with telling_to(runtime) as telling:
        (folder / "bus").write_text("a file")
        assert telling.bus_of(NOBODY) is None
        (folder / "bus").unlink()
        with socket.socket(socket.AF_UNIX) as bound:
            here = os.open(folder, os.O_PATH)
            bound.bind(f"/proc/self/fd/{here}/bus")
            os.close(here)
            assert telling.bus_of(NOBODY) is None  # a socket, but not that person's
        (folder / "bus").rename(folder / "real")
        (folder / "bus").symlink_to(folder / "real")
        os.chown(folder / "real", NOBODY, NOBODY)
        assert telling.bus_of(NOBODY) is None  # a link to one


def test_a_bus_that_never_answers_holds_nothing_up(runtime: Path) -> None:
    folder = runtime / str(NOBODY)
    folder.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as silent:
        here = os.open(folder, os.O_PATH)
        silent.bind(f"/proc/self/fd/{here}/bus")
        os.close(here)
        silent.listen(1)
        os.chown(folder / "bus", NOBODY, NOBODY)
        telling = Telling(Desktop(runtime_folder=str(runtime), gather_s=0), contact=lambda: "")
        telling.start()
        # More than it can hold: telling never waits.
        for number in range(3000):
            telling.tell(What.STOPPED, NOBODY, f"C-{number:08}")


def test_a_bus_that_never_answers_keeps_nobody_elses_notice_back(runtime: Path) -> None:
    """Whose is silent is told first; the other learns it before the first one's time is over."""
    silent_person = NOBODY - 1
    folder = runtime / str(silent_person)
    with session_of(NOBODY, runtime) as screen, socket.socket(socket.AF_UNIX) as silent:
        folder.mkdir(parents=True)
        here = os.open(folder, os.O_PATH)
        silent.bind(f"/proc/self/fd/{here}/bus")
        os.close(here)
        silent.listen(1)
        os.chown(folder / "bus", silent_person, silent_person)
        with telling_to(runtime, language="en", gather_s=0) as telling:
            telling.tell(What.STOPPED, silent_person, "C-7F3K2QXA")
            telling.tell(What.STOPPED, NOBODY, "C-7F3K2QXB")
            assert "C-7F3K2QXB" in screen.next()["body"]
            assert silent_person in telling._messengers  # who is still waited for
            telling.tell(What.STOPPED, NOBODY, "C-7F3K2QXC")
            assert "C-7F3K2QXC" in screen.next()["body"]


def stick_of(person: int) -> Any:
    def put(path: Path) -> None:
        aside = path.with_name(".aside")
        aside.write_text(MINUTES)
        os.chown(aside, person, person)
        aside.rename(path)

    return put


def house_with(tmp_path: Path, runtime: Path, verdict: Verdict) -> House:
    house = build_house(tmp_path)
    config = house.data / "config.toml"
    config.write_text(f'{config.read_text()}[desktop]\nlanguage = "en"\nruntime_folder = "{runtime}"\ngather_s = 0.1\n')
    house.publish(ruled(house.tables, verdict), 2)
    return house


def test_who_put_a_stopped_file_there_learns_it_on_their_screen(tmp_path: Path, runtime: Path) -> None:
    house = house_with(tmp_path, runtime, Verdict.JUSTIFY)
    with session_of(NOBODY, runtime) as screen, house.running():
        in_force(house, 2)
        there = house.shares["common"] / "minutes-of-gripper.txt"
        case = stop(house, there, stick_of(NOBODY))
        shown = screen.next()
        assert shown["uid"] == NOBODY
        assert f"sekimori justify {case}" in shown["body"]
        # Neutral: neither the file nor what it is.
        for word in ("minutes-of-gripper", "meeting", "gripper", "common"):
            assert word not in shown["body"] + shown["title"]


def test_what_passes_with_a_notice_is_told_on_the_screen_and_beside_it_once(tmp_path: Path, runtime: Path) -> None:
    house = house_with(tmp_path, runtime, Verdict.NOTIFY)
    with session_of(NOBODY, runtime) as screen, house.running():
        in_force(house, 2)
        common = house.shares["common"]
        stick_of(NOBODY)(common / "a.txt")
        shown = screen.next()
        assert shown["title"] == say("notice.noted-title", {}, "en")
        wait_for(lambda: list(common.glob("SEKIMORI-*.txt")))
        (notice,) = common.glob("SEKIMORI-*.txt")
        events = house.server.events
        wait_for(lambda: events("transfer"))
        (event,) = events("transfer")
        assert notice.name == f"SEKIMORI-{event['notice']}.txt"
        assert event["case"] == ""
        text = notice.read_text()
        assert "a.txt" not in text
        stick_of(NOBODY)(common / "b.txt")
        let(house, common / "c.txt", "of another person\n")
        # One a person and folder and day, and none about notices.
        wait_for(lambda: len(list(common.glob("SEKIMORI-*.txt"))) == 2)
        assert (common / "a.txt").read_text() == MINUTES
        recent = ask(house.data, {"do": "recent", "limit": 100})["recent"]
        assert not [each for each in recent if "SEKIMORI-" in str(each["path"])]


@pytest.mark.parametrize(
    ("account", "machine", "expected"),
    [
        ("[User]\nLanguage=ja_JP.UTF-8\n", "LANG=en_US.UTF-8\n", "ja"),
        ("[User]\nLanguage=fr_FR.UTF-8\n", 'LANG="zh_CN.UTF-8"\n', "zh"),
        ("", "export LANG=ja_JP\n", "ja"),
        ("", "", "en"),
    ],
)
def test_the_language_is_the_persons_then_the_machines(
    tmp_path: Path, account: str, machine: str, expected: str
) -> None:
    (tmp_path / "root").write_text(account)
    (tmp_path / "locale").write_text(machine)
    assert language_of(0, accounts=tmp_path, machine=(tmp_path / "absent", tmp_path / "locale")) == expected
    assert language_of(987_654, accounts=tmp_path, machine=()) == "en"


@pytest.mark.parametrize("changes", [{"language": "fr"}, {"gather_s": -1}, {"runtime_folder": "run"}])
def test_settings_that_make_no_sense_are_told(changes: dict[str, Any]) -> None:
    with pytest.raises(AgentError):
        Desktop(**changes).check()
