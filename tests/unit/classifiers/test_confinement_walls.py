"""Each wall is tried from inside a real reader: it stops the attempt by itself, and without it the attempt succeeds."""

from __future__ import annotations

import json
import os
import secrets
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from classifiers.confine import ReaderPool
from classifiers.confinement.calls import ALLOWED, DEADLY, GUARDED
from classifiers.confinement.walls import Wall
from classifiers.document import Document
from classifiers.limits import Limits

HOSTILE = Path(__file__).resolve().parents[2] / "support" / "hostile_reader.py"
LIMITS = Limits(deadline_s=20.0)
EIGHT_GB = 8 << 30
# Newer kernels keep these from filters, for probes of their own, and kill whoever else calls them.
PROBES = {335, 336}

Pools = Callable[..., ReaderPool]


def hostile_pool(*walls: Wall, limits: Limits = LIMITS) -> ReaderPool:
    return ReaderPool(limits, program=("-s", "-P", str(HOSTILE), ",".join(walls)))


@pytest.fixture(scope="module")
def pools() -> Iterator[Pools]:
    """Readers within some walls, kept for the whole file; skips where the kernel lacks one of them."""
    running: dict[frozenset[Wall], ReaderPool] = {}
    with ExitStack() as stack:

        def within(*walls: Wall) -> ReaderPool:
            if os.geteuid() != 0 and {Wall.FILES, Wall.CALLS} & {*walls}:
                walls = (*walls, Wall.PRIVILEGES)  # the kernel takes no filter from anybody else who could gain some
            if frozenset(walls) not in running:
                running[frozenset(walls)] = stack.enter_context(hostile_pool(*walls))
            pool = running[frozenset(walls)]
            for state in pool.walls.lacking:
                if state.wall in walls:
                    pytest.skip(f"this machine has no wall `{state.wall}`: {state.why}")
            return pool

        yield within


def ask(pool: ReaderPool, do: str, *arguments: object, writable: bool = False) -> Document:
    """Let the taken-over reader do something."""
    with tempfile.NamedTemporaryFile(mode="r+b") as file:
        file.write(json.dumps({"do": do, "with": arguments}).encode())
        file.flush()
        fd = os.open(file.name, os.O_RDWR if writable else os.O_RDONLY)
        try:
            document = pool.read(fd, "order.json")
            assert os.pread(fd, 65536, 0).startswith(b'{"do"') is not (outcome(document) == "done" and writable)
        finally:
            os.close(fd)
    return document


def outcome(document: Document) -> str:
    """`done`, `refused: …`, or the finding that stands where the reader died."""
    if document.findings:
        return f"{document.findings[0].name} {document.findings[0].detail}"
    return document.parts[0].text


# Only root can give a reader another user.
EVERY = tuple(wall for wall in Wall if wall is not Wall.USER or os.geteuid() == 0)
KILLED = "reader.forbidden a system call that no reader makes"


@pytest.mark.parametrize(
    ("do", "arguments", "walls"),
    [
        ("read", ("/etc/passwd",), (Wall.FILES,)),
        ("read", ("/proc/self/environ",), (Wall.FILES,)),
        ("list_folder", ("/",), (Wall.FILES,)),
        ("list_folder", ("/proc",), (Wall.FILES,)),
        ("fork", (), (Wall.CALLS,)),
        ("allocate", (EIGHT_GB,), (Wall.LIMITS,)),
        ("allocate_code", (), (Wall.CALLS,)),
        ("start_threads", (40,), (Wall.LIMITS, Wall.USER)),
        ("signal_parent", (), (Wall.CALLS,)),
        ("signal_parent", (), (Wall.USER,)),
        ("read_left_open", (), (Wall.DESCRIPTORS,)),
    ],
)
def test_a_wall_stops_it_alone_and_nothing_else_does(
    pools: Pools, do: str, arguments: tuple[object, ...], walls: tuple[Wall, ...]
) -> None:
    assert outcome(ask(pools(), do, *arguments)) == "done"
    assert outcome(ask(pools(*walls), do, *arguments)).startswith("refused")
    assert outcome(ask(pools(*EVERY), do, *arguments)).startswith("refused")


@pytest.mark.parametrize("wall", [Wall.NETWORK, Wall.CALLS, Wall.FILES])
def test_a_socket_reaches_nothing(pools: Pools, wall: Wall) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert outcome(ask(pools(), "connect", port)) == "done"
        assert outcome(ask(pools(wall), "connect", port)).startswith("refused")
        assert outcome(ask(pools(*EVERY), "connect", port)).startswith("refused")


@pytest.mark.parametrize("wall", [Wall.NETWORK, Wall.CALLS])
def test_a_local_socket_without_a_file_reaches_nothing(pools: Pools, wall: Wall) -> None:
    name = f"\0sekimori-{secrets.token_hex(8)}"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(name)
        listener.listen()
        assert outcome(ask(pools(), "connect_local", name)) == "done"
        assert outcome(ask(pools(wall), "connect_local", name)).startswith("refused")


def test_a_local_socket_with_a_file_reaches_nothing(pools: Pools, tmp_path: Path) -> None:
    name = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(name)
        listener.listen()
        assert outcome(ask(pools(), "connect_local", name)) == "done"
        assert outcome(ask(pools(Wall.CALLS), "connect_local", name)).startswith("refused")


