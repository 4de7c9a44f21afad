"""Words and files spelt out in text: encodings of bytes, escapes, mark-up that hides, notebooks."""

# ruff: noqa: E501 - one corner a line
from __future__ import annotations

import base64
import binascii
import io
import json
import quopri
import re
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from classifiers.encoding import decode
from classifiers.limits import Limits
from classifiers.readers.escapes import spelt_lines, without_json_escapes
from classifiers.readers.job import Job
from classifiers.readers.written import BASE64, HEX_DUMP, HEXADECIMAL, _forms_worth_a_look
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.document import Document

WORDS = "社外秘の技術資料です。"


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def names(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (BASE64, "A" * 400),
        (BASE64, ("QUJD" * 10 + "\r\n> ") * 3),
        (BASE64, "漢字 " + ("QUJD" * 10 + " \r") * 3 + "QQ=="),
        (HEXADECIMAL, "dEad bEEf" * 30),
        (HEXADECIMAL, "00,01:02\t03 \r\n " * 30),
        (HEX_DUMP, "00000010: 4865 6c6c  Hello\n" * 8),
        (HEX_DUMP, "text é before\n" + "0010 48 65 6c 6c 6f\n" * 8),
    ],
)
def test_no_form_that_a_text_holds_is_passed_over(form: re.Pattern[str], text: str) -> None:
    assert form.search(text)
    assert form in set(_forms_worth_a_look(text))
    assert not set(_forms_worth_a_look("Dear all,\nthe face of a decade " * 50))


def packed(between: str = "") -> bytes:
    """A ZIP file whose first bytes hold a line feed, as the time of a file does now and then."""
    buffer = io.BytesIO()
    at_twenty = zipfile.ZipInfo("a.txt", (2026, 11, 23, 2, 0, 20))
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(at_twenty, (WORDS + between) * 30)
    return buffer.getvalue()


def uuencoded(data: bytes) -> str:
    lines = [binascii.b2a_uu(data[place : place + 45]).decode() for place in range(0, len(data), 45)]
    return f"begin 644 a.zip\n{''.join(lines)}`\nend\n"


def dumped(data: bytes) -> str:
    return "".join(
        f"{place:08x}: {' '.join(data[step : step + 2].hex() for step in range(place, min(place + 16, len(data)), 2))}  ................\n"
        for place in range(0, len(data), 16)
    )


@pytest.mark.parametrize(
    "blob",
    [
        base64.encodebytes(packed()).decode(),
        base64.urlsafe_b64encode(packed()).decode(),
        "".join(f"> {line}\n" for line in base64.encodebytes(packed()).decode().splitlines()),
        packed().hex(),
        packed().hex(" "),
        "\n".join(packed().hex()[place : place + 64] for place in range(0, 2 * len(packed()), 64)),
        uuencoded(packed()),
        dumped(packed()),
        quopri.encodestring(packed(), quotetabs=True).decode(),
    ],
    ids=["base64", "base64-url", "quoted-base64", "hex", "spaced-hex", "hex-lines", "uuencode", "dump", "quoted-printable"],
)  # fmt: skip
def test_files_written_out_in_text_are_opened(blob: str) -> None:
    document = read(f"Dear all,\n\n{blob}\nregards\n".encode())
    assert any(WORDS in part.text for part in document.parts[1:])
    assert names(document) & {"base64", "written-out"}


@pytest.mark.parametrize("spell", [lambda data: base64.encodebytes(data).decode(), lambda data: data.hex()])
def test_words_written_out_are_read(spell: Callable[[bytes], str]) -> None:
    words = "量子センサーの雑音密度は 4 K で測定した。 The noise was measured at four kelvin. " * 4
    document = read(spell(words.encode()).encode(), "log.txt")
    assert any("雑音密度は 4 K" in part.text for part in document.parts[1:])


@pytest.mark.parametrize("row", ["31323334" * 80, "20090a0d" * 80, "00414243" * 80])
def test_numbers_that_spell_text_are_no_words(row: str) -> None:
    assert len(read(f"table\n{row}\n".encode()).parts) == 1


