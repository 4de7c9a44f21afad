"""What is counted of each technique, and the figures and the table that come of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bench.disguise.judges import Seen
from bench.disguise.source import Source, Technique

Z_95 = 1.96


@dataclass(slots=True)
class Row:
    """One technique's counts."""

    tried: int = 0
    by_project: int = 0
    by_kind: int = 0
    opaque: int = 0
    clean: int = 0
    clean_stopped: int = 0
    clean_opaque: int = 0
    peers: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Clean:
    """Ordinary documents over all techniques.

    Attributes:
        tried, stopped: Disguised ones by language, and `pages`.
        causes: Of those that would be stopped; one may have several.
        documents, ever_stopped: Names of the documents, and of those that any disguise had stopped.
    """

    tried: Counter[str] = field(default_factory=Counter)
    stopped: Counter[str] = field(default_factory=Counter)
    opaque: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    ever_stopped: set[str] = field(default_factory=set)

    def add(self, source: Source, seen: Seen) -> None:
        """One disguised document was looked at."""
        self.tried[source.tongue] += 1
        self.stopped[source.tongue] += bool(seen.causes)
        self.opaque += seen.is_opaque
        self.causes.update(seen.causes)
        self.documents.add(source.name)
        if seen.causes:
            self.ever_stopped.add(source.name)

    def figures(self, prefix: str) -> dict[str, float]:
        """The rate with its interval, by language and by cause, each as a share of what was tried."""
        total = self.tried.total()
        if not total:
            return {}
        rate = self.stopped.total() / total
        low, high = interval(rate, len(self.documents))
        return {
            f"{prefix}_stopped": round(rate, 4),
            f"{prefix}_stopped_low": round(low, 4),
            f"{prefix}_stopped_high": round(high, 4),
            **{f"{prefix}_stopped_{each}": share(self.stopped[each], self.tried[each]) for each in sorted(self.tried)},
            **{
                f"{prefix}_stopped_by_{each.replace(' ', '_')}": share(self.causes[each], total)
                for each in sorted(self.causes)
            },
            f"{prefix}_opaque": share(self.opaque, total),
            f"{prefix}_documents": len(self.documents),
            f"{prefix}_documents_ever_stopped": len(self.ever_stopped),
            prefix: total,
        }


def interval(rate: float, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share of so many independent ones."""
    if not count:
        return 0.0, 1.0
    square = Z_95**2
    middle = (rate + square / (2 * count)) / (1 + square / count)
    half = Z_95 * math.sqrt(rate * (1 - rate) / count + square / (4 * count**2)) / (1 + square / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def figures_of(rows: Mapping[str, Row], chosen: Sequence[Technique]) -> dict[str, float]:
    """Shares over all disguised documents; each technique weighs as much as another."""
    used = [rows[each.name] for each in chosen if rows[each.name].tried]
    figures: dict[str, float] = {
        "evasion_identified": mean((row.by_project + row.by_kind) / row.tried for row in used),
        "evasion_identified_or_opaque": mean((row.by_project + row.by_kind + row.opaque) / row.tried for row in used),
        "evasion_by_project": mean(row.by_project / row.tried for row in used),
        "techniques": len(used),
        "disguised": sum(row.tried for row in used),
    }
    for peer in sorted({name for row in used for name in row.peers}):
        figures[f"identified_by_{peer}"] = mean(row.peers[peer] / row.tried for row in used)
    for name, row in rows.items():
        if row.tried:
            figures[f"technique_{name.replace(' ', '_')}"] = round((row.by_project + row.by_kind) / row.tried, 3)
    return figures


def mean(shares: Iterator[float]) -> float:
    """The mean; 0 of none."""
    values = list(shares)
    return round(sum(values) / len(values), 4) if values else 0.0


def share(part: int, whole: int) -> float:
    """So much of it, to four places; 0 of none."""
    return round(part / whole, 4) if whole else 0.0


def table(rows: Mapping[str, Row], figures: Mapping[str, float]) -> Iterable[str]:
    """The lines of the table as the documents have it, and the figures below it."""
    names = sorted({name for row in rows.values() for name in row.peers})
    heads = ["technique", "files", "project", "kind alone", "opaque", "missed", "clean stopped", *names]
    yield "| " + " | ".join(heads) + " |\n|---|" + "---:|" * (len(heads) - 1)
    for name, row in rows.items():
        if not row.tried:
            continue
        lost = row.tried - row.by_project - row.by_kind - row.opaque
        clean = f"{row.clean_stopped} of {row.clean}" if row.clean else "–"
        cells = [row.tried, row.by_project, row.by_kind, row.opaque, lost, clean, *(row.peers[peer] for peer in names)]
        yield "| " + " | ".join([name, *(str(cell or "") for cell in cells)]) + " |"
    yield ""
    for name, value in figures.items():
        if not name.startswith("technique_"):
            yield f"{name:40} {value}"
