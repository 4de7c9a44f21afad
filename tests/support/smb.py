"""A client of Samba that stays connected: opens and reads far oftener than one program a command could, holds oplocks
and gives them back when asked, and may be two people on one connection."""

from __future__ import annotations

import struct
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, cast

from smbprotocol.connection import Commands, Connection
from smbprotocol.create_contexts import (
    CreateContextName,
    SMB2CreateContextRequest,
    SMB2CreateDurableHandleReconnect,
    SMB2CreateDurableHandleRequest,
    SMB2CreateRequestLease,
)
from smbprotocol.exceptions import NoMoreFiles, SMBResponseException
from smbprotocol.file_info import FileAttributes, FileInformationClass, FileRenameInformation, InfoType
from smbprotocol.ioctl import CtlCode, IOCTLFlags, SMB2IOCTLRequest, SMB2IOCTLResponse
from smbprotocol.open import (
    CreateDisposition,
    CreateOptions,
    DirectoryAccessMask,
    FilePipePrinterAccessMask,
    ImpersonationLevel,
    Open,
    ShareAccess,
    SMB2QueryInfoRequest,
    SMB2QueryInfoResponse,
    SMB2SetInfoRequest,
)
from smbprotocol.open import RequestedOplockLevel as Oplock
from smbprotocol.session import Session
from smbprotocol.structure import BytesField, IntField, Structure
from smbprotocol.tree import TreeConnect

NO_OPLOCK = Oplock.SMB2_OPLOCK_LEVEL_NONE
BATCH = Oplock.SMB2_OPLOCK_LEVEL_BATCH
READ, WRITE = FilePipePrinterAccessMask.GENERIC_READ, FilePipePrinterAccessMask.GENERIC_WRITE
OPEN, OVERWRITE_OR_CREATE = CreateDisposition.FILE_OPEN, CreateDisposition.FILE_OVERWRITE_IF
DELETE = FilePipePrinterAccessMask.DELETE
DENIED = 0xC0000022
_UNASKED = 0xFFFFFFFFFFFFFFFF
_SHARED = ShareAccess.FILE_SHARE_READ | ShareAccess.FILE_SHARE_WRITE | ShareAccess.FILE_SHARE_DELETE
_BLOCK = 1 << 20
_LEASE_BREAK = 44
# To read, to keep the handle, to write.
WHOLE_LEASE = 0x7
RIGHTS = FilePipePrinterAccessMask.READ_CONTROL | FilePipePrinterAccessMask.WRITE_DAC
_ACCESS_LIST = 0x4


class _GivenBack(Structure):  # type: ignore[misc]
    """What a client answers to a break of its oplock. Source: MS-SMB2 2.2.24.1."""

    COMMAND = Commands.SMB2_OPLOCK_BREAK

    def __init__(self) -> None:
        self.fields = {
            "structure_size": IntField(size=2, default=24),
            "oplock_level": IntField(size=1),
            "reserved": IntField(size=1),
            "reserved2": IntField(size=4),
            "file_id": BytesField(size=16),
        }
        super().__init__()


class _LeaseGivenBack(Structure):  # type: ignore[misc]
    """The same to a break of its lease. Source: MS-SMB2 2.2.24.2."""

    COMMAND = Commands.SMB2_OPLOCK_BREAK

    def __init__(self) -> None:
        self.fields = {
            "structure_size": IntField(size=2, default=36),
            "reserved": IntField(size=2),
            "flags": IntField(size=4),
            "lease_key": BytesField(size=16),
            "lease_state": IntField(size=4),
            "lease_duration": IntField(size=8),
        }
        super().__init__()


class _Hears:
    """Stands between a connection and its transport, for the one message that nobody asked for."""

    def __init__(self, line: Line, transport: Any) -> None:
        self._line, self._transport = line, transport

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def recv(self, timeout: float) -> bytes:
        """What comes next, besides broken oplocks."""
        while True:
            data = cast("bytes", self._transport.recv(timeout))
            if int.from_bytes(data[24:32], "little") != _UNASKED or not data:
                return data
            if int.from_bytes(data[64:66], "little") == _LEASE_BREAK:
                state = int.from_bytes(data[92:96], "little")
                self._line.broken.append(state)
                threading.Thread(target=self._line.give_lease_back, args=(data[72:88], state)).start()
                continue
            self._line.broken.append(data[66])
            threading.Thread(target=self._line.give_back, args=(data[72:88], data[66])).start()


