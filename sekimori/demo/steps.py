"""Steps 1 to 7: what is allowed, what is stopped, and that nothing is lost while the server is away."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sekimori.demo.documents import locked_zip_of, report_with_paste, zip_of
from sekimori.demo.evidence import (
    digest,
    holds_anywhere,
    names_none_of,
    notice_text,
    registered_digests,
    says_it_in_all_languages,
    shows,
)
from sekimori.demo.lab import wait_for
from sekimori.demo.server_database import ServerDatabase

if TYPE_CHECKING:
    from pathlib import Path

    from sekimori.demo.lab import Lab
    from sekimori.demo.report import Step

# What a notice that the other side reads must not tell.
SECRETS = ("qsensor", "QS-", "drawing", "図面", "harbor", "sato", "miller", "controlled")


def own_share(lab: Lab, step: Step) -> None:
    """A controlled drawing saved in its own project's share: allowed, labelled, registered."""
    lab.work_as("sato", "qsensor")
    share = lab.places.share("qsensor")
    for source in (lab.documents.specification, lab.documents.table):
        lab.verdict_on(lab.save(source, share / source.name))
    path = share / lab.documents.drawing.name
    verdict = lab.verdict_on(lab.save(lab.documents.drawing, path))
    _note(step, verdict)
    step.check("the drawing is there, byte for byte", digest(path) == digest(lab.documents.drawing))
    step.check("it is labelled with its project", verdict["label"]["projects"] == ["qsensor"])
    step.check("it is labelled controlled", verdict["label"]["level"] == "controlled")
    step.check("its fingerprint is registered", digest(path) in registered_digests(lab.places.agent))
    step.check("nobody was told to stop", not list(share.glob("SEKIMORI-*")))


def other_side(lab: Lab, step: Step) -> None:
    """The same drawing, renamed and zipped, into the Chinese project's share: blocked, quarantined."""
    lab.work_as("sato", "gripper")
    source = zip_of(lab.documents.drawing, lab.places.papers / "bracket.zip", name="gripper-bracket.dat")
    case = _stopped(lab, step, source, lab.places.share("gripper") / "bracket.zip")
    _explains_to_the_right_people(lab, step, case)


def pasted(lab: Lab, step: Step) -> None:
    """Two paragraphs of the US specification in a report for the Chinese side: blocked by fingerprint."""
    lab.work_as("sato", "gripper")
    source = report_with_paste(lab.places.papers / "双周进展.docx", lab.documents.pasted)
    case = _stopped(lab, step, source, lab.places.share("gripper") / "双周进展.docx")
    reviewer = lab.people["kato"]
    shown = reviewer.asks("case", "show", case, "--key", reviewer.key)
    passages = [passage["text"] for match in shown["evidence"]["matches"] for passage in match["passages"]]
    step.check("the reviewer sees both pasted passages", all(shows(passages, text) for text in lab.documents.pasted))
    wrong = lab.people["tanaka"].does("case", "show", case, "--key", lab.people["lin"].key)
    step.check("the other side's reviewer's key opens nothing", wrong.status != 0)


def unregistered(lab: Lab, step: Step) -> None:
    """A drawing that no share has seen, by a US member in a US session, onto the stick: held."""
    lab.work_as("miller", "qsensor")
    source = lab.documents.unregistered
    case = _stopped(lab, step, source, lab.places.stick / source.name)
    with lab.client("miller") as client:
        facts = client.get(f"/cases/{case}")["assessment"]
    step.check("the drawing model saw a drawing", facts["drawing_p"] >= 0.5)
    step.check("no fingerprint was needed", not facts["matches"])


