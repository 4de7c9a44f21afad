"""Agents' totals: kept at their highest, and added up for whoever minds the policy.

An agent can only tell of itself. What it tells that cannot be right is left out, and its health is kept all the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, insert, select, update

from agent.wire import RuleHits
from policies.tables import Tables
from server.hits.tables import rule_hits

SOURCE = re.compile(r"(?:rule|invariant|default|permit|obligation):[^\s\0:]{1,80}|release|error")
MOST_HITS = 2**53
# A policy has hundreds of rules; an agent that tells of thousands is not to be believed.
MOST_SOURCES = 5000
RULE = "rule:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Hits of one source over all agents.

    Attributes:
        source: `rule:…`, `invariant:…`, `default:…`, `permit:…`, `obligation:…`, `release` or `error`.
        last: When last; None where never.
    """

    source: str
    hits: int
    last: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HitReport:
    """Hits under the published policy.

    Attributes:
        since: From when on they were counted.
        agents: How many agents told of decisions under this version.
        rules: Every rule in the table's order, also those never hit.
        others: Invariants, defaults, releases and errors that had a say, most hits first.
    """

    version: int
    since: datetime
    agents: int
    rules: tuple[Total, ...]
    others: tuple[Total, ...]


def keep_hits(connection: Connection, agent: str, told: Collection[RuleHits], newest: int, now: datetime) -> None:
    """Keep an agent's totals where they are higher than those known.

    Args:
        newest: Version of the published policy, 0 for none.
    """
    if not told:
        return
    columns = (rule_hits.c.policy_version, rule_hits.c.source, rule_hits.c.hits)
    rows = connection.execute(select(*columns).where(rule_hits.c.agent == agent)).all()
    known = {(row.policy_version, row.source): row.hits for row in rows}
    sources = Counter(version for version, _ in known)
    for each in told:
        key = (each.policy_version, each.source)
        if not _is_credible(each, newest) or each.hits <= known.get(key, 0):
            continue
        values = {"hits": each.hits, "last_at": min(each.last, now)}
        named = {"agent": agent, "policy_version": each.policy_version, "source": each.source}
        if key in known:
            where = and_(*(rule_hits.c[name] == value for name, value in named.items()))
            connection.execute(update(rule_hits).where(where).values(**values))
        elif sources[each.policy_version] < MOST_SOURCES:
            sources[each.policy_version] += 1
            connection.execute(insert(rule_hits).values(**named, first_at=now, **values))
        else:
            continue
        known[key] = each.hits


def report(connection: Connection, tables: Tables, published: datetime) -> HitReport:
    """The hits of every rule of the published policy."""
    where = rule_hits.c.policy_version == tables.version
    columns = (
        rule_hits.c.source,
        func.sum(rule_hits.c.hits).label("hits"),
        func.max(rule_hits.c.last_at).label("last"),
    )
    rows = connection.execute(select(*columns).where(where).group_by(rule_hits.c.source)).all()
    totals = {row.source: Total(source=row.source, hits=int(row.hits), last=row.last) for row in rows}
    summary = select(func.min(rule_hits.c.first_at), func.count(func.distinct(rule_hits.c.agent))).where(where)
    first, agents = connection.execute(summary).one()
    rules = dict.fromkeys(f"{RULE}{rule.name}" for rule in tables.rules)
    others = sorted((total for source, total in totals.items() if not source.startswith(RULE)), key=lambda t: -t.hits)
    return HitReport(
        version=tables.version,
        since=min(published, first) if first else published,
        agents=agents,
        rules=tuple(totals.get(source, Total(source=source, hits=0, last=None)) for source in rules),
        others=tuple(others),
    )


def _is_credible(told: RuleHits, newest: int) -> bool:
    return (
        bool(SOURCE.fullmatch(told.source))
        and 0 < told.policy_version <= newest
        and 0 < told.hits <= MOST_HITS
        and told.last.tzinfo is not None
        and told.last.year >= 1970
    )
