"""A new version of a list: whom of our parties it concerns that the old one did not, and which releases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policies.model import ListEffect, PartyId, Policy
from policies.screening.findings import key_of, matches_of
from policies.screening.lists import ControlList
from policies.screening.matching import ListIndex, Match, Thresholds

_SEPARATOR = re.compile(r"[,;、，；。\n|]+")


class Turn(StrEnum):
    """What a list's update turns for somebody."""

    LISTED = "listed"
    DELISTED = "delisted"
    STRICTER = "stricter"
    LAXER = "laxer"

    @property
    def concerns(self) -> bool:
        """Whether something is newly forbidden or asked for."""
        return self in (Turn.LISTED, Turn.STRICTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRelease:
    """What screening reads of a release that may still be used.

    Attributes:
        recipient: Who gets it, in words.
    """

    id: str
    party: PartyId | None
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One party or recipient that an update turns something for.

    Attributes:
        party: The party; None where only a release's recipient is met.
        match: The match with the new lists; with the old ones where it was delisted.
        before: The effect by the old lists; None where it was on none.
        is_sure: Whether the match is sure; otherwise a person looks.
        releases: Ids of the releases that it concerns.
    """

    turn: Turn
    party: PartyId | None
    match: Match
    before: ListEffect | None
    is_sure: bool
    releases: tuple[str, ...] = ()


def rescreen(
    policy: Policy,
    old: Iterable[ControlList],
    new: Iterable[ControlList],
    *,
    releases: Iterable[StandingRelease] = (),
    thresholds: Thresholds,
    on: date,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Update, ...]:
    """What the new lists turn for the policy's parties and for the recipients of releases; what concerns us first.

    A list that only the old files hold is not taken for emptied: it is left out.

    Args:
        progress: Told the id of each party and release before it is screened.
    """
    old, new = tuple(old), tuple(new)
    titles = frozenset(each.title for each in new)
    before = ListIndex(each for each in old if each.title in titles)
    after = ListIndex(new)
    standing = tuple(releases)
    updates: list[Update] = []
    for party_id, party in sorted(policy.parties.items()):
        progress(party_id)
        least = thresholds.unsure
        names = (party.name, *party.aliases)
        pair = matches_of(names, before, least, on), matches_of(names, after, least, on)
        concerned = tuple(each.id for each in standing if each.party == party_id)
        updates += _turned(*pair, party=party_id, releases=concerned, thresholds=thresholds)
    for release in standing:
        progress(release.id)
        updates += _of_recipient(release, before, after, thresholds, on)
    return tuple(sorted(_without_repeats(updates), key=_order))


def _of_recipient(
    release: StandingRelease, before: ListIndex, after: ListIndex, thresholds: Thresholds, on: date
) -> list[Update]:
    """The recipient's words are screened whole and in pieces: `Harbor University, Dr. Lee, US`, `四川大学 王教授`."""
    pieces = [release.recipient, *(part.strip() for part in _SEPARATOR.split(release.recipient))]
    pieces += [word for piece in pieces if not piece.isascii() for word in piece.split()]
    least = thresholds.unsure
    pair = matches_of(pieces, before, least, on), matches_of(pieces, after, least, on)
    return _turned(*pair, party=None, releases=(release.id,), thresholds=thresholds)


def _turned(
    old: Iterable[Match],
    new: Iterable[Match],
    *,
    party: PartyId | None,
    releases: tuple[str, ...],
    thresholds: Thresholds,
) -> list[Update]:
    before = {key_of(match): match for match in old}
    after = {key_of(match): match for match in new}
    updates = []
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        turn = _turn(was, now)
        match = now or was
        if turn is not None and match is not None:
            effect = was.entry.effect if was is not None else None
            is_sure = match.score >= thresholds.sure
            updates.append(
                Update(turn=turn, party=party, match=match, before=effect, is_sure=is_sure, releases=releases)
            )
    return updates


def _turn(was: Match | None, now: Match | None) -> Turn | None:
    if was is None or now is None:
        return Turn.LISTED if was is None else Turn.DELISTED
    if was.entry.effect == now.entry.effect:
        return None
    return Turn.STRICTER if now.entry.effect > was.entry.effect else Turn.LAXER


def _without_repeats(updates: list[Update]) -> list[Update]:
    """A release whose party is met already need not be told again for its recipient."""
    told = {(each.turn, key_of(each.match), release) for each in updates if each.party for release in each.releases}
    return [
        each
        for each in updates
        if each.party or not all((each.turn, key_of(each.match), release) in told for release in each.releases)
    ]


def _order(update: Update) -> tuple[bool, bool, str, str, str]:
    match = update.match
    return (not update.turn.concerns, not update.is_sure, update.party or "~", match.list.title, match.entry.name)
