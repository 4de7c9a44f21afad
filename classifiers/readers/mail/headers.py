"""Headers of a message: decoded words, canonical properties, everybody who sends and gets it."""

from __future__ import annotations

import contextlib
import email.errors
import re
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING

from classifiers.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from email.message import Message

    from classifiers.readers.draft import Draft

# Read first, in this order; every other header follows behind the bodies.
FIRST = (
    "subject", "from", "sender", "to", "cc", "bcc", "reply-to", "date", "message-id", "comments", "keywords",
    "organization",
)  # fmt: skip
# The canonical name of a property, where it differs from the header's.
PROPERTIES = {
    "subject": "subject", "from": "author", "date": "created", "message-id": "message-id", "comments": "comments",
    "keywords": "keywords", "organization": "company", "x-mailer": "producer", "user-agent": "producer",
    "msip_labels": "msip_labels", "x-ms-exchange-organization-classification": "category", "sensitivity": "sensitivity",
}  # fmt: skip
ADDRESSED = frozenset({
    "from", "sender", "reply-to", "to", "cc", "bcc", "return-path", "delivered-to", "envelope-to", "x-original-to",
    "x-envelope-to", "x-forwarded-to", "resent-from", "resent-sender", "resent-to", "resent-cc", "resent-bcc",
    "resent-reply-to", "disposition-notification-to", "return-receipt-to", "errors-to", "mail-followup-to",
    "mail-reply-to", "apparently-to", "x-apparently-to", "x-receiver", "x-sender",
})  # fmt: skip
ENCODED_WORD = re.compile(r"=\?[\w*.-]+\?[bBqQ]\?")
ADDRESS = re.compile(r"[^\s<>(),;:\"'\[\]\\]+@[^\s<>(),;:\"'\[\]\\]+")
ADDRESSES_AT_ONCE = 500


def header_text(value: object) -> str:
    """A header as people read it: encoded words decoded, raw bytes guessed."""
    raw = str(value)
    try:
        pieces = decode_header(raw) if ENCODED_WORD.search(raw) else [(raw, None)]
    except (ValueError, LookupError, TypeError, email.errors.MessageError):
        pieces = [(raw, None)]
    words: list[str] = []
    for piece, charset in pieces:
        if isinstance(piece, bytes) and not charset and not raw.isascii():
            # What stands raw beside an encoded word comes back in Python's own escapes.
            piece = piece.decode("raw-unicode-escape", "replace")
        if isinstance(piece, bytes):
            words.append(decode(piece, charset or "").text)
        else:
            words.append(decode(piece.encode("utf-8", "surrogateescape")).text)
    return re.sub(r"\s*\n\s*", " ", "".join(words))


def add_first(message: Message, draft: Draft) -> None:
    """The headers that people see, as lines, properties and addresses."""
    # As they are: the parser would replace bytes that are not ASCII, which may be a subject in UTF-8.
    known = [(str(name).strip(), value) for name, value in message.raw_items()]
    for wanted in FIRST:
        for name, value in known:
            if name.lower() == wanted:
                draft.add_line(f"{name}: {header_text(value)}")
    for name, value in known:
        add_property(name, value, draft)
        add_addresses(name, value, draft)
    draft.add_text("\n")


def add_rest(message: Message, draft: Draft) -> None:
    """Every header that people do not see, as lines: whoever hides words does it there."""
    for name, value in message.raw_items():
        if str(name).strip().lower() not in FIRST:
            draft.add_line(f"{name}: {header_text(value)}")


def add_property(name: str, value: object, draft: Draft) -> None:
    """Keep a header as a property, under its canonical name, unless it is there already; dates in ISO form."""
    key = PROPERTIES.get(name.lower(), "")
    if not key or key in draft.metadata:
        return
    text = header_text(value)
    if key == "created":
        with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
            text = parsedate_to_datetime(text).isoformat()
    draft.add_metadata(key, text)


def add_addresses(name: str, value: object, draft: Draft) -> None:
    """Keep everybody whom an address header names; one that cannot be parsed, by whatever looks like an address."""
    role = name.lower()
    if role not in ADDRESSED:
        return
    for shown, address in _people(str(value)):
        draft.add_address(role, address, shown)


def _people(raw: str) -> Iterator[tuple[str, str]]:
    for piece in _pieces(re.sub(r"\r?\n[ \t]+", " ", raw)):
        try:
            found = getaddresses([piece])  # of one that it finds broken it gives nothing; see below
        except (ValueError, TypeError, IndexError, AttributeError):
            found = []
        known = {address.lower() for _, address in found}
        for shown, address in found:
            if "@" in address or shown:
                yield header_text(shown), header_text(address)
        for match in ADDRESS.finditer(header_text(piece)):
            if match.group().lower() not in known and not any(match.group().lower() in address for address in known):
                yield "", match.group()


def _pieces(raw: str) -> Iterable[str]:
    """A long list in pieces, cut at commas that no quotation mark or comment holds; the parser takes its square."""
    if raw.count(",") <= ADDRESSES_AT_ONCE:
        return [raw]
    pieces: list[str] = []
    begin = count = 0
    is_quoted = False
    for place, char in enumerate(raw):
        if char == '"' and raw[place - 1 : place] != "\\":
            is_quoted = not is_quoted
        elif char == "," and not is_quoted:
            count += 1
            if count % ADDRESSES_AT_ONCE == 0:
                pieces.append(raw[begin:place])
                begin = place + 1
    return [*pieces, raw[begin:]]
