"""Images of disks and archives that are known by more than their first bytes.

Source: Microsoft FAT specification 1.03; ext4 documentation, super block; UEFI 2.10, 5.3; MacBinary II, 1987.
"""

from __future__ import annotations

import binascii

IMAGE_END = b"koly\0\0\0\4\0\0\2\0"
END_BYTES = 512
SECTOR = 512
DISK = "application/x-raw-disk-image"
# Systems by which a boot sector calls itself, at a place in it.
BOOT = (
    (3, b"NTFS    ", "application/x-ntfs-image"),
    (3, b"EXFAT   ", "application/x-exfat-image"),
    (54, b"FAT", "application/x-fat-image"),
    (82, b"FAT32", "application/x-fat-image"),
)
SUPER_BLOCK = 1024
LARGEST_BLOCK = 6  # 64 KiB, as a power of two of KiB


def trailer_type(tail: bytes) -> str:
    """The type of a file by its last 512 bytes, which go before its first ones; empty where they say nothing."""
    return "application/x-apple-diskimage" if tail.startswith(IMAGE_END) else ""


def disk_type(head: bytes, tail: bytes, size_bytes: int) -> str:
    """MIME type of an image of a disk, or of a file wrapped for another system; empty where it is neither.

    Args:
        head: The first bytes, 2 KiB or more where there are as many.
        tail: The last 512 bytes.
        size_bytes: Length of the whole.
    """
    if tail.startswith(b"conectix"):
        return "application/x-vhd"
    if head[510:512] == b"\x55\xaa" and size_bytes >= SECTOR:
        return next((kind for place, mark, kind in BOOT if head.startswith(mark, place)), _disk(head))
    if _is_ext(head):
        return "application/x-ext-image"
    return "application/x-macbinary" if is_macbinary(head, size_bytes) else ""


def is_macbinary(head: bytes, size_bytes: int) -> bool:
    """Whether a header of MacBinary II or III stands here, and the forks fit behind it."""
    if len(head) < 128 or head[0] or head[74] or not 1 <= head[1] <= 63:
        return False
    data, resources = int.from_bytes(head[83:87], "big"), int.from_bytes(head[87:91], "big")
    is_signed = int.from_bytes(head[124:126], "big") == binascii.crc_hqx(head[:124], 0)
    return is_signed and 0 < data + resources <= size_bytes - 128


def _disk(head: bytes) -> str:
    """A disk with a table of partitions, whose every line is blank or begins with one of two marks."""
    if head[SECTOR : SECTOR + 8] == b"EFI PART":
        return DISK
    lines = [head[place : place + 16] for place in range(446, 510, 16)]
    used = [line for line in lines if line[4]]
    is_table = all(line[0] in (0, 0x80) for line in lines) and used and all(any(line[12:16]) for line in used)
    return DISK if is_table else ""


def _is_ext(head: bytes) -> bool:
    block = head[SUPER_BLOCK : SUPER_BLOCK + 100]
    if len(block) < 100 or block[56:58] != b"\x53\xef":
        return False
    state, size = int.from_bytes(block[58:60], "little"), int.from_bytes(block[24:28], "little")
    return state < 8 and size <= LARGEST_BLOCK and any(block[:4])
