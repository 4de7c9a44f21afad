"""What else a Samba server may be set to do, behind the gate: streams, a bin for what is removed, leases, copies from
share to share, and oplocks of the kernel."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from smbprotocol.exceptions import SMBResponseException

from tests.gate.test_gated_samba import ORDINARY, PASSAGE, SECRET, Prying, at_home, is_gone
from tests.support.gated_samba import SHARED_FILES, FileServer, file_server, lacking, wait_for
from tests.support.samba import ALL
from tests.support.smb import BATCH, DENIED, READ, WHOLE_LEASE, WRITE, Line, read_all

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "a file server can be run")

MODULES = ("streams_depot", "recycle")
MODULE_FOLDERS = (Path("/usr/lib/x86_64-linux-gnu/samba/vfs"), Path("/usr/lib/aarch64-linux-gnu/samba/vfs"))
needs_modules = pytest.mark.skipif(
    not any(all((folder / f"{name}.so").exists() for name in MODULES) for folder in MODULE_FOLDERS),
    reason="needs samba-vfs-modules",
)
Lines = Callable[[], Line]


@pytest.fixture(scope="module")
def server() -> Iterator[FileServer]:
    modules = f"vfs objects = {' '.join(MODULES)}\nrecycle:directory_mode = 0777"
    with_modules = SHARED_FILES + (f"\n{modules}" if not needs_modules.args[0] else "")
    with file_server(options=with_modules) as made:
        at_home(made, "spec.txt")
        yield made


@pytest.fixture
def lines(server: FileServer) -> Iterator[Lines]:
    opened: list[Line] = []

    def another() -> Line:
        opened.append(Line(server.samba.port))
        return opened[-1]

    yield another
    for line in opened:
        line.close()


@needs_modules
def test_a_stream_beside_a_file_is_judged_and_gated_like_one(server: FileServer) -> None:
    samba = server.samba
    menu, secret = samba.local("menu", ORDINARY), samba.local("secret", SECRET + b"in a stream\n")
    assert samba.client("wang", "gripper", f"put {menu} menu.txt").code == 0
    with Prying(server, r"gripper\menu.txt:hidden"):
        said = samba.client("sato", "gripper", f"put {secret} menu.txt:hidden")
        assert said.code == 0, said.text
        depot = samba.shares["gripper"] / ".streams"
        wait_for(lambda: not [each for each in depot.rglob("*") if each.is_file() and PASSAGE in each.read_bytes()])
    assert samba.got("wang", "gripper", "menu.txt") == ORDINARY
    at_home(server, "streamed.txt", ORDINARY[:500])
    assert samba.client("miller", "qsensor", f"put {secret} streamed.txt:hidden").code == 0
    wait_for(lambda: samba.got("sato", "qsensor", "streamed.txt:hidden") == SECRET + b"in a stream\n")
    assert samba.got("wang", ALL, r"qsensor\streamed.txt:hidden") is None


@needs_modules
def test_what_is_removed_into_a_bin_stays_its_readers(server: FileServer) -> None:
    samba = server.samba
    at_home(server, "removed.txt")
    assert samba.client("miller", "qsensor", "rm removed.txt").code == 0
    assert (samba.shares["qsensor"] / ".recycle" / "removed.txt").exists()
    assert samba.got("wang", ALL, r"qsensor\.recycle\removed.txt") is None
    assert samba.got("sato", "qsensor", r".recycle\removed.txt") == SECRET


def test_a_name_in_other_letters_is_the_same_file(server: FileServer) -> None:
    assert server.samba.got("wang", ALL, r"QSensor\SPEC.TXT") is None
    assert server.samba.got("miller", ALL, r"QSensor\SPEC.TXT") == SECRET


def test_a_copy_that_the_server_makes_from_share_to_share(server: FileServer, lines: Lines) -> None:
    """Wang has it made where he may not read, Sato where the other side reads."""
    wang = lines().log_in("wang", ALL)
    with pytest.raises(SMBResponseException) as refused:
        wang.copy(r"qsensor\spec.txt", "stolen.txt", wang.beside("gripper"))
    assert refused.value.status == DENIED
    assert not (server.samba.shares["gripper"] / "stolen.txt").exists()
    at_home(server, "shared.txt", SECRET + b"from share to share\n")
    sato = lines().log_in("sato", "qsensor")
    with Prying(server, r"gripper\shared.txt"):
        sato.copy("shared.txt", "shared.txt", sato.beside("gripper"))
        wait_for(is_gone(server, "gripper/shared.txt"))


def test_a_lease_is_broken_and_given_back(server: FileServer, lines: Lines) -> None:
    at_home(server, "leased.txt")
    holding = lines()
    miller, sato, wang = (line.log_in(who, ALL) for line, who in zip(
        (holding, lines(), lines()), ("miller", "sato", "wang"), strict=True
    ))  # fmt: skip
    held, state = miller.leased(r"qsensor\leased.txt")
    assert state == WHOLE_LEASE
    assert read_all(held) == SECRET
    assert wang.tried(r"qsensor\leased.txt") == DENIED
    assert sato.tried(r"qsensor\leased.txt") == SECRET
    assert holding.broken
    assert holding.broken[0] & ~WHOLE_LEASE == 0
    held.write(b"changed by its holder", 0)
    assert held.read(0, 21) == b"changed by its holder"
    held.close()
    changed = b"changed by its holder" + SECRET[21:]
    wait_for(lambda: sato.tried(r"qsensor\leased.txt") == changed)
    assert wang.tried(r"qsensor\leased.txt") == DENIED


def test_oplocks_of_the_kernel_refuse_their_holder_and_let_nobody_through() -> None:
    """The kernel cannot show a file under such a lease; the status says so, and everybody else is answered as ever."""
    with file_server(options=f"{SHARED_FILES}\nkernel oplocks = yes") as server:
        at_home(server, "spec.txt")
        assert "`kernel oplocks = yes`" in " ".join(server.status()["problems"])
        holding, others = Line(server.samba.port), Line(server.samba.port)
        miller, sato, wang = (line.log_in(who, ALL) for line, who in (
            (holding, "miller"), (others, "sato"), (others, "wang")
        ))  # fmt: skip
        # The kernel gives a lease only while nobody else has the file open, and the agent may still be reading it.
        until_s, status = time.monotonic() + 30, 0
        while status != DENIED:
            assert time.monotonic() < until_s, f"no lease was given: {status}"
            held = miller.opened(r"qsensor\spec.txt", READ | WRITE, oplock=BATCH)
            try:
                assert read_all(held) == SECRET
            except SMBResponseException as refused:
                status = refused.status
                continue
            held.close()
            time.sleep(0.2)
        assert wang.tried(r"qsensor\spec.txt") == DENIED
        assert sato.tried(r"qsensor\spec.txt") == SECRET
        assert read_all(held) == SECRET
        wait_for(partial(bool, holding.broken))
        holding.close()
        others.close()
