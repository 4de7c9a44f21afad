"""winmail.dat: what Outlook sends to who has no Outlook (TNEF).

Source: MS-OXTNEF.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.readers.mail import mapi
from classifiers.readers.mail.mapi import Bag
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEAD_BYTES = 6
FROM, SUBJECT, MESSAGE_ID, BODY, CODE_PAGE = 0x8000, 0x8004, 0x8009, 0x800C, 0x9007
ATTACHMENT, FILE, TITLE, ATTACHMENT_PROPERTIES = 0x9002, 0x800F, 0x8010, 0x9005
PROPERTIES, RECIPIENTS = 0x9003, 0x9004
FILE_NAMES, DATA = (0x3707, 0x3704, 0x3001), 0x3701
MESSAGE_CLASS = bytes.fromhex("0703020000000000c000000000000046")
SIZES = {0x0002: "<h2x", 0x0003: "<i", 0x0004: "<f", 0x0005: "<d", 0x0006: "<q", 0x0007: "<d", 0x000A: "<i",
    0x000B: "<H2x", 0x0014: "<q", 0x0040: "<Q", 0x0048: "<16s"}  # fmt: skip
LONG = (0x000D, 0x001E, 0x001F, 0x0102)
ITEMS = 20_000


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Headers, bodies and recipients; attachments as parts."""
    bag, recipients = Bag(), list[Bag]()
    files: list[tuple[str, Bag, bytes]] = []
    place = HEAD_BYTES
    for kind, body in _attributes(data):
        place += 11 + len(body)
        if kind == PROPERTIES:
            bag = _merged(bag, _bag(body, 0)[0])
        elif kind == RECIPIENTS:
            recipients = _table(body)
        elif kind in (SUBJECT, BODY, MESSAGE_ID):
            tag = {SUBJECT: mapi.SUBJECT, BODY: mapi.BODY, MESSAGE_ID: 0x1035}[kind]
            bag.narrow.setdefault(tag, body.rstrip(b"\0"))
        elif kind == CODE_PAGE and len(body) >= 4:
            bag.numbers[mapi.CODE_PAGES[-1]] = int.from_bytes(body[:4], "little")
        elif kind == ATTACHMENT:
            files.append(("", Bag(), b""))
        elif files:
            files[-1] = _with(files[-1], kind, body)
    if place < len(data):
        draft.degrade(Reading.PARTIAL, "damaged", "TNEF")
    codec = Bag(numbers=dict(bag.numbers)).settle()
    mapi.add_item(bag, recipients, draft, job, depth)
    for number, (title, properties, content) in enumerate(files):
        _read_file(title, properties, content, codec, number, draft, job, depth)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and bytes of each; stops at the first that is not whole."""
    place = HEAD_BYTES
    while place + 9 <= len(data):
        _, kind, _, size = struct.unpack_from("<BHHI", data, place)
        if place + 9 + size + 2 > len(data):
            return
        yield kind, data[place + 9 : place + 9 + size]
        place += 11 + size


def _with(file: tuple[str, Bag, bytes], kind: int, body: bytes) -> tuple[str, Bag, bytes]:
    title, bag, content = file
    if kind == TITLE:
        return body.rstrip(b"\0").decode("latin-1"), bag, content
    if kind == FILE:
        return title, bag, body
    return (title, _bag(body, 0)[0], content) if kind == ATTACHMENT_PROPERTIES else file


def _read_file(
    title: str, bag: Bag, content: bytes, codec: str, number: int, draft: Draft, job: Job, depth: int
) -> None:
    if codec.startswith("cp"):
        bag.numbers.setdefault(mapi.CODE_PAGES[-1], int(codec[2:]))
    bag.settle()
    name = next((bag.texts[tag] for tag in FILE_NAMES if bag.texts.get(tag)), title) or f"attachment-{number + 1}"
    for text in bag.texts.values():
        draft.add_line(text if text != name else "")
    held = bag.blobs.get(DATA, b"")
    if held[:16] == MESSAGE_CLASS:
        job.child(draft, f"{name}.dat", held[16:], depth)
    elif content or held:
        job.child(draft, name, content or held[16:], depth)


def _table(body: bytes) -> list[Bag]:
    count = min(int.from_bytes(body[:4], "little"), ITEMS)
    place = 4
    rows: list[Bag] = []
    for _ in range(count):
        if place >= len(body):
            break
        bag, place = _bag(body, place)
        rows.append(bag)
    return rows


def _merged(first: Bag, second: Bag) -> Bag:
    return Bag(
        texts=first.texts | second.texts,
        blobs=first.blobs | second.blobs,
        numbers=first.numbers | second.numbers,
        narrow=first.narrow | second.narrow,
    )


def _bag(body: bytes, place: int) -> tuple[Bag, int]:
    """A list of properties, and where it ends."""
    bag = Bag()
    count = min(int.from_bytes(body[place : place + 4], "little"), ITEMS)
    place += 4
    for number in range(count):
        if place + 4 > len(body):
            return bag, len(body)
        kind, tag = struct.unpack_from("<HH", body, place)
        place += 4
        if tag >= 0x8000:
            place = _after_name(body, place, bag, number)
        place = _take(body, place, kind, tag, bag)
    return bag, place


def _after_name(body: bytes, place: int, bag: Bag, number: int) -> int:
    if int.from_bytes(body[place + 16 : place + 20], "little") == 0:
        return place + 24
    size = int.from_bytes(body[place + 20 : place + 24], "little")
    name = body[place + 24 : place + 24 + size].decode("utf-16-le", "ignore").rstrip("\0")
    bag.texts.setdefault(-1 - number, name)
    return place + 24 + (size + 3) // 4 * 4


def _take(body: bytes, place: int, kind: int, tag: int, bag: Bag) -> int:
    """One value or several; gives where they end, past the end where they make no sense."""
    base, is_many = kind & 0x0FFF, bool(kind & 0x1000)
    if base not in LONG and base not in SIZES:
        return len(body)
    count = 1
    if base in LONG or is_many:
        count = min(int.from_bytes(body[place : place + 4], "little"), ITEMS)
        place += 4
    for _ in range(count):
        if place >= len(body):
            break
        if base in SIZES:
            size = struct.calcsize(SIZES[base])
            if base in mapi.COUNTED and place + size <= len(body):
                bag.numbers[tag] = struct.unpack_from(SIZES[base], body, place)[0]
            place += size
            continue
        size = int.from_bytes(body[place : place + 4], "little")
        raw = body[place + 4 : place + 4 + size]
        place += 4 + (size + 3) // 4 * 4
        if base == 0x001F:
            text = raw.decode("utf-16-le", "ignore").rstrip("\0")
            bag.texts[tag] = f"{bag.texts[tag]}\n{text}" if is_many and tag in bag.texts else text
        elif base == 0x001E:
            bag.narrow[tag] = (bag.narrow.get(tag, b"") + b"\n" if is_many else b"") + raw.rstrip(b"\0")
        else:
            bag.blobs[tag] = raw
    return place
