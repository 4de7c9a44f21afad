"""A picture of any mode on white, in gray or in colour."""

from __future__ import annotations

from PIL import Image


def flattened(image: Image.Image) -> Image.Image:
    """Mode `L`: what is transparent shows white paper, wide values are spread from their least to their greatest."""
    if _is_transparent(image):
        return _composed(image).convert("L")
    if image.mode.startswith("I") or image.mode == "F":
        low, high = image.convert("F").getextrema()
        span = float(high) - float(low) or 1.0  # type: ignore[arg-type]
        return image.convert("F").point(lambda value: (value - float(low)) * (255.0 / span)).convert("L")  # type: ignore[arg-type]
    return image.convert("L")


def on_white(image: Image.Image) -> Image.Image:
    """Mode `RGB`: what is transparent shows white paper; what has wide values becomes gray as in `flattened`."""
    if _is_transparent(image):
        return _composed(image).convert("RGB")
    if image.mode.startswith("I") or image.mode == "F":
        return flattened(image).convert("RGB")
    return image.convert("RGB")


def _is_transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _composed(image: Image.Image) -> Image.Image:
    colour = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", colour.size, "white"), colour)
