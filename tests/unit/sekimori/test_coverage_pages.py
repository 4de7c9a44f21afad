"""What the status prints of places, sticks and the machine."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from sekimori.coverage_pages import coverage_pages

STATUS = {
    "places": [
        {"zone": "qsensor", "path": "/srv/[q]", "by": "samba", "home": "smb://fs1/q/**", "watched": True},
        {"zone": "gripper", "path": "/mnt/g", "by": "network mount", "home": "smb://fs2/g/**", "watched": False},
        {"zone": "common", "path": "/srv/c", "by": "config.toml", "home": "", "watched": True},
    ],
    "sticks": [{"path": "/media/mei/A", "source": "/dev/sdb1", "state": "read-only"}],
    "sessions": {"cgroups": True, "why": "", "network": "sessions", "tainted": 2, "refused": 7},
    "remarks": ["share `x` is no zone of the policy"],
    "platform": [
        {"feature": "cgroup v2", "there": False, "why": "this machine runs cgroup version 1", "without": "no session"},
        {"feature": "kernel", "there": True, "why": "", "without": ""},
    ],
}


def printed(status: dict[str, object]) -> str:
    console = Console(file=StringIO(), width=160, highlight=False)
    for page in coverage_pages(status):
        console.print(page, markup=False)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def test_everything_that_was_found_is_shown() -> None:
    text = printed(STATUS)
    for part in ("/srv/[q]", "samba", "/mnt/g", "network mount (not watched)", "/dev/sdb1", "read-only"):
        assert part in text
    assert "/srv/c" not in text
    assert "note: share `x` is no zone of the policy" in text
    assert "not here: cgroup v2 (this machine runs cgroup version 1): no session" in text
    assert "kernel" not in text
    assert "sessions: 2 have opened a side's files; kept from the network: sessions, 7 packets refused" in text
    without = {"sessions": {"cgroups": False, "why": "the open gate is off", "network": "off", "tainted": 0}}
    assert "declarations alone, nobody's shell is kept apart (the open gate is off)" in printed(without)


def test_a_stopped_agent_has_nothing_to_show() -> None:
    assert printed({"watches": []}) == ""
