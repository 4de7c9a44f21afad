"""What passes between the caller and the reader process: frames of a length and msgpack, one descriptor beside."""

from __future__ import annotations

import os
import socket
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from classifiers.confinement.walls import Walls
from classifiers.errors import ClassifierError
from classifiers.handing import give, take
from classifiers.limits import Limits
from classifiers.ocr.settings import Ocr

if TYPE_CHECKING:
    import subprocess

HEADER = struct.Struct("!I")
REQUEST_BYTES = 64 * 1024
NAME_CHARS = 4_096


class FrameError(ClassifierError):
    """The other end closed, or sent what is no frame."""


class FrameTooLong(FrameError):
    """The other end announced more than is taken."""


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader process is told before anything else.

    Attributes:
        ocr: How it is to read letters in pictures; None where it does not.
        why: Why it does not, for findings; empty where another reader will.
    """

    limits: Limits
    ocr: Ocr | None = None
    why: str = ""


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader process says when it is ready.

    Attributes:
        walls: What holds it in, and what is lacking.
        engine: What it reads letters with; empty where it reads none.
        problem: Why it has none though it was to.
    """

    reader_version: str
    walls: Walls
    engine: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A document to read. Whoever receives it closes `fd`."""

    fd: int
    name: str


def send_frame(channel: socket.socket, body: bytes) -> None:
    """Send one frame.

    Raises:
        OSError: the other end is gone, or time is up.
    """
    channel.sendall(HEADER.pack(len(body)) + body)


def receive_frame(channel: socket.socket, most_bytes: int) -> bytes:
    """Receive one frame.

    Raises:
        FrameError: the other end closed, or the frame is longer than `most_bytes`.
        OSError: time is up.
    """
    size = HEADER.unpack(_exactly(channel, HEADER.size))[0]
    if size > most_bytes:
        raise FrameTooLong(f"a frame of {size} bytes is longer than {most_bytes}")
    return _exactly(channel, size)


def send_request(channel: socket.socket, fd: int, name: str, child: subprocess.Popen[bytes] | None = None) -> None:
    """Send a request to a child of this process; the descriptor travels with its first byte."""
    body = msgspec.msgpack.encode(name.encode("utf-8", "replace").decode()[-NAME_CHARS:])
    give(channel, HEADER.pack(len(body)) + body, fd, child)


def receive_request(channel: socket.socket) -> Request | None:
    """The next request; None where the caller closed the socket.

    Raises:
        FrameError: what came is no request.
    """
    head, fds = take(channel, HEADER.size)
    if not head:
        return None
    try:
        if len(fds) != 1:
            raise FrameError(f"a request came with {len(fds)} descriptors")
        head += _exactly(channel, HEADER.size - len(head))
        size = HEADER.unpack(head)[0]
        if size > REQUEST_BYTES:
            raise FrameError(f"a request of {size} bytes is longer than {REQUEST_BYTES}")
        name = msgspec.msgpack.decode(_exactly(channel, size), type=str)
    except BaseException:
        for fd in fds:
            os.close(fd)
        raise
    return Request(fd=fds[0], name=name)


def _exactly(channel: socket.socket, size: int) -> bytes:
    buffer = bytearray(size)
    view = memoryview(buffer)
    place = 0
    while place < size:
        count = channel.recv_into(view[place:])
        if count == 0:
            raise FrameError("the other end closed the socket")
        place += count
    return bytes(buffer)
