"""The agent's door on Windows: a named pipe that only programs of this machine reach.

Invariants of this module:

1. The pipe is the agent's own: whoever made one of that name before keeps the agent from answering, not from watching.
2. Who asks is what the kernel says of the process at the other end, never what it says of itself.

Source: Windows SDK, `CreateNamedPipeW`, `GetNamedPipeClientProcessId`; Python, `_winapi` as `multiprocessing` uses it.
"""

from __future__ import annotations

import _winapi
import ctypes
import hashlib
import os
import sys
import threading
import time
from ctypes import wintypes
from pathlib import Path

from agent.machine import windows_kernel as kernel
from agent.machine import windows_owners as owners

assert sys.platform == "win32"  # noqa: S101 - tells the type checker where this is for

BOTH_WAYS, OVERLAPPED, FIRST = 0x3, 0x40000000, 0x80000
REJECT_REMOTE = 0x8
BUFFER_BYTES, MOST_INSTANCES = 65536, 255
PROCESS_QUERY_LIMITED = 0x1000
# Everybody who is logged in here may ask; who may have which answer is said elsewhere. Nobody from the network.
# What the words of files call writing would also let them make an end like the agent's own; so it is not asked for.
ASKING = 0x12019B
RIGHTS = f"D:P(D;;FA;;;NU)(A;;FA;;;SY)(A;;FA;;;BA)(A;;{ASKING:#x};;;AU)"
# Whoever listens may learn who asks, and do nothing in their name.
TELL_WHO = 0x110000
BROKEN = frozenset({109, 232, 233})


class _Attributes(ctypes.Structure):
    _fields_ = (("Length", wintypes.DWORD), ("Descriptor", wintypes.LPVOID), ("Inherit", wintypes.BOOL))


class Connection:
    """One end of a pipe, in those words of a socket that are used."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._timeout_s: float | None = None

    def settimeout(self, timeout_s: float | None) -> None:
        """How long one call may take."""
        self._timeout_s = timeout_s

    def recv(self, size: int) -> bytes:
        """What has come, at most so much; empty where the other end is gone."""
        try:
            waiting, failed = _winapi.ReadFile(self._handle, size, overlapped=True)
            count = self._wait(waiting, failed)
        except OSError as error:
            if error.winerror in BROKEN:
                return b""
            raise
        return bytes(waiting.getbuffer() or b"")[:count]

    def sendall(self, data: bytes) -> None:
        """All of it, or OSError."""
        view = memoryview(data)
        while view:
            waiting, failed = _winapi.WriteFile(self._handle, bytes(view[:BUFFER_BYTES]), overlapped=True)
            view = view[self._wait(waiting, failed) :]

    def close(self) -> None:
        """Be gone; what was sent and not read yet is read first, for a moment."""
        if self._handle:
            handle, self._handle = self._handle, 0
            _winapi.CloseHandle(handle)

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait(self, waiting: _winapi.Overlapped, failed: int) -> int:
        if failed == _winapi.ERROR_IO_PENDING:
            most_ms = _winapi.INFINITE if self._timeout_s is None else max(0, int(self._timeout_s * 1000))
            if _winapi.WaitForSingleObject(waiting.event, most_ms) != _winapi.WAIT_OBJECT_0:
                waiting.cancel()
                waiting.GetOverlappedResult(True)
                raise TimeoutError
        return waiting.GetOverlappedResult(True)[0]


class Door:
    """Listens at a pipe that is named after a path.

    Raises:
        OSError: it cannot be opened, or somebody has one of that name.
    """

    def __init__(self, path: Path) -> None:
        self._name = _name_of(path)
        self._is_shut = threading.Event()
        self._next = self._made(FIRST)

    def accept(self) -> tuple[Connection, int, int]:
        """The next asker: connection, account, process.

        Raises:
            OSError: the door was closed.
        """
        while True:
            handle = self._next
            has_come = _has_come(handle)
            if self._is_shut.is_set():
                raise OSError(9, "the door was closed")
            self._next = self._made(0)
            try:
                if has_come:
                    return Connection(handle), *_peer(handle)
            except OSError:
                pass  # nobody says who it is
            _winapi.CloseHandle(handle)

    def shut(self) -> None:
        """Wake whoever waits in `accept`."""
        self._is_shut.set()
        try:
            knock_at(self._name, 1.0).close()
        except OSError:
            return

    def close(self) -> None:
        """Be there no more."""
        _winapi.CloseHandle(self._next)

    def _made(self, first: int) -> int:
        descriptor = owners.descriptor(RIGHTS)
        attributes = _Attributes(ctypes.sizeof(_Attributes), descriptor, False)
        try:
            handle = _create()(
                self._name, BOTH_WAYS | OVERLAPPED | first, REJECT_REMOTE, MOST_INSTANCES, BUFFER_BYTES, BUFFER_BYTES,
                0, ctypes.byref(attributes),
            )  # fmt: skip
        finally:
            kernel.kernel32().LocalFree(descriptor)
        if handle == kernel.INVALID:
            raise kernel.last_error(self._name)
        return int(handle)


def knock(path: Path, timeout_s: float) -> Connection:
    """A connection to the agent behind a door.

    Raises:
        OSError: nobody is there.
    """
    return knock_at(_name_of(path), timeout_s)


def knock_at(name: str, timeout_s: float) -> Connection:
    """The same, by the pipe's name."""
    until = time.monotonic() + timeout_s
    while True:
        try:
            handle = _winapi.CreateFile(
                name, ASKING, 0, _winapi.NULL, _winapi.OPEN_EXISTING, OVERLAPPED | TELL_WHO, _winapi.NULL
            )
            break
        except OSError as error:
            if error.winerror != _winapi.ERROR_PIPE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
    made = Connection(handle)
    made.settimeout(timeout_s)
    return made


def _name_of(path: Path) -> str:
    whole = os.path.normcase(path.resolve())
    return rf"\\.\pipe\sekimori-{hashlib.sha256(whole.encode()).hexdigest()[:32]}"


def _create() -> ctypes._NamedFuncPointer:
    create = kernel.kernel32().CreateNamedPipeW
    number = wintypes.DWORD
    create.argtypes = [wintypes.LPCWSTR, number, number, number, number, number, number, wintypes.LPVOID]
    create.restype = wintypes.HANDLE
    return create


def _has_come(handle: int) -> bool:
    """Wait for somebody; False where they came and went before anybody waited."""
    try:
        waiting = _winapi.ConnectNamedPipe(handle, overlapped=True)
    except OSError as error:
        if error.winerror in BROKEN:
            return False
        raise
    _winapi.WaitForSingleObject(waiting.event, _winapi.INFINITE)
    return True


def _peer(handle: int) -> tuple[int, int]:
    """Account and process at the other end.

    Raises:
        OSError: Windows does not say; nobody is taken for the owner of files that have none.
    """
    process = wintypes.ULONG()
    ask = kernel.kernel32().GetNamedPipeClientProcessId
    ask.argtypes = [wintypes.HANDLE, wintypes.LPVOID]
    if not ask(handle, ctypes.byref(process)):
        raise kernel.last_error()
    opened = kernel.kernel32().OpenProcess(PROCESS_QUERY_LIMITED, False, process.value)
    if not opened:
        raise kernel.last_error()
    try:
        sid = owners.sid_of_process(opened)
    finally:
        kernel.close(opened)
    if not sid:
        raise PermissionError(13, "whose process asks is not to be seen")
    return owners.number_of(sid), process.value
