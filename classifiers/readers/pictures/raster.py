"""Pictures by Pillow: one gray raster a page, and the words that stand in their metadata."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from PIL import ExifTags, Image, ImageSequence

from classifiers.document import Page
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# Never EPS: Pillow starts Ghostscript for it.
FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP", "JPEG2000", "ICO", "PSD", "PPM", "MPO")
FRAMES = 64


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Pixels and metadata of a picture. Letters in it are not read, which a finding says."""
    del depth
    Image.MAX_IMAGE_PIXELS = job.limits.image_px
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _read_words(image, draft)
            if image.width * image.height > job.limits.image_px:
                draft.degrade(Reading.PARTIAL, "limit.image_px", f"{image.width}x{image.height}")
                return
            _read_frames(image, draft, job)
    draft.find("image.no-ocr")


def _read_frames(image: Image.Image, draft: Draft, job: Job) -> None:
    """Pages of a TIFF; of an animation the first frame stands for all."""
    is_paged = image.format in ("TIFF", "MPO")
    for number, frame in enumerate(ImageSequence.Iterator(image)):
        job.check_time()
        if number and not is_paged:
            return
        if number >= FRAMES or not job.wants_page():
            draft.degrade(Reading.PARTIAL, "limit.pages", str(number))
            return
        if frame.width * frame.height > job.limits.image_px:
            draft.degrade(Reading.PARTIAL, "limit.image_px", f"{frame.width}x{frame.height}")
            return
        job.add_page(draft, gray_page(frame, number + 1, job.limits.raster_px))


def gray_page(image: Image.Image, number: int, longer_px: int) -> Page:
    """A picture as the drawing model sees it: gray, on white, its longer side `longer_px` at most."""
    aspect = image.width / max(1, image.height)
    if image.format == "JPEG":
        image.draft("L", (longer_px, longer_px))
    factor = max(1, max(image.size) // (2 * longer_px))
    if factor > 1 and image.mode in ("L", "RGB", "RGBA"):
        image = image.reduce(factor)
    gray = _flattened(image)
    gray.thumbnail((longer_px, longer_px), Image.Resampling.BILINEAR)
    return Page(number=number, width=gray.width, height=gray.height, gray=gray.tobytes(), aspect=aspect)


def _flattened(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        colour = image.convert("RGBA")
        paper = Image.new("RGBA", colour.size, "white")
        return Image.alpha_composite(paper, colour).convert("L")
    if image.mode.startswith("I") or image.mode == "F":
        low, high = image.convert("F").getextrema()
        span = float(high) - float(low) or 1.0  # type: ignore[arg-type]
        return image.convert("F").point(lambda value: (value - float(low)) * (255.0 / span)).convert("L")  # type: ignore[arg-type]
    return image.convert("L")


def _read_words(image: Image.Image, draft: Draft) -> None:
    """EXIF, text chunks and comments."""
    draft.add_metadata("image", f"{image.format} {image.mode} {image.width}x{image.height}")
    for key, value in image.info.items():
        _add_word(str(key), value, draft)
    for tag, value in image.getexif().items():
        _add_word(ExifTags.TAGS.get(tag, str(tag)), value, draft)


def _add_word(key: str, value: Any, draft: Draft) -> None:
    if key in ("icc_profile", "exif", "photoshop", "transparency", "XML:com.adobe.xmp") or isinstance(
        value, (dict, tuple)
    ):
        return
    if isinstance(value, bytes):
        if key not in ("comment", "xmp", "XPTitle", "XPComment", "XPAuthor", "XPKeywords", "XPSubject", "UserComment"):
            return
        value = value.decode("utf-16-le" if key.startswith("XP") else "utf-8", "ignore")
    if isinstance(value, str):
        draft.add_metadata(key, value)
