"""Held files given back to where they came from, or completed for their sender's reason; exactly, or not at all."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent.control import ask
from agent.enforce.leaving import checked_reason, may_write
from agent.errors import AgentError
from policies.model import Verdict
from tests.support.agent_house import House, build_house
from tests.support.held_file import MINUTES, held_cases, in_force, let, ruled, run, stop, wait_for

NOBODY = 65534
SECRET = "SECRET assembly of the qubit readout chain, DRAWING 4711\n"


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = build_house(tmp_path)
    house.publish(ruled(house.tables, Verdict.HOLD), 2)
    return house


@contextmanager
def running(house: House, version: int = 2) -> Iterator[None]:
    with house.running():
        in_force(house, version)
        yield


def copied(source: Path) -> Callable[[Path], object]:
    return lambda path: shutil.copy2(source, path)


def give_back(house: House, case: str, **asked: object) -> dict[str, object]:
    return dict(ask(house.data, {"do": "quarantine-return", "case": case, **asked})["returned"])


def show(house: House, case: str) -> dict[str, object]:
    return dict(ask(house.data, {"do": "quarantine-show", "case": case})["hold"])


def of_states(house: House) -> list[tuple[object, object]]:
    return [(each["case"], each["state"]) for each in house.server.events("hold")]


def test_a_moved_file_comes_back_where_it_came_from(house: House) -> None:
    source = house.shares["gripper"] / "reports" / "minutes.txt"
    with running(house):
        let(house, source)
        there = house.shares["common"] / "minutes.txt"
        case = stop(house, there, source.rename)
        dry = give_back(house, case, dry_run=True)
        assert (dry["path"], dry["done"]) == (str(source), False)
        assert not source.exists()
        assert give_back(house, case)["path"] == str(source)
        assert source.read_text() == MINUTES
        # Its notice goes with it, and it stays: it is known there and not stopped again.
        assert not list(house.shares["common"].glob("SEKIMORI-*"))
        wait_for(lambda: (case, "returned") in of_states(house))
        assert show(house, case)["state"] == "returned"
        os.utime(source)
        let(house, house.shares["gripper"] / "later.txt", "later\n")
        assert source.exists()
        with pytest.raises(AgentError, match="has left already"):
            give_back(house, case)
    assert held_cases(house) == [case]


def test_a_later_file_of_the_same_name_stays(house: House) -> None:
    source = house.shares["gripper"] / "minutes.txt"
    with running(house):
        let(house, source)
        case = stop(house, house.shares["common"] / "minutes.txt", source.rename)
        let(house, source, "another file of that name\n")
        done = give_back(house, case)
        beside = source.with_name(f"minutes (returned {case}).txt")
        assert done["path"] == str(beside)
        assert beside.read_text() == MINUTES
        assert source.read_text() == "another file of that name\n"


def test_what_lies_at_its_source_still_is_not_made_twice(house: House) -> None:
    source = house.shares["gripper"] / "minutes.txt"
    with running(house):
        let(house, source)
        case = stop(house, house.shares["common"] / "minutes.txt", copied(source))
        with pytest.raises(AgentError, match="still; the held copy stays kept"):
            give_back(house, case)
        assert house.held(case) == MINUTES.encode()
        other = house.shares["gripper"] / "copies"
        other.mkdir()
        assert give_back(house, case, to=str(other))["path"] == str(other / "minutes.txt")
        assert (other / "minutes.txt").read_text() == MINUTES


REFUSED_PLACES = {
    "/": "not in a watched folder",
    "/etc": "not in a watched folder",
    "{gripper}/../common": "no absolute folder",
    "relative": "no absolute folder",
    "{gripper}/nowhere": "no folder",
    "{gripper}/.sekimori": "not in a watched folder",
    "{gripper}/link": "no folder",
    "{common}": "the policy does not let",
    "{gripper}\0x": "no absolute folder",
}


def test_a_place_where_it_may_not_be_is_refused_with_a_reason(house: House) -> None:
    source = house.shares["gripper"] / "minutes.txt"
    (house.shares["gripper"] / "link").symlink_to("/etc")
    shares = {zone: str(path) for zone, path in house.shares.items()}
    with running(house):
        let(house, source)
        case = stop(house, house.shares["common"] / "minutes.txt", source.rename)
        for to, said in REFUSED_PLACES.items():
            with pytest.raises(AgentError, match=said) as refused:
                give_back(house, case, to=to.format(**shares))
            assert refused.value.help
            assert show(house, case)["state"] == "held"
            assert house.held(case) == MINUTES.encode()


def test_content_of_a_wall_never_comes_back_on_the_other_side(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    with house.running():
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
        source = let(house, house.shares["qsensor"] / "spec.txt", SECRET)
        case = stop(house, house.shares["gripper"] / "spec.txt", source.rename)
        with pytest.raises(AgentError, match="the policy does not let") as refused:
            give_back(house, case, to=str(house.shares["gripper"]))
        # The agent's own account is told why.
        assert "us-cn" in refused.value.help
        assert give_back(house, case)["path"] == str(source)
        assert source.read_text() == SECRET


def test_what_was_written_after_the_verdict_does_not_leave_by_it(tmp_path: Path) -> None:
    house = build_house(tmp_path, limits="open_settle_s = 0.5\n")
    house.publish(ruled(house.tables, Verdict.HOLD), 2)
    source = house.shares["gripper"] / "minutes.txt"
    with running(house):
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
        let(house, house.shares["qsensor"] / "spec.txt", SECRET)
        let(house, source)
        target = house.shares["common"] / "minutes.txt"
        with target.open("w") as out:
            out.write(MINUTES)
            out.flush()
            wait_for(lambda: not target.exists())
            out.truncate(0)
            out.seek(0)
            out.write(SECRET)
        wait_for(lambda: held_cases(house))
        (case,) = held_cases(house)
        assert house.held(case) == SECRET.encode()
        source.unlink()
        for to in ("", str(house.shares["gripper"])):
            with pytest.raises(AgentError, match="changed after it was judged") as refused:
                give_back(house, case, to=to)
            assert refused.value.help
        assert list(house.shares["gripper"].glob("*.txt")) == []
        kept = show(house, case)
        assert (kept["state"], kept["detail"]) == ("held", "changed after it was judged")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_a_person_sees_and_gets_back_their_own_and_learns_nothing_of_others(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    with house.running():
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
        source = let(house, house.shares["qsensor"] / "spec.txt", SECRET)

        def put(path: Path) -> None:
            shutil.copy(source, path)
            os.chown(path, NOBODY, NOBODY)

        case = stop(house, house.shares["gripper"] / "spec.txt", put)
        as_somebody = asked_by(house, NOBODY)
        (line,) = as_somebody("list", {})["holds"]
        assert line["case"] == case
        shown = as_somebody("show", {"case": case})["hold"]
        for given in (line, shown):
            assert "qsensor" not in str({**given, "folder": ""})
            assert "reasons" not in given
        # Its source is not theirs: that it lies there at all is nothing for them to learn.
        with pytest.raises(AgentError) as refused:
            as_somebody("return", {"case": case, "dry_run": True})
        assert refused.value.message == "it is not known where the file came from"
        for zone in ("qsensor", "gripper"):
            with pytest.raises(AgentError, match="you may not write") as refused:
                as_somebody("return", {"case": case, "to": str(house.shares[zone]), "dry_run": True})
        house.shares["gripper"].chmod(0o777)
        with pytest.raises(AgentError, match="the policy does not let") as refused:
            as_somebody("return", {"case": case, "to": str(house.shares["gripper"])})
        assert "us" not in refused.value.help.split()
        assert "qsensor" not in refused.value.help
        # Another person's case is no case.
        stranger = asked_by(house, 4242)
        assert stranger("list", {})["holds"] == []
        for do in ("show", "return", "justify"):
            with pytest.raises(AgentError, match="there is no case"):
                stranger(do, {"case": case, "reason": "because"})


def asked_by(house: House, uid: int) -> Callable[[str, dict[str, object]], dict[str, object]]:
    """Asks as another user would: a process of that user talks to the real socket."""
    script = (
        "import sys, json, os\n"
        "sys.path[:0] = json.loads(sys.argv[3])\n"
        "from pathlib import Path\n"
        "from agent.control import ask\n"
        "from agent.errors import AgentError\n"
        "os.setgroups([]); os.setgid(int(sys.argv[4])); os.setuid(int(sys.argv[4]))\n"
        "try:\n"
        "    print(json.dumps(ask(Path(sys.argv[1]), json.loads(sys.argv[2]))))\n"
        "except AgentError as error:\n"
        "    print(json.dumps({'refused': error.message, 'help': error.help}))\n"
    )

    def asking(do: str, request: dict[str, object]) -> dict[str, object]:
        names = {"list": "quarantine-list", "show": "quarantine-show", "return": "quarantine-return"}
        body = json.dumps({"do": names.get(do, do), **request})
        for folder in (house.data, *house.data.parents):
            if folder == Path("/tmp"):
                break
            folder.chmod(folder.stat().st_mode | 0o011)
        done = subprocess.run(
            [sys.executable, "-c", script, str(house.data), body, json.dumps(sys.path), str(uid)],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        answer = json.loads(done.stdout)
        if "refused" in answer:
            raise AgentError(answer["refused"], help=answer["help"])
        return dict(answer)

    return asking


# --- exactly


def everything_of(path: Path) -> dict[str, object]:
    status = path.lstat()
    return {
        "bytes": path.read_bytes(),
        "mode": stat.S_IMODE(status.st_mode),
        "owner": (status.st_uid, status.st_gid),
        "mtime_ns": status.st_mtime_ns,
        "attributes": {name: os.getxattr(path, name) for name in os.listxattr(path)},
    }


def mount_or_skip(*arguments: object) -> None:
    try:
        run("mount", *arguments)
    except subprocess.CalledProcessError:
        pytest.skip("this file system cannot be mounted here")


@contextmanager
def loop_mount(image: Path, at: Path, make: list[str]) -> Iterator[Path]:
    run("truncate", "-s", "64M", image)
    run(*make, image)
    mount_or_skip("-o", "loop,acl", image, at)
    try:
        yield at
    finally:
        run("umount", "-l", at)


@contextmanager
def memory_mount(at: Path, kind: str = "tmpfs") -> Iterator[Path]:
    mount_or_skip("-t", kind, "none", at)
    try:
        yield at
    finally:
        run("umount", "-l", at)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="mounting and other people's files need root")
needs_programs = pytest.mark.skipif(
    any(shutil.which(each) is None for each in ("setfacl", "setfattr", "mkfs.ext4")),
    reason="setfacl, setfattr or mkfs.ext4 is not installed",
)


@needs_root
@needs_programs
@pytest.mark.parametrize("kind", ["ext4", "tmpfs"])
def test_it_comes_back_exactly_as_it_was(tmp_path: Path, kind: str) -> None:
    house = build_house(tmp_path)
    house.publish(ruled(house.tables, Verdict.HOLD), 2)
    at = house.shares["gripper"]
    mounted = loop_mount(tmp_path / "image", at, ["mkfs.ext4", "-q"]) if kind == "ext4" else memory_mount(at)
    with mounted as gripper:
        # What a folder hands down to new files is not what the file had.
        run("setfacl", "-d", "-m", "u:1234:rwx", str(gripper))
        with running(house):
            source = let(house, gripper / "minutes.txt", MINUTES * 1000)
            os.chown(source, NOBODY, 1234)
            source.chmod(0o640)
            run("setfacl", "-b", str(source))
            run("setfacl", "-m", "u:4321:r,g:99:rw", str(source))
            run("setfattr", "-n", "user.project", "-v", "gripper", str(source))
            run("setfattr", "-n", "trusted.note", "-v", "x", str(source))
            os.utime(source, ns=(1_600_000_000_123_456_789, 1_500_000_000_987_654_321))
            before = everything_of(source)
            # Moved across file systems as `mv` does it, with all that it has.
            there = house.shares["common"] / "minutes.txt"
            case = stop(house, there, lambda path: run("mv", source, path))
            done = give_back(house, case)
            after = everything_of(source)
            lost = str(done["detail"])
            for name in set(before["attributes"]) - set(after["attributes"]):  # type: ignore[call-overload]
                assert f"attribute {name}" in lost
            kept = {**before, "attributes": dict(after["attributes"])}  # type: ignore[call-overload]
            assert after == kept
            assert "system.posix_acl_access" in after["attributes"]  # type: ignore[operator]
            assert os.getxattr(source, "user.project") == b"gripper"


@needs_root
@needs_programs
def test_what_the_file_system_there_cannot_keep_is_said(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    house.publish(ruled(house.tables, Verdict.HOLD), 2)
    with memory_mount(house.shares["gripper"], "ramfs") as bare, running(house):

        def put(path: Path) -> None:
            aside = tmp_path / "aside"
            aside.write_text(MINUTES)
            run("setfattr", "-n", "user.project", "-v", "gripper", aside)
            run("setfacl", "-m", "u:4321:r", aside)
            aside.rename(path)

        case = stop(house, house.shares["common"] / "minutes.txt", put)
        done = give_back(house, case, to=str(bare))
        assert (bare / "minutes.txt").read_text() == MINUTES
        for lost in ("attribute user.project", "attribute system.posix_acl_access"):
            assert lost in str(done["detail"])
        assert str(done["detail"]) in str(show(house, case)["detail"])


# --- a reason


def test_a_reason_completes_what_waits_for_one_and_is_recorded(house: House) -> None:
    house.publish(ruled(house.tables, Verdict.JUSTIFY), 3)
    there = house.shares["common"] / "minutes.txt"
    with running(house, 3):
        case = stop(house, there, lambda path: path.write_text(MINUTES))
        done = ask(house.data, {"do": "justify", "case": case, "reason": "  needed\n before\tFriday "})["justified"]
        assert done["path"] == str(there)
        assert there.read_text() == MINUTES
        wait_for(lambda: (case, "completed") in of_states(house))
        # It stays there: it is not stopped again by the rule that asked for the reason.
        let(house, house.shares["gripper"] / "later.txt", "later\n")
        there.touch()
        let(house, house.shares["gripper"] / "later still.txt", "later still\n")
        assert there.exists()
        with pytest.raises(AgentError, match="has left already"):
            ask(house.data, {"do": "justify", "case": case, "reason": "once more"})
    (told,) = [each for each in house.server.events("hold") if each["state"] == "justified"]
    assert str(told["detail"]).endswith(": needed before Friday")
    states = [state for _, state in of_states(house)]
    assert states == ["held", "justified", "completed"]


def test_a_hold_waits_for_no_reason(house: House) -> None:
    with running(house):
        case = stop(house, house.shares["common"] / "a.txt", lambda path: path.write_text(MINUTES))
        with pytest.raises(AgentError, match="does not wait for a reason"):
            ask(house.data, {"do": "justify", "case": case, "reason": "because"})


def test_a_reason_is_not_enough_once_the_policy_asks_for_more(house: House) -> None:
    house.publish(ruled(house.tables, Verdict.JUSTIFY), 3)
    there = house.shares["common"] / "minutes.txt"
    with running(house, 3):
        case = stop(house, there, lambda path: path.write_text(MINUTES))
        house.publish(ruled(house.tables, Verdict.HOLD), 4, stamp=2)
        in_force(house, 4)
        with pytest.raises(AgentError, match="not enough"):
            ask(house.data, {"do": "justify", "case": case, "reason": "because"})
        assert not there.exists()


@pytest.mark.parametrize("reason", ["", "  \n", "ab", "x" * 1001])
def test_a_reason_says_something(reason: str) -> None:
    with pytest.raises(AgentError, match="reason"):
        checked_reason(reason)


def test_control_characters_do_not_come_through_a_reason() -> None:
    assert checked_reason("a\x1b[31mred\u202etxt") == "a [31mred txt"


# --- details


@needs_root
def test_the_kernel_says_who_may_write(tmp_path: Path) -> None:
    for mode, expected in ((0o755, False), (0o777, True), (0o776, False)):
        tmp_path.chmod(mode)
        fd = os.open(tmp_path, os.O_PATH | os.O_DIRECTORY)
        try:
            assert may_write(fd, NOBODY) is expected, oct(mode)
            assert may_write(fd, 4242) is expected, oct(mode)
        finally:
            os.close(fd)


def test_no_socket_request_crashes_the_counter(house: House) -> None:
    with running(house):
        for case in (None, 5, "", "C-", "x" * 5000, "\0", ["C"], {"a": 1}):
            for do in ("quarantine-show", "quarantine-return", "justify"):
                with pytest.raises(AgentError, match="there is no case"):
                    ask(house.data, {"do": do, "case": case, "reason": "because", "to": 5, "dry_run": "yes"})


def test_nothing_is_deleted_wherever_a_return_dies(tmp_path: Path) -> None:
    """A return fails at each of its steps; the next agent finishes it, and there is one whole file at the end."""
    points = ("accepted", "counted", "restored", "placed", "unnoticed", "completed")
    for number, point in enumerate(points):
        house = build_house(tmp_path / str(number))
        house.publish(ruled(house.tables, Verdict.HOLD), 2)
        source = house.shares["gripper"] / "minutes.txt"

        def dies(name: str, at: str = f"release:{point}") -> None:
            if name == at:
                raise OSError(28, "no space left")

        with house.running(dies):
            in_force(house, 2)
            let(house, source)
            case = stop(house, house.shares["common"] / "minutes.txt", source.rename)
            with pytest.raises(AgentError):
                give_back(house, case)
            assert source.exists() or house.held(case) == MINUTES.encode(), point
        with house.running():
            if point == "accepted":
                give_back(house, case)
            wait_for(lambda case=case, house=house: (case, "returned") in of_states(house))
            assert source.read_text() == MINUTES
            copies = [path for path in house.shares["gripper"].rglob("*") if path.is_file()]
            assert copies == [source], point


@pytest.mark.parametrize("what", ["folder", "link", "pipe"])
def test_what_somebody_puts_under_the_name_meanwhile_keeps_nothing_from_coming_back(house: House, what: str) -> None:
    source = house.shares["gripper"] / "minutes.txt"
    make = {"folder": Path.mkdir, "link": lambda path: path.symlink_to("/etc/hostname"), "pipe": os.mkfifo}[what]

    def dies(name: str) -> None:
        if name == "release:counted":
            make(source)
            raise OSError(28, "no space left")

    with house.running(dies):
        in_force(house, 2)
        let(house, source)
        case = stop(house, house.shares["common"] / "minutes.txt", source.rename)
        with pytest.raises(AgentError):
            give_back(house, case)
    with house.running():
        wait_for(lambda: (case, "returned") in of_states(house))
    assert (house.shares["gripper"] / f"minutes (returned {case}).txt").read_text() == MINUTES
    assert source.lstat()
    assert not source.is_file() or source.is_symlink()
