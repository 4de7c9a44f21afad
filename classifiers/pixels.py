"""A picture of any mode as gray on white."""

from __future__ import annotations

from PIL import Image


def flattened(image: Image.Image) -> Image.Image:
    """Mode `L`: what is transparent shows white paper, wide values are spread from their least to their greatest."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        colour = image.convert("RGBA")
        paper = Image.new("RGBA", colour.size, "white")
        return Image.alpha_composite(paper, colour).convert("L")
    if image.mode.startswith("I") or image.mode == "F":
        low, high = image.convert("F").getextrema()
        span = float(high) - float(low) or 1.0  # type: ignore[arg-type]
        return image.convert("F").point(lambda value: (value - float(low)) * (255.0 / span)).convert("L")  # type: ignore[arg-type]
    return image.convert("L")
