"""A small assembler for the filters that the kernel runs before each system call.

A filter here is a list of rules tried in order: a call's number, and what becomes of it.

Source: Linux Documentation/userspace-api/seccomp_filter.rst; McCanne, Jacobson (1993), the BSD packet filter.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LOAD_WORD = 0x20
JUMP_EQUAL = 0x15
JUMP_GREATER_EQUAL = 0x35
AND = 0x54
RETURN = 0x06

ALLOW = 0x7FFF0000
ERRNO = 0x00050000
KILL_PROCESS = 0x80000000

NUMBER_AT = 0
ARCH_AT = 4
ARGUMENTS_AT = 16
LONGEST = 4096


class Instruction(NamedTuple):
    """One instruction: what to do, how many to skip if so, how many if not, with which constant."""

    code: int
    if_so: int
    if_not: int
    constant: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bits:
    """The low 32 bits of an argument, masked, have one of some values."""

    argument: int
    mask: int = 0xFFFFFFFF
    values: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Null:
    """All 64 bits of an argument are 0: no pointer."""

    argument: int


Condition = Bits | Null
# Ways in which a call is in order; each is a list of conditions of which all must hold.
Ways = tuple[tuple[Condition, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What becomes of one call: `verdict` if it is in order, `otherwise` if not. Without ways it always is."""

    number: int
    verdict: int
    ways: Ways = ((),)
    otherwise: int = ERRNO


def assemble(arch: int, rules: Sequence[Rule], *, unknown_from: int, unknown: int, default: int) -> list[Instruction]:
    """A filter of rules; the first one with a call's number decides.

    Args:
        arch: The only processor whose calls are looked at; calls of another one kill.
        unknown_from: Numbers from here on get `unknown`; what belongs to the x32 numbers kills.
        default: What becomes of numbers that no rule names.

    Raises:
        ValueError: it is longer than the kernel takes.
    """
    program = [
        Instruction(LOAD_WORD, 0, 0, ARCH_AT),
        Instruction(JUMP_EQUAL, 1, 0, arch),
        Instruction(RETURN, 0, 0, KILL_PROCESS),
        Instruction(LOAD_WORD, 0, 0, NUMBER_AT),
        Instruction(JUMP_GREATER_EQUAL, 0, 1, 0x40000000),
        Instruction(RETURN, 0, 0, KILL_PROCESS),
    ]
    for rule in rules:
        body = _body(rule)
        program += [Instruction(JUMP_EQUAL, 0, len(body), rule.number), *body]
    program += [
        Instruction(JUMP_GREATER_EQUAL, 0, 1, unknown_from),
        Instruction(RETURN, 0, 0, unknown),
        Instruction(RETURN, 0, 0, default),
    ]
    if len(program) > LONGEST:
        raise ValueError(f"a filter of {len(program)} instructions is longer than {LONGEST}")
    return program


def encode(program: Iterable[Instruction]) -> bytes:
    """The filter as the kernel reads it, 8 bytes an instruction."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


def _body(rule: Rule) -> list[Instruction]:
    body: list[Instruction] = []
    for way in rule.ways:
        body += _way(way, rule.verdict)
    if all(rule.ways):  # one without conditions has already returned
        body.append(Instruction(RETURN, 0, 0, rule.otherwise))
    return body


def _way(way: Sequence[Condition], verdict: int) -> list[Instruction]:
    """Returns `verdict` if all conditions hold, and falls through behind itself if one does not."""
    steps = [Instruction(RETURN, 0, 0, verdict)]
    for condition in reversed(way):
        match condition:
            case Bits():
                steps = [*_load(condition.argument, condition.mask), *_one_of(condition.values, len(steps)), *steps]
            case Null():
                high = [Instruction(LOAD_WORD, 0, 0, _at(condition.argument) + 4), *_one_of((0,), len(steps))]
                steps = [*_load(condition.argument), *_one_of((0,), len(high) + len(steps)), *high, *steps]
    return steps


def _load(argument: int, mask: int = 0xFFFFFFFF) -> list[Instruction]:
    load = Instruction(LOAD_WORD, 0, 0, _at(argument))
    return [load] if mask == 0xFFFFFFFF else [load, Instruction(AND, 0, 0, mask)]


def _one_of(values: Sequence[int], beyond: int) -> list[Instruction]:
    """Goes on behind itself at any of the values, and `beyond` instructions further at none."""
    last = len(values) - 1
    return [
        Instruction(JUMP_EQUAL, last - place, beyond if place == last else 0, value)
        for place, value in enumerate(values)
    ]


def _at(argument: int) -> int:
    return ARGUMENTS_AT + 8 * argument
