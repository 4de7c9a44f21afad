"""Properties of Outlook items, wherever they are kept: who, when, what, bodies.

Source: MS-OXPROPS, MS-OXCMSG.
"""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.mail import headers
from classifiers.readers.markup import declared_encoding, read_html_text
from classifiers.readers.moments import moment
from classifiers.readers.office.word97 import decompress_rtf

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

SUBJECT, BODY, HTML, RTF, HEADERS = 0x0037, 0x1000, 0x1013, 0x1009, 0x007D
CODE_PAGES = (0x3FFD, 0x3FDE, 0x66C3)
LOCALE = 0x3FF1
LETTERS = b"AMZamz059"
# Shown first, each by its name.
SHOWN = (
    (SUBJECT, "Subject"), (0x0C1A, "From"), (0x0C1F, "From-Address"), (0x0E04, "To"), (0x0E03, "Cc"), (0x0E02, "Bcc"),
    (0x0070, "Topic"),
)  # fmt: skip
PROPERTIES = (
    (SUBJECT, "subject"), (0x0C1A, "author"), (0x1035, "message-id"), (0x3FFA, "last-author"), (0x3A16, "company"),
    (0x3A4E, "manager"), (0x001A, "message-class"),
)  # fmt: skip
# Role, tags of the address in order of worth, tag of the name.
SENDERS = (
    ("from", (0x5D02, 0x0065, 0x5D0A), 0x0042),
    ("sender", (0x5D01, 0x0C1F), 0x0C1A),
    ("delivered-to", (0x5D07, 0x0076), 0x0040),
)
RECIPIENT_TYPE = 0x0C15
ROLES = {0: "from", 1: "to", 2: "cc", 3: "bcc"}
RECIPIENT_ADDRESSES, RECIPIENT_NAMES = (0x39FE, 0x3003), (0x3001, 0x3A20, 0x5FF6)
# What a program writes for itself.
OWN = frozenset({
    0x001A, 0x0065, 0x0064, 0x0075, 0x0077, 0x0C1E, 0x0E1D, 0x3002, 0x003D, 0x0E28, 0x0E29, 0x10F3, 0x3FF8, 0x3FFA,
    HEADERS, BODY, HTML, *(tag for tag, _ in SHOWN),
})  # fmt: skip
# Code pages that Python knows by other names.
CODECS = {
    "cp65001": "utf-8", "cp20127": "ascii", "cp50220": "iso-2022-jp", "cp51932": "euc-jp", "cp28591": "cp1252",
    "cp1200": "utf-16-le", "cp20866": "koi8-r", "cp54936": "gb18030", "cp28592": "iso8859-2", "cp28595": "iso8859-5",
}  # fmt: skip
# Code pages of languages, by the low ten bits of a locale's number; all others are written in 1252.
LANGUAGES = {
    0x01: "cp1256", 0x02: "cp1251", 0x04: "gb18030", 0x05: "cp1250", 0x08: "cp1253", 0x0D: "cp1255", 0x0E: "cp1250",
    0x11: "cp932", 0x12: "cp949", 0x15: "cp1250", 0x18: "cp1250", 0x19: "cp1251", 0x1A: "cp1250", 0x1B: "cp1250",
    0x1C: "cp1250", 0x1E: "cp874", 0x1F: "cp1254", 0x20: "cp1256", 0x22: "cp1251", 0x23: "cp1251", 0x24: "cp1250",
    0x25: "cp1257", 0x26: "cp1257", 0x27: "cp1257", 0x29: "cp1256", 0x2A: "cp1258", 0x2C: "cp1254", 0x2F: "cp1251",
}  # fmt: skip
TRADITIONAL_CHINESE = frozenset({0x0404, 0x0C04, 0x1404})
# Types of fixed length that are numbers or times.
COUNTED = {0x0002: "<h", 0x0003: "<i", 0x000B: "<H", 0x0014: "<q", 0x0040: "<Q"}


