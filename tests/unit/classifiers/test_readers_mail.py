from __future__ import annotations

import base64
import struct
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.mail.mapi import CODE_PAGES, LOCALE, SUBJECT, Bag
from classifiers.readers.office.storage import compound_file
from policies.label import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document

WORDS = "社外秘の技術資料です。"


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def names(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def people(document: Document) -> set[tuple[str, str]]:
    return {(address.role, address.address) for part in document.parts for address in part.addresses}


def all_text(document: Document) -> str:
    return "\n".join(part.text for part in document.parts)


HEADERS = (
    "From: =?utf-8?B?5L2Q6Jek?= <sato@minato.example>\n"
    'Sender: "Office, of" <office@minato.example>\n'
    "Reply-To: back@minato.example\n"
    "To: wang@tsinghua.example,\n\tMiller <Miller@MIT.example>\n"
    "Cc: group: a@b.example, c@d.example;\n"
    "Bcc: hidden@rival.example\n"
    "Resent-To: again@rival.example\n"
    "Delivered-To: box@minato.example\n"
    "Disposition-Notification-To: seen@minato.example\n"
    "Subject: =?iso-2022-jp?B?GyRCP19MTBsoQg==?=\n"
    "Date: Mon, 01 Jun 2026 10:00:00 +0900\n"
    "Message-ID: <1@minato.example>\n"
    "X-Hidden: =?utf-8?Q?needle_=E6=A9=9F?=\n"
)


def test_everybody_in_a_message_is_known() -> None:
    document = read((HEADERS + "\nhello\n").encode(), "a.eml")
    assert people(document) == {
        ("from", "sato@minato.example"),
        ("sender", "office@minato.example"),
        ("reply-to", "back@minato.example"),
        ("to", "wang@tsinghua.example"),
        ("to", "miller@mit.example"),
        ("cc", "a@b.example"),
        ("cc", "c@d.example"),
        ("bcc", "hidden@rival.example"),
        ("resent-to", "again@rival.example"),
        ("delivered-to", "box@minato.example"),
        ("disposition-notification-to", "seen@minato.example"),
    }
    part = document.parts[0]
    assert part.addresses[0].name == "佐藤"
    assert part.metadata["created"] == "2026-06-01T10:00:00+09:00"
    assert part.metadata["message-id"] == "<1@minato.example>"
    assert part.place_of(part.text.index("hello")) == "body, text"
    assert "needle 機" in part.text


def test_a_long_list_of_recipients_is_not_cut() -> None:
    recipients = ", ".join(f'"Person, {number}" <p{number}@x.example>' for number in range(3000))
    found = people(read(f"From: a@b.example\nTo: {recipients}\nSubject: s\n\nx\n".encode()))
    assert {address for role, address in found if role == "to"} == {f"p{number}@x.example" for number in range(3000)}


@pytest.mark.parametrize(
    "header", ["To: <<a@@b.example>", 'To: "x <a@b.example>', "From : a@b.example", "To: a@b.example (c"]
)
def test_broken_addresses_still_tell_somebody(header: str) -> None:
    document = read(f"{header}\nSubject: x\nMessage-ID: <1@x>\n\nx\n".encode())
    assert any("b.example" in address for _, address in people(document))


@pytest.mark.parametrize("charset", ["iso-2022-jp", "shift_jis", "euc-jp", "gb2312", "utf-7", "utf-16"])
def test_bodies_in_any_charset(charset: str) -> None:
    body = ("机密技术资料" if charset == "gb2312" else WORDS) + "\n"
    packed = base64.encodebytes(body.encode(charset)).decode()
    source = f"From: a@b.example\nTo: c@d.example\nContent-Type: text/plain; charset={charset}\n"
    document = read(f"{source}Content-Transfer-Encoding: base64\n\n{packed}".encode())
    assert body.strip() in document.parts[0].text


def test_names_of_attachments_in_pieces_and_charsets() -> None:
    source = (
        "From: a@b.example\nTo: c@d.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
        "Content-Type: application/octet-stream;\n name*0*=utf-8''%E5%9B%B3; name*1*=%E9%9D%A2.txt\n\n"
        "hello there\n--x--\n"
    )
    assert read(source.encode()).parts[1].name == "図面.txt"


def test_pieces_and_bodies_kept_elsewhere_are_told() -> None:
    head = "From: a@b.example\nTo: c@d.example\nContent-Type: "
    partial = read(f"{head}message/partial; id=1; number=1; total=2\n\nFrom: x@y.example\n\nx\n".encode())
    outside = read(f'{head}message/external-body; access-type=URL; URL="http://x.example/needle"\n\nA: b\n\n'.encode())
    assert partial.reading is outside.reading is Reading.PARTIAL
    assert "mail.partial" in names(partial)
    assert "mail.external-body" in names(outside)


def test_a_boundary_that_never_comes_hides_nothing() -> None:
    document = read(
        b"From: a@b.example\nTo: c@d.example\nContent-Type: multipart/mixed; boundary=no\n\n--yes\nneedle\n"
    )
    assert "needle" in all_text(document)


def test_a_mailbox_with_quoted_lines_and_a_cut_end() -> None:
    head = b"From a@b.example Mon Jun  1 10:00:00 2026\nFrom: a@b.example\nSubject: one\n\n"
    document = read(head + b">From here on\n\n" + head + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nneedle")
    assert [part.type for part in document.parts[:1]] == ["application/mbox"]
    assert "\nFrom here on" in all_text(document)
    assert "needle" in all_text(document)
    assert len(document.parts) == 3


def test_a_message_of_apple_mail() -> None:
    mail = b"From: a@b.example\nTo: c@d.example\nSubject: x\n\nneedle\n"
    plist = b'<?xml version="1.0"?><plist><dict><key>remark</key><string>flagged</string></dict></plist>'
    document = read(str(len(mail)).encode() + b"\n" + mail + plist, "1.emlx")
    assert document.parts[0].type == "message/x-emlx"
    assert "needle" in document.parts[0].text
    assert "flagged" in all_text(document)
    assert document.reading is Reading.FULL


def signed(content: bytes, options: list[pkcs7.PKCS7Options]) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "佐藤 Signer")])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, options)


