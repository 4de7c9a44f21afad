"""How much of a copy was changed: by words, by order, by weight, and by what no text tells."""

from __future__ import annotations

import hashlib
import random

import pytest

from classifiers.detect.likeness import Sketch, changed_percent
from classifiers.detect.resemblance import sketch
from classifiers.detect.winnowing import Secret
from classifiers.document import Document, Page, Part
from policies.label import Reading

SECRET = Secret.of(b"k" * 16)
WORDS = [f"{a}{b}{c}" for a in ("mo", "ta", "ri", "se") for b in ("nel", "vor", "kap") for c in ("is", "um", "et", "a")]


def prose(words: int, seed: int = 1) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) + str(chance.randrange(100)) for _ in range(words))


def part(text: str, *, name: str = "", size_bytes: int | None = None, pages: tuple[Page, ...] = ()) -> Part:
    data = text.encode("utf-8", "replace")
    digest = hashlib.sha256(data or name.encode()).hexdigest()
    size = len(data) if size_bytes is None else size_bytes
    return Part(name=name, type="text/plain", digest=digest, size_bytes=size, text=text, pages=pages)


def sketched(text: str, *inner: Part, size_bytes: int | None = None) -> Sketch:
    made = sketch(Document(parts=(part(text, size_bytes=size_bytes), *inner)), SECRET)
    assert made is not None
    return made


def changed(new: str, old: str) -> float:
    share = changed_percent(sketched(new), sketched(old))
    assert share is not None
    return share


TEXT = prose(1000)


def test_the_same_text_laid_out_anew_is_not_changed() -> None:
    assert changed(TEXT, TEXT) == 0
    assert changed(TEXT.replace(" ", "\n"), TEXT) == 0
    assert changed(TEXT.replace(" ", "\t\r\n", 500), TEXT) == 0


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_as_many_words_as_were_exchanged_are_told(share: float) -> None:
    words = TEXT.split()
    count = int(len(words) * share)
    start = len(words) // 3
    words[start : start + count] = prose(count, seed=2).split()
    assert changed(" ".join(words), TEXT) == pytest.approx(100 * share, rel=0.3, abs=0.5)


def test_words_changed_here_and_there_count_more_than_their_letters() -> None:
    words = TEXT.split()
    for place in range(0, len(words), 50):
        words[place] = "changed"
    assert 2 <= changed(" ".join(words), TEXT) <= 15


