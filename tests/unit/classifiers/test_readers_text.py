from __future__ import annotations

import base64
import email.message
import io
import json
import zipfile
from email.policy import SMTP
from typing import TYPE_CHECKING

import pytest

from classifiers.limits import Limits
from classifiers.readers.job import Job
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


def zipped(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def test_text_is_nfc_with_plain_line_ends() -> None:
    document = read("か\u3099\r\nsecond\rthird".encode())
    assert document.parts[0].text == "が\nsecond\nthird"


def test_empty_is_read_in_full_and_said() -> None:
    document = read(b"")
    assert document.reading is Reading.FULL
    assert names(document) == {"empty"}


def test_characters_are_limited_and_the_head_is_kept() -> None:
    document = read(b"abcdefghij" * 100, limits=Limits(part_chars=50))
    assert document.parts[0].text == "abcdefghij" * 5
    assert document.reading is Reading.PARTIAL
    assert "limit.part_chars" in names(document)


def test_a_name_that_lies_is_a_finding() -> None:
    assert "type.mismatch" in names(read(b"%PDF-1.4\n", "minutes.txt"))


def test_a_file_written_out_as_base64_is_opened() -> None:
    packed = base64.encodebytes(zipped("a.txt", (WORDS * 30).encode())).decode()
    document = read(f"Dear all,\n\n{packed}\nregards\n".encode())
    assert any(WORDS in part.text for part in document.parts[1:])
    assert "base64" in names(document)


def test_armoured_cipher_text_is_not_full() -> None:
    document = read(b"hello\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n")
    assert document.reading is Reading.PARTIAL
    assert "encrypted" in names(document)


def test_json_escapes_are_decoded() -> None:
    assert WORDS in read(json.dumps({"key": WORDS}).encode()).parts[0].text


def test_deep_json_is_read_as_text() -> None:
    document = read(b"[" * 100_000 + b"]" * 100_000)
    assert document.reading is Reading.FULL
    assert len(document.parts[0].text) == 200_000


def test_notebook_cells_outputs_and_pictures() -> None:
    notebook = {
        "nbformat": 4,
        "metadata": {},
        "cells": [
            {"cell_type": "markdown", "source": ["# ", WORDS]},
            {
                "cell_type": "code",
                "source": "x = 1",
                "outputs": [{"text": ["out", "put"], "data": {"image/png": "iVBORw0KGgo="}}],
            },
        ],
    }
    document = read(json.dumps(notebook).encode(), "a.ipynb")
    assert f"# {WORDS}" in document.parts[0].text
    assert "output" in document.parts[0].text
    assert document.parts[1].type == "image/png"


@pytest.mark.parametrize(
    "html",
    [
        "<p>needle</p>",
        "<p style='display:none'>needle</p>",
        "<!-- needle -->",
        "<img alt='needle'>",
        "<script>var x = 'needle'</script>",
        "<style>/* needle */</style>",
        "<input type=hidden value=needle>",
        "<meta name=description content=needle>",
        "<p>nee<b>dle</b></p>",
        "<iframe srcdoc='<p>needle</p>'></iframe>",
        "<svg><text>needle</text></svg>",
        "<noscript>needle</noscript><template>needle</template>",
    ],
)
def test_no_corner_of_a_page_hides_text(html: str) -> None:
    assert "needle" in read(f"<!DOCTYPE html><html><body>{html}</body></html>".encode()).parts[0].text


def test_a_page_in_its_declared_encoding() -> None:
    page = f"<html><head><meta charset='shift_jis'></head><body>{WORDS}</body></html>"
    assert WORDS in read(page.encode("cp932"), "page.html").parts[0].text


def test_files_in_data_urls_are_parts() -> None:
    url = "data:application/zip;base64," + base64.b64encode(zipped("a.txt", WORDS.encode())).decode()
    document = read(f"<html><body><a href='{url}'>x</a></body></html>".encode())
    assert document.parts[-1].text == WORDS


def test_xml_text_attributes_and_comments() -> None:
    document = read(f"<?xml version='1.0'?><a b='attribute'><!--comment-->{WORDS}<![CDATA[cdata]]></a>".encode())
    for words in (WORDS, "attribute", "comment", "cdata"):
        assert words in document.parts[0].text
    assert document.reading is Reading.FULL


def test_xml_with_entities_that_nothing_declares_is_read_whole() -> None:
    source = "<?xml version='1.0'?><!DOCTYPE tree SYSTEM 'tree.dtd'><tree><leaf>oak&leaf;ash</leaf>&stem;</tree>"
    document = read(source.encode(), "trees.xml")
    assert "oak" in document.parts[0].text
    assert "damaged" not in names(document)


def test_xml_entities_are_not_expanded_and_not_fetched() -> None:
    laughs = "".join(f"<!ENTITY l{number} '{f'&l{number - 1};' * 10}'>" for number in range(1, 9))
    source = f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY l0 'ha'>{laughs}<!ENTITY f SYSTEM 'file:///etc/passwd'>]><a>&l8;&f;tail</a>"
    document = read(source.encode())
    assert "root:" not in document.parts[0].text
    assert "tail" in document.parts[0].text
    assert len(document.parts[0].text) < 5_000
    assert "xml.entities" in names(document)