def test_what_is_only_signed_is_read() -> None:
    inner = f"Content-Type: text/plain; charset=utf-8\n\n{WORDS}\n".encode()
    document = read(signed(inner, [pkcs7.PKCS7Options.Binary]), "smime.p7m")
    assert document.parts[0].type == "application/pkcs7-mime"
    assert WORDS in document.parts[1].text
    assert "佐藤 Signer" in document.parts[0].text
    assert document.reading is Reading.FULL


def test_sealed_content_is_opaque() -> None:
    sealed = bytes.fromhex("301b06092a864886f70d010703a00e300c02010031003005060355040305")
    document = read(sealed)
    assert document.parts[0].type == "application/pkcs7-mime"
    assert document.reading is Reading.OPAQUE
    assert "encrypted" in names(document)


def packet(tag: int, body: bytes) -> bytes:
    return bytes((0xC0 | tag, 0xFF)) + struct.pack(">I", len(body)) + body


def test_openpgp_that_hides_nothing_is_read() -> None:
    literal = packet(11, b"b\x05a.txt" + bytes(4) + WORDS.encode())
    packed = packet(8, b"\2" + zlib.compress(literal))
    armour = b"-----BEGIN PGP MESSAGE-----\n\n" + base64.encodebytes(packed) + b"=AAAA\n-----END PGP MESSAGE-----\n"
    document = read(armour)
    assert document.parts[1].text == WORDS
    assert document.reading is Reading.FULL
    assert (
        read(armour.replace(base64.encodebytes(packed), base64.encodebytes(packet(18, b"x" * 40)))).reading
        is Reading.OPAQUE
    )


