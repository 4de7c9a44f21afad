"""The agent's end of the gate's door: writes the tables, hands them over, and hears what the gate asks and says."""

from __future__ import annotations

import errno
import json
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agent.gate.names import BASE, BUILT, LOG, MESSAGE_BYTES, RULES, SOCKET
from agent.gate.rules import Rules, as_json
from agent.gate.table import Record, name_of, packed
from agent.gate.words import heard

if TYPE_CHECKING:
    from pathlib import Path

    from agent.gate.probed import Probe
    from agent.gate.words import Said


class GateClient:
    """One connection to the gate of a data folder.

    Args:
        folder: The gate's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket: socket.socket | None = None
        self._log = -1
        self._has_published = False
        self._files, self._torn = 0, b""

    @property
    def fd(self) -> int:
        """To wait on; -1 where the gate is not reached."""
        return self._socket.fileno() if self._socket else -1

    def connect(self) -> None:
        """Reach the gate.

        Raises:
            OSError: nobody stands there.
        """
        self.close()
        door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            door.connect(str(self._folder / SOCKET))
        except OSError:
            door.close()
            raise
        self._socket = door

    def shut(self) -> None:
        """Have whoever waits in `receive` come back; from any thread."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Leave it."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def publish(self, rows: Iterable[bytes], rules: Rules) -> None:
        """Write all tables anew, each whole before it takes its name, and hand them over where the gate is reached.

        Args:
            rows: The records, packed, one a file, in the order of their bytes.

        Raises:
            OSError: they cannot be written.
        """
        self.publish_files(rows)
        self.publish_rules(rules)

    def publish_files(self, rows: Iterable[bytes]) -> None:
        """Write the table of files anew, which counts once the rules are written to which its numbers belong.

        Raises:
            OSError: it cannot be written.
        """
        self.build_files(rows)
        self.take_files()

    def build_files(self, rows: Iterable[bytes]) -> None:
        """Write the table of files anew beside the one that counts; from any thread, one at a time.

        Raises:
            OSError: it cannot be written.
        """
        with open(self._folder / BUILT, "wb", opener=_private) as file:
            for row in rows:
                file.write(row)

    def take_files(self) -> None:
        """The table that was built takes the place of the one before.

        Raises:
            OSError: it cannot be written.
        """
        built = self._folder / BUILT
        fd = os.open(built, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._files = name_of(fd)
        finally:
            os.close(fd)
        built.replace(self._folder / BASE)
        # Empty until the rules are there to which its numbers belong.
        with _replaced(self._folder / LOG):
            pass
        if self._log >= 0:
            os.close(self._log)
        self._log, self._torn = os.open(self._folder / LOG, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC), b""

    def publish_rules(self, rules: Rules, since: Iterable[Record] = ()) -> None:
        """Write the rules anew, and hand them over with the tables as they are.

        Args:
            since: What became known of files while the sorted table was built.

        Raises:
            OSError: they cannot be written.
        """
        with _replaced(self._folder / RULES) as file:
            file.write(as_json(replace(rules, files=self._files)))
            file.flush()
            os.fsync(file.fileno())
        self._append(since)
        self._has_published = True
        self.hand_over()

    def hand_over(self) -> None:
        """Give the gate what was written last; nothing where this client wrote nothing yet."""
        if self._socket is None or not self._has_published:
            return
        fds = [os.open(self._folder / name, os.O_RDONLY | os.O_CLOEXEC) for name in (BASE, LOG, RULES)]
        try:
            try:
                socket.send_fds(self._socket, [b"T"], fds, socket.MSG_DONTWAIT)
            except BlockingIOError:
                self.shut()  # it stands still: whoever takes its place is reached anew, and given them
            except OSError:
                pass
        finally:
            for fd in fds:
                os.close(fd)

    def note(self, records: Iterable[Record]) -> None:
        """Write what became known of files, and say so.

        Raises:
            OSError: it cannot be written.
        """
        self._append(records)
        self._say(b"L")

    def _append(self, records: Iterable[Record]) -> None:
        if self._log < 0:
            self._log = os.open(self._folder / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # What a full disk left half written goes first, or nothing behind it would be in its place.
        self._torn += b"".join(map(packed, records))
        self._torn = self._torn[os.write(self._log, self._torn) :]
        if self._torn:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def ask_state(self) -> None:
        """Have the gate say how it is."""
        self._say(b"S")

    def say_of_session(self, what: bytes, *values: int) -> bool:
        """Tell the gate of a session; whether it was reached.

        Args:
            what: `N`: the network is shut to it. `E`: nobody is in it any more. `P`: it has read a side, as this client
                knows from an earlier gate. `W`: a file (device, inode) was judged as of a monotonic time in ns. `V`:
                one begins, so that every file is to be asked about; `Announced` with the same number follows.
        """
        return self._say(what + json.dumps(values).encode())

    def name_probe(self, probe: Probe) -> bool:
        """Have the gate look out for the opening of a file; `ProbeHeard` follows. Whether it was reached."""
        return self._say(b"K" + json.dumps(probe).encode())

    def renew_marks(self) -> bool:
        """Have the gate set every mark again, and answer what never came to it; whether it was reached."""
        return self._say(b"R")

    def break_gate_off(self) -> bool:
        """Have both of its processes go at once, so that others are started; whether it was reached."""
        return self._say(b"X")

    def end_gate(self) -> None:
        """Have the gate go, in order; the kernel asks nobody then."""
        self._say(b"Q")

    def _say(self, what: bytes) -> bool:
        if self._socket is not None:
            try:
                return self._socket.send(what, socket.MSG_DONTWAIT) > 0
            except BlockingIOError:
                if what != b"L":  # of these it has some to read already, and reads all there is at the first
                    self.shut()
            except OSError:
                pass
        return False

    def receive(self) -> Said | None:
        """What the gate says next; None where it has gone.

        Raises:
            ValueError: it speaks another language.
        """
        if self._socket is None:
            return None
        try:
            data, fds, _, _ = socket.recv_fds(self._socket, MESSAGE_BYTES, 1)
        except OSError:
            return None
        return heard(data, fds) if data else None


@contextmanager
def _replaced(path: Path) -> Iterator[Any]:
    """A file that is written beside `path` and takes its name when it is whole."""
    beside = path.with_name(path.name + ".new")
    with open(beside, "wb", opener=_private) as file:
        yield file
    beside.replace(path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o600)
