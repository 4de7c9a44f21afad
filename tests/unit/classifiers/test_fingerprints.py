from __future__ import annotations

import hashlib
import random
from pathlib import Path

import numpy as np
import pytest

from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.detect.folding import fold
from classifiers.document import Document, Part
from classifiers.errors import ModelError
from policies.label import Label, Level, ProjectId

KEY = b"0123456789abcdef0123456789abcdef"
LABEL = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.CONTROLLED)


def words(seed: int, count: int) -> str:
    chance = random.Random(seed)
    syllables = ["ka", "ro", "min", "tel", "sur", "vo", "den", "li", "pa", "gor", "ne", "shi", "ut", "bra", "quo"]
    out = []
    for number in range(count):
        out.append(
            "".join(chance.choice(syllables) for _ in range(chance.randint(1, 4))) + ("." if number % 12 == 11 else "")
        )
    return " ".join(out)


def kanji(seed: int, count: int) -> str:
    chance = random.Random(seed)
    return "".join(chr(0x4E00 + chance.randint(0, 4000)) for _ in range(count))


def doc(text: str = "", *, data: bytes | None = None, parts: tuple[Part, ...] = ()) -> Document:
    raw = data if data is not None else text.encode()
    digest = hashlib.sha256(raw).hexdigest()
    return Document(parts=(Part(name="", type="text/plain", digest=digest, size_bytes=len(raw), text=text), *parts))


@pytest.fixture
def index() -> FingerprintIndex:
    made = FingerprintIndex(KEY)
    made.register(doc(words(1, 900)), name="spec.docx", label=LABEL)
    made.register(doc(kanji(2, 3000)), name="仕様書.docx", label=LABEL)
    return made


def test_two_pasted_paragraphs_are_found_and_shown(index: FingerprintIndex) -> None:
    spec = words(1, 900)
    first, second = spec[1000:1350], spec[3000:3300]
    text = words(7, 400) + "\n\n" + first + "\n\n" + words(8, 200) + "\n\n" + second + "\n" + words(9, 300)
    (match,) = index.lookup(doc(text))
    assert match.name == "spec.docx"
    assert match.label == LABEL
    assert not match.exact
    shown = " ".join(passage.text for passage in match.passages)
    assert first[60:290] in shown
    assert second[60:240] in shown
    for passage in match.passages:
        assert text[passage.start : passage.end] == passage.text


def test_a_run_of_100_latin_or_50_wide_characters_is_found(index: FingerprintIndex) -> None:
    spec, wide = words(1, 900), kanji(2, 3000)
    for start in range(100, 2000, 190):
        assert index.lookup(doc(words(50 + start, 200) + " " + spec[start : start + 130])), start
        assert index.lookup(doc(kanji(50 + start, 200) + wide[start : start + 50] + kanji(start, 99))), start


@pytest.mark.parametrize(
    "disguise",
    [
        str.upper,
        lambda text: text.replace(" ", "\n"),
        lambda text: "\u200b".join(text),
        lambda text: text.translate({code: code + 0xFEE0 for code in range(33, 127)}),
        lambda text: text.replace("a", "а").replace("o", "о").replace("e", "е"),
        lambda text: "\n".join(text[i : i + 37] + "-" for i in range(0, len(text), 37)),
        lambda text: "> **" + text.replace(". ", ".**\n> - **") + "**",
    ],
    ids=["case", "spaces", "zero-width", "full-width", "homoglyphs", "hyphenation", "markdown"],
)
def test_a_reformatted_passage_is_found(index: FingerprintIndex, disguise: object) -> None:
    assert callable(disguise)
    (match,) = index.lookup(doc(words(7, 100) + disguise(words(1, 900)[500:1100])))
    assert match.name == "spec.docx"


def test_an_edited_passage_is_found(index: FingerprintIndex) -> None:
    chance = random.Random(4)
    passage = [chance.choice("aeiou") if chance.random() < 1 / 60 else sign for sign in words(1, 900)[800:1700]]
    assert index.lookup(doc(words(7, 200) + "".join(passage)))


def test_other_text_is_not_found(index: FingerprintIndex) -> None:
    for seed in range(20, 60):
        assert index.lookup(doc(words(seed, 800) + kanji(seed, 500))) == ()


def test_a_short_phrase_is_no_match(index: FingerprintIndex) -> None:
    assert index.lookup(doc(words(30, 300) + words(1, 900)[500:540] + words(31, 300))) == ()


