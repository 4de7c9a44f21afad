"""What screening finds of each party of a policy, and what would change in its `screening:`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby

from policies.compiler.ownership import inherited_entries
from policies.model import Party, PartyId, Policy, ScreeningEntry
from policies.screening.lists import ControlList
from policies.screening.matching import ListIndex, Match, Thresholds

MAX_NOTE = 400


class ChangeKind(StrEnum):
    """What becomes of one entry of a party's `screening:`.

    `renewed` is the same entry on a newer version of its list; `kept` was written by hand, is not sure, or comes of a
    newer list than the one given, and an officer looks.
    """

    ADDED = "added"
    CHANGED = "changed"
    RENEWED = "renewed"
    REMOVED = "removed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry of a party before and after; None where there is none."""

    kind: ChangeKind
    list: str
    before: ScreeningEntry | None
    after: ScreeningEntry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """An officer's finding that a party is the listed entity, or is another of a like name.

    Attributes:
        entry: The entry's id or name.
    """

    party: PartyId
    list: str
    entry: str
    is_same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What screening finds of one party.

    Attributes:
        sure: Matches that are proposed, the surest first; one an entry.
        unsure: Matches that a person has to look at.
        changes: What would change; sorted by list.
        inherited: Entries that the party would have through its owners once the changes are made.
    """

    party: Party
    sure: tuple[Match, ...]
    unsure: tuple[Match, ...]
    changes: tuple[Change, ...]
    inherited: tuple[ScreeningEntry, ...] = ()


def screen(
    policy: Policy,
    lists: Iterable[ControlList],
    *,
    thresholds: Thresholds,
    on: date,
    judgements: Iterable[Judgement] = (),
    index: ListIndex | None = None,
) -> Iterator[Finding]:
    """Screen every party, in the order of their ids; lazily, so that a caller can show how far it is.

    Args:
        lists: What is screened against; entries of a party on other lists stay as they are.
        on: The day; entries that have ended by then do not count.
        judgements: What officers found before; the last one of a party and entry counts.
        index: The same lists' index, where it is made already.
    """
    lists = tuple(lists)
    asked = index or ListIndex(lists)
    found = {(each.party, each.list, key): each.is_same for each in judgements for key in [each.entry.casefold()]}
    titles = {each.title: each.dated for each in lists}
    for party_id in sorted(policy.parties):
        yield _finding(policy.parties[party_id], asked, titles, thresholds, on, found)


def idle_judgements(
    judgements: Iterable[Judgement], policy: Policy, lists: Iterable[ControlList]
) -> tuple[Judgement, ...]:
    """Judgements that are about no party of the policy, or about no entry of the lists: misspelt, or gone by now."""
    known = {(each.title, key.casefold()) for each in lists for entry in each.entries for key in (entry.id, entry.name)}
    return tuple(
        each
        for each in judgements
        if each.party not in policy.parties or (each.list, each.entry.casefold()) not in known
    )


def with_inherited(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same with what parties have through their owners, once every party is screened."""
    known = tuple(findings)
    parties = {each.party.id: replace(each.party, screening=entries_after(each)) for each in known}
    inherited = inherited_entries(parties)
    return tuple(replace(each, inherited=inherited.get(each.party.id, ())) for each in known)


def entries_after(finding: Finding) -> tuple[ScreeningEntry, ...]:
    """A party's entries once the changes are made, those that were there in their order."""
    after = {id(change.before): change.after for change in finding.changes if change.before is not None}
    kept = (after.get(id(entry), entry) for entry in finding.party.screening)
    added = (change.after for change in finding.changes if change.before is None)
    return tuple(entry for entry in (*kept, *added) if entry is not None)


def _finding(
    party: Party,
    index: ListIndex,
    titles: Mapping[str, date | None],
    thresholds: Thresholds,
    on: date,
    judged: Mapping[tuple[PartyId, str, str], bool],
) -> Finding:
    matches = matches_of((party.name, *party.aliases), index, thresholds.unsure, on)
    sure: list[Match] = []
    unsure: list[Match] = []
    for match in matches:
        is_same = judged.get((party.id, match.list.title, match.entry.id.casefold()))
        if is_same is None:
            is_same = judged.get((party.id, match.list.title, match.entry.name.casefold()))
        if is_same or (is_same is None and match.score >= thresholds.sure):
            sure.append(match)
        elif is_same is None:
            unsure.append(match)
    changes = tuple(_changes(party, sure, unsure, titles, on))
    return Finding(party=party, sure=tuple(sure), unsure=tuple(unsure), changes=changes)


