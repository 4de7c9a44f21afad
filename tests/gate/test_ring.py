"""Files opened and read by io_uring, whose calls the kernel makes itself, also on threads that it adds to a process.

Source: io_uring_setup(2), io_uring_enter(2).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.gated import EVERYBODY, OURS, SATO, WANG, House, lacking, python_as

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")

SECRET = b"what only Sato reads"
NO_RING = 3
# One entry after the other: open, read, print. Flags of an entry: 16 has a thread of the kernel's do it.
RING = """
import ctypes, mmap, os, socket, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
told = bytearray(120)
ring = libc.syscall(425, 8, (ctypes.c_char * 120).from_buffer(told))
if ring < 0:
    sys.exit(3)
entries, answers = struct.unpack_from("=2I", told)
sent, got = struct.unpack_from("=8I", told, 40), struct.unpack_from("=8I", told, 80)
both = mmap.mmap(ring, max(sent[6] + entries * 4, got[5] + answers * 16))
calls = mmap.mmap(ring, entries * 64, offset=0x10000000)
def number(at):
    return struct.unpack_from("=I", both, at)[0]
def call(code, fd, address, length, flags):
    at = number(sent[1])
    slot = at & number(sent[2])
    calls[slot * 64 : slot * 64 + 64] = struct.pack("=BBHiQQIIQ24x", code, flags, 0, fd, 0, address, length, 0, 7)
    struct.pack_into("=I", both, sent[6] + 4 * slot, slot)
    struct.pack_into("=I", both, sent[1], at + 1)
    assert libc.syscall(426, ring, 1, 1, 1, None, 0) == 1
    head = number(got[0])
    result = struct.unpack_from("=i", both, got[5] + 16 * (head & number(got[2])) + 8)[0]
    struct.pack_into("=I", both, got[0], head + 1)
    return result
OPENAT, READ, HERE = 18, 22, -100
room = ctypes.create_string_buffer(100)
def read(fd, flags):
    size = call(READ, fd, ctypes.addressof(room), 100, flags)
    return room.raw[:size] if size >= 0 else size
def opened(path, flags):
    name = ctypes.create_string_buffer(os.fsencode(path))
    return call(OPENAT, HERE, ctypes.addressof(name), 0, flags)
"""
OPEN = (
    RING
    + """
fd = opened(sys.argv[1], int(sys.argv[2]))
print(fd if fd < 0 else read(fd, int(sys.argv[2])))
"""
)
HANDED = (
    """
import ctypes, mmap, os, socket, struct, sys  # before it loses the way to where they lie
sato, wang = int(sys.argv[3]), int(sys.argv[4])
here, there = socket.socketpair()
if os.fork() == 0:
    os.setresuid(sato, sato, sato)
    socket.send_fds(there, [b"x"], [os.open(sys.argv[1], os.O_RDONLY)])
    os._exit(0)
os.setresuid(wang, wang, wang)
given = socket.recv_fds(here, 1, 1)[1][0]
"""
    + RING
    + """
print(read(given, int(sys.argv[2])))
"""
)


def ran(done: subprocess.CompletedProcess[bytes]) -> bytes:
    if done.returncode == NO_RING:
        pytest.skip("this machine has no io_uring, or allows nobody to use it")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def ours(house: House) -> Path:
    return house.put("ours/a.pdf", SECRET, OURS, mode=0o666)


@pytest.mark.parametrize("flags", [0, 16])
def test_opened_by_a_ring(house: House, ours: Path, flags: int) -> None:
    assert ran(python_as(WANG, OPEN, ours, flags)) == b"-1"
    assert ran(python_as(SATO, OPEN, ours, flags)) == repr(SECRET).encode()
    free = house.put("free.pdf", b"menu", EVERYBODY)
    assert ran(python_as(WANG, OPEN, free, flags)) == b"b'menu'"


@pytest.mark.parametrize("flags", [0, 16])
def test_what_nobody_judged_opened_by_a_ring(house: House, flags: int) -> None:
    """Somebody who waits, waits in the ring as well; the answer comes when there is one."""
    house.judge(new=OURS, menu=EVERYBODY)
    for name, expected in (("new", b"-1"), ("menu", repr(SECRET).encode())):
        path = house.top / f"{name}.txt"
        path.write_bytes(SECRET)
        assert ran(python_as(WANG, OPEN, path, flags)) == expected
        assert house.asked[-1] == str(path)


@pytest.mark.parametrize("flags", [0, 16])
def test_a_descriptor_of_a_reader_read_by_a_ring(house: House, ours: Path, flags: int) -> None:
    command = [sys.executable, "-I", "-c", HANDED, str(ours), str(flags), str(SATO), str(WANG)]
    assert ran(subprocess.run(command, capture_output=True, check=False)) == b"-1"
