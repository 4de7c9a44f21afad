from __future__ import annotations

from classifiers.detect.ornaments import is_ornament, telling_digests
from classifiers.document import Document, Part

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def part(name: str, type: str, size_bytes: int = 5000) -> Part:
    return Part(name=name, type=type, digest=f"digest of {name or 'the file'}", size_bytes=size_bytes)


def test_a_picture_in_an_office_document_is_an_ornament_also_inside_an_archive() -> None:
    document = Document(
        parts=(
            part("", "application/zip"),
            part("a.docx", DOCX),
            part("a.docx/word/media/image1.png", "image/png"),
            part("plan.png", "image/png"),
        )
    )
    assert [is_ornament(each, document) for each in document.parts] == [False, False, True, False]


def test_a_drawing_in_an_office_document_is_no_ornament() -> None:
    document = Document(parts=(part("", DOCX), part("word/embeddings/part.dxf", "image/vnd.dxf")))
    assert not is_ornament(document.parts[1], document)


def test_a_picture_that_is_the_file_itself_is_no_ornament() -> None:
    document = Document(parts=(part("", "image/png"),))
    assert telling_digests(document) == ("digest of the file",)


def test_stubs_tell_nothing() -> None:
    document = Document(parts=(part("", "text/plain", 3), part("inner.txt", "text/plain", 200)))
    assert telling_digests(document) == ()


def test_the_file_comes_first_and_no_digest_twice() -> None:
    twin = part("copy.step", "model/step")
    document = Document(parts=(part("", "application/zip"), twin, twin))
    assert telling_digests(document) == ("digest of the file", "digest of copy.step")
