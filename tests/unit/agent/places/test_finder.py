"""The finder on a machine of the test's own: what changes is seen, and what fails ends no watch."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from agent.config import Watch
from agent.places.finder import Finder, Report, Sources
from agent.places.mounts import Mount
from agent.places.resolve import How
from agent.places.samba import Samba, Share
from agent.places.settings import NetworkMounts, PlacesSettings, Sticks
from agent.places.sync import Person
from policies.model import ZoneId, ZoneKind
from policies.tables import Tables, ZoneFacts
from tests.unit.agent.places.test_resolve import policy

ROOT = Mount(id=1, device="8:1", top="/", point="/", kind="ext4", source="/dev/sda1")


@dataclass
class Lab:
    """What the machine says, to be changed by a test."""

    folder: Path
    mounts: tuple[Mount, ...] = (ROOT,)
    samba: Samba = field(default_factory=Samba)
    people: tuple[Person, ...] = ()
    tables: Tables | None = None
    looks: int = 0

    def finder(self, *watches: Watch, stuck_s: float = 60.0, **settings: object) -> Finder:
        set_to = PlacesSettings(sticks=Sticks.OFF, exports=(), interval_s=3600, **settings)  # type: ignore[arg-type]
        sources = Sources(
            mounts=lambda: self.mounts, samba=self._ask, people=lambda: self.people, host_name=lambda: "FS1"
        )
        return Finder(set_to, watches, self.folder / "data", lambda: self.tables, sources, stuck_s=stuck_s)

    def _ask(self, _: str) -> Samba:
        self.looks += 1
        return self.samba

    def serve(self, **shares: str) -> None:
        own = tuple(Share(name=name, path=path) for name, path in shares.items())
        self.samba = Samba(file=self.folder / "smb.conf", shares=own)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    (tmp_path / "srv" / "q").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    (tmp_path / "smb.conf").write_text("")
    made = Lab(tmp_path, tables=policy(q="smb://fs1/q/**"))
    made.serve(q=f"{tmp_path}/srv/q")
    return made


def look(finder: Finder) -> Report:
    finder.look()
    return finder.report


def paths(report: Report) -> dict[str, str]:
    return {place.path: place.zone for place in report.places if place.is_watched}


def problems(report: Report) -> str:
    return "\n".join(finding.text for finding in report.findings if finding.is_problem)


def test_a_configuration_that_is_being_edited_ends_no_watch(lab: Lab) -> None:
    finder = lab.finder()
    before = paths(look(finder))
    assert before == {f"{lab.folder}/srv/q": "q"}
    lab.samba = Samba(file=lab.samba.file, problem="`testparm` could not be asked: no answer")
    report = look(finder)
    assert paths(report) == before
    assert "no answer" in problems(report)
    finder.stop()


def test_a_home_that_leads_elsewhere_now_is_told_and_its_folder_still_watched(lab: Lab) -> None:
    finder = lab.finder()
    look(finder)
    (lab.folder / "srv" / "new").mkdir()
    lab.serve(q=f"{lab.folder}/srv/new")
    report = look(finder)
    assert paths(report) == {f"{lab.folder}/srv/new": "q", f"{lab.folder}/srv/q": "q"}
    assert "no longer leads to" in problems(report)
    lab.tables = policy(other="smb://fs1/other/**")
    assert paths(look(finder)) == {}
    finder.stop()


def test_a_home_round_the_agents_own_folder_is_told_and_not_watched(lab: Lab) -> None:
    lab.serve(q=str(lab.folder))
    finder = lab.finder()
    report = look(finder)
    assert paths(report) == {}
    assert "the agent's data folder lies in it" in problems(report)
    finder.stop()


@pytest.mark.parametrize(("wanted", "is_watched"), [(NetworkMounts.LIST, False), (NetworkMounts.WATCH, True)])
def test_what_another_machine_hosts_is_watched_only_where_asked(
    lab: Lab, wanted: NetworkMounts, is_watched: bool
) -> None:
    lab.tables = policy(q="smb://fs2/q/**")
    lab.mounts = (ROOT, Mount(id=2, device="0:40", top="/", point="/mnt/q", kind="cifs", source="//fs2/q"))
    finder = lab.finder(network_mounts=wanted)
    report = look(finder)
    assert [(place.path, place.how, place.is_watched) for place in report.places] == [("/mnt/q", How.MOUNT, is_watched)]
    finder.stop()


def sync_zone(tables: Tables | None) -> Tables:
    assert tables is not None
    facts = ZoneFacts(kind=ZoneKind.SYNC, projects=frozenset(), readers=None, country="", homes=())
    return replace(tables, zones={**tables.zones, ZoneId("dropbox"): facts})


@pytest.fixture
def mei(lab: Lab) -> Person:
    home = lab.folder / "home" / "mei"
    (home / "Dropbox").mkdir(parents=True)
    (home / ".dropbox").mkdir()
    (home / ".dropbox" / "info.json").write_text(json.dumps({"personal": {"path": str(home / "Dropbox")}}))
    person = Person(name="mei", uid=os.geteuid(), home=str(home))
    lab.people = (person,)
    return person


def test_a_sync_folder_is_watched_where_the_policy_has_a_zone_for_it(lab: Lab, mei: Person) -> None:
    finder = lab.finder()
    report = look(finder)
    assert f"{mei.home}/Dropbox" not in paths(report)
    assert "has no zone `dropbox` or `sync`" in problems(report)
    lab.tables = sync_zone(lab.tables)
    report = look(finder)
    assert paths(report)[f"{mei.home}/Dropbox"] == "dropbox"
    assert "dropbox" not in problems(report)
    finder.stop()


def test_a_sync_folder_in_a_zone_stays_in_it_and_is_told(lab: Lab, mei: Person) -> None:
    lab.tables = sync_zone(lab.tables)
    finder = lab.finder(Watch(zone=ZoneId("q"), path=Path(mei.home)))
    report = look(finder)
    assert f"{mei.home}/Dropbox" not in paths(report)
    assert "what lies there leaves this machine" in problems(report)
    finder.stop()


def test_homes_of_people_that_another_machine_keeps_are_not_touched(lab: Lab, mei: Person) -> None:
    lab.mounts = (ROOT, Mount(id=3, device="0:41", top="/", point=mei.home, kind="nfs4", source="fs9:/home/mei"))
    finder = lab.finder()
    assert look(finder).sync == ()
    finder.stop()


@pytest.fixture
def running(lab: Lab) -> Iterator[Finder]:
    finder = lab.finder()
    finder.look()
    finder.take()
    finder.start()
    yield finder
    finder.stop()


def wait_for(true: Callable[[], object]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.02)


def test_a_changed_configuration_is_looked_at_without_waiting_for_the_interval(lab: Lab, running: Finder) -> None:
    (lab.folder / "srv" / "g").mkdir()
    lab.tables = policy(q="smb://fs1/q/**", g="smb://fs1/g/**")
    lab.serve(q=f"{lab.folder}/srv/q", g=f"{lab.folder}/srv/g")
    (lab.folder / "smb.conf").write_text("changed")
    wait_for(lambda: f"{lab.folder}/srv/g" in paths(running.report))
    news = running.take()
    assert news is not None
    assert paths(news) == paths(running.report)
    assert running.take() is None


def test_whatever_goes_wrong_is_told_and_ends_nothing(lab: Lab, running: Finder) -> None:
    before = paths(running.report)
    good, lab.samba = lab.samba, None  # type: ignore[assignment]
    (lab.folder / "smb.conf").write_text("broken")
    wait_for(lambda: running.problem)
    assert "AttributeError" in running.problem
    assert paths(running.report) == before
    lab.samba = good
    wait_for(lambda: not running.problem)


def test_an_included_name_that_none_can_have_ends_nothing(lab: Lab, running: Finder) -> None:
    (lab.folder / "smb.conf").write_bytes(b"include = /srv/\0\n")
    wait_for(lambda: "ValueError" in running.problem)
    (lab.folder / "smb.conf").write_text("mended")
    wait_for(lambda: not running.problem)


def test_a_machine_that_does_not_answer_is_told_and_does_not_keep_the_agent_from_ending(lab: Lab) -> None:
    answers = threading.Event()
    finder = lab.finder(stuck_s=0.05)
    finder.look()
    ask, finder._sources = finder._sources.samba, replace(finder._sources, samba=lambda setting: waiting(setting))

    def waiting(setting: str) -> Samba:
        answers.wait(30)
        return ask(setting)

    finder.start()
    (lab.folder / "smb.conf").write_text("changed")
    wait_for(lambda: "does not answer" in finder.problem)
    finder.stop()
    answers.set()
    finder._thread.join(30)
    assert finder.problem == ""
    assert finder._wake.fileno() == -1, "left open"


def test_a_finder_can_be_stopped_at_any_time(lab: Lab) -> None:
    never = lab.finder()
    never.stop()
    never.stop()
    finder = lab.finder()
    finder.start()
    finder.stop()
    assert not any(thread.name == "places" for thread in threading.enumerate())
