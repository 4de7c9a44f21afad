"""What readers of files give: one record an entry, as the file words it, with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from policies.model import ListEffect
from policies.screening.lists import EntityKind, ListError

MAX_TEXT = 300
_KINDS = {
    "individual": EntityKind.PERSON, "person": EntityKind.PERSON, "vessel": EntityKind.CRAFT,
    "aircraft": EntityKind.CRAFT, "airplane": EntityKind.CRAFT,
}  # fmt: skip
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDED = re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)})[a-z]* (\d{{4}})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry as a file words it.

    Attributes:
        list: The list as the file calls it.
        text: Requirement, policy, programme and reason together.
        effect: What an own list says of the entry itself; None leaves it to the list.
    """

    list: str
    id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: EntityKind = EntityKind.ORGANISATION
    text: str = ""
    effect: ListEffect | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All of a file, and its day where it says one."""

    records: tuple[Record, ...]
    dated: date | None = None


class Fields:
    """One object of a JSON file or row of a table; every value is checked as it is taken."""

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        self.place = place
        self._values = values

    def text(self, *keys: str) -> str:
        """The first of some keys that holds text, a number or a list of texts; empty where none does."""
        for key in keys:
            value = self._values.get(key)
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
                return " ".join(str(value).split())
            if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
                return "; ".join(value)
            if value not in (None, "", []) and not isinstance(value, str):
                raise ListError(f"{self.place}: `{key}` is not text", help="download the list again, unchanged")
        return ""

    def texts(self, *keys: str) -> tuple[str, ...]:
        """The first of some keys that holds a list of texts, or texts with `;` between; each once."""
        for key in keys:
            value = self._values.get(key)
            if isinstance(value, str) and value.strip():
                value = value.split(";")
            if isinstance(value, list) and value:
                if not all(isinstance(each, str) for each in value):
                    raise ListError(f"{self.place}: `{key}` is no list of texts", help="download the list again")
                return tuple(dict.fromkeys(" ".join(each.split()) for each in value if each.strip()))
        return ()

    def day(self, *keys: str) -> date | None:
        """A day as ISO 8601 or `31.12.2025` has it; None where absent."""
        written = self.text(*keys)
        if not written:
            return None
        found = day_of(written)
        if found is None:
            raise ListError(f"{self.place}: `{written[:40]}` is not a day", help="write it as 2027-03-31")
        return found

    def kind(self, *keys: str) -> EntityKind:
        """What the entry is; an organisation where the file does not say."""
        return _KINDS.get(self.text(*keys).casefold(), EntityKind.ORGANISATION)


def published(fields: Fields, *, name: str, aliases: tuple[str, ...]) -> Record:
    """An entry in the words of trade.gov, the same from its JSON as from its CSV."""
    return Record(
        list=fields.text("list_code", "list_id", "source", "list", "source_list_name"),
        id=fields.text("id", "_id", "entity_number"),
        name=name,
        aliases=aliases,
        kind=fields.kind("type", "entity_type"),
        text=shortened(
            fields.text("license_requirement"),
            fields.text("license_policy"),
            fields.text("programs"),
            fields.text("reason", "standard_order", "remarks"),
        ),
        since=fields.day("start_date", "date_added"),
        until=fields.day("end_date"),
    )


def day_of(written: str) -> date | None:
    """The day that a text says; None where it says none."""
    first = written.split(";")[0].strip()
    day_first, worded = _DAY_FIRST.fullmatch(first), _WORDED.fullmatch(first)
    try:
        if worded:
            return date(int(worded[3]), _MONTHS.index(worded[2].casefold()) + 1, int(worded[1]))
        if day_first:
            return date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
        return datetime.fromisoformat(written.strip()).date()
    except ValueError:
        return None


def shortened(*texts: str) -> str:
    """Texts in one line of bounded length."""
    joined = "; ".join(text for text in texts if text)
    return joined if len(joined) <= MAX_TEXT else joined[: MAX_TEXT - 1] + "…"
