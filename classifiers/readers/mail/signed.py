"""Signed and sealed messages (S/MIME, PKCS #7): what is signed is read, what is sealed is opaque."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from typing import TYPE_CHECKING

from classifiers.readers.draft import LimitReached
from classifiers.readers.mail import ber
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

ARMOUR = re.compile(rb"\s*-----BEGIN (?:PKCS ?7|CMS)-----(.*?)(?:-----END|\Z)", re.DOTALL)


def is_signed_or_sealed(data: bytes) -> bool:
    """Whether `data` begins as a cryptographic message."""
    kind = ber.content_type(data[:64])
    return kind == ber.SIGNED_DATA or kind == ber.COMPRESSED or kind in ber.SEALED


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """The content as a part, the names in its certificates as text."""
    data = _plain(data)
    kind = ber.content_type(data)
    if kind in ber.SEALED:
        _add_names(data, draft)
        draft.degrade(Reading.OPAQUE, "encrypted", "S/MIME")
        return
    if kind == ber.COMPRESSED:
        job.child(draft, "compressed", _inflated(data, job), depth)
        return
    content = ber.signed_content(data)
    draft.at("signature")
    _add_names(data.replace(content, b"\0" * len(content), 1) if len(content) > 16 else data, draft)
    if content:
        job.child(draft, "signed", content, depth)


def _plain(data: bytes) -> bytes:
    """DER out of its armour, or out of base64 without one."""
    armoured = ARMOUR.match(data)
    if not armoured and data[:1] == b"\x30":
        return data
    try:
        return base64.b64decode(re.sub(rb"\s", b"", armoured.group(1) if armoured else data))
    except binascii.Error:
        return data


def _inflated(data: bytes, job: Job) -> bytes:
    packed = ber.signed_content(data)
    inflater = zlib.decompressobj()
    plain = inflater.decompress(packed, job.limits.part_bytes)
    if inflater.unconsumed_tail:
        raise LimitReached("part_bytes", job.limits.part_bytes)
    return plain


def _add_names(data: bytes, draft: Draft) -> None:
    seen: dict[str, None] = {}
    for text in ber.strings(data):
        seen.setdefault(text.strip())
    for text in seen:
        draft.add_line(text)
