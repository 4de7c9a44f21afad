"""Two files in the same bytes, and bytes that no directory owns up to."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
import rars
from PIL import Image

from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.trailing import end_of
from policies.label import Reading
from tests.support import archive_makers as make

if TYPE_CHECKING:
    from classifiers.document import Document

WORDS = "社外秘の技術資料です。部品の寸法は図面による。"
HIDDEN = WORDS.encode()


def read(data: bytes, limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name="")
    return job.document("test")


def findings(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def texts(document: Document) -> str:
    return "\n".join(part.text for part in document.parts)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def picture(kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image = Image.radial_gradient("L").resize((48, 32))  # nothing that could be a letter
    if kind == "GIF":
        image.save(buffer, kind, save_all=True, append_images=[image.rotate(90)])
    else:
        image.convert("RGB").save(buffer, kind, **options)
    return buffer.getvalue()


def rar() -> bytes:
    builder = rars.RarBuilder("rar50")
    builder.add_bytes(HIDDEN, "hidden.txt")
    return bytes(builder.to_bytes())


def pdf(text: bytes = b"visible") -> bytes:
    body = b"BT /F1 12 Tf 20 20 Td (" + text + b") Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(body), body),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


PICTURES = {
    "PNG": picture("PNG"),
    "JPEG": picture("JPEG"),
    "JPEG in passes": picture("JPEG", progressive=True),
    "GIF": picture("GIF"),
    "WebP": picture("WEBP"),
    "BMP": picture("BMP"),
}


@pytest.mark.parametrize("cover", PICTURES.values(), ids=PICTURES)
def test_a_whole_picture_has_nothing_behind_it(cover: bytes) -> None:
    document = read(cover)
    assert not findings(document) & {"trailing-data", "polyglot"}
    assert end_of(cover, document.parts[0].type) == len(cover)


@pytest.mark.parametrize("second", [HIDDEN, zipped({"hidden.txt": HIDDEN}), rar()], ids=["text", "zip", "rar"])
@pytest.mark.parametrize("cover", PICTURES.values(), ids=PICTURES)
def test_what_is_behind_a_picture_is_read(cover: bytes, second: bytes) -> None:
    document = read(cover + second)
    assert findings(document) & {"trailing-data", "polyglot"}
    assert WORDS in texts(document)


def test_a_preview_inside_a_jpeg_is_not_its_end() -> None:
    exif = Image.Exif()
    exif[0x9286] = "remark"
    small = picture("JPEG")
    cover = picture("JPEG", exif=exif.tobytes() + small)
    assert cover.count(b"\xff\xd9") >= 2
    assert not findings(read(cover)) & {"trailing-data", "polyglot"}


@pytest.mark.parametrize("second", [HIDDEN, zipped({"hidden.txt": HIDDEN}), rar()], ids=["text", "zip", "rar"])
def test_what_is_behind_a_pdf_is_read(second: bytes) -> None:
    document = read(pdf() + second)
    assert findings(document) & {"trailing-data", "polyglot"}
    assert WORDS in texts(document)
    assert "visible" in texts(document)


def test_a_plain_pdf_has_nothing_to_tell() -> None:
    assert not findings(read(pdf())) & {"trailing-data", "polyglot", "leading-data"}


def test_a_pdf_that_is_also_html_is_read_as_both() -> None:
    page = f"<html><body><p>{WORDS}</p></body></html>".encode()
    document = read(pdf().replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + page + b"\n", 1))
    assert "polyglot" in findings(document)
    assert WORDS in texts(document)


def test_html_that_is_also_a_pdf_is_read_as_both() -> None:
    document = read(f"<html><!-- {WORDS} -->\n".encode() + pdf(b"behind the page"))
    assert "polyglot" in findings(document) or "leading-data" in findings(document)
    assert WORDS in texts(document)
    assert "behind the page" in texts(document)


def test_words_before_a_pdf_are_read() -> None:
    document = read(b"\x00\x01" + HIDDEN + b"\n" + pdf())
    assert "leading-data" in findings(document) or "polyglot" in findings(document)
    assert document.reading is not Reading.FULL or WORDS in texts(document)


def test_a_text_about_pdf_stays_a_text() -> None:
    document = read(("The header is %PDF-1.4 and the end is %%EOF. " * 30).encode())
    assert document.reading is Reading.FULL
    assert len(document.parts) == 1


def test_a_mark_without_an_archive_is_nothing() -> None:
    document = read(picture("BMP")[:-8] + b"7z\xbc\xaf\x27\x1c\0\0")
    assert "polyglot" not in findings(document)


def test_a_zip_cannot_choose_its_reader_by_a_word() -> None:
    for word in (b"application/x-empty", b"application/json", b"application/pdf"):
        document = read(zipped({"mimetype": word, "hidden.txt": HIDDEN}))
        assert document.parts[0].type == "application/zip"
        assert WORDS in texts(document)


def member(name: bytes, content: bytes) -> tuple[bytes, bytes]:
    unpacker = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = unpacker.compress(content) + unpacker.flush()
    return make.local_member(name, packed, 8, content), packed


def test_a_member_that_the_directory_leaves_out_is_read() -> None:
    shown, packed = member(b"shown.txt", b"harmless")
    secret, _ = member("隠し.txt".encode("cp932"), HIDDEN)
    last, packed_last = member(b"last.txt", b"the end")
    place = len(shown + secret)
    directory = make.listed_member(b"shown.txt", packed, 8, b"harmless", 0)
    directory += make.listed_member(b"last.txt", packed_last, 8, b"the end", place)
    document = read(make.zip_of(shown + secret + last, directory, 2))
    assert "archive.unlisted" in findings(document)
    assert WORDS in texts(document)
    assert "隠し.txt" in {part.name for part in document.parts}


def test_words_between_members_are_read() -> None:
    first, packed = member(b"a.txt", b"one")
    second, packed_second = member(b"b.txt", b"two")
    directory = make.listed_member(b"a.txt", packed, 8, b"one", 0)
    directory += make.listed_member(b"b.txt", packed_second, 8, b"two", len(first + HIDDEN))
    document = read(make.zip_of(first + HIDDEN + second, directory, 2))
    assert "archive.between" in findings(document)
    assert WORDS in texts(document)


def test_words_behind_a_zip_are_read() -> None:
    document = read(zipped({"a.txt": b"one"}) + HIDDEN)
    assert "trailing-data" in findings(document)
    assert WORDS in texts(document)


def test_words_in_a_members_extra_field_are_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.extra = b"XX" + (len(HIDDEN) * 30).to_bytes(2, "little") + HIDDEN * 30
        archive.writestr(info, b"one")
    document = read(buffer.getvalue())
    assert "archive.extra" in findings(document)
    assert WORDS in texts(document)


def test_a_members_comment_and_the_archives_are_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = "全体の注記".encode("cp932")
        info = zipfile.ZipInfo("a.txt")
        info.comment = "部品の注記".encode("cp932")
        archive.writestr(info, b"one")
    root = read(buffer.getvalue()).parts[0]
    assert root.metadata["comment"] == "全体の注記"
    assert "部品の注記" in root.text


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_plain_zip_has_nothing_to_tell(is_streamed: bool) -> None:
    class Stream(io.RawIOBase):
        """Takes bytes only in order, so that sizes come behind the members."""

        def __init__(self) -> None:
            self.taken = b""

        def writable(self) -> bool:
            return True

        def write(self, block: object) -> int:
            self.taken += bytes(block)  # type: ignore[call-overload]
            return len(block)  # type: ignore[arg-type]

    if is_streamed:
        stream = Stream()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
            for name in ("a.txt", "b.txt", "c.txt"):
                with archive.open(name, "w", force_zip64=name == "b.txt") as member_stream:
                    member_stream.write(HIDDEN)
        data = stream.taken
    else:
        data = zipped({"a.txt": HIDDEN, "folder/": b"", "b.txt": HIDDEN})
    document = read(data)
    assert findings(document) <= {"empty"}
    assert document.reading is Reading.FULL


def test_members_on_top_of_each_other_are_told_and_bounded() -> None:
    content = bytes(4_000_000)
    kernel, packed = member(b"a.txt", content)
    directory = make.listed_member(b"a.txt", packed, 8, content, 0) * 50
    document = read(make.zip_of(kernel, directory, 50), Limits(ratio_floor_bytes=6_000_000))
    assert findings(document) & {"archive.overlap", "damaged"}
    assert document.reading >= Reading.PARTIAL
    assert sum(part.size_bytes for part in document.parts if part.digest) < 20_000_000


def test_a_bomb_of_bombs_ends_at_the_parts() -> None:
    data = HIDDEN
    for _ in range(5):
        data = zipped({f"{number:02}.zip": data for number in range(16)})
    document = read(data, Limits(parts=300))
    assert "limit.parts" in findings(document)
    assert document.reading >= Reading.PARTIAL
    assert len(document.parts) <= 300


def test_a_volume_of_a_zip_is_told() -> None:
    kernel, packed = member(b"a.txt", b"one")
    directory = make.listed_member(b"a.txt", packed, 8, b"one", 0)
    document = read(make.zip_of(kernel, directory, 1, disk=3))
    assert "archive.volume" in findings(document)
    assert document.reading >= Reading.PARTIAL


@pytest.mark.parametrize("name", ["../../a.txt", "/etc/a.txt", "C:\\a.txt"])
def test_a_name_that_leads_out_is_told(name: str) -> None:
    assert "archive.path" in findings(read(zipped({name: b"one"})))


def test_a_document_of_office_hides_nothing_behind_itself() -> None:
    package = zipped({
        "[Content_Types].xml": b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
        b'wordprocessingml.document.main+xml" PartName="/word/document.xml"/></Types>',
        "word/document.xml": b"<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>open</w:t></w:r></w:p></w:body>"
        b"</w:document>",
    })  # fmt: skip
    document = read(package + HIDDEN)
    assert document.parts[0].type.endswith("wordprocessingml.document")
    assert "trailing-data" in findings(document)
    assert WORDS in texts(document)


def test_unknown_bytes_behind_a_pdf_make_it_partly_read_and_keep_their_strings() -> None:
    document = read(pdf() + bytes([0xFE, 0x81, 0x05]) * 400 + b"export controlled" + bytes([0xFE, 0x81]) * 20)
    assert document.reading is Reading.PARTIAL
    assert "export controlled" in texts(document)


def test_a_few_unknown_bytes_behind_a_picture_are_told_and_many_make_it_partly_read() -> None:
    few, many = bytes([0xFE, 0x81, 0x05]) * 40, bytes([0xFE, 0x81, 0x05]) * 4_000
    assert "trailing-data" in findings(read(PICTURES["JPEG"] + few))
    assert read(PICTURES["JPEG"] + few).reading is Reading.FULL
    assert read(PICTURES["JPEG"] + many).reading is Reading.PARTIAL


def test_a_file_from_macos_in_one_piece_is_read_to_its_document() -> None:
    content = pdf(b"inside")
    head = b"\0\x05\x16\0\0\x02\0\0" + bytes(16) + b"\0\x01" + (1).to_bytes(4, "big") + (38).to_bytes(4, "big")
    document = read(head + len(content).to_bytes(4, "big") + content)
    assert document.parts[0].type == "application/applefile"
    assert "inside" in texts(document)
    assert document.reading is Reading.FULL
