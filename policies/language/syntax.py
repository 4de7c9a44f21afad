"""What to say to the author of a text that is no YAML: the place that is to be mended, and how."""

from __future__ import annotations

import re
import unicodedata

from yaml.error import Mark, MarkedYAMLError

from policies.language.faults import Fault

WIDE_COLON = re.compile(r"\s*(?:- )?[^\s：:#'\"\[{]+(：)")
WIDE_BLANKS = re.compile(r"[ ]*([\u3000\u00a0\u2000-\u200b])")
TAB = re.compile(r"[ ]*(\t)")
IDEOGRAPHIC_SIGNS = frozenset("、。「」『』【】“”‘’")

# What in a text breaks YAML although it looks right, and what to write instead.
LOOKALIKES = (
    (TAB, "a tab stands before the first word", "indent with spaces"),
    (WIDE_BLANKS, "a wide blank stands before the first word", "indent with ordinary spaces"),
    (WIDE_COLON, "a full-width colon `：` stands after the key", "write `: `, an ordinary colon and a blank"),
)


def fault_of(text: str, error: MarkedYAMLError) -> Fault:
    """The fault that a YAML error stands for.

    Args:
        text: What was read.
        error: What the YAML library said of it.
    """
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Fault(line=1, column=1, message="not YAML", help="indent with spaces")
    begin = error.context_mark or mark
    return _lookalike(text, begin, mark) or _unfinished(error, begin, mark) or _plain(error, mark)


def word_advice(word: str) -> str:
    """Advice for a word that is none: full-width signs, as input methods leave them, or several words; else empty."""
    if IDEOGRAPHIC_SIGNS.intersection(word) or unicodedata.normalize("NFKC", word) != word:
        return "write signs in half width, a list as `[a, b]` with ordinary commas"
    return "write a list as `[a, b]`" if len(word.split()) > 1 else ""


def _lookalike(text: str, begin: Mark, mark: Mark) -> Fault | None:
    """A sign that looks right and is not, in the lines that the error is about or the one before them."""
    lines = text.replace("\r\n", "\n").split("\n")
    first = max(min(begin.line, mark.line - 1), mark.line - 3, 0)
    for number in range(first, min(mark.line + 1, len(lines))):
        for pattern, what, advice in LOOKALIKES:
            if found := pattern.match(lines[number]):
                return Fault(line=number + 1, column=found.start(1) + 1, message=f"not YAML: {what}", help=advice)
    return None


def _unfinished(error: MarkedYAMLError, begin: Mark, mark: Mark) -> Fault | None:
    """What was begun and not ended: a quotation, a list, a mapping, a key without its colon, a broken indentation."""
    context, problem = error.context or "", error.problem or ""
    place = {"line": begin.line + 1, "column": begin.column + 1}
    if "quoted scalar" in context:
        return Fault(**place, message="not YAML: the quotation that begins here has no end", help="close the quotation")
    if "flow sequence" in context:
        advice = "write `,` between values and `]` behind the last"
        return Fault(**place, message="not YAML: the list that begins here is not closed well", help=advice)
    if "flow mapping" in context:
        advice = "write `,` between entries and `}` behind the last"
        return Fault(**place, message="not YAML: the mapping that begins here is not closed well", help=advice)
    if "could not find expected ':'" in problem:
        return Fault(**place, message="not YAML: a key without a colon", help="write `key: value`")
    if ("block mapping" in context or "block collection" in context) and "block mapping start" in problem:
        what = f"not YAML: indented by {mark.column}, unlike the lines it belongs to"
        advice = f"the block that begins in line {begin.line + 1} is indented by {begin.column}"
        return Fault(line=mark.line + 1, column=mark.column + 1, message=what, help=advice)
    if "mapping values are not allowed" in problem:
        advice = "quote a value that holds `: `, and look at the indentation of this line and the one before"
        return Fault(line=mark.line + 1, column=mark.column + 1, message="not YAML: a second `:`", help=advice)
    return None


def _plain(error: MarkedYAMLError, mark: Mark) -> Fault:
    said = " ".join(part for part in (error.context, error.problem) if part)
    advice = "indent with spaces; quote text that holds `: ` or ` #`"
    return Fault(line=mark.line + 1, column=mark.column + 1, message=f"not YAML: {said}", help=advice)
