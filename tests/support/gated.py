"""A real gate on a real file system of its own: an ext4 image, mounted for one test, and openers under user ids that
nobody has."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from agent.gate.client import GateClient
from agent.gate.rules import FileClass, Root, Rules
from agent.gate.table import FIRST_CLASS, UNJUDGED, Record, sorted_bytes, tag_of
from agent.gate.words import Announced, Answered, Asked, ProbeHeard, Shared, State
from agent.gatehouse.canary import Canary

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from agent.gate.taints import Seen, Taint, Writer

SATO, WANG, STRANGER = 20_001, 20_002, 20_003
EVERYBODY, OURS, THEIRS = FIRST_CLASS, FIRST_CLASS + 1, FIRST_CLASS + 2
CLASSES = {
    EVERYBODY: FileClass(is_open_to_strangers=True),
    OURS: FileClass(is_open_to_strangers=False, may=frozenset({SATO}), sides=frozenset({"us-cn.us"})),
    THEIRS: FileClass(is_open_to_strangers=False, may=frozenset({WANG}), sides=frozenset({"us-cn.cn"})),
}


def lacking() -> str:
    """Why no gate can be tried here; empty where one can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "the kernel asks only root before a file is opened"
    missing = [name for name in ("mkfs.ext4", "mount", "unshare") if shutil.which(name) is None]
    if missing:
        return f"`{missing[0]}` is not installed"
    if not Path("/dev/loop-control").exists():
        return "there are no loop devices"
    return ""


# Of a file system out of nothing, the least that its program takes, in MiB; sparse.
LEAST = {"ext4": 8, "btrfs": 128, "xfs": 320}


def lacking_kind(kind: str) -> str:
    """Why no file system of a kind can be made here; empty where one can."""
    name = kind.partition("-")[0]
    if name not in Path("/proc/filesystems").read_text(encoding="ascii").split():
        return f"this kernel has no {name}"
    if name in LEAST and not Path(f"/sbin/mkfs.{name}").exists():
        return f"`mkfs.{name}` is not installed"
    return ""


@contextlib.contextmanager
def mounted(image: Path, at: Path, *, megabytes: int = 64, kind: str = "ext4") -> Iterator[Path]:
    """A file system of its own.

    Args:
        image: Where all that is on it lies; of an overlay, a folder.
        kind: Also `tmpfs`, `overlay`, `overlay-nfs`, in which files are found by their handles, and `btrfs-part`, of
            which only a subvolume is mounted.
    """
    at.mkdir(parents=True, exist_ok=True)
    _mount(image, at, megabytes, kind)
    try:
        yield at
    finally:
        subprocess.run(["/bin/umount", "--lazy", str(at)], check=False)


def _mount(image: Path, at: Path, megabytes: int, kind: str) -> None:
    if kind == "tmpfs":
        command = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none", str(at)]
    elif kind.startswith("overlay"):
        lower, upper, work = (image / name for name in ("lower", "upper", "work"))
        for folder in (lower, upper, work):
            folder.mkdir(parents=True)
        more = ",nfs_export=on,index=on" if kind == "overlay-nfs" else ""
        options = f"lowerdir={lower},upperdir={upper},workdir={work}{more}"
        command = ["-t", "overlay", "-o", options, "none", str(at)]
    else:
        name, _, part = kind.partition("-")
        with image.open("wb") as file:
            file.truncate(max(megabytes, LEAST[name]) << 20)
        quiet = ["-q", "-m", "0"] if kind == "ext4" else ["-q"]
        subprocess.run([f"/sbin/mkfs.{name}", *quiet, str(image)], check=True, capture_output=True)
        command = ["-o", "loop", str(image), str(at)]
        if part:
            subprocess.run(["/bin/mount", *command], check=True)
            made = ["btrfs", "subvolume", "create", str(at / part)]
            subprocess.run(made, check=True, capture_output=True)
            subprocess.run(["/bin/umount", str(at)], check=True)
            command[1] = f"loop,subvol={part}"
    subprocess.run(["/bin/mount", *command], check=True)


