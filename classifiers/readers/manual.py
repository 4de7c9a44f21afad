"""The page docs/formats.md, made from the table of readers and the limits, so that it cannot fall behind.

Run `python -m classifiers.readers.manual > docs/formats.md`; `--meaning` prints the digest that stands in
`classifiers/version.py`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import sys

from classifiers.limits import Limits
from classifiers.readers import registry

HEAD = """# What is read

Made by `python -m classifiers.readers.manual > docs/formats.md`; a test compares it with the code.

Types are told by content, never by name; a name that claims something else is the finding `type.mismatch`. *full*:
everything that the format holds in words was read. *partial*: a known format, some of it not judged. *opaque*: nothing
can be said of it, so it moves only where its origin's label may go. *failed*: a fault; treated as opaque.

"""
NOTES = """
Files inside files are parts of their own, to any of the formats above: archives, attachments, embedded objects,
data URLs, base64 in text; a zip, rar, 7z or cab behind anything that is not an archive itself, a PDF or HTML at the
head of something else (`polyglot`); bytes before or after an archive, a picture or a PDF (`leading-data`,
`trailing-data`). Of a PDF longer than `pages` the later pages have text and object counts, no raster
(finding `limit.pages`); that alone does not make it partial.

## Limits

Each one that is hit is a finding `limit.<name>` with its figure.

"""
FINDINGS = """
## Findings

| finding | meaning |
|---|---|
| `archive.between`, `archive.extra` | bytes between the members of a zip, or in a member's header; read as parts |
| `archive.comment` | the comment of a rar could not be read |
| `archive.duplicate-name` | two members have one name; both were read |
| `archive.link` | a link or device in an archive; never followed |
| `archive.method` | a member packed by a method that is not read |
| `archive.overlap` | members of a zip that share bytes, as in bombs |
| `archive.path` | a name that would lead out of the folder in which it is unpacked |
| `archive.stream` | an alternate stream of an archived file, which is not read |
| `archive.unlisted` | members that a zip's directory leaves out; read |
| `archive.unsupported` | an archive that is recognised and not opened |
| `archive.volume` | one of several volumes; what stands in the others is not here |
| `base64` | a file written out as base64 in a text, opened |
| `damaged` | something could not be parsed; the detail says what |
| `embedded` | a document embedded as a storage of an old Office file |
| `empty` | no bytes |
| `encoding.damaged`, `encoding.guessed`, `encoding.mixed` | characters were lost; a guess; lines in several |
| `default-password` | locked with a password that Office tries by itself, so that anybody can open it; read |
| `encrypted` | cipher text, or a document behind a password |
| `file.changed`, `file.not-regular` | written to while it was read; a folder, pipe or device |
| `hidden` | a hidden sheet or slide, or text on a hidden layer, read |
| `hidden-text` | text that nobody sees, read all the same: in a PDF invisible, white on white, tiny, off the page or \
under something; in Office documents runs that are hidden, tiny or white on no ground of their own, and hidden rows; \
in HTML elements that their own style hides |
| `image.animation` | an animation; its first frame stands for all |
| `image.no-ocr` | letters that may be in a picture or on a page are not read; the detail says why |
| `limit.attachments`, `limit.objects`, `limit.pictures`, `limit.revisions` | more of a PDF than is read |
| `limit.outline_edges`, `limit.outline_rounds` | a drawing or model of more lines or circles than its fingerprint is \
made of; all of it is read, and the assessment is partial |
| `limit.base64`, `limit.comments`, `limit.mail_nesting`, `limit.mail_parts`, `limit.streams`, `limit.strings`, \
`limit.tree` | more than is read: files in a text, remarks in a DXF, parts of a message, streams, strings, assemblies |
| `leading-data`, `trailing-data`, `polyglot` | other bytes before or behind, or a second file; read as parts |
| `macros` | macros; their source was read |
| `mail.external-body`, `mail.partial` | a message whose body lies elsewhere; one that was sent in pieces |
| `page.not-drawn` | a drawing whose words were read and whose picture could not be made |
| `page.letters-doubtful` | pages some of whose letters no font names, read as they look if OCR could |
| `page.no-letters` | pages whose font numbers its shapes without naming the letters |
| `ocr` | letters read by OCR, so a guess: where, which engine, how sure it is of itself |
| `ocr.unsure` | letters that could not be read with confidence: another script, a poor scan |
| `ocr.failed` | the reader of letters died, overran or did not start; what was read before stands |
| `page.no-text` | pages of a PDF that show something and have no text |
| `page.pictures` | pages of text with pictures in which letters were not read |
| `payload` | a known format whose content is not decoded |
| `pickle` | a Python pickle, which could run programs when loaded; only its strings were read |
| `program.dense` | so many bytes of a program are as dense as packed or enciphered ones, which may be hidden words |
| `protected` | a PDF with restrictions that opens without a password |
| `reader.crashed`, `.deadline`, `.failed`, `.garbled`, `.unavailable` | the reader died, overran or did not start |
| `revision` | an older version of a PDF says what the newest does not; read as a part |
| `type.mismatch` | the name claims another type than the content has |
| `type.unknown`, `type.unsupported` | no known type; a type without a reader |
| `written-out` | a file written out in a text as hexadecimal, uuencode, yEnc or quoted-printable, opened |
| `xml.entities` | XML with entities of its own, which are never expanded |
"""


def manual() -> str:
    """The whole page, in Markdown."""
    rows = [f"| `{field.name}` | {_figure(getattr(Limits(), field.name))} |" for field in dataclasses.fields(Limits)]
    limits = "\n".join(["| limit | default |", "|---|---|", *rows]) + "\n"
    return HEAD + registry.table() + NOTES + limits + FINDINGS


def _figure(value: float) -> str:
    if isinstance(value, int) and value >= 1024 * 1024 and value % (1024 * 1024) == 0:
        return f"{value // (1024 * 1024)} MiB"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


if __name__ == "__main__":
    if sys.argv[1:] == ["--meaning"]:
        sys.stdout.write(hashlib.sha256(registry.meaning().encode()).hexdigest() + "\n")
    else:
        sys.stdout.write(manual())
