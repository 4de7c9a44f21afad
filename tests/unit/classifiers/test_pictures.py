from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from classifiers.detect.pictures import MAX_PAGE_PAIRS, PAGE_SHIFT, WORDY_CHARS, PictureFamily
from classifiers.detect.prints import Alike, Basis, LeftOut, Print, Shared
from classifiers.detect.winnowing import Secret
from classifiers.document import Page, Part

SECRET = Secret.of(b"0123456789abcdef0123456789abcdef")
FAMILY = PictureFamily()
SIZE = (1024, 720)


def drawing(seed: int) -> Image.Image:
    """Lines, circles, hatching and short words, as on a drawing."""
    chance = random.Random(seed)
    image = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(image)
    for _ in range(60):
        x, y, reach = chance.randint(40, 960), chance.randint(40, 660), chance.randint(10, 70)
        kind = chance.randint(0, 3)
        if kind == 0:
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline=0, width=chance.randint(1, 3))
        elif kind == 1:
            pen.rectangle((x, y, x + reach, y + chance.randint(10, 70)), outline=0, width=2)
        elif kind == 2:
            pen.line([(chance.randint(0, 1024), chance.randint(0, 720)) for _ in range(3)], fill=0, width=2)
        else:
            pen.text((x, y), f"{chance.uniform(1, 300):.2f} H{chance.randint(5, 9)}", fill=0, font_size=22)
    return image


def words(seed: int) -> Image.Image:
    chance = random.Random(seed)
    image = Image.new("L", (720, 1024), 255)
    pen = ImageDraw.Draw(image)
    for row in range(40):
        line = " ".join("".join(chance.choices("aeioulnrstdmck", k=chance.randint(2, 9))) for _ in range(9))
        pen.text((60, 50 + 23 * row), line[:60], fill=0, font_size=18)
    return image


def page(image: Image.Image, number: int = 1, chars: int = -1) -> Page:
    share = 512 / max(image.size)
    small = image.resize((round(image.width * share), round(image.height * share)), Image.Resampling.BOX)
    return Page(number=number, width=small.width, height=small.height, gray=small.tobytes(), chars=chars)


def part(*pages: Page) -> Part:
    return Part(name="", type="image/png", digest="", size_bytes=1, pages=pages)


def made(*images: Image.Image) -> Print:
    return FAMILY.prints(part(*(page(image, number + 1) for number, image in enumerate(images))), SECRET)


def alike(asked: Print, registered: Print, weight: float = 1.0) -> Alike | None:
    pairs = [
        (i, int(registered.places[j]))
        for i, h in enumerate(asked.hashes)
        for j in np.flatnonzero(registered.hashes == h)
    ]
    return FAMILY.alike(
        asked,
        Shared(
            members=np.array([one for one, _ in pairs], dtype=np.int64),
            theirs=np.array([other for _, other in pairs], dtype=np.int64),
            weights=np.full(len(pairs), weight),
            registered=registered.hashes.size,
        ),
    )


def noisy(image: Image.Image) -> Image.Image:
    values = np.asarray(image, dtype=np.float64) * np.linspace(0.6, 1.0, image.width)
    values += np.random.default_rng(1).normal(0, 6, values.shape)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1))


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image,
        lambda image: image.transpose(Image.Transpose.ROTATE_90),
        lambda image: image.transpose(Image.Transpose.ROTATE_180),
        lambda image: image.transpose(Image.Transpose.ROTATE_270),
        lambda image: image.rotate(2, Image.Resampling.BICUBIC, fillcolor=255),
        lambda image: image.crop((102, 72, 922, 648)),
        lambda image: image.resize((400, 281)),
        lambda image: Image.eval(image, lambda value: 255 - value),
        noisy,
    ],
    ids=["same", "90", "180", "270", "askew", "cropped-80", "small", "inverted", "lit-from-one-side"],
)
def test_a_drawing_is_known_however_it_is_shown(change: Callable[[Image.Image], Image.Image]) -> None:
    found = alike(made(change(drawing(1))), made(drawing(1)))
    assert found is not None
    assert 0 < found.containment <= 1
    assert FAMILY.basis is Basis.PICTURE


def test_the_page_that_is_known_is_named() -> None:
    asked = made(drawing(2), drawing(3), drawing(4))
    found = alike(asked, made(drawing(7), drawing(3)))
    assert found is not None
    (run,) = found.runs
    assert set((asked.places[run] >> PAGE_SHIFT).tolist()) == {1}


def test_unlike_drawings_and_pages_of_words_are_not_alike() -> None:
    prints = [made(drawing(seed)) for seed in range(3)] + [made(words(seed)) for seed in range(3)]
    assert all(alike(one, other) is None for one in prints for other in prints if one is not other)


def test_blank_pages_and_words_that_are_read_have_no_print() -> None:
    blank = Image.new("L", SIZE, 255)
    assert made(blank).hashes.size == 0
    read = Page(number=1, width=360, height=512, gray=page(words(1)).gray, chars=WORDY_CHARS, images=0, segments=3)
    assert FAMILY.prints(part(read), SECRET).hashes.size == 0