def test_a_calendar_with_folded_lines_and_guests() -> None:
    source = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
        "SUMMARY:設計\\n会\r\n 議 nee\r\n dle\r\nORGANIZER;CN=Sato:mailto:sato@x.example\r\n"
        'ATTENDEE;CN="Wang, Li";ROLE=OPT-PARTICIPANT:MAILTO:wang@y.example\r\nDTSTART:20260601T100000Z\r\n'
        f"ATTACH;ENCODING=BASE64;X-FILENAME=a.txt:{base64.b64encode(WORDS.encode()).decode()}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    document = read(source.encode(), "a.ics")
    assert document.parts[0].type == "text/calendar"
    assert "設計\n会議 needle" in document.parts[0].text
    assert people(document) == {("from", "sato@x.example"), ("cc", "wang@y.example")}
    assert document.parts[1].text == WORDS


def test_a_card_in_quoted_printable() -> None:
    quoted = "".join(f"={byte:02X}" for byte in "佐藤".encode("cp932"))
    source = f"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=\n{quoted}\n"
    source += "EMAIL:a@b.example\nEND:VCARD\n"
    document = read(source.encode(), "a.vcf")
    assert document.parts[0].metadata["title"] == "佐藤"
    assert ("email", "a@b.example") in people(document)


def mapi(kind: int, tag: int, value: bytes) -> bytes:
    padded = value + b"\0" * (-len(value) % 4)
    return struct.pack("<HHII", kind, tag, 1, len(value)) + padded


def attribute(kind: int, body: bytes, level: int = 1) -> bytes:
    return struct.pack("<BHHI", level, kind, 6, len(body)) + body + struct.pack("<H", sum(body) & 0xFFFF)


def test_winmail_dat() -> None:
    who = struct.pack("<II", 1, 3) + mapi(0x1F, 0x3003, "wang@y.example\0".encode("utf-16-le"))
    who += struct.pack("<HHI", 3, 0x0C15, 2) + mapi(0x1F, 0x3001, "王\0".encode("utf-16-le"))
    properties = struct.pack("<I", 1) + mapi(0x1F, 0x1000, (WORDS + "\0").encode("utf-16-le"))
    data = (
        b"\x78\x9f\x3e\x22\1\0" + attribute(0x9007, struct.pack("<II", 932, 0))
        + attribute(0x8004, "図面\0".encode("cp932"))
        + attribute(0x9003, properties) + attribute(0x9004, who) + attribute(0x9002, bytes(14), 2)
        + attribute(0x8010, b"a.txt\0", 2) + attribute(0x800F, b"needle in a file", 2)
    )  # fmt: skip
    document = read(data, "winmail.dat")
    assert document.parts[0].type == "application/vnd.ms-tnef"
    assert document.parts[0].metadata["subject"] == "図面"
    assert WORDS in document.parts[0].text
    assert people(document) == {("cc", "wang@y.example")}
    assert document.parts[1].text == "needle in a file"
    assert document.reading is Reading.FULL
    assert read(data[:-20]).reading is Reading.PARTIAL


def fixed(*values: tuple[int, int, int], head: int = 32) -> bytes:
    return bytes(head) + b"".join(struct.pack("<HHIQ", kind, tag, 6, value) for kind, tag, value in values)


def wide(tag: int, text: str) -> tuple[str, bytes]:
    return f"__substg1.0_{tag:04X}001F", text.encode("utf-16-le")


def outlook_item() -> dict[tuple[str, ...], bytes]:
    streams: dict[tuple[str, ...], bytes] = {
        ("__properties_version1.0",): fixed((0x40, 0x0039, 133_000_000_000_000_000), (3, 0x3FFD, 932)),
        ("__substg1.0_1000001E",): WORDS.encode("cp932"),
        ("__nameid_version1.0", "__substg1.0_00040102"): struct.pack("<I", 12) + "needle".encode("utf-16-le"),
        ("__recip_version1.0_#00000000", "__properties_version1.0"): fixed((3, 0x0C15, 3), head=8),
    }
    for tag, text in (
        (0x0037, "図面の件"),
        (0x0C1A, "Sato"),
        (0x5D01, "sato@x.example"),
        (0x8001, "property of its own"),
    ):
        name, value = wide(tag, text)
        streams[(name,)] = value
    for tag, text in ((0x3001, "Wang"), (0x39FE, "wang@y.example")):
        name, value = wide(tag, text)
        streams[("__recip_version1.0_#00000000", name)] = value
    return streams


