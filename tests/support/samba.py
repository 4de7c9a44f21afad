"""A real Samba server of the test's own: its ports, passwords and users are nobody else's and leave nothing behind.

The users stand in files that only smbd sees, by a mount namespace of its own; on the machine nobody is added. An agent
watches the shares beside it, with or without whatever else its configuration asks for.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.agent_house import LIMITS, House, build_house
from tests.support.gated import mounted

PROGRAMS = ("smbd", "smbclient", "smbpasswd", "testparm", "unshare", "mount")
PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
# Members of the US project, of the Chinese project, and of both. Ids that no machine gives out by itself.
USERS: Mapping[str, int] = {"miller": 270_001, "wang": 270_002, "sato": 270_003}
SHARES: Mapping[str, tuple[str, ...]] = {
    "qsensor": ("miller", "sato"),
    "gripper": ("wang", "sato"),
    "common": ("miller", "wang", "sato"),
}
KERNEL_OPLOCKS = "kernel oplocks = yes"
# Reaches all of them, as an administrator's share does.
ALL = "all"


def lacking() -> str:
    """Why Samba cannot be run here; empty where it can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "needs root, to run smbd"
    missing = [program for program in PROGRAMS if not shutil.which(program, path=PATH)]
    return f"needs {', '.join(missing)}" if missing else ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What `smbclient` said."""

    code: int
    text: str


@dataclass(frozen=True, kw_only=True)
class SambaHouse:
    """A file server with an agent to be run on it.

    Attributes:
        folder: Where everything lies.
        shares: Share to its folder.
        config: Samba's configuration.
    """

    house: House
    folder: Path
    shares: Mapping[str, Path]
    config: Path
    port: int
    smbd: Smbd

    def client(self, user: str, share: str, *commands: str) -> Said:
        """Run `smbclient` as a user."""
        done = run(*self.command(user, share), "-c", "; ".join(commands), cwd=self.folder / "local")
        return Said(code=done.returncode, text=(done.stdout + done.stderr).decode("utf-8", "replace"))

    def command(self, user: str, share: str) -> tuple[str, ...]:
        """The beginning of a command line for `smbclient` as a user."""
        server = ("smbclient", f"//127.0.0.1/{share}", "-p", str(self.port), "-s", str(self.config))
        return (*server, "-U", f"{user}%{user}-pass")

    def local(self, name: str, data: bytes) -> str:
        """A file to be put; gives its name."""
        (self.folder / "local" / name).write_bytes(data)
        return name

    def got(self, user: str, share: str, name: str) -> bytes | None:
        """The bytes that a user gets of a file; None where the server gives none."""
        target = self.folder / "local" / f"got-{user}"
        target.unlink(missing_ok=True)
        said = self.client(user, share, f'get "{name}" "{target.name}"')
        return target.read_bytes() if said.code == 0 and target.exists() else None

    def reconfigure(self, old: str, new: str) -> None:
        """Edit Samba's configuration, as an administrator does who asks nobody."""
        text = self.config.read_text(encoding="utf-8")
        assert old in text
        self.config.write_text(text.replace(old, new), encoding="utf-8")


@contextmanager
def samba_house(
    *, more: str = "", disc: str = "", disc_mib: int = 64, options: str = KERNEL_OPLOCKS
) -> Iterator[SambaHouse]:
    """A running Samba, and a house for an agent that has no folder named to it.

    Args:
        more: Further text of `config.toml`, such as what asks for a gate.
        disc: Kind of file system on which the shares lie by themselves, such as `ext4`; empty where they lie with the
            rest.
        options: What the shares say besides, such as of oplocks.
    """
    # Below pytest's own folders nobody but root gets to.
    folder = Path(tempfile.mkdtemp(prefix="sekimori-samba-"))
    folder.chmod(0o755)
    try:
        with _disc(folder, disc, disc_mib):
            (folder / "local").mkdir()
            shares = _shares(folder)
            port = _free_port()
            config = _write_samba(folder, shares, port, options)
            house = _house(folder / "house", config, more)
            server = Smbd(folder, config, port)
            server.start()
            try:
                yield SambaHouse(house=house, folder=folder, shares=shares, config=config, port=port, smbd=server)
            finally:
                server.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def _disc(folder: Path, kind: str, megabytes: int) -> Iterator[None]:
    if not kind:
        yield
        return
    with mounted(folder / "image", folder / "srv", megabytes=megabytes, kind=kind):
        yield