class Line:
    """One connection, and so one process of smbd.

    Attributes:
        broken: Levels to which oplocks were broken, in their order.
    """

    def __init__(self, port: int) -> None:
        self.broken: list[int] = []
        self._connection = Connection(uuid.uuid4(), "127.0.0.1", port)
        self._connection.connect()
        self._connection.transport = _Hears(self, self._connection.transport)
        self._opens: dict[bytes, Open] = {}
        self._leases: dict[bytes, TreeConnect] = {}

    def log_in(self, user: str, share: str) -> Client:
        """Be somebody on this line, besides whoever else is."""
        session = Session(self._connection, user, f"{user}-pass", require_encryption=False)
        session.connect()
        tree = TreeConnect(session, rf"\\127.0.0.1\{share}")
        tree.connect()
        return Client(tree, self._opens, self._leases)

    def give_back(self, file_id: bytes, level: int) -> None:
        """Acknowledge a broken oplock, as every client does; one to read alone goes without a word."""
        opened = self._opens[file_id]
        before, opened.oplock_level = opened.oplock_level, level
        if before <= Oplock.SMB2_OPLOCK_LEVEL_II:
            return
        answer = _GivenBack()
        answer["oplock_level"], answer["file_id"] = level, file_id
        tree = opened.tree_connect
        request = self._connection.send(answer, tree.session.session_id, tree.tree_connect_id)
        self._connection.receive(request)

    def give_lease_back(self, key: bytes, state: int) -> None:
        """The same of a lease."""
        answer = _LeaseGivenBack()
        answer["lease_key"], answer["lease_state"] = key, state
        tree = self._leases[key]
        request = self._connection.send(answer, tree.session.session_id, tree.tree_connect_id)
        self._connection.receive(request)

    def hang_up(self) -> None:
        """Leave without a word, as a machine that is switched off."""
        self._connection.transport.close()

    def close(self) -> None:
        """Leave in order."""
        self._connection.disconnect(close=True)


