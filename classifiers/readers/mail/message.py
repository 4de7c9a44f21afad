"""Mail: decoded headers and bodies of any charset, attachments and nested messages as parts."""

from __future__ import annotations

import email
import email.message
import email.policy
import re
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.draft import LimitReached
from classifiers.readers.mail import headers
from classifiers.readers.mail.signed import is_signed_or_sealed
from classifiers.readers.markup import read_html_text
from classifiers.readers.text import ARMOUR
from classifiers.readers.written import read_written_out
from policies.label import Reading

if TYPE_CHECKING:
    from email.message import Message

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

NESTING = 20
PARTS = 500
MAILBOX_LINE = re.compile(rb"^From [^\n]*\d\d:\d\d[^\n]*\r?\n", re.MULTILINE)
ENVELOPE = re.compile(rb"(?:>?From (?![ \t]*:)[^\n]*\n)+")
# As old programs write it; the parser would take it for the line that parts messages.
SPACED_FROM = re.compile(rb"\AFrom[ \t]+:")
QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
# Texts that have no reader of their own, or whose reader would only show them as they are.
PLAIN = frozenset({"text/plain", "text/enriched", "text/richtext", "text/x-amp-html", "text/markdown"})
SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
HEADER_LINE = re.compile(rb"[\w-]+[ \t]*:|From |>From ")


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Headers, bodies and attachments of one message."""
    # The old policy keeps raw headers and never raises; the new one fails on hostile addresses.
    envelope, rest = _from_headers_on(data)
    message = email.message_from_bytes(rest, policy=email.policy.compat32)
    draft.at("headers")
    draft.add_line(decode(envelope).text)
    headers.add_first(message, draft)
    count = _read_part(message, draft, job, depth, 0, 0)
    draft.at("headers, further")
    headers.add_rest(message, draft)
    if count >= PARTS:
        draft.degrade(Reading.PARTIAL, "limit.mail_parts", str(PARTS))


def _from_headers_on(data: bytes) -> tuple[bytes, bytes]:
    """What stands before a message's first header, such as the line that parts messages of a mailbox; the message."""
    data = data.lstrip(b"\r\n\t \xef\xbb\xbf")
    before = ENVELOPE.match(data)
    place = before.end() if before else 0
    return data[:place], SPACED_FROM.sub(b"From:", data[place:], count=1)


def _read_part(part: Message, draft: Draft, job: Job, depth: int, level: int, count: int) -> int:
    """Read one part and those inside it; gives the number of parts read so far."""
    if count >= PARTS:
        return count
    if level > NESTING:
        draft.degrade(Reading.PARTIAL, "limit.mail_nesting", str(NESTING))
        return count
    job.check_time()
    kind = part.get_content_type()
    if level:
        _add_part_headers(part, draft)
    if kind == "message/external-body":
        draft.degrade(Reading.PARTIAL, "mail.external-body")
    elif kind == "message/partial":
        draft.degrade(Reading.PARTIAL, "mail.partial")
    if kind in ("message/rfc822", "message/global") and part.is_multipart():
        for number, inner in enumerate(_inner(part)):
            job.child(draft, f"message-{count + number}.eml", _bytes_of(inner), depth)
        return count + 1
    if part.is_multipart():
        for text in (part.preamble, part.epilogue):
            _add_around(text, draft)
        for inner in _inner(part):
            count = _read_part(inner, draft, job, depth, level + 1, count)
        return count
    _read_leaf(part, kind, count, draft, job, depth)
    return count + 1


def _add_part_headers(part: Message, draft: Draft) -> None:
    """Words of a part's own headers, such as its description; what states types and encodings has none."""
    draft.at("headers")
    for name, value in part.raw_items():
        if str(name).lower() not in ("content-type", "content-transfer-encoding", "mime-version", "content-length"):
            draft.add_line(f"{name}: {headers.header_text(value)}")
    for key, value in part.get_params([], unquote=True)[1:] if part.get("content-type") else ():
        if key.lower() not in ("charset", "boundary", "format", "delsp", "type", "start", "protocol", "micalg"):
            draft.add_line(headers.header_text(value if isinstance(value, str) else value[-1]))


def _inner(part: Message) -> list[Message]:
    """The parts of a multipart; what claims to be one and is not has none."""
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, email.message.Message)] if isinstance(payload, list) else []


def _bytes_of(message: Message) -> bytes:
    try:
        return bytes(message)
    except (KeyError, LookupError, UnicodeError, ValueError, TypeError):
        return message.as_string().encode("utf-8", "surrogateescape")


def _add_around(text: str | None, draft: Draft) -> None:
    """What stands outside all parts, where no mail program shows it."""
    if text and text.strip() and "multi-part" not in text and "multipart" not in text.lower():
        draft.add_line(decode(text.encode("utf-8", "surrogateescape")).text)


def _read_leaf(part: Message, kind: str, count: int, draft: Draft, job: Job, depth: int) -> None:
    data = _payload(part)
    name = headers.header_text(_file_name(part))
    is_attached = part.get_content_disposition() == "attachment"
    charset = str(part.get_content_charset() or "")
    if kind == "text/html" and not is_attached:
        # A page saved as MHTML, or a body.
        draft.at("body, HTML")
        read_html_text(decode(data, charset).text, draft, job, depth)
    elif kind.startswith("multipart/"):
        # A boundary that never comes: what should have been parts stands here as it is.
        draft.find("damaged", "multipart")
        job.child(draft, name or f"part-{count + 1}", data, depth)
    elif kind in PLAIN and not is_attached and not name:
        draft.at("body, text")
        text = decode(data, charset).text
        draft.add_text(text + "\n")
        if ARMOUR.search(text):
            draft.degrade(Reading.PARTIAL, "encrypted", "armoured block")
        read_written_out(text, draft, job, depth)
    elif kind in SEALED and not is_signed_or_sealed(data):
        job.opaque_child(draft, name or "smime.p7m", len(data), "encrypted", "S/MIME", data=data)
    elif data:
        job.child(draft, name or f"part-{count + 1}", data, depth)


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _file_name(part: Message) -> str:
    try:
        return part.get_filename() or str(part.get("Content-Location", "")).rpartition("/")[2] or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def read_mailbox(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every message of a mailbox as a part; what stands before the first one as text."""
    starts = [
        match.start() for match in MAILBOX_LINE.finditer(data) if HEADER_LINE.match(data, match.end(), match.end() + 80)
    ]
    if len(starts) < 2 and not data[: starts[0] if starts else 0].strip():
        read(data, draft, job, depth)
        return
    draft.add_line(decode(data[: starts[0]]).text)
    for number, start in enumerate(starts):
        if number >= job.limits.messages:
            raise LimitReached("messages", job.limits.messages)
        end = starts[number + 1] if number + 1 < len(starts) else len(data)
        line_end = data.find(b"\n", start) + 1
        draft.at(f"message {number + 1}")
        draft.add_line(decode(data[start:line_end]).text)
        job.child(draft, f"message-{number + 1}.eml", QUOTED_FROM.sub(rb"\1", data[line_end:end]), depth)


def read_exported(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A message as Apple Mail keeps it: its length, the message, a list of properties."""
    line, _, rest = data.partition(b"\n")
    size = int(line) if line.strip().isdigit() and len(line) < 20 else len(rest)
    read(rest[:size], draft, job, depth)
    if rest[size:].strip():
        job.child(draft, "properties.plist", rest[size:].lstrip(), depth)
