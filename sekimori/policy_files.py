"""Reading policy files: bytes to text to policy, and faults as they are shown."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click
from rich.console import Console

from policies.compiler import compile_policy
from policies.errors import PolicyError
from policies.language import Fault, PolicyFaults, load_policy
from policies.language.source import MAX_CHARS
from policies.model import Policy
from policies.tables import Tables
from policies.visible import visible

BYTES_PER_CHAR = 4
_MARK = b"\xef\xbb\xbf"


def read_policy_text(path: Path) -> str:
    """The text of a policy file.

    Raises:
        PolicyFaults: the file is not UTF-8; the fault names the line and column.
        PolicyError: the file cannot be read or is far too large.
    """
    try:
        if path.stat().st_size > MAX_CHARS * BYTES_PER_CHAR:
            raise PolicyError(f"`{path}` is too large for a policy", help=f"at most {MAX_CHARS} characters are read")
        data = path.read_bytes()
    except OSError as error:
        raise PolicyError(f"`{path}` cannot be read: {error.strerror}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        advice = "save it as UTF-8"
        fault = Fault(line=line, column=column, message=f"byte 0x{data[error.start]:02X} is not UTF-8", help=advice)
        raise PolicyFaults([fault], name=str(path)) from error


def read_policy(path: Path) -> Policy:
    """The policy in a file. Raises as `read_policy_text` and `load_policy` do."""
    return load_policy(read_policy_text(path), name=str(path))


def replace_text(path: Path, text: str, *, before: str) -> None:
    """Write a text in a file's place, whole or not at all; the file keeps its mode, and its byte order mark.

    Args:
        before: What was read from the file; where something else stands there by now, that stays.

    Raises:
        PolicyError: it cannot be written, or was changed meanwhile.
    """
    target = path.resolve()
    temporary = ""
    try:
        if not target.stat().st_mode & 0o222:
            raise PolicyError(f"`{path}` is read-only", help="it stands as it was; `chmod u+w` makes it writable")
        with target.open("rb") as held, tempfile.NamedTemporaryFile("wb", dir=target.parent, delete=False) as file:
            temporary = file.name
            _lock(held)
            if read_policy_text(path) != before:
                help = "it stands as somebody else left it; run it again"
                raise PolicyError(f"`{path}` was changed meanwhile", help=help)
            file.write((_MARK if held.read(len(_MARK)) == _MARK else b"") + text.encode())
            file.flush()
            os.fsync(file.fileno())
            Path(temporary).chmod(target.stat().st_mode & 0o7777)
            Path(temporary).replace(target)
    except OSError as error:
        raise PolicyError(f"`{path}` cannot be written: {error.strerror}", help="it stands as it was") from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def tables_or_exit(path: Path) -> Tables:
    """The tables of the policy in a file; its faults are shown as by `exit_on_faults`."""
    with exit_on_faults():
        return compile_policy(read_policy(path))


@contextmanager
def exit_on_faults() -> Iterator[None]:
    """Where a file turns out to have faults, all of them are shown and the command leaves with 1."""
    try:
        yield
    except PolicyFaults as faults:
        show_faults(faults, plain_console(stderr=True))
        raise click.exceptions.Exit(1) from faults


def _lock(file: IO[bytes]) -> None:
    """Wait until no other command is about to replace the file; it is let go when the file is closed."""
    if sys.platform == "win32":
        return  # what is left to chance there is the moment between looking and replacing
    import fcntl

    fcntl.flock(file, fcntl.LOCK_EX)


def write_report(path: Path, data: bytes, *, sources: Iterable[Path]) -> None:
    """Write what a command made of some files; a report of an earlier run is written over, a source never.

    Raises:
        PolicyError: the path is one of the sources, or cannot be written.
    """
    try:
        if any(path.exists() and source.exists() and path.samefile(source) for source in sources):
            raise PolicyError(f"`{path}` is what the report is made from", help="give the report a file of its own")
        path.write_bytes(data)
    except OSError as error:
        raise PolicyError(f"`{path}` cannot be written: {error.strerror}") from error


def show_faults(faults: PolicyFaults, console: Console) -> None:
    """Every fault in one line each, as compilers write them, its advice below."""
    for fault in faults.faults:
        # A fault quotes the file, and whoever wrote that may be no friend of whoever checks it.
        console.print(visible(f"{faults.name}:{fault.line}:{fault.column}: {fault.message}"))
        if fault.help:
            console.print(visible(f"    help: {fault.help}"))
    count = len(faults.faults)
    console.print(f"{count} fault{'s' if count != 1 else ''}; nothing was loaded")


def plain_console(*, stderr: bool = False) -> Console:
    """A console that prints text as it is, whatever stands in it."""
    return Console(stderr=stderr, highlight=False, markup=False, soft_wrap=True)


def colour_console(*, wrap: bool = False) -> Console:
    """A console that prints text as it is, in colour on a terminal only.

    Args:
        wrap: Whether long lines are broken at the terminal's width.
    """
    return Console(highlight=False, markup=False, soft_wrap=not wrap)