def test_an_outlook_item_and_what_it_holds() -> None:
    inner = {
        ("__attach_version1.0_#00000001", "__substg1.0_3701000D", *path): data for path, data in outlook_item().items()
    }
    streams = outlook_item() | inner
    for tag, text in ((0x3707, "図.txt"),):
        name, value = wide(tag, text)
        streams[("__attach_version1.0_#00000000", name)] = value
    streams[("__attach_version1.0_#00000000", "__substg1.0_37010102")] = b"attached needle"
    document = read(compound_file(streams), "a.msg")
    part = document.parts[0]
    assert part.type == "application/vnd.ms-outlook"
    assert part.metadata["subject"] == "図面の件"
    assert part.metadata["created"].startswith("2022-")
    for words in (WORDS, "property of its own", "needle"):
        assert words in part.text
    assert people(document) >= {("sender", "sato@x.example"), ("bcc", "wang@y.example")}
    assert document.parts[1].name == "図.txt"
    assert document.parts[2].type == "application/vnd.ms-outlook"
    assert WORDS in document.parts[2].text
    assert len(document.parts[2].addresses) == 2
    assert document.reading is Reading.FULL


@pytest.mark.parametrize(
    ("locale", "page", "raw", "words"),
    [
        (0x0407, 65001, b"f\xfcr \xf6ffentlich", "für öffentlich"),
        (0x0419, 0, "автоматически".encode("cp1251"), "автоматически"),
        (0x0404, 65001, "機密文件".encode("cp950"), "機密文件"),
        (0x0407, 65001, "社外秘".encode(), "社外秘"),
        (0, 1250, b"vysok\xe1 \x9akola", "vysoká škola"),
        (0x0411, 500, "社外秘の図面".encode("cp932"), "社外秘の図面"),
        (0, 37, b"secret plan", "secret plan"),
    ],
)
def test_strings_of_an_item_are_in_the_code_page_of_its_language(
    locale: int, page: int, raw: bytes, words: str
) -> None:
    bag = Bag(numbers={LOCALE: locale, CODE_PAGES[1]: page}, narrow={SUBJECT: raw})
    bag.settle()
    assert bag.texts[SUBJECT] == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("testWINMAIL.dat", "quick brown fox"),
        ("testPKCS17Sig-v3.xml.p7m", "Online2PDF"),
        ("test.xml.p7m", "ESTRAZIONE"),
        ("testMSG_att_msg.msg", "test"),
        ("testMSG_chinese.msg", "張毓倫"),
    ],
)
def test_mail_of_the_collection(shared_data: Path, name: str, words: str) -> None:
    document = read((shared_data / "files" / "documents" / "mail" / name).read_bytes(), name)
    assert document.reading is Reading.FULL
    assert words in all_text(document)


@pytest.mark.parametrize("charset", ["utf-8", "cp932"])
@pytest.mark.parametrize("beside", [b"", b"=?utf-8?B?5L2Q6Jek?= "])
def test_headers_in_raw_bytes_are_guessed(charset: str, beside: bytes) -> None:
    source = b"From: a@b.example\nTo: c@d.example\nSubject: " + beside + WORDS.encode(charset) + b"\n\nbody\n"
    part = read(source).parts[0]
    assert WORDS in part.text
    assert WORDS in part.metadata["subject"]


def test_message_inside_whose_first_header_is_folded_far_in() -> None:
    inner = "Received: from a.example\n          by b.example\n          id 1;\nSubject: x\nFrom: a@b.example\n"
    inner += "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    inner += base64.b64encode(WORDS.encode()).decode()
    source = "From: a@b.example\nSubject: y\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + inner
    document = read(source.encode())
    assert document.parts[1].type == "message/rfc822"
    assert WORDS in document.parts[1].text
