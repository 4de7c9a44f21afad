"""Short strings inside binary files, which seldom say what they are written in."""

from __future__ import annotations

from classifiers.encoding import decode


def word(data: bytes) -> str:
    """A string of unknown encoding, without what pads it: UTF-8 where it is that, else what it most likely is."""
    data = data.split(b"\0", 1)[0].rstrip(b" ")
    if data.isascii():
        return data.decode("ascii")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return decode(data).text


def words(data: bytes) -> str:
    """The same for a field that holds several strings, parted by NULs: each on a line of its own."""
    return "\n".join(text for piece in data.split(b"\0") if (text := word(piece)).strip())
