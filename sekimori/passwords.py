"""Passwords that stand in files: the first line, or standard input where the file is called `-`."""

from __future__ import annotations

import sys
from pathlib import Path

from sekimori.errors import FrontDoorError

MIN_PASSWORD_BYTES = 8


def first_line(file: Path) -> bytes:
    """The first line of a file without its end; `-` reads standard input.

    Raises:
        FrontDoorError: the file cannot be read, or its first line is empty.
    """
    try:
        if str(file) == "-":
            line = sys.stdin.buffer.readline()
        else:
            with file.open("rb") as opened:
                line = opened.readline()
    except OSError as error:
        raise FrontDoorError(f"`{file}` cannot be read: {error.strerror}") from error
    password = line.rstrip(b"\r\n")
    if not password:
        raise FrontDoorError(f"the first line of `{file}` is empty", help="write the password there, alone")
    return password


def account_password(file: Path) -> str:
    """The password of an account, as typed into a form.

    Raises:
        FrontDoorError: as `first_line`, or the line is not UTF-8.
    """
    try:
        return first_line(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FrontDoorError(f"`{file}` is not UTF-8", help="save it as UTF-8") from error


def key_password(file: Path | None) -> bytes | None:
    """The password that encrypts a private key; None where no file is named.

    Raises:
        FrontDoorError: as `first_line`, or the password is too short.
    """
    if file is None:
        return None
    password = first_line(file)
    if len(password) < MIN_PASSWORD_BYTES:
        raise FrontDoorError(f"the password in `{file}` is too short", help=f"at least {MIN_PASSWORD_BYTES} bytes")
    return password
