"""The fingerprint of pages and pictures: survives turning, cropping, scaling, compression, inversion and a photograph.

Each peculiar place of a page (`views`) is one hash, and its place in the print says where it stands, how it is turned
and how large it is. So what two pictures share is weighed by whether it lies alike: a letter or a logo is found again
in many places, but the same arrangement over a good part of a page is the same page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifiers.detect.prints import Alike, Basis, LeftOut, Print
from classifiers.detect.views import DIRECTIONS, LEVEL_STEP, Views, views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from classifiers.detect.prints import Shared
    from classifiers.detect.winnowing import Secret
    from classifiers.document import Page, Part

MIN_PAGE_PX = 96
MIN_VIEWS = 16
MAX_TIMES = 2
# A page of words is known by its words; it looks like any other one.
WORDY_CHARS = 1_000
DRAWN_SEGMENTS = 400
# A place as one number: page, then y, x, direction and level in so many bits.
Y_BITS, X_BITS, DIRECTION_BITS, LEVEL_BITS = 9, 9, 5, 3
PAGE_SHIFT = Y_BITS + X_BITS + DIRECTION_BITS + LEVEL_BITS
MAX_PAIRS = 500
# Of more pairs every so manyth proposes a move: those that lie alike are many, and one of them is enough.
MAX_PROPOSALS = 170
# Pages of either document that are held against each other: those that share most.
MAX_PAGE_PAIRS = 12
# Pairs that lie alike: in 512ths of a page, and more the farther from the pair that the guess is made of.
NEAR, NEAR_SHARE, FITTED_NEAR = 16.0, 0.08, 10.0
TURNED, SIZED = 2, 1
MIN_ALIKE = 7.0
MIN_FIT = 4
CELL = 12
MIN_SPREAD = 75.0
# Frames and title blocks stand round the middle of a sheet, and what is peculiar to a drawing in it.
MIDDLE = 0.44
MIN_MIDDLE = 2
SHEET_LONG, SHEET_SHORT = 512.0, 362.0
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_MIX_AGAIN = np.uint64(0x94D049BB133111EB)

Where = dict[str, "NDArray[np.float64]"]


@dataclass(frozen=True, slots=True)
class PictureFamily:
    """Peculiar places of a part's pages, as hashes. Places tell page, position, direction and size.

    Attributes:
        most_pages: Pages of a part that are looked at, of those that show more than words.
    """

    most_pages: int = 8

    @property
    def basis(self) -> Basis:
        """By picture."""
        return Basis.PICTURE

    @property
    def least_worth(self) -> float:
        """So many places must lie alike."""
        return MIN_ALIKE

    @property
    def least_shared(self) -> int:
        """One: a place may be seen more than once."""
        return 1

    @property
    def is_costly(self) -> bool:
        """Yes: a page takes longer than all other families together."""
        return True

    def worths(self, asked: Print) -> NDArray[np.float64]:
        """One place each."""
        return np.ones(asked.hashes.size)

    def prints(self, part: Part, secret: Secret) -> Print:
        """Hashes of the pages that show more than words."""
        hashes, places = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
        telling = [page for page in part.pages if _is_telling(page)]
        for number, page in enumerate(telling[: self.most_pages]):
            seen = views(_gray(page))
            # What stands on a page again and again, a grid or a letter, tells no place of it.
            _, kind, times = np.unique(seen.looks, return_inverse=True, return_counts=True)
            seen = seen.only(times[kind] <= MAX_TIMES)
            if seen.looks.size >= MIN_VIEWS:
                hashes.append(_keyed(seen.looks, secret))
                places.append(_packed(seen, number))
        every, at = np.concatenate(hashes), np.concatenate(places)
        order = np.argsort(at, kind="stable")
        nowhere = np.full(at.size, -1, dtype=np.int64)
        is_cut = len(telling) > self.most_pages
        left_out = (LeftOut(what="pages", figure=self.most_pages),) if is_cut else ()
        return Print(hashes=every[order], places=at[order], starts=nowhere, ends=nowhere, left_out=left_out)

    def alike(self, asked: Print, shared: Shared) -> Alike | None:
        """Whether enough of what is shared lies alike on one page of each."""
        if shared.members.size < MIN_ALIKE:
            return None
        ours, theirs = asked.places[shared.members] >> PAGE_SHIFT, shared.theirs >> PAGE_SHIFT
        pages, kind, counts = np.unique(
            np.column_stack([ours, theirs]), axis=0, return_inverse=True, return_counts=True
        )
        found: list[NDArray[np.int64]] = []
        for number in np.argsort(-counts, kind="stable")[:MAX_PAGE_PAIRS].tolist():
            if counts[number] >= MIN_ALIKE:
                rows = np.flatnonzero(kind.ravel() == number)
                rows = rows[np.argsort(-shared.weights[rows], kind="stable")][:MAX_PAIRS]
                lying = _lying_alike(asked.places[shared.members[rows]], shared.theirs[rows], shared.weights[rows])
                whole = asked.places[asked.places >> PAGE_SHIFT == pages[number][0]]
                if lying is not None and _is_in_the_middle(
                    asked.places[shared.members[rows[lying]]], shared.theirs[rows[lying]], whole
                ):
                    found.append(np.unique(shared.members[rows[lying]]))
        if not found:
            return None
        members = np.unique(np.concatenate(found))
        return Alike(containment=min(1.0, members.size / asked.hashes.size), runs=tuple(found))


def _is_telling(page: Page) -> bool:
    if min(page.width, page.height) < MIN_PAGE_PX or len(page.gray) < page.width * page.height:
        return False
    return not (page.chars >= WORDY_CHARS and page.images <= 0 and page.segments < DRAWN_SEGMENTS)


def _gray(page: Page) -> NDArray[np.uint8]:
    size = page.width * page.height
    return np.frombuffer(page.gray, dtype=np.uint8)[:size].reshape(page.height, page.width)


def _packed(seen: Views, number: int) -> NDArray[np.int64]:
    place = np.full(seen.looks.size, number, dtype=np.int64)
    for values, bits in (
        (seen.y, Y_BITS),
        (seen.x, X_BITS),
        (seen.direction, DIRECTION_BITS),
        (seen.level, LEVEL_BITS),
    ):
        place = place << bits | values
    return place


def _unpacked(places: NDArray[np.int64]) -> Where:
    found: Where = {}
    for name, bits in (("level", LEVEL_BITS), ("direction", DIRECTION_BITS), ("x", X_BITS), ("y", Y_BITS)):
        found[name] = (places & ((1 << bits) - 1)).astype(np.float64)
        places = places >> bits
    return found


def _lying_alike(
    asked: NDArray[np.int64], theirs: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.int64] | None:
    """Rows of the pairs that one turn, size and shift bring together; None where they are too few or too close."""
    one, other = _unpacked(asked), _unpacked(theirs)
    turn = np.mod(other["direction"] - one["direction"], DIRECTIONS)
    size = other["level"] - one["level"]
    best = _most_agreed(one, other, turn, size, weights)
    if best.size < MIN_FIT:
        return None
    corners = np.column_stack([one["x"], one["y"], np.ones(asked.size)])
    goal = np.column_stack([other["x"], other["y"]])
    for _ in range(2):
        # A camera sees a page askew: what fits is no longer only turned and scaled.
        fitted = np.linalg.lstsq(corners[best], goal[best], rcond=None)[0]
        if not 0.02 < abs(float(np.linalg.det(fitted[:2]))) < 50.0:
            return None
        near = np.hypot(*(corners @ fitted - goal).T) <= FITTED_NEAR
        best = np.flatnonzero(near & _agrees(turn, float(turn[best[0]])) & (np.abs(size - size[best[0]]) <= SIZED + 1))
        if best.size < MIN_FIT:
            return None
    kept = _once(one, other, best)
    spread = [float(np.std(where[axis][kept])) for where in (one, other) for axis in ("x", "y")]
    is_wide = min(math.hypot(*spread[:2]), math.hypot(*spread[2:])) >= MIN_SPREAD
    return best if is_wide and float(weights[kept].sum()) >= MIN_ALIKE else None


def _is_in_the_middle(asked: NDArray[np.int64], theirs: NDArray[np.int64], whole: NDArray[np.int64]) -> bool:
    """Whether what lies alike is no frame with its title block: some of it is in the middle of either page.

    Args:
        whole: All places of the asked page. Of theirs the shape is not known: it is taken for a sheet's.
    """
    page, there = _unpacked(whole), _unpacked(theirs)
    ours = {axis: (float(page[axis].min()), float(page[axis].max())) for axis in ("x", "y")}
    wide = {axis: SHEET_LONG if there[axis].max() > SHEET_SHORT else SHEET_SHORT for axis in ("x", "y")}
    sheet = {axis: (0.0, size) for axis, size in wide.items()}
    return max(_in_the_middle(_unpacked(asked), ours), _in_the_middle(there, sheet)) >= MIN_MIDDLE


def _in_the_middle(places: Where, page: Mapping[str, tuple[float, float]]) -> int:
    """How many small cells the places are in that stand in the middle of a page, which goes from where to where."""
    is_middle = np.ones(places["x"].size, dtype=np.bool_)
    for axis, (low, high) in page.items():
        is_middle &= np.abs(places[axis] - (low + high) / 2) <= MIDDLE * (high - low) / 2
    return int(np.unique((places["x"][is_middle] // CELL) * 4096 + places["y"][is_middle] // CELL).size)


def _most_agreed(
    one: Where, other: Where, turn: NDArray[np.float64], size: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Of the moves that single pairs propose, the pairs that agree with the one which most weight agrees with."""
    best, most = np.empty(0, np.int64), 0.0
    for row in range(0, turn.size, -(-turn.size // MAX_PROPOSALS)):
        angle, scale = turn[row] / DIRECTIONS * 2 * math.pi, LEVEL_STEP ** size[row]
        x, y = one["x"] - one["x"][row], one["y"] - one["y"][row]
        across = other["x"] - other["x"][row] - scale * (math.cos(angle) * x - math.sin(angle) * y)
        down = other["y"] - other["y"][row] - scale * (math.sin(angle) * x + math.cos(angle) * y)
        near = np.hypot(across, down) <= NEAR + NEAR_SHARE * scale * np.hypot(x, y)
        rows = np.flatnonzero(near & _agrees(turn, float(turn[row])) & (np.abs(size - size[row]) <= SIZED))
        if rows.size >= MIN_FIT:
            worth = float(weights[_once(one, other, rows)].sum())
            if worth > most:
                best, most = np.concatenate([[row], rows[rows != row]]), worth
    return best


def _agrees(turn: NDArray[np.float64], wanted: float) -> NDArray[np.bool_]:
    apart = np.mod(turn - wanted, DIRECTIONS)
    is_near: NDArray[np.bool_] = np.minimum(apart, DIRECTIONS - apart) <= TURNED
    return is_near


def _once(one: Where, other: Where, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """One row for every small cell of either picture: what is seen at several sizes is one place still."""
    for where in (one, other):
        cells = (where["x"][rows] // CELL) * 4096 + where["y"][rows] // CELL
        rows = rows[np.unique(cells, return_index=True)[1]]
    return rows


def _keyed(looks: NDArray[np.uint64], secret: Secret) -> NDArray[np.uint64]:
    value = (looks ^ secret.before) * secret.base
    value = (value ^ (value >> np.uint64(30))) * _MIX
    value = (value ^ secret.after ^ (value >> np.uint64(27))) * _MIX_AGAIN
    return value ^ (value >> np.uint64(31))
