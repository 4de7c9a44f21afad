"""Names of files inside files, made harmless."""

from __future__ import annotations

from classifiers.readers.draft import clean_text

NAME_CHARS = 512


def safe_name(name: str) -> str:
    """A name from inside a container as a harmless relative path: no `..`, no root, no control characters."""
    cleaned = clean_text(name).replace("\\", "/")
    cleaned = "".join(char if char.isprintable() else "_" for char in cleaned)
    steps = [step for step in cleaned.split("/") if step not in ("", ".", "..")]
    return "/".join(steps)[-NAME_CHARS:] or "unnamed"


def path_in(parent: str, name: str) -> tuple[str, str]:
    """The path inside the document of a file in the part `parent`, and its own name alone."""
    clean = safe_name(name)
    return (f"{parent}/{clean}" if parent else clean), clean
