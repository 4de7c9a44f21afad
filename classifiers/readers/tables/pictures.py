"""The formats of pictures, sound, film and fonts."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("Images", ("image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp", "image/jp2", "image/vnd.microsoft.icon", "image/vnd.adobe.photoshop", "image/x-portable*"), "pictures.raster", "read", "one gray raster a page, EXIF and text chunks; letters are not read: finding `image.no-ocr`", "Pillow", limits=("image_px", "pages")),
    Format("Other images", ("image/*",), "binary", "read_strings", "readable strings", "own", "partial"),
    Format("Sound, film, fonts", ("audio/*", "video/*", "font/*", "application/font*", "application/vnd.ms-opentype", "application/x-font*"), "binary", "read_strings", "readable strings", "own", "partial"),
)  # fmt: skip