@pytest.mark.parametrize(("old", "new"), [("5", "6"), ("5", "5."), (" ", ", "), ("m", "M"), ("a", "а")])
def test_one_sign_is_seen(old: str, new: str) -> None:
    """A digit, a point, a comma, a capital, a Cyrillic letter: nothing of it is folded away."""
    for at in (0, len(TEXT) // 2, TEXT.rindex(old)):
        place = TEXT.index(old, min(at, TEXT.rindex(old)))
        edited = TEXT[:place] + new + TEXT[place + len(old) :]
        assert 0 < changed(edited, TEXT) < 1


def test_a_digit_moved_into_the_next_cell_is_seen() -> None:
    chance = random.Random(3)
    rows = [(str(chance.randrange(1000, 9999)), str(chance.randrange(1000, 9999))) for _ in range(200)]
    table = "\n".join(f"{left}\t{right}" for left, right in rows)
    moved = "\n".join(f"{left}{right[0]}\t{right[1:]}" for left, right in rows)
    assert changed(moved, table) > 90
    assert 0 < changed(table.replace("\t", "", 1), table) < 2


def test_full_width_figures_keep_their_gaps_and_broken_japanese_lines_none() -> None:
    digits = [chr(0xFF10 + random.Random(place).randrange(10)) for place in range(400)]
    apart = "".join(digits[:200]) + "\t" + "".join(digits[200:])
    assert changed("".join(digits), apart) > 0
    text = "".join(chr(0x4E01 + (place * 7919) % 5000) for place in range(800))
    words = "".join(sign for sign in text if not sign.isnumeric())
    assert changed("\n".join(words[at : at + 40] for at in range(0, len(words), 40)), words) == 0


def test_a_copy_of_another_type_is_no_copy() -> None:
    other = Part(name="", type="application/rtf", digest="", size_bytes=9, text=TEXT)
    copy = sketch(Document(parts=(other,)), SECRET)
    assert copy is not None
    assert changed_percent(copy, sketched(TEXT)) is None


def test_the_first_and_the_last_sign_are_seen() -> None:
    assert changed("X" + TEXT[1:], TEXT) > 0
    assert changed(TEXT[:-1] + "X", TEXT) > 0


def test_what_was_added_and_what_was_taken_away_count_alike() -> None:
    half = TEXT[: len(TEXT) // 2]
    assert changed(TEXT, half) == pytest.approx(50, abs=2)
    assert changed(half, TEXT) == pytest.approx(50, abs=2)


def test_another_text_is_all_changed() -> None:
    assert changed(prose(1000, seed=9), TEXT) > 95


def test_saying_it_twice_is_a_change() -> None:
    assert changed(TEXT + " " + TEXT, TEXT) == pytest.approx(50, abs=2)


def test_single_words_of_the_original_in_another_order_are_not_the_original() -> None:
    words = TEXT.split()
    random.Random(5).shuffle(words)
    assert changed(" ".join(words), TEXT) > 60


def test_wide_signs() -> None:
    text = "".join(chr(0x4E00 + (place * 7919) % 5000) for place in range(800))
    assert changed(text, text) == 0
    assert changed(text[:400] + text[40:0:-1] + text[440:], text) == pytest.approx(6, abs=2)
    assert 0 < changed(text[:10] + "図" + text[11:], text) < 3


def test_weight_that_no_text_explains_is_a_change() -> None:
    original = sketched(TEXT, size_bytes=50_000)
    assert changed_percent(sketched(TEXT, size_bytes=54_000), original) == 0
    assert changed_percent(sketched(TEXT, size_bytes=104_096), original) == pytest.approx(100 * 50_000 / 104_096)
    assert changed_percent(sketched(TEXT, size_bytes=10_000), original) == 0


def test_a_picture_inside_must_be_the_same() -> None:
    picture, other = part("", name="a.png"), part("", name="b.png")
    original = sketched(TEXT, picture)
    assert changed_percent(sketched(TEXT, picture), original) == 0
    for inner in ((other,), (), (picture, other)):
        assert changed_percent(sketched(TEXT, *inner), original) is None


def test_inner_text_counts() -> None:
    note = part(prose(100, seed=4), name="note.txt")
    original = sketched(TEXT, note)
    share = changed_percent(sketched(TEXT, part(prose(100, seed=6), name="note.txt")), original)
    assert share == pytest.approx(100 * 100 / 1100, abs=2)


def page(*, images: int = 0, paths: int = 0, segments: int = 0) -> Page:
    return Page(number=1, width=0, height=0, gray=b"", texts=3, images=images, paths=paths, segments=segments)


@pytest.mark.parametrize(
    "document",
    [
        Document(parts=(part("too short to tell"),)),
        Document(parts=(part(""),)),
        Document(parts=(part(TEXT, pages=(page(images=1),)),)),
        Document(parts=(part(TEXT, pages=(page(images=-1),)),)),
        Document(parts=(part(TEXT, pages=(page(paths=1000),)),)),
        Document(parts=(part(TEXT, pages=(page(paths=1, segments=3000),)),)),
        Document(parts=(Part(name="", type="image/vnd.dxf", digest="", size_bytes=1, text=TEXT, cad={"LINE": 9}),)),
        Document(
            parts=(part(TEXT), Part(name="x", type="", digest="", size_bytes=1, text=TEXT, reading=Reading.PARTIAL))
        ),
        Document(parts=(Part(name="", type="", digest="", size_bytes=1, text=TEXT, reading=Reading.OPAQUE),)),
    ],
    ids=["short", "empty", "picture", "raster", "figure", "one-path-figure", "drawing", "part-partial", "opaque"],
)
def test_what_is_not_told_by_its_text_resembles_nothing(document: Document) -> None:
    assert sketch(document, SECRET) is None


def test_a_page_of_words_alone_is_measured() -> None:
    assert sketch(Document(parts=(part(TEXT, pages=(page(paths=20),)),)), SECRET) is not None


def test_another_key_finds_nothing() -> None:
    other = sketch(Document(parts=(part(TEXT),)), Secret.of(b"z" * 16))
    assert other is not None
    share = changed_percent(other, sketched(TEXT))
    assert share is not None
    assert share > 95
