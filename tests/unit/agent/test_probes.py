"""What a machine is said to be able to do is tried on this very machine."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from agent import probes
from agent.fanotify.kernel import Fanotify, Init
from agent.probes import probe_machine


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_each_feature_is_there_or_says_why_not_and_what_follows(tmp_path: Path) -> None:
    found = probe_machine(tmp_path)
    assert len({probe.feature for probe in found}) == len(found) > 8
    assert found[0].is_there
    for probe in found:
        assert bool(probe.why) is not probe.is_there
        assert bool(probe.without) is not probe.is_there
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs root on Linux")
def test_marks_are_there_where_fanotify_is(tmp_path: Path) -> None:
    Fanotify(Init.CLOEXEC | Init.CONTENT).close()
    there = {probe.feature: probe.is_there for probe in probe_machine(tmp_path)}
    assert there["permission events"]
    assert there["evictable marks"]


def test_what_the_kernel_refuses_is_missing_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Init) -> Fanotify:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(probes, "Fanotify", refused)
    lacking = {probe.feature: probe.why for probe in probe_machine(tmp_path) if not probe.is_there}
    for feature in ("file-system marks", "permission events", "evictable marks", "names of processes"):
        assert lacking[feature] == "Operation not permitted"


@pytest.mark.parametrize(("system", "count"), [("darwin", 7), ("win32", 10)])
def test_elsewhere_each_line_says_what_cannot_be_hindered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, count: int
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    found = probe_machine(tmp_path)
    assert found[0].feature == "linux"
    assert {probe.feature for probe in found} >= {"open gate", "sticks", "sessions", "walls round a reader"}
    assert all(not probe.is_there and probe.why and probe.without for probe in found)
    assert len({probe.feature for probe in found}) == count
