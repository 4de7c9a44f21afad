"""Cells to the policy's words: levels, statuses, stages, days; in the office's own words too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from policies.importing.columns import folded

# An empty cell says nothing and changes nothing; this one says that there is nothing.
NOTHING = "-"
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_REIWA_BEFORE_FIRST = 2018
_DAYS = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})(?:T00:00:00(?:\.0+)?(?:Z|\+00:00|\+09:00)?)?"),
    re.compile(r"(?P<y>[0-9]{4})/(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})"),
    re.compile(r"(?P<y>[0-9]{4})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日"),
    re.compile(r"(?:令和|R)(?P<r>[0-9]{1,2}|元)[年.](?P<m>[0-9]{1,2})[月.](?P<d>[0-9]{1,2})日?"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?:000000(?:\.0)?Z)?"),
)
# Words that offices write for the language's own, folded.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {
        "居住者": "resident", "非居住者": "non-resident", "特定類型1": "specific-category-1",
        "特定類型2": "specific-category-2", "特定類型3": "specific-category-3",
        "不明": "unknown", "未申告": "unknown", "nonresident": "non-resident",
    },
    "clearance": {"公開": "public", "学内": "internal", "内部": "internal", "機微": "sensitive", "管理": "controlled"},
    "stage": {
        "基礎研究": "basic-research", "応用研究": "applied-research", "開発": "development", "試作": "prototype",
        "試験": "test", "製品": "product",
    },
}  # fmt: skip


def word_in(field: str, written: str, known: Mapping[str, str], own: Mapping[str, Mapping[str, str]]) -> str | None:
    """The word of a closed set that a cell says; None where it says none.

    Args:
        field: Field of the policy, such as `clearance`.
        known: Folded word to the language's own.
        own: The map's `values`.
    """
    wanted = folded(written)
    said = own.get(field, {}).get(wanted)
    if said is not None:
        return known.get(folded(said))
    usual = _WORDS.get("clearance" if field == "level" else field, {})
    return known.get(wanted) or usual.get(wanted)


def day_in(written: str) -> date | None:
    """The day that a cell says, in the forms that Japanese offices and directories write; None where none."""
    plain = unicodedata.normalize("NFKC", written).strip()
    for pattern in _DAYS:
        if found := pattern.fullmatch(plain):
            parts = found.groupdict()
            reiwa = parts.get("r")
            year = int(parts["y"]) if reiwa is None else _REIWA_BEFORE_FIRST + (1 if reiwa == "元" else int(reiwa))
            try:
                return date(year, int(parts["m"]), int(parts["d"]))
            except ValueError:
                return None
    return None


def id_from(account: str) -> str:
    """The id of a person by an account: without domain and realm, lower case, other signs as `-`; at most 64.

    `MINATO\\Sato.T` and `sato.t@minato.example` both give `sato.t`. Empty where nothing is left.
    """
    name = unicodedata.normalize("NFKC", account).rsplit("\\", 1)[-1].split("@", 1)[0].casefold()
    return re.sub(r"[^a-z0-9._-]+", "-", name).strip("-._")[:64].rstrip("-._")


def domain_of(account: str) -> str:
    """Domain of a mail address or realm of a Windows account, folded; empty where neither stands there."""
    name = unicodedata.normalize("NFKC", account).casefold()
    return name.rsplit("\\", 1)[0] if "\\" in name else name.partition("@")[2]


def local_of(account: str) -> str:
    """An account without its domain and realm, folded."""
    return unicodedata.normalize("NFKC", account).casefold().rsplit("\\", 1)[-1].split("@", 1)[0]


def group_from(written: str) -> str:
    """The id of a group by a name or an LDAP distinguished name: its first part, as `id_from` writes it."""
    first = re.match(r"\s*cn\s*=\s*((?:\\.|[^,\\])+)", written, re.IGNORECASE)
    return id_from(re.sub(r"\\(.)", r"\1", first[1]) if first else written)


def is_id(written: str) -> bool:
    """Whether a text can stand as an id in the policy."""
    return _ID.fullmatch(written) is not None
