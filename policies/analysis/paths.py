"""Every way in which content of one side could come to rest where another side of the wall reads.

A way is a chain of places from a home of the one side to the first place where the other reads, each step by somebody
who reads at the one and can write to the next. What guards a step is what the engine answers for three forms of the
content: recognised, rewritten so that nothing recognises it, and unreadable. A way is as well guarded as its best
guarded step, for the form that gets furthest. Ways that a shorter and no better guarded one is part of are left out.

What people say, print or photograph is on no way: the engine does not see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from policies.analysis.carrying import Place, home_of
from policies.analysis.guards import Answer, Form, Guard, Guards
from policies.model import PersonId, ProjectId

MOST_WAYS = 50
MOST_STEPS = 3
MOST_ASKED = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One carrying from place to place.

    Attributes:
        carriers: Who can do it, sorted; the engine does not tell them apart.
        answers: The engine's answer for each form.
    """

    start: Place
    end: Place
    carriers: tuple[PersonId, ...]
    answers: tuple[Answer, ...]

    def guard(self, form: Form) -> Guard:
        """What guards this form of the content."""
        return next(answer.guard for answer in self.answers if answer.form is form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A chain of steps from a project's home to where the other side reads.

    Attributes:
        arrival: How the other side reads at the end.
    """

    project: ProjectId
    steps: tuple[Step, ...]
    arrival: str

    @property
    def guards(self) -> dict[Form, Guard]:
        """Form of the content to what guards the whole way: the best of its steps."""
        return {form: max(step.guard(form) for step in self.steps) for form in Form}

    @property
    def guard(self) -> Guard:
        """What guards the form that gets furthest."""
        return min(self.guards.values())

    @property
    def places(self) -> tuple[Place, ...]:
        """From the home to the end."""
        return (self.steps[0].start, *(step.end for step in self.steps))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Bounds of a search.

    Attributes:
        most_ways: How many ways are given at most.
        most_steps: How long a way is at most.
        most_asked: How often the engine is asked at most.
    """

    most_ways: int = MOST_WAYS
    most_steps: int = MOST_STEPS
    most_asked: int = MOST_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The ways that a search found, worst guarded and shortest first.

    Attributes:
        ways: At most as many as the search gives.
        counts: How many there are of each guard, those not given included.
        asked: How often the engine was asked.
        is_whole: Whether nothing was cut off by how often the engine may be asked.
    """

    ways: tuple[Way, ...]
    counts: dict[Guard, int]
    asked: int
    is_whole: bool

    @property
    def total(self) -> int:
        """How many ways there are in all."""
        return sum(self.counts.values())


def find_ways(guards: Guards, search: Search) -> Found:
    """All ways of a crossing within bounds, every project's short ones before anybody's long ones."""
    found: list[Way] = []
    trails = [Trail(project) for project in guards.ground.homes()]
    for _ in range(search.most_steps):
        for trail in trails:
            found += trail.longer(guards, search)
    found.sort(key=lambda way: (way.guard, len(way.steps), sum(way.guards.values()), way.places))
    counts = {guard: sum(way.guard is guard for way in found) for guard in Guard}
    counts = {guard: count for guard, count in counts.items() if count}
    is_whole = guards.asked < search.most_asked
    return Found(ways=tuple(found[: search.most_ways]), counts=counts, asked=guards.asked, is_whole=is_whole)


def guard_along(places: tuple[Place, ...], project: ProjectId, guards: Guards) -> Guard | None:
    """What guards the form that gets furthest along given places, whoever carries it.

    None where somebody is missing who would carry it, or the other side does not read at the end.
    """
    worst = dict.fromkeys(Form, Guard.NOTHING)
    if not guards.ground.arrival(places[-1]):
        return None
    for start, end in pairwise(places):
        found = list(_steps_to(end, guards.ground.carriers(start, end), start, project, guards))
        if not found:
            return None
        for form in Form:
            worst[form] = max(worst[form], min(step.guard(form) for step in found))
    return min(worst.values())


class Trail:
    """The search from one project's home, a step longer each time."""

    def __init__(self, project: ProjectId) -> None:
        self._project = project
        self._home = home_of(project)
        self._heads: list[tuple[Step, ...]] = [()]
        self._reached: dict[Place, dict[Form, Guard]] = {self._home: dict.fromkeys(Form, Guard.NOTHING)}

    def longer(self, guards: Guards, search: Search) -> Iterator[Way]:
        """The ways that are one step longer than those found before."""
        heads, self._heads = self._heads, []
        for head in heads:
            if guards.asked >= search.most_asked:
                return
            for step in _steps(head[-1].end if head else self._home, self._project, guards):
                here = (*head, step)
                if not _is_news(here, self._reached):
                    continue
                arrival = guards.ground.arrival(step.end)
                if arrival:
                    yield Way(project=self._project, steps=here, arrival=arrival)
                else:
                    self._heads.append(here)


def _is_news(steps: tuple[Step, ...], reached: dict[Place, dict[Form, Guard]]) -> bool:
    """Whether some form gets to the end with less to stop it than on a way found before; remembers it."""
    best = reached.setdefault(steps[-1].end, {})
    guards = {form: max(step.guard(form) for step in steps) for form in Form}
    better = {form: guard for form, guard in guards.items() if form not in best or guard < best[form]}
    best.update(better)
    return bool(better)


def _steps(start: Place, project: ProjectId, guards: Guards) -> Iterator[Step]:
    for end, people in guards.ground.onwards(start):
        yield from _steps_to(end, people, start, project, guards)


def _steps_to(
    end: Place, people: frozenset[PersonId], start: Place, project: ProjectId, guards: Guards
) -> Iterator[Step]:
    """The step by each group of people whom the engine answers the same."""
    groups: dict[tuple[tuple[Form, Guard, str], ...], tuple[list[PersonId], tuple[Answer, ...]]] = {}
    for alike in guards.alike(people, end):
        answers = guards.answers(start, end, project, alike[0])
        said = tuple((answer.form, answer.guard, answer.by) for answer in answers)
        groups.setdefault(said, ([], answers))[0].extend(alike)
    for carriers, answers in groups.values():
        yield Step(start=start, end=end, carriers=tuple(sorted(carriers)), answers=answers)