def test_rtf_in_its_code_pages_with_unicode_and_pictures() -> None:
    shift_jis = "".join(f"\\'{byte:02x}" for byte in "社外秘".encode("cp932"))
    source = (
        "{\\rtf1\\ansi\\ansicpg932{\\fonttbl{\\f0\\fcharset128 Mincho;}}{\\info{\\author kato}}"
        f"\\f0 {shift_jis}\\par \\u22259?\\u-26926? plain\\tab end{{\\*\\generator hidden}}"
        "{\\pict\\pngblip 89504e470d0a1a0a0000}}"
    )
    document = read(source.encode("ascii"))
    assert "社外秘\n図面" in document.parts[0].text.replace(chr(22259) + chr(65536 - 26926), "図面")
    assert "plain\tend" in document.parts[0].text
    assert "hidden" not in document.parts[0].text
    assert document.parts[0].metadata["author"] == "kato"
    assert document.parts[1].type == "image/png"


def test_deep_rtf_ends() -> None:
    assert read(b"{\\rtf1 " + b"{" * 200_000 + b"deep").reading is Reading.FULL


def message() -> email.message.EmailMessage:
    mail = email.message.EmailMessage()
    mail["Subject"] = "図面の件"
    mail["From"] = "佐藤 <sato@minato.example>"
    mail["To"] = "wang@minato.example"
    mail.set_content(WORDS, charset="iso-2022-jp")
    mail.add_alternative(f"<p>{WORDS}<!-- in html --></p>", subtype="html")
    mail.add_attachment(zipped("inner.txt", WORDS.encode()), maintype="application", subtype="zip", filename="図面.zip")
    return mail


def test_mail_headers_bodies_and_attachments() -> None:
    document = read(message().as_bytes(policy=SMTP), "a.eml")
    part = document.parts[0]
    assert part.type == "message/rfc822"
    assert part.metadata["subject"] == "図面の件"
    assert part.text.count(WORDS) == 2
    assert "in html" in part.text
    assert [part.name for part in document.parts[1:]] == ["図面.zip", "図面.zip/inner.txt"]
    assert document.reading is Reading.FULL


def test_mail_in_mail_and_mailbox() -> None:
    outer = email.message.EmailMessage()
    outer["Subject"] = "forwarded"
    outer["From"] = "a@b.example"
    outer.set_content("see below")
    outer.add_attachment(message())
    document = read(outer.as_bytes(policy=SMTP))
    assert sum(WORDS in part.text for part in document.parts) == 2
    mailbox = b"".join(b"From a@b Thu Jan  1 00:00:00 2026\n" + message().as_bytes() + b"\n" for _ in range(3))
    document = read(mailbox)
    assert document.parts[0].type == "application/mbox"
    assert sum(part.type == "message/rfc822" for part in document.parts) == 3


def test_mail_with_a_false_charset_and_broken_parts() -> None:
    source = (
        b"From: a@b.example\nSubject: =?no-such?B?////?=\nContent-Type: text/plain; charset=no-such\n\n"
        + WORDS.encode("euc_jp")
    )
    assert WORDS in read(source).parts[0].text


def test_sealed_mail_is_opaque() -> None:
    source = (
        b"From: a@b.example\nTo: c@d.example\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n"
        b"Content-Transfer-Encoding: base64\n\nMIAGCSqG\n"
    )
    document = read(source)
    assert document.reading is Reading.OPAQUE
    assert "encrypted" in names(document)


def test_what_stands_outside_the_root_of_a_page_is_read() -> None:
    page = "<!-- before --><!DOCTYPE html><html><body>words</body></html><!-- behind the end -->"
    text = read(page.encode(), "a.html").parts[0].text
    assert "before" in text
    assert "behind the end" in text


def test_what_stands_outside_the_root_of_xml_and_in_its_names_is_read() -> None:
    xml = """<?xml version="1.0"?><?pi instruction?><!-- before --><!DOCTYPE a PUBLIC "public name" "system.dtd" [
        <!ATTLIST a b CDATA "unstated value">]><a><図番 寸法="12"/></a><!-- behind the end -->"""
    text = read(xml.encode(), "a.xml").parts[0].text
    for words in (
        "instruction",
        "before",
        "public name",
        "system.dtd",
        "unstated value",
        "図番",
        "寸法",
        "behind the end",
    ):
        assert words in text, words
