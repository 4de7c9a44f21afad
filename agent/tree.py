"""A watched folder, entered without ever following a link out of it.

Invariants of this module:

1. Every path is walked from the root's descriptor, one name at a time, with `O_NOFOLLOW`; a folder that somebody
   swaps for a symbolic link in the meantime leads nowhere.
2. Only the staging folder that belongs to this agent and that nobody else can enter counts as staging. A file system
   that keeps no owners, such as a stick's, cannot close it; what others put there is held like any stray.
"""

from __future__ import annotations

import errno
import os
import posixpath
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from agent.errors import AgentError
from agent.machine import accounts, folders
from agent.machine.folders import Opening
from agent.places.mounts import mount_at, read_mounts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STAGING = ".sekimori"
PROBE = "probe"
ATTEMPTS = 3
OWNERLESS = frozenset({"vfat", "msdos", "exfat", "fuseblk", "ntfs3"})


class Signature(NamedTuple):
    """What tells one state of a file from another without reading it."""

    device: int
    inode: int
    size_bytes: int
    mtime_ns: int
    ctime_ns: int


def signature_of(status: os.stat_result) -> Signature:
    """The signature in a stat result."""
    return Signature(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class Spot:
    """A file's or folder's place: the watched root and the path below it, POSIX form, empty for the root."""

    root: str
    path: str

    @property
    def full(self) -> str:
        """The absolute path, for showing and as a key; opened only through a `Tree`."""
        return posixpath.join(self.root, self.path) if self.path else self.root

    @property
    def folder(self) -> Spot:
        """The folder that it stands in."""
        return Spot(self.root, posixpath.dirname(self.path))

    @property
    def name(self) -> str:
        """The last part."""
        return posixpath.basename(self.path)

    @property
    def is_staging(self) -> bool:
        """Whether it is the staging folder at the root, or in it."""
        return self.path == STAGING or self.path.startswith(STAGING + "/")


def below_root(path: str, root: str) -> str:
    """An absolute path as one below a root, POSIX form."""
    return os.path.relpath(path, root).replace(os.sep, "/")


def shown(text: str) -> str:
    """A file name as text that JSON can carry; bytes that are no UTF-8 are replaced."""
    return os.fsencode(text).decode("utf-8", "replace")


class Tree:
    """One watched folder.

    Attributes:
        others: Paths below the root that are watched for themselves, and are no part of this tree.
        is_carried: Whether it is on a stick: what is removed there must not be found again elsewhere.
    """

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self.others: frozenset[str] = frozenset()
        self.is_carried = False
        self._device = 0

    def bind(self) -> None:
        """From now on be the stick that is mounted here, and nothing when it is taken out."""
        self.is_carried = True
        with suppress(OSError, AgentError):
            self._device = os.stat(self.root).st_dev
            # While there is room for it: on a full stick nothing could be taken away.
            with self.staging():
                pass

    def is_others(self, path: str) -> bool:
        """Whether a path below the root belongs to another watched folder."""
        return any(path == other or path.startswith(other + "/") for other in self.others)

    def spot(self, path: str) -> Spot:
        """The place of `path`, absolute or relative to the root; the root's own has no path."""
        below = below_root(path, self.root) if os.path.isabs(path) else path
        return Spot(self.root, "" if below == os.curdir else below)

    @contextmanager
    def folder(self, path: str, *, create: bool = False) -> Iterator[int]:
        """A descriptor of the folder `path` below the root.

        Raises:
            OSError: it is missing, or a part of it is no folder.
        """
        fd = folders.open_root(self.root)
        try:
            if self._device and os.fstat(fd).st_dev != self._device:
                raise FileNotFoundError(errno.ENOENT, "the stick was taken out", self.root)
            for name in (part for part in path.split("/") if part):
                if name == "..":
                    raise PermissionError("a path with `..` leads out of the watched folder")
                inner = _enter(fd, name, create=create)
                os.close(fd)
                fd = inner
            yield fd
        finally:
            os.close(fd)

    @contextmanager
    def open(self, spot: Spot) -> Iterator[int]:
        """A read-only descriptor of a file; never blocks on a pipe, never follows a link.

        Raises:
            OSError: as `open`.
        """
        with self.folder(spot.folder.path) as folder:
            fd = folders.open_file(spot.name, folder, Opening.READ)
        try:
            yield fd
        finally:
            os.close(fd)

    def status(self, spot: Spot) -> os.stat_result | None:
        """`lstat`, or None where nothing is there."""
        try:
            with self.folder(spot.folder.path) as folder:
                return folders.status(spot.name, folder)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno == errno.ELOOP:  # a folder on the way became a link
                return None
            raise

    @contextmanager
    def staging(self) -> Iterator[int]:
        """A descriptor of the staging folder, made where missing: on the same file system, open to nobody else.

        What somebody put in its place, so that nothing could be taken away from here, is put aside and judged there.

        Raises:
            AgentError: somebody puts something else there again and again.
            OSError: it cannot be made.
        """
        with self.folder("") as root:
            fd = self._own_staging(root)
        try:
            if stat.S_IMODE(folders.fstat(fd).st_mode) & 0o077:
                with suppress(PermissionError):  # a file system without modes, such as FAT
                    folders.set_mode(fd, 0o700)
            yield fd
        finally:
            os.close(fd)

    def _own_staging(self, root: int) -> int:
        for _ in range(ATTEMPTS):
            try:
                fd = _enter(root, STAGING, create=True, mode=0o700)
            except OSError as error:
                if error.errno not in (errno.ENOTDIR, errno.ELOOP):
                    raise
            else:
                if folders.fstat(fd).st_uid == accounts.own() or _keeps_no_owners(fd, self.root):
                    return fd
                os.close(fd)
            folders.rename(STAGING, root, f"found-{os.urandom(4).hex()}", root)
        raise AgentError(f"`{STAGING}` in `{shown(self.root)}` belongs to somebody else", help="remove it")


def _enter(folder: int, name: str, *, create: bool, mode: int = 0o755) -> int:
    try:
        return folders.open_folder(name, folder)
    except FileNotFoundError:
        if not create:
            raise
        folders.make_folder(name, folder, mode=mode)
        fd = folders.open_folder(name, folder)
        with suppress(PermissionError):
            folders.set_mode(fd, mode)  # whatever the agent's own mask is
        return fd


def _keeps_no_owners(folder: int, root: str) -> bool:
    """Whether the file system gives what this process makes to the folder's owner: FAT, and shares that map users."""
    try:
        fd = folders.open_file(PROBE, folder, Opening.NEW)
    except FileExistsError:
        folders.remove(PROBE, folder)
        return _keeps_no_owners(folder, root)
    except OSError:
        # Too full to be tried: the kind of file system says it.
        mount = mount_at(root, read_mounts())
        return mount is not None and mount.kind in OWNERLESS
    try:
        return folders.fstat(fd).st_uid == folders.fstat(folder).st_uid
    finally:
        os.close(fd)
        folders.remove(PROBE, folder)
