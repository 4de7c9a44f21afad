"""Whether a text holds the words that others found in the same file, whatever their order and spacing."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable

WORD = re.compile(r"[^\W\d_]+")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
UNSPACED_RUN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|[^\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
LETTERS = 3
# What the others write themselves. markitdown: empty cells and unnamed columns, slide numbers, heads of a mail, targets
# of pictures, data URLs; pdfminer: letters that it cannot name; Tika: names of what is packed without one.
OF_ITS_OWN = re.compile(
    r"\bNa[NT]\b|\bUnnamed: \d+|<!-- Slide number: \d+ -->|^#+ (?:Notes:|Email Message|Content)|^\*\*[A-Za-z]+:\*\*"
    r"|(?<=\])\([^()\s]*\)|data:[\w/+.-]+;base64\S*|\(cid:\d+\)"
    r"|^(?:thumbnail|file)_\d+\.\w+$|^UNKNOWN-\d+\.unknown$",
    re.MULTILINE,
)
FEWEST_WORDS = 3
# Where a word may be broken, which nobody sees: extractors write it or leave it out.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


def words(text: str) -> frozenset[str]:
    """Words of three letters and more, and pairs of characters where a script has no spaces."""
    found: set[str] = set()
    text = OF_ITS_OWN.sub(" ", text).translate(UNSEEN)
    for word in WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        for run in UNSPACED_RUN.findall(word):
            if UNSPACED.match(run):
                found.update(run[place : place + 2] for place in range(max(1, len(run) - 1)))
            elif len(run) >= LETTERS:
                found.add(run)
    return frozenset(found)


def agreed(texts: Iterable[Collection[str]], *, least: int = 2) -> frozenset[str]:
    """Words that at least `least` of the texts have."""
    counts = Counter(word for text in texts for word in set(text))
    return frozenset(word for word, count in counts.items() if count >= least)


def squashed(text: str) -> str:
    """Text without anything but letters and digits, to look for what another extractor spaced otherwise."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def missing(text: str, theirs: Collection[str]) -> frozenset[str]:
    """Those of their words that `text` does not hold, alone or within a longer one."""
    absent = frozenset(theirs) - words(text)
    if not absent:
        return absent
    whole = squashed(text)
    return frozenset(word for word in absent if not any(form in whole for form in _forms(word)))


def _forms(word: str) -> tuple[str, ...]:
    """How another extractor may have come by a word: bold by drawing twice, a line read from its other end."""
    return word, word[::-1], *(word[::times] for times in (2, 3, 4) if _is_repeated(word, times))


def _is_repeated(word: str, times: int) -> bool:
    return len(word) % times == 0 and all(word[place::times] == word[::times] for place in range(times))


def recall(text: str, theirs: Collection[str]) -> float:
    """Share of their words that `text` holds; 1 where they have too few to say anything."""
    return 1 - len(missing(text, theirs)) / len(theirs) if len(theirs) >= FEWEST_WORDS else 1.0
