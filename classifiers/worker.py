"""The reader process: gets descriptors over a socket, gives documents back, can do little else.

Invariants:
- No hostile byte is looked at before `enclose` has run.
- It holds no secret, and what it was handed is all that it can read: see `classifiers.confinement`.
- It dies with its parent, when the socket closes, and on its processor and memory limits.

The parent is the only judge of time: see `classifiers.confine`.
"""

from __future__ import annotations

import contextlib
import os
import sys

import msgspec

from classifiers.children import taken
from classifiers.confinement.walls import Wall
from classifiers.document import Document
from classifiers.frames import Hello, Request, Setup, receive_frame, receive_request, send_frame
from classifiers.limits import Limits
from classifiers.ocr.choice import open_engine
from classifiers.ocr.engine import Engine
from classifiers.ocr.letters import Letters
from classifiers.ocr.settings import Ocr
from classifiers.readers import READER_VERSION, read_document, registry
from classifiers.readers.entry import unread
from classifiers.warmth import warm_up
from policies.label import Reading

if sys.platform == "win32":
    from classifiers.confinement.windows_enclosure import enclose
else:
    import resource

    from classifiers.confinement.enclosure import die_with, enclose
    from classifiers.confinement.kernel import Kernel

EVERY_WALL = frozenset(Wall)
NICE = 10


def main(arguments: list[str], *, walls: frozenset[Wall] = EVERY_WALL) -> int:
    """Serve until the socket closes.

    Args:
        arguments: Number of the socket's descriptor, process id of the parent.
        walls: What to raise. No argument and no message changes it: only another program can ask for less.
    """
    parent = int(arguments[1])
    with taken(arguments[:1])[0] as channel:
        if sys.platform != "win32":
            with contextlib.suppress(OSError):  # the walls say later whether it took
                die_with(Kernel(), parent)
        setup = msgspec.msgpack.decode(receive_frame(channel, 64 * 1024), type=Setup)
        limits = setup.limits
        registry.load_all()
        warm_up()
        engine, problem = opened(setup.ocr)
        held = enclose(limits, parent=parent, kept=frozenset({channel.fileno()}), walls=walls)
        hello = Hello(reader_version=READER_VERSION, walls=held, engine=engine.name if engine else "", problem=problem)
        send_frame(channel, msgspec.msgpack.encode(hello))
        while (request := receive_request(channel)) is not None:
            send_frame(channel, answer(request, limits, Letters(engine, limits, why=setup.why)))
    return 0


def opened(ocr: Ocr | None) -> tuple[Engine | None, str]:
    """The engine that reads letters, loaded; or why there is none though there was to be one."""
    if ocr is None:
        return None, ""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # where a container forbids it
            os.nice(NICE)  # nobody waits for letters, but others for what it would take from them
    try:
        return open_engine(ocr), ""
    except Exception as error:  # noqa: BLE001 - the worker's rim: an engine is a library like no other here
        return None, f"{type(error).__name__}: {error}"[:200]


def answer(request: Request, limits: Limits, letters: Letters | None = None) -> bytes:
    """The document of one request, encoded; one that cannot be encoded or is too long says so."""
    _allow_cpu(limits.cpu_s)
    _allow_addresses(request.fd, limits)
    try:
        reply = msgspec.msgpack.encode(read_document(request.fd, request.name, limits, letters=letters))
        if len(reply) > limits.reply_bytes:
            reply = _failure("limit.reply_bytes", str(limits.reply_bytes))
    except Exception as error:  # noqa: BLE001 - the worker's rim: whatever is left of a document is a finding
        reply = _failure("reader.failed", type(error).__name__)
    finally:
        os.close(request.fd)
    return reply


def _allow_cpu(cpu_s: int) -> None:
    """Processor time for one more document; the kernel kills the process when it is used up. Windows: the deadline."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        with contextlib.suppress(ValueError, OSError):
            _, hard = resource.getrlimit(resource.RLIMIT_CPU)
            resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + cpu_s, hard))


def _allow_addresses(fd: int, limits: Limits) -> None:
    """Addresses for the memory that is allowed, and for the file itself where it is too large for memory."""
    if sys.platform != "win32":
        with contextlib.suppress(ValueError, OSError):
            size = os.fstat(fd).st_size
            mapped = size if limits.memory_file_bytes < size <= limits.file_bytes else 0
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (min(limits.memory_bytes + mapped, hard), hard))


def _failure(finding: str, detail: str) -> bytes:
    document: Document = unread(finding, detail, Reading.FAILED)
    return msgspec.msgpack.encode(document)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
