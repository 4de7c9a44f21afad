"""What the machine's owner sets about finding zones: the table `[places]` of `config.toml`."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass
from enum import StrEnum

from agent.errors import AgentError

SAMBA_AUTO = "auto"
OFF = "off"


class Sticks(StrEnum):
    """What is done with a stick that is put in."""

    WATCH = "watch"
    READ_ONLY = "read-only"
    BLOCK = "block"
    OFF = "off"


class NetworkMounts(StrEnum):
    """What is done with a zone's home that another machine hosts and this one has mounted."""

    LIST = "list"
    WATCH = "watch"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesSettings:
    """The table `[places]`.

    Attributes:
        find: Whether zones are looked for at all, besides the folders that `[[watch]]` names.
        names: What homes call this machine, besides its host name and Samba's names for it.
        samba: `auto` takes `/etc/samba/smb.conf` where there is one; else the file, or `off`.
        exports: What this machine exports over NFS: files in the form of `/etc/exports`.
        network_mounts: A home on another machine, mounted here, is listed, or watched by polling as well.
        sync: Whether sync folders are looked for in people's own settings.
        sticks: What is done with removable media.
        stick_folders: Whatever is mounted below them is a stick, besides what the kernel calls removable.
        interval_s: Everything is looked at anew at least so often; mounts and `smb.conf` at once.
    """

    find: bool = True
    names: tuple[str, ...] = ()
    samba: str = SAMBA_AUTO
    exports: tuple[str, ...] = ("/etc/exports",)
    network_mounts: NetworkMounts = NetworkMounts.LIST
    sync: bool = True
    sticks: Sticks = Sticks.WATCH
    stick_folders: tuple[str, ...] = ("/media", "/run/media")
    interval_s: float = 60.0

    def check(self) -> None:
        """Whether every value can be one.

        Raises:
            AgentError: one cannot.
        """
        if not 1.0 <= self.interval_s < 1e6:
            raise AgentError("`interval_s` is out of range", help="it must be a number of seconds, 1 or more")
        files = (*self.exports, *self.stick_folders, *(() if self.samba in (SAMBA_AUTO, OFF) else (self.samba,)))
        for path in files:
            if not os.path.isabs(path) and not posixpath.isabs(path):  # the defaults are those of Linux
                raise AgentError(f"`{path}` is not an absolute path", help="write it from the root of the machine")
        for name in self.names:
            if not name.strip() or "/" in name:
                raise AgentError(f"`{name}` is no name of a machine", help="write it as the policy's homes do: `fs1`")