def test_common_legends_are_no_match() -> None:
    legend = (
        "WARNING - This document contains technical data whose export is restricted by the Arms Export Control Act "
        "(Title 22, U.S.C., Sec 2751, et seq.) or the Export Administration Act of 1979"
    )
    index = FingerprintIndex(KEY)
    index.register(doc(legend + "\n" + words(1, 500)), name="a", label=LABEL)
    assert index.lookup(doc(words(2, 300) + "\n" + legend)) == ()


def test_text_in_many_registered_documents_weighs_little_but_a_long_excerpt_still_counts() -> None:
    index = FingerprintIndex(KEY)
    head = words(99, 25)
    for seed in range(40):
        index.register(doc(head + " " + words(100 + seed, 300)), name=f"report-{seed}", label=LABEL)
    assert index.lookup(doc(words(5, 300) + " " + head)) == ()
    assert [match.name for match in index.lookup(doc(words(5, 300) + words(107, 300)[200:800]))] == ["report-7"]


def test_bytes_are_found_exactly_also_inside_another_file() -> None:
    index = FingerprintIndex(KEY)
    raw = random.Random(1).randbytes(5000)
    assert index.register(doc(data=raw), name="model.stl", label=LABEL).hashes == 0
    (match,) = index.lookup(doc(data=raw))
    assert match.exact
    assert match.containment == 1.0
    inner = Part(name="x.stl", type="model/stl", digest=hashlib.sha256(raw).hexdigest(), size_bytes=5000)
    (match,) = index.lookup(doc(data=b"zip" * 100, parts=(inner,)))
    assert match.exact
    assert index.lookup(doc(data=raw + b"1")) == ()


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def office(text: str, *, picture: bytes) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    inner = Part(
        name="docProps/thumbnail.jpeg",
        type="image/jpeg",
        digest=hashlib.sha256(picture).hexdigest(),
        size_bytes=len(picture),
    )
    return Document(parts=(Part(name="", type=DOCX, digest=digest, size_bytes=9000, text=text), inner))


def test_the_same_template_picture_in_two_office_documents_is_no_match() -> None:
    index = FingerprintIndex(KEY)
    logo = random.Random(3).randbytes(8000)
    index.register(office(words(1, 900), picture=logo), name="spec.docx", label=LABEL)
    assert index.lookup(office(words(2, 200), picture=logo)) == ()


def test_a_registered_picture_is_found_inside_an_office_document() -> None:
    index = FingerprintIndex(KEY)
    drawing = random.Random(4).randbytes(8000)
    index.register(doc(data=drawing), name="drawing.png", label=LABEL)
    (match,) = index.lookup(office(words(2, 200), picture=drawing))
    assert match.exact


def test_a_picture_in_a_registered_archive_is_found_by_itself() -> None:
    index = FingerprintIndex(KEY)
    picture = random.Random(5).randbytes(8000)
    digest = hashlib.sha256(picture).hexdigest()
    inner = Part(name="plan.png", type="image/png", digest=digest, size_bytes=8000)
    root = Part(name="", type="application/zip", digest="1" * 64, size_bytes=9000)
    index.register(Document(parts=(root, inner)), name="plans.zip", label=LABEL)
    (match,) = index.lookup(doc(data=picture))
    assert match.exact


def test_a_cad_file_saved_again_is_found() -> None:
    index = FingerprintIndex(KEY)
    cad = {"LINE": 40, "CIRCLE": 6, "DIMENSION": 3}

    def drawing(seed: int, counts: dict[str, int]) -> Document:
        part = Part(name="", type="image/vnd.dxf", digest=f"{seed:064x}", size_bytes=999, text="SHAFT\nM6", cad=counts)
        return Document(parts=(part,))

    index.register(drawing(1, cad), name="shaft.dxf", label=LABEL)
    (match,) = index.lookup(drawing(2, cad))
    assert (match.name, match.exact) == ("shaft.dxf", False)
    assert index.lookup(drawing(3, cad | {"LINE": 41})) == ()


def test_one_document_of_two_projects_stays_of_both() -> None:
    with FingerprintIndex(KEY) as index:
        for project, level in (("one", Level.CONTROLLED), ("two", Level.INTERNAL)):
            label = Label(projects=frozenset({ProjectId(project)}), level=level)
            index.register(doc(words(1, 300)), name=project, label=label)
        (match,) = index.lookup(doc(words(1, 300)))
        assert match.label.projects == {"one", "two"}
        assert match.label.level is Level.CONTROLLED
        index.register(doc(words(1, 300)), name="three", label=match.label)
        assert len(index) == 1


