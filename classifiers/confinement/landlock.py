"""Landlock: from here on this process opens what lies below a few folders, to read, and nothing else.

What was opened before stays open; a descriptor that is handed over stays readable.

Source: Linux Documentation/userspace-api/landlock.rst, ABI 1 to 7.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

from classifiers.confinement.kernel import Kernel

# The same on every processor.
CREATE_RULESET = 444
ADD_RULE = 445
RESTRICT_SELF = 446
CREATE_RULESET_VERSION = 1
RULE_PATH_BENEATH = 1
READ_FILE = 1 << 2
READ_DIR = 1 << 3
# How many rights there are, all of them taken away, by the ABI that brought the last one.
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
NETWORK_RIGHTS = {4: 2}
SCOPES = {6: 2}


class Ruleset:
    """Rights that are to be given up, and the folders that stay readable.

    Made early, while the folders can be reached; applied by `restrict`, for good.

    Args:
        folders: Folders and files that stay readable; those that do not exist are left out.

    Raises:
        OSError: the kernel has no Landlock, or it is switched off.
    """

    def __init__(self, kernel: Kernel, folders: Iterable[Path]) -> None:
        self._kernel = kernel
        self.abi = abi(kernel)
        attributes = handled(self.abi)
        self.fd = kernel.call(
            CREATE_RULESET, ctypes.create_string_buffer(attributes, len(attributes)),
            ctypes.c_size_t(len(attributes)), ctypes.c_uint(0),
        )  # fmt: skip
        for folder in folders:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                self._allow_reading(folder)

    def restrict(self) -> None:
        """Give up the rights. Needs no new privileges to be ruled out first.

        Raises:
            OSError: the kernel refused.
        """
        try:
            self._kernel.call(RESTRICT_SELF, ctypes.c_int(self.fd), ctypes.c_uint(0))
        finally:
            os.close(self.fd)

    def _allow_reading(self, folder: Path) -> None:
        fd = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        try:
            is_folder = stat.S_ISDIR(os.fstat(fd).st_mode)
            rule = struct.pack("=Qi", READ_FILE | (READ_DIR if is_folder else 0), fd)
            self._kernel.call(
                ADD_RULE, ctypes.c_int(self.fd), ctypes.c_int(RULE_PATH_BENEATH),
                ctypes.create_string_buffer(rule, len(rule)), ctypes.c_uint(0),
            )  # fmt: skip
        finally:
            os.close(fd)


def abi(kernel: Kernel) -> int:
    """What this kernel's Landlock can do, 1 or more.

    Raises:
        OSError: it has none, or it is switched off.
    """
    try:
        return kernel.call(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(CREATE_RULESET_VERSION))
    except OSError as error:
        if error.errno == errno.EOPNOTSUPP:
            raise OSError(error.errno, "switched off: add `landlock` to the kernel's `lsm=`") from None
        if error.errno == errno.ENOSYS:
            raise OSError(
                error.errno, "this kernel has none: Linux 5.13 or newer, with CONFIG_SECURITY_LANDLOCK"
            ) from None
        raise


def handled(version: int) -> bytes:
    """The attributes of a ruleset that takes away all that this ABI knows: files, network, scopes, 8 bytes each."""
    return struct.pack("=QQQ", *(_all_bits(table, version) for table in (FILE_RIGHTS, NETWORK_RIGHTS, SCOPES)))[
        : 24 if version >= 6 else 16 if version >= 4 else 8
    ]


def _all_bits(table: dict[int, int], version: int) -> int:
    return (1 << max((bits for since, bits in table.items() if since <= version), default=0)) - 1
