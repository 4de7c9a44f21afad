"""A real reader process whose reader was taken over: it does what the document tells it to, and says what came of it.

Run as the program of a `ReaderPool`, with the walls to raise as its first argument (`all`, or names with commas): the
real worker, the real protocol, the real walls. Only what reads is another one, which is just what a hostile document
would make of it.

With `without=CALL,…` as the next argument it first puts itself on a kernel that has not these system calls.
"""

from __future__ import annotations

import ctypes
import errno
import json
import mmap
import os
import signal
import socket
import sys
import threading
from pathlib import Path

from classifiers import worker
from classifiers.confinement import bpf, seccomp
from classifiers.confinement.calls import AUDIT_ARCH
from classifiers.confinement.kernel import PR_SET_NO_NEW_PRIVS, Kernel
from classifiers.confinement.walls import Wall
from classifiers.document import Document, Part
from classifiers.limits import Limits

LEFT_OPEN = 200
PTRACE_TRACEME = 0
CLONE_NEWUTS = 0x04000000


def read(path: str) -> None:
    Path(path).read_bytes()


def list_folder(path: str) -> None:
    list(Path(path).iterdir())


def create(path: str) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def write(path: str) -> None:
    Path(path).write_bytes(b"x" * 10)


def remove(path: str) -> None:
    Path(path).unlink()


def connect(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        pass


def connect_local(name: str) -> None:
    with socket.socket(socket.AF_UNIX) as channel:
        channel.connect(name)


def fork() -> None:
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)


def execute(path: str) -> None:
    os.execv(path, [path])  # noqa: S606 - the point


def allocate(size: int) -> None:
    mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000).close()


def allocate_code() -> None:
    mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ | mmap.PROT_EXEC).close()


def loop() -> None:
    while True:
        pass


def sleep() -> None:
    threading.Event().wait()


def signal_parent() -> None:
    os.kill(os.getppid(), 0)


def trace() -> None:
    if ctypes.CDLL(None, use_errno=True).ptrace(PTRACE_TRACEME, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def become_root() -> None:
    os.setresuid(0, 0, 0)


def rename_machine() -> None:
    """In a namespace of its own: the real name is never touched, whatever walls there are."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUTS) < 0:
        raise OSError(ctypes.get_errno(), "unshare")
    socket.sethostname("elsewhere")


def start_threads(count: int) -> None:
    done = threading.Event()
    try:
        for _ in range(count):
            threading.Thread(target=done.wait, daemon=True).start()
    except RuntimeError as error:
        raise OSError(0, str(error)) from None
    finally:
        done.set()


def read_left_open() -> None:
    os.pread(LEFT_OPEN, 10, 0)


def reply(head: str, body: str, times: int) -> None:
    with socket.socket(fileno=int(sys.argv[-2])) as channel:
        channel.sendall(bytes.fromhex(head))
        for _ in range(times):
            channel.sendall(bytes.fromhex(body))
    os._exit(3)


def drip() -> None:
    with socket.socket(fileno=int(sys.argv[-2])) as channel:
        channel.sendall(b"\0\1\0\0")
        while True:
            channel.sendall(b"x")
            threading.Event().wait(0.05)


def crash(number: int) -> None:
    signal.raise_signal(signal.Signals(number))


def break_memory() -> None:
    ctypes.string_at(1)


def sweep(numbers: list[int]) -> str:
    """Which of these system calls the kernel did anything about, other than to refuse them."""
    libc = ctypes.CDLL(None, use_errno=True)
    passed = []
    for number in numbers:
        ctypes.set_errno(0)
        answer = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6)
        if answer != -1 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
            passed.append(number)
    return f"passed {passed}"


def write_handed(fd: int) -> None:
    os.pwrite(fd, b"tampered", 0)


def map_handed(fd: int) -> None:
    with mmap.mmap(fd, 8) as view:
        view[:8] = b"tampered"


TRICKS = {
    function.__name__: function
    for function in (
        read, list_folder, create, write, remove, connect, connect_local, fork, execute, allocate, allocate_code, loop,
        sleep, signal_parent, trace, become_root, rename_machine, start_threads, read_left_open, reply, drip, crash,
        break_memory, sweep,
    )
}  # fmt: skip
ON_HANDED = {"write_handed": write_handed, "map_handed": map_handed}


def obey(fd: int, name: str, limits: Limits, *, letters: object = None) -> Document:
    """Do what stands in the document; says `done`, or what stopped it."""
    order = json.loads(os.pread(fd, 65536, 0))
    try:
        said = ON_HANDED[order["do"]](fd) if order["do"] in ON_HANDED else TRICKS[order["do"]](*order["with"])
        outcome = said or "done"
    except (OSError, MemoryError) as error:
        outcome = f"refused: {type(error).__name__}"
    return Document(
        parts=(Part(name="", type="text/plain", digest="", size_bytes=0, text=outcome),), findings=(),
        reader_version=worker.READER_VERSION,
    )  # fmt: skip


def do_without(names: str) -> None:
    """From here on the kernel says of these calls that it does not have them."""
    kernel = Kernel()
    numbers = {"landlock": 444, "unshare": 272, "seccomp": 317, "capset": 126, "setresuid": 117}
    if kernel.machine == "aarch64":
        numbers |= {"unshare": 97, "seccomp": 277, "capset": 91, "setresuid": 147}
    rules = [bpf.Rule(number=numbers[name], verdict=bpf.ERRNO | errno.ENOSYS) for name in names.split(",")]
    code = bpf.encode(
        bpf.assemble(AUDIT_ARCH[kernel.machine], rules, unknown_from=1 << 29, unknown=bpf.ALLOW, default=bpf.ALLOW)
    )
    memory = ctypes.create_string_buffer(code, len(code))
    kernel.prctl(PR_SET_NO_NEW_PRIVS, 1)
    kernel.call(
        seccomp.SECCOMP[kernel.machine], ctypes.c_uint(1), ctypes.c_uint(0),
        ctypes.byref(seccomp.Program(len(code) // 8, ctypes.addressof(memory))),
    )  # fmt: skip


def main() -> int:
    walls = (
        frozenset(Wall) if sys.argv[1] == "all" else frozenset(Wall(name) for name in sys.argv[1].split(",") if name)
    )
    rest = sys.argv[2:]
    if rest[0].startswith("without="):
        do_without(rest.pop(0).removeprefix("without="))
    worker.read_document = obey
    os.dup2(os.open("/etc/passwd", os.O_RDONLY), LEFT_OPEN)
    return worker.main(rest, walls=walls)


if __name__ == "__main__":
    sys.exit(main())
