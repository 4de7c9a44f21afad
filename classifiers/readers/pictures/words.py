"""The words in a picture's metadata: EXIF, IPTC, XMP, text chunks, comments, names of layers; previews as parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PIL import ExifTags, Image, IptcImagePlugin

from classifiers.encoding import decode
from classifiers.readers.draft import LimitReached

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# Canonical names of what the makers of pictures call otherwise.
NAMES = {
    "artist": "author", "xpauthor": "author", "author": "author", "software": "producer", "imagedescription": "title",
    "xptitle": "title", "title": "title", "documentname": "title", "xpsubject": "subject", "xpkeywords": "keywords",
    "xpcomment": "comments", "comment": "comments", "usercomment": "comments", "description": "subject",
    "datetime": "modified", "datetimeoriginal": "created", "creation time": "created", "copyright": "copyright",
}  # fmt: skip
IPTC = {
    (2, 5): "title", (2, 25): "keywords", (2, 40): "instructions", (2, 80): "author", (2, 85): "author-position",
    (2, 90): "city", (2, 92): "location", (2, 101): "country", (2, 105): "headline", (2, 110): "credit",
    (2, 115): "source", (2, 116): "copyright", (2, 120): "comments", (2, 122): "last-author",
}  # fmt: skip
WIDE = ("XPTitle", "XPComment", "XPAuthor", "XPKeywords", "XPSubject")
# Profiles of colour, tables of pixels, and what is read by its own name below.
SKIPPED = frozenset({
    "icc_profile", "exif", "photoshop", "transparency", "xml:com.adobe.xmp", "xmp", "mp", "iccprofile", "makernote",
    "stripoffsets", "stripbytecounts", "tileoffsets", "tilebytecounts", "jpegtables", "xmlpacket",
    "imageresourceblocks", "iptcnaa", "transferfunction", "colormap", "componentsconfiguration", "printimagematching",
    "padding", "cfapattern",
    "jpeginterchangeformat", "jpeginterchangeformatlength", "exififdoffset", "exifoffset", "gpsinfo", "interopoffset",
})  # fmt: skip
# The character codes of a user comment, 8 bytes before it.
CODES = {b"ASCII\0\0\0": "ascii", b"JIS\0\0\0\0\0": "iso2022_jp", b"UNICODE\0": "utf-16"}
VALUES = 300
# Bytes beyond ASCII from which an encoding can be guessed.
TELLING_BYTES = 12
BLOB_CHARS = 100_000


def add_words(image: Image.Image, draft: Draft, job: Job, depth: int) -> None:
    """Properties of an opened picture, and the pictures within its metadata; damaged ones are left out."""
    draft.add_metadata("image", f"{image.format} {image.mode} {image.width}x{image.height}")
    for key, value in list(image.info.items())[:VALUES]:
        _add(str(key), value, draft)
    for step in (_add_exif, _add_iptc, _add_xmp, _add_layers):
        try:
            step(image, draft)
        except LimitReached:
            raise
        except Exception as error:  # noqa: BLE001 - metadata are as hostile as pixels, and do not matter more
            draft.find("damaged", f"metadata: {type(error).__name__}")
    _add_preview(image, draft, job, depth)


def _add_exif(image: Image.Image, draft: Draft) -> None:
    exif = image.getexif()
    for tag, value in list(exif.items())[:VALUES]:
        _add(ExifTags.TAGS.get(tag, str(tag)), value, draft)
    for tag, value in list(exif.get_ifd(ExifTags.IFD.Exif).items())[:VALUES]:
        _add(ExifTags.TAGS.get(tag, str(tag)), value, draft)
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    if where := _position(place):
        draft.add_metadata("gps", where)


def _position(place: dict[int, Any]) -> str:
    """Latitude and longitude in degrees, as `35.65858 139.74543`; empty where they are not given."""
    found = []
    for number, sign, negative in ((2, 1, "S"), (4, 3, "W")):
        parts = place.get(number)
        if not isinstance(parts, tuple) or len(parts) != 3:
            return ""
        degrees = float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
        found.append(f"{-degrees if place.get(sign) == negative else degrees:.5f}")
    return " ".join(found)


def _add_iptc(image: Any, draft: Draft) -> None:
    if image.format not in ("JPEG", "MPO", "TIFF"):
        return
    for key, values in (IptcImagePlugin.getiptcinfo(image) or {}).items():
        name = IPTC.get(key)
        for value in values if isinstance(values, list) else [values]:
            if name and isinstance(value, bytes):
                _keep(name, _decoded(value), draft)


def _add_xmp(image: Image.Image, draft: Draft) -> None:
    """The words between the tags and in the attributes of an XMP packet, whose nesting means nothing here."""
    packet = next((image.info[key] for key in ("xmp", "XML:com.adobe.xmp") if image.info.get(key)), None)
    if packet is None and hasattr(image, "tag_v2"):
        packet = image.tag_v2.get(700)
    if isinstance(packet, bytes):
        packet = packet.decode("utf-8", "replace")
    if not isinstance(packet, str):
        return
    packet = packet[: BLOB_CHARS * 10]
    words = re.findall(r">([^<>]+)<", packet) + re.findall(r'[\w-]+:[\w-]+="([^"<>]*)"', packet)
    seen: dict[str, None] = {}
    for word in words:
        text = " ".join(word.split())
        if text and not text.startswith(("http://", "uuid:", "xmp.", "<?")):
            seen[text] = None
    draft.at("XMP")
    draft.add_text("".join(f"{text}\n" for text in seen)[:BLOB_CHARS])


def _add_layers(image: Image.Image, draft: Draft) -> None:
    layers = getattr(image, "layers", None) if image.format == "PSD" else None
    if isinstance(layers, list):
        draft.add_names(layers=[str(layer[0]) for layer in layers])
        draft.at("layers")
        for layer in layers:
            draft.add_line(str(layer[0]))


def _add_preview(image: Image.Image, draft: Draft, job: Job, depth: int) -> None:
    """A small picture in EXIF; it may show what the large one no longer does."""
    exif = image.getexif()
    start, size = (exif.get_ifd(ExifTags.IFD.IFD1).get(tag) for tag in (0x0201, 0x0202))
    raw = image.info.get("exif")
    if isinstance(raw, bytes) and isinstance(start, int) and isinstance(size, int) and start > 0 and size > 0:
        body = raw[6:] if raw.startswith(b"Exif\0\0") else raw
        preview = body[start : start + size]
        if preview.startswith(b"\xff\xd8"):
            job.child(draft, "thumbnail.jpg", preview, depth)


def _add(key: str, value: Any, draft: Draft) -> None:
    if key.lower() in SKIPPED or isinstance(value, dict):
        return
    if isinstance(value, tuple):
        value = " ".join(str(each) for each in value[:16]) if len(value) <= 16 else ""
    if isinstance(value, bytes):
        value = _bytes_of(key, value)
    if isinstance(value, str) and not value.isascii():
        value = _as_written(value)
    _keep(NAMES.get(key.lower(), key), str(value), draft)


def _as_written(text: str) -> str:
    """What Pillow read a character a byte, as the standard has it, though editors write UTF-8 and their own pages."""
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        return text
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return decode(raw).text if sum(byte > 127 for byte in raw) >= TELLING_BYTES else text


def _bytes_of(key: str, value: bytes) -> str:
    if key in WIDE:
        return value.decode("utf-16-le", "ignore").rstrip("\0")
    if key == "UserComment":
        codec = CODES.get(value[:8])
        return value[8:].decode(codec, "ignore") if codec else _decoded(value.lstrip(b"\0"))
    text = _decoded(value)
    return text if text.isprintable() or key == "comment" else ""


def _decoded(value: bytes) -> str:
    """UTF-8 where it is, else what Japanese and Chinese cameras and editors write, else one character a byte."""
    value = value.strip(b"\0 ")
    for codec in ("utf-8", "cp932", "gb18030"):
        try:
            return value.decode(codec)
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")


def _keep(name: str, text: str, draft: Draft) -> None:
    """A property; a second value of one name goes behind the first."""
    text = text.replace("\0", "").strip()
    known = draft.metadata.get(name)
    if known and text and text not in known:
        text = f"{known}; {text}"
    draft.add_metadata(name, text)
