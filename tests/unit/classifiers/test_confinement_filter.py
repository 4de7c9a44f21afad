"""The filter of system calls, run here by an interpreter of its own, for both processors."""

from __future__ import annotations

import errno
import struct

import pytest

from classifiers.confinement import bpf, seccomp
from classifiers.confinement.bpf import ALLOW, ERRNO, KILL_PROCESS, Bits, Instruction, Null, Rule
from classifiers.confinement.calls import ABSENT, ALLOWED, AUDIT_ARCH, DEADLY, GUARDED, UNKNOWN_FROM

PID = 4242
REFUSED = ERRNO | errno.EPERM
MISSING = ERRNO | errno.ENOSYS
MACHINES = sorted(AUDIT_ARCH)


def run(program: list[Instruction], arch: int, number: int, *arguments: int) -> int:
    """What the kernel would answer; every jump stays inside and every path ends, or this fails."""
    data = struct.pack("<iIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    accumulator, place = 0, 0
    for _ in range(len(program)):
        code, if_so, if_not, constant = program[place]
        place += 1
        match code:
            case bpf.LOAD_WORD:
                (accumulator,) = struct.unpack_from("<I", data, constant)
            case bpf.AND:
                accumulator &= constant
            case bpf.JUMP_EQUAL:
                place += if_so if accumulator == constant else if_not
            case bpf.JUMP_GREATER_EQUAL:
                place += if_so if accumulator >= constant else if_not
            case bpf.RETURN:
                return constant
            case _:
                raise AssertionError(f"unknown instruction {code:#x}")
    raise AssertionError("the filter does not end")


def answer(machine: str, name: str, *arguments: int) -> int:
    number = {**ALLOWED[machine], **GUARDED[machine], **DEADLY[machine], **ABSENT}[name]
    return run(seccomp.program(machine, PID), AUDIT_ARCH[machine], number, *arguments)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_number_has_the_answer_of_its_table(machine: str) -> None:
    program = seccomp.program(machine, PID)
    expected = dict.fromkeys(ALLOWED[machine].values(), ALLOW)
    expected |= dict.fromkeys(DEADLY[machine].values(), KILL_PROCESS)
    expected |= dict.fromkeys(ABSENT.values(), MISSING)
    for number in set(range(UNKNOWN_FROM)) - set(GUARDED[machine].values()):
        assert run(program, AUDIT_ARCH[machine], number) == expected.get(number, REFUSED), number
    for number in (UNKNOWN_FROM, 500, 4000):
        assert run(program, AUDIT_ARCH[machine], number) == MISSING


@pytest.mark.parametrize("machine", MACHINES)
def test_no_number_stands_in_two_tables(machine: str) -> None:
    numbers = [*ALLOWED[machine].values(), *GUARDED[machine].values(), *DEADLY[machine].values(), *ABSENT.values()]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_of_another_processor_kill(machine: str) -> None:
    program = seccomp.program(machine, PID)
    for arch in (0x40000003, 0x40000028, *(value for name, value in AUDIT_ARCH.items() if name != machine)):
        assert run(program, arch, ALLOWED[machine]["read"]) == KILL_PROCESS
    for number in (0x40000000, 0x40000001, -1):  # the x32 numbers, which are other calls in the same place
        assert run(program, AUDIT_ARCH[machine], number) == KILL_PROCESS


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("openat", (3, 1, 0o2000000), ALLOW),
        ("openat", (3, 1, 0o1), REFUSED),
        ("openat", (3, 1, 0o2), REFUSED),
        ("openat", (3, 1, 0o3), REFUSED),
        ("openat", (3, 1, 0o100), REFUSED),
        ("openat", (3, 1, 0o1000), REFUSED),
        ("openat", (3, 1, 0o20200000), REFUSED),
        ("mmap", (0, 1, 1, 1), ALLOW),
        ("mmap", (0, 1, 3, 2), ALLOW),
        ("mmap", (0, 1, 3, 0x21), ALLOW),
        ("mmap", (0, 1, 3, 1), REFUSED),
        ("mmap", (0, 1, 2, 3), REFUSED),
        ("mmap", (0, 1, 5, 2), REFUSED),
        ("mmap", (0, 1, 7, 0x22), REFUSED),
        ("mprotect", (0, 1, 3), ALLOW),
        ("mprotect", (0, 1, 5), REFUSED),
        ("sendto", (3, 1, 1, 0, 0, 0), ALLOW),
        ("sendto", (3, 1, 1, 0, 1, 16), REFUSED),
        ("sendto", (3, 1, 1, 0, 1 << 32, 16), REFUSED),
        ("fcntl", (3, 1030), ALLOW),
        ("fcntl", (3, 8), REFUSED),
        ("ioctl", (3, 0x5401), ALLOW),
        ("ioctl", (3, 0x5412), REFUSED),
        ("prctl", (15,), ALLOW),
        ("prctl", (4,), REFUSED),
        ("clone", (0x003D0F00,), ALLOW),
        ("clone", (0x01200011,), REFUSED),
        ("clone", (0x00004111,), REFUSED),
        ("clone", (0x10010000,), REFUSED),
        ("tgkill", (PID, PID, 6), ALLOW),
        ("tgkill", (1, 1, 9), REFUSED),
        ("prlimit64", (0, 0), ALLOW),
        ("prlimit64", (PID, 0), ALLOW),
        ("prlimit64", (1, 0), REFUSED),
    ],
)
def test_arguments_matter_where_they_do(machine: str, name: str, arguments: tuple[int, ...], expected: int) -> None:
    assert answer(machine, name, *arguments) == expected


def test_opening_has_its_flags_elsewhere_on_x86() -> None:
    assert answer("x86_64", "open", 1, 0) == ALLOW
    assert answer("x86_64", "open", 1, 0o1) == REFUSED


def test_ways_and_conditions_combine() -> None:
    rule = Rule(
        number=7,
        verdict=1,
        ways=((Bits(argument=0, values=(1, 2, 3)), Null(argument=1)), (Bits(argument=5, mask=0xF0, values=(0x10,)),)),
        otherwise=2,
    )
    program = bpf.assemble(9, [rule], unknown_from=100, unknown=3, default=4)
    assert [run(program, 9, 7, first, 0) for first in (0, 1, 2, 3, 4)] == [2, 1, 1, 1, 2]
    assert run(program, 9, 7, 1, 1) == 2
    assert run(program, 9, 7, 1, 1, 0, 0, 0, 0x1F) == 1
    assert [run(program, 9, number) for number in (6, 8, 99, 100)] == [4, 4, 4, 3]


def test_a_filter_that_is_too_long_is_an_error() -> None:
    rules = [Rule(number=number, verdict=1) for number in range(3000)]
    with pytest.raises(ValueError, match="longer"):
        bpf.assemble(9, rules, unknown_from=1, unknown=1, default=1)


def test_another_processor_has_no_filter() -> None:
    with pytest.raises(OSError, match="riscv64"):
        seccomp.program("riscv64", PID)


def test_the_kernel_reads_eight_bytes_an_instruction() -> None:
    assert bpf.encode([Instruction(0x15, 1, 2, 0xC000003E)]) == bytes.fromhex("1500 01 02 3e0000c0")
