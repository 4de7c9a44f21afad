"""An agent on a file server: what people on both sides do with smbclient, and what comes of it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.control import ask
from tests.support.samba import ALL, PATH, SambaHouse, lacking, samba_house

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "Samba can be run")

SECRET = b"SECRET assembly of the qubit readout chain, DRAWING 4711\n" * 50
ORDINARY = b"Cafeteria menu of the week, " * 40_000
REFUSED = "NT_STATUS_"


def wait_for(true: Callable[[], object], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def server() -> Iterator[SambaHouse]:
    """One file server and its agent, for all tests of this file: each uses files of its own."""
    with samba_house() as made, made.house.running():
        sure = made.client("miller", "qsensor", f"put {made.local('spec.txt', SECRET)} spec.txt")
        assert sure.code == 0, sure.text
        wait_for(lambda: verdict(made, "qsensor/spec.txt") == "allow")
        yield made


def verdict(server: SambaHouse, below: str) -> object:
    """The last verdict on a file."""
    path = str(server.shares[ALL] / below)
    recent = ask(server.house.data, {"do": "recent", "limit": 200})["recent"]
    return next((each["verdict"] for each in reversed(recent) if each["path"] == path), None)


def is_undone(server: SambaHouse, below: str) -> bool:
    """Whether a forbidden file was stopped and nothing of it is left in the share, staging and other names included."""
    folder = (server.shares[ALL] / below).parent
    holds = {str(event["case"]) for event in server.house.server.events("hold") if event["state"] == "held"}
    stopped = {
        str(event["case"])
        for event in server.house.server.events("transfer")
        if event["case"] and event["transfer"]["object"]["name"] == Path(below).name  # type: ignore[index]
    }
    if not stopped or not stopped <= holds:
        return False
    left = [path for path in folder.rglob("*") if path.is_file() and SECRET[:40] in path.read_bytes()]
    return not left and all(server.house.held(case) == SECRET for case in stopped)


def put(server: SambaHouse, user: str, share: str, name: str, data: bytes) -> None:
    said = server.client(user, share, f'put "{server.local("to-put", data)}" "{name}"')
    assert said.code == 0, said.text


def test_the_zones_are_found_with_no_folder_named(server: SambaHouse) -> None:
    status = ask(server.house.data, {"do": "status"})
    found = {each["zone"]: each["path"] for each in status["places"]}
    assert found == {name: str(server.shares[name]) for name in ("qsensor", "gripper", "common")}
    assert {each["zone"]: each["state"] for each in status["watches"]} == dict.fromkeys(found, "watching")
    problems = "\n".join(status["problems"])
    for zone in ("coating", "bearing", "campus-energy"):
        assert f"home `smb://fs1/{zone}/**` of zone `{zone}`" in problems
    assert "share `all`, which the policy does not know, reaches the folders of" in problems


def test_what_is_put_across_the_wall_is_undone(server: SambaHouse) -> None:
    put(server, "sato", "gripper", "put.txt", SECRET)
    wait_for(lambda: is_undone(server, "gripper/put.txt"))
    assert server.got("wang", "gripper", "put.txt") is None
    assert server.got("miller", "qsensor", "spec.txt") == SECRET


def test_what_is_put_under_another_name_and_renamed_is_undone(server: SambaHouse) -> None:
    name = server.local("renamed", SECRET)
    said = server.client("sato", "gripper", f"put {name} ~tmp1", "rename ~tmp1 renamed.txt")
    assert said.code == 0, said.text
    wait_for(lambda: not (server.shares["gripper"] / "renamed.txt").exists())
    wait_for(lambda: is_undone(server, "gripper/renamed.txt") or is_undone(server, "gripper/~tmp1"))
    assert server.got("wang", "gripper", "renamed.txt") is None


def test_a_copy_that_the_server_makes_is_undone(server: SambaHouse) -> None:
    said = server.client("sato", ALL, r"scopy qsensor\spec.txt gripper\copied.txt")
    assert said.code == 0, said.text
    wait_for(lambda: is_undone(server, "gripper/copied.txt"))
    assert server.got("miller", "qsensor", "spec.txt") == SECRET


def test_a_file_moved_across_by_a_share_that_reaches_both_is_undone(server: SambaHouse) -> None:
    put(server, "miller", "qsensor", "moved.txt", SECRET)
    wait_for(lambda: verdict(server, "qsensor/moved.txt") == "allow")
    said = server.client("miller", ALL, r"rename qsensor\moved.txt gripper\moved.txt")
    assert said.code == 0, said.text
    wait_for(lambda: is_undone(server, "gripper/moved.txt"))


def test_a_hard_link_across_is_undone_and_the_home_keeps_its_file(server: SambaHouse) -> None:
    said = server.client("sato", ALL, r"hardlink qsensor\spec.txt gripper\linked.txt")
    if REFUSED in said.text:
        # This protocol has no links; whoever has a shell on the server makes them so.
        (server.shares["gripper"] / "linked.txt").hardlink_to(server.shares["qsensor"] / "spec.txt")
    wait_for(lambda: is_undone(server, "gripper/linked.txt"))
    assert server.got("miller", "qsensor", "spec.txt") == SECRET
    assert (server.shares["qsensor"] / "spec.txt").stat().st_nlink == 1


def test_what_is_allowed_is_byte_identical(server: SambaHouse) -> None:
    noise = os.urandom(3_000_000)
    for user, share, name, data in (
        ("wang", "gripper", "menu.txt", ORDINARY),
        ("miller", "common", "献立 表.txt", b"Bus timetable, " * 70_000),
        ("miller", "qsensor", "raw.bin", noise),
    ):
        put(server, user, share, name, data)
        wait_for(lambda share=share, name=name: verdict(server, f"{share}/{name}") == "allow")
        assert server.got(user, share, name) == data
    said = server.client("wang", "gripper", "scopy menu.txt menu2.txt", "rename menu2.txt menu3.txt", "mkdir deep")
    assert said.code == 0, said.text
    assert server.client("wang", "gripper", r"rename menu3.txt deep\menu4.txt").code == 0
    wait_for(lambda: verdict(server, "gripper/deep/menu4.txt") == "allow")
    assert server.got("wang", "gripper", r"deep\menu4.txt") == ORDINARY


def test_the_save_dance_of_office_goes_through(server: SambaHouse) -> None:
    """Lock file, new content aside, the old one renamed away, the new one renamed in, the old one removed."""
    put(server, "miller", "qsensor", "paper.docx", b"first draft " + SECRET)
    wait_for(lambda: verdict(server, "qsensor/paper.docx") == "allow")
    for version in (b"second draft ", b"third draft "):
        lock, new = server.local("lock", b"\x06miller" * 20), server.local("new", version + SECRET)
        said = server.client(
            "miller", "qsensor", f"put {lock} ~$paper.docx", f"put {new} ~WRD0001.tmp",
            "rename paper.docx ~WRL0001.tmp", "rename ~WRD0001.tmp paper.docx", "rm ~WRL0001.tmp", "rm ~$paper.docx",
        )  # fmt: skip
        assert (said.code, REFUSED in said.text) == (0, False), said.text
        assert server.got("miller", "qsensor", "paper.docx") == version + SECRET
    wait_for(lambda: verdict(server, "qsensor/paper.docx") == "allow")
    names = {path.name for path in server.shares["qsensor"].iterdir() if "paper" in path.name or path.name[0] == "~"}
    assert names == {"paper.docx"}


def test_a_file_that_a_client_holds_open_is_taken_away_all_the_same(server: SambaHouse) -> None:
    """With kernel oplocks on, as the share has them."""
    with subprocess.Popen(
        server.command("sato", "gripper"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        cwd=server.folder / "local", env={**os.environ, "PATH": PATH},
    ) as client:  # fmt: skip
        assert client.stdin is not None
        client.stdin.write(f"put {server.local('open', SECRET)} open.txt\nopen open.txt\n".encode())
        client.stdin.flush()
        wait_for(lambda: verdict(server, "gripper/open.txt") in ("hold", "block"))
        wait_for(lambda: not (server.shares["gripper"] / "open.txt").exists())
        assert server.got("wang", "gripper", "open.txt") is None
        client.stdin.write(b"quit\n")
        client.stdin.close()
        client.wait(30)
    wait_for(lambda: is_undone(server, "gripper/open.txt"))


def test_nobody_gets_into_staging_by_the_share(server: SambaHouse) -> None:
    said = server.client("wang", "gripper", r"ls .sekimori\*", rf"put {server.local('x', b'x')} .sekimori\x")
    assert said.text.count("NT_STATUS_ACCESS_DENIED") == 2, said.text


def test_a_share_that_is_renamed_while_the_agent_runs_is_noticed_and_still_watched() -> None:
    with samba_house() as server, server.house.running():
        text = server.config.parent / "shares.conf"
        text.write_text(text.read_text().replace("[gripper]", "[gripper-old]"))

        def problems() -> str:
            return "\n".join(ask(server.house.data, {"do": "status"})["problems"])

        wait_for(lambda: "this machine's Samba has no share `gripper`" in problems())
        assert f"no longer leads to `{server.shares['gripper']}`" in problems()
        watched = {each["zone"]: each["state"] for each in ask(server.house.data, {"do": "status"})["watches"]}
        assert watched["gripper"] == "watching"
        text.write_text(text.read_text().replace("[gripper-old]", "[gripper]"))
        wait_for(lambda: "`gripper`" not in problems().replace("reaches the folders of `common`, `gripper`", ""))