def run(*command: str | Path, cwd: Path | None = None, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a program of the system."""
    environment = {**os.environ, "PATH": PATH, "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, capture_output=True, check=False, cwd=cwd, input=given, env=environment, timeout=60)


def _shares(folder: Path) -> dict[str, Path]:
    shares = {name: folder / "srv" / name for name in SHARES}
    for path in shares.values():
        path.mkdir(parents=True)
        path.chmod(0o777)
    (folder / "srv").chmod(0o755)
    return {**shares, ALL: folder / "srv"}


def _write_samba(folder: Path, shares: Mapping[str, Path], port: int, options: str) -> Path:
    for name in ("private", "lock", "state", "cache", "pid", "ncalrpc"):
        (folder / "samba" / name).mkdir(parents=True)
    own = folder / "samba"
    lines = [
        "[global]", "netbios name = FS1", "workgroup = LAB", "interfaces = lo", "bind interfaces only = yes",
        f"smb ports = {port}", "disable netbios = yes", f"private dir = {own}/private", f"lock directory = {own}/lock",
        f"state directory = {own}/state", f"cache directory = {own}/cache", f"pid directory = {own}/pid",
        f"ncalrpc dir = {own}/ncalrpc", f"log file = {own}/log", f"passdb backend = smbpasswd:{own}/private/passwords",
        "load printers = no", "printcap name = /dev/null", f"include = {own}/shares.conf",
    ]  # fmt: skip
    # As on many servers the shares stand in a file of their own.
    sections = [
        f"[{name}]\npath = {path}\nread only = no\n{options}\nvalid users = {' '.join(SHARES.get(name, USERS))}\n"
        for name, path in shares.items()
    ]
    (own / "shares.conf").write_text("\n".join(sections), encoding="utf-8")
    (own / "smb.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    passwd = "".join(f"{name}:x:{uid}:{uid}::/nonexistent:/usr/sbin/nologin\n" for name, uid in USERS.items())
    group = "".join(f"{name}:x:{uid}:\n" for name, uid in USERS.items())
    (own / "passwd").write_text(Path("/etc/passwd").read_text(encoding="utf-8") + passwd, encoding="utf-8")
    (own / "group").write_text(Path("/etc/group").read_text(encoding="utf-8") + group, encoding="utf-8")
    return own / "smb.conf"


def _house(folder: Path, config: Path, more: str) -> House:
    house = build_house(folder, zones=())
    accounts = "".join(f'{uid} = ["{name}"]\n' for name, uid in USERS.items())
    places = f'[places]\nsync = false\nsticks = "off"\nexports = []\nsamba = "{config}"\ninterval_s = 1\n'
    (house.data / "config.toml").write_text(f"[accounts]\n{accounts}{places}[limits]\n{LIMITS}{more}", encoding="utf-8")
    return house


class Smbd:
    """The server's processes."""

    def __init__(self, folder: Path, config: Path, port: int) -> None:
        self._port, self._config = port, config
        own = folder / "samba"
        # In a mount namespace of its own, this machine's users are those of the test as well.
        self._private = f"mount --bind {own}/passwd /etc/passwd && mount --bind {own}/group /etc/group"
        self._inside = ("unshare", "--mount", "--propagation", "private", "sh", "-ec")
        self._process: subprocess.Popen[bytes] | None = None
        for name in USERS:
            given = f"{name}-pass\n{name}-pass\n".encode()
            done = run(*self._inside, f"{self._private} && smbpasswd -c {config} -a -s {name}", given=given)
            assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Serve."""
        serve = f"{self._private} && exec smbd --foreground --no-process-group --configfile={self._config}"
        environment = {**os.environ, "PATH": PATH}
        self._process = subprocess.Popen((*self._inside, serve), env=environment, start_new_session=True)
        _wait_for(self._port, self._process)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End it and whatever it started, by a signal."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        self._process.wait(30)
        self._process = None


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while True:
        assert server.poll() is None, "smbd has ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            assert time.monotonic() < until, "smbd does not answer"
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
