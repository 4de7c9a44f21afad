"""Plain text, JSON and notebooks."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Any

from classifiers.encoding import decode
from classifiers.readers.written import read_written_out, read_yenc
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.encoding import Decoded
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

ARMOUR = re.compile(r"-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED FILE|ENCRYPTED PRIVATE KEY|PKCS7)-----")
SLACK_BYTES = 64


def read_empty(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A file of no bytes."""
    del data, job, depth
    draft.find("empty")


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """All of a text, and files written out in it."""
    # No encoding takes more than four bytes a character: what lies beyond could not be kept anyway.
    text = take(data[: 4 * job.limits.part_chars + SLACK_BYTES], draft).text
    draft.add_text(text)
    if ARMOUR.search(text):
        draft.degrade(Reading.PARTIAL, "encrypted", "armoured block")
    read_written_out(text, draft, job, depth)
    read_yenc(data, draft, job, depth)


def take(data: bytes, draft: Draft, declared: str = "") -> Decoded:
    """Decode `data`, note its encoding, and say where characters were lost or the encoding was guessed."""
    decoded = decode(data, declared)
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
        draft.add_text(text)
        return
    if isinstance(value, dict) and isinstance(value.get("cells"), list) and "nbformat" in value:
        draft.type = "application/x-ipynb+json"
        _read_notebook(value, draft, job, depth)
        return
    # Escapes such as \u6a5f hide words from whoever reads the file as it stands.
    draft.add_text(json.dumps(value, ensure_ascii=False, indent=1) if "\\u" in text else text)
    read_written_out(text, draft, job, depth)


def _read_notebook(notebook: dict[str, Any], draft: Draft, job: Job, depth: int) -> None:
    for number, cell in enumerate(notebook["cells"]):
        if not isinstance(cell, dict):
            continue
        draft.add_line(_joined(cell.get("source")))
        for output in cell.get("outputs") or ():
            if isinstance(output, dict):
                _read_output(output, number, draft, job, depth)
        for name, bundle in (cell.get("attachments") or {}).items():
            if isinstance(bundle, dict):
                _read_bundle(bundle, f"cell-{number}-{name}", draft, job, depth)
    draft.add_metadata("notebook", json.dumps(notebook.get("metadata", {}), ensure_ascii=False))


def _read_output(output: dict[str, Any], number: int, draft: Draft, job: Job, depth: int) -> None:
    draft.add_line(_joined(output.get("text")))
    draft.add_line(_joined(output.get("traceback")))
    if isinstance(output.get("data"), dict):
        _read_bundle(output["data"], f"cell-{number}-output", draft, job, depth)


def _read_bundle(bundle: dict[str, Any], name: str, draft: Draft, job: Job, depth: int) -> None:
    for kind, value in bundle.items():
        text = _joined(value) if isinstance(value, (str, list)) else json.dumps(value, ensure_ascii=False)
        if kind.startswith("image/") and kind != "image/svg+xml":
            try:
                job.child(draft, f"{name}.{kind[6:]}", base64.b64decode(text), depth)
            except binascii.Error:
                draft.degrade(Reading.PARTIAL, "damaged", "base64")
        else:
            draft.add_line(text)


def _joined(value: object) -> str:
    if isinstance(value, list):
        return "".join(str(item) for item in value)
    return value if isinstance(value, str) else ""
