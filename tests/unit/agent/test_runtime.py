"""A whole agent on real files, with simulators behind its two ports."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from agent.control import ask
from agent.errors import AgentError
from agent.hits import Hits
from agent.journal import Journal
from agent.wire import TransferEvent
from policies.wording import NOTICE_LANGUAGES
from tests.support.agent_house import House, build_house
from tests.support.agent_terms import terms_for

SECRET = "SECRET assembly of the qubit readout chain, DRAWING 4711\n"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build_house(tmp_path)


def wait_for(true: Callable[[], object], *, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.01)


def session(house: House, project: str = "qsensor", account: str = "sato") -> None:
    ask(house.data, {"do": "session-start", "project": project, "account": account})


def recent(house: House) -> list[dict[str, object]]:
    return list(ask(house.data, {"do": "recent", "limit": 100})["recent"])


def verdicts(house: House) -> dict[str, object]:
    return {Path(str(each["path"])).name: each["verdict"] for each in recent(house)}


def save_source(house: House) -> None:
    session(house)
    (house.shares["qsensor"] / "spec.txt").write_text(SECRET)
    wait_for(lambda: "spec.txt" in verdicts(house))
    assert verdicts(house)["spec.txt"] == "allow"


def put(house: House, zone: str, name: str, text: str = SECRET) -> Path:
    path = house.shares[zone] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def stopped(house: House, count: int = 1) -> list[TransferEvent]:
    def found() -> list[dict[str, object]]:
        return [event for event in house.server.events("transfer") if event["case"]]

    def done() -> bool:
        return len(house.server.events("hold")) >= count

    wait_for(done)
    return [msgspec.convert(event, TransferEvent) for event in found()]


def share_names(house: House, zone: str) -> set[str]:
    return {path.name for path in house.shares[zone].rglob("*") if path.is_file() and ".sekimori" not in path.parts}


def test_a_stopped_file_is_held_and_a_neutral_notice_stands_in_its_place(house: House) -> None:
    with house.running():
        save_source(house)
        put(house, "gripper", "innocent-name.txt")
        (event,) = stopped(house)
        assert share_names(house, "gripper") == {f"SEKIMORI-{event.case}.txt"}
        notice = (house.shares["gripper"] / f"SEKIMORI-{event.case}.txt").read_text()
    assert (event.decision.verdict, event.decision.rule) == ("block", "invariant:wall")
    assert event.case in notice
    assert house.tables.contact in notice
    assert len(NOTICE_LANGUAGES) == 3
    for word in ("innocent-name", "qsensor", "us-cn", "SECRET", "qubit"):
        assert word not in notice
    assert house.held(event.case) == SECRET.encode()
    assert event.evidence is not None
    assert event.evidence.recipients == ("kato",)
    assert event.ms > 0
    mode = (house.shares["gripper"] / ".sekimori").stat().st_mode
    assert stat.S_IMODE(mode) == 0o700


def test_no_document_text_leaves_the_machine_unsealed(house: House) -> None:
    with house.running():
        save_source(house)
        put(house, "gripper", "a.txt")
        stopped(house)
    sent = (house.server.folder / "events.jsonl").read_text()
    assert "qubit readout" not in sent


def test_a_file_with_a_notices_name_is_judged(house: House) -> None:
    with house.running():
        save_source(house)
        put(house, "gripper", "a.txt")
        (event,) = stopped(house)
        notice = house.shares["gripper"] / f"SEKIMORI-{event.case}.txt"
        notice.write_text(SECRET)
        put(house, "gripper", "SEKIMORI-C-ABCDEFGH.txt")
        again = stopped(house, 3)
    assert len(again) == 3
    assert {each.transfer.object.name for each in again} == {"a.txt", notice.name, "SEKIMORI-C-ABCDEFGH.txt"}


def test_a_hard_link_is_a_file_of_its_own(house: House) -> None:
    with house.running():
        save_source(house)
        os.link(house.shares["qsensor"] / "spec.txt", house.shares["gripper"] / "linked.txt")
        stopped(house)
        assert (house.shares["qsensor"] / "spec.txt").read_text() == SECRET
        assert "linked.txt" not in share_names(house, "gripper")


def test_a_renamed_file_is_judged_again(house: House) -> None:
    with house.running():
        save_source(house)
        (house.shares["qsensor"] / "spec.txt").rename(house.shares["gripper"] / "b.txt")
        (event,) = stopped(house)
    assert event.decision.rule == "invariant:wall"
    assert event.transfer.origin == {"qsensor"}


def test_a_name_that_is_no_text_is_stopped_and_reported(house: House) -> None:
    with house.running():
        save_source(house)
        put(house, "gripper", os.fsdecode(b"\xff\xfe.txt"))
        (event,) = stopped(house)
    assert event.transfer.object.name == "\ufffd\ufffd.txt"
    assert share_names(house, "gripper") == {f"SEKIMORI-{event.case}.txt"}


def test_a_crashing_reader_holds_and_the_next_file_gets_its_turn(house: House) -> None:
    with house.running():
        put(house, "gripper", "bad.txt", "CRASH")
        session(house, "gripper", "wang")
        put(house, "gripper", "agenda.txt", "the meeting is on Monday")
        (event,) = stopped(house)
        wait_for(lambda: "agenda.txt" in verdicts(house))
        assert verdicts(house)["agenda.txt"] == "allow"
    assert event.decision.errors[0] == "classifier.ValueError"
    assert house.held(event.case) == b"CRASH"


def test_stopping_works_without_the_server_and_is_told_once_later(house: House) -> None:
    with house.running():
        save_source(house)
        (house.server.folder / "down").touch()
        put(house, "gripper", "a.txt")
        wait_for(lambda: verdicts(house).get("a.txt") == "block")
        wait_for(lambda: ask(house.data, {"do": "status"})["holds"] == 1)
        assert not [event for event in house.server.events("transfer") if event["case"]]
        (house.server.folder / "down").unlink()
        stopped(house)
    assert len([event for event in house.server.events("transfer") if event["case"]]) == 1


def test_what_came_while_the_agent_was_off_is_found_and_told_as_a_gap(house: House) -> None:
    with house.running():
        save_source(house)
    put(house, "gripper", "at-night.txt")
    with house.running():
        stopped(house)
        wait_for(lambda: any(gap["watch"] == str(house.shares["gripper"]) for gap in house.server.events("gap")))
    (gap,) = [gap for gap in house.server.events("gap") if gap["watch"] == str(house.shares["gripper"])]
    assert (gap["cause"], gap["files_missed_by_events"], gap["closed"]) == ("stopped", 1, True)
    assert gap["files_scanned"] == 1
    assert str(gap["since"]) < str(gap["until"]) < str(gap["at"])


def test_a_restart_judges_and_counts_nothing_twice(house: House) -> None:
    with house.running():
        save_source(house)
    with house.running():
        time.sleep(0.5)
        assert recent(house) == []
    assert len(house.server.events("transfer")) == 1
    journal = Journal(house.data / "journal.db", reserve_bytes=0)
    assert [(each.source, each.hits) for each in Hits(journal).untold()] == [("default:clean", 1)]
    journal.close()


def test_what_stands_in_the_place_of_staging_stops_nothing_short_and_stays(house: House, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    share = house.shares["gripper"]
    (share / ".sekimori").symlink_to(outside)
    with house.running():
        save_source(house)
        put(house, "gripper", "a.txt")
        (event,) = stopped(house)
    assert house.held(event.case) == SECRET.encode()
    assert not (share / ".sekimori").is_symlink()
    assert [each.readlink() for each in share.glob("found-*")] == [outside]
    assert list(outside.iterdir()) == []


def test_what_somebody_puts_into_staging_is_held_at_the_next_start(house: House) -> None:
    staging = house.shares["gripper"] / ".sekimori"
    staging.mkdir(mode=0o700)
    (staging / "hidden.txt").write_text(SECRET)
    with house.running():
        (event,) = stopped(house)
    assert house.held(event.case) == SECRET.encode()
    assert list(staging.iterdir()) == []


def test_a_notice_that_a_kill_left_in_staging_is_no_stopped_file(house: House) -> None:
    share = house.shares["gripper"]
    with house.running():
        save_source(house)
        put(house, "gripper", "a.txt")
        (event,) = stopped(house)
    notice = (share / f"SEKIMORI-{event.case}.txt").read_bytes()
    left, other = share / ".sekimori" / "SEKIMORI-C-1.txt.noted", share / ".sekimori" / "mine.noted"
    left.write_bytes(notice)
    other.write_bytes(notice + b"and more")
    with house.running():
        wait_for(lambda: not left.exists() and len(house.server.events("hold")) == 2)
    (held,) = [case for each in house.server.events("hold") if (case := str(each["case"])) != event.case]
    assert house.held(held) == notice + b"and more"


def held_on_stick(house: House) -> TransferEvent:
    session(house)
    path = put(house, "removable", "figure.txt")
    os.utime(path, ns=(1_700_000_000_000_000_001, 1_700_000_000_000_000_001))
    (event,) = stopped(house)
    assert event.decision.verdict == "hold"
    return event


def completed(house: House) -> list[dict[str, object]]:
    return [event for event in house.server.events("hold") if event["state"] == "completed"]


def test_what_somebody_hides_in_staging_is_found_while_the_agent_runs(house: House) -> None:
    with house.running():
        save_source(house)
        put(house, "gripper", "a.txt")
        (event,) = stopped(house)
        staging = house.shares["gripper"] / ".sekimori"
        # A name of a finished case, a name such as the agent's own, and a folder of its own.
        (staging / event.case).write_text(SECRET)
        (staging / f"{event.case}.out").write_text(SECRET)
        (staging / "folder").mkdir()
        (staging / "folder" / "b.txt").write_text(SECRET)
        stopped(house, 4)
        assert list(staging.iterdir()) == []
        assert not list(house.shares["gripper"].rglob("b.txt"))


def test_an_agent_does_not_watch_its_own_data(house: House) -> None:
    config = house.data / "config.toml"
    config.write_text(f'[[watch]]\nzone = "common"\npath = "{house.data.parent}"\n')
    with pytest.raises(AgentError, match="lie in one another"), house.running():
        pass


def test_a_zone_the_policy_does_not_know_is_a_problem(house: House) -> None:
    config = house.data / "config.toml"
    config.write_text(config.read_text().replace('zone = "common"', 'zone = "comon"'))
    with house.running():
        assert "knows no zone `comon`" in str(ask(house.data, {"do": "status"})["problems"])


def test_a_release_puts_the_file_there_and_a_copy_is_judged_afresh(house: House) -> None:
    with house.running():
        event = held_on_stick(house)
        house.offer(house.approve(terms_for(event, now=event.at)))
        wait_for(lambda: completed(house))
        stick = house.shares["removable"]
        assert share_names(house, "removable") == {"figure.txt"}
        assert (stick / "figure.txt").read_text() == SECRET
        assert (stick / "figure.txt").stat().st_mtime_ns == 1_700_000_000_000_000_001
        (stick / "figure.txt").touch()
        shutil.copy(stick / "figure.txt", stick / "copy.txt")
        wait_for(lambda: len(house.server.events("hold")) >= 3)
        time.sleep(0.5)
        assert (stick / "figure.txt").exists()
        assert not (stick / "copy.txt").exists()
    assert not (house.data / "holds" / f"{event.case}.age").exists()


def test_a_release_never_overwrites_what_stands_there_now(house: House) -> None:
    with house.running():
        event = held_on_stick(house)
        put(house, "removable", "figure.txt", "something else, harmless")
        wait_for(lambda: verdicts(house).get("figure.txt") in ("allow", "hold"))
        house.offer(house.approve(terms_for(event, now=event.at)))
        wait_for(lambda: completed(house))
        stick = house.shares["removable"]
        assert (stick / f"figure (released {event.case}).txt").read_text() == SECRET
        assert (stick / "figure.txt").read_text() == "something else, harmless"
    assert f"as figure (released {event.case}).txt" in str(completed(house)[0]["detail"])


def test_an_invented_release_is_refused_once_and_nothing_moves(house: House) -> None:
    with house.running():
        event = held_on_stick(house)
        honest = house.approve(terms_for(event, now=event.at))
        house.offer(replace(honest, terms=replace(honest.terms, path="elsewhere.txt")))
        wait_for(lambda: house.server.events("release-refused"))
        time.sleep(0.8)
        assert len(house.server.events("release-refused")) == 1
        assert share_names(house, "removable") == {f"SEKIMORI-{event.case}.txt"}


def test_a_damaged_hold_is_not_released(house: House) -> None:
    with house.running():
        event = held_on_stick(house)
        sealed = house.data / "holds" / f"{event.case}.age"
        sealed.write_bytes(sealed.read_bytes()[:-1] + b"x")
        house.offer(house.approve(terms_for(event, now=event.at)))
        wait_for(lambda: ask(house.data, {"do": "status"})["problems"])
        assert not completed(house)
        assert share_names(house, "removable") == {f"SEKIMORI-{event.case}.txt"}


def test_a_file_that_is_still_open_is_held_with_all_that_was_written(tmp_path: Path) -> None:
    house = build_house(tmp_path, limits="open_settle_s = 0.5\n")
    with house.running():
        save_source(house)
        with (house.shares["gripper"] / "open.txt").open("w") as out:
            out.write(SECRET)
            out.flush()
            wait_for(lambda: verdicts(house).get("open.txt") == "block")
            time.sleep(0.2)
            out.write("and one more line\n")
        (event,) = stopped(house)
    assert house.held(event.case) == SECRET.encode() + b"and one more line\n"
    hold = next(each for each in house.server.events("hold"))
    assert hold["detail"] == "changed after it was judged"


def test_sessions_are_for_ones_own_accounts_and_projects(house: House) -> None:
    with house.running():
        for project, account, told in (
            ("qsensor", "wang", "does not work on a project"),
            ("nothing", "sato", "does not work on a project"),
            ("qsensor", "ito", "may not open a session"),
            ("qsensor", "", "several people"),
        ):
            with pytest.raises(AgentError, match=told):
                session(house, project, account)
        session(house, "gripper", "wang")
        shown = ask(house.data, {"do": "session-show"})
        assert [each["account"] for each in shown["sessions"]] == ["wang"]
        session(house, "qsensor", "sato")
        shown = ask(house.data, {"do": "session-show"})
        assert [each["account"] for each in shown["sessions"]] == ["sato"]
        assert ask(house.data, {"do": "session-end"})["ended"] == 1
        with pytest.raises(AgentError, match="does not know"):
            ask(house.data, {"do": "something"})


def test_without_a_policy_what_is_there_stays_and_what_comes_is_held(tmp_path: Path) -> None:
    house = build_house(tmp_path, limits="", published=False)
    (house.data / "config.toml").write_text(
        (house.data / "config.toml").read_text().replace("policy_wait_s = 3", "policy_wait_s = 0.2")
    )
    old = put(house, "gripper", "old.txt", "from before")
    with house.running():
        assert ask(house.data, {"do": "status"})["state"] == "no-policy"
        put(house, "gripper", "new.txt", "came in anew")
        (event,) = stopped(house)
        assert old.exists()
    assert event.decision.errors == ("no-policy",)


@pytest.fixture
def small_disk(tmp_path: Path) -> object:
    mount = tmp_path / "small"
    mount.mkdir()
    made = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(mount)], check=False, capture_output=True
    )
    if made.returncode != 0:
        pytest.skip("mounting a small tmpfs is not permitted here")
    yield mount
    subprocess.run(["/bin/umount", "-l", str(mount)], check=False)


def fill(folder: Path) -> None:
    with (folder / "ballast").open("wb", buffering=0) as out:
        for size in (65536, 4096, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError:
                continue


@pytest.mark.parametrize("restarts", [False, True])
def test_a_full_disk_stops_what_would_cross_and_loses_nothing(tmp_path: Path, small_disk: Path, restarts: bool) -> None:
    house = build_house(tmp_path / "house")
    shutil.copytree(house.data, small_disk / "data")
    house = replace(house, data=small_disk / "data")
    names = [f"{number}.txt" for number in range(30)]

    def make_room() -> None:
        (small_disk / "ballast").unlink()
        (house.server.folder / "down").unlink()

    def check() -> None:
        wait_for(lambda: len(house.server.events("hold")) >= len(names), seconds=40)
        wait_for(lambda: ask(house.data, {"do": "status"})["state"] == "ok")

    with house.running():
        save_source(house)
        wait_for(lambda: ask(house.data, {"do": "status"})["outbox"] == 0)
        (house.server.folder / "down").touch()
        fill(small_disk)
        for name in names:
            put(house, "gripper", name, SECRET + name * 2000)
            if not (house.data / "journal.reserve").exists():
                fill(small_disk)
        wait_for(lambda: not {*names} & share_names(house, "gripper"), seconds=40)
        assert ask(house.data, {"do": "status"})["state"] == "disk-full"
        if not restarts:
            make_room()
            check()
            wait_for(lambda: "disk-ok" in {event["state"] for event in house.server.events("state")})
            assert "disk-full" in {event["state"] for event in house.server.events("state")}
    if restarts:
        # The names in staging alone say what was there.
        make_room()
        with house.running():
            check()
    events = [event for event in house.server.events("transfer") if event["case"]]
    assert sorted(str(event["transfer"]["object"]["name"]) for event in events) == sorted(names)
    for event in events:
        name = event["transfer"]["object"]["name"]
        assert house.held(str(event["case"])) == (SECRET + name * 2000).encode()
    with sqlite3.connect(house.data / "journal.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()
