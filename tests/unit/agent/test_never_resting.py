"""Files that never rest: what is always another one by the time it was read is told all the same."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from agent.config import Config
from agent.control import ask
from classifiers.document import Document
from tests.support.agent_house import House, WordClassifier, build_house, simulated_classifier

SECRET = "SECRET assembly of the qubit readout chain, DRAWING 4711\n"
NAME = "restless.txt"


def wait_for_event(house: House, name: str) -> dict[str, object]:
    until_s = time.monotonic() + 30
    while time.monotonic() < until_s:
        for event in house.server.events("transfer"):
            if event["transfer"]["object"]["name"] == name:  # type: ignore[index]
                return event
        time.sleep(0.02)
    raise AssertionError("it was never told")


def test_a_file_that_is_replaced_whenever_it_is_read_is_told_as_it_was_read(tmp_path: Path) -> None:
    house = build_house(tmp_path, limits="longest_wait_s = 0.3\n")
    place, numbers = house.shares["gripper"] / NAME, iter(range(1_000_000))

    def put() -> None:
        aside = tmp_path / "aside"
        aside.write_text(f"{SECRET}{next(numbers)}")
        aside.replace(place)

    @contextmanager
    def replacing(data: Path, config: Config) -> Iterator[tuple[WordClassifier, WordClassifier]]:
        with simulated_classifier(data, config) as (classifier, index):
            read = classifier.read

            def and_replace(fd: int, name: str) -> Document:
                document = read(fd, name)
                if name == NAME:
                    put()
                return document

            classifier.read = and_replace  # type: ignore[method-assign]
            yield classifier, index

    with house.running(doors=replace(house.doors(), classifier=replacing)):
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
        (house.shares["qsensor"] / "spec.txt").write_text(SECRET)
        wait_for_event(house, "spec.txt")
        ask(house.data, {"do": "session-end", "account": "sato"})
        put()
        event = wait_for_event(house, NAME)
        assert event["decision"]["verdict"] == "block"  # type: ignore[index]
