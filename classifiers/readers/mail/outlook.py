"""An Outlook item in a file of its own (.msg, .oft): properties in streams, recipients and attachments in storages.

Source: MS-OXMSG.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Any

from classifiers.readers.mail import mapi
from classifiers.readers.mail.mapi import Bag
from classifiers.readers.office.ole import open_ole, stream
from classifiers.readers.office.storage import packed_storage

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

VALUE = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})(-[0-9A-F]{8})?$", re.IGNORECASE)
FIXED = "__properties_version1.0"
NAMED = "__nameid_version1.0"
RECIPIENTS, ATTACHMENTS = "__recip_version1.0_", "__attach_version1.0_"
DATA, OBJECT = 0x3701, "__substg1.0_3701000D"
FILE_NAMES = (0x3707, 0x3704, 0x3001)


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Headers, bodies, recipients; attachments as parts, messages in the message too."""
    with open_ole(data) as ole:
        inside: dict[str, list[list[str]]] = {}
        for path in ole.listdir():
            inside.setdefault(path[0] if len(path) > 1 else "", []).append(path)
        recipients = [_bag(ole, paths) for name, paths in sorted(inside.items()) if name.startswith(RECIPIENTS)]
        mapi.add_item(_bag(ole, inside.get("", [])), recipients, draft, job, depth)
        draft.at("properties")
        for path in inside.get(NAMED, ()):
            if path[-1].endswith("_00040102"):  # names that programs give to properties of their own
                draft.add_line(_names(stream(ole, *path)))
        for name, paths in sorted(inside.items()):
            job.check_time()
            if name.startswith(ATTACHMENTS):
                _read_attachment(ole, name, paths, draft, job, depth)


def _bag(ole: Any, paths: list[list[str]]) -> Bag:
    """Properties that stand in the streams of one storage."""
    bag = Bag()
    for path in paths:
        found = VALUE.match(path[-1])
        if path[-1] == FIXED:
            _take_numbers(stream(ole, *path), len(path) == 1, bag)
        if not found or (len(path) > 1 and path[-2] == OBJECT):
            continue
        tag, kind = int(found.group(1), 16), int(found.group(2), 16)
        raw = stream(ole, *path)
        if kind & 0x0FFF == 0x001F:
            text = raw.decode("utf-16-le", "ignore").rstrip("\0")
            bag.texts[tag] = f"{bag.texts[tag]}\n{text}" if found.group(3) and tag in bag.texts else text
        elif kind & 0x0FFF == 0x001E:
            bag.narrow[tag] = bag.narrow.get(tag, b"") + raw.rstrip(b"\0") + (b"\n" if found.group(3) else b"")
        elif kind == 0x0102:
            bag.blobs[tag] = raw
    return bag


def _take_numbers(raw: bytes, is_message: bool, bag: Bag) -> None:
    """Numbers and times; what stands before them differs in length with what they belong to."""
    head = (24 if len(raw) % 16 == 8 else 32) if is_message else 8
    for place in range(head, len(raw) - 15, 16):
        kind, tag = struct.unpack_from("<HH", raw, place)
        if kind in mapi.COUNTED:
            bag.numbers[tag] = struct.unpack_from(mapi.COUNTED[kind], raw, place + 8)[0]


def _names(raw: bytes) -> str:
    names: list[str] = []
    place = 0
    while place + 4 <= len(raw):
        size = int.from_bytes(raw[place : place + 4], "little")
        names.append(raw[place + 4 : place + 4 + size].decode("utf-16-le", "ignore"))
        place += 4 + (size + 3) // 4 * 4
    return "\n".join(names)


def _read_attachment(ole: Any, root: str, paths: list[list[str]], draft: Draft, job: Job, depth: int) -> None:
    bag = _bag(ole, [path for path in paths if len(path) == 2])
    bag.settle()
    name = next((bag.texts[tag] for tag in FILE_NAMES if bag.texts.get(tag)), "attachment")
    for tag, text in bag.texts.items():
        if tag not in FILE_NAMES or text != name:
            draft.add_line(text)
    if bag.blobs.get(DATA):
        job.child(draft, name, bag.blobs[DATA], depth)
    elif ole.exists([root, OBJECT]):
        inner = packed_storage(ole, [root, OBJECT], job)
        is_message = any(path[:3] == [root, OBJECT, FIXED] for path in paths)
        job.child(draft, f"{name}.msg" if is_message and not name.endswith(".msg") else name, inner, depth)