def ordinary(lab: Lab, step: Step) -> None:
    """A meeting agenda and a public abstract to the Chinese share, by a person of both sides: allowed, unseen."""
    lab.work_as("sato", "gripper")
    share = lab.places.share("gripper")
    for source in (lab.documents.agenda, lab.documents.abstract):
        path = share / source.name
        verdict = lab.verdict_on(lab.save(source, path))
        step.ms = max(step.ms, verdict["ms"])
        step.verdict = max(step.verdict, verdict["verdict"]) if step.verdict else verdict["verdict"]
        step.rule = verdict["rule"]
        step.check(f"{source.name} is there, byte for byte", path.exists() and digest(path) == digest(source))
        step.check(f"{source.name} made no case", not verdict["case"])
        step.check(f"{source.name} was not reported to the server", not _events_named(lab, source.name))


def opaque(lab: Lab, step: Step) -> None:
    """A password-protected zip from the US share to the stick: held as opaque."""
    lab.work_as("miller", "qsensor")
    made = locked_zip_of(lab.documents.drawing, lab.places.papers / "backup.zip", password="correct horse")  # noqa: S106
    inside = lab.verdict_on(lab.save(made, lab.places.share("qsensor") / "backup.zip"))
    step.check("it may rest in its own share", inside["verdict"] == "allow")
    _stopped(lab, step, made, lab.places.stick / "backup.zip")


def server_away(lab: Lab, step: Step) -> None:
    """The server is stopped; another file goes to the wrong share: still blocked; then the event arrives, once."""
    lab.work_as("sato", "gripper")
    lab.stop_server()
    source = zip_of(lab.documents.table, lab.places.papers / "measurements.zip", name="data.bin")
    target = lab.places.share("gripper") / "measurements.zip"
    case = _stopped(lab, step, source, target, server=False)
    lab.start_server()
    with lab.client("sato") as client:
        found = wait_for(lambda: _case_in(client.get("/cases"), case), "the event of the time without a server")
    step.check("the event arrived", found["number"] == case)
    step.check("it is counted once", len(_events_named(lab, "measurements.zip")) == 1)


def _stopped(lab: Lab, step: Step, source: Path, target: Path, *, server: bool = True) -> str:
    """Save `source` as `target`, wait for the verdict, and look at the disk; the case's number."""
    wanted = digest(source)
    verdict = lab.verdict_on(lab.save(source, target))
    _note(step, verdict)
    case: str = verdict["case"]
    wait_for(lambda: notice_text(target.parent, case) or None, "the notice")
    wait_for(lambda: None if holds_anywhere(target.parent, wanted) else True, "the quarantine")
    notice = notice_text(target.parent, case)
    step.check("the file is gone from where it was put", not target.exists())
    step.check("its bytes are nowhere in that folder", not holds_anywhere(target.parent, wanted))
    step.check("the notice speaks Japanese, English and Chinese", says_it_in_all_languages(notice))
    step.check("the notice has the case's number", case in notice)
    step.check("the notice tells nothing of the source", names_none_of(notice, (*SECRETS, target.stem)))
    step.check("the hold gives back the same bytes", hashlib.sha256(lab.held_bytes(case)).hexdigest() == wanted)
    if server:
        with lab.client("sato") as client:
            wait_for(lambda: _case_in(client.get("/cases"), case), "the case on the server")
    return case


def _explains_to_the_right_people(lab: Lab, step: Step, case: str) -> None:
    with lab.client("sato") as client:
        told = client.get(f"/cases/{case}")
    step.check("the researcher who may read the source sees why", bool(told.get("reasons")))
    with lab.client("wang") as client:
        neutral = client.get(f"/cases/{case}")
    text = json.dumps(neutral, ensure_ascii=False)
    step.check("a researcher of the other side sees nothing of it", names_none_of(text, ("qsensor", "QS-", "reasons")))


def _note(step: Step, verdict: dict[str, Any]) -> None:
    step.verdict, step.rule, step.ms = verdict["verdict"], verdict["rule"], verdict["ms"]


def _case_in(cases: list[dict[str, Any]], number: str) -> dict[str, Any] | None:
    return next((case for case in cases if case["number"] == number), None)


def _events_named(lab: Lab, name: str) -> list[str]:
    """Ids of the events in a copy of the server's database whose transfer has this name."""
    return ServerDatabase(lab.places.server).event_ids_named(name)
