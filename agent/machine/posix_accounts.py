"""Accounts of Linux and macOS: user ids and the system's tables of names."""

from __future__ import annotations

import os
import pwd
import sys

assert sys.platform != "win32"  # noqa: S101 - tells the type checker where this is for


def own() -> int:
    """The account that this process works as."""
    return os.geteuid()


def name_of(number: int) -> str | None:
    """The log-in name; None where the machine knows none."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return None


def number_of(name: str) -> int | None:
    """The account with a log-in name; None where there is none."""
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None


def group_ids(number: int) -> tuple[int, list[int]]:
    """First group and all groups of an account; for an unknown one its own number, and none."""
    try:
        account = pwd.getpwuid(number)
    except KeyError:
        return number, []
    return account.pw_gid, os.getgrouplist(account.pw_name, account.pw_gid)
