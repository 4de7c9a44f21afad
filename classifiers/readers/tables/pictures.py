"""The formats of pictures, sound, film and fonts."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("Images", ("image/png", "image/apng", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/x-ms-bmp", "image/webp", "image/jp2", "image/jpx", "image/heic", "image/heif", "image/avif", "image/vnd.microsoft.icon", "image/x-icon", "image/vnd.adobe.photoshop", "image/x-portable*", "image/x-tga", "image/x-pcx", "image/vnd.zbrush.pcx", "image/x-xbitmap", "image/x-xpmi", "image/x-xpixmap", "image/x-icns", "image/x-sgi"), "pictures.raster", "read", "EXIF with position, IPTC, XMP, text chunks, names of layers, the preview in EXIF as a part; one gray raster a page; letters by OCR where an engine is installed, else *partial* unless a look shows that there are none", "Pillow, pi-heif, Tesseract or RapidOCR", limits=("image_px", "pages", "ocr_pages", "ocr_px", "ocr_page_s", "ocr_s")),
    Format("Other images", ("image/*",), "binary", "read_strings", "readable strings", "own", "partial"),
    Format("Sound, film, fonts", ("audio/*", "video/*", "font/*", "application/font*", "application/vnd.ms-opentype", "application/x-font*"), "binary", "read_strings", "readable strings", "own", "partial"),
)  # fmt: skip
