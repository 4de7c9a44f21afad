"""Mail: decoded headers and bodies of any charset, attachments and nested messages as parts."""

from __future__ import annotations

import email
import email.errors
import email.message
import email.policy
import re
from email.header import decode_header
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.draft import LimitReached
from classifiers.readers.markup import read_html_text
from classifiers.readers.text import ARMOUR
from policies.label import Reading

if TYPE_CHECKING:
    from email.message import Message

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEADERS = (
    "Subject",
    "From",
    "To",
    "Cc",
    "Bcc",
    "Reply-To",
    "Date",
    "Message-ID",
    "Comments",
    "Keywords",
    "Organization",
)
NESTING = 20
PARTS = 500
MAILBOX_LINE = re.compile(rb"^From [^\n]*\d\d:\d\d[^\n]*\r?\n", re.MULTILINE)
BROKEN_HEADER = re.compile(r"=\?[\w*.-]+\?[bBqQ]\?")


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Headers, bodies and attachments of one message."""
    # The old policy keeps raw headers and never raises; the new one fails on hostile addresses.
    message = email.message_from_bytes(data.lstrip(b"\r\n\t \xef\xbb\xbf"), policy=email.policy.compat32)
    for name in HEADERS:
        for value in message.get_all(name, ()):
            text = header_text(value)
            draft.add_metadata(name, text)
            draft.add_line(f"{name}: {text}")
    draft.add_text("\n")
    count = _read_part(message, draft, job, depth, 0, 0)
    if count >= PARTS:
        draft.degrade(Reading.PARTIAL, "limit.mail_parts", str(PARTS))


def header_text(value: object) -> str:
    """A header as people read it: encoded words decoded, raw bytes guessed."""
    raw = str(value)
    try:
        pieces = decode_header(raw) if BROKEN_HEADER.search(raw) else [(raw, None)]
    except (ValueError, LookupError, TypeError, email.errors.MessageError):
        pieces = [(raw, None)]
    words: list[str] = []
    for piece, charset in pieces:
        if isinstance(piece, bytes):
            words.append(decode(piece, charset or "").text)
        else:
            words.append(decode(piece.encode("utf-8", "surrogateescape")).text)
    return re.sub(r"\s*\n\s*", " ", "".join(words))


def _read_part(part: Message, draft: Draft, job: Job, depth: int, level: int, count: int) -> int:
    """Read one part and those inside it; gives the number of parts read so far."""
    if count >= PARTS:
        return count
    if level > NESTING:
        draft.degrade(Reading.PARTIAL, "limit.mail_nesting", str(NESTING))
        return count
    job.check_time()
    kind = part.get_content_type()
    if kind == "message/rfc822" and part.is_multipart():
        for number, inner in enumerate(_inner(part)):
            job.child(draft, f"message-{count + number}.eml", bytes(inner), depth)
        return count + 1
    if part.is_multipart():
        for text in (part.preamble, part.epilogue):
            _add_around(text, draft)
        for inner in _inner(part):
            count = _read_part(inner, draft, job, depth, level + 1, count)
        return count
    _read_leaf(part, kind, count, draft, job, depth)
    return count + 1


def _inner(part: Message) -> list[Message]:
    """The parts of a multipart; what claims to be one and is not has none."""
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, email.message.Message)] if isinstance(payload, list) else []


def _add_around(text: str | None, draft: Draft) -> None:
    """What stands outside all parts, where no mail program shows it."""
    if text and text.strip() and "multi-part" not in text and "multipart" not in text.lower():
        draft.add_line(decode(text.encode("utf-8", "surrogateescape")).text)


def _read_leaf(part: Message, kind: str, count: int, draft: Draft, job: Job, depth: int) -> None:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    name = header_text(_file_name(part))
    is_attached = part.get_content_disposition() == "attachment"
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        _read_smime(part, data, name, draft, job, depth)
        return
    if kind == "text/html" and not is_attached:
        # A page saved as MHTML, or a body.
        read_html_text(decode(data, str(part.get_content_charset() or "")).text, draft, job, depth)
        return
    if kind.startswith("text/") and not is_attached and not name:
        text = decode(data, str(part.get_content_charset() or "")).text
        draft.add_text(text + "\n")
        if ARMOUR.search(text):
            draft.degrade(Reading.PARTIAL, "encrypted", "armoured block")
        return
    if data:
        job.child(draft, name or f"part-{count + 1}", data, depth)


def _file_name(part: Message) -> str:
    try:
        return part.get_filename() or part.get("Content-Location", "").rpartition("/")[2] or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def _read_smime(part: Message, data: bytes, name: str, draft: Draft, job: Job, depth: int) -> None:
    """Signed mail carries its text in the clear inside DER; sealed mail is opaque."""
    if "signed-data" not in str(part.get("Content-Type", "")):
        job.opaque_child(draft, name or "smime.p7m", len(data), "encrypted", "S/MIME", data=data)
        return
    start = data.find(b"Content-Type:")
    if start >= 0:
        job.child(draft, "signed.eml", data[start:], depth)
    draft.degrade(Reading.PARTIAL, "payload", "S/MIME signature")


def read_mailbox(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every message of a mailbox as a part."""
    starts = [match.start() for match in MAILBOX_LINE.finditer(data)]
    for number, start in enumerate(starts):
        if number >= job.limits.messages:
            raise LimitReached("messages", job.limits.messages)
        end = starts[number + 1] if number + 1 < len(starts) else len(data)
        message = data[data.find(b"\n", start) + 1 : end]
        job.child(draft, f"message-{number + 1}.eml", message, depth)
    if not starts:
        read(data, draft, job, depth)
