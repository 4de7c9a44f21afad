"""The reader process: gets descriptors over a socket, gives documents back, can do little else.

Invariants:
- No hostile byte is looked at before `shut_in` has run.
- It holds no secret, opens no file but what it was handed, and has no network where the kernel lets it go without.
- It dies with its parent, when the socket closes, and on its processor and memory limits.

The parent is the only judge of time: see `classifiers.confine`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys

import msgspec

from classifiers.document import Document
from classifiers.frames import Hello, Request, receive_frame, receive_request, send_frame
from classifiers.limits import Limits
from classifiers.readers import READER_VERSION, read_document, registry
from classifiers.readers.entry import unread
from policies.label import Reading

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
CLONE_NEWIPC = 0x08000000
OPEN_FILES = 32


def main(arguments: list[str]) -> int:
    """Serve until the socket closes.

    Args:
        arguments: Number of the socket's descriptor, process id of the parent.
    """
    descriptor, parent = int(arguments[0]), int(arguments[1])
    with socket.socket(fileno=descriptor) as channel:
        limits = msgspec.msgpack.decode(receive_frame(channel, 64 * 1024), type=Limits)
        _die_with(parent)
        registry.load_all()
        _load_lazy_parts()
        confinement = shut_in(limits)
        send_frame(channel, msgspec.msgpack.encode(Hello(reader_version=READER_VERSION, confinement=confinement)))
        while (request := receive_request(channel)) is not None:
            send_frame(channel, answer(request, limits))
    return 0


def answer(request: Request, limits: Limits) -> bytes:
    """The document of one request, encoded; one that cannot be encoded or is too long says so."""
    _allow_cpu(limits.cpu_s)
    try:
        reply = msgspec.msgpack.encode(read_document(request.fd, request.name, limits))
        if len(reply) > limits.reply_bytes:
            reply = _failure("limit.reply_bytes", str(limits.reply_bytes))
    except Exception as error:  # noqa: BLE001 - the worker's rim: whatever is left of a document is a finding
        reply = _failure("reader.failed", type(error).__name__)
    finally:
        os.close(request.fd)
    return reply


def shut_in(limits: Limits) -> dict[str, bool]:
    """Give up what reading does not need, for good.

    Returns:
        What the kernel granted: `no-new-privileges`, `no-network`, `own-user`, `limits`.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    os.umask(0o077)
    os.chdir("/")
    has_namespace = libc.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0
    no_privileges = libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    return {
        "no-network": has_namespace,
        "own-user": has_namespace,
        "no-new-privileges": no_privileges,
        "limits": _set_limits(limits),
    }


def _set_limits(limits: Limits) -> bool:
    wanted = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    is_whole = True
    for kind, value in wanted.items():
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):
            is_whole = False
    return is_whole


def _allow_cpu(cpu_s: int) -> None:
    """Processor time for one more document; the kernel kills the process when it is used up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + cpu_s, hard))


def _die_with(parent: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def _load_lazy_parts() -> None:
    """Open now what libraries open at first use: libmagic's database, Pillow's plugins, codecs."""
    from PIL import Image

    from classifiers.encoding import CANDIDATES
    from classifiers.filetype import magic_instance

    Image.init()
    with contextlib.suppress(Exception):
        magic_instance().from_buffer(b"\0\1\2")
    for name in (
        *(candidate for candidate, _, _ in CANDIDATES),
        "iso2022_jp_2",
        "iso2022_jp_2004",
        "iso2022_jp_ext",
        "iso2022_kr",
        "hz",
        "johab",
        "cp437",
        "mac_roman",
    ):
        "".encode(name)
    import charset_normalizer
    import python_calamine

    charset_normalizer.from_bytes("ä ö ü ß é".encode("cp1252") * 20).best()
    del python_calamine


def _failure(finding: str, detail: str) -> bytes:
    document: Document = unread(finding, detail, Reading.FAILED)
    return msgspec.msgpack.encode(document)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
