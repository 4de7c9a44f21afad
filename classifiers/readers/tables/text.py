"""The formats of text, mark-up and mail."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("Empty file", ("application/x-empty",), "text", "read_empty", "nothing; finding `empty`", "–"),
    Format("HTML", ("text/html",), "markup", "read_html", "visible and hidden text, comments, alternative texts, scripts, data URLs", "lxml"),
    Format("SVG", ("image/svg+xml",), "markup", "read_xml", "text, attributes, comments", "lxml"),
    Format("XML", ("text/xml", "application/xml"), "markup", "read_xml", "text, attributes, comments", "lxml"),
    Format("JSON, Jupyter notebook", ("application/json",), "text", "read_json", "all keys and values; a notebook's cells and outputs in order", "json"),
    Format("Mail", ("message/rfc822",), "mail.message", "read", "decoded headers, bodies, attachments", "email"),
    Format("MHTML, mailbox", ("application/mbox",), "mail.message", "read_mailbox", "every message as a part", "email", limits=("messages",)),
    Format("Plain text, source, LaTeX, Markdown, CSV", ("text/*",), "text", "read", "everything; UTF-8, UTF-16, UTF-32, Shift_JIS, EUC-JP, ISO-2022-JP, GB 18030, Big5, EUC-KR and others", "own, charset-normalizer"),
)  # fmt: skip
