"""What a zip or a compound file is, told by the names of what it holds."""

from __future__ import annotations

import contextlib
import re
import zipfile

from classifiers.largefile import LargeFile, opened
from classifiers.legacymarks import STATED as STATED_LEGACY
from classifiers.legacymarks import STREAMS as STREAMS_LEGACY

LOCAL_BYTES = 64 * 1024  # looked through for names where there is no directory
OOXML = "application/vnd.openxmlformats-officedocument."

# What the main part of an OOXML package is called in `[Content_Types].xml`, and the document's type.
PACKAGES = (
    (b"wordprocessingml.document.main", OOXML + "wordprocessingml.document"),
    (b"wordprocessingml.template.main", OOXML + "wordprocessingml.template"),
    (b"word.document.macroEnabled.main", "application/vnd.ms-word.document.macroEnabled.12"),
    (b"word.template.macroEnabledTemplate.main", "application/vnd.ms-word.template.macroEnabled.12"),
    (b"spreadsheetml.sheet.main", OOXML + "spreadsheetml.sheet"),
    (b"spreadsheetml.template.main", OOXML + "spreadsheetml.template"),
    (b"ms-excel.sheet.macroEnabled.main", "application/vnd.ms-excel.sheet.macroEnabled.12"),
    (b"ms-excel.template.macroEnabled.main", "application/vnd.ms-excel.template.macroEnabled.12"),
    (b"ms-excel.addin.macroEnabled.main", "application/vnd.ms-excel.addin.macroEnabled.12"),
    (b"ms-excel.sheet.binary.macroEnabled.main", "application/vnd.ms-excel.sheet.binary.macroEnabled.12"),
    (b"presentationml.presentation.main", OOXML + "presentationml.presentation"),
    (b"presentationml.slideshow.main", OOXML + "presentationml.slideshow"),
    (b"presentationml.template.main", OOXML + "presentationml.template"),
    (b"ms-powerpoint.presentation.macroEnabled.main", "application/vnd.ms-powerpoint.presentation.macroEnabled.12"),
    (b"ms-powerpoint.slideshow.macroEnabled.main", "application/vnd.ms-powerpoint.slideshow.macroEnabled.12"),
    (b"ms-powerpoint.template.macroEnabled.main", "application/vnd.ms-powerpoint.template.macroEnabled.12"),
    (b"ms-visio.drawing.main", "application/vnd.ms-visio.drawing"),
    (b"ms-visio.drawing.macroEnabled.main", "application/vnd.ms-visio.drawing"),
    (b"ms-visio.stencil", "application/vnd.ms-visio.drawing"),
    (b"ms-visio.template", "application/vnd.ms-visio.drawing"),
    (b"ms-package.3dmanufacturing-3dmodel", "model/3mf"),
    (b"ms-package.xps-fixeddocumentsequence", "application/vnd.ms-xpsdocument"),
)
# What a zip may call itself in its member `mimetype`.
STATED = ("application/vnd.oasis.opendocument.", "application/vnd.sun.xml.", "application/epub+zip", *STATED_LEGACY)
# A name inside a zip that tells what the whole is, where nothing better does.
MEMBERS = (
    ("word/document.xml", OOXML + "wordprocessingml.document"),
    ("xl/workbook.xml", OOXML + "spreadsheetml.sheet"),
    ("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.12"),
    ("ppt/presentation.xml", OOXML + "presentationml.presentation"),
    ("3D/3dmodel.model", "model/3mf"),
    ("Document.xml", "application/x-fcstd"),
    ("META-INF/MANIFEST.MF", "application/java-archive"),
    ("Index/Document.iwa", "application/vnd.apple.iwork"),
    ("Index.zip", "application/vnd.apple.iwork"),
    ("index.apxl", "application/vnd.apple.iwork"),
    ("index.xml", "application/vnd.apple.iwork"),
)
# A stream at the root of an OLE file, and the document's type; strongest first.
STREAMS = (
    ("EncryptedPackage", "application/x-ooxml-encrypted"),
    ("WordDocument", "application/msword"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("PP40", "application/vnd.ms-powerpoint"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("VisioDocument", "application/vnd.visio"),
    ("Quill", "application/x-mspublisher"),
    ("DocumentText", "application/x-ichitaro"),
    ("JSRV_SegmentInformation", "application/x-ichitaro"),
    ("HwpSummaryInformation", "application/x-hwp"),
    ("\x05HwpSummaryInformation", "application/x-hwp"),
    *STREAMS_LEGACY,
    ("FileHeader", "application/vnd.altium"),
    ("Dgn~H", "image/vnd.dgn"),
    ("_VBA_PROJECT_CUR", "application/vnd.ms-office.vba"),
    ("VBA", "application/vnd.ms-office.vba"),
    ("StarWriterDocument", "application/vnd.stardivision.writer"),
    ("StarCalcDocument", "application/vnd.stardivision.calc"),
    ("SwDocContentMgr", "application/vnd.solidworks"),
    ("ISolidWorksInformation", "application/vnd.solidworks"),
    ("RSeStorage", "application/vnd.autodesk.inventor"),
    ("RSeDb", "application/vnd.autodesk.inventor"),
    ("UFRxDoc", "application/vnd.autodesk.inventor"),
    ("UG_PART", "application/vnd.nx.ole"),
    ("Contents", "application/x-ole-storage"),
)


def in_zip(data: bytes | LargeFile) -> str:
    """The type of what a zip holds, told by its own members; plain `application/zip` where nothing tells."""
    try:
        with zipfile.ZipFile(opened(data)) as archive:
            return _package_type(archive) or "application/zip"
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, KeyError, IndexError):
        return _by_local_names(data)
    except Exception:  # noqa: BLE001 - zlib and struct errors of hostile archives; the reader says what is wrong
        return _by_local_names(data)


def _package_type(archive: zipfile.ZipFile) -> str:
    names = {info.filename: info for info in archive.infolist()[:20_000]}
    if "mimetype" in names and names["mimetype"].file_size < 200:
        stated = archive.read(names["mimetype"]).decode("ascii", "ignore").strip()
        # Its own word is taken for what is read as a zip anyhow, or a line of text could choose its reader.
        if stated.startswith(STATED) and re.fullmatch(r"application/[\w.+-]+", stated):
            return stated
    types = next((info for name, info in names.items() if name.lower() == "[content_types].xml"), None)
    if types is not None:
        with archive.open(types) as stream:
            text = stream.read(1024 * 1024)
        for word, kind in PACKAGES:
            if word in text:
                return kind
    for name, kind in MEMBERS:
        if name in names:
            return kind
    return ""


def _by_local_names(data: bytes | LargeFile) -> str:
    """The same for an archive without a usable directory, from the names in its local headers."""
    names = re.findall(
        rb"PK\x03\x04.{22}(..)..(\[Content_Types\]\.xml|mimetype|word/|xl/|ppt/)", data[:LOCAL_BYTES], re.DOTALL
    )
    starts = {name for _, name in names}
    for start, kind in (
        (b"word/", "wordprocessingml.document"),
        (b"xl/", "spreadsheetml.sheet"),
        (b"ppt/", "presentationml.presentation"),
    ):
        if start in starts:
            return OOXML + kind
    return "application/zip"


def in_ole(data: bytes | LargeFile) -> str:
    """The type of a compound file, told by the names at its root."""
    import olefile

    roots: set[str] = set()
    with contextlib.suppress(Exception), olefile.OleFileIO(opened(data)) as ole:
        roots = {path[0].casefold() for path in ole.listdir(streams=True, storages=True)}
    if not roots:
        roots = {name.casefold() for name, _ in STREAMS if len(name) > 3 and name.encode("utf-16-le") in data}
    for stream, kind in STREAMS:
        if stream.casefold() in roots:  # names in OLE have no case
            return kind
    return "application/x-ole-storage"