def matches_of(names: Iterable[str], index: ListIndex, least: float, on: date) -> tuple[Match, ...]:
    """Matches of some names of one with entries that have not ended, the surest first.

    Of entries of one name on one list, as where an order was renewed, the strictest and longest counts.
    """
    best: dict[tuple[str, str], Match] = {}
    for name in dict.fromkeys(names):
        for match in index.matches(name, least=least):
            key = key_of(match)
            if _until(match) >= on and (key not in best or _weight(match) > _weight(best[key])):
                best[key] = match
    return tuple(sorted(best.values(), key=lambda match: (-match.score, match.list.title, match.entry.id)))


def key_of(match: Match) -> tuple[str, str]:
    """An entry by its list and name: numbers of entries change from version to version."""
    return match.list.title, match.entry.name.casefold()


def _until(match: Match) -> date:
    return match.entry.until or date.max


def _weight(match: Match) -> tuple[float, int, date]:
    return match.score, match.entry.effect.rank, _until(match)


def _changes(
    party: Party, sure: list[Match], unsure: list[Match], titles: Mapping[str, date | None], on: date
) -> Iterator[Change]:
    proposed = {title: _entry(list(group), on) for title, group in groupby(_by_title(sure), key=_title)}
    looked_at = {_title(match) for match in unsure}
    standing: dict[str, list[ScreeningEntry]] = {}
    for entry in party.screening:
        standing.setdefault(entry.list, []).append(entry)
    for title in sorted(titles):
        after = proposed.get(title)
        before = standing.get(title, [])
        if after is not None and not before:
            yield Change(kind=ChangeKind.ADDED, list=title, before=None, after=after)
        for number, entry in enumerate(before):
            if _is_newer(entry, titles[title]):
                yield Change(kind=ChangeKind.KEPT, list=title, before=entry, after=entry)
            elif after is None:
                is_kept = not entry.version or title in looked_at
                kind = ChangeKind.KEPT if is_kept else ChangeKind.REMOVED
                yield Change(kind=kind, list=title, before=entry, after=entry if is_kept else None)
            elif number == 0:
                yield from _change(title, entry, after)


def _is_newer(entry: ScreeningEntry, dated: date | None) -> bool:
    """Whether an entry comes of a later list than one of a day: last month's list takes back nothing of this one's."""
    return bool(entry.version and entry.dated and dated and entry.dated > dated)


def _change(title: str, before: ScreeningEntry, after: ScreeningEntry) -> Iterator[Change]:
    """An entry by hand that is stricter than its list stays as it is; of any other the words and the first day."""
    if not before.version and before.effect > after.effect:
        yield Change(kind=ChangeKind.KEPT, list=title, before=before, after=before)
        return
    note = after.note if before.version else before.note or after.note
    after = replace(after, note=note, since=after.since or before.since)
    if before != after:
        is_same = (before.effect, before.since, before.until) == (after.effect, after.since, after.until)
        kind = ChangeKind.RENEWED if is_same and before.version else ChangeKind.CHANGED
        yield Change(kind=kind, list=title, before=before, after=after)


def _title(match: Match) -> str:
    return match.list.title


def _by_title(matches: Iterable[Match]) -> list[Match]:
    return sorted(matches, key=_title)


def _entry(matches: list[Match], on: date) -> ScreeningEntry:
    """One entry for all that a party met on one list: the strictest effect, and the names in its note.

    Its first day is told only where it is still to come.
    """
    first = max(matches, key=lambda match: (match.entry.effect, match.score))
    begins = [match.entry.since for match in matches]
    to_come = [day for day in begins if day is not None and day > on]
    untils = [match.entry.until for match in matches]
    met = "; ".join(f"{match.entry.name} ({match.entry.id}), {match.how}" for match in matches)
    return ScreeningEntry(
        list=first.list.title,
        effect=first.entry.effect,
        version=first.list.version,
        dated=first.list.dated,
        note=met if len(met) <= MAX_NOTE else met[: MAX_NOTE - 1] + "…",
        since=min(to_come) if len(to_come) == len(begins) else None,
        until=None if None in untils else max(day for day in untils if day is not None),
    )
