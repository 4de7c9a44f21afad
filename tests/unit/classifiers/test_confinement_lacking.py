"""What a kernel lacks is told with its reason; the other walls hold; who requires a wall reads nothing without it."""

from __future__ import annotations

import ctypes
import dataclasses
import os
import pwd
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from classifiers.confine import ReaderPool
from classifiers.confinement import identity
from classifiers.confinement.kernel import CAP_KILL, Kernel, effective_capabilities
from classifiers.confinement.landlock import handled
from classifiers.confinement.settings import Confinement, default_workers
from classifiers.confinement.walls import Wall, Walls, WallState
from classifiers.errors import ClassifierError
from classifiers.limits import Limits
from policies.label import Reading

HOSTILE = Path(__file__).resolve().parents[2] / "support" / "hostile_reader.py"
PR_CAPBSET_DROP = 24
CAPABILITIES = {
    "CAP_CHOWN": 0, "CAP_DAC_OVERRIDE": 1, "CAP_DAC_READ_SEARCH": 2, "CAP_FOWNER": 3, "CAP_KILL": 5, "CAP_SETGID": 6,
    "CAP_SETUID": 7, "CAP_NET_ADMIN": 12, "CAP_SYS_ADMIN": 21, "CAP_SYS_NICE": 23, "CAP_LEASE": 28,
}  # fmt: skip
NO_OTHER_USER = os.geteuid() != 0


def pool_without(calls: str, **options: frozenset[Wall]) -> ReaderPool:
    return ReaderPool(Limits(), program=("-s", "-P", str(HOSTILE), "all", f"without={calls}"), **options)


@pytest.mark.parametrize(
    ("calls", "lacking", "why"),
    [
        ("landlock", {Wall.FILES}, "5.13"),
        ("seccomp", {Wall.CALLS}, "not implemented"),
        ("unshare", {Wall.NETWORK}, "namespace"),
        ("capset", {Wall.PRIVILEGES}, "not implemented"),
        ("setresuid", {Wall.USER}, ""),
        ("landlock,seccomp,unshare", {Wall.FILES, Wall.CALLS, Wall.NETWORK}, ""),
    ],
)
def test_a_kernel_that_lacks_something_is_told_of_and_reads_all_the_same(
    calls: str, lacking: set[Wall], why: str
) -> None:
    with pool_without(calls) as pool, tempfile.TemporaryFile() as file:
        file.write(b'{"do": "allocate", "with": [4096]}')
        file.flush()
        assert pool.read(file.fileno(), "x").parts[0].text == "done"
        for wall in lacking:
            assert wall not in pool.walls.held
        assert set(Wall) - pool.walls.held <= lacking | ({Wall.USER} if NO_OTHER_USER else set())
        assert why.lower() in pool.walls.told().lower()


def test_who_requires_a_wall_reads_nothing_without_it() -> None:
    pool = pool_without("landlock", required=frozenset({Wall.FILES, Wall.CALLS}))
    with pytest.raises(ClassifierError, match="lack `landlock`") as caught, pool:
        pass
    assert "require" in caught.value.help
    assert pool.reader_pids == ()
    with pool_without("landlock", required=frozenset({Wall.CALLS})) as other:
        assert Wall.FILES in {state.wall for state in other.walls.lacking}


def test_who_loses_a_required_wall_later_says_so_of_each_document(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("hello")
    pool = pool_without("landlock", required=frozenset({Wall.FILES}))
    with file.open("rb") as opened:
        document = pool.read(opened.fileno(), "a.txt")
    assert document.reading is Reading.FAILED
    assert document.findings[0].name == "reader.unavailable"
    pool.close()


def told_with_capabilities(kept: set[int]) -> str:
    """What a pool's readers lack where root has no more capabilities than these."""
    if NO_OTHER_USER:
        pytest.skip("needs root: nobody else can give a reader another user")
    script = (
        "from classifiers.confine import ReaderPool\nfrom classifiers.limits import Limits\n"
        "with ReaderPool(Limits()) as pool:\n print(pool.walls.told(), len(pool.walls.states))\n"
    )
    libc = ctypes.CDLL(None)

    def give_up() -> None:
        for number in set(range(41)) - kept:
            libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, preexec_fn=give_up
    )
    return done.stdout.strip()


@pytest.mark.parametrize(("number", "name"), [(5, "CAP_KILL"), (6, "CAP_SETGID"), (7, "CAP_SETUID")])
def test_root_that_lacks_a_capability_keeps_its_readers_its_own(number: int, name: str) -> None:
    told = told_with_capabilities(set(range(41)) - {number})
    assert told.startswith("own-user")
    assert name in told


