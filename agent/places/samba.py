"""What this machine's Samba serves, by its own `testparm`, which follows includes and copies.

Invariants of this module:

1. A share whose folder depends on who asks, or lies on another machine, resolves nothing; it is told instead.
2. What people may share by themselves (usershares) never makes a folder a zone: they would choose the zone.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from agent.places.settings import OFF, SAMBA_AUTO
from classifiers import children
from classifiers.openings import BYTES, NO_LINK, NO_WAIT

USUAL = Path("/etc/samba/smb.conf")
USERSHARES = Path("/var/lib/samba/usershares")
TIMEOUT_S = 10.0
MOST_FOLLOWED = 50
_INCLUDE = re.compile(r"^\s*include\s*=\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)
# Modules that keep a share's content elsewhere than in its folder.
_ELSEWHERE = frozenset({"ceph", "ceph_new", "glusterfs", "glusterfs_fuse"})
_YES = frozenset({"yes", "true", "1"})
_SPECIAL = frozenset({"homes", "printers", "print$", "ipc$"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One share.

    Attributes:
        path: Its folder, absolute; empty where it has no single one.
        why: Why it has none.
        is_users: Whether a user made it, and not the machine's owner.
    """

    name: str
    path: str
    why: str = ""
    is_users: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Samba:
    """What `testparm` says.

    Attributes:
        file: The configuration it was asked about; None where there is no Samba here.
        names: NetBIOS names of the machine, as they are written.
        problem: Why nothing is known; what was known before then goes on to count.
        remarks: What could not be known of it.
        state: Changes where one of its files does.
    """

    file: Path | None = None
    names: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    problem: str = ""
    remarks: tuple[str, ...] = ()
    state: tuple[tuple[str, int, int], ...] = ()


def read_samba(setting: str, *, timeout_s: float = TIMEOUT_S) -> Samba:
    """Ask `testparm`, `net conf` where shares are in the registry, and the folder of usershares.

    Args:
        setting: `auto`, `off` or the path of a configuration.
        timeout_s: How long to wait for `testparm`.
    """
    file = USUAL if setting == SAMBA_AUTO else Path(setting)
    if setting == OFF or (setting == SAMBA_AUTO and not file.exists()):
        return Samba()
    state = samba_state(file)
    said = _run("testparm", "-s", "--suppress-prompt", str(file), timeout_s=timeout_s)
    if isinstance(said, OSError):
        return Samba(file=file, problem=f"`testparm` could not be asked: {said.strerror}", state=state)
    sections = parse_sections(said)
    if "global" not in sections:
        return Samba(file=file, problem="what `testparm` says is no configuration", state=state)
    remarks = [f"`{each}` is included by who asks: what it adds is not known" for each in _varying(file)]
    settings = sections.get("global", {})
    if settings.get("registry shares", "no").lower() in _YES or settings.get("include") == "registry":
        registry = _run("net", "conf", "list", f"--configfile={file}")
        if isinstance(registry, OSError):
            remarks.append("shares in Samba's registry could not be listed")
        else:
            sections = {
                **{key: value for key, value in parse_sections(registry).items() if key != "global"},
                **sections,
            }
    if any(each.get("kernel oplocks", "no").lower() in _YES for each in sections.values()):
        remarks.append(
            "with `kernel oplocks = yes` the gate refuses files that a client of Samba holds: set it to `no`, as it is "
            "by default"
        )
    if keeping := sorted(name for name, each in sections.items() if "streams_xattr" in _modules(each)):
        remarks.append(
            f"{', '.join(f'`{name}`' for name in keeping)}: `streams_xattr` keeps what clients write beside a file in "
            "its attributes, which are neither read nor gated: use `streams_depot`"
        )
    names = (settings.get("netbios name", ""), *settings.get("netbios aliases", "").split())
    own = tuple(_share(name, each) for name, each in sections.items() if _is_served(name, each))
    users = _usershares(Path(settings.get("usershare path", str(USERSHARES))), {share.name.lower() for share in own})
    return Samba(
        file=file,
        names=tuple(each.strip('"') for each in names if each.strip('"')),
        shares=(*own, *users),
        remarks=tuple(remarks),
        state=state,
    )


