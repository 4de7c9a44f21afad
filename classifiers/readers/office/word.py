"""Word 97 to 2003."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.readers.binary import add_strings
from classifiers.readers.legacy import word95
from classifiers.readers.office import word97
from classifiers.readers.office.art import read_pictures
from classifiers.readers.office.ole import open_ole, read_inner, read_properties, stream
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

PARTS = ("WordDocument", "0Table", "1Table", "Data")


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Body, notes, headers, comments and text boxes, deleted text included; pictures and embedded files as parts."""
    with open_ole(data) as ole:
        read_properties(ole, draft)
        document = stream(ole, "WordDocument")
        if word97.is_encrypted(document) or ole.exists("\x09DRMContent"):
            draft.degrade(Reading.OPAQUE, "encrypted", "Word")
            return
        table = stream(ole, word97.table_name(document))
        stories = word97.stories(document, table)
        older = word95.text(document) if stories is None else None
        if older is not None:
            draft.add_line(older)
            # Styles, names and replaced text stand behind it.
            add_strings(document, draft)
        elif stories is None:
            add_strings(document, draft)
            draft.degrade(Reading.PARTIAL, "payload", "damaged")
        for label, text in stories or ():
            if text.strip():
                draft.at(label)
                draft.add_text(text + "\n")
        draft.at("properties")
        for text in word97.string_tables(document, table) if stories is not None else ():
            draft.add_line(text)
        for name in ("Data", "WordDocument"):
            read_pictures(stream(ole, name), "picture" if name == "Data" else "drawing", draft, job, depth)
        read_inner(ole, draft, job, depth, skip=PARTS)
