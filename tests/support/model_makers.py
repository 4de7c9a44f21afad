"""Containers of CAD programs that are not at hand, byte by byte after what is published of them."""

from __future__ import annotations

import struct
import zlib

SECTOR = 512
FREE, END, NOTHING = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF
SUMMARY = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
USER = bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae")
DESIGN = bytes.fromhex("0f3f85324434d1119e930060b03c1ca6")


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE file. Every stream is made long enough to stand outside the mini stream; `a/b` puts `b` in a storage."""
    entries: list[tuple[str, int, bytes]] = [("Root Entry", 5, b"")]
    children: dict[int, list[int]] = {0: []}
    storages: dict[str, int] = {}
    for path, content in streams.items():
        above, _, name = path.rpartition("/")
        if above and above not in storages:
            storages[above] = len(entries)
            children[0].append(len(entries))
            children[len(entries)] = []
            entries.append((above, 1, b""))
        children[storages[above] if above else 0].append(len(entries))
        entries.append((name, 2, content.ljust(4096, b"\0")))
    sectors: list[bytes] = []
    table: list[int] = []
    starts = [_append(content, sectors, table) if kind == 2 else END for _, kind, content in entries]
    directory = b""
    for number, (name, kind, content) in enumerate(entries):
        inside = children.get(number, [])
        right = next((own[own.index(number) + 1 :] for own in children.values() if number in own), [])
        raw = name.encode("utf-16-le") + b"\0\0"
        directory += raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(raw), kind, 1, NOTHING, right[0] if right else NOTHING,
            inside[0] if inside else NOTHING, bytes(16), 0, 0, 0, starts[number], len(content),
        )  # fmt: skip
    directory_start = _append(directory.ljust(-(-len(directory) // SECTOR) * SECTOR, b"\0"), sectors, table)
    count = -(-(len(sectors) + 1) // 127)
    first = len(sectors)
    table += [0xFFFFFFFD] * count
    table += [FREE] * (count * 128 - len(table))
    head = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, count,
        directory_start, 0, 4096, END, 0, END, 0,
    )  # fmt: skip
    head += struct.pack("<109I", *(first + number if number < count else FREE for number in range(109)))
    return head + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _append(content: bytes, sectors: list[bytes], table: list[int]) -> int:
    start = len(sectors)
    count = -(-len(content) // SECTOR)
    sectors += [content[place : place + SECTOR].ljust(SECTOR, b"\0") for place in range(0, len(content), SECTOR)]
    table += [start + number + 1 for number in range(count - 1)] + [END]
    return start


def property_set(format_id: bytes, values: dict[int, str], names: dict[int, str] | None = None) -> bytes:
    """One section in two-byte characters; `names` for properties that the file names itself."""
    items: list[tuple[int, bytes]] = [(1, struct.pack("<IHH", 2, 1200, 0))]
    if names:
        raw = struct.pack("<I", len(names))
        for number, name in names.items():
            text = (name + "\0").encode("utf-16-le")
            raw += struct.pack("<II", number, len(text) // 2) + text.ljust(-(-len(text) // 4) * 4, b"\0")
        items.append((0, raw))
    for number, value in values.items():
        text = (value + "\0").encode("utf-16-le")
        items.append((number, struct.pack("<II", 0x1F, len(text) // 2) + text.ljust(-(-len(text) // 4) * 4, b"\0")))
    place = 8 + 8 * len(items)
    index, body = b"", b""
    for number, raw in items:
        index += struct.pack("<II", number, place + len(body))
        body += raw
    section = struct.pack("<II", place + len(body), len(items)) + index + body
    return struct.pack("<HHI16sI", 0xFFFE, 0, 0x20006, bytes(16), 1) + format_id + struct.pack("<I", 48) + section


def solidworks(chunks: dict[str, bytes], *, key: int = 4) -> bytes:
    """A file of SolidWorks since 2015: each stream behind its header and its name, whose bits are turned by `key`."""
    data = b"\xcd\xa4\xfa\x92" + bytes([0, 0, 0, key]) + bytes(4)
    for name, content in chunks.items():
        machine = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = machine.compress(content) + machine.flush()
        raw = bytes((byte >> key | byte << 8 - key) & 0xFF for byte in name.encode())
        head = struct.pack("<4s4I", b"\xdf\x3f\xf1\x7f", zlib.crc32(content), len(packed), len(content), len(raw))
        data += b"\x14\0\6\0\x08\0" + head + raw + packed
    return data


def jt(segments: list[tuple[int, bytes]], *, version: str = "9.5", is_big: bool = False) -> bytes:
    """A JT file of segments, each a type and its bytes behind the head."""
    order = ">" if is_big else "<"
    is_wide = int(version.split(".")[0]) >= 10
    offset = "q" if is_wide else "i"
    head_bytes = 80 + 1 + 4 + struct.calcsize(f"{order}{offset}") + 16
    body, entries = b"", b""
    for number, (kind, content) in enumerate(segments):
        guid = bytes([number] * 16)
        place = head_bytes + len(body)
        entries += struct.pack(f"{order}16s{offset}iI", guid, place, 24 + len(content), kind << 24)
        body += guid + struct.pack(f"{order}ii", kind, 24 + len(content)) + content
    head = f"Version {version} JT  DM 8.0.0.0".ljust(75).encode() + b" \n\r\n "
    head += bytes([is_big]) + bytes(4) + struct.pack(f"{order}{offset}", head_bytes + len(body)) + bytes(16)
    return head + body + struct.pack(f"{order}i", len(segments)) + entries
