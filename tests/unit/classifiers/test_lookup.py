from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from classifiers.detect.families import FAMILIES
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.detect.joined import JoinedIndex
from classifiers.detect.numerals import NumeralFamily
from classifiers.detect.pictures import MIN_ALIKE, PictureFamily
from classifiers.detect.prints import Alike, Basis, Print, Shared
from classifiers.document import Document, Page, Part
from policies.label import Label, ProjectId

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.detect.winnowing import Secret

KEY = b"0123456789abcdef0123456789abcdef"
PROSE = (
    "The rotor is held by two bearings whose cage was changed after the third trial, since the old one broke when the "
    "coil was driven above its rated current for longer than the housing could bear; the new cage is of brass."
)


@dataclass(frozen=True, slots=True)
class Watched:
    """Pictures, and of which parts their prints were made."""

    family: PictureFamily
    basis: Basis = Basis.PICTURE
    least_worth: float = MIN_ALIKE
    least_shared: int = 1
    is_costly: bool = True
    parts: list[str] = field(default_factory=list)

    def prints(self, part: Part, secret: Secret) -> Print:
        self.parts.append(part.digest)
        return self.family.prints(part, secret)

    def worths(self, asked: Print) -> NDArray[np.float64]:
        return self.family.worths(asked)

    def alike(self, asked: Print, shared: Shared) -> Alike | None:
        return self.family.alike(asked, shared)


def sheet(seed: int) -> Image.Image:
    """A drawing of its own in the frame and with the title block of one office."""
    image, chance, same = Image.new("L", (1024, 720), 255), random.Random(seed), random.Random(1)
    pen = ImageDraw.Draw(image)
    for _ in range(40):
        x, y, reach = chance.randint(90, 850), chance.randint(70, 480), chance.randint(12, 60)
        if chance.random() < 0.5:
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline=0, width=chance.randint(1, 3))
        else:
            pen.text((x, y), f"{chance.uniform(1, 300):.2f} H{chance.randint(5, 9)}", fill=0, font_size=22)
    pen.rectangle((8, 8, 1016, 712), outline=0, width=2)
    pen.rectangle((28, 28, 996, 692), outline=0, width=3)
    pen.rectangle((560, 570, 996, 692), fill=255, outline=0, width=3)
    for row in range(5):
        pen.line((560, 570 + 24 * row, 996, 570 + 24 * row), fill=0, width=2)
        for column in range(6):
            word = same.choice(("TITLE", "DWG No", "SCALE", "MATERIAL", "DATE", "DRAWN", "CHECKED"))
            pen.text((566 + 72 * column, 574 + 24 * row), word, fill=0, font_size=13)
    return image


def document(name: str, image: Image.Image | None = None, text: str = "") -> Document:
    pages: tuple[Page, ...] = ()
    if image is not None:
        share = 512 / max(image.size)
        small = image.resize((round(image.width * share), round(image.height * share)), Image.Resampling.BOX)
        pages = (Page(number=1, width=small.width, height=small.height, gray=small.tobytes()),)
    return Document(parts=(Part(name="", type="image/png", digest=name, size_bytes=1, text=text, pages=pages),))


def project(name: str) -> Label:
    return Label(projects=frozenset({ProjectId(name)}))


def test_a_turned_drawing_is_known_and_another_one_of_the_same_office_is_not() -> None:
    with FingerprintIndex(KEY, families=FAMILIES) as index:
        index.register(document("one", sheet(1)), name="one.pdf", label=project("gripper"))
        index.register(document("two", sheet(2)), name="two.pdf", label=project("sensor"))
        turned = index.lookup(document("x", sheet(1).transpose(Image.Transpose.ROTATE_90)))
        assert [(match.name, match.basis) for match in turned] == [("one.pdf", Basis.PICTURE)]
        assert index.lookup(document("y", sheet(3))) == ()


def test_what_a_public_drawing_shows_is_no_evidence() -> None:
    with FingerprintIndex(KEY, families=FAMILIES) as index:
        index.register(document("one", sheet(1)), name="one.pdf", label=project("gripper"))
        index.register(document("paper", sheet(1)), name="paper.pdf", label=Label(), is_public=True)
        assert index.lookup(document("x", sheet(1).transpose(Image.Transpose.ROTATE_180))) == ()


def test_pictures_are_looked_at_only_where_some_are_registered_and_the_text_did_not_tell_all() -> None:
    watched = Watched(PictureFamily())
    with FingerprintIndex(KEY, families=(watched,)) as index:
        index.register(document("words", text=PROSE), name="words.docx", label=project("sensor"))
        watched.parts.clear()
        index.lookup(document("no picture is registered", sheet(1)))
        assert watched.parts == []
        index.register(document("one", sheet(1)), name="one.pdf", label=project("gripper"))
        watched.parts.clear()
        index.lookup(document("the text tells", sheet(2), text=PROSE))
        assert watched.parts == []
        found = index.lookup(document("it does not", sheet(1).transpose(Image.Transpose.ROTATE_270), text="Fig."))
        assert watched.parts == ["it does not"]
        assert [match.name for match in found] == ["one.pdf"]


def numbered(values: range, name: str) -> Document:
    text = ", ".join(f"{value}.137 mm" for value in values)
    return Document(parts=(Part(name="sheet", type="text/plain", digest=name, size_bytes=len(text), text=text),))


def test_what_a_family_leaves_out_is_told_once_and_only_where_the_family_is_asked() -> None:
    families = (NumeralFamily(most_read=50, most_kept=20), *FAMILIES[1:])
    table = numbered(range(2000, 2100), "table")
    wanted = {("prints.numerals.numbers", "50", "sheet"), ("prints.numerals.rare-numbers", "20", "sheet")}
    with FingerprintIndex(KEY, families=families) as index, FingerprintIndex(KEY, families=families) as other:
        assert index.look(table).left_out == ()  # nothing is registered, so nothing was missed
        index.register(numbered(range(2000, 2015), "a"), name="a", label=project("gripper"))
        assert {(one.name, one.detail, one.where) for one in index.look(table).left_out} == wanted
        assert index.look(numbered(range(2000, 2010), "few")).left_out == ()
        other.register(numbered(range(2000, 2015), "b"), name="b", label=project("sensor"))
        looked = JoinedIndex(index, (other,)).look(table)
        assert sorted(one.name for one in looked.left_out) == sorted(name for name, *_ in wanted)
        assert {match.name for match in looked.matches} == {"a", "b"}
