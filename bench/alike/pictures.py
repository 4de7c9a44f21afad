"""Pictures: pages of drawings turned, cropped, photographed and so on; pages of text, charts and photographs beside."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from bench.alike.lookup import SECRET, Lookup
from classifiers.detect.pictures import PictureFamily
from classifiers.document import Page, Part

DRAWN = ("mechanical-pdf", "mechanical-raster", "schematics-pdf", "schematics-raster", "pcb-plots",
         "plant-blueprints-pdf", "cad-screenshots", "patents", "floorplans")  # fmt: skip
RENDERED_PX = 1_400
PAGE_PX = 512
A_FOLDER = 10
CHANGED = 24
PAGES_A_FILE = 2


def measure(data: Path) -> dict[str, float]:
    """All figures."""
    family = PictureFamily()
    lookup = Lookup(family)
    folder = data / "files"
    drawn = [(path, image) for name in DRAWN for path, image in _images(folder / "drawings" / name, PAGES_A_FILE)]
    numbers, spent = [], 0.0
    for _, image in drawn:
        part = page_part(image)
        began = time.perf_counter()
        made = family.prints(part, SECRET)
        spent += time.perf_counter() - began
        numbers.append((lookup.register(made), made))
    figures: dict[str, float] = {
        "pictures_registered": len(drawn),
        "pictures_ms_a_page": round(spent * 1000 / max(1, len(drawn)), 1),
        "pictures_hashes_a_page": round(sum(lookup.sizes) / max(1, len(drawn)), 1),
        "pictures_without_print": sum(size == 0 for size in lookup.sizes),
    }
    pairs = [(number, other) for number, made in numbers for other, _ in lookup.ask(made) if number < other]
    figures["pictures_pairs"] = len(drawn) * (len(drawn) - 1) // 2
    figures["pictures_matches_of_one_file"] = sum(drawn[one][0] == drawn[other][0] for one, other in pairs)
    figures["pictures_matches"] = len(pairs) - figures["pictures_matches_of_one_file"]
    figures |= _near_misses(folder / "near-negatives", lookup)
    chosen = [index for index in range(len(drawn)) if lookup.sizes[index]]
    chosen = chosen[:: max(1, len(chosen) // CHANGED)]
    hits = 0
    for name, change in CHANGES.items():
        found = [
            index in dict(lookup.ask(family.prints(page_part(change(drawn[index][1])), SECRET))) for index in chosen
        ]
        figures[f"pictures_{name}"] = round(sum(found) / len(found), 3)
        hits += sum(found)
    figures["pictures_changed_each"] = len(chosen)
    figures["pictures_found"] = round(hits / (len(chosen) * len(CHANGES)), 3)
    return figures


def _near_misses(folder: Path, lookup: Lookup) -> dict[str, float]:
    """Pages of other things asked against the registered drawings, and against each other."""
    others = Lookup(PictureFamily())
    pages = among = against = 0
    for kind in sorted(path for path in folder.iterdir() if path.is_dir()):
        for _, image in _images(kind, 1):
            made = others.print_of(page_part(image))
            against += len(list(lookup.ask(made)))
            among += len(list(others.ask(made)))
            others.register(made)
            pages += 1
    return {
        "pictures_near_misses": pages,
        "pictures_near_miss_pairs": pages * len(lookup.sizes) + pages * (pages - 1) // 2,
        "pictures_near_misses_matching_drawings": against,
        "pictures_near_misses_matching_each_other": among,
    }


def _images(folder: Path, pages: int) -> Iterator[tuple[Path, Image.Image]]:
    paths = sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in (".pdf", ".png", ".jpg", ".jpeg", ".tif")
    )
    for path in paths[:A_FOLDER]:
        try:
            if path.suffix.lower() != ".pdf":
                image = Image.open(path).convert("L")
                image.thumbnail((2 * RENDERED_PX, 2 * RENDERED_PX))
                yield path, image
                continue
            document = pypdfium2.PdfDocument(path)
            for number in range(min(pages, len(document))):
                page = document[number]
                yield path, page.render(scale=RENDERED_PX / max(page.get_size())).to_pil().convert("L")
        except Exception:  # noqa: BLE001, S112 - some files are broken on purpose
            continue


def page_part(image: Image.Image) -> Part:
    """A picture as a reader gives it: its longer side 512 pixels."""
    share = PAGE_PX / max(image.size)
    small = image.resize(
        (max(1, round(image.width * share)), max(1, round(image.height * share))), Image.Resampling.BOX
    )
    page = Page(number=1, width=small.width, height=small.height, gray=small.tobytes())
    return Part(name="", type="image/png", digest="", size_bytes=1, pages=(page,))


def _cropped(image: Image.Image, left: float, top: float, right: float, low: float) -> Image.Image:
    width, height = image.size
    return image.crop((int(width * left), int(height * top), int(width * right), int(height * low)))


def _compressed(image: Image.Image) -> Image.Image:
    file = io.BytesIO()
    image.resize((image.width // 2, image.height // 2)).save(file, "JPEG", quality=20)
    return Image.open(io.BytesIO(file.getvalue())).convert("L")


def _photographed(image: Image.Image) -> Image.Image:
    """On a dark desk, seen askew, lit from one side, blurred and noisy."""
    chance = np.random.default_rng(image.width)
    desk = Image.new("L", (int(image.width * 1.15), int(image.height * 1.15)), 80)
    desk.paste(image, (int(image.width * 0.07), int(image.height * 0.07)))
    width, height = desk.size
    near = chance.uniform(0, 0.06, 8)
    corners = (
        width * near[0], height * near[1], width * near[2], height * (1 - near[3]),
        width * (1 - near[4]), height * (1 - near[5]), width * (1 - near[6]), height * near[7],
    )  # fmt: skip
    seen = desk.transform(desk.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    values = np.asarray(seen, dtype=np.float64) * np.linspace(0.55, 1.0, width) + chance.normal(0, 5, (height, width))
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))


def _scanned(image: Image.Image) -> Image.Image:
    """Askew by a degree and a half, two tones, with specks."""
    chance = np.random.default_rng(image.height)
    values = np.asarray(image.rotate(1.5, Image.Resampling.BICUBIC, fillcolor=255), dtype=np.int64).copy()
    values = np.where(values < 160, 0, 255)
    values[chance.random(values.shape) < 0.003] = 0
    return Image.fromarray(values.astype(np.uint8))


def _pasted(image: Image.Image) -> Image.Image:
    """As a figure on a page, two thirds as wide."""
    page = Image.new("L", (int(image.width * 1.5), int(image.height * 1.7)), 255)
    page.paste(image, (int(image.width * 0.25), int(image.height * 0.2)))
    return page


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "turned_90": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "turned_180": lambda image: image.transpose(Image.Transpose.ROTATE_180),
    "turned_270": lambda image: image.transpose(Image.Transpose.ROTATE_270),
    "skewed_2": lambda image: image.rotate(2, Image.Resampling.BICUBIC, fillcolor=255),
    "skewed_7": lambda image: image.rotate(7, Image.Resampling.BICUBIC, fillcolor=255, expand=True),
    "cropped_90": lambda image: _cropped(image, 0.05, 0.05, 0.95, 0.95),
    "cropped_80": lambda image: _cropped(image, 0.1, 0.1, 0.9, 0.9),
    "cropped_corner_60": lambda image: _cropped(image, 0.0, 0.0, 0.6, 0.6),
    "half_size": lambda image: image.resize((image.width // 2, image.height // 2)),
    "jpeg": _compressed,
    "inverted": lambda image: Image.eval(image, lambda value: 255 - value),
    "scanned": _scanned,
    "photographed": _photographed,
    "pasted_into_a_page": _pasted,
}
