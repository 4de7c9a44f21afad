"""A file server with its gate: what clients of both sides get, never get a byte of, and what must not break."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import pytest
from smbprotocol.exceptions import SMBException, SMBResponseException

from tests.support.gated_samba import FileServer, file_server, lacking, wait_for
from tests.support.samba import ALL
from tests.support.smb import BATCH, DENIED, OVERWRITE_OR_CREATE, READ, WRITE, Client, Line, read_all

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "a file server can be run")

PASSAGE = b"SECRET assembly of the qubit readout chain, DRAWING 4711\n"
SECRET = PASSAGE * 50
ORDINARY = b"Cafeteria menu of the week, " * 40_000
Lines = Callable[[FileServer], Line]
REFUSED = "NT_STATUS_ACCESS_DENIED"


@pytest.fixture(scope="module")
def server() -> Iterator[FileServer]:
    """One file server, for all tests that leave its processes alone: each uses files of its own."""
    with file_server() as made:
        at_home(made, "spec.txt")
        yield made


@pytest.fixture(scope="module")
def another_server() -> Iterator[FileServer]:
    """A second one, for what makes its people count as exposed: whoever owns a file counts as having handled it."""
    with file_server() as made:
        at_home(made, "spec.txt")
        yield made


@pytest.fixture
def lines() -> Iterator[Lines]:
    opened: list[Line] = []

    def another(server: FileServer) -> Line:
        opened.append(Line(server.samba.port))
        return opened[-1]

    yield another
    for line in opened:
        line.close()


def is_allowed(server: FileServer, below: str) -> bool:
    return server.verdict(below) == "allow"


def at_home(server: FileServer, name: str, data: bytes = SECRET) -> None:
    """A file of the US side, judged where it lies."""
    local = server.samba.local("home", data)
    said = server.samba.client("miller", "qsensor", f"put {local} {name}")
    assert said.code == 0, said.text
    wait_for(lambda: server.verdict(f"qsensor/{name}") == "allow")


class Prying:
    """Somebody of the other side who opens and reads the same names again and again."""

    def __init__(self, server: FileServer, *names: str, held: str = "") -> None:
        self._line = Line(server.samba.port)
        self._wang = self._line.log_in("wang", ALL)
        self._names = names
        self._held = self._wang.opened(held, READ | WRITE) if held else None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._pry)
        self.times, self.got, self.failed = 0, list[bytes](), list[Exception]()

    def __enter__(self) -> Prying:
        self._thread.start()
        wait_for(lambda: self.times > 2 or self.failed)
        return self

    def __exit__(self, *_: object) -> None:
        before = self.times
        wait_for(lambda: self.times > before + 2 or self.failed)
        self._stop.set()
        self._thread.join(30)
        self._line.close()
        assert not self.failed, self.failed
        assert not [data for data in self.got if PASSAGE[:20] in data]

    def _pry(self) -> None:
        try:
            while not self._stop.is_set():
                for name in self._names:
                    seen = self._wang.tried(name)
                    if isinstance(seen, bytes):
                        self.got.append(seen[:4096])
                self._read_held()
                self.times += 1
        except (SMBException, OSError) as error:
            self.failed.append(error)

    def _read_held(self) -> None:
        if self._held is not None:
            with suppress(SMBResponseException):  # at its end, or refused
                self.got.append(self._held.read(0, 4096))


def is_gone(server: FileServer, below: str) -> Callable[[], bool]:
    """Whether a file was taken away, and nothing of what it held is left."""
    folder = (server.samba.shares[ALL] / below).parent

    def check() -> bool:
        return server.verdict(below) in ("block", "hold") and not [
            path for path in folder.rglob("*") if path.is_file() and PASSAGE in path.read_bytes()
        ]

    return check


def test_what_is_forbidden_is_refused_at_the_client(server: FileServer) -> None:
    for said in (
        server.samba.client("wang", ALL, r"get qsensor\spec.txt stolen"),
        server.samba.client("wang", ALL, r"scopy qsensor\spec.txt gripper\copied.txt"),
        server.samba.client("wang", ALL, r"scopy qsensor\spec.txt common\copied.txt"),
    ):
        assert said.code != 0
        assert REFUSED in said.text
    assert not (server.samba.folder / "local" / "stolen").exists()
    assert not list(server.samba.shares[ALL].rglob("copied.txt"))
    for user in ("miller", "sato"):
        assert server.samba.got(user, "qsensor", "spec.txt") == SECRET


@pytest.mark.parametrize("way", ["put", "renamed", "linked", "copied", "moved"])
def test_what_crosses_is_undone_and_nobody_else_gets_a_byte_of_it(server: FileServer, way: str) -> None:
    at_home(server, f"{way}-source.txt", SECRET + way.encode() * 30)
    source, target = rf"qsensor\{way}-source.txt", rf"gripper\{way}.txt"
    commands = {
        "put": f"put {server.samba.local('crossing', SECRET + way.encode() * 30)} {target}",
        "renamed": rf"put crossing gripper\~tmp; rename gripper\~tmp {target}",
        "linked": f"hardlink {source} {target}",
        "copied": f"scopy {source} {target}",
        "moved": f"rename {source} {target}",
    }
    with Prying(server, target, r"gripper\~tmp"):
        said = server.samba.client("sato" if way != "moved" else "miller", ALL, commands[way])
        if "NT_STATUS" in said.text and way == "linked":
            # This protocol has no links; whoever has a shell on the server makes them so.
            top = server.samba.shares[ALL]
            (top / "gripper" / "linked.txt").hardlink_to(top / "qsensor" / "linked-source.txt")
        else:
            assert said.code == 0, said.text
        wait_for(is_gone(server, f"gripper/{way}.txt"))
    if way != "moved":
        assert server.samba.got("miller", "qsensor", f"{way}-source.txt") == SECRET + way.encode() * 30


@pytest.mark.parametrize("is_held", [False, True])
def test_a_file_that_the_other_side_laid_out_takes_nothing_across(
    another_server: FileServer, lines: Lines, is_held: bool
) -> None:
    """Its owner may open it; what somebody else is writing into it meanwhile is nobody's but that writer's."""
    server = another_server
    name = rf"gripper\trap-{is_held}.txt"
    lines(server).log_in("wang", ALL).put(name, b"" if is_held else ORDINARY[:100])
    sato = lines(server).log_in("sato", ALL)
    with Prying(server, name, held=name if is_held else ""):
        with sato.open(name, WRITE, OVERWRITE_OR_CREATE) as opened:
            for number in range(20):
                opened.write(PASSAGE, number * len(PASSAGE))
                time.sleep(0.01)
        wait_for(lambda: not (server.samba.shares[ALL] / name.replace("\\", "/")).exists())
    # What somebody has open still is sealed when they close it.
    wait_for(is_gone(server, name.replace("\\", "/")))


def test_an_idle_handle_that_is_closed_makes_nobody_a_writer(another_server: FileServer, lines: Lines) -> None:
    server = another_server
    name = r"gripper\idle.txt"
    wang, sato = lines(server).log_in("wang", ALL), lines(server).log_in("sato", ALL)
    wang.put(name, ORDINARY[:50])
    idle = [wang.opened(name, READ | WRITE) for _ in range(8)]
    sato.put(name, SECRET)
    for each in idle:
        each.close()
        seen = wang.tried(name)
        assert not isinstance(seen, bytes) or PASSAGE not in seen
    wait_for(is_gone(server, "gripper/idle.txt"))


def test_two_people_on_one_connection_are_not_mixed_up(server: FileServer, lines: Lines) -> None:
    """As on a terminal server: one process of smbd, whose threads keep the user id of whom they were made for."""
    ours, theirs = SECRET + b"ours\n" * 50_000, b"SECRET gripper of the robot hand, DRAWING 9\n" * 5000
    one = lines(server)
    wang, miller = one.log_in("wang", ALL), one.log_in("miller", ALL)
    wang.put(r"gripper\mixed.txt", theirs)
    miller.put(r"qsensor\mixed.txt", ours)
    for below in ("gripper/mixed.txt", "qsensor/mixed.txt"):
        wait_for(partial(is_allowed, server, below))
    for _ in range(125):
        assert wang.tried(r"qsensor\mixed.txt") == DENIED
        assert miller.tried(r"qsensor\mixed.txt") == ours
        assert miller.tried(r"gripper\mixed.txt") == DENIED
        assert wang.tried(r"gripper\mixed.txt") == theirs
    with miller.open(r"qsensor\mixed.txt") as of_miller, wang.open(r"gripper\mixed.txt") as of_wang:
        for number in range(250):
            at = number * 700
            assert of_miller.read(at, 700) == ours[at : at + 700]
            assert of_wang.read(at, 700) == theirs[at : at + 700]


def test_two_clients_at_once_are_not_mixed_up(server: FileServer, lines: Lines) -> None:
    wrong: list[object] = []

    def read(client: Client, expected: object) -> None:
        for _ in range(250):
            seen = client.tried(r"qsensor\spec.txt")
            if seen != expected:
                wrong.append(seen)

    people = (("wang", DENIED), ("miller", SECRET), ("sato", SECRET))
    threads = [
        threading.Thread(target=read, args=(lines(server).log_in(name, ALL), expected)) for name, expected in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong


def test_what_is_allowed_is_byte_identical(server: FileServer) -> None:
    samba = server.samba
    for user, share, name, data in (
        ("wang", "gripper", "menu.txt", ORDINARY),
        ("miller", "common", "献立 表.txt", b"Bus timetable, " * 70_000),
        ("miller", "qsensor", "raw.bin", os.urandom(300_000)),
    ):
        said = samba.client(user, share, f'put {samba.local("to-put", data)} "{name}"')
        assert said.code == 0, said.text
        assert samba.got(user, share, name) == data
    assert samba.got("wang", "common", "献立 表.txt") == b"Bus timetable, " * 70_000
    said = samba.client("wang", "gripper", "scopy menu.txt menu2.txt", "rename menu2.txt menu3.txt", "mkdir deep")
    assert said.code == 0, said.text
    assert samba.client("wang", "gripper", r"rename menu3.txt deep\menu4.txt").code == 0
    assert samba.got("wang", "gripper", r"deep\menu4.txt") == ORDINARY
    assert samba.got("sato", "gripper", r"deep\menu4.txt") == ORDINARY


def test_a_colleague_works_in_place_on_somebody_elses_file(server: FileServer, lines: Lines) -> None:
    """As drawing programs and databases do: write here, read there, without closing."""
    at_home(server, "drawing.txt", SECRET * 40)
    sato = lines(server).log_in("sato", "qsensor")
    with sato.open("drawing.txt", READ | WRITE) as opened:
        for number in range(20):
            opened.write(b"%4d" % number, number * 4096)
            assert opened.read(number * 4096, 4) == b"%4d" % number
            assert opened.read(len(SECRET) * 39, 20) == SECRET[:20]
    wait_for(lambda: lines(server).log_in("miller", "qsensor").get("drawing.txt")[:4] == b"   0")


def test_one_that_nobody_could_judge_in_time_is_waited_for_once(server: FileServer, lines: Lines) -> None:
    """What keeps changing is never judged; in a common folder it is open then, and not only bit by bit."""
    miller, wang = lines(server).log_in("miller", "common"), lines(server).log_in("wang", "common")
    stop = threading.Event()
    with miller.open("growing.log", WRITE, OVERWRITE_OR_CREATE) as growing:
        size = 0

        def grow() -> None:
            nonlocal size
            while not stop.is_set():
                size += growing.write(b"a line of the log\n" * 100, size)
                time.sleep(0.01)

        writer = threading.Thread(target=grow)
        writer.start()
        try:
            wait_for(lambda: size > 40_000)
            with wang.open("growing.log") as opened:
                for number in range(20):
                    assert opened.read(number * 1800, 18) == b"a line of the log\n"
        finally:
            stop.set()
            writer.join()
    assert read_all(miller.opened("growing.log"))[:18] == b"a line of the log\n"


def test_the_save_dances_go_through(server: FileServer) -> None:
    """Office: lock file, new content aside, old one renamed away, new one renamed in, old one removed. LibreOffice: its
    own lock file, new content aside, and renamed over the old one."""
    samba = server.samba
    at_home(server, "paper.docx", b"first draft " + SECRET)
    for version in (b"second draft ", b"third draft "):
        lock, new = samba.local("lock", b"\x06miller" * 20), samba.local("new", version + SECRET)
        said = samba.client(
            "miller", "qsensor", f"put {lock} ~$paper.docx", f"put {new} ~WRD0001.tmp",
            "rename paper.docx ~WRL0001.tmp", "rename ~WRD0001.tmp paper.docx", "rm ~WRL0001.tmp", "rm ~$paper.docx",
        )  # fmt: skip
        assert (said.code, "NT_STATUS" in said.text) == (0, False), said.text
        assert samba.got("miller", "qsensor", "paper.docx") == version + SECRET
        assert samba.got("sato", "qsensor", "paper.docx") == version + SECRET
        assert samba.got("wang", ALL, r"qsensor\paper.docx") is None
        lock, new = samba.local("lock", b",miller,host;" * 5), samba.local("new", version + b"again " + SECRET)
        said = samba.client(
            "sato", "qsensor", f"put {lock} .~lock.paper.docx#", f"put {new} lu1a2b.tmp",
            "rename lu1a2b.tmp paper.docx -f", "rm .~lock.paper.docx#",
        )  # fmt: skip
        assert (said.code, "NT_STATUS" in said.text) == (0, False), said.text
        assert samba.got("miller", "qsensor", "paper.docx") == version + b"again " + SECRET
    names = {path.name for path in samba.shares["qsensor"].iterdir() if path.name[0] in "~." or "paper" in path.name}
    assert names - {".sekimori"} == {"paper.docx"}


def test_oplocks_are_broken_and_given_back(server: FileServer, lines: Lines) -> None:
    at_home(server, "leased.txt")
    holding = lines(server)
    miller, sato, wang = (line.log_in(who, ALL) for line, who in zip(
        (holding, lines(server), lines(server)), ("miller", "sato", "wang"), strict=True
    ))  # fmt: skip
    held = miller.opened(r"qsensor\leased.txt", READ | WRITE, oplock=BATCH)
    assert held.oplock_level == BATCH
    assert read_all(held) == SECRET
    assert wang.tried(r"qsensor\leased.txt") == DENIED
    assert sato.tried(r"qsensor\leased.txt") == SECRET
    assert holding.broken
    held.write(b"changed by its holder", 0)
    assert held.read(0, 21) == b"changed by its holder"
    held.close()
    wait_for(lambda: sato.tried(r"qsensor\leased.txt") == b"changed by its holder" + SECRET[21:])


def test_a_handle_outlives_its_connection(server: FileServer) -> None:
    at_home(server, "durable.txt")
    line = Line(server.samba.port)
    held = line.log_in("miller", "qsensor").opened("durable.txt", READ | WRITE, oplock=BATCH, is_durable=True)
    assert held.read(0, 20) == SECRET[:20]
    line.hang_up()
    again = Line(server.samba.port)
    try:
        opened = again.log_in("miller", "qsensor").reconnected(held)
        assert read_all(opened) == SECRET
        opened.close()
    finally:
        again.close()


def test_folders_and_what_is_asked_of_files_are_nobodys_business(server: FileServer, lines: Lines) -> None:
    at_home(server, "rights.txt")
    folder = server.samba.shares["common"] / "many"
    folder.mkdir(mode=0o777)
    for number in range(2000):
        (folder / f"menu{number}.txt").write_bytes(b"menu")
    answered = server.status()["gate"]["answered"]
    assert server.samba.client("wang", "common", r"ls many\*").text.count("menu") == 2000
    assert "create_time" in server.samba.client("wang", ALL, r"allinfo qsensor\spec.txt").text
    lines(server).log_in("miller", "qsensor").touch_rights("rights.txt")
    assert server.samba.got("sato", "qsensor", "rights.txt") == SECRET
    assert server.samba.got("wang", ALL, r"qsensor\rights.txt") is None
    assert server.status()["gate"]["answered"] - answered < 2000


def test_a_large_file_there_and_back(server: FileServer) -> None:
    """Larger than whatever is read at once anywhere."""
    block = b"Cafeteria menu of the week\n" + bytes(1 << 20)
    name = server.samba.local("large", block * 12)
    assert server.samba.client("miller", "common", f"put {name} large.bin").code == 0
    assert server.samba.got("miller", "common", "large.bin") == block * 12
    assert server.samba.got("wang", "common", "large.bin") == block * 12
    (server.samba.folder / "local" / "large").unlink()


def are_both_anew(server: FileServer, before: set[int]) -> bool:
    now = set(server.gate_processes().values())
    # A fork is called as what it came from until it names itself.
    return len(now) == 2 and now != before and "sekimori-keeper" in server.gate_processes()


@contextmanager
def reading(server: FileServer) -> Iterator[list[tuple[str, object]]]:
    """Miller and Wang read the same file over and over, each on new lines where the server has gone; what they saw that
    was wrong."""
    wrong: list[tuple[str, object]] = []
    seen = {"miller": 0, "wang": 0}
    stop = threading.Event()

    def read(user: str, allowed: tuple[object, ...]) -> None:
        while not stop.is_set():
            try:
                line = Line(server.samba.port)
                client = line.log_in(user, ALL)
                while not stop.is_set():
                    found = client.tried(r"qsensor\spec.txt")
                    seen[user] += 1
                    if found not in allowed:
                        wrong.append((user, found))
                line.close()
            except (SMBException, OSError, ValueError):
                time.sleep(0.05)

    threads = [
        threading.Thread(target=read, args=("miller", (SECRET,)), daemon=True),
        threading.Thread(target=read, args=("wang", (DENIED,)), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        wait_for(lambda: min(seen.values()) > 5)
        yield wrong
        before = dict(seen)
        wait_for(lambda: all(seen[user] > before[user] + 5 for user in seen))
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)


def test_whatever_is_killed_nobody_is_let_through_and_nobody_is_locked_out() -> None:
    """The gate, its keeper, the agent, and smbd, each by a kill -9 in the middle of reads by both sides."""
    with file_server() as server:
        at_home(server, "spec.txt")
        with reading(server) as wrong:
            for name in ("gate", "keeper", "gate", "agent", "smbd"):
                if name == "agent":
                    server.stop_agent(signal.SIGKILL)
                    server.start_agent()
                elif name == "smbd":
                    server.samba.smbd.stop(signal.SIGKILL)
                    server.samba.smbd.start()
                else:
                    processes = server.gate_processes()
                    keeper = processes["sekimori-keeper"]
                    gate = next(each for each in processes.values() if each != keeper)
                    os.kill(keeper if name == "keeper" else gate, signal.SIGKILL)
                    wait_for(partial(are_both_anew, server, set(processes.values())))
        # What a gate had read and not noted when it was killed is refused, as nobody can say what it was.
        assert set(wrong) <= {("miller", DENIED)}
        assert len(wrong) <= 3
        assert server.status()["gate"]["stands"]


def test_the_server_away_changes_nothing() -> None:
    with file_server() as server:
        at_home(server, "spec.txt")
        (server.samba.house.server.folder / "down").touch()
        wait_for(lambda: not server.status()["server_reachable"])
        with Prying(server, r"gripper\away.txt", r"qsensor\spec.txt"):
            said = server.samba.client("sato", ALL, rf"put {server.samba.local('away', SECRET)} gripper\away.txt")
            assert said.code == 0, said.text
            wait_for(is_gone(server, "gripper/away.txt"))
        assert server.samba.got("miller", "qsensor", "spec.txt") == SECRET
        (server.samba.house.server.folder / "down").unlink()
        wait_for(lambda: [each for each in server.samba.house.server.events("hold") if each["state"] == "held"])
