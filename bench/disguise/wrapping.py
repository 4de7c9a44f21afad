"""Disguises of the file: its name, what it is packed into, what is put before and behind it."""

from __future__ import annotations

import base64
import gzip
import io
import random
import zipfile

import py7zr
import pyzipper

from bench.disguise.source import File, Source

PASSWORD = b"let us meet at nine"
PARTS = 3


def renamed(source: Source, _: random.Random) -> tuple[File, ...]:
    """Another name, the bytes untouched."""
    return (File(name=f"holiday.{source.name.rpartition('.')[2]}", data=source.data),)


def wrong_extension(source: Source, _: random.Random) -> tuple[File, ...]:
    """Called a picture."""
    return (File(name="holiday.jpg", data=source.data),)


def zipped(source: Source, _: random.Random) -> tuple[File, ...]:
    """In a zip archive."""
    return (File(name="a.zip", data=_zip({source.name: source.data})),)


def nested(source: Source, _: random.Random) -> tuple[File, ...]:
    """In a zip archive, in gzip, in a zip archive, in another one."""
    inner = gzip.compress(_zip({source.name: source.data}), mtime=0)
    return (File(name="a.zip", data=_zip({"b.zip": _zip({"c.zip.gz": inner})})),)


def seven_zipped(source: Source, _: random.Random) -> tuple[File, ...]:
    """In a 7z archive."""
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as archive:
        archive.writestr(source.data, source.name)
    return (File(name="a.7z", data=buffer.getvalue()),)


def locked(source: Source, _: random.Random) -> tuple[File, ...]:
    """In a zip archive with a password, AES."""
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", compression=zipfile.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(PASSWORD)
        archive.writestr(source.name, source.data)
    return (File(name="a.zip", data=buffer.getvalue()),)


def in_base64(source: Source, _: random.Random) -> tuple[File, ...]:
    """Written out in base64, with a line of greeting before."""
    return (File(name="log.txt", data=b"here it is\n\n" + base64.encodebytes(source.data)),)


def in_hex(source: Source, _: random.Random) -> tuple[File, ...]:
    """Written out in hexadecimal."""
    digits = source.data.hex()
    lines = "\n".join(digits[place : place + 64] for place in range(0, len(digits), 64))
    return (File(name="dump.txt", data=lines.encode()),)


def split(source: Source, _: random.Random) -> tuple[File, ...]:
    """In three pieces."""
    size = -(-len(source.data) // PARTS)
    pieces = [source.data[place : place + size] for place in range(0, len(source.data), size)]
    return tuple(File(name=f"{source.name}.{number:03d}", data=piece) for number, piece in enumerate(pieces, 1))


def behind_a_picture(source: Source, _: random.Random, picture: bytes) -> tuple[File, ...]:
    """A picture that is a zip archive as well."""
    return (File(name="holiday.png", data=picture + _zip({source.name: source.data})),)


def appended_bare(source: Source, _: random.Random, picture: bytes) -> tuple[File, ...]:
    """A picture with the bytes behind its end."""
    return (File(name="holiday.png", data=picture + source.data),)


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()