def test_yenc_is_opened() -> None:
    body = bytearray()
    for byte in packed():
        value = (byte + 42) & 0xFF
        body += bytes((61, (value + 64) & 0xFF)) if value in (0, 10, 13, 61) else bytes((value,))
    document = read(
        b"text before\n=ybegin line=128 size=9 name=a.zip\r\n" + bytes(body) + b"\r\n=yend size=9\n", "a.txt"
    )
    if document.parts[0].type.startswith("text/"):
        assert any(WORDS in part.text for part in document.parts[1:])
    else:  # bytes that are no text in any encoding
        assert document.reading >= Reading.PARTIAL


def test_too_many_files_written_out_are_told() -> None:
    blob = base64.encodebytes(packed()).decode()
    document = read("\n--\n".join([blob] * 20).encode())
    assert document.reading is Reading.PARTIAL
    assert "limit.base64" in names(document)


@pytest.mark.parametrize(
    "line",
    [
        'x = "\\u6a5f\\u5bc6"',
        'x = "\\U00006a5f\\U00005bc6"',
        "x = '\\u{6a5f}\\u{5bc6}'",
        'x = b"\\xe6\\xa9\\x9f\\xe5\\xaf\\x86"',
        'x = "\\346\\251\\237\\345\\257\\206"',
        "&#27231;&#x5bc6;",
        "http://x.example/%E6%A9%9F%E5%AF%86",
    ],
)
def test_escapes_in_source_are_spelt_out(line: str) -> None:
    assert any("機密" in spelt for spelt in spelt_lines(line))
    assert "機密" in read(f"# a source\n{line}\n".encode(), "a.py").parts[0].text


def test_lines_without_escapes_are_not_said_twice() -> None:
    assert list(spelt_lines("plain\nC:\\users\\new\n100% of\n")) == []


def test_json_with_keys_twice_in_lines_and_broken() -> None:
    twice = read(b'{"a": "\\u6a5f\\u5bc6", "a": "last"}').parts[0].text
    assert "機密" in twice
    assert "last" in twice
    assert "機密" in read(b'{"a": "\\u6a5f\\u5bc6"}\n{"b": "nee\\"dle"}\n').parts[0].text
    assert "機密" in read(b'\xef\xbb\xbf{"a": "\\u6a5f\\u5bc6", ').parts[0].text
    assert without_json_escapes('"\\ud867\\ude3d"').encode("utf-16-le", "surrogatepass").decode("utf-16-le") == '"𩸽"'


def test_a_notebook_before_version_4_and_its_corners() -> None:
    png = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(30)).decode()
    cells = [
        {"input": "old needle", "outputs": [{"output_type": "pyout", "text": "out needle", "png": png}]},
        {"source": "x", "metadata": {"tags": ["tag needle"]}, "attachments": {"a.png": {"image/png": png}},
         "outputs": [{"output_type": "error", "evalue": "error needle", "data": {"text/html": "<b>html nee</b>dle"}}]},
        "cell that is none",
    ]  # fmt: skip
    notebook = {"nbformat": 3, "worksheets": [{"cells": cells}], "odd": "key needle"}
    document = read(json.dumps(notebook).encode(), "a.ipynb")
    text = "\n".join(part.text for part in document.parts)
    for words in (
        "old needle",
        "out needle",
        "tag needle",
        "error needle",
        "html needle",
        "key needle",
        "cell that is none",
    ):
        assert words in text, words
    assert [part.type for part in document.parts[1:]].count("image/png") == 2
    assert document.parts[0].place_of(document.parts[0].text.index("old needle")) == "cell 1"