def test_the_index_is_durable_replaces_and_forgets(tmp_path: Path) -> None:
    path = tmp_path / "fingerprints.db"
    with FingerprintIndex(KEY, path) as index:
        index.register(doc(words(1, 300)), name="old.txt", label=LABEL)
        index.register(doc(words(1, 300)), name="new.txt", label=LABEL)
        assert len(index) == 1
    with FingerprintIndex(KEY, path) as index:
        (match,) = index.lookup(doc(words(1, 300)))
        assert (match.name, match.label) == ("new.txt", LABEL)
        index.forget(match.digest)
        assert len(index) == 0
        assert index.lookup(doc(words(1, 300))) == ()


def test_another_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fingerprints"
    with FingerprintIndex(KEY, path) as index:
        with pytest.raises(ModelError, match="another program is writing"):
            FingerprintIndex(KEY, path)
        index.register(doc(words(1, 300)), name="a", label=LABEL)
    with pytest.raises(ModelError, match="another key"):
        FingerprintIndex(b"x" * 32, path)
    with FingerprintIndex(KEY, path) as index:
        index.merge()
    (tmp_path / "fingerprints.journal").unlink()
    with pytest.raises(ModelError, match="another key"):
        FingerprintIndex(b"x" * 32, path)
    with pytest.raises(ModelError, match="no fingerprint index"):
        FingerprintIndex(KEY, tmp_path / "nothing", is_read_only=True)


@pytest.mark.parametrize("name", ["broken", "broken.journal"])
def test_what_is_no_index_is_said_to_be_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not an index, nor a database" * 100)
    with pytest.raises(ModelError, match="is not a fingerprint index"):
        FingerprintIndex(KEY, tmp_path / "broken")


def test_neither_text_nor_name_nor_digest_stands_in_the_files(tmp_path: Path) -> None:
    path = tmp_path / "fingerprints"
    document = doc("The resonator frequency is 4.812 gigahertz. " * 20)
    with FingerprintIndex(KEY, path) as index:
        index.register(document, name="rotor.docx", label=LABEL)
        index.merge()
        index.register(doc(words(3, 100)), name="stator.docx", label=LABEL)
        kept = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    digest = document.parts[0].digest
    assert len(kept) > 1000
    for secret in ("resonator", "rotor", "stator", "qsensor", digest, KEY.decode()):
        assert secret.encode() not in kept
    assert bytes.fromhex(digest) not in kept


@pytest.mark.parametrize(
    "text", ["", "a", "\ud800", "同" * 5000, "0" * 5000, "a\u0301" * 100, "\U0001f600" * 300, "ﷺ" * 50]
)
def test_strange_text_is_taken(index: FingerprintIndex, text: str) -> None:
    document = Document(parts=(Part(name="", type="text/plain", digest="00", size_bytes=9, text=text),))
    index.register(document, name="x", label=LABEL)
    index.lookup(document)


def test_fold_keeps_places() -> None:
    folded = fold("Ａ-é ㎜か\u3099")
    assert "".join(map(chr, folded.codes)) == "aemmか"
    assert folded.places.tolist() == [0, 2, 4, 4, 5]
    assert folded.codes.dtype == np.uint32


FORM = """6×φ4.3 H7 PCD φ48±0.05\nA-A\nRa 0.8\n図番 DWG NO.\n{}\n図名 TITLE\n{}\n材質 MATERIAL\n{}\n尺度 SCALE\n{}
普通公差 TOLERANCE\n{}\n設計 DRAWN\n{}\n検図 CHECKED\n—\n投影法 PROJECTION\n第三角法\n{}"""


def test_two_drawings_in_one_form_are_no_match() -> None:
    """Which pieces tell depends on the key, so several are tried."""
    entries = ("QS-DWG-0147-02", "極低温キャリア CRYOGENIC CARRIER", "C1020 無酸素銅", "2:1", "JIS B 0405-m", "佐藤")
    others = ("QS-DWG-0152-01", "OPTICAL WINDOW FLANGE", "SUS316L", "1:1", "±0.05", "Miller")
    for number in range(64):
        made = FingerprintIndex(hashlib.sha256(bytes([number])).digest())
        made.register(doc(FORM.format(*entries, "注記1: 金めっき 2.5 µm / 下地Ni 5 µm")), name="a.dxf", label=LABEL)
        assert made.lookup(doc(FORM.format(*others, "NOTE 1: KNIFE EDGE PER DETAIL B"))) == ()