@dataclass(slots=True, kw_only=True)
class Bag:
    """Properties of one item, recipient or attachment, by their tags."""

    texts: dict[int, str] = field(default_factory=dict)
    blobs: dict[int, bytes] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    narrow: dict[int, bytes] = field(default_factory=dict)

    def settle(self, code_pages: tuple[int, ...] = CODE_PAGES) -> str:
        """Decode strings of one byte a character by the item's own code page; gives its name, empty if unknown."""
        codec = next((f"cp{self.numbers[tag]}" for tag in code_pages if self.numbers.get(tag, 0) > 0), "")
        codec = CODECS.get(codec, codec)
        by_language = _codec_of(self.numbers.get(LOCALE, 0))
        for tag, raw in self.narrow.items():
            # The code page of the internet says how a mail was sent, which need not be how it is kept.
            self.texts.setdefault(tag, decode(raw, codec if _fits(raw, codec) else by_language).text)
        self.narrow.clear()
        return codec


def _codec_of(locale: int) -> str:
    """The code page that Windows has for a locale; empty where there is none."""
    if locale in TRADITIONAL_CHINESE:
        return "cp950"
    return LANGUAGES.get(locale & 0x3FF, "cp1252") if locale > 0 else ""


def _fits(raw: bytes, codec: str) -> bool:
    """Whether bytes are text in a code page; one in which ASCII means something else is none of Windows' own."""
    try:
        if LETTERS.decode(codec or "ascii") != LETTERS.decode("ascii"):
            return False
        raw.decode(codec or "ascii")
    except (LookupError, UnicodeError):
        return False
    return True


def add_item(bag: Bag, recipients: list[Bag], draft: Draft, job: Job, depth: int) -> None:
    """Headers, people, bodies and every other text of an item."""
    codec = bag.settle()
    draft.at("headers")
    for tag, name in SHOWN:
        if bag.texts.get(tag):
            draft.add_line(f"{name}: {bag.texts[tag]}")
    _add_properties(bag, draft)
    _add_people(bag, recipients, draft)
    draft.add_line(bag.texts.get(HEADERS, ""))
    if bag.texts.get(BODY):
        draft.at("body, text")
        draft.add_line(bag.texts[BODY])
    html = bag.blobs.get(HTML, b"") or bag.texts.get(HTML, "").encode()
    if html:
        draft.at("body, HTML")
        read_html_text(decode(html, declared_encoding(html) or codec).text, draft, job, depth)
    draft.at("properties")
    for tag, text in bag.texts.items():
        if tag not in OWN:
            draft.add_line(text)
    if bag.blobs.get(RTF):
        rich = decompress_rtf(bag.blobs[RTF])
        if rich:
            job.child(draft, "body.rtf", rich, depth)


def _add_properties(bag: Bag, draft: Draft) -> None:
    for tag, name in PROPERTIES:
        draft.add_metadata(name, bag.texts.get(tag, ""))
    for name, tags in (("created", (0x0039, 0x3007, 0x0E06)), ("modified", (0x3008,))):
        draft.add_metadata(name, next((moment(bag.numbers[tag]) for tag in tags if bag.numbers.get(tag)), ""))


def _add_people(bag: Bag, recipients: list[Bag], draft: Draft) -> None:
    for role, tags, name in SENDERS:
        address = next((bag.texts[tag] for tag in tags if "@" in bag.texts.get(tag, "")), "")
        draft.add_address(role, address or bag.texts.get(tags[-1], ""), bag.texts.get(name, ""))
    for recipient in recipients:
        recipient.settle()
        role = ROLES.get(recipient.numbers.get(RECIPIENT_TYPE, 1) & 0x0F, "to")
        found = [recipient.texts[tag] for tag in RECIPIENT_ADDRESSES if recipient.texts.get(tag)]
        names = [recipient.texts[tag] for tag in RECIPIENT_NAMES if recipient.texts.get(tag)]
        address = next((text for text in found if "@" in text), found[0] if found else "")
        draft.add_address(role, address, names[0] if names else "")
        draft.add_line(" ".join(dict.fromkeys([*names, *found])))
    if bag.texts.get(HEADERS):
        message = email.message_from_string(bag.texts[HEADERS], policy=email.policy.compat32)
        for header, value in message.items():
            headers.add_addresses(header, value, draft)
