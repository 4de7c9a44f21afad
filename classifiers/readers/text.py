"""Plain text, JSON and notebooks."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from classifiers.encoding import by_lines, decode
from classifiers.readers.escapes import spelt_lines, without_json_escapes
from classifiers.readers.written import read_written_out, read_yenc
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.encoding import Decoded
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

ARMOUR = re.compile(r"-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED FILE|ENCRYPTED PRIVATE KEY|PKCS7)-----")
SLACK_BYTES = 64
MIXED_BYTES = 8 * 1024 * 1024
WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
OLD_FORMS = {
    "png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml", "html": "text/html", "latex": "text/latex",
    "json": "application/json", "javascript": "application/javascript", "pdf": "application/pdf",
}  # fmt: skip


def read_empty(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A file of no bytes."""
    del data, job, depth
    draft.find("empty")


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """All of a text, and files written out in it."""
    # No encoding takes more than four bytes a character: what lies beyond could not be kept anyway.
    text = take(data[: 4 * job.limits.part_chars + SLACK_BYTES], draft).text
    draft.add_text(text)
    _add_spelt(text, draft)
    if ARMOUR.search(text):
        draft.degrade(Reading.PARTIAL, "encrypted", "armoured block")
    read_written_out(text, draft, job, depth)
    read_yenc(data, draft, job, depth)


def _add_spelt(text: str, draft: Draft) -> None:
    """What escapes in a text spell, behind it."""
    lines = dict.fromkeys(spelt_lines(text))
    if lines:
        draft.at("escapes")
        draft.add_text("\n" + "\n".join(lines) + "\n")


def take(data: bytes, draft: Draft, declared: str = "") -> Decoded:
    """Decode `data`, note its encoding, and say where characters were lost or the encoding was guessed."""
    decoded = decode(data, declared)
    if decoded.replaced and decoded.encoding not in WIDE and len(data) <= MIXED_BYTES:
        mixed = by_lines(data, decoded.encoding)
        if mixed.count("\ufffd") < decoded.replaced:
            draft.find("encoding.mixed", decoded.encoding)
            decoded = replace(decoded, text=mixed, replaced=mixed.count("\ufffd"), is_certain=True)
    draft.metadata["encoding"] = decoded.encoding
    if not decoded.is_certain:
        draft.find("encoding.guessed", decoded.encoding)
    if decoded.replaced > len(decoded.text) // 20 and decoded.replaced > 2:
        draft.degrade(Reading.PARTIAL, "encoding.damaged", str(decoded.replaced))
    return decoded


def read_json(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Keys and values of JSON as text; a notebook's cells in order. What does not parse is read as plain text."""
    text = take(data, draft).text.lstrip("\ufeff")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None  # broken, too deep, or several values, a line each
    if isinstance(value, dict) and "nbformat" in value and _cells(value):
        draft.type = "application/x-ipynb+json"
        _read_notebook(value, draft, job, depth)
        return
    # Escapes such as \\u6a5f hide words from whoever reads the file as it stands.
    draft.add_text(without_json_escapes(text))
    read_written_out(text, draft, job, depth)


def _cells(notebook: dict[str, Any]) -> list[Any]:
    """Cells in their order; before version 4 they stand in worksheets."""
    if isinstance(notebook.get("cells"), list):
        return list(notebook["cells"])
    sheets = notebook.get("worksheets")
    found: list[Any] = []
    for sheet in sheets if isinstance(sheets, list) else ():
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list):
            found.extend(sheet["cells"])
    return found


def _read_notebook(notebook: dict[str, Any], draft: Draft, job: Job, depth: int) -> None:
    for number, cell in enumerate(_cells(notebook)):
        if not isinstance(cell, dict):
            draft.add_line(str(cell))
            continue
        job.check_time()
        draft.at(f"cell {number + 1}")
        draft.add_line(_joined(cell.get("source")))
        draft.add_line(_joined(cell.get("input")))
        outputs, attachments = cell.get("outputs"), cell.get("attachments")
        for output in outputs if isinstance(outputs, list) else ():
            if isinstance(output, dict):
                _read_output(output, number, draft, job, depth)
        for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
            if isinstance(bundle, dict):
                _read_bundle(bundle, f"cell-{number}-{name}", draft, job, depth)
        draft.at(f"cell {number + 1}, properties")
        for key, value in cell.items():
            if key not in ("source", "input", "outputs", "attachments", "cell_type", "execution_count", "id") and value:
                draft.add_line(_dumped(value))
    draft.at("properties")
    draft.add_metadata("notebook", _dumped(notebook.get("metadata", {})))
    for key, value in notebook.items():
        if key not in ("cells", "worksheets", "metadata", "nbformat", "nbformat_minor"):
            draft.add_line(f"{key}: {_dumped(value)}")


def _dumped(value: object) -> str:
    return without_json_escapes(json.dumps(value, ensure_ascii=False))


def _read_output(output: dict[str, Any], number: int, draft: Draft, job: Job, depth: int) -> None:
    draft.add_line(_joined(output.get("text")))
    draft.add_line(_joined(output.get("traceback")))
    for key in ("ename", "evalue", "name"):
        draft.add_line(_joined(output.get(key)) if output.get("output_type") in ("error", "pyerr") else "")
    # Before version 4 the forms of an output stand beside its type.
    old = {OLD_FORMS[key]: value for key, value in output.items() if key in OLD_FORMS}
    _read_bundle(old, f"cell-{number}-output", draft, job, depth)
    if isinstance(output.get("data"), dict):
        _read_bundle(output["data"], f"cell-{number}-output", draft, job, depth)


def _read_bundle(bundle: dict[str, Any], name: str, draft: Draft, job: Job, depth: int) -> None:
    for kind, value in bundle.items():
        text = _joined(value) if isinstance(value, (str, list)) else _dumped(value)
        if kind in ("text/html", "image/svg+xml") and text:
            # A piece of a page begins as it likes; its type is known here, and not by its first word.
            page = f"<html><body>{text}</body></html>" if kind == "text/html" else text
            job.child(draft, f"{name}.{'html' if kind == 'text/html' else 'svg'}", page.encode(), depth)
        elif kind.startswith(("image/", "application/pdf", "audio/", "video/")):
            try:
                job.child(draft, f"{name}.{kind.rpartition('/')[2]}", base64.b64decode(text), depth)
            except (binascii.Error, ValueError):
                draft.degrade(Reading.PARTIAL, "damaged", "base64")
        else:
            draft.add_line(text)


def _joined(value: object) -> str:
    if isinstance(value, list):
        return "".join(str(item) for item in value)
    return value if isinstance(value, str) else ""
