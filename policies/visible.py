"""Text that others wrote, made safe to look at: nothing in it moves the cursor, hides a word or turns its order."""

from __future__ import annotations

KEPT = frozenset("\n\t\u3000")  # the ideographic space is ordinary in Japanese and Chinese
MOST_CHARS = 4_000


def visible(text: str) -> str:
    """The text with every control and direction-changing character written out, such as `\\x1b` or `\\u202e`.

    File names and the words of a request come from whoever wants a release; an officer reads them before signing.
    """
    text = text.replace("\r\n", "\n")
    return "".join(sign if sign.isprintable() or sign in KEPT else _written(sign) for sign in text)


def visible_line(text: str, *, most_chars: int = MOST_CHARS) -> str:
    """The text as `visible` writes it, in one line and cut to a length: no name can look like a line of ours."""
    cut = text if len(text) <= most_chars else f"{text[:most_chars]}…"
    return "".join(_written(sign) if sign in "\n\t" else sign for sign in visible(cut))


def _written(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