def test_sheets_of_squares_with_other_words_on_them_are_not_alike() -> None:
    sheets = []
    for seed in (1, 2):
        sheet = Image.new("L", SIZE, 255)
        pen, chance = ImageDraw.Draw(sheet), random.Random(seed)
        for step in range(0, 1024, 64):
            pen.line((step, 0, step, 720), fill=0, width=2)
            pen.line((0, step, 1024, step), fill=0, width=2)
        for _ in range(40):
            at = (64 * chance.randint(0, 15) + 6, 64 * chance.randint(0, 10) + 20)
            pen.text(at, f"{chance.randint(100, 999)}", fill=0, font_size=22)
        sheets.append(made(sheet))
    assert alike(sheets[0], sheets[1]) is None


def test_a_small_logo_on_both_says_nothing() -> None:
    logo = drawing(9).resize((110, 78))
    one, other = drawing(1), drawing(2)
    one.paste(logo, (20, 20))
    other.paste(logo, (900, 630))
    assert alike(made(one), made(other)) is None


def sheet(seed: int, size: tuple[int, int], block: tuple[float, float]) -> Image.Image:
    """A drawing in an office's frame with zones, title block and sign; `block` is that one's share of the sheet."""
    image = Image.new("L", size, 255)
    pen, chance = ImageDraw.Draw(image), random.Random(seed)
    width, height = size
    for _ in range(24):
        x, y, reach = chance.randint(90, width - 170), chance.randint(70, int(height * 0.66)), chance.randint(12, 60)
        if chance.random() < 0.5:
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline=0, width=chance.randint(1, 3))
        else:
            pen.text((x, y), f"{chance.uniform(1, 300):.2f} H{chance.randint(5, 9)}", fill=0, font_size=22)
    pen.rectangle((8, 8, width - 8, height - 8), outline=0, width=2)
    pen.rectangle((28, 28, width - 28, height - 28), outline=0, width=3)
    for zone in range(8):
        for y in (9, height - 27):
            pen.text((28 + (width - 56) * (zone + 0.5) / 8, y), str(zone + 1), fill=0, font_size=18)
        for x in (12, width - 24):
            pen.text((x, 28 + (height - 56) * (zone + 0.5) / 8), "ABCDEFGH"[zone], fill=0, font_size=18)
    same, across, up = random.Random(5), width * block[0], height * block[1]
    left, top = width - 28 - across, height - 28 - up
    pen.rectangle((left, top, width - 28, height - 28), fill=255, outline=0, width=3)
    pen.ellipse((left + 8, top + 8, left + 58, top + 58), outline=0, width=4)
    for row in range(5):
        pen.line((left, top + up * row / 5, width - 28, top + up * row / 5), fill=0, width=2)
        for column in range(6):
            word = same.choice(("TITLE", "DWG No", "SCALE", "MATERIAL", "DATE", "DRAWN", "CHECKED"))
            pen.text((left + 6 + across * column / 6, top + 4 + up * row / 5), word, fill=0, font_size=13)
    return image


@pytest.mark.parametrize("size", [(1024, 720), (720, 1024)], ids=["wide", "tall"])
@pytest.mark.parametrize("block", [(0.45, 0.16), (0.6, 0.2), (0.94, 0.18), (0.35, 0.22)])
def test_two_sheets_of_one_office_are_not_alike_though_nothing_else_is_registered(
    size: tuple[int, int], block: tuple[float, float]
) -> None:
    one, other = (sheet(seed, size, block) for seed in (1, 2))
    asked, turned, registered = made(one), made(one.transpose(Image.Transpose.ROTATE_90)), made(other)
    assert alike(asked, registered) is None
    assert alike(turned, registered) is None
    assert alike(turned, asked) is not None


def test_what_many_registered_documents_hold_does_not_suffice() -> None:
    asked = made(drawing(1))
    assert alike(asked, asked) is not None
    assert alike(asked, asked, weight=0.02) is None


def test_pages_behind_the_limit_are_said_to_be_left_out() -> None:
    family, sheets = PictureFamily(most_pages=2), [drawing(seed) for seed in range(3)]
    two, three = (family.prints(part(*map(page, sheets[:count])), SECRET) for count in (2, 3))
    assert two.left_out == ()
    assert three.left_out == (LeftOut(what="pages", figure=2),)
    assert three.hashes.tolist() == two.hashes.tolist()


def test_as_many_pages_are_held_against_each_other_as_share_most() -> None:
    asked = made(*(drawing(1) for _ in range(FAMILY.most_pages)))
    found = alike(asked, asked)
    assert found is not None
    assert len(found.runs) == MAX_PAGE_PAIRS


def test_a_print_is_bounded_and_in_order() -> None:
    asked = made(*(drawing(1) for _ in range(FAMILY.most_pages + 2)))
    assert int(asked.places.max()) >> PAGE_SHIFT == FAMILY.most_pages - 1
    assert (np.diff(asked.places) >= 0).all()
    assert (asked.starts == -1).all()


@pytest.mark.parametrize("seed", range(4))
def test_any_pixels_have_a_print(seed: int) -> None:
    chance = np.random.default_rng(seed)
    for width, height in ((512, 40), (97, 512), (300, 300), (3, 3)):
        gray = chance.integers(0, 256, (height, width), dtype=np.uint8)
        pixels = Page(number=1, width=width, height=height, gray=gray.tobytes())
        torn = Page(number=2, width=width, height=height, gray=gray.tobytes()[:-1])
        asked = FAMILY.prints(part(pixels, torn), SECRET)
        assert asked.hashes.size == asked.places.size == asked.starts.size == asked.ends.size
