"""A sender's reason, from the agent to those who may read of the case, and nobody else."""

from __future__ import annotations

import msgspec

from agent.wire import HoldEvent
from policies.model import Verdict
from tests.unit.server.staging import NOW, Agent, Site, stopped


def reported(site: Site, detail: str) -> Agent:
    agent = site.enrol()
    event = stopped(agent.id)
    waits = msgspec.structs.replace(event, decision=msgspec.structs.replace(event.decision, verdict=Verdict.JUSTIFY))
    given = HoldEvent(id="C-7F3K2QXA:justified", at=NOW, case=waits.case, state="justified", detail=detail)
    done = HoldEvent(id="C-7F3K2QXA:completed:", at=NOW, case=waits.case, state="completed")
    answer = agent.report(waits, given, done)
    assert answer.status_code == 200, answer.text
    return agent


def test_a_reason_stands_in_the_case_and_closes_it_when_the_file_is_there(site: Site) -> None:
    agent = reported(site, "miller: needed before Friday")
    shown = site.as_("kato").get("/api/v1/cases/C-7F3K2QXA").json()
    assert shown["state"] == "completed"
    (review,) = shown["reviews"]
    assert (review["person"], review["action"], review["comment"]) == (
        "miller",
        "justify",
        "miller: needed before Friday",
    )
    page = site.as_("kato").get("/cases/C-7F3K2QXA", headers={"accept-language": "en"}).text
    assert "gave a reason" in page
    assert "needed before Friday" in page
    # Delivered again it stands there once.
    given = HoldEvent(id="C-7F3K2QXA:justified", at=NOW, case="C-7F3K2QXA", state="justified", detail="x")
    assert agent.report(given).status_code == 200
    assert len(site.as_("kato").get("/api/v1/cases/C-7F3K2QXA").json()["reviews"]) == 1


def test_nobody_of_another_side_reads_it(site: Site) -> None:
    reported(site, "miller: needed before Friday")
    assert "Friday" not in site.as_("lin").get("/api/v1/cases/C-7F3K2QXA").text


def test_a_reason_as_long_and_odd_as_can_be_is_kept(site: Site) -> None:
    reported(site, "a\0b" + "長" * 5000)
    (review,) = site.as_("kato").get("/api/v1/cases/C-7F3K2QXA").json()["reviews"]
    assert review["comment"].startswith("a b長")
    assert len(review["comment"]) == 1200
