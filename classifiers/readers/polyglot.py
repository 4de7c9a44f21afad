"""A second file in the same bytes: a zip after a picture or a PDF, data after a picture's end."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

END_OF_DIRECTORY = b"PK\x05\x06"
TAIL_BYTES = 66_000
PNG_END = b"IEND\xaeB`\x82"
TRAILING_BYTES = 16
# Types that are zips themselves, or hold their files as they are; their own readers see what is inside.
HOLDERS = (
    "application/zip", "application/vnd.", "application/epub", "application/x-tar", "application/x-gtar",
    "model/3mf", "application/x-fcstd",
    "application/java", "application/x-ole", "application/msword", "application/x-ooxml", "application/x-ichitaro",
    "application/gzip", "application/x-7z", "application/x-rar",
)  # fmt: skip


def read_hidden(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Open what stands behind the end of a file of another type, as a part of its own."""
    if not draft.type.startswith(HOLDERS) and _ends_as_zip(data):
        draft.find("polyglot", "application/zip")
        start = _start_of_zip(data)
        job.child(draft, "appended.zip", data[start:], depth)
        return
    trailing = _after_picture(data, draft.type)
    if len(trailing.strip(b"\0\r\n ")) > TRAILING_BYTES:
        draft.find("trailing-data", str(len(trailing)))
        job.child(draft, "trailing-data", trailing, depth)


def _ends_as_zip(data: bytes) -> bool:
    if END_OF_DIRECTORY not in data[-TAIL_BYTES:]:
        return False
    try:
        return _start_of_zip(data) >= 0
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return False


def _start_of_zip(data: bytes) -> int:
    """Where the first member of the archive at the end of `data` begins; -1 where it has none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return min((info.header_offset for info in archive.infolist()), default=-1)


def _after_picture(data: bytes, kind: str) -> bytes:
    if kind == "image/png":
        end = data.find(PNG_END)
        return data[end + len(PNG_END) :] if end >= 0 else b""
    if kind == "image/gif":
        return b""
    if kind == "image/jpeg":
        return _after_jpeg(data)
    return b""


def _after_jpeg(data: bytes) -> bytes:
    """What follows the last end-of-image mark, where it is a file of a known kind."""
    end = data.rfind(b"\xff\xd9")
    rest = data[end + 2 :] if end >= 0 else b""
    return rest if rest[:4] in (b"%PDF", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b\x08\x00", b"\xd0\xcf\x11\xe0") else b""
