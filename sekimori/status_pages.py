"""How the state of an agent is shown to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from agent.knowledge import What
from policies.advice import advice_on
from policies.wording import say
from sekimori.coverage_pages import coverage_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHOWN_GAPS = 10


def show_status(status: dict[str, Any], language: str = "en") -> None:
    """Print it.

    Args:
        language: Of what to do about each problem.
    """
    console = Console(highlight=False, soft_wrap=True)
    facts = Table(show_header=False, box=None)
    for name, value in _lines(status):
        facts.add_row(name, value)
    console.print(facts)
    watches = Table("zone", "folder", "state", "by", "files")
    for each in status["watches"]:
        files = str(each.get("files", ""))
        watches.add_row(each["zone"], each["path"], each["state"], each.get("backend", ""), files)
    for gap in status.get("gaps", ())[:SHOWN_GAPS]:
        console.print(f"gap: {_gap(gap)}", markup=False)
    if status["watches"]:
        console.print(watches)
    else:
        console.print("no folder is watched: no zone of the policy was found here; name folders in config.toml")
    for page in coverage_pages(status):
        console.print(page, markup=False)
    for line in problem_lines(status, language):
        console.print(line, markup=False)
    if status.get("advice"):
        console.print(f"what to do: {status['advice']}", markup=False)


def problem_lines(status: dict[str, Any], language: str) -> Iterator[str]:
    """Every problem, with what to do about it. An agent of an earlier version says only what is wrong."""
    problems = status["problems"]
    advices = status.get("advices") or [advice_on(each) for each in problems]
    for problem, advice in zip(problems, advices, strict=False):
        yield f"problem: {problem}"
        yield f"  what to do: {say(advice, {}, language)}"


def _scan_line(scan: dict[str, Any]) -> str:
    left_s = scan["left_s"]
    left = f", about {_duration(left_s)} left" if left_s is not None else ""
    return (
        f"{scan['cause']} of {scan['path']}: {scan['seen']} files seen, {scan['judged']} of {scan['found']} new ones "
        f"judged, {scan['per_s']:.0f} files/s, {scan['share']:.0%} of the tree{left}"
    )


def _round_line(each: dict[str, Any]) -> str:
    """How far the judging of what is known is, by what changed since."""
    return f"{each['path']}: {each['judged']} of {each['known']} known files, by what changed since"


def _duration(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _lines(status: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [("agent", f"{status['name']} ({status['agent']})"), ("state", str(status["state"]))]
    lines += [("emergency stop", _stop(each)) for each in status.get("emergency_stops", ())]
    if not status["running"]:
        return [*lines, ("server", str(status["server"]))]
    reach = "reachable" if status["server_reachable"] else f"not reachable: {status['server_problem']}"
    return [
        *lines,
        ("server", f"{status['server']} ({reach})"),
        ("policy", f"version {status['policy_version']}" if status["policy_version"] else "none"),
        ("rings", ", ".join(f"{zone} {ring}" for zone, ring in status.get("rings", {}).items()) or "none"),
        ("to judge", str(status["waiting"])),
        *(("scan", _scan_line(each)) for each in status.get("scans", ())),
        *(("judged once more", _round_line(each)) for each in status.get("rounds", ())),
        ("outbox", f"{status['outbox']} to deliver"),
        ("journal", f"row {status['journal']['row']}, head {status['journal']['hash'][:16]}"),
        ("held files", str(status["holds"])),
        ("readers", _readers(status["readers"])),
        ("letters in pictures", _letters(status)),
        *((each["what"], _source(each)) for each in status.get("judging_by", ())),
        ("supplied", _supplies(status.get("supplies", ()))),
    ]


def _supplies(supplies: Iterable[dict[str, Any]]) -> str:
    """Which versions of what officers supply are in use, and what is on its way."""
    told = []
    for each in supplies:
        if each["version"]:
            told.append(f"{each['what']} {each['version']}")
        if each["size_bytes"]:
            told.append(f"new {each['what']}: {each['fetched'] / 1e6:.1f} of {each['size_bytes'] / 1e6:.1f} MB fetched")
    return ", ".join(told) or "nothing"


def _stop(stop: dict[str, Any]) -> str:
    return f"{stop['id']}: nothing is stopped until {stop['until']}: {stop['reason']}"


def _gap(gap: dict[str, Any]) -> str:
    """Between which times a folder was not surely watched, and what became of that."""
    until = f"to {gap['until']}" if gap["until"] else "until now"
    start = f"`{gap['watch']}`, {gap['cause']}, {gap['since']} {until}"
    if gap["closed"] is None:
        return f"{start}: still to be looked at"
    found = f"{gap['files_scanned']} files looked at, {gap['files_missed_by_events']} had changed"
    return f"{start}: {found}" + ("" if gap["closed"] else f", {gap['unreadable']} could not be looked into")


def _source(source: dict[str, Any]) -> str:
    """What one file that judging goes by holds, and since when."""
    count, projects = source["documents"], source["projects"]
    held = f"{count} document{'' if count == 1 else 's'}" if source["what"] != What.MODELS else "in use"
    if projects:
        held = f"{projects} project{'' if projects == 1 else 's'} from {held}"
    if source["age_s"] is None:
        return f"{held}, not in a file yet" if count else "nothing"
    return f"{held}, written {_ago(source['age_s'])} ago: {source['path']}"


def _ago(age_s: int) -> str:
    for unit, seconds in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if age_s >= seconds:
            count = age_s // seconds
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


def _letters(status: dict[str, Any]) -> str:
    """Who reads the letters in pictures, and for how many files that is still to come."""
    waiting = status.get("letters_waiting", 0)
    return f"{status.get('letters', '')}{f'; {waiting} files wait for it' if waiting else ''}"


def _readers(walls: list[dict[str, Any]]) -> str:
    """How many walls hold the readers in, and what could be better."""
    if not walls:
        return "none started"
    lacking = [each["wall"] for each in walls if not each["held"]]
    remarks = [f"{each['wall']} {each['why']}" for each in walls if each["held"] and each["why"]]
    held = f"held by {len(walls) - len(lacking)} of {len(walls)} walls"
    return "; ".join([held, *(f"no {name}" for name in lacking), *remarks])