@dataclass(frozen=True)
class Client:
    """A person's share on a line. Whatever the server refuses is an `SMBResponseException` with its status."""

    tree: TreeConnect
    opens: dict[bytes, Open]
    leases: dict[bytes, TreeConnect]

    def beside(self, share: str) -> Client:
        """The same person on another share of the server, in the same session."""
        tree = TreeConnect(self.tree.session, rf"\\127.0.0.1\{share}")
        tree.connect()
        return Client(tree, self.opens, self.leases)

    def leased(self, name: str) -> tuple[Open, int]:
        """Open a file under a lease of SMB 3, to read and write; also which lease the server gave."""
        asked = SMB2CreateRequestLease()
        key = uuid.uuid4().bytes
        asked["lease_key"], asked["lease_state"] = key, WHOLE_LEASE
        self.leases[key] = self.tree
        opened = Open(self.tree, name)
        given = opened.create(
            ImpersonationLevel.Impersonation, READ | WRITE, FileAttributes.FILE_ATTRIBUTE_NORMAL, _SHARED, OPEN,
            CreateOptions.FILE_NON_DIRECTORY_FILE, oplock_level=Oplock.SMB2_OPLOCK_LEVEL_LEASE,
            create_contexts=[_context(CreateContextName.SMB2_CREATE_REQUEST_LEASE, asked)],
        )  # fmt: skip
        return opened, sum(int(each["lease_state"].get_value()) for each in given or ())

    def opened(
        self, name: str, access: int = READ, disposition: int = OPEN, oplock: int = NO_OPLOCK, *,
        is_durable: bool = False,
    ) -> Open:  # fmt: skip
        """Open a file, and leave it open."""
        asked = [_context(CreateContextName.SMB2_CREATE_DURABLE_HANDLE_REQUEST, SMB2CreateDurableHandleRequest())]
        return self._created(Open(self.tree, name), access, disposition, oplock, asked if is_durable else [])

    def reconnected(self, lost: Open) -> Open:
        """Take up a durable handle whose connection is gone."""
        asked = SMB2CreateDurableHandleReconnect()
        asked["data"] = lost.file_id
        contexts = [_context(CreateContextName.SMB2_CREATE_DURABLE_HANDLE_RECONNECT, asked)]
        again = Open(self.tree, lost.file_name)
        return self._created(again, READ | WRITE, OPEN, BATCH, contexts)

    def _created(self, opened: Open, access: int, disposition: int, oplock: int, contexts: list[Any]) -> Open:
        opened.create(
            ImpersonationLevel.Impersonation, access, FileAttributes.FILE_ATTRIBUTE_NORMAL, _SHARED, disposition,
            CreateOptions.FILE_NON_DIRECTORY_FILE, create_contexts=contexts or None, oplock_level=oplock,
        )  # fmt: skip
        self.opens[opened.file_id] = opened
        return opened

    def touch_rights(self, name: str) -> None:
        """Set a file's access list to what it is: for the file a change like any other."""
        opened = self.opened(name, RIGHTS)
        asked = SMB2QueryInfoRequest()
        asked["info_type"] = InfoType.SMB2_0_INFO_SECURITY
        asked["output_buffer_length"] = 65536
        asked["additional_information"] = _ACCESS_LIST
        asked["file_id"] = opened.file_id
        told = SMB2QueryInfoResponse()
        told.unpack(self._asked(asked))
        change = SMB2SetInfoRequest()
        change["info_type"] = InfoType.SMB2_0_INFO_SECURITY
        change["additional_information"] = _ACCESS_LIST
        change["file_id"] = opened.file_id
        change["buffer"] = told["buffer"].get_value()
        self._asked(change)
        opened.close()

    def _asked(self, message: Structure) -> bytes:
        connection = self.tree.session.connection
        request = connection.send(message, self.tree.session.session_id, self.tree.tree_connect_id)
        return cast("bytes", connection.receive(request)["data"].get_value())

    @contextmanager
    def open(self, name: str, access: int = READ, disposition: int = OPEN) -> Iterator[Open]:
        """Open a file for a moment."""
        opened = self.opened(name, access, disposition)
        try:
            yield opened
        finally:
            opened.close()

    def get(self, name: str) -> bytes:
        """All of a file."""
        with self.open(name) as opened:
            return read_all(opened)

    def put(self, name: str, data: bytes) -> None:
        """Write a file, anew or over another."""
        with self.open(name, WRITE, OVERWRITE_OR_CREATE) as opened:
            for start in range(0, len(data), _BLOCK):
                opened.write(data[start : start + _BLOCK], start)

    def rename(self, name: str, new: str) -> None:
        """Give a file another name."""
        opened = self.opened(name, DELETE)
        change = FileRenameInformation()
        change["file_name"] = new
        message = SMB2SetInfoRequest()
        message["info_type"] = InfoType.SMB2_0_INFO_FILE
        message["file_info_class"] = FileInformationClass.FILE_RENAME_INFORMATION
        message["file_id"] = opened.file_id
        message["buffer"] = change.pack()
        self._asked(message)
        opened.close()

    def copy(self, name: str, new: str, to: Client | None = None) -> None:
        """Have the server copy a file, a part at a time as every client does; also to another share."""
        with self.open(name) as source, (to or self).open(new, READ | WRITE, OVERWRITE_OR_CREATE) as target:
            key = self._asked_server(source.file_id, CtlCode.FSCTL_SRV_REQUEST_RESUME_KEY, b"", 32)[:24]
            for start in range(0, source.end_of_file, 16 * _BLOCK):
                ends = range(start, min(start + 16 * _BLOCK, source.end_of_file), _BLOCK)
                parts = [struct.pack("<QQII", at, at, min(_BLOCK, source.end_of_file - at), 0) for at in ends]
                asked = key + struct.pack("<II", len(parts), 0) + b"".join(parts)
                (to or self)._asked_server(target.file_id, CtlCode.FSCTL_SRV_COPYCHUNK_WRITE, asked, 12)

    def _asked_server(self, file_id: bytes, code: int, data: bytes, most: int) -> bytes:
        message = SMB2IOCTLRequest()
        message["ctl_code"] = code
        message["file_id"] = file_id
        message["max_output_response"] = most
        message["flags"] = IOCTLFlags.SMB2_0_IOCTL_IS_FSCTL
        message["buffer"] = data
        told = SMB2IOCTLResponse()
        told.unpack(self._asked(message))
        return cast("bytes", told["buffer"].get_value())

    def names(self, folder: str) -> list[str]:
        """What lies in a folder."""
        opened = Open(self.tree, folder)
        opened.create(
            ImpersonationLevel.Impersonation, DirectoryAccessMask.FILE_LIST_DIRECTORY,
            FileAttributes.FILE_ATTRIBUTE_DIRECTORY, _SHARED, OPEN, CreateOptions.FILE_DIRECTORY_FILE,
        )  # fmt: skip
        found: list[str] = []
        with suppress(NoMoreFiles):
            while True:
                listed = opened.query_directory("*", FileInformationClass.FILE_NAMES_INFORMATION)
                found += [each["file_name"].get_value().decode("utf-16-le") for each in listed]
        opened.close()
        return found

    def tried(self, name: str) -> bytes | int:
        """All of a file, or the status with which the server refuses it."""
        try:
            return self.get(name)
        except SMBResponseException as error:
            return int(error.status)


def _context(name: bytes, data: Structure) -> Any:
    context = SMB2CreateContextRequest()
    context["buffer_name"] = name
    context["buffer_data"] = data
    return context


def read_all(opened: Open) -> bytes:
    """All of an open file."""
    parts, size = [], opened.end_of_file
    for start in range(0, size, _BLOCK):
        parts.append(opened.read(start, min(_BLOCK, size - start)))
    return b"".join(parts)