def test_the_service_file_leaves_what_every_wall_takes() -> None:
    """The very capabilities of the shipped service, and no others."""
    service = (Path(__file__).resolve().parents[3] / "deploy" / "sekimori-agent.service").read_text()
    (line,) = [line for line in service.splitlines() if line.startswith("CapabilityBoundingSet=")]
    assert told_with_capabilities({CAPABILITIES[name] for name in line.partition("=")[2].split()}) == str(len(Wall))


def test_a_thread_that_was_there_before_is_told_of(tmp_path: Path) -> None:
    program = tmp_path / "threaded.py"
    program.write_text(
        "import sys, threading\nfrom classifiers import worker\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\nsys.exit(worker.main(sys.argv[1:]))\n"
    )
    with ReaderPool(Limits(), program=("-s", "-P", str(program))) as pool:
        assert "1 threads of a library" in pool.walls.told()
        assert Wall.CALLS in pool.walls.held


@pytest.mark.parametrize("kind", [resource.RLIMIT_AS, resource.RLIMIT_NOFILE])
def test_limits_that_are_tighter_already_stay_so(kind: int) -> None:
    script = (
        "import os, resource\nfrom classifiers.confine import ReaderPool\nfrom classifiers.limits import Limits\n"
        f"least = {{{resource.RLIMIT_AS}: 1200 << 20, {resource.RLIMIT_NOFILE}: 24}}[{kind}]\n"
        f"resource.setrlimit({kind}, (least, least))\n"
        "with ReaderPool(Limits()) as pool:\n"
        " print('limits' in pool.walls.held)\n"
        " print(open(f'/proc/{pool.reader_pids[0]}/limits').read())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("True")
    shown = {line[:26].strip(): line[26:].split()[:2] for line in done.stdout.splitlines() if line.startswith("Max")}
    limits = Limits()
    addresses = 1200 << 20 if kind == resource.RLIMIT_AS else limits.memory_bytes + limits.file_bytes
    assert shown["Max address space"] == [str(addresses)] * 2
    assert shown["Max data size"] == [str(limits.memory_bytes)] * 2
    assert shown["Max open files"] == ["24" if kind == resource.RLIMIT_NOFILE else "32"] * 2


def test_walls_as_values() -> None:
    walls = Walls(
        states=(
            WallState(wall=Wall.FILES, is_held=True, why="a remark"),
            WallState(wall=Wall.CALLS, is_held=False, why="no table"),
        )
    )
    assert walls.held == {Wall.FILES}
    assert walls.told() == "seccomp (no table)"
    assert Walls().told() == ""


def test_readers_by_the_machine() -> None:
    assert [default_workers(count) for count in (0, 1, 2, 4, 64)] == [1, 1, 2, 4, 4]
    assert Confinement(workers=7).readers() == 7
    assert 1 <= Confinement().readers() <= 4
    for wrong in (-1, 65):
        with pytest.raises(ClassifierError, match="workers"):
            Confinement(workers=wrong).readers()


@pytest.mark.parametrize(("abi", "size"), [(1, 8), (2, 8), (3, 8), (4, 16), (5, 16), (6, 24), (7, 24), (99, 24)])
def test_a_ruleset_takes_away_all_that_its_abi_knows(abi: int, size: int) -> None:
    assert len(handled(abi)) == size


def test_rights_by_abi() -> None:
    files = [int.from_bytes(handled(abi)[:8], "little") for abi in range(1, 8)]
    assert files == [0x1FFF, 0x3FFF, 0x7FFF, 0x7FFF, 0xFFFF, 0xFFFF, 0xFFFF]
    assert handled(4)[8:] == (3).to_bytes(8, "little")
    assert handled(6)[16:] == (3).to_bytes(8, "little")


def test_capabilities_are_read_from_what_the_kernel_says() -> None:
    assert effective_capabilities("Name:\tx\nCapEff:\t0000000000000020\n") >> CAP_KILL & 1
    assert effective_capabilities("") == 0


def test_another_system_is_an_error_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    kernel = Kernel()
    attempts: list[Callable[[], object]] = [
        lambda: kernel.prctl(39),
        lambda: kernel.unshare(0),
        lambda: kernel.call(39),
        kernel.death_signal,
        kernel.drop_capabilities,
    ]
    for attempt in attempts:
        with pytest.raises(OSError, match=r"not Linux|no table"):
            attempt()


def test_readers_have_an_account_where_one_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pwd.struct_passwd(("sekimori-reader", "x", 990, 991, "", "/nonexistent", "/usr/sbin/nologin"))
    monkeypatch.setattr(identity.pwd, "getpwnam", {identity.ACCOUNT: made}.__getitem__)
    assert identity.reader_account() == identity.Account(uid=990, gid=991)
    monkeypatch.setattr(identity.pwd, "getpwnam", dict[str, object]().__getitem__)
    assert identity.reader_account().uid == 65534
    assert "sekimori-reader" in identity.reader_account().remark


def test_settings_are_values() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Confinement().workers = 3  # type: ignore[misc]