@pytest.mark.parametrize("wall", [Wall.FILES, Wall.CALLS])
def test_no_file_is_made(pools: Pools, tmp_path: Path, wall: Wall) -> None:
    assert outcome(ask(pools(), "create", str(tmp_path / "made"))) == "done"
    for pool in (pools(wall), pools(*EVERY)):
        assert outcome(ask(pool, "create", str(tmp_path / "other"))).startswith("refused")
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


@pytest.mark.parametrize("wall", [Wall.FILES, Wall.CALLS, Wall.LIMITS])
def test_no_file_is_written(pools: Pools, tmp_path: Path, wall: Wall) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"as it was")
    assert outcome(ask(pools(wall), "write", str(file))).startswith("refused")
    assert outcome(ask(pools(*EVERY), "write", str(file))).startswith("refused")
    assert wall is Wall.LIMITS or file.read_bytes() == b"as it was"
    assert outcome(ask(pools(), "write", str(file))) == "done"


@pytest.mark.parametrize("wall", [Wall.FILES, Wall.CALLS])
def test_no_file_is_removed(pools: Pools, tmp_path: Path, wall: Wall) -> None:
    file = tmp_path / "file"
    file.touch()
    assert outcome(ask(pools(wall), "remove", str(file))).startswith("refused")
    assert outcome(ask(pools(*EVERY), "remove", str(file))).startswith("refused")
    assert outcome(ask(pools(), "remove", str(file))) == "done"


@pytest.mark.parametrize("wall", [Wall.LIMITS, Wall.CALLS])
def test_a_handed_descriptor_is_not_written_even_if_it_could_be(pools: Pools, wall: Wall) -> None:
    assert outcome(ask(pools(), "write_handed", writable=True)) == "done"
    assert outcome(ask(pools(wall), "write_handed", writable=True)).startswith("refused")
    assert outcome(ask(pools(*EVERY), "write_handed", writable=True)).startswith("refused")


def test_a_handed_descriptor_is_not_written_through_memory(pools: Pools) -> None:
    assert outcome(ask(pools(), "map_handed", writable=True)) == "done"
    assert outcome(ask(pools(Wall.CALLS), "map_handed", writable=True)).startswith("refused")


@pytest.mark.parametrize("do", ["execute", "trace", "become_root"])
def test_who_tries_what_no_reader_does_is_killed_and_the_finding_says_so(pools: Pools, do: str) -> None:
    arguments = ("/bin/true",) if do == "execute" else ()
    for pool in (pools(Wall.CALLS, Wall.PRIVILEGES), pools(*EVERY)):
        assert outcome(ask(pool, do, *arguments)) == KILLED
        assert outcome(ask(pool, "read_left_open")) != KILLED  # a fresh reader is there at once


def test_no_program_runs(pools: Pools) -> None:
    assert outcome(ask(pools(), "execute", "/bin/true")) == "reader.crashed exit 0"
    assert outcome(ask(pools(Wall.FILES), "execute", "/bin/true")).startswith("refused")


def test_there_is_no_way_back_to_root(pools: Pools) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root: nobody else has it to lose")
    assert outcome(ask(pools(), "become_root")) == "done"
    assert outcome(ask(pools(Wall.USER), "become_root")).startswith("refused")


def test_a_namespace_of_its_own_gives_no_capability(pools: Pools) -> None:
    # Who makes a user namespace rules it, unless that is given up too.
    assert outcome(ask(pools(Wall.NETWORK, Wall.USER), "rename_machine")) == "done"
    assert outcome(ask(pools(Wall.NETWORK, Wall.USER, Wall.PRIVILEGES), "rename_machine")).startswith("refused")
    assert outcome(ask(pools(*EVERY), "rename_machine")) == KILLED


def test_the_kernel_agrees_with_what_is_said(pools: Pools) -> None:
    pool = pools(*Wall)
    assert outcome(ask(pool, "allocate", 1)) == "done"
    assert pool.walls.held == frozenset(Wall)
    (pid,) = pool.reader_pids
    status = Path(f"/proc/{pid}/status").read_text()
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status
    assert "CapEff:\t0000000000000000" in status
    assert "CapPrm:\t0000000000000000" in status
    assert Path(f"/proc/{pid}/oom_score_adj").read_text() == "1000\n"
    assert psutil.Process(pid).uids().real != os.getuid()
    assert Path(f"/proc/{pid}/ns/net").stat().st_ino != Path("/proc/self/ns/net").stat().st_ino
    assert len(list(Path(f"/proc/{pid}/fd").iterdir())) == 4


def test_what_is_not_raised_is_said_to_be_lacking(pools: Pools) -> None:
    assert pools().walls.held == frozenset()
    assert pools(Wall.LIMITS).walls.held == {Wall.LIMITS}
    assert "not raised" in pools(Wall.LIMITS).walls.told()


def test_every_other_call_is_refused_by_the_kernel_itself(pools: Pools) -> None:
    machine = os.uname().machine
    known = {**ALLOWED[machine], **GUARDED[machine], **DEADLY[machine]}
    others = sorted(set(range(600)) - set(known.values()) - PROBES)
    assert Wall.CALLS in pools(*EVERY).walls.held  # or this would do what it asks for
    assert outcome(ask(pools(*EVERY), "sweep", others)) == "passed []"


@pytest.mark.parametrize("name", sorted(DEADLY[os.uname().machine])[::6])
def test_a_deadly_call_is_the_last_one(pools: Pools, name: str) -> None:
    assert Wall.CALLS in pools(*EVERY).walls.held
    assert outcome(ask(pools(*EVERY), "sweep", [DEADLY[os.uname().machine][name]])) == KILLED
