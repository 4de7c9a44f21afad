"""What a reader answers, taken apart with care: its few bytes must not become a caller's many.

A reply's length is bounded, but an item of one or two bytes becomes an object of a hundred. So its items are counted
first, without making any.
"""

from __future__ import annotations

import msgspec

from classifiers.document import Document

# Bytes of an item behind its first one, by that first byte; for the others, how wide the length is that follows.
FIXED = {0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8,
         0xD4: 2, 0xD5: 3, 0xD6: 5, 0xD7: 9, 0xD8: 17, 0xDC: 2, 0xDD: 4, 0xDE: 2, 0xDF: 4}  # fmt: skip
LENGTHS = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
EXTENSIONS = {0xC7: 1, 0xC8: 2, 0xC9: 4}


class TooManyItems(ValueError):
    """A reply of more items than are taken."""


def decode_reply(body: bytes, most_items: int) -> Document:
    """A document, out of what a reader sent.

    Args:
        most_items: Items of msgpack: values, keys, lists, tables.

    Raises:
        TooManyItems: it has more.
        msgspec.MsgspecError: it is no document.
    """
    if len(body) > most_items and count_items(body, most_items) > most_items:
        raise TooManyItems
    return msgspec.msgpack.decode(body, type=Document)


def count_items(body: bytes, most: int) -> int:
    """Items in msgpack; `most + 1` where there are more. What is no msgpack has some count, too.

    Source: the msgpack specification, formats by first byte.
    """
    place = count = 0
    end = len(body)
    while place < end and count <= most:
        count += 1
        first = body[place]
        place += 1
        if 0xA0 <= first <= 0xBF:
            place += first & 0x1F
        elif first in LENGTHS:
            width = LENGTHS[first]
            place += width + int.from_bytes(body[place : place + width], "big")
        elif first in EXTENSIONS:
            width = EXTENSIONS[first]
            place += width + 1 + int.from_bytes(body[place : place + width], "big")
        else:
            place += FIXED.get(first, 0)
    return count