def run_as(uid: int, *command: str, timeout_s: float = 30.0) -> subprocess.CompletedProcess[bytes]:
    """Run a program as a user."""
    return subprocess.run(
        command, user=uid, group=uid, extra_groups=[], capture_output=True, timeout=timeout_s, check=False, cwd="/"
    )


_FIRST = """
import ctypes, mmap, os, socket, sys, threading, time
from concurrent.futures import ThreadPoolExecutor
os.setgroups([]); os.setresgid({uid}, {uid}, {uid}); os.setresuid({uid}, {uid}, {uid})
"""


def python_as(uid: int, script: str, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Run a piece of Python as a user, who need not be able to reach this Python."""
    command = [sys.executable, "-I", "-c", _FIRST.format(uid=uid) + script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, cwd="/")


def python_started_as(uid: int, script: str, *arguments: object) -> subprocess.Popen[bytes]:
    """The same, while it runs, with pipes to and from it."""
    command = [sys.executable, "-I", "-c", _FIRST.format(uid=uid) + script, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd="/")


def begun_as(uid: int, script: str, *arguments: object) -> subprocess.Popen[str]:
    """The same, while it runs, with pipes to it."""
    command = [sys.executable, "-I", "-c", _FIRST.format(uid=uid) + script, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/")


def reads(uid: int, path: Path | str) -> bool:
    """Whether that user gets at a file's bytes; anything but success or a refusal is an error of the test."""
    done = run_as(uid, "/bin/cat", str(path))
    if done.returncode == 0:
        return True
    assert b"Operation not permitted" in done.stderr, done.stderr
    return False


@dataclass(frozen=True)
class Noticed:
    """What an agent noticed of its gate: states told with their details, folders that were open, what is wrong now, and
    how often marks were set again."""

    told: list[tuple[str, str]]
    lost: list[str]
    wrong: dict[str, str]
    mended: int


class StandIn:
    """An agent in a process of its own, which judges by what it is told: whatever the agent starts belongs to it, and
    the openers of a test must not."""

    def __init__(self, folder: Path) -> None:
        self._client = GateClient(folder)
        self._judge: dict[str, int | None] = {}
        self._asked: list[str] = []
        self._answered: list[Answered] = []
        self._states: list[State] = []
        self._seen: Seen | None = None
        self._said = self._announced = self._memory = 0
        self._guarded: tuple[str, ...] = ()
        self._known = ""
        self._told: list[tuple[str, str]] = []
        self._lost: list[str] = []
        self._canary = Canary(
            self._client, guarded=lambda: self._guarded, some_file=lambda _: self._known,
            tell=lambda state, details: self._told.extend((state, each) for each in details), lost=self._lost.append,
            every_s=0,
        )  # fmt: skip

    def serve(self, pipe: Connection) -> None:
        """Do what the test asks for, until it goes."""
        with contextlib.suppress(EOFError):
            while True:
                name, arguments = pipe.recv()
                pipe.send(getattr(self, name)(*arguments))

    def judge(self, judge: dict[str, int | None]) -> None:
        """From now on: name of a file to its class, `*` for all others, None to never answer."""
        self._judge = judge

    def connect(self) -> None:
        """Reach the gate that stands there now."""
        until_s = time.monotonic() + 20
        while True:
            try:
                self._client.connect()
                break
            except OSError:
                assert time.monotonic() < until_s, "no gate came up"
                time.sleep(0.02)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while (told := self._client.receive()) is not None:
            match told:
                case Asked():
                    self._answer(told)
                case Answered():
                    self._answered.append(told)
                case State():
                    self._states.append(told)
                case Shared():
                    self._seen, self._memory = told.seen, told.number
                case Announced():
                    self._announced = told.number
                case ProbeHeard():
                    self._canary.hear(told)

    def _answer(self, asked: Asked) -> None:
        os.close(asked.fd)
        self._asked.append(asked.path)
        number = self._judge.get(Path(asked.path).name, self._judge.get("*", UNJUDGED))
        if number is not None:
            self._client.note([Record(asked.device, asked.inode, asked.tag, number)])

    def note(self, records: list[Record]) -> None:
        """These are known."""
        self._client.note(records)

    def publish(self, records: list[Record], rules: Rules) -> None:
        """These and no others are known, under these rules."""
        self._client.publish([sorted_bytes(records)], rules)

    def state(self) -> State | None:
        """How the gate is now; None where it says nothing."""
        self._client.ask_state()
        # It says how it is unasked as well: what it says before this is heard is no answer to what it was told last.
        with contextlib.suppress(ConnectionError):
            for _ in range(4):
                if self._canary.is_heard():
                    return self._states[-1]
        return None

    def heard(self) -> tuple[list[str], list[Answered]]:
        """What the gate asked, and what it said that it answered."""
        return self._asked, self._answered

    def end(self) -> None:
        """Have the gate go."""
        self._client.end_gate()

    def look(self, roots: tuple[str, ...], known: str) -> Noticed:
        """Look whether the gate is asked; what was noticed so far."""
        self._guarded, self._known = roots, known
        self._canary.look()
        spotted = self._canary.spotted
        return Noticed(list(self._told), list(self._lost), dict(spotted.wrong), spotted.mended)

    def memory(self) -> int:
        """The number of the gate's memory."""
        return self._memory

    def mend(self) -> None:
        """Have the gate set its marks again."""
        self._client.renew_marks()

    def break_off(self) -> None:
        """Have both processes of the gate go at once."""
        self._client.break_gate_off()

    def say(self, what: bytes, *values: int) -> None:
        """Tell the gate of a session, and wait until it has heard."""
        if what != b"V":
            self._client.say_of_session(what, *values)
        self._said += 1
        self._client.say_of_session(b"V", self._said)
        until_s = time.monotonic() + 20
        while self._announced != self._said:
            assert time.monotonic() < until_s, "the gate does not hear"
            time.sleep(0.005)

    def taints(self) -> list[Taint]:
        """What sessions have read."""
        return list(self._seen.taints()) if self._seen else []

    def writers(self, device: int, inode: int) -> list[Writer]:
        """Which sessions opened a file for writing."""
        return list(self._seen.writers(device, inode)) if self._seen else []


def _stand_in(folder: Path, pipe: Connection) -> None:
    StandIn(folder).serve(pipe)


@dataclass
class House:
    """A gate, its folder, the folder that it guards, and an agent."""

    folder: Path
    top: Path
    rules: Rules
    records: dict[Path, Record] = field(default_factory=dict)
    gate: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._agent = context.Process(target=_stand_in, args=(self.folder, theirs), daemon=True)
        self._agent.start()

    def _have(self, name: str, *arguments: object) -> Any:
        self._pipe.send((name, arguments))
        return self._pipe.recv()

    def start(self) -> None:
        """Start the gate, hand it the tables, and answer what it asks."""
        self._have("publish", list(self.records.values()), self.rules)
        self.gate = subprocess.Popen([sys.executable, "-m", "agent.gate", str(self.folder)])
        self.connect()

    def connect(self) -> None:
        """Reach the gate that stands there now."""
        self._have("connect")
        self.state()

    def judge(self, **judge: int | None) -> None:
        """From now on: stem of a file's name to its class, `others` for all others, None to never answer."""
        self._have("judge", {("*" if name == "others" else f"{name}.txt"): number for name, number in judge.items()})

    def say(self, what: bytes, *values: int) -> None:
        """Tell the gate of a session, as `GateClient.say_of_session` says, and wait until it has heard."""
        self._have("say", what, *values)

    def look(self, known: Path | str = "") -> Noticed:
        """Have the agent look whether the gate is asked about a file of its own, or about a known one."""
        return cast("Noticed", self._have("look", (str(self.top),), str(known)))

    @property
    def memory(self) -> int:
        """The number of the memory of the gate that was reached last."""
        return int(self._have("memory"))

    def mend(self) -> None:
        """Have the gate set its marks again."""
        self._have("mend")

    def break_off(self) -> None:
        """Have both processes of the gate go at once."""
        self._have("break_off")

    def restart(self) -> None:
        """Start another gate by what was written last."""
        assert self.gate is not None
        self.gate.wait(10)
        self.gate = subprocess.Popen([sys.executable, "-m", "agent.gate", str(self.folder)])
        self.connect()

    def sides_of(self, session: int) -> set[int]:
        """Sides that a session has read, by their numbers."""
        return {taint.side for taint in self._have("taints") if taint.session == session}

    def writers(self, path: Path) -> set[int]:
        """Sessions that opened a file for writing since it was judged."""
        status = path.stat()
        return {writer.session for writer in self._have("writers", status.st_dev, status.st_ino)}

    def state(self) -> State:
        """How the gate is now."""
        state = self._have("state")
        assert state is not None, "the gate says nothing"
        return cast("State", state)

    @property
    def asked(self) -> list[str]:
        """Paths that the gate had judged."""
        return cast("list[str]", self._have("heard")[0])

    @property
    def answered(self) -> list[Answered]:
        """What the gate said that it answered."""
        return cast("list[Answered]", self._have("heard")[1])

    def put(self, name: str, data: bytes, number: int, *, mode: int = 0o644, uid: int = 0) -> Path:
        """A file that is known in its present state as of a class."""
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode)
        os.chown(path, uid, uid)
        self.know(path, number)
        return path

    def know(self, path: Path, number: int) -> None:
        """A file is judged as it is now."""
        status = path.stat()
        tag = tag_of(status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        self.records[path] = Record(status.st_dev, status.st_ino, tag, number)
        if self.gate is not None:
            self._have("note", [self.records[path]])
            self.state()

    def relabel(self, path: Path, number: int) -> None:
        """A file's label changes by a new policy, not by a change of the file."""
        self.records[path] = self.records[path]._replace(number=number)
        self.rules = replace(self.rules, generation=self.rules.generation + 1)
        self.publish()

    def publish(self) -> None:
        """Hand the rules and all that is known over anew."""
        self._have("publish", list(self.records.values()), self.rules)
        self.state()

    def kill(self, *, keeper: bool) -> State:
        """Kill one of both processes; says how the gate was before."""
        state = self.state()
        os.kill(state.keeper if keeper else state.process, signal.SIGKILL)
        return state

    def end_gate(self) -> None:
        """Have the gate go in order, and wait until it is gone."""
        process = self.state().process
        self._have("end")
        until_s = time.monotonic() + 10
        while Path(f"/proc/{process}").exists() and self.gate is not None and self.gate.poll() is None:
            assert time.monotonic() < until_s, "the gate does not go"
            time.sleep(0.01)

    def stop(self) -> None:
        """End everything."""
        if self.gate is not None:
            with contextlib.suppress(OSError, EOFError):
                self._have("end")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.gate.wait(5)
            killing = ["/usr/bin/pkill", "-KILL", "-f", f"agent.gate {self.folder}"]
            # A keeper that sees the gate die forks another at that moment, which the first turn does not find.
            while subprocess.run(killing, check=False).returncode == 0:
                time.sleep(0.05)
            self.gate.wait(5)
        self._pipe.close()
        self._agent.join(5)
        self._agent.kill()


def a_house(folder: Path, top: Path) -> House:
    """A house whose one folder stays shut."""
    folder.mkdir(exist_ok=True)
    # Its own tables lie on the file system that it guards, as an agent's data may.
    rules = Rules(
        generation=1, classes=CLASSES, roots=(Root(path=str(top), fails_closed=True),), wait_s=1.0, stall_s=0.5
    )
    return House(folder, top, rules)
