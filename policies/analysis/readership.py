"""Who reads at a destination, and who of them may not read the content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policies.analysis.question import Scene
from policies.analysis.said import Said, listed, said
from policies.label import Level, ProjectId
from policies.model import Channel, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who reads at the destination.

    Attributes:
        who: A person's id, or words for more than one person.
        why: What lets or does not let them read the content.
    """

    who: str | Said
    may_read: bool
    why: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readership:
    """Everybody who reads at the destination, and what that comes to.

    Attributes:
        is_clean: Whether everybody who reads there may read the content, as the engine takes it: content of a project
            that is not running is nowhere clean.
    """

    readers: tuple[Reader, ...]
    summary: Said
    is_clean: bool


def readership_of(scene: Scene) -> Readership:
    """Who reads at the destination of a scene."""
    readers = (*_in_zone(scene), *_at_party(scene), *_opening(scene))
    short = sum(not reader.may_read for reader in readers)
    if not readers:
        summary = said("nobody-reads")
    elif any(isinstance(reader.who, Said) for reader in readers):
        summary = said("others-read-too") if short else said(_free(scene) or "partner-of", party=_party_name(scene))
    elif short:
        summary = said("some-may-not", count=str(len(readers)), not_=str(short))
    else:
        summary = said("all-may", count=str(len(readers)))
    return Readership(readers=readers, summary=summary, is_clean=scene.flow.is_clean)


def _in_zone(scene: Scene) -> Iterator[Reader]:
    named = scene.transfer.destination
    if named.zone is None and named.party is not None:
        return
    free = _free(scene)
    if scene.readers is None:
        why = said(free) if free else said("others-read-too")
        yield Reader(who=said("everybody"), may_read=bool(free), why=(why,))
        return
    for person in sorted(scene.readers):
        yield _person(person, free, scene)


def _opening(scene: Scene) -> Iterator[Reader]:
    """Whoever opens it in a process reads it, wherever it lies."""
    subject, free = scene.transfer.subject, _free(scene)
    if scene.transfer.channel is not Channel.PROCESS or subject.person in (scene.readers or ()):
        return
    if subject.person is not None and subject.person in scene.tables.people:
        yield _person(subject.person, free, scene)
    else:
        yield Reader(who=said("everybody"), may_read=bool(free), why=(said(free or "others-read-too"),))


def _person(person: PersonId, free: str, scene: Scene) -> Reader:
    if free:
        return Reader(who=person, may_read=True, why=(said(free),))
    why = []
    for project in sorted(scene.label.projects):
        granted = scene.granted(person, project)
        if not _is_running(project, scene):
            why.append(said("project-ended", project=project))
        elif granted is None:
            why.append(said("no-member", project=project))
        else:
            why.append(said("reads-up-to", project=project, level=said(f"level.{granted}")))
    return Reader(who=person, may_read=scene.may_read(person), why=tuple(why))


def _is_running(project: ProjectId, scene: Scene) -> bool:
    return scene.flow.day.contents[frozenset({project})].is_running


def _at_party(scene: Scene) -> Iterator[Reader]:
    party, free = scene.transfer.destination.party, _free(scene)
    if party is None:
        return
    who = said("party-people", party=_party_name(scene))
    if free:
        yield Reader(who=who, may_read=True, why=(said(free),))
        return
    projects, content = sorted(scene.label.projects), scene.flow.content
    strangers = [project for project in projects if project not in _partnerships(scene)]
    above = [
        said("above-project", project=project, level=said(f"level.{scene.label.level}"))
        for project in projects
        if not content.accounts_for(scene.flow.rank)
    ]
    ended = [said("project-ended", project=project) for project in projects if not _is_running(project, scene)]
    not_partner = [said("not-partner-of", party=party, projects=listed(strangers))] if strangers else []
    wrong = (*not_partner, *above, *ended)
    yield Reader(who=who, may_read=not wrong, why=wrong or (said("partner-of", party=party),))


def _partnerships(scene: Scene) -> frozenset[str]:
    return frozenset(scene.party.projects) if scene.party else frozenset()


def _party_name(scene: Scene) -> str:
    named = scene.transfer.destination.party
    return (scene.party.name or str(named)) if scene.party else str(named)


def _free(scene: Scene) -> str:
    """Why anybody may read the content, as a key; empty where not everybody may."""
    if not scene.label.is_labelled:
        return "anyone-may"
    is_public = scene.label.level is Level.PUBLIC and not scene.label.reading.is_opaque
    return "public-content" if is_public else ""
