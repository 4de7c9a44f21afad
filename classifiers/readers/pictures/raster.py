"""Pictures by Pillow: one gray raster a page, the words in their metadata, and the letters in their pixels."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pi_heif
from PIL import Image, ImageSequence

from classifiers.colours import colours_of, seen
from classifiers.document import Page
from classifiers.largefile import opened
from classifiers.ocr.letters import Outcome
from classifiers.pixels import flattened, on_white
from classifiers.readers.pictures.words import add_words
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# Never EPS: Pillow starts Ghostscript for it.
FORMATS = (
    "PNG", "JPEG", "GIF", "TIFF", "BMP", "DIB", "WEBP", "JPEG2000", "ICO", "PSD", "PPM", "AVIF", "HEIF", "TGA",
    "PCX", "SGI", "XBM", "XPM", "DDS", "ICNS", "QOI",
)  # fmt: skip
# Pages that stand beside each other; all others are frames in time, or sizes of one picture.
PAGED = ("TIFF", "MPO")
FRAMES = 500


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Pixels, metadata and letters of a picture; partial where letters that may be there were not read."""
    if "HEIF" not in Image.OPEN:
        pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = job.limits.image_px
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(opened(data), formats=FORMATS) as image:
            add_words(image, draft, job, depth)
            if image.width * image.height > job.limits.image_px:
                draft.degrade(Reading.PARTIAL, "limit.image_px", f"{image.width}x{image.height}")
                return
            _read_frames(image, draft, job, is_inset=depth > 0)


def _read_frames(image: Image.Image, draft: Draft, job: Job, *, is_inset: bool) -> None:
    """Pages of a TIFF; of an animation the first frame stands for all."""
    count = getattr(image, "n_frames", 1)
    is_paged = image.format in PAGED
    if count > 1:
        draft.add_metadata("frames", count)
    if count > 1 and not is_paged and image.format not in ("ICO", "ICNS", "PSD"):
        draft.find("image.animation", str(count))
    missing = 0
    for number, frame in enumerate(ImageSequence.Iterator(image)):
        job.check_time()
        if number and not is_paged:
            break
        if number >= FRAMES:
            draft.degrade(Reading.PARTIAL, "limit.pages", str(FRAMES))
            break
        if frame.width * frame.height > job.limits.image_px:
            draft.degrade(Reading.PARTIAL, "limit.image_px", f"{frame.width}x{frame.height}")
            continue
        if not _is_whole(frame):
            draft.degrade(Reading.PARTIAL, "damaged", "cut off")
            break
        place = f"page {number + 1}" if is_paged and count > 1 else ""
        if job.letters.read(frame, draft, place, is_inset=is_inset) is Outcome.UNREAD:
            draft.reading = max(draft.reading, Reading.PARTIAL)
        missing += not job.add_page(draft, gray_page(frame, number + 1, job.limits.raster_px))
    if missing:
        draft.find("limit.pages", f"{count - missing} of {count} rendered")


def _is_whole(frame: Image.Image) -> bool:
    """Whether all pixels are there, which are decoded now; its properties have been read by then."""
    try:
        frame.load()
    except (OSError, SyntaxError):
        return False
    return True


def gray_page(image: Image.Image, number: int, longer_px: int) -> Page:
    """A picture as the drawing model sees it: gray, on white, its longer side `longer_px` at most; and how coloured."""
    aspect = image.width / max(1, image.height)
    if image.format == "JPEG":
        image.draft("RGB", (longer_px, longer_px))
    factor = max(1, max(image.size) // (2 * longer_px))
    if factor > 1 and image.mode in ("L", "RGB", "RGBA"):
        image = image.reduce(factor)
    gray = flattened(image)
    gray.thumbnail((longer_px, longer_px), Image.Resampling.BILINEAR)
    return Page(
        number=number,
        width=gray.width,
        height=gray.height,
        gray=gray.tobytes(),
        aspect=aspect,
        colours=colours_of(seen(on_white(image))),
    )
