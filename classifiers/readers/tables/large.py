"""What reads a type whose content is too large for memory; any other gives its strings only."""

from __future__ import annotations

from typing import NamedTuple

OOXML = "application/vnd.openxmlformats-officedocument."


class LargeFormat(NamedTuple):
    """How types are read that are too large for memory.

    Attributes:
        types: MIME types, or beginnings of ones that end in `*`.
        maps: Whether the usual reader also takes a `LargeFile` in place of bytes.
        stream: Module and function, under `classifiers.readers`, for what goes by once: a `StreamReader`; empty where
            there is none.
    """

    types: tuple[str, ...]
    maps: bool = False
    stream: str = ""


TEXT = "large.text.read"
PICTURES = (
    "image/png", "image/apng", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/x-ms-bmp", "image/webp",
    "image/jp2", "image/jpx", "image/vnd.adobe.photoshop",
)  # fmt: skip
OLE = (
    "application/msword", "application/vnd.ms-powerpoint", "application/vnd.ms-outlook", "application/vnd.visio",
    "application/x-ichitaro", "application/x-hwp", "application/vnd.stardivision*", "application/x-ole-storage",
    "application/x-mspublisher", "application/vnd.ms-office.vba", "application/vnd.ms-excel", "application/vnd.altium",
    "application/vnd.solidworks", "application/vnd.autodesk.inventor", "application/vnd.nx.ole",
)  # fmt: skip
FORMATS = (
    LargeFormat(
        (
            "application/zip", "application/java-archive", "application/vnd.apple.iwork", "application/vnd.android*",
            OOXML + "*", "application/vnd.ms-word.*", "application/vnd.ms-excel.sheet.macroEnabled.12",
            "application/vnd.ms-excel.template.macroEnabled.12", "application/vnd.ms-excel.addin.macroEnabled.12",
            "application/vnd.ms-powerpoint.*", "application/vnd.ms-visio.drawing", "application/vnd.ms-xpsdocument",
            "application/vnd.oasis.opendocument*", "application/vnd.sun.xml*", "application/epub+zip",
        ),
        maps=True,
    ),
    LargeFormat(("application/x-tar", "application/x-gtar"), maps=True, stream="archives.tar.read_source"),
    LargeFormat(
        ("application/gzip", "application/zlib", "application/x-bzip2", "application/x-xz", "application/x-lzma"),
        stream="archives.stream.read_source",
    ),
    LargeFormat(
        (
            "application/x-7z-compressed", "application/x-rar", "application/vnd.ms-cab-compressed",
            "application/x-cpio", "application/x-archive", "application/vnd.debian.binary-package",
            "application/x-rpm", "application/x-xar", "application/x-iso9660-image", "application/warc",
            "application/x-lha", "application/zstd", "application/x-lz4", "application/x-lzip",
            "application/x-compress",
        ),
        maps=True,
    ),
    LargeFormat(("application/pdf", "image/vnd.dxf", "image/vnd.dxf-binary", "application/vnd.gdsii",
                 "model/stl-binary"), maps=True),
    LargeFormat(PICTURES, maps=True),
    LargeFormat(OLE, maps=True),
    LargeFormat(
        ("application/x-hdf5", "application/x-hdf", "application/x-matlab-data", "application/x-npy",
         "application/fits", "application/x-tdms"),
        maps=True,
    ),
    LargeFormat(("application/x-snappy-framed",), stream="archives.snappy.read_source"),
    LargeFormat(("application/mbox",), stream="large.mailbox.read"),
    LargeFormat(
        ("text/*", "application/json", "application/xml", "application/x-ndjson", "model/step", "model/iges",
         "model/stl", "model/obj", "model/off", "model/vrml", "model/x3d+xml", "model/vnd.collada+xml", "model/amf",
         "model/gltf+json", "model/vnd.opencascade-brep", "model/vnd.acis-sat", "application/vnd.gerber",
         "application/vnd.excellon", "application/x-kicad*", "application/x-eagle+xml", "application/x-lef-def",
         "application/x-magic-layout", "application/x-altium-text", "application/vnd.hp-hpgl", "image/svg+xml"),
        stream=TEXT,
    ),
)  # fmt: skip
USUAL = LargeFormat(("*",))


def find_large(kind: str) -> LargeFormat:
    """What reads a MIME type when it is too large for memory; exact types before beginnings."""
    for entry in FORMATS:
        if kind in entry.types:
            return entry
    for entry in FORMATS:
        if any(pattern.endswith("*") and kind.startswith(pattern[:-1]) for pattern in entry.types):
            return entry
    return USUAL
