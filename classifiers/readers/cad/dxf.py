"""DXF, text and binary: every record once for words and structure; ezdxf draws the picture."""

from __future__ import annotations

import io
import logging
import re
from typing import TYPE_CHECKING, Any

import ezdxf
from ezdxf import recover
from ezdxf.lldxf.tagger import binary_tags_loader

from classifiers.encoding import decode
from classifiers.largefile import LargeFile, seen
from classifiers.readers.cad.content import Content
from classifiers.readers.cad.raster import draw
from classifiers.readers.cad.tags import BINARY_HEAD, Tags
from classifiers.readers.trailing import read_rest
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

COMMENT = re.compile(rb"^[ \t]*999[ \t]*\r?\n([^\r\n]+)", re.MULTILINE)
COMMENTS = 10_000
LIVELY = 500  # records between looks at the clock


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """Words, names, title block, dimensions, counts and one raster of a drawing."""
    read_records(data, draft, job, depth)
    if len(data) > job.limits.dxf_bytes:
        draft.find("limit.dxf_bytes", str(job.limits.dxf_bytes))
        return
    if job.wants_page():
        draw_page(data[:], draft, job)


def read_records(data: bytes | LargeFile, draft: Draft, job: Job, depth: int, *, is_original: bool = True) -> None:
    """Everything but the raster; says where the drawing is damaged.

    Args:
        is_original: Whether these are the bytes of the document, and not another format's made into DXF.
    """
    tags = Tags(data)
    if is_original:
        draft.add_metadata("encoding", tags.encoding)
    if tags.is_guessed:
        draft.find("encoding.guessed", tags.encoding)
    content = Content(draft, job, depth, tags.text)
    for index, record in enumerate(tags.records()):
        if index % LIVELY == 0:
            job.check_time()
        content.take(record)
    content.finish()
    _read_comments(data, draft, tags.encoding)
    if tags.end and is_original:
        read_rest(tags.data, tags.end, draft, job, depth)
    if tags.strays:
        draft.degrade(Reading.PARTIAL, "damaged", "group codes")
    elif not tags.is_ended:
        draft.degrade(Reading.PARTIAL, "damaged", "no end mark")


def draw_page(data: bytes, draft: Draft, job: Job) -> None:
    """One raster of the drawing; its words are read already, so that a drawing ezdxf refuses loses its picture only."""
    logging.getLogger("ezdxf").setLevel(logging.CRITICAL)  # it would write values of the drawing into logs
    try:
        page = draw(_opened(data), job)
    except Exception as error:  # noqa: BLE001 - the recover mode of ezdxf raises anything for broken tags
        draft.find("page.not-drawn", type(error).__name__)
        return
    if page is not None:
        job.add_page(draft, page)


def _opened(data: bytes) -> Any:
    if data.startswith(BINARY_HEAD):
        return ezdxf.document.Drawing.load(binary_tags_loader(data))
    return recover.read(io.BytesIO(data))[0]


def _read_comments(data: bytes | LargeFile, draft: Draft, encoding: str) -> None:
    """Comments (group 999), which no program shows."""
    is_placed = False
    for index, match in enumerate(COMMENT.finditer(seen(data))):
        if index >= COMMENTS:
            draft.degrade(Reading.PARTIAL, "limit.comments", str(COMMENTS))
            return
        if not is_placed:
            draft.at("comments")
            is_placed = True
        draft.add_line(decode(match.group(1), encoding).text)
