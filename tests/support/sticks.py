"""Sticks out of loop devices: a file system in an image, mounted and taken out as people do."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
KERNEL_KINDS = Path("/proc/filesystems").read_text(encoding="ascii") if Path("/proc/filesystems").exists() else ""
# The FAT family by the kernel, or by its program where the kernel has it not.
FAT = "vfat" if "vfat" in KERNEL_KINDS else "exfat"
MAKE = {"ext4": ("mkfs.ext4", "-q", "-F", "-m", "0"), "vfat": ("mkfs.vfat",), "exfat": ("mkfs.exfat",)}


def lacking() -> str:
    """Why sticks cannot be made here; empty where they can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "needs root, to mount"
    if not Path("/dev/loop-control").exists():
        return "needs loop devices"
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    needed = ("mount", "umount", *(MAKE[kind][0] for kind in ("ext4", FAT)))
    missing = [each for each in needed if not shutil.which(each, path=path)]
    if FAT == "exfat" and not shutil.which("mount.exfat-fuse", path=path):
        missing.append("mount.exfat-fuse")
    return f"needs {', '.join(missing)}" if missing else ""


@dataclass(frozen=True, kw_only=True)
class LoopStick:
    """One stick.

    Attributes:
        image: All that is on it.
        point: Where it is mounted.
    """

    image: Path
    point: Path
    kind: str

    def put_in(self) -> None:
        """Mount it, as a desktop does."""
        self.point.mkdir(parents=True, exist_ok=True)
        run("mount", "-t", "exfat-fuse" if self.kind == "exfat" else self.kind, "-o", "loop", self.image, self.point)

    def take_out(self, *, seconds: float = 15) -> None:
        """Unmount it; a file that is being read at the moment makes people try again, too."""
        until = time.monotonic() + seconds
        while self.is_in:
            if attempt("umount", self.point).returncode:
                assert time.monotonic() < until, "something on it is open"
                time.sleep(0.05)

    @property
    def is_in(self) -> bool:
        """Whether it is mounted."""
        return self.point.is_mount()

    def holds(self, data: bytes) -> bool:
        """Whether bytes stand anywhere on it, also in what was removed."""
        return data in self.image.read_bytes()


@contextmanager
def loop_stick(folder: Path, name: str, kind: str, *, mib: int = 24) -> Iterator[LoopStick]:
    """A fresh stick that is not in yet; taken out at the end, whatever happened."""
    image = folder / f"{name}.img"
    with image.open("wb") as out:
        out.truncate(mib * MIB)
    run(*MAKE[kind], image)
    stick = LoopStick(image=image, point=folder / "media" / name, kind=kind)
    try:
        yield stick
    finally:
        while stick.is_in:
            run("umount", "--lazy", stick.point)


def run(*command: str | Path) -> None:
    """Run a program of the system, which must succeed."""
    done = attempt(*command)
    assert done.returncode == 0, (command, done.stderr)


def attempt(*command: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run a program of the system, which may fail."""
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PATH": path})
