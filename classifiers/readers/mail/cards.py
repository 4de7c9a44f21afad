"""iCalendar and vCard: folded lines, quoted-printable, pictures and attachments inside, who is invited.

Source: RFC 5545, RFC 6350; vCard 2.1 (versit, 1996).
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from typing import TYPE_CHECKING, NamedTuple

from classifiers.encoding import decode
from classifiers.readers.text import take
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

NAME = re.compile(r"([\w.-]+)((?:;(?:\"[^\"]*\"|[^\":;])*)*):", re.ASCII)
PARAMETER = re.compile(r";([\w-]+)(?:=((?:\"[^\"]*\"|[^\";])*))?", re.ASCII)
DATA_URL = re.compile(r"data:([\w/+.-]*)((?:;[\w=.-]+)*);base64,", re.IGNORECASE)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
ADDRESSED = {"ATTENDEE": "to", "ORGANIZER": "from", "EMAIL": "email"}
PROPERTIES = {
    "SUMMARY": "title", "FN": "title", "DTSTART": "date", "CREATED": "created", "LAST-MODIFIED": "modified",
    "REV": "modified", "PRODID": "producer", "UID": "message-id", "CATEGORIES": "category", "ORG": "company",
    "COMMENT": "comments", "CLASS": "sensitivity", "METHOD": "method",
}  # fmt: skip


class Line(NamedTuple):
    """One unfolded line; parameters by upper-case name."""

    name: str
    parameters: dict[str, str]
    value: str


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every property of every entry as a line; binary values as parts."""
    text = take(data, draft).text
    number = 0
    for line in _lines(text):
        job.check_time()
        if line.name == "BEGIN":
            number += line.value.upper() in ("VEVENT", "VTODO", "VJOURNAL", "VCARD")
            draft.at(f"entry {max(1, number)}")
        _take(line, draft, job, depth)


def _lines(text: str) -> Iterator[Line]:
    """Unfolded lines, those included that quoted-printable breaks softly."""
    waiting = ""
    for raw in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), "\n"]:
        is_soft = waiting.endswith("=") and "QUOTED-PRINTABLE" in waiting[:200].upper()
        if raw[:1] in (" ", "\t") and not is_soft:
            waiting += raw[1:]
            continue
        if is_soft:
            waiting = waiting[:-1] + raw.strip("\n")
            continue
        if waiting:
            yield _line(waiting)
        waiting = raw.strip("\n")


def _line(raw: str) -> Line:
    head = NAME.match(raw)
    if head is None:
        return Line("", {}, raw)
    parameters: dict[str, str] = {}
    for found in PARAMETER.finditer(head.group(2)):
        key, value = found.group(1).upper(), (found.group(2) or "").strip('"')
        if found.group(2) is None:  # vCard 2.1 leaves the names of parameters out
            key, value = ("ENCODING", key) if key in ("QUOTED-PRINTABLE", "BASE64") else ("TYPE", key)
        parameters[key] = f"{parameters[key]},{value}" if key in parameters else value
    return Line(head.group(1).rpartition(".")[2].upper(), parameters, raw[head.end() :])


def _take(line: Line, draft: Draft, job: Job, depth: int) -> None:
    encoding = line.parameters.get("ENCODING", "").upper()
    url = DATA_URL.match(line.value)
    if encoding in ("B", "BASE64") or url:
        _take_binary(line, line.value[url.end() :] if url else line.value, draft, job, depth)
        return
    value = line.value
    if encoding == "QUOTED-PRINTABLE":
        raw = quopri.decodestring(value.encode("utf-8", "surrogateescape"))
        value = decode(raw, line.parameters.get("CHARSET", "")).text
    value = ESCAPE.sub(lambda found: "\n" if found.group(1) in "nN" else found.group(1), value)
    shown = " ".join(line.parameters[key] for key in ("CN", "SENT-BY", "DELEGATED-TO", "ALTREP", "DIR", "X-FILENAME",
        "FILENAME", "LABEL", "MEMBER") if key in line.parameters)  # fmt: skip
    draft.add_line(f"{line.name}: {value}{f' ({shown})' if shown else ''}" if line.name else value)
    if line.name in PROPERTIES and PROPERTIES[line.name] not in draft.metadata:
        draft.add_metadata(PROPERTIES[line.name], value)
    if line.name in ADDRESSED:
        address = re.sub(r"^mailto:", "", value, flags=re.IGNORECASE)
        role = line.parameters.get("ROLE", "").upper()
        draft.add_address(
            "cc" if role in ("OPT-PARTICIPANT", "NON-PARTICIPANT") else ADDRESSED[line.name],
            address,
            line.parameters.get("CN", ""),
        )


def _take_binary(line: Line, digits: str, draft: Draft, job: Job, depth: int) -> None:
    name = line.parameters.get("X-FILENAME") or line.parameters.get("FILENAME") or line.name.lower()
    try:
        content = base64.b64decode(re.sub(r"\s", "", digits))
    except (binascii.Error, ValueError):
        draft.add_line(line.value)
        draft.degrade(Reading.PARTIAL, "damaged", "base64")
        return
    if content:
        job.child(draft, name, content, depth)