def parse_sections(text: str) -> dict[str, dict[str, str]]:
    """Sections of a configuration as `testparm -s` and `net conf list` write it: one `key = value` a line."""
    sections: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in text.split("\n"):
        plain = line.strip()
        if plain.startswith("[") and plain.endswith("]"):
            current = sections.setdefault(plain[1:-1], {})
        elif "=" in plain and not plain.startswith(("#", ";")):
            key, _, value = plain.partition("=")
            current[key.strip().lower()] = value.strip()
    return sections


def samba_state(file: Path) -> tuple[tuple[str, int, int], ...]:
    """Path, inode and time of each file of a configuration; other where one of them was changed or replaced."""
    found = []
    for path in _files(file):
        try:
            status = path.stat()
        except OSError:
            found.append((str(path), 0, 0))
        else:
            found.append((str(path), status.st_ino, status.st_mtime_ns))
    return tuple(found)


def _files(file: Path) -> tuple[Path, ...]:
    """A configuration and what it includes, whoever asks."""
    found: dict[Path, None] = {}
    ahead = [file]
    while ahead and len(found) < MOST_FOLLOWED:
        path = ahead.pop(0)
        if path not in found:
            found[path] = None
            ahead += [Path(each) for each in _includes(path) if "%" not in each and os.path.isabs(each)]
    return tuple(found)


def _varying(file: Path) -> tuple[str, ...]:
    return tuple(each for path in _files(file) for each in _includes(path) if "%" in each)


def _includes(path: Path) -> tuple[str, ...]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    return tuple(each.strip('"') for each in _INCLUDE.findall(text) if each.lower() != "registry")


def _is_served(name: str, settings: dict[str, str]) -> bool:
    is_on = settings.get("available", "yes").lower() not in ("no", "false", "0")
    return is_on and name.lower() not in {"global", *_SPECIAL - {"homes"}} and "printable" not in settings


def _share(name: str, settings: dict[str, str]) -> Share:
    path = settings.get("path", settings.get("directory", "")).strip('"').replace("%S", name)
    objects = _modules(settings)
    if name.lower() == "homes":
        return Share(name=name, path="", why="every user sees another folder there")
    if settings.get("msdfs proxy"):
        return Share(name=name, path="", why="it leads to another server")
    if objects & _ELSEWHERE:
        return Share(name=name, path="", why=f"its content is kept by `{min(objects & _ELSEWHERE)}`")
    if "%" in path:
        return Share(name=name, path="", why="its folder depends on who asks")
    if not os.path.isabs(path):
        return Share(name=name, path="", why="it has no folder")
    return Share(name=name, path=os.path.normpath(path))


def _modules(settings: dict[str, str]) -> set[str]:
    """Names of its modules, without what a colon adds to one that is there twice."""
    return {each.partition(":")[0] for each in re.split(r"[\s,]+", settings.get("vfs objects", ""))} - {""}


def _usershares(folder: Path, taken: set[str]) -> tuple[Share, ...]:
    shares = []
    try:
        files = sorted(folder.iterdir())
    except OSError:
        return ()
    for file in files:
        path = _usershare_path(file)
        if path and file.name.lower() not in taken:
            shares.append(Share(name=file.name, path=os.path.normpath(path), is_users=True))
    return tuple(shares)


def _usershare_path(file: Path) -> str:
    """The folder that a usershare names; empty where the file is none, such as a pipe or a link."""
    try:
        fd = os.open(file, os.O_RDONLY | NO_LINK | NO_WAIT | BYTES)
    except OSError:
        return ""
    with os.fdopen(fd, "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            return ""
        text = opened.read(65536).decode("utf-8", "replace")
    path = next((line[len("path=") :].strip() for line in text.splitlines() if line.startswith("path=")), "")
    return path if os.path.isabs(path) else ""


def _run(program: str, *arguments: str, timeout_s: float = TIMEOUT_S) -> str | OSError:
    """What a program of the system says, or why it could not be asked."""
    # Samba's programs stand where only root's path leads.
    found = shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    if found is None:
        return FileNotFoundError(2, f"`{program}` is not installed")
    try:
        # A group of its own: what a program has started itself would keep its output open after it.
        with subprocess.Popen(
            (found, *arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        ) as process:
            try:
                said = process.communicate(timeout=timeout_s)[0]
            except subprocess.TimeoutExpired:
                children.kill(process)
                return OSError(110, f"no answer within {timeout_s:.0f} s")
    except OSError as error:
        return error
    if process.returncode != 0:
        return OSError(5, f"`{program}` says that the configuration is wrong")
    return said.decode("utf-8", "surrogateescape")
