"""What an entry asks for: by its list, and by its text where the text says less or more than the list.

docs/screening.md gives the source of each choice; an office overrides any by the list's code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from policies.model import ListEffect

PROHIBIT, LICENCE, FLAG = ListEffect.PROHIBIT, ListEffect.LICENCE, ListEffect.FLAG


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownList:
    """A list that we know by name.

    Attributes:
        spellings: Regular expression over what files call it, case folded.
    """

    code: str
    title: str
    effect: ListEffect
    spellings: str


KNOWN_LISTS = (
    KnownList(code="EL", title="US Entity List", effect=LICENCE, spellings=r"el|entity list.*"),
    KnownList(code="EL-PRINTED", title="US Entity List, excerpt", effect=LICENCE, spellings=r"el-printed"),
    KnownList(code="DPL", title="US Denied Persons List", effect=PROHIBIT, spellings=r"dpl|denied persons.*"),
    KnownList(code="UVL", title="US Unverified List", effect=FLAG, spellings=r"uvl|unverified list.*"),
    KnownList(code="MEU", title="US Military End User List", effect=LICENCE, spellings=r"meu|military end.user.*"),
    KnownList(code="SDN", title="US SDN List", effect=PROHIBIT, spellings=r"sdn|specially designated.*"),
    KnownList(code="CMIC", title="US CMIC List", effect=FLAG, spellings=r"cmic|.*military.industrial complex.*"),
    KnownList(code="SSI", title="US SSI List", effect=FLAG, spellings=r"ssi|sectoral sanctions.*"),
    KnownList(code="NS-MBS", title="US Menu-Based Sanctions List", effect=FLAG, spellings=r"(ns-)?mbs|.*menu.based.*"),
    KnownList(code="CAP", title="US CAPTA List", effect=FLAG, spellings=r"cap(ta)?|capta list.*"),
    KnownList(code="PLC", title="US PLC List", effect=FLAG, spellings=r"plc|palestinian legislative.*"),
    KnownList(code="DTC", title="US ITAR Debarred List", effect=PROHIBIT, spellings=r"dtc|(itar|aeca) debarred.*"),
    KnownList(code="ISN", title="US Nonproliferation Sanctions", effect=LICENCE, spellings=r"isn|nonproliferation.*"),
    KnownList(
        code="METI-FEUL", title="外国ユーザーリスト", effect=LICENCE, spellings=r"jp-end-user-list|外国ユーザーリスト.*"
    ),
    KnownList(code="METI-RU", title="特定団体 ロシア (METI)", effect=PROHIBIT, spellings=r"meti-ru"),
    KnownList(code="METI-BY", title="特定団体 ベラルーシ (METI)", effect=PROHIBIT, spellings=r"meti-by"),
    KnownList(code="METI-THIRD", title="特定団体 第三国 (METI)", effect=PROHIBIT, spellings=r"meti-third"),
    KnownList(
        code="MOFCOM-CONTROL",
        title="中国 出口管制管控名单",
        effect=PROHIBIT,
        spellings=r"cn-export-control-watchlist|.*出口管制管控名单.*",
    ),
    KnownList(
        code="MOFCOM-UNRELIABLE",
        title="中国 不可靠实体清单",
        effect=FLAG,
        spellings=r"cn-unreliable-entity-list|.*不可靠实体清单.*",
    ),
    KnownList(code="MOFCOM-ATTENTION", title="中国 关注名单", effect=FLAG, spellings=r"cn-attention-list|.*关注名单.*"),
    KnownList(code="EU-833-2014", title="EU 833/2014", effect=FLAG, spellings=r"eu-833-2014"),
)
# A measure that its authority has put off binds nobody until it is taken up again.
_SUSPENDED = re.compile(r"suspended until|暂停实施|暂停上述|停止实施|一時停止|適用停止", re.IGNORECASE)


def known_list(written: str) -> KnownList:
    """The list that a file calls so; one that we do not know keeps its name and asks for a licence."""
    folded = written.strip().casefold()
    for known in KNOWN_LISTS:
        if re.fullmatch(known.spellings, folded):
            return known
    return KnownList(code=written.strip(), title=written.strip(), effect=LICENCE, spellings="")


def effect_of(known: KnownList, text: str, overrides: Mapping[str, ListEffect]) -> ListEffect:
    """What an entry of a list with this text asks for; an office's override of the list's code comes first."""
    if known.code in overrides:
        return overrides[known.code]
    return FLAG if _SUSPENDED.search(text) else known.effect
