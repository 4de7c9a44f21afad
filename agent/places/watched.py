"""The folders that are watched now, and those that were: what every part of the agent looks a folder up in.

Changed by the loop's thread alone; others only look up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.config import Backend, Watch
from agent.places.mounts import is_below
from agent.places.resolve import How, Place
from agent.tree import Tree
from policies.model import Channel

_CHANNELS = {How.STICK: Channel.REMOVABLE, How.SYNC: Channel.SYNC}


class Trees(dict[str, Tree]):
    """Root to tree. A root of which only a record tells, such as a hold's on a stick that is gone, has one as well."""

    def __missing__(self, root: str) -> Tree:
        return Tree(Path(root))


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A folder that is watched from now on."""

    watch: Watch
    place: Place


class Watched:
    """What is watched.

    Args:
        configured: What `config.toml` names, watched from the start.

    Attributes:
        watches: Every folder that was ever watched by this process.
        trees: The same.
    """

    def __init__(self, configured: Sequence[Watch]) -> None:
        self.watches: dict[str, Watch] = {}
        self.trees = Trees()
        self._configured = {str(watch.path): watch for watch in configured}
        self._places: dict[str, Place] = {}
        self.take(
            [Place(zone=watch.zone, path=root, how=How.CONFIG) for root, watch in self._configured.items()],
        )

    @property
    def places(self) -> Mapping[str, Place]:
        """What is watched now, by folder."""
        return dict(self._places)

    @property
    def current(self) -> tuple[Watch, ...]:
        """What is watched now, in the order in which it was found; `config.toml` first."""
        return tuple(self.watches[root] for root in self._places)

    def take(self, places: Iterable[Place]) -> tuple[Begun, ...]:
        """Watch these from now on, and nothing else; says what is new, or another thing at the same place."""
        listed = tuple(places)
        wanted = {place.path: place for place in listed if place.is_watched}
        begun = [place for path, place in wanted.items() if self._places.get(path) != place]
        for place in begun:
            self.watches[place.path] = self._watch(place)
            self.trees[place.path] = _tree(place)
        self._places = wanted
        # What is mounted there and not watched could not be taken away from there, or would keep a scan waiting.
        apart = {*wanted, *(place.path for place in listed if place.how is How.INSIDE)}
        for root in wanted:
            self.trees[root].others = _inside(root, apart)
        return tuple(Begun(watch=self.watches[place.path], place=place) for place in begun)

    def _watch(self, place: Place) -> Watch:
        configured = self._configured.get(place.path)
        if configured is not None and place.how is How.CONFIG:
            return configured
        return Watch(zone=place.zone, path=Path(place.path), backend=Backend.AUTO, channel=_CHANNELS.get(place.how))


def _tree(place: Place) -> Tree:
    tree = Tree(Path(place.path))
    if place.how is How.STICK:
        tree.bind()
    return tree


def _inside(root: str, places: Iterable[str]) -> frozenset[str]:
    """Paths below a root at which other watched folders begin."""
    return frozenset(os.path.relpath(path, root) for path in places if path != root and is_below(path, root))
