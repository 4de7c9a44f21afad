"""The formats of text, mark-up and mail."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("Empty file", ("application/x-empty",), "text", "read_empty", "nothing; finding `empty`", "–"),
    Format("HTML", ("text/html",), "markup", "read_html", "visible and hidden text, comments, alternative texts, scripts, forms' values, properties, data URLs, pages within the page", "lxml"),
    Format("SVG", ("image/svg+xml",), "vector.svg", "read", "text in drawing order, hidden text, titles, descriptions, names of layers and of title-block cells, scripts, comments, data URLs", "own, lxml"),
    Format("XML", ("text/xml", "application/xml"), "markup", "read_xml", "text, attributes, comments, names of elements, declarations; entities never expanded beyond single characters, their words read once each", "lxml"),
    Format("JSON, JSON lines, Jupyter notebook", ("application/json", "application/x-ndjson"), "text", "read_json", "all keys and values, escapes decoded; a notebook's cells, outputs, attachments and pictures in order", "json"),
    Format("Mail (EML, MIME)", ("message/rfc822", "message/global"), "mail.message", "read", "all headers decoded, everybody who sends and gets it, bodies of any charset, attachments and messages inside; a piece of a message or a body kept elsewhere: partial", "email"),
    Format("Mail of Apple Mail (EMLX)", ("message/x-emlx",), "mail.message", "read_exported", "as EML, and the list of properties behind it", "email"),
    Format("Mailbox (mbox)", ("application/mbox",), "mail.message", "read_mailbox", "every message as a part, one that is cut off too", "email", limits=("messages",)),
    Format("Outlook item (MSG, OFT)", ("application/vnd.ms-outlook",), "mail.outlook", "read", "headers, everybody who sends and gets it, bodies (text, HTML, RTF), every other text; attachments, messages and objects inside", "olefile, own"),
    Format("winmail.dat (TNEF)", ("application/vnd.ms-tnef",), "mail.tnef", "read", "as an Outlook item", "own"),
    Format("iCalendar, vCard", ("text/calendar", "text/vcard", "text/x-vcard", "text/x-vcalendar"), "mail.cards", "read", "every property, folded or in quoted-printable; who is invited; pictures and attachments inside", "own"),
    Format("S/MIME, PKCS #7", ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pkcs7-signature", "application/x-pkcs7-signature"), "mail.signed", "read", "signed or packed content as a part, names in certificates; sealed: opaque", "own", "full, opaque"),
    Format("OpenPGP", ("application/pgp-encrypted", "application/pgp", "application/pgp-keys", "application/x-pgp*"), "mail.openpgp", "read", "content that is only signed or packed as a part, names of keys; enciphered: opaque", "own", "full, opaque"),
    Format("Plain text, source, LaTeX, Markdown, CSV", ("text/*",), "text", "read", "everything; UTF-8, UTF-16, UTF-32, UTF-7, Shift_JIS, EUC-JP, ISO-2022-JP, GB 18030, Big5, EUC-KR, EBCDIC (Latin) and others; files written out as base64, hexadecimal, uuencode, yEnc or quoted-printable as parts", "own, charset-normalizer"),
    Format("Runs of one byte, with text between them", ("application/x-repeated-bytes",), "blanks", "read", "the text between at most 64 runs; a run holds no word", "numpy, own"),
)  # fmt: skip
