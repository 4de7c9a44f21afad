"""What programs for circuits call the cells of a title block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.document import FieldName

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft

FIELDS = {
    "title": FieldName.TITLE,
    "documenttitle": FieldName.TITLE,
    "documentnumber": FieldName.NUMBER,
    "drawingnumber": FieldName.NUMBER,
    "docnumber": FieldName.NUMBER,
    "partnumber": FieldName.PART,
    "rev": FieldName.REVISION,
    "revision": FieldName.REVISION,
    "date": FieldName.DATE,
    "documentdate": FieldName.DATE,
    "company": FieldName.COMPANY,
    "comp": FieldName.COMPANY,
    "companyname": FieldName.COMPANY,
    "organization": FieldName.COMPANY,
    "author": FieldName.DRAWN,
    "drawnby": FieldName.DRAWN,
    "designer": FieldName.DESIGNED,
    "engineer": FieldName.DESIGNED,
    "checkedby": FieldName.CHECKED,
    "approvedby": FieldName.APPROVED,
    "project": FieldName.PROJECT,
    "projectname": FieldName.PROJECT,
    "sheetnumber": FieldName.SHEET,
    "sheet": FieldName.SHEET,
    "paper": FieldName.SIZE,
    "size": FieldName.SIZE,
    "classification": FieldName.SECURITY,
    "confidentiality": FieldName.SECURITY,
}
PROPERTIES = {
    FieldName.TITLE: "title",
    FieldName.COMPANY: "company",
    FieldName.REVISION: "revision",
    FieldName.DRAWN: "author",
    FieldName.DATE: "created",
}


def add_title(draft: Draft, label: str, value: str) -> None:
    """Keep a cell, where its label is known and somebody filled it in."""
    key = re.sub(r"[^a-z]", "", label.lower())
    if not value.strip(" *"):
        return
    if re.fullmatch(r"comment[s]?\d?", label.lower()):
        draft.add_metadata(label.lower(), value)
    name = FIELDS.get(key)
    if name is None:
        return
    draft.add_field(name, value, label=label)
    if name in PROPERTIES and PROPERTIES[name] not in draft.metadata:
        draft.add_metadata(PROPERTIES[name], value)
