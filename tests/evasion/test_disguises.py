"""Every disguise of the bench on documents of our own: what is registered is known, or held for what it hides."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import ezdxf
import pytest

from bench.disguise.catalogue import techniques
from bench.disguise.drawn import printed_drawing
from bench.disguise.judges import Judge
from bench.disguise.papers import word
from bench.disguise.pictures import FontMissing
from bench.disguise.source import File, Sort, Source, Technique
from classifiers.ocr.choice import choose
from classifiers.ocr.settings import Ocr, OcrUse
from tests.support.trilingual import CHINESE, ENGLISH, JAPANESE, ORDINARY

PICTURES = ("picture of the page", "screenshot", "scan with noise and skew", "photograph")
# Letters cost seconds a page: one language for each way to make a picture.
LANGUAGE_OF = dict(zip(PICTURES, ("en", "ja", "zh", "en"), strict=True))
TECHNIQUES = {each.name: each for each in techniques() if Sort.STEP not in each.sorts or len(each.sorts) > 1}


def plate() -> bytes:
    """A plate with holes, dimensions and a note, as a DXF file."""
    drawing = ezdxf.new("R2010", setup=True, units=4)
    space = drawing.modelspace()
    drawing.layers.add("OUTLINE")
    drawing.layers.add("DIMS")
    attribs = {"layer": "OUTLINE"}
    space.add_lwpolyline([(0, 0), (187.4, 0), (187.4, 93.2), (31.75, 93.2), (0, 61.3)], close=True, dxfattribs=attribs)
    for number in range(9):
        centre = (17.3 + 19.1 * number, 21.7 + 3.9 * number)
        space.add_circle(centre, 2.6 + 0.35 * number, dxfattribs=attribs)
        space.add_arc(centre, 6.1 + 0.6 * number, 15 * number, 15 * number + 140, dxfattribs=attribs)
        space.add_line(centre, (centre[0] + 7.7, centre[1] + 11.3 + number), dxfattribs=attribs)
    for number, (start, end) in enumerate([((0, 0), (187.4, 0)), ((0, 0), (0, 61.3)), ((31.75, 93.2), (187.4, 93.2))]):
        space.add_linear_dim((0, -12 - 9 * number), start, end, dxfattribs={"layer": "DIMS"}).render()
    note = "KR-DWG-0231-04 A6061-T6 187.4 x 93.2 t 6.35 TORQUE 2.15 Nm PRELOAD 118 N"
    space.add_text(note, height=3, dxfattribs={"insert": (4, -48)})
    out = io.StringIO()
    drawing.write(out)
    return out.getvalue().encode()


def registered() -> tuple[Source, ...]:
    """The specification in three languages, and a drawing."""
    return (
        Source(
            name="spec.txt", data=ENGLISH.encode(), sort=Sort.TEXT, text=ENGLISH, language="en", translation=JAPANESE
        ),
        Source(
            name="spec.docx", data=word(JAPANESE), sort=Sort.TEXT, text=JAPANESE, language="ja", translation=CHINESE
        ),
        Source(
            name="guifan.txt", data=CHINESE.encode(), sort=Sort.TEXT, text=CHINESE, language="zh", translation=ENGLISH
        ),
        Source(name="plate.dxf", data=plate(), sort=Sort.DXF),
    )


def ordinary() -> tuple[Source, ...]:
    """Papers that nobody registered."""
    return tuple(
        Source(name=f"minutes-{language}.txt", data=text.encode(), sort=Sort.TEXT, text=text, language=language)
        for language, text in ORDINARY.items()
    )


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(Ocr(use=OcrUse.AUTO)) as made:
        for number, source in enumerate(registered()):
            made.register(source, f"p{number}")
        yield made


def made_by(technique: Technique, sources: tuple[Source, ...]) -> Iterator[tuple[int, Source]]:
    language = LANGUAGE_OF.get(technique.name)
    for number, source in enumerate(sources):
        if source.sort in technique.sorts and language in (None, source.language):
            yield number, source


@pytest.mark.parametrize("name", TECHNIQUES)
def test_a_registered_document_is_known_in_disguise(judge: Judge, name: str) -> None:
    technique = TECHNIQUES[name]
    _skip_without_engine(technique)
    for number, source in made_by(technique, registered()):
        files = _disguised(technique, source)
        if not files:
            continue
        seen = judge.see(files)
        # One content in three languages: whichever project is named, it is the right content.
        right = {"p0", "p1", "p2"} if source.sort is Sort.TEXT else {f"p{number}"}
        if technique.is_sealed:
            assert seen.is_opaque, source.name
        elif name == "DXF to PDF":
            assert seen.projects & right or seen.is_drawing, source.name
        elif name == "split in parts":
            assert seen.projects & right or seen.is_opaque, source.name
        else:
            assert seen.projects & right, source.name


@pytest.mark.parametrize("name", [name for name in TECHNIQUES if name not in PICTURES])
def test_ordinary_papers_pass_in_disguise(judge: Judge, name: str) -> None:
    technique = TECHNIQUES[name]
    for _, source in made_by(technique, ordinary()):
        files = _disguised(technique, source)
        if files:
            seen = judge.see(files)
            assert not seen.projects, source.name
            assert not seen.is_sensitive, source.name
            assert not seen.is_drawing, source.name


def test_the_drawing_can_be_printed() -> None:
    (file,) = printed_drawing(registered()[-1], random.Random(1))
    assert file.data.startswith(b"%PDF-")


def _disguised(technique: Technique, source: Source) -> tuple[File, ...]:
    try:
        return technique.disguise(source, random.Random(f"{technique.name} {source.name}"))
    except FontMissing as error:
        pytest.skip(str(error))


def _skip_without_engine(technique: Technique) -> None:
    if technique.name in PICTURES and choose(Ocr()).engine is None:
        pytest.skip(f"no engine that reads letters: {choose(Ocr()).why}")
