"""Text, mail and pictures made of lines and curves: one small healthy file of each kind."""

# ruff: noqa: E501 - one seed a line
from __future__ import annotations

import base64
import zlib

from tests.unit.classifiers.test_readers_mail import attribute, mapi, packet
from tests.unit.classifiers.test_readers_vector import emf, font, old_font, old_text, wide_text, wmf

MAIL = b"From: a@b.example\nTo: c@d.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>a\n--x--\n"
PLIST = b'<?xml version="1.0"?><plist version="1.0"><dict><key>subject</key><string>s</string></dict></plist>\n'


def seeds() -> tuple[bytes, ...]:
    """Files of the tables of text and of what vector readers read."""
    return (
        b"<!DOCTYPE html><html><body><p title='a'>b</p><!-- c --></body></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><text x='1'>a<tspan dy='1'>b</tspan></text><path d='M 0 0'/></svg>",
        b"<?xml version='1.0'?><a b='c'><d>e</d></a>",
        b'{"cells": [{"source": ["a"], "outputs": []}], "nbformat": 4}',
        MAIL,
        b"%-10d\n" % len(MAIL) + MAIL + PLIST,
        b"From a@b.example Mon Jan  1 00:00:00 2024\n" + MAIL + b"\nFrom c@d.example Mon Jan  1 00:00:00 2024\n" + MAIL,
        winmail(),
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:設計\\n会\r\n 議\r\nORGANIZER;CN=S:mailto:s@x.example\r\nATTACH;ENCODING=BASE64:YWJj\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode(),
        bytes.fromhex("301b06092a864886f70d010703a00e300c02010031003005060355040305"),
        openpgp(),
        "図面 plain words, a;b\t1;2\n\\section{x}\n".encode("cp932") * 3,
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        b"%!PS-Adobe-3.0\n%%Title: (a)\n%%Page: 1 1\n/F findfont setfont 9 9 moveto (words) show\n<~87cURD]~> show\n",
        wmf(old_font(128), old_text("図面".encode("cp932"), 1, 1)),
        emf(font(128), wide_text("図面", 1, 1), title="a"),
        b"VCLMTF\1\0\0\0\0\0" + b"\x70\0\1\0\x0e\0\0\0" + b"\4\0word" + bytes(8),
    )  # fmt: skip


def winmail() -> bytes:
    """A winmail.dat with a property, a recipient and a file."""
    return (
        b"\x78\x9f\x3e\x22\1\0"
        + attribute(0x8004, b"subject\0")
        + attribute(0x9003, b"\1\0\0\0" + mapi(0x1F, 0x1000, "本文\0".encode("utf-16-le")))
        + attribute(0x9004, b"\1\0\0\0\1\0\0\0" + mapi(0x1F, 0x3003, "w@y.example\0".encode("utf-16-le")))
        + attribute(0x9002, bytes(14), 2)
        + attribute(0x8010, b"a.txt\0", 2)
        + attribute(0x800F, b"in a file", 2)
    )


def openpgp() -> bytes:
    """Words that are packed but not hidden."""
    packed = packet(8, b"\2" + zlib.compress(packet(11, b"b\x05a.txt" + bytes(4) + b"words")))
    return b"-----BEGIN PGP MESSAGE-----\n\n" + base64.encodebytes(packed) + b"=AAAA\n-----END PGP MESSAGE-----\n"
