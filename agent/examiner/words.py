"""What passes between the agent and its examiner: calls, answers, and a descriptor beside those that need one.

Both are this program under one user; what a hostile document made of its reader has been through `classifiers.reply`
before it comes here.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, TypeVar

import msgspec

from agent.knowledge import Source
from classifiers.assessment import Assessment
from classifiers.confinement.settings import Confinement
from classifiers.confinement.walls import Walls
from classifiers.detect.bounds import Bounds
from classifiers.detect.likeness import Sketch
from classifiers.document import Document
from classifiers.frames import FrameError, receive_frame, send_frame
from classifiers.handing import give, take
from classifiers.limits import Limits
from classifiers.ocr.settings import Ocr
from classifiers.ocr.state import OcrState
from policies.label import Label

if TYPE_CHECKING:
    import subprocess
from policies.supply import Goods

# Far more than any answer: excerpts of a document are bounded by the document's own bounds.
MESSAGE_BYTES = 1 << 30
T = TypeVar("T")


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """What an examiner is told before anything else.

    Attributes:
        data: The agent's data folder.
        fingerprints: Index built elsewhere and its key; None where there is none.
        judging: What was learnt of projects and its key; None for the data folder's own.
        is_judging_expected: Whether it is a problem where nothing was learnt.
        models: Folder of models that officers supplied; the program's own where it is not there.
        bounds: How much of a document is held against what is registered.
        leaves_after_s: It leaves after so long without work.
    """

    data: str
    limits: Limits
    confinement: Confinement
    ocr: Ocr
    fingerprints: tuple[str, str] | None
    judging: tuple[str, str] | None
    is_judging_expected: bool
    models: str
    leaves_after_s: float
    bounds: Bounds = Bounds()


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """It has begun."""

    walls: Walls
    ocr: OcrState


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """It could not do what was asked.

    Attributes:
        kind: Name of the error's class.
    """

    message: str
    help: str = ""
    kind: str = ""


class Read(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Read the file whose descriptor comes along; with the letters of its pictures, or without them."""

    name: str
    with_letters: bool


class Judge(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Judge a document that was read; `ms` have passed since its file was opened."""

    number: int
    name: str
    ms: float


class Register(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Make excerpts of a document that was read recognisable."""

    number: int
    name: str
    label: Label


class MakeSketch(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Sketch a document that was read."""

    number: int


class TellState(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Tell the number that changes whenever an answer may change."""


class TellSources(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Tell what judging goes by, and what holds the readers in. No work: it keeps no examiner from leaving."""


class TrySupply(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Open what officers supplied, as `agent.supplies.Tries` says."""

    goods: Goods
    new: str
    now: str
    only_adds: bool


class Leave(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Close everything, and go. There is no answer."""


class WasRead(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The document stays with the examiner under a number; this is what the agent needs of it.

    Attributes:
        head: The document without what stands in it: its first part's facts alone, and its findings.
    """

    number: int
    head: Document
    leaves_letters: bool


class NothingRead(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The letters could not be read."""


class Forgot(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """No document is kept under that number any more."""


class Judged(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What it is, and why."""

    assessment: Assessment


class Registered(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How many excerpts were registered."""

    count: int


class Sketched(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What to keep of it; None where there is nothing."""

    sketch: Sketch | None


class State(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The number asked for."""

    state: int


class Tried(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """It can be used."""


class Sources(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What was asked for."""

    sources: tuple[Source, ...]
    walls: Walls
    ocr: OcrState


Call = Read | Judge | Register | MakeSketch | TellState | TellSources | TrySupply | Leave
Answer = WasRead | NothingRead | Forgot | Judged | Registered | Sketched | State | Sources | Tried | Failed


def send(
    channel: socket.socket, message: msgspec.Struct, fd: int | None = None, child: subprocess.Popen[bytes] | None = None
) -> None:
    """Send one message, and to a child of this process a descriptor after it.

    Raises:
        OSError: the other end is gone, or time is up.
    """
    send_frame(channel, msgspec.msgpack.encode(message))
    if fd is not None:
        give(channel, b"F", fd, child)


def receive(channel: socket.socket, kind: type[T]) -> T:
    """The next message.

    Raises:
        FrameError: the other end closed, or it is none of these.
        OSError: time is up.
    """
    try:
        return msgspec.msgpack.decode(receive_frame(channel, MESSAGE_BYTES), type=kind)
    except msgspec.MsgspecError as error:
        raise FrameError("what came is no message") from error


def receive_fd(channel: socket.socket) -> int:
    """The descriptor that follows a message; to be closed by whoever takes it.

    Raises:
        FrameError: none came.
    """
    _, fds = take(channel, 1)
    if len(fds) != 1:
        raise FrameError("no descriptor came")
    return fds[0]
