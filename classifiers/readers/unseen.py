"""Counts text that a reader of the document does not see: hidden, white, tiny. The text itself is read like any other.

Only what its own markup says is looked at. White letters in a table, in a shape or on a ground of their own are likely
to be seen, and are not counted; what a style sheet, a theme or a template does to text is not known here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TINY_PT = 1.0
OFF = frozenset({"0", "false", "off", "none"})
GROUNDED = frozenset({"tbl", "txbxContent", "textbox", "shape"})
WHITE = re.compile(r"#?[Ff][A-Fa-f0-9][Ff][A-Fa-f0-9][Ff][A-Fa-f0-9]")
HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:[;!]|$)"
    r"|font-size\s*:\s*(?:0(?:\.\d+)?|1(?:\.0+)?)\s*(?:px|pt|em|rem|%)?\s*(?:[;!]|$)",
    re.IGNORECASE,
)
WHITE_STYLE = re.compile(
    r"(?:^|[;\s])color\s*:\s*(?:white|#fff(?:fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))\s*(?:[;!]|$)", re.IGNORECASE
)


def unseen_runs(root: Any) -> int:
    """Runs of an XML part of an Office document, or rows of a sheet, with text that is not shown.

    Hidden sheets and slides are findings of their own.
    """
    runs: set[Any] = set()
    for mark in root.iter("{*}vanish", "{*}color", "{*}sz", "{*}rPr"):
        run = _run_of(mark)
        if run is not None and _hides(mark) and _has_text(run):
            runs.add(run)
    rows = sum(_is_on(row, "hidden") and _has_text(row) for row in root.iter("{*}row"))
    return len(runs) + rows


def unseen_elements(root: Any) -> int:
    """Outermost elements of an HTML page with text that is not shown, as far as their own attributes say."""
    count = 0
    waiting = [(root, False)]
    while waiting:
        element, has_ground = waiting.pop()
        style = element.get("style") or ""
        is_hidden = element.get("hidden") is not None or bool(HIDING_STYLE.search(style))
        has_ground = has_ground or "background" in style or any(element.get(name) for name in ("class", "bgcolor"))
        is_hidden = is_hidden or (not has_ground and bool(WHITE_STYLE.search(style)))
        if is_hidden and any(not text.isspace() for text in element.itertext(with_tail=False)):
            count += 1
        elif not is_hidden:
            waiting.extend((child, has_ground) for child in element if isinstance(child.tag, str))
    return count


def _hides(mark: Any) -> bool:
    name, value = _local(mark), _value(mark)
    if name == "vanish":
        return value.lower() not in OFF
    if name == "color":
        return bool(WHITE.fullmatch(value)) and not any(_gives_ground(each) for each in _around(mark))
    # Half points in a text, hundredths of a point on a slide.
    size, per_pt = (value, 2) if name == "sz" else (mark.get("sz", ""), 100)
    return size.isdecimal() and int(size) <= TINY_PT * per_pt


def _run_of(mark: Any) -> Any:
    """The run that a mark of its properties is about; None where it is about a style or a paragraph's end."""
    properties = mark if _local(mark) == "rPr" else mark.getparent()
    run = properties.getparent() if properties is not None and _local(properties) == "rPr" else None
    return run if run is not None and _local(run) in ("r", "fld") else None


def _around(mark: Any) -> Iterator[Any]:
    yield mark.getparent()
    yield from mark.iterancestors()


def _gives_ground(element: Any) -> bool:
    """Whether an element round a run, or its properties, give it a colour to stand on."""
    if _local(element) in GROUNDED:
        return True
    properties = element if _local(element) == "rPr" else element.find("{*}pPr")
    return properties is not None and any(_local(each) in ("shd", "highlight") for each in properties)


def _has_text(element: Any) -> bool:
    return any((text.text or "").strip() for text in element.iter("{*}t", "{*}v"))


def _is_on(element: Any, name: str) -> bool:
    return element.get(name, "0").lower() not in OFF


def _value(element: Any) -> str:
    return str(next((value for name, value in element.attrib.items() if name.rpartition("}")[2] == "val"), ""))


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