@pytest.mark.parametrize(
    "page",
    [
        "<!--[if mso]><p>nee<b>dle</b></p><![endif]-->",
        "<iframe srcdoc='<p>nee<b>dle</b></p>'></iframe>",
        "<style>p::after { content: 'needle' }</style>",
        "<p style=\"content: 'needle'\">x</p>",
        "<a href='http://x.example/%6eeedle'>x</a>",
        "<select><option value='needle'>x</option></select><textarea>y</textarea>",
        "<p>n&#101;edle</p>",
        "<x-odd lure='three words needle'>x</x-odd>",
        "<div>" * 600 + "needle" + "</div>" * 600,
        "<p>x</p>" + "<div>" * 600 + "</div>" * 600 + "<p>needle</p>",
    ],
)
def test_more_corners_of_a_page(page: str) -> None:
    document = read(f"<!DOCTYPE html><html><body>{page}</body></html>".encode())
    assert "needle" in "\n".join(part.text for part in document.parts)
    assert document.reading is Reading.FULL


def test_properties_of_a_page() -> None:
    page = (
        "<html><head><title>T</title><meta name=author content=A><meta property='og:description' content=D><meta name=generator"
        " content=G><meta name='DC.Creator' content=second></head><body>x</body></html>"
    )
    metadata = read(page.encode(), "a.html").parts[0].metadata
    assert metadata.items() >= {"title": "T", "author": "A", "comments": "D", "producer": "G"}.items()


def test_files_in_style_sheets_are_parts() -> None:
    url = "data:application/zip;base64," + base64.b64encode(packed()).decode()
    document = read(f"<html><body><style>p {{ background: url({url}) }}</style></body></html>".encode())
    assert any(WORDS in part.text for part in document.parts[1:])


def test_entities_that_are_characters_are_read() -> None:
    source = "<?xml version='1.0'?><!DOCTYPE a PUBLIC 'p' 's' [<!ENTITY mu '&#956;'><!ENTITY % x SYSTEM 'x'>]><a>5 &mu;m&nbsp;x &eacute;</a>"
    document = read(source.encode())
    assert "5 μm\u00a0x é" in document.parts[0].text
    assert document.reading is Reading.FULL
    assert read(source.replace("&eacute;", "&unheard;").encode()).reading is Reading.PARTIAL


def test_xml_holds_files_too() -> None:
    blob = base64.encodebytes(packed()).decode()
    document = read(f"<?xml version='1.0'?><pkg><binaryData>{blob}</binaryData></pkg>".encode())
    assert any(WORDS in part.text for part in document.parts[1:])


def test_lines_in_several_encodings() -> None:
    data = b"\n".join([WORDS.encode("cp932"), ("各国の資料" + WORDS).encode(), "機密".encode("cp932"), b"plain"] * 3)
    document = read(data)
    assert document.parts[0].text.count(WORDS) == 6
    assert "機密" in document.parts[0].text
    assert document.reading is Reading.FULL


def test_utf7_is_told_by_its_words() -> None:
    assert decode(WORDS.encode("utf-7")).text == WORDS
    assert decode(b"a +AGIAYw- b", "utf-7").text == "a bc b"
    assert decode(b"x = a+bcde-f; y +hello- world + 3abc").text == "x = a+bcde-f; y +hello- world + 3abc"


@pytest.mark.parametrize("encoding", ["cp932", "euc-jp", "utf-16"])
def test_words_in_other_encodings_written_out_are_read(encoding: str) -> None:
    words = "図面番号の一覧と設計の仕様は社外秘とする。\n" * 12
    document = read(base64.b64encode(words.encode(encoding)))
    assert any("設計の仕様は社外秘" in part.text for part in document.parts)


def test_a_file_that_is_the_whole_text_is_opened_where_its_last_line_ends_softly() -> None:
    document = read((quopri.encodestring(packed(), quotetabs=True).decode().rstrip("\n") + "=").encode())
    assert any(WORDS in part.text for part in document.parts[1:])


def test_a_quoted_byte_in_the_lines_before_hides_no_file() -> None:
    blob = quopri.encodestring(packed(), quotetabs=True).decode()
    document = read(f"see a=3D1\nand b=3D2\n{blob}\nregards\n".encode())
    assert any(WORDS in part.text for part in document.parts[1:])
