"""What counts as a stick, by what the kernel and udev say of a device."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent.places.extras import add_sticks
from agent.places.mounts import Mount
from agent.places.resolve import How, Place, Resolution
from agent.places.settings import Sticks
from agent.places.sticks import Stick, fixed_points, is_stick
from policies.model import ZoneId

DISKS = {
    "8:1": ("pci0000/ata1/block/sda", "sda1", "0", ""),
    "8:17": ("pci0000/usb1/1-1/block/sdb", "sdb1", "0", ""),
    "8:33": ("pci0000/ata2/block/sdc", "sdc1", "1", ""),
    "179:2": ("platform/mmc/block/mmcblk0", "mmcblk0p2", "0", "SD"),
    "179:9": ("platform/mmc/block/mmcblk1", "mmcblk1p1", "0", "MMC"),
    "259:1": ("pci0000/nvme/block/nvme0n1", "nvme0n1p1", "0", ""),
}


@pytest.fixture
def machine(tmp_path: Path) -> tuple[Path, Path]:
    """`/sys/dev/block` and udev's data, laid out as they are."""
    devices, udev = tmp_path / "dev", tmp_path / "udev"
    devices.mkdir()
    udev.mkdir()
    for number, (disk, part, removable, kind) in DISKS.items():
        folder = tmp_path / "devices" / disk / part
        folder.mkdir(parents=True)
        (folder / "partition").write_text("1\n")
        (folder.parent / "removable").write_text(f"{removable}\n")
        (folder.parent / "device").mkdir()
        (folder.parent / "device" / "type").write_text(f"{kind}\n")
        (devices / number).symlink_to(folder)
    (udev / "b259:1").write_text("S:disk/by-id/x\nE:ID_BUS=usb\n")
    return devices, udev


def mount(device: str, point: str = "/mnt/x", kind: str = "ext4") -> Mount:
    return Mount(id=1, device=device, top="/", point=point, kind=kind, source="/dev/x")


@pytest.mark.parametrize(
    ("device", "wanted"),
    [
        ("8:1", False),
        ("8:17", True),
        ("8:33", True),
        ("179:2", True),
        ("179:9", False),
        ("259:1", True),
        ("9:9", False),
        ("0:33", False),
    ],
)
def test_what_can_be_carried_away(machine: tuple[Path, Path], device: str, wanted: bool) -> None:
    devices, udev = machine
    assert is_stick(mount(device), (), devices=devices, udev=udev) is wanted


@pytest.mark.parametrize("point", ["/", "/boot/firmware", "/home", "/var/lib/docker", "/data"])
def test_what_a_machine_runs_from_is_none(machine: tuple[Path, Path], point: str) -> None:
    devices, udev = machine
    fixed = frozenset({"/data"})
    assert not is_stick(mount("179:2", point), ("/",), fixed=fixed, devices=devices, udev=udev)


def test_what_is_mounted_where_desktops_mount_is_one(machine: tuple[Path, Path]) -> None:
    devices, udev = machine
    where = ("/media", "/run/media")
    assert is_stick(mount("8:1", "/media/mei/A"), where, devices=devices, udev=udev)
    assert is_stick(mount("0:44", "/run/media/mei/B", "fuseblk"), where, devices=devices, udev=udev)
    assert not is_stick(mount("0:44", "/run/media", "tmpfs"), where, devices=devices, udev=udev)
    assert not is_stick(mount("0:44", "/media/share", "cifs"), where, devices=devices, udev=udev)
    assert not is_stick(mount("8:1", "/mediathek", "ext4"), where, devices=devices, udev=udev)


def test_the_machines_own_table_is_read(tmp_path: Path) -> None:
    table = tmp_path / "fstab"
    table.write_text(
        "# /dev/sdz1 /none ext4 defaults 0 1\nUUID=1 / ext4 defaults 0 1\n/dev/sdb1 /srv/q\\040x ext4 nofail 0 2\n"
        "/dev/sdc1 /mnt/usb vfat noauto,user 0 0\nshort /x\n\n\t/dev/sdd1\t/srv/\u3000計画  ext4 defaults 0 2\n",
        encoding="utf-8",
    )
    assert fixed_points(table) == {"/", "/srv/q x", "/srv/\u3000計画"}
    assert fixed_points(tmp_path / "none") == frozenset()


def test_a_stick_in_the_place_of_a_zone_is_told() -> None:
    stick = Stick(mount=mount("8:17", "/media/plans", "ext4"), number=1, identity="", wanted=Sticks.WATCH)
    places = [Place(zone=ZoneId("q"), path="/media/plans", how=How.CONFIG)]
    found = Resolution(places=list(places))
    add_sticks(found, (stick,))
    assert found.places == places
    (finding,) = found.findings
    assert "zone `q`, is a stick" in finding.text
    assert finding.is_problem
    known = Resolution(places=[replace(places[0], zone=ZoneId("removable"))])
    add_sticks(known, (stick,))
    assert known.findings == []
